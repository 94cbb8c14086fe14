"""Who may see a restricted document, in words; who opened it and why; naming others and taking names off."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web import wording
from app.web.asking import needs
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.web.restricted.addresses import access_address
from app.web.turning import Turning, turned
from app.wiring import Library
from evidence.domain.documents import Document
from evidence.domain.people import MAY, ROLE_TITLES, ROLES, Person, role_key, team_key
from evidence.errors import EvidenceError

router = APIRouter()
_GUARDIANS = needs(*MAY["access given"])
_PER_PAGE = 50
Choices = Sequence[tuple[str, Sequence[tuple[str, str]]]]


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody who may see the document."""

    who: str
    words: str
    because: str
    given: str
    """By whom and when, in words."""


@dataclass(frozen=True, slots=True)
class Opened:
    """Somebody who opened the document, and why."""

    by: str
    at: datetime
    because: str


@dataclass(frozen=True, kw_only=True)
class AccessPage(Page):
    """Who may see a document, and who opened it."""

    template: ClassVar[str] = "restricted/access.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    is_restricted: bool
    """Whether only those who are named may see it."""
    named: tuple[Named, ...]
    """Who is named on it."""
    choices: Choices
    """Who else can be named, in groups; nothing where there is nobody left."""
    opened: tuple[Opened, ...]
    """Who opened it, the newest first: this page of the list."""
    openings: int
    """How often it was opened in all."""
    turning: Turning
    """The other pages of the list."""


@router.get("/documents/{ref}/access")
def show_access(
    request: Request, library: LibraryDep, ref: str, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """Show who may see a document, to those who may."""
    return show(request, _page(library, ref, page=page))


@router.post("/documents/{ref}/access", dependencies=[_GUARDIANS])
def give(request: Request, library: LibraryDep, actor: ActorDep, ref: str, form: FormDep) -> Response:
    """Name somebody else."""
    document = library.documents.get(ref)
    words = _words(library)
    who = form.choice("who", words, required="Choose who shall see it too.")
    because = form.text("because")
    if not form.errors:
        try:
            _, undo = stepped(
                library, actor, lambda: library.restricting.give(actor, document.ref, who, because=because)
            )
            return go(access_address(document.ref), Said(f"{words[who]} may see {document.ref} now.", undo))
        except EvidenceError as error:
            form.refuse(error, field="who")
    return show(request, _page(library, document.ref, form))


@router.post("/documents/{ref}/access/take", dependencies=[_GUARDIANS])
def take(request: Request, library: LibraryDep, actor: ActorDep, ref: str, form: FormDep) -> Response:
    """Take a name off: for them the document is gone at once."""
    document, who = library.documents.get(ref), form.text("named")
    words = _words(library).get(who, who)
    try:
        _, undo = stepped(library, actor, lambda: library.restricting.take(actor, document.ref, who))
    except EvidenceError as error:
        form.refuse(error, field="named")
        return show(request, _page(library, document.ref, form), status=409)
    if not any(one.who in actor.keys for one in library.restricting.access(document.ref)):
        return go("/documents", Said(f"{words} may not see {document.ref} any more, and nor may you."))
    return go(access_address(document.ref), Said(f"{words} may not see {document.ref} any more.", undo))


def _page(library: Library, ref: str, form: Form | None = None, *, page: int = 1) -> AccessPage:
    document, words = library.documents.get(ref), _words(library)
    access = library.restricting.access(document.ref)
    openings = library.restricting.openings(document.ref)
    names = {person.id: person.name for person in library.people.all()}
    shown, turning = turned(openings, page, _PER_PAGE, access_address(document.ref), fragment="#opened")
    return AccessPage(
        title=f"Who may see {document.ref}", document=document, is_restricted=document.sensitivity == "restricted",
        named=tuple(
            Named(
                one.who, words.get(one.who, one.who), one.because or "",
                f"{wording.day(one.given_at)} by {one.given_by}",
            )
            for one in access
        ),
        choices=_choices(library, {one.who for one in access}, words),
        opened=tuple(Opened(names.get(one.by, one.by), one.at, one.because) for one in shown),
        openings=len(openings), turning=turning,
        errors=tuple(form.errors) if form else (), values=form.values if form else {},
    )  # fmt: skip


def _words(library: Library) -> dict[str, str]:
    """Return, by how access names them, everybody who can be named, in words."""
    people = {person.id: _person_words(person) for person in library.people.all()}
    teams = {team_key(team): f"Everybody in the team {team}" for team in library.people.teams()}
    roles = {role_key(role): f"Everybody with the role of {ROLE_TITLES[role]}" for role in ROLES}
    return people | teams | roles


def _person_words(person: Person) -> str:
    return f"{person.name} (disabled)" if person.state == "disabled" else person.name


def _choices(library: Library, named: set[str], words: Mapping[str, str]) -> Choices:
    people = [person.id for person in library.people.all() if person.state != "disabled"]
    teams = list(dict.fromkeys(map(team_key, library.people.teams())))
    groups = (("People", people), ("Teams", teams), ("Roles", list(map(role_key, ROLES))))
    return [
        (title, left)
        for title, keys in groups
        if (left := [(key, words[key]) for key in keys if key not in named])
    ]  # fmt: skip
