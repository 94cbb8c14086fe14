"""Before anything is typed: what staff would look for, from kept searches, quality statements and what is new."""

from dataclasses import dataclass
from datetime import date, datetime

from app.web.search.asking import Asked
from app.web.search.showing import FACET_TITLES, Link, Words
from app.wiring import Library
from evidence.domain.frameworks import Statement
from evidence.domain.offers import SavedSearch

_EXAMPLES = 4
_RECENT = 5


@dataclass(frozen=True, slots=True)
class KeptSearch:
    """A search that somebody kept by a name."""

    id: str
    name: str
    address: str
    asks: str
    """What it asks, in words."""
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class StartingPoint:
    """A quality statement to start from, with questions that staff are asked about it."""

    ref: str
    title: str
    address: str
    examples: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Recent:
    """A document that was added lately."""

    ref: str
    title: str
    kind: str
    dated_on: date | None


def kept_searches(library: Library, words: Words) -> tuple[KeptSearch, ...]:
    """Return every kept search by name."""
    return tuple(_kept(search, words) for search in library.searches.list())


def _kept(search: SavedSearch, words: Words) -> KeptSearch:
    asked = Asked.kept(search)
    return KeptSearch(search.id, search.name, asked.address, in_words(asked, words), search.added_by, search.added_at)


def in_words(asked: Asked, words: Words) -> str:
    """Say what a search asks."""
    said = [asked.quoted] if asked.q else []
    said += [
        f"{FACET_TITLES[name]}: {', '.join(words.of(name, value) for value in values)}"
        for name, values in asked.filters.items()
    ]
    return "; ".join([*said, *(["newest first"] if asked.sort == "date" else [])])


def starting_points(library: Library) -> tuple[StartingPoint, ...]:
    """Return every statement in force; its examples are the first words of its sub-topics."""
    return tuple(_starting_point(one) for one in library.frameworks.in_force().in_force)


def _starting_point(statement: Statement) -> StartingPoint:
    telling = [topic.words[0] for topic in statement.sub_topics if topic.words] or list(statement.words)
    return StartingPoint(
        statement.ref, statement.title, Asked(filters={"statement": (statement.ref,)}).address,
        tuple(Link(one, Asked(q=one).address) for one in telling[:_EXAMPLES]),
    )  # fmt: skip


def recent(library: Library) -> tuple[Recent, ...]:
    """Return what was added last."""
    rows = library.listing.page(sort="-added_at", per_page=_RECENT).items
    return tuple(Recent(row.ref, row.title, row.kind_title, row.dated_on) for row in rows)
