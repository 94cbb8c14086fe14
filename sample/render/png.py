"""Pictures of text: a photographed flipchart, a page on a scanner's glass."""

import io
import textwrap
import zlib

from PIL import Image, ImageDraw, ImageFont
from PIL.PngImagePlugin import PngInfo

from sample.render.sheet_of_paper import Text
from sample.text import Bullet, Heading, NewPage, Table

_SIZE = (1240, 1754)  # A4 at 150 dots to the inch
_MARGIN = 110
_SIZES = {1: 46, 2: 36, 3: 30}
_BODY = 27
_ASCII = {"\u2018": "'", "\u2019": "'", "\u2013": "-", "\u201c": '"', "\u201d": '"', "\u2022": "-"}


def render(text: Text) -> bytes:
    """Return the first page of the text as a PNG with its properties in text chunks."""
    about = PngInfo()
    for name, value in (("Title", text.title), ("Author", text.author), ("Comment", text.footer)):
        about.add_text(name, value)
    buffer = io.BytesIO()
    pages(text)[0].save(buffer, "PNG", pnginfo=about, optimize=True)
    return buffer.getvalue()


def pages(text: Text) -> list[Image.Image]:
    """Draw the text on as many grey pages as it needs."""
    drawn: list[Image.Image] = []
    y = _SIZE[1]
    for line, size in [*_lines(text), ("", _BODY), (text.footer, 20)]:
        if y + size * 1.5 > _SIZE[1] - _MARGIN:
            drawn.append(_sheet(len(drawn)))
            y = _MARGIN
        ImageDraw.Draw(drawn[-1]).text((_MARGIN, y), line, fill=40, font=ImageFont.load_default(size=size))
        y += round(size * 1.5)
    return drawn


def _sheet(number: int) -> Image.Image:
    """Return an empty page with a scanner's shadow and specks, always the same ones."""
    sheet = Image.new("L", _SIZE, 246)
    pen = ImageDraw.Draw(sheet)
    pen.rectangle((0, 0, 14, _SIZE[1]), fill=205)
    for place in range(60):
        seed = zlib.crc32(f"{number}/{place}".encode())
        x, y = seed % _SIZE[0], seed // 4096 % _SIZE[1]
        pen.point((x, y), fill=150)
    return sheet


def _lines(text: Text) -> list[tuple[str, int]]:
    out: list[tuple[str, int]] = []
    for block in text.blocks:
        if isinstance(block, Heading):
            out += [("", 14), *_wrapped(block.text, _SIZES[block.level])]
        elif isinstance(block, Table):
            out += [line for row in block.rows for line in _wrapped("   |   ".join(row), _BODY)]
        elif isinstance(block, Bullet):
            out += _wrapped(f"- {block.text}", _BODY)
        elif not isinstance(block, NewPage):
            out += [*_wrapped(block.text, _BODY), ("", 14)]
    return out


def _wrapped(words: str, size: int) -> list[tuple[str, int]]:
    for sign, plain in _ASCII.items():
        words = words.replace(sign, plain)
    room = (_SIZE[0] - 2 * _MARGIN) * 2 // size
    return [(line, size) for line in textwrap.wrap(words, room)] or [("", size)]
