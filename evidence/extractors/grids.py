"""Spreadsheets and tables of text as rows and columns, a part at a time, for showing."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

from evidence.extractors import media, reasons
from evidence.extractors.passages import one_line, tidy
from evidence.extractors.plain import csv_rows
from evidence.extractors.spreadsheet import cells, checked, has_cells, is_hidden, is_open_document, open_workbook
from evidence.extractors.workbook import WorkbookParts
from evidence.readings import NoSuchPage, Row, Rows, Unreadable

_MOST_CHARACTERS = 1_000_000  # of one part; a page of a browser gets slow long before
_LONGEST_CELL = 4_000

_Grid = tuple[int, Iterator[tuple[int, list[str]]]]


def answer(path: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Do the jobs ``sheets`` and ``rows``. Raises ``Unreadable`` and ``NoSuchPage``."""
    if job["media_type"] not in media.TABLES:
        raise Unreadable(reasons.PAGE_NOT_DRAWN)
    if job["do"] == "sheets":
        return {"sheets": [["", False]] if job["media_type"] == media.CSV else _sheets(path)}
    with _grid(path, job["media_type"], job["sheet"]) as (first_column, rows):
        return _part(rows, first_column, job["first"], job["rows"], job["columns"]).to_dict()


def _sheets(path: Path) -> list[list[Any]]:
    with checked(path), open_workbook(path) as workbook:
        return [[one_line(one.name), is_hidden(one)] for one in workbook.sheets_metadata if has_cells(one)]


@contextmanager
def _grid(path: Path, media_type: str, sheet: int) -> Iterator[_Grid]:
    if media_type == media.CSV:
        if sheet != 1:
            raise NoSuchPage(1)
        yield 0, enumerate(csv_rows(path), 1)
        return
    with checked(path) as package, open_workbook(path) as workbook:
        names = [one.name for one in workbook.sheets_metadata if has_cells(one)]
        if not 1 <= sheet <= len(names):
            raise NoSuchPage(len(names))
        of_excel = package is not None and not is_open_document(package)
        yield cells(workbook, names[sheet - 1], WorkbookParts(package if of_excel else None))


def _part(grid: Iterable[tuple[int, list[str]]], first_column: int, first: int, most: int, columns: int) -> Rows:
    rows: list[Row] = []
    widest, characters = 0, 0
    for number, found in grid:
        if number < first:
            continue
        shown = [_cell(one) for one in islice(found, columns)]
        used = max((place for place, one in enumerate(found, 1) if one.strip()), default=0)
        if not used:
            continue
        characters += sum(map(len, shown))
        if rows and (len(rows) == most or characters > _MOST_CHARACTERS):
            return Rows(tuple(rows), first_column, number, max(0, widest - columns))
        rows.append(Row(number, tuple(shown[:used])))
        widest = max(widest, used)
    return Rows(tuple(rows), first_column, None, max(0, widest - columns))


def _cell(text: str) -> str:
    clean = tidy(text)
    return clean if len(clean) <= _LONGEST_CELL else clean[: _LONGEST_CELL - 1] + "…"
