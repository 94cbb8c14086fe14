"""Documents as a list shows them: rows, the filters beside them with their counts, and what was chosen."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from app.web import wording
from app.web.documents.asking import Asked
from app.web.facets import FacetShown, facet_shown
from evidence.domain.needs import NEED_TITLES
from evidence.services.listing import NONE, FacetCount, Page, Row

FACET_TITLES = {
    "need": "What it needs", "statement": "Quality statement", "currency": "In date", "kind": "Kind of document",
    "owner": "Owner", "status": "Status", "sensitivity": "Sensitivity", "form": "Held, link or wanted",
}  # fmt: skip
"""What filters are called, in the order in which they are offered."""
SORT_TITLES = {
    "ref": "Reference", "-added_at": "Newest added first", "title": "Title, A to Z",
    "-dated_on": "Newest dated first", "dated_on": "Oldest dated first", "owner": "Owner, A to Z",
    "kind": "Kind, A to Z", "until": "First to go out of date",
}  # fmt: skip
"""Orders that are offered in words; the headings of columns offer others."""
_OPEN = 3  # Facets that stand open at first.
_SHOWN = 7  # Values of a facet that show at once.
_MOST = 60  # Values of a facet that are offered at all.
_AGEING = frozenset({"in-date", "due", "out-of-date"})


class Link(NamedTuple):
    """Words that lead somewhere."""

    words: str
    address: str


class Heading(NamedTuple):
    """The heading of a column that puts the list in order."""

    words: str
    address: str
    order: str
    """``ascending``, ``descending`` or empty."""


class Listed(NamedTuple):
    """A document as a row of the list."""

    ref: str
    title: str
    kind: str
    status: str
    owner: str
    owner_address: str
    statements: tuple[str, ...]
    dated_on: date | None
    currency: str
    until: date | None
    """The last day in date, where there is one to tell."""
    needs: tuple[str, ...]
    wanted: bool


def row_shown(row: Row) -> Listed:
    """Return a row as the list shows it."""
    until = row.in_date_until if row.currency in _AGEING and row.in_date_until != date.max else None
    return Listed(
        row.ref, row.title, row.kind_title, row.status, row.owner or "",
        owner_address(row.owner or ""), row.statements, row.dated_on, row.currency, until,
        tuple(NEED_TITLES[need] for need in row.needs), row.form == "wanted",
    )  # fmt: skip


def owner_address(owner: str) -> str:
    """Return the address of an owner's page; nobody has one too, which no name can be taken for.

    >>> owner_address("Ann/Bo O'Hara"), owner_address("")
    ('/owners/Ann%2FBo%20O%27Hara', '/upkeep/no-owner')
    """
    return f"/owners/{wording.in_address(owner)}" if owner else "/upkeep/no-owner"


def headings(asked: Asked, columns: Mapping[str, str]) -> dict[str, Heading]:
    """Return the headings that sort, by column; a second press turns the order round."""
    made = {}
    for sort, words in columns.items():
        order = {sort: "ascending", f"-{sort}": "descending"}.get(asked.sort, "")
        address = asked.sorted_by(f"-{sort}" if order == "ascending" else sort).address
        made[sort] = Heading(words, address, order)
    return made


def facets(page: Page) -> tuple[FacetShown, ...]:
    """Return the filters that would change anything, each with the values that there are."""
    telling = [name for name in FACET_TITLES if _tells(page.facets[name], page.total)]
    return tuple(_facet(name, page.facets[name], place) for place, name in enumerate(telling))


def _tells(values: Sequence[FacetCount], total: int) -> bool:
    return any(one.chosen or (one.count and one.count != total) for one in values)


def _facet(name: str, values: Sequence[FacetCount], place: int) -> FacetShown:
    present = [one for one in values if one.count or one.chosen]
    offered = present
    if len(present) > _MOST:
        usual = {one.value for one in sorted(present, key=lambda one: -one.count)[:_MOST]}
        offered = [one for one in present if one.chosen or one.value in usual]
    return facet_shown(
        name, FACET_TITLES[name], offered, lambda one: value_words(name, one), at_once=_SHOWN, unfolded=place < _OPEN,
        beyond=len(present) - len(offered),
    )  # fmt: skip


def value_words(name: str, one: FacetCount) -> str:
    """Say a value of a filter as people do."""
    if name == "statement" and one.value != NONE:
        return f"{one.value} {one.title}"
    known: dict[str, Mapping[str, str]] = {
        "sensitivity": wording.SENSITIVITY_TITLES,
        "form": wording.FORM_TITLES,
        "status": wording.STATUS_TITLES,
    }
    if name == "currency":
        return wording.currency_title(one.value)
    return known.get(name, {}).get(one.value, one.title)


def chips(asked: Asked, page: Page) -> tuple[Link, ...]:
    """Return what was chosen, each with the address that no longer chooses it."""
    words = [Link(f"Words: {asked.q}", asked.without("q").address)] if asked.q else []
    chosen = [
        Link(f"{FACET_TITLES[name]}: {value_words(name, one)}", asked.without(name, one.value).address)
        for name in FACET_TITLES
        for one in page.facets[name]
        if one.chosen
    ]
    return (*words, *chosen)


def span(page: Page) -> str:
    """Say which documents a page shows.

    Of several pages: ``Documents 26 to 50 of 1,234``; of one: ``12 documents``.
    """
    if page.pages == 1:
        return wording.many(page.total, "document")
    first = (page.page - 1) * page.per_page + 1
    return f"Documents {first:,} to {first + len(page.items) - 1:,} of {page.total:,}"
