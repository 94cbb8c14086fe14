"""Rich Text Format, as older word processors and case systems write letters and records."""

from sample.render.sheet_of_paper import Text
from sample.text import Bullet, Heading, NewPage, Table

_SIZES = {1: 36, 2: 28, 3: 24}
_WIDTH = 9000  # the text area of an A4 page, in twentieths of a point


def render(text: Text) -> bytes:
    """Return a document with its properties, a footer and the text."""
    made = text.made_on
    parts = [
        r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0\fswiss Arial;}}",
        r"{\info{\title %s}{\author %s}" % (_safe(text.title), _safe(text.author)),
        r"{\creatim\yr%d\mo%d\dy%d}}" % (made.year, made.month, made.day),
        r"{\footer\pard\qc\f0\fs16 %s\par}" % _safe(text.footer),
    ]
    for block in text.blocks:
        if isinstance(block, Heading):
            parts.append(r"\pard\sb240\sa120\f0\fs%d\b %s\b0\par" % (_SIZES[block.level], _safe(block.text)))
        elif isinstance(block, Table):
            parts += _table(block)
        elif isinstance(block, Bullet):
            parts.append(r"\pard\li360\fi-200\sa60\f0\fs22 \bullet  %s\par" % _safe(block.text))
        elif isinstance(block, NewPage):
            parts.append(r"\page")
        else:
            parts.append(r"\pard\sa160\f0\fs22 %s\par" % _safe(block.text))
    return ("\n".join(parts) + "\n}\n").encode("ascii")


def _table(table: Table) -> list[str]:
    lines: list[str] = []
    for number, row in enumerate(table.rows):
        edges = "".join(rf"\cellx{_WIDTH * (place + 1) // len(row)}" for place in range(len(row)))
        bold = r"\b " if number == 0 else ""
        cells = "".join(r"\pard\intbl\f0\fs20 {%s%s}\cell" % (bold, _safe(cell)) for cell in row)
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
