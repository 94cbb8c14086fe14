"""A workbook as tables, sheet by sheet, as its page shows it."""

from dataclasses import dataclass

from markupsafe import Markup

from app.web.reading.look import Look
from app.web.reading.marks import marked, merged, spans_of
from app.wiring import Library
from evidence.services.viewing import ROWS, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way to look at the document, or one of its sheets."""

    words: str
    address: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Rows of one sheet, each with its true number and its cells with marks.

    ``letters`` head the columns as a spreadsheet does; ``before`` and ``after`` are addresses of further rows.
    """

    name: str
    letters: tuple[str, ...]
    rows: tuple[tuple[int, tuple[Markup, ...]], ...]
    sheets: tuple[Way, ...]
    before: str | None
    after: str | None
    more_columns: int


def grid_of(library: Library, look: Look, number: int) -> Grid:
    """Return the rows of a sheet that an address asks for; raises ``NotFound`` for a sheet not there."""
    table = library.viewing.tables(look.ref, number, sheet=look.sheet, first=look.row)
    part = table.part
    width = max((len(row.cells) for row in part.rows), default=0)
    cells = [cell for row in part.rows for cell in row.cells]
    spans = iter(spans_of(library, look.q, cells) if look.q else [[] for _ in cells])
    rows = []
    for row in part.rows:
        shown = tuple(marked(cell, merged(next(spans))) for cell in row.cells)
        rows.append((row.number, shown + (Markup(""),) * (width - len(shown))))
    before = max(1, look.row - ROWS) if look.row > 1 else None

    def address(row: int) -> str:
        return look.address(view="table", sheet=table.sheet, row=row, to="document")

    return Grid(
        name=table.sheets[table.sheet - 1].name, rows=tuple(rows), more_columns=part.more_columns,
        sheets=_sheets(table, look), letters=tuple(letters(part.first_column + place) for place in range(width)),
        before=address(before) if before else None, after=address(part.next_row) if part.next_row else None,
    )  # fmt: skip


def _sheets(table: Table, look: Look) -> tuple[Way, ...]:
    """The sheets to choose from, where there are several."""
    if len(table.sheets) < 2:  # noqa: PLR2004 - one is no choice
        return ()
    return tuple(
        Way(
            words=(sheet.name or f"Sheet {number}") + (" (hidden)" if sheet.hidden else ""),
            address=look.address(view="table", sheet=number), chosen=number == table.sheet,
        )
        for number, sheet in enumerate(table.sheets, 1)
    )  # fmt: skip


def letters(column: int) -> str:
    """Name a column, counted from 0, as spreadsheets do.

    >>> letters(0), letters(25), letters(26), letters(701)
    ('A', 'Z', 'AA', 'ZZ')
    """
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
