"""The register as an Excel workbook: lists to choose from, real dates, guesses tinted, words never formulas."""

import io
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import xlsxwriter

from evidence.domain.register import DOCUMENTS, TAGS, Book, Column, Line, columns_of
from evidence.domain.register_cells import Shown

_INK, _PALE, _TOLD, _GUESS, _LINE = "#1F3A4D", "#E8EEF2", "#5A6872", "#FFF2CC", "#D5DCE1"
_DATE = "dd/mm/yyyy"
_FIRST_EXCEL_DAY = date(1900, 3, 1)
"""Before it Excel counts a day that never was."""
_SPARE_ROWS = {DOCUMENTS: 0, TAGS: 2_000}
"""Rows below the last that offer the lists too."""
_FROZEN = {DOCUMENTS: 2, TAGS: 4}
_WRAPPED = frozenset({"title"})
_LISTS = "Lists"
_HOW_TO_WIDTH = 100
_LINE_HEIGHT, _MOST_LINES = 15, 4

_HOW_TO = {
    "What this is": "Every document of the evidence library and every tag, to be corrected here and imported again "
    "with `evidence register import`. Every difference is shown before anything changes, and undo takes it all back.",
    "Documents": "One row for each document. Change what you like, except what is grey. To bring in a list of your "
    "own, name its columns as here and give each row a reference or a file name; columns left out stay as they are.",
    "To confirm": "Tinted cells are guesses of the library, named under To confirm. Correct what is wrong, and write "
    "yes under Confirm for the rest of the row.",
    "Blank cells": "In a row that was exported, emptying a cell empties the value in the library. In a list of your "
    "own (rows without a revision) a blank cell changes nothing. A missing column changes nothing.",
    "Dates": "31/03/2025, 2025-03-31 or 31 March 2025; the day comes first. Two-digit years are not taken.",
    "Tags": "One row for each tag. To add one, write a row without a tag id: reference and statement are enough. To "
    "remove one, write yes under Remove; deleting a row removes nothing. Passage and Quote are for new tags only, "
    "and the words must stand in the document.",
    "Long texts": "A text that does not fit into a cell ends with a note in brackets. Leave such a cell as it is, so "
    "that nothing is lost; change the text in the library.",
    "Sorting": "Sort and filter as you like, but always whole rows: the reference says what a row is about.",
    "Working together": "If somebody changes a document after this register was made, your row for it is not taken, "
    "and you are told who changed what. Leave the column Revision as it is.",
    "Other sheets": "Sheets of your own in this workbook are not read.",
}


def workbook_bytes(book: Book) -> bytes:
    """Return the register as the bytes of an .xlsx file."""
    target = io.BytesIO()
    workbook = xlsxwriter.Workbook(
        target,
        # In memory, so that no copy of what is restricted is left in a shared folder.
        {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False},
    )
    workbook.set_properties({"title": "Document register", "created": book.made_at.replace(tzinfo=None)})
    writer = _Writer(workbook, book)
    for name, lines in ((DOCUMENTS, book.documents), (TAGS, book.tags)):
        writer.table(name, lines)
    writer.how_to()
    writer.lists()
    workbook.close()
    return target.getvalue()


class _Writer:
    """Writes the sheets of one workbook."""

    def __init__(self, workbook: Any, book: Book) -> None:
        self._workbook = workbook
        self._book = book
        self._formats: dict[tuple[Any, ...], Any] = {}
        self._places = {name: place for place, name in enumerate(book.choices)}

    def table(self, name: str, lines: Sequence[Line]) -> None:
        """Write a sheet with a row for each line, lists and filters."""
        sheet = self._workbook.add_worksheet(name)
        columns = [column for column in columns_of(name) if ".xlsx" in column.files]
        width = next(column.width for column in columns if column.key == "title")
        for place, column in enumerate(columns):
            sheet.set_column(place, place, column.width, self._format(column))
            sheet.write_string(0, place, column.header, self._header())
        for row, line in enumerate(lines, 1):
            sheet.set_row(row, _height(str(line.cells.get("title") or ""), width * 9 // 8))
            for place, column in enumerate(columns):
                self._cell(sheet, row, place, column, line)
        last = max(len(lines) + _SPARE_ROWS[name], 1)
        for place, column in enumerate(columns):
            self._offer(sheet, place, last, column)
        sheet.set_row(0, 32)
        sheet.freeze_panes(1, _FROZEN[name])
        sheet.autofilter(0, 0, max(len(lines), 1), len(columns) - 1)
        _ready_to_print(sheet, name)

    def _cell(self, sheet: Any, row: int, place: int, column: Column, line: Line) -> None:
        value: Shown = line.cells.get(column.key)
        look = self._format(column, guessed=column.key in line.guessed)
        if value is None or value == "":
            sheet.write_blank(row, place, None, look)
        elif isinstance(value, date) and value >= _FIRST_EXCEL_DAY:
            sheet.write_datetime(row, place, value, look)
        elif isinstance(value, int):
            sheet.write_number(row, place, value, look)
        else:
            sheet.write_string(row, place, str(value), look)

    def _format(self, column: Column, *, guessed: bool = False) -> Any:
        key = (column.holds, column.key in _WRAPPED, guessed, column.key)
        if key not in self._formats:
            look: dict[str, Any] = {"valign": "top", "align": "left", "bottom": 1, "bottom_color": _LINE}
            # As text, so that nothing typed or edited turns into a number, a date or a formula.
            look["num_format"] = {"date": _DATE, "number": "0"}.get(column.holds, "@")
            look["text_wrap"] = column.key in _WRAPPED
            if column.holds == "told" or column.key in {"ref", "id", "file", "revision"}:
                look["font_color"] = _TOLD
            if guessed:
                look["bg_color"] = _GUESS
            self._formats[key] = self._workbook.add_format(look)
        return self._formats[key]

    def _header(self) -> Any:
        if ("header",) not in self._formats:
            look = {"bold": True, "font_color": "#FFFFFF", "bg_color": _INK, "valign": "vcenter", "text_wrap": True}
            self._formats["header",] = self._workbook.add_format(look)
        return self._formats["header",]

    def _offer(self, sheet: Any, place: int, last: int, column: Column) -> None:
        if column.holds == "date":
            sheet.data_validation(1, place, last, place, _a_day(column))
        elif column.key in {"confirm", "remove"}:
            sheet.data_validation(1, place, last, place, _one_of(["yes"], column))
        elif column.choices == "sub_topic":
            first = columns_of(TAGS)
            statement = [one.key for one in first if ".xlsx" in one.files].index("statement")
            cell = f"${chr(65 + statement)}2"
            source = f'=INDIRECT("topics_"&LEFT({cell},FIND(" ",{cell}&" ")-1))'
            sheet.data_validation(1, place, last, place, _one_of(source, column))
        elif column.choices and self._book.choices.get(column.choices):
            letter = _letter(self._places[column.choices])
            height = len(self._book.choices[column.choices]) + 1
            source = f"={_LISTS}!${letter}$2:${letter}${height}"
            sheet.data_validation(1, place, last, place, _one_of(source, column))

    def how_to(self) -> None:
        """Write the sheet that says how to work with the others."""
        sheet = self._workbook.add_worksheet("How to")
        bold = self._workbook.add_format({"bold": True, "valign": "top", "font_color": _INK})
        wrap = self._workbook.add_format({"text_wrap": True, "valign": "top"})
        title = self._workbook.add_format({"bold": True, "font_size": 16, "font_color": _INK})
        band = self._workbook.add_format({"bold": True, "bg_color": _PALE, "font_color": _INK})
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, _HOW_TO_WIDTH)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, "How to use the register", title)
        row = 2
        for heading, text in _HOW_TO.items():
            sheet.write_string(row, 0, heading, bold)
            sheet.write_string(row, 1, text, wrap)
            sheet.set_row(row, _height(text, _HOW_TO_WIDTH) + 4)
            row += 1
        for name in (DOCUMENTS, TAGS):
            row += 1
            sheet.write_string(row, 0, f"Columns of {name}", band)
            sheet.write_blank(row, 1, None, band)
            row += 1
            for column in columns_of(name):
                if ".xlsx" in column.files:
                    sheet.write_string(row, 0, column.header, bold)
                    sheet.write_string(row, 1, column.help, wrap)
                    sheet.set_row(row, _height(column.help, _HOW_TO_WIDTH))
                    row += 1
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)

    def lists(self) -> None:
        """Write what the cells are chosen from."""
        sheet = self._workbook.add_worksheet(_LISTS)
        headers = {column.choices: column.header for name in (DOCUMENTS, TAGS) for column in columns_of(name)}
        lists: Mapping[str, Sequence[str]] = {
            headers.get(name, name): words for name, words in self._book.choices.items()
        }
        topics = {f"Sub-topics of {ref}": words for ref, words in self._book.sub_topics.items()}
        for place, (heading, words) in enumerate([*lists.items(), *topics.items()]):
            sheet.set_column(place, place, max(14, *(min(len(word), 44) for word in (heading, *words))))
            sheet.write_string(0, place, heading, self._header())
            for row, word in enumerate(words, 1):
                sheet.write_string(row, place, word)
        for place, (ref, words) in enumerate(self._book.sub_topics.items(), len(lists)):
            if words and ref.isalnum():
                letter = _letter(place)
                self._workbook.define_name(f"topics_{ref}", f"={_LISTS}!${letter}$2:${letter}${len(words) + 1}")
        sheet.freeze_panes(1, 0)


def _height(text: str, width: int) -> int:
    """Return how high a row must be for a wrapped text, in points; not every program finds out by itself."""
    lines = sum(-(-max(len(line), 1) // width) for line in text.split("\n"))
    return _LINE_HEIGHT * min(lines, _MOST_LINES)


def _letter(place: int) -> str:
    return chr(65 + place) if place < 26 else f"{chr(64 + place // 26)}{chr(65 + place % 26)}"  # noqa: PLR2004 - letters


def _one_of(source: str | list[str], column: Column) -> dict[str, Any]:
    return {
        "validate": "list", "source": source, "error_type": "warning", "error_title": column.header,
        "error_message": f"This is not in the list. {column.help}"[:255],
    }  # fmt: skip


def _a_day(column: Column) -> dict[str, Any]:
    return {
        "validate": "date", "criteria": "between", "minimum": _FIRST_EXCEL_DAY, "maximum": date(2199, 12, 31),
        "error_type": "warning", "error_title": column.header,
        "error_message": "Write a day, such as 31/03/2025; the day comes first.",
    }  # fmt: skip


def _ready_to_print(sheet: Any, name: str) -> None:
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.repeat_rows(0)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer(f"&L{name}&RPage &P of &N")
