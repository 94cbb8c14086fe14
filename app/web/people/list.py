"""The list of accounts, narrowed through its address, and adding one."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.forms import FormDep
from app.web.pages import Page
from app.web.people.fields import ROLE_CHOICES, RoleChoice, read, roles_words, teams_hint
from app.web.people.links import link_page
from app.web.rendering import show
from app.web.turning import Turning, turned
from app.web.wording import listed, moment
from app.wiring import Library
from evidence.domain.people import ROLE_TITLES, Person
from evidence.errors import EvidenceError
from evidence.services.people import Standing

router = APIRouter()
ADDRESS = "/administration/people"
_PER_PAGE = 50
STATE_TITLES = {"active": "Active", "invited": "Invited", "disabled": "Disabled"}
_ORDERS = {"name": "Name", "seen": "Last seen"}


@dataclass(frozen=True, slots=True)
class PersonLine:
    """An account as the list shows it."""

    id: str
    name: str
    email: str
    roles: str
    teams: str
    state: str
    state_title: str
    last_seen: str
    signs_in: str
    """By what they sign in, in words; empty when by nothing yet."""


@dataclass(frozen=True, kw_only=True)
class PeoplePage(Page):
    """Everybody who has an account, and what they may do."""

    template: ClassVar[str] = "people/list.html"

    lines: tuple[PersonLine, ...]
    """The accounts on this page of the list."""
    found: int
    """How many accounts answer."""
    everybody: int
    """How many there are."""
    turning: Turning
    """The other pages of the list."""
    states: tuple[tuple[str, str], ...]
    """What an account can be."""
    orders: tuple[tuple[str, str], ...]
    """What the list can go by."""
    asked: str
    """Of which roles an authenticator app is asked, in words; empty where of none."""


@dataclass(frozen=True, kw_only=True)
class NewPersonPage(Page):
    """Asks who gets an account."""

    template: ClassVar[str] = "people/new.html"

    roles: tuple[RoleChoice, ...]
    """The roles to choose from, and what each may do."""
    teams_hint: str
    """What stands beside the field for teams: those there are."""


@router.get(ADDRESS)
def show_people(
    request: Request, library: LibraryDep, q: Annotated[str, Query(max_length=200)] = "",
    state: Annotated[str, Query(max_length=20)] = "", sort: Annotated[str, Query(max_length=20)] = "",
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:  # fmt: skip
    """List accounts."""
    people, standings = library.people.all(), library.people.standings()
    state, sort = (state if state in STATE_TITLES else ""), (sort if sort in _ORDERS else "")
    found = [one for one in people if _answers(one, q, state)]
    if sort == "seen":
        found.sort(key=lambda one: _seconds(standings.get(one.id)), reverse=True)
    shown, turning = turned(found, page, _PER_PAGE, ADDRESS, [("q", q), ("state", state), ("sort", sort)])
    return show(request, PeoplePage(
        title="People", lines=tuple(_line(one, standings) for one in shown), found=len(found), everybody=len(people),
        turning=turning, states=tuple(STATE_TITLES.items()), orders=tuple(_ORDERS.items()),
        values={"q": q, "state": state, "sort": sort or "name"},
        asked=listed([ROLE_TITLES[role] for role in library.second_factors.asked_of()]),
    ))  # fmt: skip


@router.get(f"{ADDRESS}/add")
def ask_person(request: Request, library: LibraryDep) -> Response:
    """Ask who gets an account."""
    return show(request, _new_page(library))


@router.post(f"{ADDRESS}/add")
def add_person(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Make an account and show the link that lets its owner in, this once."""
    given = read(form)
    email = form.text("email", required="Enter the e-mail address that they sign in with.")
    if not form.errors:
        try:
            person, link = library.people.add(actor, given.name, email, roles=given.roles, teams=given.teams)
            return link_page(request, person, link, title=f"{person.name} has an account")
        except EvidenceError as error:
            form.refuse(error, field="name")
    return show(request, _new_page(library, form))


def _answers(person: Person, q: str, state: str) -> bool:
    told = " ".join([person.name, person.email, *person.teams, roles_words(person.roles)]).casefold()
    return (not state or person.state == state) and all(word in told for word in q.casefold().split())


def _seconds(standing: Standing | None) -> float:
    return standing.last_seen.timestamp() if standing and standing.last_seen else 0


def _line(person: Person, standings: Mapping[str, Standing]) -> PersonLine:
    standing = standings.get(person.id)
    seen = standing.last_seen if standing else None
    return PersonLine(
        id=person.id, name=person.name, email=person.email, roles=roles_words(person.roles),
        teams=", ".join(person.teams), state=person.state, state_title=STATE_TITLES[person.state],
        last_seen=moment(seen) if seen else "", signs_in=_signs_in(person, standing),
    )  # fmt: skip


def _signs_in(person: Person, standing: Standing | None) -> str:
    if person.subject:
        return "council’s sign-on"
    if not (standing and standing.has_password):
        return ""
    return "password and authenticator app" if standing.second_factor else "password"


def _new_page(library: Library, form: FormDep | None = None) -> NewPersonPage:
    return NewPersonPage(
        title="Add somebody", roles=ROLE_CHOICES, teams_hint=teams_hint(library.people.teams()),
        errors=tuple(form.errors) if form else (), values=form.values if form else {"roles": "reader"},
    )  # fmt: skip
