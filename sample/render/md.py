"""Markdown files."""

from sample.render.sheet_of_paper import Text
from sample.text import Bullet, Heading, NewPage, Table


def render(text: Text) -> bytes:
    """Return the text as Markdown with tables in pipes."""
    lines: list[str] = []
    for block in text.blocks:
        if isinstance(block, Heading):
            lines += ["", f"{'#' * block.level} {block.text}", ""]
        elif isinstance(block, Table):
            lines += ["", *_table(block), ""]
        elif isinstance(block, Bullet):
            lines.append(f"- {block.text}")
        elif isinstance(block, NewPage):
            lines += ["", "---", ""]
        else:
            lines += ["", block.text, ""]
    body = "\n".join(lines).strip()
    while "\n\n\n" in body:
        body = body.replace("\n\n\n", "\n\n")
    return f"{body}\n\n---\n\n*{text.footer}*\n".encode()


def _table(table: Table) -> list[str]:
    head, *rows = [f"| {' | '.join(row)} |" for row in table.rows]
    return [head, "|" + " --- |" * len(table.rows[0]), *rows]
