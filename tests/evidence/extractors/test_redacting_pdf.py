"""Redacted PDF files: pictures with black boxes, the words that are left beneath them, and nothing else at all."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from evidence.extractors import media, ocr, reasons
from evidence.extractors.limits import Limits
from evidence.extractors.picture_pdf import PicturePdf, PlacedWord
from evidence.extractors.pool import Pool
from evidence.extractors.redacting import left_in, redact
from evidence.extractors.redacting_words import MARK
from evidence.readings import Box, PageWords, Redacted, TakeOut, Unreadable
from tests.evidence.extractors.making_pdf import form_pdf, locked_pdf, pdf
from tests.evidence.extractors.searching_bytes import everything_in
from tests.evidence.extractors.seeding_pdf import page_of, seeded_pdf, stream
from tests.evidence.extractors.seeding_word import NAME

Redact = Callable[..., tuple[Redacted, bytes]]
Words = Callable[..., PageWords]


@pytest.fixture
def words(pool: Pool, tmp_path: Path) -> Words:
    def reading(content: bytes, page: int = 1) -> PageWords:
        (tmp_path / "words").write_bytes(content)
        return pool.words(tmp_path / "words", media.PDF, page)

    return reading


def shown(content: bytes, page: int = 1) -> Image.Image:
    """Draw a page as a viewer would, annotations and forms included."""
    document = pypdfium2.PdfDocument(content)
    try:
        if document.get_formtype():
            document.init_forms()
        return document[page - 1].render(scale=2).to_pil().convert("L")
    finally:
        document.close()


def under(picture: Image.Image, box: Box) -> Image.Image:
    wide, high = picture.size
    return picture.crop((int(box.x0 * wide), int(box.y0 * high), int(box.x1 * wide), int(box.y1 * high)))


def text_of(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    try:
        return "\n".join(str(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def test_words_are_gone_from_the_picture_and_from_the_layer_beneath(redacted: Redact, words: Words) -> None:
    before = [one for one in words(seeded_pdf()).words if one.text.strip(".") in {"Ola", "Nordby"}]
    made, copy = redacted(seeded_pdf(), media.PDF, NAME)
    picture = shown(copy)

    assert made.taken[0].times == 4
    assert made.pages == (1,)
    assert len(before) == 6  # the reader of words leaves out what was typed onto the page; the next line has it
    assert under(picture, Box(0.23, 0.745, 0.3, 0.755)).getextrema()[1] < 64
    for word in before:
        for x0, y0, x1, y1 in word.boxes:
            letters = Box(x0, y0 + (y1 - y0) / 10, x1 - (x1 - x0) / 10, y1)  # without a full stop at the end
            assert under(shown(seeded_pdf()), letters).getextrema()[1] > 200
            assert under(picture, letters).getextrema()[1] < 64
    assert "nordby" not in everything_in(copy)
    assert "Nordby" not in text_of(copy)


@pytest.mark.ocr
@pytest.mark.skipif(not ocr.available(), reason="Tesseract is not installed")
def test_nobody_can_read_the_words_in_the_picture(redacted: Redact, pool: Pool, tmp_path: Path) -> None:
    _, copy = redacted(
        pdf([["Waiting times fell.", "Seen: Ola Nordby was visited.", "Plain words stay."]]), media.PDF, NAME
    )
    (tmp_path / "picture").write_bytes(copy)
    read = " ".join(passage.text for passage in pool.ocr(tmp_path / "picture", media.PDF, 1))

    assert "Nordby" not in read
    assert "Ola" not in read
    assert "Waiting times fell." in read
    assert "visited." in read


@pytest.mark.parametrize(
    "page",
    [
        "", "/Rotate 90", "/Rotate 180", "/Rotate 270", "/CropBox [50 150 560 800] /Rotate 90",
        "/MediaBox [-20 30 595 842]",
    ],
)  # fmt: skip
def test_pages_keep_size_and_turn_and_words_their_places(page: str, redacted: Redact, words: Words) -> None:
    content = "BT /F1 12 Tf 14 TL 72 720 Td (Seen: Ola Nordby was visited.) Tj T* (Waiting fell.) Tj ET"
    original = page_of(content, page=page)
    _, copy = redacted(original, media.PDF, NAME)
    was, made = words(original), words(copy)
    with pypdfium2.PdfDocument(original) as before, pypdfium2.PdfDocument(copy) as after:
        assert after[0].get_rotation() == before[0].get_rotation()
        assert after[0].get_size() == pytest.approx(before[0].get_size())

    expected = [MARK if one.text == "Ola" else one.text for one in was.words if one.text != "Nordby"]
    assert sorted(one.text for one in made.words) == sorted(expected)
    kept = {one.text: one.boxes[0] for one in was.words}
    for word in made.words:
        if word.text in kept:
            assert word.boxes[0] == pytest.approx(kept[word.text], abs=0.003)
    assert under(shown(copy), kept["Ola"]).getextrema()[1] < 64
    assert under(shown(copy), kept["visited."]).getextrema()[1] > 200


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_words_set_one_by_one_are_found_together_on_turned_pages(turn: int, redacted: Redact) -> None:
    words = "".join(
        f"BT /F1 12 Tf {72 + 60 * at} {y} Td ({word}) Tj ET\n"
        for y, line in ((720, ["Ola", "Nordby", "came."]), (700, ["Then", "Ola", "Nordby", "left."]))
        for at, word in enumerate(line)
    )
    made, copy = redacted(page_of(words, page=f"/Rotate {turn}"), media.PDF, NAME)

    assert made.taken[0].times == 2
    assert sorted(text_of(copy).split()) == sorted(["came.", "Then", "left.", MARK, MARK])


def test_words_on_their_heads_among_upright_ones_are_found_together(redacted: Redact) -> None:
    upright = "BT /F1 12 Tf 72 720 Td (Most words are upright here.) Tj ET\n"
    turned = "".join(
        f"BT /F1 12 Tf -1 0 0 -1 {400 - 60 * at} 300 Tm ({word}) Tj ET\n" for at, word in enumerate(["Ola", "Nordby"])
    )
    made, copy = redacted(page_of(upright + turned), media.PDF, NAME)

    assert made.taken[0].times == 1
    assert "Nordby" not in text_of(copy)


def test_what_nobody_sees_is_gone_without_asking(redacted: Redact) -> None:
    made, copy = redacted(seeded_pdf(), media.PDF, "Nobody Here")

    assert "hush" in everything_in(seeded_pdf())
    assert "hush" not in everything_in(copy)
    assert "Hush" not in text_of(copy)
    assert under(shown(seeded_pdf()), Box(0.51, 0.15, 0.53, 0.16)).getextrema()[0] < 100  # the sign of a note
    assert under(shown(copy), Box(0.51, 0.15, 0.53, 0.16)).getextrema()[0] > 200
    assert {"1 note", "1 link", "1 attached file", "1 bookmark", "1 script", "6 words that could not be seen"} <= set(
        made.also
    )
    assert made.notes == (
        "1 marking stays visible that someone put on the pages, such as text boxes and highlights.",
    )


def test_nothing_of_a_file_but_its_pages_survives(redacted: Redact) -> None:
    _, copy = redacted(seeded_pdf(), media.PDF, NAME)

    for entry in (b"/Annots", b"/AcroForm", b"/Metadata", b"/Names", b"/Outlines", b"/JavaScript", b"/OCProperties",
                  b"/Info", b"/ID", b"/StructTreeRoot"):  # fmt: skip
        assert entry not in copy
    with pypdfium2.PdfDocument(copy) as document:
        assert document.get_metadata_dict(skip_empty=True) == {}
        assert document.count_attachments() == 0
        assert list(document.get_toc()) == []


def test_everything_else_can_be_searched_in_its_order(redacted: Redact) -> None:
    _, copy = redacted(seeded_pdf(), media.PDF, NAME)
    found = " ".join(text_of(copy).split())

    assert f"Seen: {MARK} was visited. Waiting times fell, says O'Brien. Split: {MARK}" in found
    assert "Plain words stay." in found
    assert f"Upright {MARK} here" in " ".join(found.split())


def test_what_was_typed_into_a_form_stays_as_a_picture_or_goes(redacted: Redact) -> None:
    made, copy = redacted(form_pdf("Answer of Ola Nordby"), media.PDF, NAME)

    assert made.taken[0].times == 1
    assert "1 field of a form" in made.also
    assert text_of(copy).split() == ["Answer", "of", MARK]
    assert under(shown(copy), Box(0.08, 0.14, 0.2, 0.18)).getextrema()[0] < 100


def test_words_on_one_page_stay_on_the_others(redacted: Redact) -> None:
    made, copy = redacted(
        pdf([["Ola Nordby came."], ["Ola Nordby left."]]), media.PDF, TakeOut(NAME, page=2), TakeOut("came", page=2)
    )

    assert made.pages == (2,)
    assert [one.times for one in made.taken] == [1, 0]
    assert text_of(copy).split() == ["Ola", "Nordby", "came.", MARK, "left."]


def test_a_box_takes_every_word_it_touches(redacted: Redact, words: Words) -> None:
    original = pdf([["One two three", "four five six", "seven eight nine"]])
    found = {one.text: one.boxes[0] for one in words(original).words}
    middle = Box(found["four"].x1 - 0.005, found["five"].y0, found["six"].x0 - 0.001, found["five"].y1)
    made, copy = redacted(original, media.PDF, TakeOut(page=1, box=middle))

    assert made.taken[0].times == 1
    assert text_of(copy).split() == ["One", "two", "three", "six", "seven", "eight", "nine", MARK]
    assert under(shown(copy), middle).getextrema()[1] < 64


def test_a_box_on_a_page_that_is_not_there_is_told(redacted: Redact) -> None:
    made, _ = redacted(pdf([["One two"]]), media.PDF, TakeOut(page=2, box=Box(0, 0, 1, 1)), TakeOut("Nobody"))

    assert [one.found for one in made.taken] == [False, False]
    assert made.pages == ()


def test_scanned_pages_have_boxes_and_a_warning(redacted: Redact) -> None:
    made, copy = redacted(pdf([["Words."], [], []]), media.PDF, "Words", TakeOut(page=2, box=Box(0.2, 0.6, 0.4, 0.8)))

    assert made.pages == (1, 2)
    assert made.notes[0].startswith("Pages 2, 3 have no text, so words there were not looked for")
    assert under(shown(copy, 2), Box(0.2, 0.6, 0.4, 0.8)).getextrema()[1] < 64
    assert under(shown(copy, 3), Box(0.2, 0.6, 0.4, 0.8)).getextrema()[1] > 100


def test_a_word_broken_at_a_lines_end_is_found(redacted: Redact, words: Words) -> None:
    original = page_of("BT /F1 12 Tf 14 TL 72 720 Td (Seen by Ola Nord-) Tj T* (by today, and Nordby.) Tj ET")
    made, copy = redacted(original, media.PDF, NAME, "Nordby")
    boxes = [box for one in words(original).words if one.text == "Nordby" for box in one.boxes]

    assert [one.times for one in made.taken] == [1, 2]
    assert all(under(shown(copy), box).getextrema()[1] < 64 for box in boxes)
    assert "by" in text_of(copy).split()
    assert "today," in text_of(copy).split()


def test_letters_beyond_latin_come_back(redacted: Redact) -> None:
    made = io.BytesIO()
    copy = PicturePdf(made)
    texts = ["Siân", "Ŵyn", "Zażółć", "Ольга", "日本語", "عربي", "a(b)<c>", "𝔸"]
    placed = [PlacedWord(text, 50, 700 - 30 * at, 150, 714 - 30 * at) for at, text in enumerate(texts)]
    copy.add(Image.new("RGB", (595, 842), "white"), (595, 842), 0, placed)
    copy.close()
    _, again = redacted(made.getvalue(), media.PDF, "Nobody")

    assert text_of(made.getvalue()).split() == texts
    assert text_of(again).split() == []  # never drawn, and nothing is drawn where they are: nobody sees them


def test_words_over_a_scanned_picture_come_back(redacted: Redact) -> None:
    """A scanner's words are never drawn, but they say what the picture shows."""
    _, scanned = redacted(pdf([["Waiting times fell for Ola Nordby."]]), media.PDF, "Nobody")
    made, copy = redacted(scanned, media.PDF, NAME)

    assert made.taken[0].times == 1
    assert text_of(copy).split() == ["Waiting", "times", "fell", "for", MARK]


@pytest.mark.parametrize(
    "glyph", ["500 0 d0 0 0 500 700 re f", "0 0 d0 0 0 500 700 re f", "500 0 0 0 1 1 d1 0 0 500 700 re f"]
)
def test_letters_drawn_outside_the_places_they_give_are_covered(glyph: str, redacted: Redact) -> None:
    """Fonts made of drawings may say nothing true of their size, and then the ink decides."""
    meaning = "1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfrange <41> <48> <0041> endbfrange"
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 0 0] /FontMatrix [0.001 0 0 0.001 0 0] "
        "/CharProcs << /g 7 0 R >> /Encoding << /Type /Encoding /Differences [65 /g /g /g /g /g /g /g /g] >> "
        "/FirstChar 65 /LastChar 72 /Widths [600 600 600 600 600 600 600 600] /ToUnicode 8 0 R /Resources << >> >>"
    )
    more = ("<< >>", stream("", glyph), stream("", meaning), font)
    content = "BT /F1 40 Tf 72 500 Td (ABCDEFGH) Tj ET BT /F1 40 Tf 72 300 Td (HGFEDCBA) Tj ET"
    original = page_of(content, more=more).replace(b"/F1 3 0 R", b"/F1 9 0 R")
    made, copy = redacted(original, media.PDF, "ABCDEFGH")
    first, second = Box(0.13, 0.375, 0.42, 0.4), Box(0.13, 0.612, 0.42, 0.64)

    assert made.taken[0].times == 1
    assert under(shown(original), first).getextrema() == (0, 255)
    assert under(shown(copy), first).getextrema()[1] < 64
    assert under(shown(copy), second).getextrema() == (0, 255)


@settings(max_examples=15, deadline=None)
@given(
    lines=st.lists(st.lists(st.sampled_from(["alpha", "Ola Nordby", "beta", "999 000 0042", "gamma,"]), min_size=1,
                            max_size=6), min_size=1, max_size=6),
    size=st.sampled_from([6, 11, 30]),
)  # fmt: skip
def test_random_pages_keep_nothing_asked_for(
    lines: list[list[str]], size: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("random")
    drawn = " ".join(f"({' '.join(line)}) Tj T*" for line in lines)
    (folder / "original").write_bytes(page_of(f"BT /F1 {size} Tf {size * 1.3:g} TL 20 780 Td {drawn} ET"))
    asked = [TakeOut(NAME), TakeOut("9990000042")]
    made = redact(folder / "original", media.PDF, asked, folder / "copy")
    copy = (folder / "copy").read_bytes()

    assert sum(one.times for one in made.taken) >= sum(word[0] in "O9" for line in lines for word in line)
    assert "Nordby" not in text_of(copy)
    assert "0042" not in text_of(copy)
    assert left_in(folder / "copy", media.PDF, asked) == [(), ()]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (locked_pdf(), reasons.PASSWORD),
        (pdf([["Words"]])[:200], reasons.NOT_REDACTED),
        (b"%PDF-1.7 nothing", reasons.NOT_REDACTED),
        (pdf([[]] * 501), reasons.TOO_MANY_PAGES.format(most=500)),
    ],
    ids=["locked", "cut", "empty", "long"],
)
def test_a_file_that_cannot_be_redacted_says_why(
    content: bytes, reason: str, redacted: Redact, tmp_path: Path
) -> None:
    with pytest.raises(Unreadable) as refused:
        redacted(content, media.PDF, "Words")

    assert refused.value.reason == reason
    assert sorted(path.name for path in tmp_path.iterdir()) == ["original"]


@pytest.mark.parametrize("box", ["0 0 14400 14400", "0 0 200000 3", "0 0 0 0", "0 0 1 1"])
def test_pages_of_odd_sizes_are_drawn_within_bounds(box: str, redacted: Redact) -> None:
    made, copy = redacted(
        page_of("BT /F1 12 Tf 72 2 Td (Ola Nordby) Tj ET", page=f"/MediaBox [{box}]"), media.PDF, NAME
    )

    assert made.taken[0].times == 1
    assert "Nordby" not in text_of(copy)


def test_a_file_that_takes_too_long_is_left_and_nothing_remains(tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(pdf([["Words"]] * 400))
    limits = Limits(redact_seconds=0.3)
    with Pool(1, staging=tmp_path / "staging", limits=limits) as small, pytest.raises(Unreadable) as refused:
        small.redact(tmp_path / "original", media.PDF, [TakeOut("Words")], target=tmp_path / "copy")

    assert refused.value.reason == reasons.TOO_MUCH_TO_REDACT
    assert sorted(path.name for path in tmp_path.iterdir()) == ["original", "staging"]
