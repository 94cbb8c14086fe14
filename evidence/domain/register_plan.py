"""What importing a register would do, or did: every difference, and every row that is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from evidence.domain.register import RawSheet

What = Literal["document changed", "tag added", "tag changed", "tag removed"]
_LONGEST_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that would change; ``field`` is its name in the library, ``header`` in the register."""

    field: str
    header: str
    before: Any
    after: Any

    def as_json(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return {
            "field": self.field,
            "header": self.header,
            "before": plain(self.before),
            "after": plain(self.after),
        }


@dataclass(frozen=True, slots=True)
class RowChange:
    """What one row would change."""

    sheet: str
    row: int
    what: What
    ref: str
    title: str
    differences: tuple[Difference, ...] = ()
    confirmed: tuple[str, ...] = ()
    """Fields whose guesses it confirms."""
    tag: str | None = None
    """The tag's id; ``None`` for a new one."""
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    """What is to be set, in the library's own types."""

    def as_json(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return {
            "sheet": self.sheet, "row": self.row, "what": self.what, "ref": self.ref, "title": self.title,
            "tag": self.tag, "differences": [one.as_json() for one in self.differences],
            "confirmed": list(self.confirmed),
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wrong:
    """A cell that cannot be taken, and what to write instead; its whole row is left out."""

    sheet: str
    row: int
    column: str
    """As its header says; empty when the whole row is meant."""
    value: str
    advice: str

    def __str__(self) -> str:
        """Return it as one line."""
        column = f", {self.column}" if self.column else ""
        return f"{self.sheet} row {self.row}{column}: {self.advice}"

    def as_json(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return {
            "sheet": self.sheet, "row": self.row, "column": self.column, "value": self.value, "advice": self.advice,
        }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """What a file would do to the library; making it changes nothing."""

    file: str
    rows: int
    """Rows read, without blank ones."""
    changes: tuple[RowChange, ...]
    wrong: tuple[Wrong, ...]
    notes: tuple[str, ...] = ()
    anyway: bool = False
    """Whether rows that somebody else changed in the meantime are taken all the same."""
    sheets: Sequence[RawSheet] = field(default=(), repr=False, compare=False)

    @property
    def is_right(self) -> bool:
        """Whether every row can be taken."""
        return not self.wrong

    @property
    def is_empty(self) -> bool:
        """Whether nothing would change."""
        return not self.changes

    def counts(self) -> dict[str, int]:
        """Return how many changes there are of each sort."""
        return {
            "documents_changed": sum(one.what == "document changed" for one in self.changes),
            "values_confirmed": sum(len(one.confirmed) for one in self.changes),
            "tags_added": sum(one.what == "tag added" for one in self.changes),
            "tags_changed": sum(one.what == "tag changed" for one in self.changes),
            "tags_removed": sum(one.what == "tag removed" for one in self.changes),
        }

    def as_json(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return {
            "file": self.file,
            "rows": self.rows,
            "counts": self.counts(),
            "changes": [one.as_json() for one in self.changes],
            "wrong": [one.as_json() for one in self.wrong],
            "notes": list(self.notes),
        }


@dataclass(frozen=True, slots=True)
class Result:
    """What an import did. ``event`` is ``None`` when there was nothing to change."""

    plan: Plan
    event: int | None
    tags: tuple[str, ...] = ()
    """The ids of new tags."""

    @property
    def skipped(self) -> int:
        """How many rows were left out because they were wrong."""
        return len({(one.sheet, one.row) for one in self.plan.wrong})

    def as_json(self) -> dict[str, Any]:
        """Return it as a program reads it."""
        return {**self.plan.as_json(), "event": self.event, "new_tags": list(self.tags), "skipped": self.skipped}


def plain(value: Any) -> Any:
    """Return a value of a field as JSON has it."""
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, list | tuple) else value


def excerpt(value: Any) -> str:
    """Return the beginning of what stands in a cell."""
    text = f"{value:%d/%m/%Y}" if isinstance(value, date) else "" if value is None else str(value)
    return text if len(text) <= _LONGEST_SHOWN else text[: _LONGEST_SHOWN - 1] + "…"
