"""An owner's own page: the documents that need something, by need, each with what can be done about it here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import Any, ClassVar, NamedTuple
from urllib.parse import urlencode

from app.web import wording
from app.web.documents.rows import owner_address
from app.web.forms import FieldError, day_values
from app.web.pages import Page
from app.web.triage.rows import NEEDS as WAITING
from app.web.triage.rows import words_of
from app.web.turning import Turning, turned
from app.wiring import Library
from evidence.domain.assurance import Action
from evidence.domain.documents import Document
from evidence.domain.needs import NEED_STEPS, NEED_TITLES, NEEDS, Need
from evidence.services.listing import NONE, Row

_PER_PAGE = 25
_AGEING: frozenset[Need] = frozenset({"out-of-date", "due", "out-at-visit"})
_RENEWED: frozenset[Need] = _AGEING | {"unreadable", "wanted"}
_TEXTS: dict[str, str] = {
    "out-of-date": "out of date", "due": "due soon", "out-at-visit": "out of date at the visit",
    "date-not-known": "date not known", "unowned": "no owner", "untagged": "not tagged yet",
    "unreadable": "text could not be read", "wanted": "wanted", "presumed": "details to confirm",
}  # fmt: skip
_AT_REST = frozenset({"withdrawn", "superseded"})


class Guess(NamedTuple):
    """A value that the library guessed."""

    name: str
    title: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One document and what can be done about it."""

    ref: str
    title: str
    kind: str
    status: str
    standing: str
    """How it stands with its dates, in words; empty where its need says it all."""
    also: str
    """What else it needs, in words."""
    renew: str
    """What adding a file is called here; empty where it is not offered."""
    review: bool
    """Whether a review date can be set here."""
    review_by: str
    """The review date that it has, as the form carries it along."""
    guesses: tuple[Guess, ...]
    tag_address: str
    """Where it is tagged; empty where it is tagged already."""
    date_address: str
    """Where its date is given; empty where it has one."""
    hand_over_address: str
    open: str
    """Which of its forms stands open because something is wrong with it."""


@dataclass(frozen=True, slots=True)
class Group:
    """The documents of one need, on this page."""

    need: str
    title: str
    count: int
    """On all pages."""
    step: str
    many_address: str
    """Where it can be done for many at once, where there is such a place."""
    works: tuple[Work, ...]


class ActionLine(NamedTuple):
    """An action of this person's."""

    id: str
    text: str
    statement: str
    due: date | None
    late: bool


@dataclass(frozen=True, kw_only=True)
class OwnerPage(Page):
    """What one person looks after, and what of it needs them."""

    template: ClassVar[str] = "owners/owner.html"
    section: ClassVar[str] = "upkeep"

    owner: str
    """Whose page it is; empty for documents without an owner."""
    address: str
    """Of this page, as its forms use it."""
    documents: int
    """How many documents they look after."""
    in_need: int
    """How many of these need something."""
    groups: tuple[Group, ...]
    """Documents in need by their most urgent need."""
    actions: tuple[ActionLine, ...]
    """Their open actions, those overdue first."""
    late: int
    """How many actions are overdue."""
    all_address: str
    """The list of all their documents."""
    message_address: str
    """The message that asks them; empty where there is nobody to ask or nothing to ask for."""
    hand_over_address: str
    """Where all of them are handed over."""
    turning: Turning
    """The pages of documents."""


def owner_page(
    library: Library, owner: str, *, page: int = 1, errors: Sequence[FieldError] = (),
    values: Mapping[str, Any] | None = None,
) -> OwnerPage:  # fmt: skip
    """Return the page of an owner; of somebody who looks after nothing too."""
    rows = library.listing.of_owner(owner)
    rows += [row for row in library.listing.awaiting(owner) if (row.owner or "") != owner] if owner else []
    rows.sort(key=lambda row: NEEDS.index(row.needs[0]))
    shown, turning = turned(rows, page, _PER_PAGE, owner_address(owner))
    counts = {need: sum(row.needs[0] == need for row in rows) for need in NEEDS}
    filled = dict(values or {})
    actions = _actions(library, owner)
    return OwnerPage(
        title=owner or "Documents without an owner", owner=owner, address=turning.to(turning.page),
        documents=_held(library, owner), in_need=len(rows),
        groups=_groups(library, owner, shown, counts, _wrong(errors)),
        actions=actions, late=sum(one.late for one in actions),
        all_address=f"/documents?{urlencode({'owner': owner or NONE})}",
        message_address=f"{owner_address(owner)}/message" if owner and rows else "",
        hand_over_address=f"/upkeep/hand-over?{urlencode({'owner': owner})}", turning=turning,
        errors=tuple(errors), values={**_dates(shown), **filled},
    )  # fmt: skip


def _held(library: Library, owner: str) -> int:
    return sum((row.owner or "") == owner and row.status not in _AT_REST for row in library.listing.rows())


def _wrong(errors: Sequence[FieldError]) -> dict[str, str]:
    """Return document -> the form that something is wrong with."""
    parted = (error.field.rpartition("-") for error in errors)
    return {ref: field for ref, _, field in parted}


def _groups(
    library: Library, owner: str, rows: Sequence[Row], counts: Mapping[Need, int], wrong: Mapping[str, str]
) -> tuple[Group, ...]:
    visit_on = library.facts.visit_on()
    return tuple(
        Group(
            need, NEED_TITLES[need], counts[need], NEED_STEPS[need], _many_address(need, owner),
            tuple(_work(library, row, visit_on, wrong.get(row.ref, "")) for row in found),
        )
        for need, found in groupby(rows, key=lambda row: row.needs[0])
    )  # fmt: skip


def _many_address(need: Need, owner: str) -> str:
    return f"/triage?{urlencode({'need': need, 'owner': owner or NONE})}" if need in WAITING else ""


def _work(library: Library, row: Row, visit_on: date | None, wrong: str) -> Work:
    document = library.documents.get(row.ref) if row.presumed else None
    only = urlencode({"first": row.ref, "last": row.ref})
    return Work(
        ref=row.ref, title=row.title, kind=row.kind_title, status=row.status, standing=_standing(row, visit_on),
        also=wording.listed([_TEXTS[need] for need in row.needs[1:]]), renew=_renewal(row),
        review=not _AGEING.isdisjoint(row.needs), review_by=row.review_by.isoformat() if row.review_by else "",
        guesses=_guesses(library, document) if document else (),
        tag_address=f"/triage?need=untagged&{only}" if "untagged" in row.needs else "",
        date_address=f"/documents/{row.ref}/edit" if "date-not-known" in row.needs else "",
        hand_over_address=f"/upkeep/hand-over?ref={row.ref}", open=wrong,
    )  # fmt: skip


def _standing(row: Row, visit_on: date | None) -> str:
    until = row.in_date_until
    if "wanted" in row.needs:
        return f"To be got from {row.wanted_from}" if row.wanted_from else "Nobody is named to get it"
    if until is None or until >= date.max - timedelta(days=1):
        return ""
    if "out-of-date" in row.needs:
        return f"Out of date since {wording.day(until + timedelta(days=1))}"
    if "out-at-visit" in row.needs and visit_on:
        return f"In date until {wording.day(until)}; the visit is on {wording.day(visit_on)}"
    return f"In date until {wording.day(until)}"


def _renewal(row: Row) -> str:
    if "wanted" in row.needs:
        return "Add the file"
    return "" if _RENEWED.isdisjoint(row.needs) else "Renew with a new version"


def _guesses(library: Library, document: Document) -> tuple[Guess, ...]:
    return tuple(
        Guess(name, wording.FIELD_TITLES.get(name, name), words_of(library, name, getattr(document, name)))
        for name in document.presumed
    )


def _dates(rows: Sequence[Row]) -> dict[str, str]:
    """Return what the boxes of review dates show: nothing, for a new day is asked for."""
    return {name: value for row in rows for name, value in day_values(f"{row.ref}-review_by", None).items()}


def _actions(library: Library, owner: str) -> tuple[ActionLine, ...]:
    if not owner:
        return ()
    today, name = library.clock.today(), owner.strip().casefold()
    mine: list[Action] = [one for one in library.assurance.actions("open") if (one.owner or "").casefold() == name]
    mine.sort(key=lambda one: (one.due or date.max, one.id))
    return tuple(
        ActionLine(one.id, one.text, one.statement, one.due, one.due is not None and one.due < today) for one in mine
    )
