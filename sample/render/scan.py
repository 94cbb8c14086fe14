"""Scanned letters and forms: a PDF of pictures with no text in it."""

import zlib

from sample.render.pdf_file import A4, pdf_file, stream
from sample.render.png import pages
from sample.render.sheet_of_paper import Text

_TILT = 0.006  # the page lay a little crooked on the glass


def render(text: Text) -> bytes:
    """Return a PDF whose pages are images only."""
    images: list[bytes] = []
    contents: list[bytes] = []
    for number, page in enumerate(pages(text)):
        grey = page.quantize(16).convert("L")
        entries = (
            f"/Type /XObject /Subtype /Image /Width {grey.width} /Height {grey.height} "
            "/ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode "
        )
        images.append(stream(zlib.compress(grey.tobytes(), 9), entries))
        matrix = f"{A4[0]} {A4[0] * _TILT:.2f} {-A4[1] * _TILT:.2f} {A4[1]} 3 -2"
        contents.append(f"q {matrix} cm /I{number} Do Q".encode())
    return pdf_file(text, contents, tuple(images))
