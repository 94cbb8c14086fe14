"""``register.xlsx`` of a pack: one row a document, with the columns that may leave the council."""

import io
from collections.abc import Iterator
from datetime import datetime
from typing import BinaryIO

import xlsxwriter

from evidence.domain.currency import TITLES
from evidence.domain.packing import Chosen, Contents, said

_LONGEST_CELL = 32_000
"""Excel takes 32,767 characters and silently drops more."""
_COLUMNS = (
    ("Reference", 11), ("Title", 48), ("Kind", 22), ("Dated on", 12), ("In date", 14), ("Quality statements", 18),
    ("Where to look", 34), ("File", 44), ("Web address", 34), ("Size in bytes", 14), ("SHA-256", 20),
)  # fmt: skip
_HEADER_ROW = 3


class PackRegister:
    """The register of a pack as a workbook. What begins like a formula stays text."""

    path = "register.xlsx"
    internal = False

    def write(self, contents: Contents, stream: BinaryIO) -> None:
        """Write the workbook; the same contents give the same bytes."""
        built = io.BytesIO()
        # In memory, not with constant_memory: that writes titles to the system's temporary folder, where a
        # killed process leaves them, and dates the parts of the workbook by the machine's time zone.
        options = {
            "in_memory": True, "strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False,
            "default_date_format": "d mmmm yyyy", "remove_timezone": True,
        }  # fmt: skip
        with xlsxwriter.Workbook(built, options) as book:
            day = contents.day
            book.set_properties(
                {
                    "title": f"Register of evidence: {contents.council}",
                    "subject": contents.framework_title,
                    "author": contents.council,
                    "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001 - Excel knows no time zones
                },
            )
            _fill(book, contents)
        stream.write(built.getvalue())


def _fill(book: xlsxwriter.Workbook, contents: Contents) -> None:
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    dated = book.add_format({"num_format": "d mmmm yyyy", "align": "left", "valign": "top"})
    number = book.add_format({"num_format": "#,##0", "valign": "top"})
    head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1, "bg_color": "#E8EDF2"})
    sheet = book.add_worksheet("Register")
    title = book.add_format({"bold": True, "font_size": 14})
    kind = "Internal register" if contents.internal else "Register"
    sheet.write_string(0, 0, f"{kind} of evidence: {contents.council}", title)
    sheet.write_string(1, 0, f"As at {said(contents.day)}. {contents.framework_title}.")
    for place, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(place, place, width)
        sheet.write_string(_HEADER_ROW, place, name, head)
    sheet.freeze_panes(_HEADER_ROW + 1, 2)
    last = _HEADER_ROW
    for last, one in enumerate(contents.documents, start=_HEADER_ROW + 1):
        for place, value in enumerate(_texts(one)):
            sheet.write_string(last, place, _cut(value), wrapped)
        if one.dated_on:
            at = datetime(one.dated_on.year, one.dated_on.month, one.dated_on.day)  # noqa: DTZ001 - Excel knows none
            sheet.write_datetime(last, 3, at, dated)
        if one.path:
            sheet.write_number(last, 9, one.size, number)
    sheet.autofilter(_HEADER_ROW, 0, last, len(_COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(_HEADER_ROW)


def _texts(one: Chosen) -> Iterator[str]:
    yield one.ref
    yield one.title
    yield one.kind_title
    yield ""
    yield TITLES[one.currency]
    yield ", ".join(one.statements)
    yield "\n".join(
        f"{statement}: {'; '.join(locator.text for locator in found)}" for statement, found in one.locators.items()
    )
    yield one.path or ""
    yield one.address or ""
    yield ""
    yield one.sha256 if one.path and one.sha256 else ""


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]} … (cut: too long for a cell)"
