"""Lists of documents: pages of them with facets, what they need, and whose they are."""

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from evidence.domain.needs import NEEDS, Need
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Invalid
from evidence.ports import Catalogue, Clock, Reading
from evidence.services.documents import spelled
from evidence.services.facts import Facts
from evidence.services.following import touched
from evidence.services.frameworks import Frameworks
from evidence.services.listing_facets import (
    FACETS,
    NONE,
    FacetCount,
    Titles,
    chosen_in,
    facet_counts,
    sift,
    titles_for,
)
from evidence.services.listing_rows import Row, in_order, read_rows

__all__ = ["FACETS", "LARGEST_PAGE", "NONE", "SORTS", "FacetCount", "Listing", "OwnerCount", "Page", "Row"]

LARGEST_PAGE = 1_000
_SORTS: dict[str, Callable[[Row], Any]] = {
    "ref": lambda row: in_order(row.ref),
    "title": lambda row: row.title.casefold(),
    "dated_on": lambda row: row.dated_on,
    "added_at": lambda row: row.added_at,
    "owner": lambda row: row.owner.casefold() if row.owner else None,
    "kind": lambda row: row.kind_title.casefold(),
    "until": lambda row: row.in_date_until,
}
SORTS = tuple(_SORTS)
"""What a list can be put in order of; with ``-`` before it the other way round."""
_SAID_REF = re.compile(r"e-?\d{1,9}")
_URGENCY = {need: place for place, need in enumerate(NEEDS)}
_QUESTIONS_KEPT = 32
_AT_REST = frozenset({"withdrawn", "superseded"})


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list, and what narrowing it further would leave."""

    items: tuple[Row, ...]
    total: int
    """Documents on all pages."""
    page: int
    """The page this is, from 1: the last one where a later one was asked for."""
    pages: int
    """At least 1."""
    per_page: int
    facets: dict[str, list[FacetCount]]


class OwnerCount(NamedTuple):
    """How much one person looks after; ``""`` stands for nobody."""

    name: str
    documents: int
    """Neither withdrawn nor superseded."""
    in_need: int


class _Seen:
    """Everything that was read at one event, for one day; what people ask of it is kept a while."""

    def __init__(self, key: tuple[int, date], visit_on: date | None, rows: tuple[Row, ...], titles: Titles) -> None:
        self.key, self.visit_on, self.rows, self.titles = key, visit_on, rows, titles
        self._words: list[str] | None = None
        self._asked: dict[object, tuple[list[Row], dict[str, list[FacetCount]]]] = {}

    def narrowed(
        self, chosen: Mapping[str, frozenset[str]], text: str
    ) -> tuple[list[Row], dict[str, list[FacetCount]]]:
        """Return the rows that match and the counts of every facet."""
        question = (frozenset(chosen.items()), text)
        known = self._asked.get(question)
        if known is None:
            sifted = sift(self._with_words(text), chosen)
            known = (sifted.passing, facet_counts(sifted, chosen, self.titles))
            if len(self._asked) >= _QUESTIONS_KEPT:
                self._asked.clear()
            self._asked[question] = known
        return known

    def _with_words(self, text: str) -> Sequence[Row]:
        """Return the rows whose title, reference or file name holds every word."""
        words = [(word, spelled(word).casefold() if _SAID_REF.fullmatch(word) else word) for word in text.split()]
        if not words:
            return self.rows
        if self._words is None:
            self._words = [f"{row.ref}\n{row.title}\n{row.file_name or ''}".casefold() for row in self.rows]
        return [
            row
            for row, held in zip(self.rows, self._words, strict=True)
            if all(word in held or as_ref in held for word, as_ref in words)
        ]


class Listing:
    """Reads what is held as slim rows. Reads it again only when an event has changed it, or the day has."""

    def __init__(
        self, catalogue: Catalogue, frameworks: Frameworks, vocabulary: Vocabulary, facts: Facts, clock: Clock
    ) -> None:
        self._catalogue = catalogue
        self._frameworks = frameworks
        self._vocabulary = vocabulary
        self._facts = facts
        self._clock = clock
        self._seen: _Seen | None = None

    def rows(self, on: date | None = None) -> Sequence[Row]:
        """Return every document, withdrawn ones included, in order of reference, as on a day (today unless told)."""
        return self._read(on).rows

    def page(
        self, *, filters: Mapping[str, Sequence[str]] | None = None, text: str = "", sort: str = "ref",
        page: int = 1, per_page: int = 25, on: date | None = None,
    ) -> Page:  # fmt: skip
        """Return one page of the documents that match.

        ``filters`` names facets and their values: any of several values in one facet, all facets together;
        empty values are no filter, and ``none`` is a value of ``owner`` and ``statement``. Withdrawn
        documents are left out unless ``status`` is chosen. ``text`` is words that all stand in title,
        reference or file name, in any case. ``sort`` is one of ``SORTS``, with ``-`` before it the other way
        round; a document without the value comes last either way, and equal ones go by reference. A page
        past the end is the last page. Raises ``Invalid`` for a facet, value, order or length that does not
        exist, naming those that do.
        """
        if not 1 <= per_page <= LARGEST_PAGE:
            raise Invalid(f"A page has between 1 and {LARGEST_PAGE} documents.", details={"field": "per_page"})
        seen = self._read(on)
        chosen = chosen_in(filters or {}, seen.titles)
        passing, facets = seen.narrowed(chosen, " ".join(text.casefold().split()))
        found = _in_order(passing, sort)
        pages = max(1, -(-len(found) // per_page))
        page = min(max(1, page), pages)
        return Page(
            items=tuple(found[(page - 1) * per_page : page * per_page]), total=len(found), page=page, pages=pages,
            per_page=per_page, facets=facets,
        )  # fmt: skip

    def needs(self, on: date | None = None) -> dict[Need, int]:
        """Return how many documents have each need, the most urgent first; every need is named."""
        found = Counter(need for row in self.rows(on) for need in row.needs)
        return {need: found[need] for need in NEEDS}

    def needs_by_owner(self, on: date | None = None) -> dict[str, dict[Need, int]]:
        """Return the same by owner, ``""`` for none, last; only owners and needs that there are."""
        found: dict[str, Counter[Need]] = {}
        for row in self.rows(on):
            if row.needs:
                found.setdefault(row.owner or "", Counter()).update(row.needs)
        return {
            owner: {need: found[owner][need] for need in NEEDS if found[owner][need]}
            for owner in sorted(found, key=_by_name)
        }

    def of_owner(self, name: str, on: date | None = None) -> list[Row]:
        """Return an owner’s documents that need something, the most urgent first; ``""`` for those of nobody."""
        rows = [row for row in self.rows(on) if row.needs and (row.owner or "") == name]
        return sorted(rows, key=lambda row: ([_URGENCY[need] for need in row.needs][:1], -len(row.needs)))

    def awaiting(self, name: str, on: date | None = None) -> list[Row]:
        """Return the wanted documents that this person is to get, in order of reference."""
        wanted = name.strip().casefold()
        return [
            row for row in self.rows(on) if "wanted" in row.needs and (row.wanted_from or "").casefold() == wanted
        ]

    def owners(self, on: date | None = None) -> list[OwnerCount]:
        """Return who looks after how many documents, and how many of them need something; nobody last."""
        rows = [row for row in self.rows(on) if row.status not in _AT_REST]
        held = Counter(row.owner or "" for row in rows)
        in_need = Counter(row.owner or "" for row in rows if row.needs)
        return [OwnerCount(name, held[name], in_need[name]) for name in sorted(held, key=_by_name)]

    def _read(self, on: date | None) -> _Seen:
        on = on or self._clock.today()
        with self._catalogue.reading() as view:
            # The day of the visit and the framework change only with an event.
            key = (view.last_event(), on)
            seen = self._seen
            if seen is not None and seen.key == key:
                return seen
            framework, visit_on = self._frameworks.seen_in(view), self._facts.visit_on()
            rows = self._rows_now(view, on, visit_on)
        self._seen = seen = _Seen(key, visit_on, rows, titles_for(rows, self._vocabulary, framework))
        return seen

    def _rows_now(self, view: Reading, on: date, visit_on: date | None) -> tuple[Row, ...]:
        """Read all rows, or only those that events have changed since they were last read for the same days."""
        seen = self._seen
        refs = touched(view, seen.key[0]) if seen and (seen.key[1], seen.visit_on) == (on, visit_on) else None
        if seen is None or refs is None:
            return read_rows(view, self._vocabulary, on, visit_on)
        if not refs:
            return seen.rows
        fresh = read_rows(view, self._vocabulary, on, visit_on, refs)
        kept = (row for row in seen.rows if row.ref not in refs)
        return tuple(sorted((*kept, *fresh), key=lambda row: in_order(row.ref)))


def _by_name(name: str) -> tuple[bool, str, str]:
    return (not name, name.casefold(), name)


def _in_order(rows: list[Row], sort: str) -> list[Row]:
    """Return rows, which come in order of reference, in another order."""
    name = sort.removeprefix("-")
    if name not in _SORTS:
        raise Invalid(
            f"A list cannot be put in order of “{sort[:40]}”. Use one of: {', '.join(SORTS)}.",
            details={"field": "sort", "known": [*SORTS, *(f"-{known}" for known in SORTS)]},
        )
    if sort == "ref":
        return rows
    key = _SORTS[name]
    keyed = [(key(row), row) for row in rows]
    have = [pair for pair in keyed if pair[0] is not None]
    have.sort(key=lambda pair: pair[0], reverse=sort != name)
    return [row for _, row in have] + [row for value, row in keyed if value is None]
