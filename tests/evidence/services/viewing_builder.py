"""Papers and workbooks for the tests of viewing."""

import io
from datetime import date

from xlsxwriter import Workbook

from sample.render.pdf import render
from sample.render.sheet_of_paper import Text
from sample.text import NewPage, Paragraph

PAGES = (
    "People waited too long for reviews. The waiting list for reablement fell.",
    "Safeguarding adults is everybody's business. Direct payments were offered.",
)


def paper(*pages: str) -> bytes:
    """Return a PDF with a page for each text."""
    blocks = [block for page in pages for block in (NewPage(), Paragraph(page))]
    return render(Text("Paper", tuple(blocks), "Asha", date(2026, 3, 4), "A fictional paper"))


def workbook() -> bytes:
    """Return a workbook with a long and wide sheet that begins in column B, and a hidden one."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        team = book.add_worksheet("Teams")
        for row in range(600):
            team.write_row(row, 0, ["", f"zebrafinch {row}", *(["x"] * 60)])
        book.add_worksheet("Workings").write_string(0, 0, "Hidden workings")
        book.worksheets()[1].hide()
    return made.getvalue()
