"""A document as the register shows it on a page: every field, in groups that fit beside each other on paper."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from app.web import wording
from evidence.domain.register import DOCUMENT_COLUMNS, Line
from evidence.domain.register_cells import Shown

_TITLES: dict[str, Mapping[str, str]] = {
    "status": wording.STATUS_TITLES,
    "sensitivity": wording.SENSITIVITY_TITLES,
    "source": wording.SOURCE_TITLES,
    "line": {str(line): title for line, title in wording.LINE_TITLES.items()},
}
_HEADERS = {column.key: column.header for column in DOCUMENT_COLUMNS}
_HEADERS |= {"dated_on": "Dated", "approved_on": "On"}
_GROUPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("kind", "Kind", ("kind", "status", "sensitivity")),
    ("owner", "Owner", ("owner", "team", "approved_by", "approved_on")),
    ("dates", "Dates", ("dated_on", "covers_from", "covers_to", "review_by")),
    ("voice", "Whose voice", ("source", "line", "labels")),
    ("tags", "Tags", ("tags",)),
    ("more", "Kept elsewhere, notes, text", ("master", "note", "text")),
)
_UNNAMED = frozenset({"kind", "owner", "tags"})
"""Fields that their column names already."""
_LISTS = frozenset({"tags", "labels"})
_USUAL = frozenset({("text", "read"), ("status", "Final")})
"""What goes without saying."""


class Field(NamedTuple):
    """One field with its value, in words."""

    name: str
    """What it is called; empty where its column says it."""
    value: str
    guessed: bool


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: the fields of a group that have a value."""

    column: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A document with every field."""

    ref: str
    title: str
    file: str
    """Its file and the folder it was found in."""
    title_guessed: bool
    currency: str
    cells: tuple[Cell, ...]


def entry_of(line: Line, currency: Mapping[str, str]) -> Entry:
    """Return a line of the register as the page shows it."""
    cells, ref = line.cells, str(line.cells["ref"])
    file = " in ".join(str(part) for part in (cells["file"], cells["folder"]) if part)
    return Entry(
        ref=ref, title=str(cells["title"]), file=file, title_guessed="title" in line.guessed, currency=currency[ref],
        cells=tuple(Cell(column, _fields(line, names)) for _, column, names in _GROUPS),
    )  # fmt: skip


def _fields(line: Line, names: Sequence[str]) -> tuple[Field, ...]:
    fields: list[Field] = []
    for name in names:
        whole = in_words(name, line.cells.get(name))
        values = whole.split("; ") if name in _LISTS else [whole]
        if name in _LISTS:
            values = [value.replace("/", " / ").replace(":", ": ") for value in values]
        told = [value for value in values if value and (name, value) not in _USUAL]
        first = "" if name in _UNNAMED else _HEADERS[name]
        fields += [Field("" if place else first, value, name in line.guessed) for place, value in enumerate(told)]
    return tuple(fields)


def in_words(name: str, value: Shown) -> str:
    """Say a value of the register as pages do."""
    if value is None:
        return ""
    if isinstance(value, date):
        return wording.day(value)
    return _TITLES.get(name, {}).get(str(value), str(value))
