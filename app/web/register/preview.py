"""What importing a register would do, or did, as pages tell it: by row, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from app.web import wording
from app.web.register import staging as register_staging
from app.web.register.lines import in_words

_COUNTS = (
    ("documents_changed", "document changed", "documents changed"),
    ("values_confirmed", "guess confirmed", "guesses confirmed"),
    ("tags_added", "tag added", "tags added"),
    ("tags_changed", "tag changed", "tags changed"),
    ("tags_removed", "tag removed", "tags removed"),
)
_DATES = frozenset({"dated_on", "covers_from", "covers_to", "approved_on", "review_by"})
_TITLES: dict[str, Mapping[Any, str]] = {"stance": wording.STANCE_TITLES, "proof": wording.PROOF_TITLES}
_HEADERS = {"stance": "It speaks of"}
_WHAT = {"tag added": "New tag", "tag changed": "Tag", "tag removed": "Tag removed", "document changed": ""}


class Value(NamedTuple):
    """One value that changes."""

    header: str
    before: str
    after: str


class Change(NamedTuple):
    """What one row changes."""

    sheet: str
    row: int
    ref: str
    title: str
    what: str
    """What happens to a tag; empty for the details of a document."""
    values: tuple[Value, ...]
    confirmed: str
    """Guesses that it confirms, in words."""


class Refused(NamedTuple):
    """A cell that cannot be taken."""

    sheet: str
    row: int
    column: str
    value: str
    advice: str


@dataclass(frozen=True, slots=True)
class Preview:
    """The whole of an import."""

    file: str
    rows: int
    changes: tuple[Change, ...]
    wrong: tuple[Refused, ...]
    rows_left_out: int
    rows_right: int
    """Rows that would change something."""
    stale: bool
    """Whether some rows are left out only because somebody changed the document since the export."""
    notes: tuple[str, ...]
    counts: str
    """What there is of each sort of change, in words."""
    seen: str
    """What tells whether the import would still do this."""


def preview_of(shown: Mapping[str, Any]) -> Preview:
    """Return an import as pages tell it, from the form in which programs read it."""
    wrong = tuple(
        Refused(one["sheet"], one["row"], one["column"], one["value"], _advice(one["advice"]))
        for one in shown["wrong"]
    )
    return Preview(
        file=shown["file"], rows=shown["rows"], changes=tuple(map(_change, shown["changes"])), wrong=wrong,
        rows_left_out=len({(one.sheet, one.row) for one in wrong}),
        rows_right=len({(one["sheet"], one["row"]) for one in shown["changes"]}),
        stale=any("after this register was made" in one.advice for one in wrong),
        notes=tuple(map(wording.for_pages, shown["notes"])), counts=_counts(shown["counts"]),
        seen=register_staging.fingerprint(dict(shown)),
    )  # fmt: skip


def _advice(text: str) -> str:
    """Leave out all that would be taken where the one that was probably meant is named."""
    told = wording.for_pages(text)
    return told.partition(" Use one of:")[0] if told.startswith("Did you mean") else told


def told(shown: Mapping[str, Any]) -> str:
    """Say what an import did.

    Such as ``Imported: 3 documents changed and 1 tag added.``
    """
    left_out = len({(one["sheet"], one["row"]) for one in shown["wrong"]})
    more = f" {wording.many(left_out, 'row')} left out." if left_out else ""
    return f"Imported: {_counts(shown['counts'])}.{more}"


def _counts(counts: Mapping[str, int]) -> str:
    said = [wording.many(counts[name], one, several) for name, one, several in _COUNTS if counts.get(name)]
    return wording.listed(said)


def _change(one: Mapping[str, Any]) -> Change:
    values = tuple(
        Value(
            _HEADERS.get(each["field"], each["header"]),
            _said(each["field"], each["before"]),
            _said(each["field"], each["after"]),
        )
        for each in one["differences"]
    )
    confirmed = wording.listed([wording.FIELD_TITLES.get(name, name).lower() for name in one["confirmed"]])
    what = _WHAT.get(one["what"], "")
    return Change(one["sheet"], one["row"], one["ref"], one["title"], what, values, confirmed)


def _said(field: str, value: Any) -> str:
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return "; ".join(map(str, value))
    if field in _DATES:
        return wording.day(date.fromisoformat(value))
    if field in _TITLES:
        return _TITLES[field].get(str(value), str(value))
    if field in {"status", "sensitivity", "source", "line"}:
        return in_words(field, str(value))
    return str(value)
