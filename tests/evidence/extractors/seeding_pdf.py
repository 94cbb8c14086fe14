"""A PDF with words in every place that such a file keeps words in, seen and unseen.

``Ola Nordby`` stands wherever a reader sees words; ``Hush-`` words stand where no reader looks.
"""

from collections.abc import Sequence

from tests.evidence.extractors.making_pdf import _file
from tests.evidence.extractors.seeding_word import HUSH, NAME

_CONTENT = f"""BT /F1 12 Tf 14 TL 72 720 Td
(Seen: {NAME} was visited.) Tj T* (Waiting times fell, says O'Brien.) Tj ET
BT /F1 12 Tf 72 660 Td [(Split: Ol) -20 (a Nor) 30 (dby.)] TJ ET
BT /F1 12 Tf 72 600 Td ({HUSH}under-a-bar) Tj ET 0 0 0 rg 68 596 160 16 re f
BT 1 1 1 rg /F1 12 Tf 72 560 Td ({HUSH}white) Tj ET 0 0 0 rg
/OC /Layer BDC BT /F1 12 Tf 72 520 Td ({HUSH}layer) Tj ET EMC
BT 3 Tr /F1 12 Tf 72 480 Td ({HUSH}never-drawn) Tj ET
BT 0 Tr /F1 12 Tf 900 440 Td ({HUSH}off-the-page) Tj ET
BT /F1 0.4 Tf 72 420 Td ({HUSH}tiny) Tj ET
0.2 0.4 0.9 rg 300 300 200 200 re f 0 0 0 rg
BT /F1 12 Tf 1 0 0 1 72 380 Tm (Plain words stay.) Tj ET
BT /F1 12 Tf 0 1 -1 0 540 300 Tm (Upright {NAME} here) Tj ET
"""


def page_of(content: str, *, page: str = "", more: Sequence[str] = (), catalog: str = "", trailer: str = "") -> bytes:
    """Return a PDF of one page; ``more`` are objects from number 6 on."""
    resources = "<< /Font << /F1 3 0 R >> /Properties << /Layer 6 0 R >> >>"
    size = "" if "MediaBox" in page else "/MediaBox [0 0 595 842]"
    return _file(
        (
            f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
            "<< /Type /Pages /Count 1 /Kids [4 0 R] >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
            f"<< /Type /Page /Parent 2 0 R {size} {page} /Resources {resources} /Contents 5 0 R >>",
            f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
            *more,
        ),
        trailer,
    )


def stream(entries: str, content: str) -> str:
    """Return a stream object."""
    return f"<< {entries} /Length {len(content)} >>\nstream\n{content}\nendstream"


def seeded_pdf(page: str = "") -> bytes:
    """Return the PDF; ``page`` adds entries to its page."""
    note, shown, file, script = 7, 9, 11, 13
    box = "BT /F1 12 Tf 2 4 Td (Typed on: Ola Nordby) Tj ET"
    sign, typed, drawn = "[300 700 320 720]", "[72 200 300 220]", "/AP << /N 18 0 R >>"
    more = (
        "<< /Type /OCG /Name (Hush-layer-name) >>",
        f"<< /Type /Annot /Subtype /Text /Rect {sign} /F 4 /T ({HUSH}noter) /Contents ({HUSH}note) {drawn} >>",
        f"<< /Type /Annot /Subtype /Link /Rect [72 380 200 395] /A << /S /URI /URI (https://{HUSH}link) >> >>",
        f"<< /Type /Annot /Subtype /FreeText /Rect {typed} /F 4 /Contents ({HUSH}typed) /AP << /N 10 0 R >> >>",
        stream("/Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F1 3 0 R >> >>", box),
        f"<< /Type /Filespec /F ({HUSH}file) /EF << /F 12 0 R >> >>",
        stream("/Type /EmbeddedFile", f"{HUSH}embedded"),
        f"<< /S /JavaScript /JS (app.alert\\('{HUSH}script'\\)) >>",
        f"<< /Title ({HUSH}property) /Author ({HUSH}author) >>",
        stream("/Type /Metadata /Subtype /XML", f"<x>{HUSH}xmp</x>"),
        "<< /Type /Outlines /First 17 0 R /Last 17 0 R /Count 1 >>",
        f"<< /Title ({HUSH}bookmark) /Parent 16 0 R /Dest [4 0 R /Fit] >>",
        stream("/Type /XObject /Subtype /Form /BBox [0 0 20 20]", "0 0 20 20 re f"),
    )
    catalog = (
        "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >> /Metadata 15 0 R /Outlines 16 0 R "
        f"/Names << /EmbeddedFiles << /Names [(a) {file} 0 R] >> /JavaScript << /Names [(b) {script} 0 R] >> >>"
    )
    annotations = f"/Annots [{note} 0 R 8 0 R {shown} 0 R]"
    return page_of(_CONTENT, page=f"{annotations} {page}", more=more, catalog=catalog, trailer="/Info 14 0 R")
