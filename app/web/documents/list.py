"""The list of documents: narrowed, put in order and paged by its address."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.web.documents.asking import PER_PAGE, Asked, listed
from app.web.documents.rows import (
    SORT_TITLES,
    Heading,
    Link,
    Listed,
    chips,
    facets,
    headings,
    row_shown,
    span,
)
from app.web.facets import FacetShown
from app.web.pages import Page
from app.web.rendering import show

router = APIRouter()
ADDRESS = "/documents"
_COLUMNS = {
    "ref": "Document", "kind": "Kind", "owner": "Owner", "dated_on": "Dated", "until": "In date",
}  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class ListPage(Page):
    """Any list of documents with filters beside it."""

    section: ClassVar[str] = "documents"

    asked: Asked
    """What the address asks."""
    found: str
    """How many there are, or which of them this page shows, in words."""
    total: int
    """How many documents answer."""
    held: bool
    """Whether the library holds any document at all."""
    left_out: str
    """What the address asked that cannot be asked, in words; empty as a rule."""
    facets: tuple[FacetShown, ...]
    """Filters with counts."""
    chips: tuple[Link, ...]
    """What was chosen, each with the way to take it back."""
    headings: dict[str, Heading]
    """Headings of columns that put the list in order."""
    sorts: tuple[tuple[str, str], ...]
    """Orders offered in words."""
    lengths: tuple[tuple[str, str], ...]
    """How many documents a page may hold, for choosing."""
    pages: int
    """How many pages there are."""


@dataclass(frozen=True, kw_only=True)
class DocumentsPage(ListPage):
    """The list of documents."""

    template: ClassVar[str] = "documents/list.html"

    rows: tuple[Listed, ...]
    """The documents of this page."""


@router.get(ADDRESS)
def documents(request: Request, library: LibraryDep) -> Response:
    """Show a page of the documents."""
    asked, page, left_out = listed(library, Asked.read(ADDRESS, request.query_params))
    return show(
        request,
        DocumentsPage(
            title="Documents", asked=asked, found=span(page), total=page.total,
            held=bool(library.listing.rows()), left_out=left_out, facets=facets(page), chips=chips(asked, page),
            headings=headings(asked, _COLUMNS), sorts=offered_sorts(asked), lengths=LENGTHS, pages=page.pages,
            rows=tuple(map(row_shown, page.items)),
        ),
    )  # fmt: skip


LENGTHS = tuple((str(per), f"{per} on a page") for per in PER_PAGE)


def offered_sorts(asked: Asked) -> tuple[tuple[str, str], ...]:
    """Return the orders to choose from; one that only a heading gives is kept while it is in use."""
    also = {} if asked.sort in SORT_TITLES else {asked.sort: "As the heading says"}
    return tuple({**SORT_TITLES, **also}.items())
