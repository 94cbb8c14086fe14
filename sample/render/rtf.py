"""Rich Text Format, as older word processors and case systems write letters and records."""

from sample.render.sheet_of_paper import Text
from sample.text import Block, Bullet, Heading, NewPage, Table

_SIZES = {1: 36, 2: 28, 3: 24}
_WIDTH = 9000  # the text area of an A4 page, in twentieths of a point


def render(text: Text) -> bytes:
    """Return a document with its properties, a footer and the text."""
    made = text.made_on
    parts = [
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}",
        rf"{{\info{{\title {_safe(text.title)}}}{{\author {_safe(text.author)}}}",
        rf"{{\creatim\yr{made.year}\mo{made.month}\dy{made.day}}}}}",
        rf"{{\footer\pard\qc\f0\fs16 {_safe(text.footer)}\par}}",
    ]
    for block in text.blocks:
        parts += _block(block)
    return ("\n".join(parts) + "\n}\n").encode("ascii")


def _block(block: Block) -> list[str]:
    if isinstance(block, Heading):
        return [rf"\pard\sb240\sa120\f0\fs{_SIZES[block.level]}\b {_safe(block.text)}\b0\par"]
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Bullet):
        return [rf"\pard\li360\fi-200\sa60\f0\fs22 \bullet  {_safe(block.text)}\par"]
    if isinstance(block, NewPage):
        return [r"\page"]
    return [rf"\pard\sa160\f0\fs22 {_safe(block.text)}\par"]


def _table(table: Table) -> list[str]:
    lines: list[str] = []
    for number, row in enumerate(table.rows):
        edges = "".join(rf"\cellx{_WIDTH * (place + 1) // len(row)}" for place in range(len(row)))
        bold = r"\b " if number == 0 else ""
        cells = "".join(rf"\pard\intbl\f0\fs20 {{{bold}{_safe(cell)}}}\cell" for cell in row)
        lines.append(rf"\trowd{edges}{cells}\row")
    return lines


def _safe(words: str) -> str:
    out: list[str] = []
    for sign in words:
        if sign in "\\{}":
            out.append("\\" + sign)
        elif sign.isascii():
            out.append(sign)
        else:
            out.append(rf"\u{ord(sign)}?")
    return "".join(out)
