"""Writing a PDF whose pages are pictures, each over words that nobody sees but search and speech do.

Nothing gets into the file but what is handed over here: no properties, links, scripts or dates. Words are
set in a font of empty shapes whose codes are Latin letters as they are; other letters get fonts as they come.
"""

import io
import unicodedata
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import numpy as np
from PIL import Image

_QUALITY = 82  # of a photograph; text beside it stays legible
_COLOURS = 256
_EFFORT = 6
_CATALOG, _PAGES, _FONTS, _SHAPE = 1, 2, 3, 4
_FIRST_FREE = 5
_WIDTH = 500  # of every shape, in thousandths of its height
_SPACE = 32
_LATIN = frozenset(range(32, 127)) | frozenset(range(160, 256))
_TURNS = {
    0: "1 0 0 1 0 0",
    90: "0 1 -1 0 {width:g} 0",
    180: "-1 0 0 -1 {width:g} {height:g}",
    270: "0 -1 1 0 0 {height:g}",
}
"""What turns a page as it is shown back to how it is kept; its width and height as kept, in points."""

_DIRECTIONS = {0: "1 0 0 1", 90: "0 1 -1 0", 180: "-1 0 0 -1", 270: "0 -1 1 0"}


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A word, and the box around it on the page as shown: points from the left and from the bottom.

    ``turn`` is where it runs to, in degrees against the clock: 0 for most, 90 for one that runs upwards.
    """

    text: str
    left: float
    bottom: float
    right: float
    top: float
    turn: int = 0


class PicturePdf:
    """A PDF in the making, written page by page to ``stream``; whole once ``close`` has returned."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._places: dict[int, int] = {}
        self._pages: list[int] = []
        self._codes: dict[str, tuple[int, int]] = {}
        self._last = _FIRST_FREE - 1
        self._stream.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def add(self, picture: Image.Image, size: tuple[float, float], turn: int, words: Sequence[PlacedWord]) -> None:
        """Add a page of ``size`` (as shown, in points), kept turned by ``turn`` degrees, which shows ``picture``."""
        wide, high = size
        kept = (high, wide) if turn in {90, 270} else (wide, high)
        matrix = _TURNS[turn].format(width=kept[0], height=kept[1])
        image = self._object(_picture(picture))
        content = f"{matrix} cm /Artifact BMC q {wide:g} 0 0 {high:g} 0 0 cm /I Do Q EMC\nBT 3 Tr\n"
        content += "".join(self._word(word) for word in words) + "ET\n"
        contents = self._object(_deflated(content.encode("ascii")))
        self._pages.append(
            self._object(
                f"<< /Type /Page /Parent {_PAGES} 0 R /MediaBox [0 0 {kept[0]:g} {kept[1]:g}] /Rotate {turn} "
                f"/Resources << /Font {_FONTS} 0 R /XObject << /I {image} 0 R >> >> "
                f"/Contents {contents} 0 R >>".encode()
            )
        )

    def close(self) -> None:
        """Write what all pages share, and the table of where everything is."""
        fonts = "".join(f"/F{number} {self._font(number)} 0 R " for number in range(self._fonts()))
        self._object(f"<< {fonts}>>".encode(), _FONTS)
        self._object(_stream_of(b"", b"%d 0 0 0 %d 1000 d1" % (_WIDTH, _WIDTH)), _SHAPE)
        kids = " ".join(f"{page} 0 R" for page in self._pages)
        self._object(f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] >>".encode(), _PAGES)
        self._object(f"<< /Type /Catalog /Pages {_PAGES} 0 R /Lang (en-GB) >>".encode(), _CATALOG)
        start = self._stream.tell()
        table = "".join(f"{self._places[number]:010} 00000 n \n" for number in range(1, self._last + 1))
        self._stream.write(
            f"xref\n0 {self._last + 1}\n0000000000 65535 f \n{table}"
            f"trailer\n<< /Size {self._last + 1} /Root {_CATALOG} 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
        )

    def _object(self, body: bytes, number: int = 0) -> int:
        if not number:
            self._last += 1
            number = self._last
        self._places[number] = self._stream.tell()
        self._stream.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
        return number

    def _word(self, word: PlacedWord) -> str:
        height, length = word.top - word.bottom, word.right - word.left
        if word.turn in {90, 270}:
            height, length = length, height
        matrix = _DIRECTIONS[word.turn]
        left = word.right if word.turn in {90, 180} else word.left
        bottom = word.top if word.turn in {180, 270} else word.bottom
        stretch = 100_000 * length / (_WIDTH * max(len(word.text), 1) * height)
        shown = "".join(
            f"/F{font} {height:.2f} Tf <{codes}> Tj " for font, codes in self._coded(f"{_in_order(word.text)} ")
        )
        return f"{stretch:.2f} Tz {matrix} {left:.2f} {bottom:.2f} Tm {shown}\n"

    def _coded(self, text: str) -> Iterator[tuple[int, str]]:
        """Yield runs of one font: its number, and the letters' codes."""
        font, codes = -1, ""
        for letter in text:
            wanted, code = self._code(letter)
            if letter == " " and font >= 0:
                wanted = font  # every font has a space at the same code
            if wanted != font and codes:
                yield font, codes
                codes = ""
            font, codes = wanted, f"{codes}{code:02X}"
        yield font, codes

    def _code(self, letter: str) -> tuple[int, int]:
        if ord(letter) in _LATIN:
            return 0, ord(letter)
        if letter not in self._codes:
            number = len(self._codes)
            self._codes[letter] = 1 + number // 200, 48 + number % 200
        return self._codes[letter]

    def _fonts(self) -> int:
        return 1 + max((font for font, _ in self._codes.values()), default=0)

    def _font(self, number: int) -> int:
        """Write a font of 256 empty shapes and what each code means."""
        meant = {code: letter for letter, (font, code) in self._codes.items() if font == number} | {_SPACE: " "}
        if not number:
            meant = {code: chr(code) for code in _LATIN}
        lines = [f"<{code:02X}> <{letter.encode('utf-16-be').hex()}>" for code, letter in sorted(meant.items())]
        parts = [lines[start : start + 100] for start in range(0, len(lines), 100)]
        mapped = "".join(f"{len(part)} beginbfchar\n" + "\n".join(part) + "\nendbfchar\n" for part in parts)
        meaning = self._object(
            _deflated(
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def /CMapName /M def\n"
                f"1 begincodespacerange <00> <FF> endcodespacerange\n{mapped}"
                "endcmap CMapName currentdict /CMap defineresource pop end end".encode("ascii")
            )
        )
        names, widths = "/g " * 256, f"{_WIDTH} " * 256
        return self._object(
            f"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 {_WIDTH} 1000] /FontMatrix [0.001 0 0 0.001 0 0] "
            f"/CharProcs << /g {_SHAPE} 0 R >> /Encoding << /Type /Encoding /Differences [0 {names}] >> "
            f"/FirstChar 0 /LastChar 255 /Widths [{widths}] /Resources << >> /ToUnicode {meaning} 0 R >>".encode()
        )


def _in_order(text: str) -> str:
    """Return letters from left to right, as readers of PDF files expect those of Arabic and Hebrew too."""
    leftwards = any(unicodedata.bidirectional(letter) in {"R", "AL"} for letter in text)
    return text[::-1] if leftwards else text


def _picture(picture: Image.Image) -> bytes:
    """Return a picture as an object, packed in the shorter of two ways: few colours, or as a photograph."""
    pixels = np.asarray(picture.convert("RGB"))
    red, green, blue = (pixels[..., band] for band in range(3))
    about = f"/Type /XObject /Subtype /Image /Width {picture.width} /Height {picture.height} "
    if (red == green).all() and (green == blue).all():
        plain = Image.fromarray(np.ascontiguousarray(red))
        few, space, kind = _sixteen_greys(red), "/DeviceGray", "/BitsPerComponent 4 /ColorSpace /DeviceGray "
    else:
        plain = picture.convert("RGB")
        indexed = plain.quantize(_COLOURS, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE)
        palette = bytes(indexed.getpalette() or ())
        few, space = indexed.tobytes(), "/DeviceRGB"
        kind = f"/BitsPerComponent 8 /ColorSpace [/Indexed /DeviceRGB {len(palette) // 3 - 1} <{palette.hex()}>] "
    packed = zlib.compress(few, _EFFORT)
    photograph = io.BytesIO()
    plain.info = {}
    plain.save(photograph, "JPEG", quality=_QUALITY)
    if len(packed) <= len(photograph.getvalue()):
        return _stream_of(f"{about}{kind}/Filter /FlateDecode".encode(), packed)
    kind = f"/BitsPerComponent 8 /ColorSpace {space} "
    return _stream_of(f"{about}{kind}/Filter /DCTDecode".encode(), photograph.getvalue())


def _sixteen_greys(pixels: "np.ndarray[Any, np.dtype[np.uint8]]") -> bytes:
    """Return rows of two pixels a byte, which is as fine as print needs."""
    greys = pixels >> 4
    if greys.shape[1] % 2:
        greys = np.pad(greys, ((0, 0), (0, 1)))
    return (greys[:, 0::2] << 4 | greys[:, 1::2]).tobytes()


def _deflated(content: bytes) -> bytes:
    return _stream_of(b"/Filter /FlateDecode", zlib.compress(content))


def _stream_of(about: bytes, content: bytes) -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (about, len(content), content)
