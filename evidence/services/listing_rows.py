"""Every document as one slim row of a list, read fast: plain tuples, no validated objects."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from evidence.domain.currency import Currency, Dates, currency, in_date_until
from evidence.domain.documents import Document, Form, Sensitivity, Status, TextState, Version
from evidence.domain.needs import Need, Standing, needs_of
from evidence.domain.tags import Tag
from evidence.domain.vocabulary import CurrencyRule, Vocabulary
from evidence.ports import Reading

_DOCUMENT = (
    "ref", "title", "kind", "status", "owner", "team", "source", "sensitivity", "dated_on", "covers_to", "review_by",
    "presumed", "labels", "current_version", "added_at", "added_by", "revision",
)  # fmt: skip
_VERSION = (
    "ref", "number", "form", "wanted_from", "text_state", "text_reason", "file_name", "media_type", "size", "pages",
)  # fmt: skip
_NO_RULE = CurrencyRule()
_NO_VERSION: tuple[Any, ...] = (None, None, "held", None, "pending", None, None, None, None, None)
_NO_TAGS: list[str] = []


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


def read_rows(
    view: Reading, vocabulary: Vocabulary, on: date, visit_on: date | None, refs: Collection[str] | None = None
) -> tuple[Row, ...]:
    """Return a row for every document, or for these, withdrawn ones included, in order of reference."""
    narrowed = {} if refs is None else {"ref": sorted(refs)}
    tagged: dict[str, list[str]] = defaultdict(list)
    for ref, statement in view.columns(Tag, "ref", "statement", **narrowed):
        tagged[ref].append(statement)
    versions = {row[:2]: row for row in view.columns(Version, *_VERSION, **narrowed)}
    documents = view.columns(Document, *_DOCUMENT, **narrowed)
    documents.sort(key=lambda row: in_order(row[0]))
    return tuple(_made(documents, versions, tagged, vocabulary, _Days(on, visit_on)))


def in_order(ref: str) -> tuple[int, str]:
    """Return what references are sorted by: E-10000 comes after E-9999, though not as text."""
    return (len(ref), ref)


class _Days(NamedTuple):
    on: date
    visit_on: date | None


def _made(
    documents: list[tuple[Any, ...]],
    versions: Mapping[tuple[Any, ...], tuple[Any, ...]],
    tagged: Mapping[str, list[str]],
    vocabulary: Vocabulary,
    days: _Days,
) -> Iterator[Row]:
    # By place, in the order of the fields: names cost a third more, ten thousand times.
    kinds = {kind.ref: (kind.title, kind.currency) for kind in vocabulary.kinds}
    on, visit_on = days
    visit_on = visit_on if visit_on and visit_on >= on else None
    for (
        ref, title, kind, status, owner, team, source, sensitivity, dated_on, covers_to, review_by, presumed,
        labels, number, added_at, added_by, revision,
    ) in documents:  # fmt: skip
        _, _, form, wanted_from, text_state, text_reason, file_name, media_type, size, pages = versions.get(
            (ref, number), _NO_VERSION
        )
        kind_title, rule = kinds.get(kind) or (kind, _NO_RULE)
        dates, tags = Dates(dated_on, covers_to, review_by), tagged.get(ref, _NO_TAGS)
        now = currency(dates, rule, on)
        at_visit = currency(dates, rule, visit_on) if visit_on else None
        yield Row(
            ref, title, kind, kind_title, status, owner, team, source, sensitivity, dated_on, covers_to, review_by,
            now, in_date_until(dates, rule), at_visit, tuple(presumed), tuple(sorted(set(tags))), len(tags), form,
            wanted_from, text_state, text_reason, file_name, media_type, size, pages, number, added_at, added_by,
            tuple(labels), revision,
            needs_of(Standing(status, form, now, at_visit, text_state, bool(owner), bool(tags), bool(presumed))),
        )  # fmt: skip
