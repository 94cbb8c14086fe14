"""What an address asks of a list of documents: read leniently, and written back with one thing changed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Self
from urllib.parse import urlencode

from starlette.datastructures import QueryParams

from app.web.wording import for_pages
from app.wiring import Library
from evidence.errors import Invalid
from evidence.services.listing import FACETS, SORTS, Page

PER_PAGE = (25, 50, 100)
LONGEST = 300
"""Characters of the words and of a filter's value that are read."""
_MOST_VALUES = 50
_FARTHEST = 6  # Digits of a page's number.


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One list of documents. Equal ones have the same address."""

    path: str
    """Of the page that lists them."""
    q: str = ""
    """Words that all stand in title, reference or file name."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet -> values, of which one is enough."""
    sort: str = "ref"
    page: int = 1
    per: int = PER_PAGE[0]
    all_at_once: bool = False
    """Whether everything stands on one page, to be printed."""

    @classmethod
    def read(cls, path: str, query: QueryParams) -> Self:
        """Read an address; what makes no sense is as if it were not there."""
        filters = {
            name: tuple(dict.fromkeys(one.strip()[:LONGEST] for one in given))[:_MOST_VALUES]
            for name in FACETS
            if (given := [one for one in query.getlist(name) if one.strip()])
        }
        sort, per = query.get("sort", ""), _number(query.get("per"))
        return cls(
            path=path, q=" ".join(query.get("q", "").split())[:LONGEST], filters=filters,
            sort=sort if sort.removeprefix("-") in SORTS else "ref", page=max(1, _number(query.get("page"))),
            per=per if per in PER_PAGE else PER_PAGE[0], all_at_once=query.get("all") == "1",
        )  # fmt: skip

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is left out by what was asked."""
        return bool(self.q or self.filters)

    def pairs(self) -> list[tuple[str, str]]:
        """Return what the address says, name by name, leaving out what is as usual."""
        return [
            *([("q", self.q)] if self.q else []),
            *((name, value) for name in FACETS for value in self.filters.get(name, ())),
            *([("sort", self.sort)] if self.sort != "ref" else []),
            *([("per", str(self.per))] if self.per != PER_PAGE[0] else []),
            *([("all", "1")] if self.all_at_once else []),
            *([("page", str(self.page))] if self.page > 1 else []),
        ]

    @property
    def address(self) -> str:
        """The address that asks this."""
        said = urlencode(self.pairs())
        return f"{self.path}?{said}" if said else self.path

    def turned_to(self, page: int) -> str:
        """Return the address of another page of the same list."""
        return replace(self, page=page).address

    def sorted_by(self, sort: str) -> Self:
        """Return the same in another order, from the first page."""
        return replace(self, sort=sort, page=1)

    def at(self, path: str) -> Self:
        """Return the same documents on another page that lists them."""
        return replace(self, path=path, page=1, all_at_once=False)

    def on_one_page(self) -> Self:
        """Return the same list as one long page."""
        return replace(self, page=1, all_at_once=True)

    def without(self, name: str, value: str | None = None) -> Self:
        """Return the same without one value of a filter, or without all of them; ``q`` is the words."""
        if name == "q":
            return replace(self, q="", page=1)
        left = tuple(one for one in self.filters.get(name, ()) if value is not None and one != value)
        filters = {known: left if known == name else values for known, values in self.filters.items()}
        return replace(self, filters={known: values for known, values in filters.items() if values}, page=1)

    def unnarrowed(self) -> Self:
        """Return the whole list."""
        return replace(self, q="", filters={}, page=1)


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) <= _FARTHEST else 0


def listed(library: Library, asked: Asked, *, most: int = 0) -> tuple[Asked, Page, str]:
    """Return what was asked, the page of documents that answers it, and what could not be asked, in words.

    A value that no document can have, as in a link from another library, is left out and told of. ``most`` is
    how many stand on a page that holds everything.
    """
    left_out: list[str] = []
    while True:
        try:
            per = most if most and asked.all_at_once else asked.per
            page = library.listing.page(
                filters=asked.filters, text=asked.q, sort=asked.sort, page=asked.page, per_page=per
            )
        except Invalid as error:
            name, value = str(error.details.get("field", "")), error.details.get("value")
            if name not in asked.filters:
                raise
            left_out.append(for_pages(error.message.partition(" Use one of:")[0]))
            asked = _without_unknown(asked, name, value, error.details.get("known") or ())
        else:
            return replace(asked, page=page.page), page, " ".join(left_out)


def _without_unknown(asked: Asked, name: str, value: object, known: Sequence[str]) -> Asked:
    left = tuple(one for one in asked.filters[name] if one in known and one != value)
    filters = {**asked.filters, name: left}
    return replace(asked, filters={one: values for one, values in filters.items() if values})
