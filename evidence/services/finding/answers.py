"""What a search answers: frozen, and ready to become JSON."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class FoundPassage:
    """A passage that answers; ``snippet`` is HTML, escaped, with hits in ``<mark>``."""

    locator: str
    snippet: str
    place: int = 0
    """Its number within the version in use, from 0."""
    page: int | None = None
    """The page or slide it stands on, from 1, where the document has pages."""

    def as_json(self) -> dict[str, Any]:
        """The outside form."""
        return {"locator": self.locator, "snippet": self.snippet, "place": self.place, "page": self.page}


@dataclass(frozen=True, slots=True)
class FoundDocument:
    """A document that answers, and in ``why`` what a reader should know of how it did."""

    ref: str
    title: str
    score: float
    passages: tuple[FoundPassage, ...]
    kind: str
    status: str
    currency: str
    dated_on: date | None
    statements: tuple[str, ...]
    scattered: bool
    why: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        """The outside form."""
        return {
            "ref": self.ref,
            "title": self.title,
            "score": self.score,
            "passages": [passage.as_json() for passage in self.passages],
            "kind": self.kind,
            "status": self.status,
            "currency": self.currency,
            "dated_on": self.dated_on.isoformat() if self.dated_on else None,
            "statements": list(self.statements),
            "scattered": self.scattered,
            "why": list(self.why),
        }


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: how many documents would remain if it were chosen as well."""

    value: str
    count: int
    title: str | None = None
    chosen: bool = False

    def as_json(self) -> dict[str, Any]:
        """The outside form; ``title`` only where there is one."""
        named = {"title": self.title} if self.title is not None else {}
        return {"value": self.value, **named, "count": self.count, "chosen": self.chosen}


@dataclass(frozen=True, slots=True)
class Nearest:
    """The nearest question that finds something, and how much.

    ``dropped`` are the words left out of ``query``; ``without_filters`` are the filters to lift.
    """

    query: str
    total: int
    dropped: tuple[str, ...] = ()
    without_filters: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The outside form."""
        return {
            "query": self.query,
            "total": self.total,
            "dropped": list(self.dropped),
            "without_filters": list(self.without_filters),
        }


@dataclass(frozen=True, slots=True)
class Found:
    """The answer to a search.

    ``total`` counts all documents that answer; ``documents`` are those of the page asked for. ``behind`` is
    the number of events that the index has not taken in yet: above 0, something new may be missing.
    ``expanded`` pairs what was typed with what it was taken to mean as well. ``did_you_mean`` are whole queries.
    """

    query: str
    total: int
    documents: tuple[FoundDocument, ...] = ()
    expanded: tuple[tuple[str, tuple[str, ...]], ...] = ()
    behind: int = 0
    facets: tuple[tuple[str, tuple[FacetValue, ...]], ...] = ()
    did_you_mean: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    nearest: Nearest | None = None

    def as_json(self) -> dict[str, Any]:
        """The outside form, promised by the search command, the API and the page alike."""
        return {
            "query": self.query,
            "expanded": [{"typed": typed, "also": list(also)} for typed, also in self.expanded],
            "behind": self.behind,
            "total": self.total,
            "documents": [document.as_json() for document in self.documents],
            "facets": {name: [value.as_json() for value in values] for name, values in self.facets},
            "did_you_mean": list(self.did_you_mean),
            "notes": list(self.notes),
            "nearest": self.nearest.as_json() if self.nearest else None,
        }
