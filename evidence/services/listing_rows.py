"""Every document as one slim row of a list, read fast: plain tuples, no validated objects."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from typing import Any, NamedTuple

from evidence.domain.currency import Currency, Dates, currency, in_date_until
from evidence.domain.documents import Document, Form, Sensitivity, Status, TextState, Version
from evidence.domain.needs import Need, Standing, needs_of
from evidence.domain.tags import Tag
from evidence.domain.vocabulary import CurrencyRule, Kind, Vocabulary
from evidence.ports import Reading

_DOCUMENT = (
    "ref", "title", "kind", "status", "owner", "team", "source", "sensitivity", "dated_on", "covers_to", "review_by",
    "presumed", "labels", "current_version", "added_at", "added_by", "revision",
)  # fmt: skip
_VERSION = (
    "ref", "number", "form", "wanted_from", "text_state", "text_reason", "file_name", "media_type", "size", "pages",
)  # fmt: skip
_NO_RULE = CurrencyRule()
_NO_VERSION: tuple[Any, ...] = ("held", None, "pending", None, None, None, None, None)


class Row(NamedTuple):
    """One document in a list; a tuple, since there are very many."""

    ref: str
    title: str
    kind: str
    kind_title: str
    status: Status
    owner: str | None
    team: str | None
    source: str | None
    """Who says so, where it was stated; what the kind presumes is not filled in."""
    sensitivity: Sensitivity
    dated_on: date | None
    covers_to: date | None
    review_by: date | None
    currency: Currency
    """On the day asked about."""
    in_date_until: date | None
    """The last day in date; ``None`` when it has none."""
    currency_at_visit: Currency | None
    """On the day of the on-site visit; ``None`` when none is known or it is over."""
    presumed: tuple[str, ...]
    """Fields whose values are guesses until a person confirms them."""
    statements: tuple[str, ...]
    """Those it is tagged to, each once, in order."""
    tags: int
    form: Form
    wanted_from: str | None
    text_state: TextState
    text_reason: str | None
    file_name: str | None
    media_type: str | None
    size: int | None
    """Bytes."""
    pages: int | None
    version: int
    """The number of the one in use."""
    added_at: datetime
    added_by: str
    labels: tuple[str, ...]
    revision: int
    needs: tuple[Need, ...]
    """The most urgent first."""


def read_rows(view: Reading, vocabulary: Vocabulary, on: date, visit_on: date | None) -> tuple[Row, ...]:
    """Return a row for every document, withdrawn ones included, in order of reference."""
    documents = view.columns(Document, *_DOCUMENT)
    versions = {(row[0], row[1]): row[2:] for row in view.columns(Version, *_VERSION)}
    tagged: dict[str, list[str]] = {}
    for ref, statement in view.columns(Tag, "ref", "statement"):
        tagged.setdefault(ref, []).append(statement)
    if visit_on and visit_on < on:
        visit_on = None
    # E-10000 comes after E-9999, though not as text.
    documents.sort(key=lambda row: (len(row[0]), row[0]))
    make = _maker(vocabulary, on, visit_on)
    return tuple(make(row, versions.get((row[0], row[13]), _NO_VERSION), tagged.get(row[0], ())) for row in documents)


def _maker(
    vocabulary: Vocabulary, on: date, visit_on: date | None
) -> Callable[[tuple[Any, ...], tuple[Any, ...], Iterable[str]], Row]:
    kinds: dict[str, Kind] = {kind.ref: kind for kind in vocabulary.kinds}

    def make(row: tuple[Any, ...], version: tuple[Any, ...], tags: Iterable[str]) -> Row:
        (
            ref, title, kind_ref, status, owner, team, source, sensitivity, dated_on, covers_to, review_by, presumed,
            labels, number, added_at, added_by, revision,
        ) = row  # fmt: skip
        form, text_state = version[0], version[2]
        kind = kinds.get(kind_ref)
        rule = kind.currency if kind else _NO_RULE
        dates, statements = Dates(dated_on, covers_to, review_by), list(tags)
        now = currency(dates, rule, on)
        at_visit = currency(dates, rule, visit_on) if visit_on else None
        standing = Standing(
            status, form, now, at_visit, text_state, bool(owner), bool(statements), bool(presumed)
        )  # fmt: skip
        # By place, in the order of the fields: names cost a third more, ten thousand times.
        return Row(
            ref, title, kind_ref, kind.title if kind else kind_ref, status, owner, team, source, sensitivity, dated_on,
            covers_to, review_by, now, in_date_until(dates, rule), at_visit, tuple(presumed),
            tuple(sorted(set(statements))), len(statements), form, version[1], text_state, version[3], version[4],
            version[5], version[6], version[7], number, added_at, added_by, tuple(labels), revision,
            needs_of(standing),
        )  # fmt: skip

    return make
