"""OpenDocument texts."""

from itertools import groupby
from xml.sax.saxutils import escape

from sample.render.open_document import document
from sample.render.sheet_of_paper import Text
from sample.text import Block, Bullet, Heading, NewPage, Table

_MEDIA_TYPE = "application/vnd.oasis.opendocument.text"
_STYLES = (
    '<style:style style:name="Plain" style:family="paragraph"><style:paragraph-properties '
    'fo:margin-bottom="0.25cm"/></style:style><style:style style:name="Break" style:family="paragraph">'
    '<style:paragraph-properties fo:break-before="page"/></style:style><style:style style:name="Cell" '
    'style:family="table-cell"><style:table-cell-properties fo:border="0.5pt solid #888888" '
    'fo:padding="0.1cm"/></style:style>'
)


def render(text: Text) -> bytes:
    """Return a text document with headings, lists, tables and a footer."""
    parts: list[str] = []
    for bullets, group in groupby(text.blocks, lambda block: isinstance(block, Bullet)):
        if bullets:
            points = [_point(block.text) for block in group if isinstance(block, Bullet)]
            parts.append(f"<text:list>{''.join(points)}</text:list>")
        else:
            parts += [_block(block) for block in group]
    return document(text, _MEDIA_TYPE, f"<office:text>{''.join(parts)}</office:text>", _STYLES)


def _point(words: str) -> str:
    return f'<text:list-item><text:p text:style-name="Plain">{escape(words)}</text:p></text:list-item>'


def _block(block: Block) -> str:
    if isinstance(block, Heading):
        return (
            f'<text:h text:style-name="Heading_20_{block.level}" text:outline-level="{block.level}">'
            f"{escape(block.text)}</text:h>"
        )
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, NewPage):
        return '<text:p text:style-name="Break"/>'
    return f'<text:p text:style-name="Plain">{escape(block.text)}</text:p>'


def _table(table: Table) -> str:
    columns = f'<table:table-column table:number-columns-repeated="{len(table.rows[0])}"/>'
    rows = "".join(f"<table:table-row>{''.join(_cell(cell) for cell in row)}</table:table-row>" for row in table.rows)
    return f'<table:table>{columns}{rows}</table:table><text:p text:style-name="Plain"/>'


def _cell(words: str) -> str:
    return (
        '<table:table-cell table:style-name="Cell" office:value-type="string">'
        f"<text:p>{escape(words)}</text:p></table:table-cell>"
    )
