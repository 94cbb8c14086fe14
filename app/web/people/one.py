"""One account: changing it, and what helps somebody who cannot sign in or must not any more."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web import wording
from app.web.forms import FieldError, Form, FormDep
from app.web.pages import Page, Said
from app.web.people.fields import ROLE_CHOICES, Given, RoleChoice, given_of, read, roles_words, teams_hint
from app.web.people.links import link_page
from app.web.people.list import ADDRESS, STATE_TITLES
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.people import Actor, Person
from evidence.errors import Conflict, EvidenceError, StaleEdit
from evidence.services.people import Standing

router = APIRouter()
ONE = f"{ADDRESS}/{{person}}"
_NEVER = Standing(None, has_password=False, second_factor=False)


@dataclass(frozen=True, kw_only=True)
class PersonPage(Page):
    """One account, to be changed."""

    template: ClassVar[str] = "people/one.html"

    person: Person
    """The account as it is now."""
    state_title: str
    """What it is: active, invited or disabled."""
    added_on: str
    """When it was made, in words."""
    last_seen: str
    """When they were last seen, in words; empty when not lately."""
    signs_in: str
    """How they sign in, in words."""
    second_factor: bool
    """Whether an authenticator app is set up, which can be taken away."""
    roles_from_groups: bool
    """Whether the council's sign-on decides roles."""
    own: bool
    """Whether it is the account of whoever looks."""
    roles: tuple[RoleChoice, ...]
    """The roles to choose from, and what each may do."""
    teams_hint: str
    """What stands beside the field for teams: those there are."""


@router.get(ONE)
def show_person(request: Request, library: LibraryDep, actor: ActorDep, person: str) -> Response:
    """Show an account."""
    return show(request, _page(library, actor, person))


@router.post(ONE)
def change_person(request: Request, library: LibraryDep, actor: ActorDep, person: str, form: FormDep) -> Response:
    """Change name, roles and teams, in force at the next thing they do."""
    given, revision, status = read(form), form.number("revision"), None
    if not form.errors:
        try:
            changed = library.people.change(
                actor, person, name=given.name, roles=given.roles, teams=given.teams, revision=revision
            )
            return _changed(actor, changed)
        except StaleEdit:
            status = _tell_both(form, library.people.get(person), given)
        except EvidenceError as error:
            form.refuse(error, field="roles" if isinstance(error, Conflict) else "name")
    if not form.errors:
        return go(f"{ADDRESS}/{person}", Said("Somebody else made the same change meanwhile."))
    return show(request, _page(library, actor, person, form), status=status)


@router.post(f"{ONE}/link")
def make_link(request: Request, library: LibraryDep, actor: ActorDep, person: str) -> Response:
    """Make a new one-time link and show it this once; an older one is void."""
    found = library.people.get(person)
    return link_page(request, found, library.people.link(actor, person), title=f"A link for {found.name}")


@router.post(f"{ONE}/app")
def take_app(request: Request, library: LibraryDep, actor: ActorDep, person: str) -> Response:
    """Take away an authenticator app that was lost."""
    return _done(
        request, library, actor, person, lambda: library.people.without_second_factor(actor, person),
        "{name} signs in without an authenticator app now, and was signed out everywhere.",
    )  # fmt: skip


@router.post(f"{ONE}/separate")
def separate(request: Request, library: LibraryDep, actor: ActorDep, person: str) -> Response:
    """Take an account off the council's sign-on."""
    return _done(
        request, library, actor, person, lambda: library.people.separate(actor, person),
        "{name} does not use the council’s sign-on any more, and was signed out everywhere.",
    )  # fmt: skip


@router.post(f"{ONE}/disable")
def disable(request: Request, library: LibraryDep, actor: ActorDep, person: str) -> Response:
    """Let somebody in no more, at once and everywhere."""
    return _done(
        request, library, actor, person, lambda: library.people.disable(actor, person),
        "{name} cannot sign in any more, and was signed out everywhere.",
    )  # fmt: skip


@router.post(f"{ONE}/enable")
def enable(request: Request, library: LibraryDep, actor: ActorDep, person: str) -> Response:
    """Let somebody in again."""
    return _done(
        request, library, actor, person, lambda: library.people.enable(actor, person), "{name} can sign in again."
    )


def _done(
    request: Request, library: Library, actor: Actor, person: str, act: Callable[[], object], told: str
) -> Response:
    name = library.people.get(person).name
    try:
        act()
    except Conflict as error:
        refused = FieldError("state", wording.for_pages(error.message))
        return show(request, _page(library, actor, person, refused=refused), status=409)
    return go(f"{ADDRESS}/{person}", Said(told.format(name=name)))


def _changed(actor: Actor, changed: Person) -> Response:
    if changed.id == actor.person and "administrator" not in changed.roles:
        return go("/you", Said("You are no administrator any more."))
    return go(f"{ADDRESS}/{changed.id}", Said(f"The account of {changed.name} is as you gave it."))


def _tell_both(form: Form, now: Person, given: Given) -> int:
    """Say of each field what somebody else left there and what was given; returns the status of the page."""
    held = given_of(now)
    for name, theirs, yours in (
        ("name", held.name, given.name),
        ("roles", roles_words(held.roles), roles_words(given.roles)),
        ("teams", "; ".join(held.teams), "; ".join(given.teams)),
    ):
        if theirs != yours:
            form.wrong(
                name,
                f"Somebody changed this account while you had it open. Now: {theirs or 'nothing'}. You gave: "
                f"{yours or 'nothing'}. Save again to put yours in its place.",
            )
    return 409


def _page(
    library: Library, actor: Actor, person_id: str, form: Form | None = None, *, refused: FieldError | None = None
) -> PersonPage:
    person = library.people.get(person_id)
    standing, rules = library.people.standings().get(person.id, _NEVER), library.signing_on.rules
    known = {"name": person.name, "roles": list(person.roles), "teams": "\n".join(person.teams)}
    return PersonPage(
        title=person.name, person=person, state_title=STATE_TITLES[person.state],
        added_on=f"{wording.day(person.added_at)} by {person.added_by}", signs_in=_signs_in(person, standing),
        last_seen=wording.moment(standing.last_seen) if standing.last_seen else "",
        second_factor=standing.second_factor, roles_from_groups=bool(rules and rules.roles),
        own=person.id == actor.person, roles=ROLE_CHOICES, teams_hint=teams_hint(library.people.teams()),
        errors=(*(form.errors if form else ()), *((refused,) if refused else ())),
        values={**known, **({"teams": "", "roles": [], **form.values} if form else {}), "revision": person.revision},
    )  # fmt: skip


def _signs_in(person: Person, standing: Standing) -> str:
    ways = []
    if standing.has_password:
        ways.append("a password" + (" and an authenticator app" if standing.second_factor else ""))
    if person.subject:
        ways.append("the council’s sign-on")
    return f"By {wording.either(ways)}" if ways else "Not yet: no password was chosen"
