"""Keeping the library current: what documents need, by need and by owner, now and at the on-site visit."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.web import wording
from app.web.documents.rows import Listed, owner_address, row_shown
from app.web.pages import Page
from app.web.rendering import show
from app.web.turning import Turning, turned
from app.web.upkeep import handing as upkeep_handing
from app.web.upkeep import messages as upkeep_messages
from app.wiring import Library
from evidence.domain.needs import NEED_STEPS, NEED_TITLES, NEEDS, Need
from evidence.services.listing import NONE, Row

router = APIRouter()
ADDRESS = "/upkeep"
_OWNERS_PER_PAGE = 50
_AT_VISIT = 10
_PRESSING: frozenset[Need] = frozenset({"out-of-date", "due", "out-at-visit"})
Counts = Mapping[str, Mapping[Need, int]]


@dataclass(frozen=True, slots=True)
class Card:
    """One need: how many documents have it, and what to do about it."""

    need: str
    title: str
    count: int
    step: str
    address: str
    act: str
    """Where what is to be done can be done for many at once, where there is such a place."""
    act_words: str
    pressing: bool
    """Whether it is about documents that have gone out of date, or will."""


@dataclass(frozen=True, slots=True)
class Number:
    """A number of documents and where they are listed."""

    title: str
    count: int
    address: str


class OwnerRow(NamedTuple):
    """What the documents of one owner need."""

    name: str
    address: str
    total: int
    """Documents in need; one that needs several things counts once."""
    numbers: tuple[Number, ...]
    """One for each need of the table."""


@dataclass(frozen=True, kw_only=True)
class UpkeepPage(Page):
    """What needs doing, by need and by owner."""

    template: ClassVar[str] = "upkeep/upkeep.html"
    section: ClassVar[str] = "upkeep"

    held: int
    """Documents that are in use."""
    in_need: int
    """Those that need something."""
    cards: tuple[Card, ...]
    """The needs that there are, the most urgent first."""
    at_rest: str
    """The needs that no document has, in words."""
    visit_on: date | None
    """The day of the on-site visit, where one is known."""
    visit_over: bool
    """Whether that day is past."""
    out_at_visit: int
    """How many documents that are in date now go out of date before the visit."""
    out_already: int
    """How many are out of date today."""
    at_visit: tuple[Listed, ...]
    """The first of those that go out of date before the visit."""
    columns: tuple[tuple[str, str], ...]
    """The needs that the table by owner has columns for: name and title."""
    owners: tuple[OwnerRow, ...]
    """The owners of this page."""
    narrowed: str
    """The title of the one need that the table shows; empty when it shows all."""
    sort: str
    """``most`` in need first, or by ``name``."""
    other_order: str
    """The address of the table in the other order."""
    turning: Turning
    """The pages of owners."""


@router.get(ADDRESS)
def upkeep(
    request: Request, library: LibraryDep, need: Annotated[str, Query(max_length=40)] = "",
    sort: Annotated[str, Query(max_length=20)] = "most", page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:  # fmt: skip
    """Show what needs doing."""
    chosen = next((one for one in NEEDS if one == need), None)
    return show(request, _page(library, chosen, "name" if sort == "name" else "most", page))


def _page(library: Library, chosen: Need | None, sort: str, number: int) -> UpkeepPage:
    needs, counts, owners = library.listing.needs(), library.listing.needs_by_owner(), library.listing.owners()
    visit_on, today = library.facts.visit_on(), library.clock.today()
    columns = [need for need in NEEDS if needs[need] and chosen in {None, need}]
    in_need = {one.name: one.in_need for one in owners}
    having = [name for name in counts if chosen is None or chosen in counts[name]]
    names = _in_order(having, sort, chosen, counts, in_need)
    asked = [("need", chosen or ""), ("sort", sort if sort != "most" else "")]
    shown, turning = turned(names, number, _OWNERS_PER_PAGE, ADDRESS, asked, "#by-owner")
    going = [row for row in library.listing.rows() if "out-at-visit" in row.needs] if needs["out-at-visit"] else []
    return UpkeepPage(
        title="Keep it current", held=sum(one.documents for one in owners), in_need=sum(in_need.values()),
        cards=tuple(_card(need, needs[need]) for need in NEEDS if needs[need]),
        at_rest=wording.listed([NEED_TITLES[need].lower() for need in NEEDS if not needs[need]]),
        visit_on=visit_on, visit_over=visit_on is not None and visit_on < today, out_at_visit=needs["out-at-visit"],
        out_already=needs["out-of-date"], at_visit=_soonest(going),
        columns=tuple((need, NEED_TITLES[need]) for need in columns),
        owners=tuple(_owner(name, in_need.get(name, 0), counts[name], columns) for name in shown),
        narrowed=NEED_TITLES[chosen] if chosen else "", sort=sort,
        other_order=_order_address(chosen, "most" if sort == "name" else "name"), turning=turning,
    )  # fmt: skip


def _in_order(
    names: Sequence[str], sort: str, chosen: Need | None, counts: Counts, in_need: Mapping[str, int]
) -> list[str]:
    """Owners by name, nobody last; or those first whose documents need most, the most urgent needs deciding."""
    if sort == "name":
        return list(names)
    if chosen:
        return sorted(names, key=lambda name: -counts[name].get(chosen, 0))
    late = {name: sum(counts[name].get(need, 0) for need in _PRESSING) for name in names}
    return sorted(names, key=lambda name: (not name, -late[name], -in_need.get(name, 0)))


def _order_address(chosen: Need | None, sort: str) -> str:
    said = urlencode([pair for pair in (("need", chosen or ""), ("sort", sort)) if pair[1] not in {"", "most"}])
    return f"{ADDRESS}{'?' + said if said else ''}#by-owner"


def _card(need: Need, count: int) -> Card:
    act, words = _WHERE.get(need, ("", ""))
    address, pressing = f"/documents?need={need}", need in _PRESSING
    return Card(need, NEED_TITLES[need], count, NEED_STEPS[need], address, act, words, pressing)


_WHERE: dict[Need, tuple[str, str]] = {
    "unowned": ("/triage?need=unowned", "Name owners in one list"),
    "untagged": ("/triage?need=untagged", "Tag them in one list"),
    "presumed": ("/triage?need=presumed", "Confirm them in one list"),
    "date-not-known": ("/triage?need=date-not-known", "Give dates in one list"),
}


def _soonest(rows: Sequence[Row]) -> tuple[Listed, ...]:
    first = sorted(rows, key=lambda row: row.in_date_until or date.max)[:_AT_VISIT]
    return tuple(map(row_shown, first))


def _owner(name: str, total: int, counts: Mapping[Need, int], columns: Sequence[Need]) -> OwnerRow:
    def address(need: Need) -> str:
        return f"/documents?{urlencode({'owner': name or NONE, 'need': need})}"

    numbers = tuple(Number(NEED_TITLES[need], counts.get(need, 0), address(need)) for need in columns)
    return OwnerRow(name, owner_address(name), total, numbers)


for part in (upkeep_handing, upkeep_messages):
    router.include_router(part.router)
