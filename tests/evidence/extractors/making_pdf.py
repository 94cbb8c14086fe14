"""Small PDF files, written object by object."""

from collections.abc import Sequence

from PIL import Image


def pdf(pages: Sequence[Sequence[str]], *, extra: str = "") -> bytes:
    """Return a PDF whose pages show the lines given; a page without lines shows only a grey box.

    ``extra`` goes into the trailer.
    """
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{5 + 2 * n} 0 R' for n in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< /Title (Reablement review) /Author (Asha) /CreationDate (D:20240131093000+00'00') >>",
    ]
    for number, lines in enumerate(pages):
        content = _content(lines)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] "
            f"/Resources << /Font << /F1 3 0 R >> >> /Contents {6 + 2 * number} 0 R >>"
        )
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream")
    return _file(objects, f"/Info 4 0 R {extra}")


def form_pdf(answer: str) -> bytes:
    """Return a PDF with one form field that somebody filled in."""
    shown = f"/Tx BMC BT /F1 11 Tf 2 4 Td ({answer}) Tj ET EMC"
    objects = (
        "<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [4 0 R] /DR << /Font << /F1 3 0 R >> >> >> >>",
        "<< /Type /Pages /Count 1 /Kids [5 0 R] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        (
            "<< /Type /Annot /Subtype /Widget /FT /Tx /T (answer) /F 4 /P 5 0 R /Rect [50 700 400 720] "
            f"/V ({answer}) /DA (/F1 11 Tf 0 g) /AP << /N 6 0 R >> >>"
        ),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Annots [4 0 R] /Resources << >> >>",
        (
            "<< /Type /XObject /Subtype /Form /BBox [0 0 350 20] /Resources << /Font << /F1 3 0 R >> >> "
            f"/Length {len(shown)} >>\nstream\n{shown}\nendstream"
        ),
    )
    return _file(objects, "")


def locked_pdf() -> bytes:
    """Return a PDF that asks for a password that nobody knows."""
    secret = "00" * 32
    return pdf(
        [["Secret."]],
        extra=f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -44 /O <{secret}> /U <{secret}> >> /ID [<00><00>]",
    )


def stamped(picture: Image.Image, stamp: str) -> bytes:
    """Return a PDF of one page that a picture fills, with a line of text stamped onto it."""
    data = picture.tobytes()
    wide, high = picture.size
    body = f"q 595 0 0 842 0 0 cm /I Do Q BT /F 9 Tf 60 20 Td ({stamp}) Tj ET".encode()
    resources = b"<</XObject<</I 5 0 R>>/Font<</F 6 0 R>>>>"
    kind = b"/Type/XObject/Subtype/Image/ColorSpace/DeviceGray/BitsPerComponent 8/Width %d/Height %d" % (wide, high)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources %b>>" % resources,
        b"<</Length %d>>stream\n%s\nendstream" % (len(body), body),
        b"<<%b/Length %d>>stream\n%b\nendstream" % (kind, len(data), data),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    made = b"%PDF-1.4\n"
    for number, one in enumerate(objects, 1):
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    return made + b"trailer<</Root 1 0 R/Size %d>>\n%%%%EOF" % (len(objects) + 1)


def _content(lines: Sequence[str]) -> str:
    if not lines:
        return "0.5 g 100 100 300 300 re f"
    shown = "".join(f"({line.replace('(', '').replace(')', '')}) Tj T*\n" for line in lines)
    return f"BT /F1 11 Tf 14 TL 50 780 Td\n{shown}ET"


def _file(objects: Sequence[str], trailer: str) -> bytes:
    made = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(made))
        made += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    start = len(made)
    made += f"xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}".encode()
    made += f"trailer\n<< /Size {len(places) + 1} /Root 1 0 R {trailer} >>\n".encode()
    return made + f"startxref\n{start}\n%%EOF\n".encode()
