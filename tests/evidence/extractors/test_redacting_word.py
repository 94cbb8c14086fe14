"""Redacted Word documents: what was asked for is gone from wherever it stood, and so is all that nobody sees."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence.extractors import media
from evidence.extractors.pool import Pool
from evidence.extractors.redacting import left_in, redact
from evidence.extractors.redacting_words import MARK
from evidence.readings import Reading, Redacted, TakeOut
from tests.evidence.extractors.making_packages import package
from tests.evidence.extractors.searching_bytes import everything_in
from tests.evidence.extractors.seeding_word import HUSH, NAME, SPACES, paragraph, parts, relations, run, seeded_docx

Redact = Callable[..., tuple[Redacted, bytes]]


def text_of(pool: Pool, tmp_path: Path, copy: bytes) -> Reading:
    (tmp_path / "made").write_bytes(copy)
    return pool.read(tmp_path / "made", media.DOCX, name="made", staging=tmp_path)


def part(copy: bytes, name: str) -> str:
    return zipfile.ZipFile(io.BytesIO(copy)).read(name).decode()


def test_words_are_gone_from_every_place(redacted: Redact) -> None:
    made, copy = redacted(seeded_docx(), media.DOCX, NAME)
    found = everything_in(copy)

    assert made.taken[0].times == 28
    for word in ("ola nordby", "olanordby", "nordby", "ola%20nordby"):
        assert word not in found


def test_a_document_before_redaction_has_them_all() -> None:
    """What the other tests look for is there to be found, so that finding nothing means something."""
    found = everything_in(seeded_docx())
    places = set(re.findall(r"hush-[a-z-]+", found))

    assert found.count("ola nordby") >= 27
    assert len(places) > 40


def test_what_nobody_sees_is_gone_without_asking(redacted: Redact) -> None:
    _, copy = redacted(seeded_docx(), media.DOCX, "Nobody Here")

    assert sorted(set(re.findall(r"hush[a-z_-]*", everything_in(copy)))) == []


def test_nothing_tells_when_and_in_what_sessions_it_was_written(redacted: Redact) -> None:
    _, copy = redacted(seeded_docx(), media.DOCX, NAME)
    names = zipfile.ZipFile(io.BytesIO(copy)).namelist()

    assert "rsid" not in part(copy, "word/document.xml")
    assert "2024-01-31" not in everything_in(copy)
    assert [name for name in names if name.startswith(("docProps", "customXml"))] == []
    assert {entry.date_time for entry in zipfile.ZipFile(io.BytesIO(copy)).infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_nothing_is_left_that_hides_or_that_looks_its_words_up_elsewhere(redacted: Redact) -> None:
    _, copy = redacted(seeded_docx(), media.DOCX, "Nobody Here")

    assert "vanish" not in part(copy, "word/styles.xml") + part(copy, "word/document.xml")
    assert "Ref>" not in part(copy, "word/charts/chart.xml")
    assert "instrText" not in part(copy, "word/document.xml")


def test_everything_else_stays_in_its_order(redacted: Redact, pool: Pool, tmp_path: Path) -> None:
    _, copy = redacted(seeded_docx(), media.DOCX, NAME)
    reading = text_of(pool, tmp_path, copy)

    assert reading.passages[0].text.splitlines() == [
        "Waiting times fell.",
        f"Split: {MARK}.",
        f"Inserted for {MARK}.",
        "Shown.",
        f"Field of {MARK}",
        f"Simple field of {MARK}",
        "☒ agreed",
        "Joined here.",
        f"Link of {MARK}",
        "Plain link",
        "Inner link",
        "Noted",
        f"Text box of {MARK}.",
        f"Sum of {MARK}",
        f"Tabbed: {MARK} .",
        f"Control of {MARK}.",
        MARK,
    ]
    assert [passage.text for passage in reading.passages[1:]] == [
        f"Header of {MARK}.",
        f"Footer of {MARK}.1",
        f"footnote of {MARK}.",
        f"endnote of {MARK}.",
        f"Chart of {MARK}\nDays of {MARK}\n{MARK}\n12",
        f"Step of {MARK}",
    ]
    assert reading.passages[0].locator == "section Waiting times fell."
    assert reading.properties == {}


def test_what_was_left_out_is_said_in_words(redacted: Redact) -> None:
    made, _ = redacted(seeded_docx(), media.DOCX, NAME, f"{HUSH}comment", "Nobody Here")

    assert made.media_type == media.DOCX
    assert [(one.times, one.left_out, one.found) for one in made.taken] == [
        (28, False, True), (0, True, True), (0, False, False),
    ]  # fmt: skip
    assert {"1 comment", "3 deleted or moved passages", "4 pieces of hidden text", "2 embedded files"} <= set(
        made.also
    )
    assert made.notes[0].startswith("2 pictures stay")
    assert "1 tracked insertion was kept as plain text." in made.notes


def test_links_stay_where_they_say_nothing(redacted: Redact) -> None:
    _, copy = redacted(seeded_docx(), media.DOCX, NAME)
    links = re.findall(r'Target="([^"]*)" TargetMode="External"', part(copy, "word/_rels/document.xml.rels"))
    anchors = re.findall(r'w:anchor="(\w+)"', part(copy, "word/document.xml"))

    assert links == ["https://example.org/"]
    assert anchors == re.findall(r'w:bookmarkStart [^>]*w:name="(\w+)"', part(copy, "word/document.xml")) == ["b1"]


def test_a_picture_keeps_what_was_shown_of_it_and_no_more(redacted: Redact) -> None:
    _, copy = redacted(seeded_docx(), media.DOCX, NAME)
    with zipfile.ZipFile(io.BytesIO(copy)) as archive:
        picture = Image.open(io.BytesIO(archive.read("word/media/image.jpeg")))
        pixels = picture.convert("RGB").resize((3, 1)).get_flattened_data()

    assert picture.size == (30, 20)
    assert all(red > 200 and blue < 50 for red, _, blue in pixels)
    assert not picture.getexif()
    assert "srcRect r=" not in part(copy, "word/document.xml")


def test_the_copy_opens_in_a_program_that_is_not_ours(redacted: Redact, tmp_path: Path) -> None:
    _, copy = redacted(seeded_docx(), media.DOCX, NAME)
    opened = docx.Document(io.BytesIO(copy))

    assert opened.paragraphs[0].style.name == "Heading 1"
    assert [cell.text for cell in opened.tables[0].rows[0].cells] == [MARK, ""]
    assert opened.sections[0].header.paragraphs[0].text == f"Header of {MARK}."


def test_the_copy_is_the_same_bytes_every_time(redacted: Redact) -> None:
    assert redacted(seeded_docx(), media.DOCX, NAME)[1] == redacted(seeded_docx(), media.DOCX, NAME)[1]


def test_the_other_dialect_of_the_standard_is_redacted_in_that_dialect(redacted: Redact) -> None:
    held = {
        name: re.sub(
            r"http://schemas\.openxmlformats\.org/(?!package)(\w+)/2006/", r"http://purl.oclc.org/ooxml/\1/", data
        )
        if isinstance(data, str) and not name.startswith("[")
        else data
        for name, data in parts().items()
    }
    made, copy = redacted(package(held), media.DOCX, NAME)

    assert made.taken[0].times == 28
    assert "nordby" not in everything_in(copy)
    assert "hush" not in everything_in(copy)
    assert 'Type="http://purl.oclc.org/ooxml/officeDocument/relationships/header"' in part(
        copy, "word/_rels/document.xml.rels"
    )


def test_macros_are_gone_and_the_copy_says_so(redacted: Redact) -> None:
    types = str(parts()["[Content_Types].xml"]).replace(
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        "application/vnd.ms-word.document.macroEnabled.main+xml",
    )
    content = package(parts() | {"[Content_Types].xml": types, "word/vbaProject.bin": f"{HUSH}macro".encode()})
    made, copy = redacted(content, media.DOCM, NAME)

    assert made.media_type == media.DOCX
    assert "1 macro" in made.also
    assert "macro" not in everything_in(copy)


def small(body: str, **more: str) -> bytes:
    """Return a document of a body alone."""
    held: dict[str, str | bytes] = {
        "[Content_Types].xml": parts()["[Content_Types].xml"],
        "_rels/.rels": relations(("r1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body}</w:body></w:document>",
    }
    return package(held | more)


def test_nested_and_broken_fields_leave_what_they_show(redacted: Redact, pool: Pool, tmp_path: Path) -> None:
    begin, separate, end = (f'<w:r><w:fldChar w:fldCharType="{one}"/></w:r>' for one in ("begin", "separate", "end"))

    def code(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    inner = f"{begin}{code('MERGEFIELD Hush-name')}{separate}{run('Hush-inner-result')}{end}"
    nested = f"{begin}{code('IF ')}{inner}{code(chr(34) + 'Hush-code')}{separate}{run('Shown')}{end}"
    _, copy = redacted(
        small(paragraph(nested, " and ", begin, code("Hush-never-ends"), "Lost")), media.DOCX, "Nobody"
    )

    assert "hush" not in everything_in(copy)
    assert text_of(pool, tmp_path, copy).passages[0].text == "Shown and"


def test_hidden_shapes_go_with_their_words(redacted: Redact) -> None:
    box = f"<w:txbxContent>{paragraph(HUSH + 'in-a-hidden-box')}</w:txbxContent>"
    old = f'<w:r><w:pict><v:shape style="visibility: hidden"><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>'
    made, copy = redacted(small(paragraph("Seen", old)), media.DOCX, "Nobody")

    assert "hush" not in everything_in(copy)
    assert "1 piece of hidden text" in made.also


def test_words_of_the_format_may_be_names_too(redacted: Redact, pool: Pool, tmp_path: Path) -> None:
    """Green, Page and Style are names of people, and 12 is a number of people: the document must not break."""
    coloured = run("Ms Green met Mr Page on 12 days.", '<w:color w:val="green"/><w:sz w:val="12"/>')
    _, copy = redacted(small(paragraph(coloured)), media.DOCX, "Green", "Page", "12", "Document", "center", "main")

    assert text_of(pool, tmp_path, copy).passages[0].text == f"Ms {MARK} met Mr {MARK} on {MARK} days."
    assert 'w:color w:val="green"' in part(copy, "word/document.xml")
    assert docx.Document(io.BytesIO(copy)).paragraphs[0].runs[0].font.size.pt == 6


WORD = st.text(alphabet="abcdefghéŵ0123456789", min_size=5, max_size=12)


@settings(max_examples=60, deadline=None)
@given(
    asked=st.lists(WORD, min_size=1, max_size=3, unique=True),
    others=st.lists(st.text(alphabet="qrstuvwxyz ", min_size=1, max_size=12), min_size=1, max_size=6),
    cuts=st.lists(st.integers(1, 5), min_size=1, max_size=6),
)
def test_random_words_in_random_runs_are_never_left(
    asked: list[str], others: list[str], cuts: list[int], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("random")
    pieces: list[str] = []
    for number, other in enumerate(others):
        text, step = f"{other} {asked[number % len(asked)]} {other}", cuts[number % len(cuts)]
        pieces.append(paragraph(*(run(text[at : at + step]) for at in range(0, len(text), step))))
    content = small("".join(pieces))
    (folder / "original").write_bytes(content)
    wanted = [TakeOut(one) for one in asked]
    made = redact(folder / "original", media.DOCX, wanted, folder / "copy")
    found = everything_in((folder / "copy").read_bytes())

    assert all(one not in found for one in asked)
    assert all(one.times for one in made.taken[: len(others)])
    assert left_in(folder / "copy", media.DOCX, wanted) == [()] * len(asked)
    assert (folder / "original").read_bytes() == content
