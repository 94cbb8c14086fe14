"""The library as search, readiness and packs see it: documents and tags with every guess made, read fast.

Rows are read as plain tuples: thirty thousand tags as validated objects would take most of a second.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import attrgetter, itemgetter
from typing import Any, Generic, TypeVar

from evidence.domain.currency import Currency, Dates, currency
from evidence.domain.documents import Document, Passage, Version
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.tags import Tag
from evidence.domain.vocabulary import Kind, Vocabulary
from evidence.ports import Catalogue, Findable, PassageText, Reading
from evidence.services.following import behind, touched

R = TypeVar("R")

_DOCUMENT = (
    "ref", "title", "kind", "status", "sensitivity", "owner", "team", "dated_on", "covers_to", "review_by",
    "source", "labels", "presumed", "current_version",
)  # fmt: skip
_TAG = ("id", "ref", "framework", "statement", "sub_topic", "category", "stance", "proof", "source")
_DATE_FIELDS = frozenset({"dated_on", "covers_to", "review_by"})
_CARERS_LABEL = "voice:unpaid carers"
_NO_KIND = Kind(ref="", title="")


class Shelf:
    """Reads what is held: once whole, and after that only the documents that events have changed."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary) -> None:
        self._catalogue = catalogue
        self._vocabulary = vocabulary
        self._evidence: _Kept[EvidenceRow] | None = None
        self._findable: _Kept[Findable] | None = None

    def last_event(self) -> int:
        """Return the number of the newest event."""
        with self._catalogue.reading() as view:
            return view.last_event()

    def behind(self, cursor: int) -> int:
        """Return how many changes of documents followed the event ``cursor``."""
        with self._catalogue.reading() as view:
            return behind(view, cursor)

    def findable(self, on: date) -> Sequence[Findable]:
        """Return every document that is not withdrawn, in order of reference, with currency on that day."""
        with self._catalogue.reading() as view:
            now, kept, refs = view.last_event(), *_stale(view, self._findable, (on,))
            if kept and refs == set():
                self._findable = replace(kept, event=now)
                return kept.rows
            narrowed = {} if refs is None else {"ref": sorted(refs)}
            documents = view.columns(Document, *_DOCUMENT, **narrowed)
            tags = view.columns(Tag, *_TAG, **narrowed)
            versions = view.columns(Version, "ref", "number", "file_name", "text_reason", **narrowed)
        by_ref: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
        for tag in tags:
            by_ref[tag[1]].append(tag)
        texts = {(ref, number): (name, reason) for ref, number, name, reason in versions}
        fresh = {
            row[0]: (self._as_findable(row, by_ref[row[0]], texts.get((row[0], row[-1]), (None, None)), on),)
            for row in documents
            if row[3] != "withdrawn"
        }
        self._findable = kept = _Kept.of((on,), now, kept, refs, fresh, order=attrgetter("ref"))
        return kept.rows

    def _as_findable(
        self, row: tuple[Any, ...], tags: list[tuple[Any, ...]], text: tuple[str | None, str | None], on: date
    ) -> Findable:
        ref, title, kind, status, sensitivity, owner, team, dated_on, covers_to, review_by, source, labels, *_ = row
        rule = self._kind(kind)
        newest = covers_to or dated_on
        return Findable(
            ref=ref, title=title, kind=kind, status=status, sensitivity=sensitivity, owner=owner, team=team,
            dated_on=dated_on, year=newest.year if newest else None,
            currency=currency(Dates(dated_on, covers_to, review_by), rule.currency, on),
            labels=tuple(labels), file_name=text[0], text_reason=text[1],
            tags=tuple((tag[3], tag[5] or presumed_category(rule, tag[8] or source or rule.source)) for tag in tags),
        )  # fmt: skip

    def passage_texts(self, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], PassageText]:
        """Return the text of the current version's passages by (ref, place)."""
        found: dict[tuple[str, int], PassageText] = {}
        places: dict[str, list[int]] = defaultdict(list)
        for ref, place in wanted:
            places[ref].append(place)
        with self._catalogue.reading() as view:
            current = dict(view.columns(Document, "ref", "current_version", ref=list(places)))
            for ref, number in current.items():
                rows = view.columns(
                    Passage, "place", "locator", "text", "page", ref=ref, number=number, place=places[ref]
                )
                found |= {(ref, row[0]): PassageText(ref, *row) for row in rows}
        return found

    def evidence(self, on: date, visit_on: date | None = None) -> Sequence[EvidenceRow]:
        """Return a row for each tag of a document that is not withdrawn, as readiness counts it."""
        with self._catalogue.reading() as view:
            now, kept, refs = view.last_event(), *_stale(view, self._evidence, (on, visit_on))
            if kept and refs == set():
                self._evidence = replace(kept, event=now)
                return kept.rows
            narrowed = {} if refs is None else {"ref": sorted(refs)}
            documents = view.columns(Document, *_DOCUMENT, **narrowed)
            tags = view.columns(Tag, *_TAG, **narrowed)
            forms = {
                (r, number): form for r, number, form in view.columns(Version, "ref", "number", "form", **narrowed)
            }
        facts = {row[0]: self._facts(row, forms, on, visit_on) for row in documents if row[3] != "withdrawn"}
        fresh: dict[str, list[EvidenceRow]] = defaultdict(list)
        for tag in tags:
            if tag[1] in facts:
                fresh[tag[1]].append(_row(tag, facts[tag[1]]))
        self._evidence = kept = _Kept.of((on, visit_on), now, kept, refs, fresh, order=itemgetter(0))
        return kept.rows

    def _facts(
        self, row: tuple[Any, ...], forms: dict[tuple[str, int], str], on: date, visit_on: date | None
    ) -> "_Facts":
        return _Facts(row, self._kind(row[2]), forms.get((row[0], row[-1]), "held"), on, visit_on)

    def _kind(self, ref: str) -> Kind:
        return self._vocabulary.find_kind(ref) or _NO_KIND


@dataclass(frozen=True, slots=True)
class _Kept(Generic[R]):
    """Rows as they were after an event, by document, so that later only changed documents are read again."""

    days: tuple[date | None, ...]
    event: int
    by_ref: dict[str, Sequence[R]]
    rows: Sequence[R]

    @classmethod
    def of(
        cls, days: tuple[date | None, ...], event: int, older: "_Kept[R] | None", refs: set[str] | None,
        fresh: Mapping[str, Sequence[R]], *, order: Callable[[R], Any],
    ) -> "_Kept[R]":  # fmt: skip
        """Put fresh rows in the place of those of the changed documents; of all, where ``refs`` is ``None``."""
        by_ref: dict[str, Sequence[R]] = dict(older.by_ref) if older and refs is not None else {}
        for ref in refs or ():
            by_ref.pop(ref, None)
        by_ref.update(fresh)
        return cls(days, event, by_ref, tuple(sorted(chain.from_iterable(by_ref.values()), key=order)))


def _stale(
    view: Reading, kept: _Kept[R] | None, days: tuple[date | None, ...]
) -> tuple[_Kept[R] | None, set[str] | None]:
    """Return what is kept for these days, and the documents to read again; ``None`` for all of them."""
    if kept is None or kept.days != days:
        return None, None
    return kept, touched(view, kept.event)


class _Facts:
    """What all tags of one document share."""

    __slots__ = (
        "carers", "currency", "currency_at_visit", "date_presumed", "form", "kind", "ref", "source", "status",
        "title",
    )  # fmt: skip

    def __init__(self, row: tuple[Any, ...], kind: Kind, form: str, on: date, visit_on: date | None) -> None:
        self.ref, self.title, _, self.status = row[:4]
        dates, rule = Dates(row[7], row[8], row[9]), kind.currency
        self.kind, self.form = kind, form
        self.source = row[10] or kind.source
        self.currency: Currency = currency(dates, rule, on)
        self.currency_at_visit: Currency | None = currency(dates, rule, visit_on) if visit_on else None
        self.date_presumed = not _DATE_FIELDS.isdisjoint(row[12])
        self.carers = _CARERS_LABEL in row[11]


def _row(tag: tuple[Any, ...], facts: _Facts) -> EvidenceRow:
    tag_id, ref, framework, statement, sub_topic, category, stance, proof, source = tag
    said_by = source or facts.source
    # By place, in the order of the fields: names cost a third more, thirty thousand times.
    return EvidenceRow(
        tag_id, ref, facts.title, statement, sub_topic, category or presumed_category(facts.kind, said_by),
        category is None, stance, proof or facts.kind.proof, said_by, facts.status, facts.form, facts.currency,
        facts.currency_at_visit, facts.date_presumed, facts.carers, framework,
    )  # fmt: skip


_BY_SOURCE = {
    "people": "people-experience", "unpaid-carers": "people-experience", "staff": "staff-leaders",
    "leaders": "staff-leaders", "partners": "partners",
}  # fmt: skip
"""Who speaks decides the category before the kind of paper does: a survey of staff is staff feedback."""


def presumed_category(kind: Kind, source: str | None) -> str | None:
    """Presume a tag's evidence category from who says so and the kind of document; ``None`` is unsorted.

    >>> presumed_category(Kind(ref="survey", title="Survey", category="people-experience"), "staff")
    'staff-leaders'
    """
    if kind.category == "processes" and source in {"leaders", "staff"}:
        return kind.category
    return _BY_SOURCE.get(source or "", kind.category)
