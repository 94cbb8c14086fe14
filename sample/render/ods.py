"""OpenDocument spreadsheets: one sheet for each heading, numbers as numbers."""

from xml.sax.saxutils import escape, quoteattr

from sample.render.open_document import document
from sample.render.sheet_of_paper import Text, number
from sample.text import Table, sections

_MEDIA_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_STYLES = (
    '<style:style style:name="Sheet" style:family="table" style:master-page-name="Standard"/>'
    '<style:style style:name="Wide" style:family="table-column">'
    '<style:table-column-properties style:column-width="4.5cm"/></style:style>'
)


def render(text: Text) -> bytes:
    """Return a spreadsheet with a footer on every sheet."""
    sheets: list[str] = []
    for name, blocks in sections(text.blocks):
        rows: list[str] = []
        for block in blocks:
            if isinstance(block, Table):
                rows += [_row(row, head=place == 0) for place, row in enumerate(block.rows)]
                rows.append(_row((), head=False))
            else:
                rows.append(_row((getattr(block, "text", ""),), head=True))
        columns = '<table:table-column table:style-name="Wide" table:number-columns-repeated="10"/>'
        start = f'<table:table table:style-name="Sheet" table:name={quoteattr(name[:31])}>'
        sheets.append(f"{start}{columns}{''.join(rows)}</table:table>")
    return document(text, _MEDIA_TYPE, f"<office:spreadsheet>{''.join(sheets)}</office:spreadsheet>", _STYLES)


def _row(row: tuple[str, ...], *, head: bool) -> str:
    cells = "".join(_cell(cell, None if head else number(cell)) for cell in row) or "<table:table-cell/>"
    return f"<table:table-row>{cells}</table:table-row>"


def _cell(words: str, value: float | None) -> str:
    kind = 'office:value-type="string"' if value is None else f'office:value-type="float" office:value="{value:g}"'
    return f"<table:table-cell {kind}><text:p>{escape(words)}</text:p></table:table-cell>"
