"""Web pages, as a content system or an intranet saves them."""

from html import escape
from itertools import groupby

from sample.render.sheet_of_paper import Text
from sample.text import Block, Bullet, Heading, NewPage, Paragraph, Table

_PAGE = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<title>{title}</title>
<meta name="author" content="{author}">
<meta name="dcterms.created" content="{made}">
</head>
<body>
<main>
{body}
</main>
<footer><p>{footer}</p></footer>
</body>
</html>
"""


def render(text: Text) -> bytes:
    """Return a complete, plain page."""
    parts: list[str] = []
    for bullets, group in groupby(text.blocks, lambda block: isinstance(block, Bullet)):
        if bullets:
            points = [f"<li>{escape(block.text)}</li>" for block in group if isinstance(block, Bullet)]
            parts += ["<ul>", *points, "</ul>"]
        else:
            parts += [_block(block) for block in group]
    page = _PAGE.format(
        title=escape(text.title),
        author=escape(text.author, quote=True),
        made=text.made_on.isoformat(),
        body="\n".join(parts),
        footer=escape(text.footer),
    )
    return page.encode()


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return f"<h{block.level}>{escape(block.text)}</h{block.level}>"
    if isinstance(block, Paragraph):
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Table):
        return _table(block)
    return "<hr>" if isinstance(block, NewPage) else ""


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in table.rows[0])
    rows = ["<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in table.rows[1:]]
    return "\n".join(["<table>", f"<thead><tr>{head}</tr></thead>", "<tbody>", *rows, "</tbody>", "</table>"])
