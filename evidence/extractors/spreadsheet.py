"""Spreadsheets of every make: each sheet's rows under their true numbers, hidden sheets as well."""

import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from evidence.extractors import media, reasons
from evidence.extractors.office import core_properties, macro_notes
from evidence.extractors.opendocument import open_document_properties, refuse_locked
from evidence.extractors.package import Package
from evidence.extractors.passages import one_line, span
from evidence.extractors.tables import rows_to_passages
from evidence.extractors.workbook import WorkbookParts
from evidence.readings import Passage, Reading, Unreadable

_MOST_SHEET = 512 * 1024**2  # bytes of XML; a sheet of a million rows has about 200 MB
_MOST_ROWS = 1_048_576


class Spreadsheet:
    """Reads .xlsx, .xlsm, .xlsb, .xls and .ods."""

    media_types = (media.XLSX, media.XLSM, media.XLSB, media.XLS, media.ODS)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return each sheet's rows, then its comments, text boxes and charts where the format shows them."""
        del staging
        with checked(path) as package:
            if package is None:
                return _read(path, WorkbookParts(None), {}, ())
            if is_open_document(package):
                return _read(path, WorkbookParts(None), open_document_properties(package), ())
            return _read(path, WorkbookParts(package), core_properties(package), macro_notes(package))


@contextmanager
def checked(path: Path) -> Iterator[Package | None]:
    """Give the package of a workbook that is one (None for an .xls), once its parts are known to be harmless.

    Raises ``Unreadable`` for one that is locked, damaged or unpacks to too much.
    """
    if not zipfile.is_zipfile(path):
        yield None
        return
    with Package(path, most_part=_MOST_SHEET, most_read=_MOST_SHEET) as package:
        package_is_open = is_open_document(package)
        if package_is_open:
            refuse_locked(package)
        package.check(end=".xml")
        if package_is_open:
            yield package
            return
        package.check(end=".bin")
    with Package(path, most_read=_MOST_SHEET) as package:
        yield package


def is_open_document(package: Package) -> bool:
    """Tell an .ods from an Excel workbook."""
    return "META-INF/manifest.xml" in package


def open_workbook(path: Path) -> calamine.CalamineWorkbook:
    """Open a workbook that was ``checked``; a context manager. Raises ``Unreadable``."""
    try:
        return calamine.CalamineWorkbook.from_path(path)
    except calamine.PasswordError as error:
        raise Unreadable(reasons.PASSWORD) from error
    except (calamine.CalamineError, OSError) as error:
        locked = "password" in str(error).lower() or "encrypt" in str(error).lower()
        raise Unreadable(reasons.PASSWORD if locked else reasons.DAMAGED) from error


def is_hidden(sheet: calamine.SheetMetadata) -> bool:
    """Whether the sheet's author hid it."""
    return bool(sheet.visible != calamine.SheetVisibleEnum.Visible)


def _read(path: Path, parts: WorkbookParts, properties: dict[str, str], notes: tuple[str, ...]) -> Reading:
    passages: list[Passage] = []
    hidden = 0
    with open_workbook(path) as workbook:
        for sheet in workbook.sheets_metadata:
            hidden += is_hidden(sheet)
            passages += _sheet(workbook, sheet, parts)
            passages += parts.beside(sheet.name)
    if hidden:
        were = "sheet was" if hidden == 1 else "sheets were"
        notes = (*notes, f"{hidden} hidden {were} read as well.")
    return Reading(None, tuple(passages), properties, notes=notes)


def _sheet(
    workbook: calamine.CalamineWorkbook, about: calamine.SheetMetadata, parts: WorkbookParts
) -> Iterator[Passage]:
    if has_cells(about):
        _, rows = cells(workbook, about.name, parts)
        yield from rows_to_passages(rows, _locate(about.name), heading=one_line(about.name))


def has_cells(about: calamine.SheetMetadata) -> bool:
    """Tell a sheet of cells from one that is only a chart."""
    return bool(about.typ == calamine.SheetTypeEnum.WorkSheet)


def cells(
    workbook: calamine.CalamineWorkbook, name: str, parts: WorkbookParts
) -> tuple[int, Iterator[tuple[int, list[str]]]]:
    """Return a sheet's first column with anything in it (from 0), and its rows from there on, numbered from 1."""
    sheet = workbook.get_sheet_by_name(name)
    if sheet.start is None:
        return 0, iter(())
    is_percent = parts.percentages(name)
    first_column = sheet.start[1]
    rows = (
        (number, [_shown(cell, number, column, is_percent) for column, cell in enumerate(row, first_column)])
        for number, row in enumerate(sheet.iter_rows(), 1)
        if number <= _MOST_ROWS
    )
    return first_column, rows


def _locate(name: str) -> Callable[[int, int], str]:
    sheet = one_line(name)
    return lambda first, last: f"sheet {sheet}, {span('rows', first, last)}"


def _shown(cell: object, row: int, column: int, is_percent: Callable[[int, int], bool]) -> str:
    """Return a cell as its reader sees it, or nearly: dates in British order, percentages as such."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return f"{cell * 100:.4g}%" if is_percent(row, column) else f"{cell:.10g}"
    if isinstance(cell, datetime) and cell.time() != time.min:
        return f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, timedelta):
        return _hours(cell)
    return str(cell)


def _hours(length: timedelta) -> str:
    minutes = round(length.total_seconds() / 60)
    return f"{minutes // 60}:{minutes % 60:02}"
