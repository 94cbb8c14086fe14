"""PDF files written object by object, well formed or not."""

import zlib

CATALOG = "<< /Type /Catalog /Pages 2 0 R >>"
ONE_PAGE = "<< /Type /Pages /Count 1 /Kids [3 0 R] >>"
PAGE = (
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents 5 0 R >>"
)
FONT = "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
WORDS = "Waiting times for reablement fell."
CONTENT = f"BT /F1 11 Tf 14 TL 50 780 Td ({WORDS}) Tj ET"

Body = str | bytes


def stream(data: Body, entries: str = "") -> bytes:
    """Return a stream object of ``data``; ``entries`` go into its dictionary."""
    held = as_bytes(data)
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(held), entries.encode(), held)


def deflated(data: Body, entries: str = "") -> bytes:
    """Return a stream object that is packed."""
    return stream(zlib.compress(as_bytes(data), 9), f"/Filter /FlateDecode {entries}")


def as_bytes(data: Body) -> bytes:
    """Return text as the bytes that PDF files hold."""
    return data if isinstance(data, bytes) else data.encode("latin-1")


def written(objects: dict[int, Body], trailer: str = "", *, root: int = 1) -> bytes:
    """Return a file of numbered objects with a right table of where they are."""
    made = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places: dict[int, int] = {}
    for number, body in objects.items():
        places[number] = len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, as_bytes(body))
    last = max(objects)
    rows = (f"{places.get(n, 0):010} 00000 {'n' if n in places else 'f'} \n" for n in range(1, last + 1))
    start = len(made)
    made += f"xref\n0 {last + 1}\n0000000000 65535 f \n{''.join(rows)}".encode()
    made += f"trailer\n<< /Size {last + 1} /Root {root} 0 R {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode()
    return bytes(made)


def one_page(
    *, catalog: str = "", page: str = "", content: Body = CONTENT, more: dict[int, Body] | None = None, trailer: str = ""
) -> bytes:  # fmt: skip
    """Return a file of one page; what is given is added to the objects of that name, and ``more`` to the file."""
    body = content if isinstance(content, bytes) and content.startswith(b"<<") else stream(content)
    objects: dict[int, Body] = {
        1: CATALOG.replace(" >>", f" {catalog} >>"),
        2: ONE_PAGE,
        3: f"{PAGE[:-2]} {page} >>",
        4: FONT,
        5: body,
    }
    return written({**objects, **(more or {})}, trailer)
