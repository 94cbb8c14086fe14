"""Words whose letters stand apart are taken out too, in lists of letters, in Word documents and in PDF files."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.extractors import media
from evidence.extractors.pool import Pool
from evidence.extractors.redacting_words import MARK, Search
from evidence.readings import Reading, Redacted
from tests.evidence.extractors.making_packages import package
from tests.evidence.extractors.searching_bytes import everything_in
from tests.evidence.extractors.seeding_pdf import page_of
from tests.evidence.extractors.seeding_word import NAME, SPACES, paragraph, run

Redact = Callable[..., tuple[Redacted, bytes]]
Read = Callable[..., Reading]
LARGE_FIRST_LETTER = '<w:framePr w:dropCap="drop" w:lines="3" w:wrap="around"/>'


def word(*paragraphs: str) -> bytes:
    """Return a Word document of these paragraphs."""
    return package({"word/document.xml": f"<w:document {SPACES}><w:body>{''.join(paragraphs)}</w:body></w:document>"})


def symbol(letter: str, font: str = "Arial") -> str:
    """Return a run with a letter put in as a symbol."""
    return f'<w:r><w:sym w:font="{font}" w:char="{ord(letter):04X}"/></w:r>'


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Nordby", "N o r d b y"),
        ("Nordby", "N  o  r  d  b  y"),
        ("Nordby", "N\no\nr\nd\nb\ny"),
        ("Nordby", "N | o | r | d | b | y"),
        ("Nordby", "N ordby"),
        ("Nordby", "N\r\nordby"),
        ("Nordby", "No rd by"),
        ("Nordby", "Nordb y"),
        ("Nordby", "Nord-by"),
        ("Nordby", "Nord- by"),
        ("Nordby", "Nord-\r\nby"),
        ("Lee", "L e e"),
        ("O'Brien", "O ' B r i e n"),
        ("Ola Nordby", "O l a   N o r d b y"),
        ("Ola Nordby", "O la Nordby"),
        ("Ola Nordby", "Ola Nord by"),
        ("12 Ferry Row", "12 F e r r y R o w"),
    ],
)
def test_letters_that_stand_apart_are_one_word(asked: str, written: str) -> None:
    search = Search([asked])

    assert search.replaced(f"before {written} after") == f"before {MARK} after"
    assert search.times == [1]
    assert search.met(f"before {written} after") == {0}


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Asif", "it looks as if it rained"),
        ("Maya", "she may a second time"),
        ("Justin", "it came just in time"),
        ("Thea", "in the a la carte menu"),
        ("Jo", "j o"),
    ],
)
def test_other_words_of_the_same_letters_stay(asked: str, written: str) -> None:
    assert Search([asked]).replaced(written) == written


@given(
    asked=st.text(alphabet="abcdefgh", min_size=3, max_size=8),
    gaps=st.lists(st.sampled_from([" ", "  ", "\n", "-", "- ", "-\n"]), min_size=7, max_size=7),
)
def test_a_word_is_found_with_any_gaps_between_all_its_letters(asked: str, gaps: list[str]) -> None:
    written = asked[0] + "".join(map("".join, zip(gaps, asked[1:], strict=False)))

    assert Search([asked]).replaced(f"x1 {written} 2x") == f"x1 {MARK} 2x"


@pytest.mark.parametrize(
    "content",
    [
        word(paragraph("O", properties=LARGE_FIRST_LETTER), paragraph("la Nordby lives alone.")),
        word(paragraph("O l a  N o r d b y")),
        word(*(paragraph(letter) for letter in "NORDBY"), paragraph("after Ola Nordby")),
        word(paragraph("Ola N", symbol("o"), "rdby")),
        word(paragraph("Ola ", *map(symbol, "Nordby"))),
        word(paragraph(run("Ola Nord"), "<w:r><w:noBreakHyphen/></w:r>", "by")),
    ],
    ids=["large first letter", "wide", "stacked", "a symbol", "symbols", "a hyphen"],
)
def test_they_are_gone_from_word_documents(content: bytes, redacted: Redact, read: Read) -> None:
    made, copy = redacted(content, media.DOCX, NAME, "Nordby")
    text = " ".join(passage.text for passage in read(copy, "copy.docx").passages)

    assert made.taken[1].times >= 1
    assert MARK in text
    left = everything_in(copy).replace(" ", "")
    assert "ordby" not in left
    assert "dby" not in text.replace(" ", "").lower()
    assert "w:sym" not in left


def test_symbols_that_show_pictures_stay(redacted: Redact) -> None:
    _, copy = redacted(word(paragraph("Done ", symbol("\uf0fc", "Wingdings"), " by Ola Nordby")), media.DOCX, NAME)

    assert 'w:font="wingdings"' in everything_in(copy)


def test_large_first_letters_and_symbols_are_read_with_their_word(pool: Pool, tmp_path: Path) -> None:
    unknown = symbol("x").replace("0078", "zz")
    content = word(
        paragraph("W", properties=LARGE_FIRST_LETTER),
        paragraph("aiting times fell."),
        paragraph("Fig", symbol("\uf075"), "res: ", symbol("\uf0fc", "Wingdings"), "7", unknown),
        paragraph("T", properties=LARGE_FIRST_LETTER),
        paragraph("w", properties=LARGE_FIRST_LETTER),
        paragraph("o teams."),
        paragraph("A", properties=LARGE_FIRST_LETTER),
        paragraph("B", properties=LARGE_FIRST_LETTER),
    )
    (tmp_path / "content").write_bytes(content)
    reading = pool.read(tmp_path / "content", media.DOCX, name="a.docx", staging=tmp_path)

    assert reading.passages[0].text.splitlines() == ["Waiting times fell.", "Figures: 7", "Two teams.", "AB"]


@pytest.mark.parametrize(
    "drawn",
    [
        "BT /F1 12 Tf 60 700 Td (N) Tj 40 0 Td (o) Tj 40 0 Td (r) Tj 40 0 Td (d) Tj 40 0 Td (b) Tj 40 0 Td (y) Tj ET",
        "BT /F1 12 Tf 18 TL 60 700 Td (N) Tj T* (o) Tj T* (r) Tj T* (d) Tj T* (b) Tj T* (y) Tj ET",
        "BT /F1 30 Tf 60 690 Td (N) Tj ET BT /F1 10 Tf 86 700 Td (ordby lives alone.) Tj ET",
        "BT /F1 12 Tf 60 700 Td (Nord-by) Tj ET",
        "BT /F1 12 Tf 60 700 Td (Nord\\255by) Tj ET",
        "BT /F1 12 Tf 60 700 Td (No) Tj 30 0 Td (rd) Tj 30 0 Td (by) Tj ET",
    ],
    ids=["wide", "stacked", "large first letter", "a hyphen", "a soft hyphen", "in pieces"],
)
def test_they_are_gone_from_pdf_files(drawn: str, redacted: Redact, read: Read) -> None:
    made, copy = redacted(page_of(f"{drawn} BT /F1 12 Tf 60 300 Td (Other words) Tj ET"), media.PDF, "Nordby")
    text = " ".join(passage.text for passage in read(copy, "copy.pdf").passages)

    assert made.taken[0].times == 1
    assert MARK in text
    assert "Other words" in text
    assert not set("Nrby") & set(text.replace("Other words", "").replace("lives alone.", ""))
