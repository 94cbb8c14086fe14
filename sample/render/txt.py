"""Plain text files."""

from sample.render.sheet_of_paper import Text
from sample.text import Bullet, Heading, NewPage, Table


def render(text: Text) -> bytes:
    """Return the text in UTF-8, headings underlined, table cells parted by tabs."""
    lines: list[str] = []
    for block in text.blocks:
        if isinstance(block, Heading):
            lines += ["", block.text, ("=" if block.level == 1 else "-") * len(block.text)]
        elif isinstance(block, Table):
            lines += ["", *("\t".join(row) for row in block.rows), ""]
        elif isinstance(block, Bullet):
            lines.append(f"* {block.text}")
        elif not isinstance(block, NewPage):
            lines += ["", block.text]
    return ("\r\n".join([*lines[1:], "", text.footer]) + "\r\n").encode()
