"""The bytes of a PDF file around finished page contents.

Objects, the cross-reference table and the document information belong here; laying out text does not.
"""

import hashlib

from sample.render.sheet_of_paper import Text

A4 = (595, 842)
_FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >>"


def pdf_file(text: Text, pages: list[bytes], images: tuple[bytes, ...] = ()) -> bytes:
    """Return a whole PDF: content streams of A4 pages, and image objects usable as /I0, /I1 ..."""
    objects: list[bytes] = [
        b"",
        b"",
        _FONT.format("Helvetica").encode(),
        _FONT.format("Helvetica-Bold").encode(),
    ]
    objects.append(_information(text))
    pictures = ""
    for number, image in enumerate(images):
        objects.append(image)
        pictures += f"/I{number} {len(objects)} 0 R "
    resources = f"<< /Font << /F1 3 0 R /F2 4 0 R >> /XObject << {pictures}>> >>"
    kids: list[int] = []
    for content in pages:
        objects.append(stream(content))
        page = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {A4[0]} {A4[1]}] "
            f"/Resources {resources} /Contents {len(objects)} 0 R >>"
        )
        objects.append(page.encode())
        kids.append(len(objects))
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R /Lang (en-GB) >>"
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    objects[1] = f"<< /Type /Pages /Kids [{listed}] /Count {len(kids)} >>".encode()
    return _assemble(objects)


def stream(content: bytes, entries: str = "") -> bytes:
    """Return a stream object; ``entries`` go into its dictionary."""
    return f"<< {entries}/Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def literal(words: str) -> bytes:
    """Return words as a PDF string in WinAnsi; raise ``UnicodeEncodeError`` for a sign it does not have."""
    raw = words.encode("cp1252")
    for sign in (b"\\", b"(", b")"):
        raw = raw.replace(sign, b"\\" + sign)
    return b"(" + raw + b")"


def _information(text: Text) -> bytes:
    stamp = f"D:{text.made_on:%Y%m%d}100000Z"
    return b"<< /Title %s /Author %s /Subject %s /Keywords (fictional sample) /CreationDate (%s) /ModDate (%s) >>" % (
        literal(text.title),
        literal(text.author),
        literal(text.footer),
        stamp.encode(),
        stamp.encode(),
    )


def _assemble(objects: list[bytes]) -> bytes:
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    places: list[int] = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    mark = hashlib.sha256(out).hexdigest()[:32]
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        out += b"%010d 00000 n \n" % place
    trailer = f"<< /Size {len(objects) + 1} /Root 1 0 R /Info 5 0 R /ID [<{mark}> <{mark}>] >>"
    out += f"trailer\n{trailer}\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(out)
