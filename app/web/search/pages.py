"""What the pages for finding an example show."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from app.web.facets import FacetShown
from app.web.pages import Page
from app.web.search.explaining import Expansion, Meanings, Nothing
from app.web.search.showing import DocumentShown, Link
from app.web.search.starting import KeptSearch, Recent, StartingPoint


@dataclass(frozen=True, kw_only=True)
class SearchStartPage(Page):
    """The box, and where to start from before anything is typed."""

    template: ClassVar[str] = "search/start.html"
    section: ClassVar[str] = "search"

    q: str = ""
    """What stands in the box."""
    hidden: tuple[tuple[str, str], ...] = ()
    """What the form sends beside the box."""
    held: int
    """How many documents the library holds."""
    kept: tuple[KeptSearch, ...]
    """Searches that people kept, by name."""
    statements: tuple[StartingPoint, ...]
    """Quality statements with example questions."""
    recent: tuple[Recent, ...]
    """What was added last."""


@dataclass(frozen=True, kw_only=True)
class SearchPage(Page):
    """What was found, best first, with filters."""

    template: ClassVar[str] = "search/results.html"
    section: ClassVar[str] = "search"

    q: str
    """What stands in the box."""
    hidden: tuple[tuple[str, str], ...]
    """What the form sends beside the box and the filters."""
    browser_title: str
    """The browser's title: what was looked for, and which page this is."""
    heading: str
    """How many documents were found, of what."""
    said: str
    """How many documents were found, as a screen reader is told after a change."""
    total: int
    """Documents on all pages."""
    first: int
    """The number of the first document on this page, from 1."""
    documents: tuple[DocumentShown, ...]
    """Those of this page, in order."""
    facets: tuple[FacetShown, ...]
    """The filters that would change anything."""
    chips: tuple[Link, ...]
    """What was chosen, each with the address without it."""
    clear: str
    """The address without any filter."""
    sorts: tuple[tuple[Link, bool], ...]
    """The orders there are, and whether each is in use."""
    expansions: tuple[Expansion, ...]
    """What was taken to mean something else as well."""
    exactly: Link | None
    """A search for exactly what was typed, or, where this is one, the usual search."""
    meanings: tuple[Meanings, ...]
    """Abbreviations that mean several things."""
    notes: tuple[str, ...]
    """What else there is to say of the question."""
    did_you_mean: tuple[Link, ...]
    """The question spelt another way."""
    nothing: Nothing | None
    """Where to turn, when nothing was found."""
    behind: int
    """Changes of the library that search does not know yet."""
    again: str
    """The address of this same search."""
    page: int
    """Which page this is, from 1."""
    pages: int
    """How many there are."""
    address: Callable[[int], str]
    """Gives the address of a page."""
    kept_as: str | None
    """The name under which this search is kept already."""
    keep: tuple[tuple[str, str], ...]
    """What the form that keeps this search sends beside the name; empty where it cannot be kept."""
