"""PDF files: notes, attachments, authors, earlier states, and words that nobody can see."""

import ctypes
import io
import zlib
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from evidence.extractors import media
from evidence.extractors.pool import Pool
from evidence.hidden_content import HiddenContent
from sample.render.pdf_file import pdf_file
from sample.render.sheet_of_paper import Text
from tests.evidence.extractors import making_hidden, making_pdf

Search = Callable[[bytes], HiddenContent]
LINES = ["Waiting times for reablement fell.", "Carers were asked twice."]
SHOWN = "BT /F1 12 Tf 50 700 Td (Everybody sees these words) Tj ET\n"
NAME = "BT /F1 12 Tf 50 600 Td (Doreen Thornfell of Larch Road) Tj ET\n"


@pytest.fixture
def search(pool: Pool, tmp_path: Path) -> Search:
    def searching(content: bytes) -> HiddenContent:
        path = tmp_path / "content"
        path.write_bytes(content)
        return pool.hidden(path, media.PDF)

    return searching


def finds(content: HiddenContent, *kinds: str) -> list[tuple[str, str]]:
    return [(one.where, one.what) for one in content.found if one.kind in kinds]


def drawn(*pages: str, images: tuple[bytes, ...] = ()) -> bytes:
    """Return a PDF of these content streams."""
    text = Text("", (), "", date(2026, 1, 1), "")
    return pdf_file(text, [page.encode("cp1252") for page in pages], images)


def noted(*notes: tuple[int, dict[str, str]], file: str = "") -> bytes:
    """Return a page with notes of these kinds and with what is said in them, and a file attached."""
    document, made = pypdfium2.PdfDocument(making_pdf.pdf([LINES, LINES])), io.BytesIO()
    page = document[1]
    for kind, words in notes:
        note = raw.FPDFPage_CreateAnnot(page, kind)
        raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(50, 800, 300, 600))
        for key, value in words.items():
            letters = (value + "\0").encode("utf-16-le")
            shorts = (ctypes.c_ushort * (len(letters) // 2)).from_buffer_copy(letters)
            raw.FPDFAnnot_SetStringValue(note, key.encode(), shorts)
        raw.FPDFPage_CloseAnnot(note)
    page.close()
    if file:
        document.new_attachment(file).set_data(b"inside")
    document.save(made)
    document.close()
    return made.getvalue()


def test_notes_say_who_wrote_them_and_where(search: Search) -> None:
    made = noted(
        (raw.FPDF_ANNOT_TEXT, {"Contents": "Is this her real name?", "T": "Ben Tallow"}),
        (raw.FPDF_ANNOT_HIGHLIGHT, {"T": "Asha Quill"}),
        (raw.FPDF_ANNOT_SQUIGGLY, {}),
    ).replace(b"/Squiggly", b"/Redact  ")
    found = search(made)
    assert finds(found, "comment") == [
        ("p. 2", "A note by Ben Tallow: “Is this her real name?”"),
        ("p. 2", "A highlight by Asha Quill"),
        ("p. 2", "A redaction that was marked and never carried out"),
    ]
    assert {one.page for one in found.found if one.kind == "comment"} == {2}


def test_a_file_inside(search: Search) -> None:
    assert finds(search(noted(file="clients.xlsx")), "embedded-file") == [
        ("document", "The file “clients.xlsx” is inside this one.")
    ]


def test_the_author_and_the_xmp_author(search: Search) -> None:
    packet = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator><rdf:Seq>'
        b"<rdf:li>Cleo Marsh</rdf:li></rdf:Seq></dc:creator></rdf:Description></rdf:RDF></x:xmpmeta>"
    )
    packed = zlib.compress(packet.replace(b"Cleo Marsh", b"Olive Quillby"))
    plain = b"<< /Type /Metadata /Subtype /XML /Length %d >>\nstream\n%b\nendstream" % (len(packet), packet)
    small = b"<< /Type /Metadata /Filter /FlateDecode /Length %d >>\nstream\n%b\nendstream" % (len(packed), packed)
    made = making_pdf.pdf([LINES]) + b"\n90 0 obj\n" + plain + b"\nendobj\n91 0 obj\n" + small + b"\nendobj\n"
    assert finds(search(made), "author") == [
        ("document properties", "author: Asha"),
        ("document properties (XMP)", "author: Cleo Marsh"),
        ("document properties (XMP)", "author: Olive Quillby"),
    ]


def test_a_file_saved_on_top_of_itself_keeps_its_earlier_state(search: Search) -> None:
    plain = making_pdf.pdf([LINES])
    start = plain.rindex(b"startxref")
    again = plain + b"xref\n0 0\ntrailer\n<< /Size 7 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
        int(plain[start:].split()[1]),
        len(plain),
    )
    assert finds(search(plain), "earlier-state") == []
    assert len(finds(search(again), "earlier-state")) == 1


def test_a_plain_page_hides_nothing_but_its_author(search: Search) -> None:
    found = search(making_pdf.pdf([LINES, ["(l) - I, 1."], []]))
    assert [one.kind for one in found.found] == ["author"]
    assert found.unsearched == ()


@pytest.mark.parametrize(
    "content",
    [
        f"1 g {NAME}",
        f"{NAME} 0 g 40 590 300 30 re f",
        f"3 Tr {NAME} 0 Tr",
        f"{NAME} 0.2 0.5 0.2 rg 40 590 300 30 re f",
        f"q 0.5 g 40 590 300 30 re f 0.5 g {NAME} Q",
    ],
    ids=["white", "under a black box", "never drawn", "under a green box", "grey on grey"],
)
def test_words_that_cannot_be_seen(content: str, search: Search) -> None:
    found = finds(search(drawn(f"{SHOWN}{content}")), "hidden-text")
    assert [where for where, _ in found] == ["p. 1"]
    assert found[0][1].endswith("“Doreen Thornfell of Larch Road”")


def test_words_off_the_page(search: Search) -> None:
    off = NAME.replace("50 600", "50 5000")
    assert finds(search(drawn(f"{SHOWN}{off}")), "hidden-text") == [
        ("p. 1", "Words off the page: “Doreen Thornfell of Larch Road”")
    ]


def test_words_under_a_box_that_is_a_note(search: Search) -> None:
    document, made = pypdfium2.PdfDocument(making_pdf.pdf([LINES])), io.BytesIO()
    page = document[0]
    note = raw.FPDFPage_CreateAnnot(page, raw.FPDF_ANNOT_SQUARE)
    raw.FPDFAnnot_SetRect(note, raw.FS_RECTF(40, 800, 400, 770))
    raw.FPDFAnnot_SetColor(note, raw.FPDFANNOT_COLORTYPE_InteriorColor, 0, 0, 0, 255)
    raw.FPDFAnnot_SetColor(note, raw.FPDFANNOT_COLORTYPE_Color, 0, 0, 0, 255)
    raw.FPDFPage_CloseAnnot(note)
    page.close()
    document.save(made)
    document.close()
    found = finds(search(made.getvalue()), "hidden-text")
    assert len(found) == 1
    assert "Waiting times for reablement fell." in found[0][1]


def test_white_words_on_a_dark_band_and_pale_ones_are_seen(search: Search) -> None:
    band = f"0.1 0.2 0.4 rg 40 590 400 30 re f 1 g {NAME}"
    pale = "0.75 g BT /F1 8 Tf 50 500 Td (A pale footnote in small letters) Tj ET"
    assert finds(search(drawn(f"{SHOWN}{band}{pale}")), "hidden-text") == []


def test_words_behind_a_scan_are_told_once_for_the_file(search: Search) -> None:
    """Grey stripes stand for the picture of the words."""
    stripes = "".join(f"0.4 g 0 {row} 595 3 re f\n" for row in range(560, 720, 8))
    page = f"{stripes}3 Tr {NAME}{SHOWN}0 Tr"
    found = search(drawn(page, page))
    assert finds(found, "hidden-text") == []
    assert len(finds(found, "scanned-words")) == 1
    assert finds(found, "scanned-words")[0][1].startswith("2 pages")


def test_where_a_photograph_in_a_pdf_was_taken(search: Search) -> None:
    photograph = making_hidden.photograph()
    image = (
        b"<< /Type /XObject /Subtype /Image /Width 40 /Height 30 /ColorSpace /DeviceRGB /BitsPerComponent 8 "
        b"/Filter /DCTDecode /Length %d >>\nstream\n%b\nendstream" % (len(photograph), photograph)
    )
    found = search(drawn("q 200 0 0 150 50 400 cm /I0 Do Q", images=(image,)))
    assert finds(found, "place") == [("p. 1, picture", "It says where it was taken: 53.5000, -2.2500.")]
    assert ("p. 1, picture", "artist: Asha Quill") in finds(found, "author")
