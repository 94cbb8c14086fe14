"""Excel workbooks: one sheet for each heading, numbers as numbers."""

import io
from datetime import datetime, time

import xlsxwriter

from sample.render.packed import repacked
from sample.render.sheet_of_paper import Text, number
from sample.text import Table, sections

_WIDTHS = (24, 18)


def render(text: Text) -> bytes:
    """Return a workbook with a footer on every sheet and its properties."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties(
        {
            "title": text.title,
            "author": text.author,
            "keywords": "fictional sample",
            "comments": text.footer,
            "created": datetime.combine(text.made_on, time(10, 0)),
        },
    )
    bold = book.add_format({"bold": True, "text_wrap": True})
    for name, blocks in sections(text.blocks):
        sheet = book.add_worksheet(name[:31])
        sheet.set_column(0, 0, _WIDTHS[0])
        sheet.set_column(1, 12, _WIDTHS[1])
        sheet.set_footer(f"&C{text.footer}")
        line = 0
        for block in blocks:
            if isinstance(block, Table):
                line = _table(sheet, block, line, bold)
            else:
                sheet.write_string(line, 0, getattr(block, "text", ""))
                line += 1
    book.close()
    return repacked(buffer.getvalue(), text.made_on)


def _table(sheet: xlsxwriter.worksheet.Worksheet, block: Table, line: int, bold: object) -> int:
    for place, row in enumerate(block.rows):
        for column, cell in enumerate(row):
            value = number(cell)
            if value is None or place == 0:
                sheet.write_string(line, column, cell, bold if place == 0 else None)
            else:
                sheet.write_number(line, column, value)
        line += 1
    return line + 1
