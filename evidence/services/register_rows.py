"""Finding the sheets, columns and rows of a register in a file that people have edited."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence.domain.register import (
    DOCUMENTS,
    TAGS,
    Column,
    RawRow,
    RawSheet,
    column_named,
    columns_of,
    header_of,
    nearest,
)
from evidence.domain.register_cells import Cell, is_blank
from evidence.domain.register_plan import Wrong, excerpt
from evidence.errors import Invalid

_HEADER_WITHIN = 10
"""Rows in which the headers are looked for; people like a title above their table."""
_KEYS = {DOCUMENTS: ("ref", "file"), TAGS: ("id", "ref", "file")}
_OURS = frozenset({"how to", "lists"})


@dataclass(slots=True)
class Row:
    """A row being read; what is wrong with it is gathered in ``wrong``."""

    sheet: str
    number: int
    cells: dict[str, Cell]
    wrong: list[Wrong] = field(default_factory=list)

    def refuse(self, key: str, advice: str, *, shows: Cell = None) -> None:
        """Note that the cell of a column cannot be taken."""
        header = header_of(self.sheet, key) if key else ""
        value = self.cells.get(key) if shows is None else shows
        self.wrong.append(Wrong(self.sheet, self.number, header, excerpt(value), advice))


@dataclass(slots=True)
class Found:
    """The rows of a file by sheet, what is wrong with its columns, and what was not read."""

    rows: dict[str, list[Row]] = field(default_factory=dict)
    wrong: list[Wrong] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def count(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.rows.values()))


def find_rows(sheets: Sequence[RawSheet]) -> Found:
    """Find the rows; raises ``Invalid`` where there is no register in the file, or nothing in it."""
    found = Found()
    ours, others = _named(sheets)
    for name, sheet in ours.items():
        _read(name, sheet, found)
    for other in others:
        found.notes.append(f"The sheet “{other.name[:40]}” was not read.")
    if not found.count():
        raise Invalid("There is no row below the headers, so there is nothing to import. Check that it is the file.")
    return found


def _named(sheets: Sequence[RawSheet]) -> tuple[dict[str, RawSheet], list[RawSheet]]:
    filled = [sheet for sheet in sheets if sheet.rows]
    if not filled:
        raise Invalid("The file is empty. Check that it is the right one.")
    ours: dict[str, RawSheet] = {}
    others: list[RawSheet] = []
    for sheet in filled:
        name = next((known for known in (DOCUMENTS, TAGS) if sheet.name.strip().casefold() == known.casefold()), "")
        if name and name not in ours:
            ours[name] = sheet
        elif sheet.name.strip().casefold() not in _OURS:
            others.append(sheet)
    if not ours and len(others) == 1:
        return {DOCUMENTS: others[0]}, []
    if not ours:
        names = ", ".join(f"“{sheet.name[:40]}”" for sheet in filled)
        raise Invalid(
            f"The workbook has the sheets {names}, and none called {DOCUMENTS} or {TAGS}. Give the sheet with a row "
            f"for each document the name {DOCUMENTS}.",
            details={"sheets": [sheet.name for sheet in filled]},
        )
    return ours, others


def _read(name: str, sheet: RawSheet, found: Found) -> None:
    place = next((place for place, row in enumerate(sheet.rows[:_HEADER_WITHIN]) if _is_header(name, row)), None)
    if place is None:
        wanted = " or ".join(header_of(name, key) for key in _KEYS[name] if key != "file" or name == DOCUMENTS)
        raise Invalid(
            f"{name}: there is no column {wanted}, so the rows cannot be matched with documents. Put the headers "
            "into the first row; `evidence register export` makes a register that has them.",
            details={"sheet": name, "columns": [column.header for column in columns_of(name)]},
        )
    columns = _columns(name, sheet.rows[place], found)
    found.rows[name] = [_row(name, row, columns, found) for row in sheet.rows[place + 1 :]]


def _is_header(name: str, row: RawRow) -> bool:
    keys = {column.key for column in _known(name, row) if column}
    return bool(keys & set(_KEYS[name])) and len(keys) > 1


def _known(name: str, row: RawRow) -> list[Column | None]:
    return [column_named(name, cell) if isinstance(cell, str) else None for cell in row.cells]


def _columns(name: str, row: RawRow, found: Found) -> list[str | None]:
    """Return the key of each column; a column that is not ours or comes twice is wrong."""
    keys: list[str | None] = []
    for cell, column in zip(row.cells, _known(name, row), strict=True):
        key = column.key if column else None
        if is_blank(cell):
            keys.append("")
            continue
        if key is None:
            known = [one.header for one in columns_of(name)]
            near = nearest(str(cell), known)
            advice = f"Did you mean “{near}”? Rename it, or" if near else "The register has no such column:"
            advice += f" remove it. Columns: {', '.join(known)}."
            found.wrong.append(Wrong(name, row.number, excerpt(cell), excerpt(cell), advice))
        elif key in keys:
            found.wrong.append(
                Wrong(name, row.number, excerpt(cell), excerpt(cell), "This column stands here twice. Remove one.")
            )
            key = None
        keys.append(key)
    return keys


def _row(name: str, raw: RawRow, columns: list[str | None], found: Found) -> Row:
    row = Row(name, raw.number, {key: cell for key, cell in zip(columns, raw.cells, strict=False) if key})
    keys = [*columns, *[""] * (len(raw.cells) - len(columns))]
    stray = next((cell for key, cell in zip(keys, raw.cells, strict=False) if key == "" and not is_blank(cell)), None)
    if stray is not None:
        advice = "This stands in a column without a header. Move or remove it."
        found.wrong.append(Wrong(name, raw.number, "", excerpt(stray), advice))
    return row
