"""What somebody looks for, as an address tells it: read leniently, and written back with one thing changed."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Self
from urllib.parse import urlencode

from fastapi import Depends, Request

from evidence.domain.offers import SavedSearch
from evidence.services.finding import FILTERS, Sort

ADDRESS = "/search"
PER_PAGE = 10
LONGEST = 2_000
"""Characters of a query that are read and shown again."""
_MOST_VALUES = 50
_LONGEST_VALUE = 200
_LONGEST_SHOWN = 80
_PAGE = re.compile(r"[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Asked:
    """One search. Equal ones have the same address."""

    q: str = ""
    """As typed."""
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Facet -> values, of which one is enough."""
    sort: Sort = "relevance"
    like: str = ""
    """The document whose like are looked for."""
    as_typed: bool = False
    """Whether abbreviations are left alone."""
    ambiguous: bool = False
    """Whether abbreviations that mean several things are taken to mean all of them."""
    page: int = 1

    @classmethod
    def read(cls, texts: Callable[[str], Sequence[str]]) -> Self:
        """Read a query string or a form, asked name by name; what makes no sense is as if it were not there."""

        def every(name: str) -> list[str]:
            return [said for one in texts(name) if (said := one.strip())]

        def first(name: str) -> str:
            return (every(name) or [""])[0]

        filters = {
            name: tuple(dict.fromkeys(one[:_LONGEST_VALUE] for one in values))[:_MOST_VALUES]
            for name in FILTERS
            if (values := every(name))
        }
        page = first("page")
        return cls(
            q=first("q")[:LONGEST], filters=filters, sort="date" if first("sort") == "date" else "relevance",
            like=first("like")[:_LONGEST_VALUE], as_typed=first("as_typed") == "1",
            ambiguous=first("ambiguous") == "1", page=int(page) if _PAGE.fullmatch(page) else 1,
        )  # fmt: skip

    @classmethod
    def kept(cls, search: SavedSearch) -> Self:
        """Return what a kept search asks."""
        return cls(
            q=search.query, filters={name: tuple(values) for name, values in search.filters.items()},
            sort="date" if search.sort == "date" else "relevance",
        )  # fmt: skip

    @property
    def anything(self) -> bool:
        """Whether anything is looked for at all."""
        return bool(self.q or self.filters or self.like)

    def pairs(self) -> list[tuple[str, str]]:
        """Return what the address says, name by name, leaving out what is as usual."""
        flags = {"sort": self.sort if self.sort != "relevance" else "", "like": self.like}
        flags |= {"as_typed": "1" if self.as_typed else "", "ambiguous": "1" if self.ambiguous else ""}
        flags["page"] = str(self.page) if self.page > 1 else ""
        return [
            *([("q", self.q)] if self.q else []),
            *((name, value) for name in FILTERS for value in self.filters.get(name, ())),
            *((name, value) for name, value in flags.items() if value),
        ]

    @property
    def quoted(self) -> str:
        """The words as a sentence names them; those with quotation marks of their own need no others."""
        shown = self.q if len(self.q) <= _LONGEST_SHOWN else f"{self.q[:_LONGEST_SHOWN]}…"
        return shown if '"' in shown else f"“{shown}”"

    @property
    def address(self) -> str:
        """The address that asks this."""
        said = urlencode(self.pairs())
        return f"{ADDRESS}?{said}" if said else ADDRESS

    def turned_to(self, page: int) -> str:
        """Return the address of another page of the same answer."""
        return replace(self, page=page).address

    def sorted_by(self, sort: Sort) -> Self:
        """Return the same in another order, from the first page."""
        return replace(self, sort=sort, page=1)

    def saying(self, q: str, *, ambiguous: bool = False) -> Self:
        """Return the same with other words, from the first page."""
        return replace(self, q=q, ambiguous=ambiguous, page=1)

    def without(self, name: str, value: str | None = None) -> Self:
        """Return the same without one value of a filter, or without all of them."""
        left = tuple(one for one in self.filters.get(name, ()) if value is not None and one != value)
        filters = {known: left if known == name else values for known, values in self.filters.items()}
        return replace(self, filters={known: values for known, values in filters.items() if values}, page=1)

    def unfiltered(self) -> Self:
        """Return the same without any filter."""
        return replace(self, filters={}, page=1)

    def as_kept(self) -> tuple[str, dict[str, tuple[str, ...]], str]:
        """Return what tells kept searches apart: words, filters and order."""
        return self.q, dict(self.filters), self.sort


def asked_of(request: Request) -> Asked:
    """Read what an address looks for."""
    return Asked.read(request.query_params.getlist)


AskedDep = Annotated[Asked, Depends(asked_of)]
