"""Owners: who looks after what, and an owner's own page with everything that can be done there."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

from fastapi import APIRouter, Depends, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.documents.rows import owner_address
from app.web.forms import FormDep
from app.web.owners.doing import done
from app.web.owners.page import owner_page
from app.web.pages import Page
from app.web.rendering import go, show
from app.web.turning import Turning, turned
from app.web.upkeep.messages import Letter, as_letter, letter_to, text_file

router = APIRouter()
_PER_PAGE = 50
_MESSAGE = b"/message"


def owner_of(request: Request) -> str:
    """Return whose page is asked for; empty for documents without an owner, whose page has an address of its own."""
    return str(request.path_params.get("name", ""))


OwnerDep = Annotated[str, Depends(owner_of)]
PageNumber = Annotated[int, Query(ge=1, le=100_000)]


class OwnerLine(NamedTuple):
    """One owner in the list."""

    name: str
    address: str
    documents: int
    in_need: int


@dataclass(frozen=True, kw_only=True)
class OwnersPage(Page):
    """Everybody who looks after a document."""

    template: ClassVar[str] = "owners/all.html"
    section: ClassVar[str] = "upkeep"

    owners: tuple[OwnerLine, ...]
    """The owners of this page."""
    total: int
    """How many there are in this list."""
    q: str
    """The part of a name that was asked for."""
    turning: Turning
    """The pages of owners."""


@dataclass(frozen=True, kw_only=True)
class MessagePage(Page):
    """The message to one owner."""

    template: ClassVar[str] = "owners/message.html"
    section: ClassVar[str] = "upkeep"

    letter: Letter
    """The message."""
    address: str
    """Of the message's own page."""


@router.get("/owners")
def owners(
    request: Request, library: LibraryDep, q: Annotated[str, Query(max_length=300)] = "", page: PageNumber = 1
) -> Response:
    """List the owners, narrowed by part of a name."""
    wanted = q.casefold().split()
    found = [one for one in library.listing.owners() if all(word in one.name.casefold() for word in wanted)]
    shown, turning = turned(found, page, _PER_PAGE, "/owners", [("q", q)])
    lines = tuple(OwnerLine(one.name, owner_address(one.name), one.documents, one.in_need) for one in shown)
    return show(request, OwnersPage(title="Owners", owners=lines, total=len(found), q=q, turning=turning))


@router.get("/owners/{name:path}/message")
def message(request: Request, library: LibraryDep, name: OwnerDep, download: str | None = None) -> Response:
    """Show the message to an owner, or give it as a text."""
    if not request.scope.get("raw_path", _MESSAGE).partition(b"?")[0].endswith(_MESSAGE):
        # The slash belongs to a name that ends in “/message”.
        return show(request, owner_page(library, f"{name}/message"))
    written = letter_to(request, library, name, library.listing.of_owner(name))
    if download is not None:
        return text_file(f"Subject: {written.subject}\n\n{written.body}", "message")
    address = f"{owner_address(name)}/message"
    return show(request, MessagePage(title=f"Message to {name}", letter=as_letter(written), address=address))


@router.get("/owners/{name:path}")
@router.get("/upkeep/no-owner")
def owner(request: Request, library: LibraryDep, name: OwnerDep, page: PageNumber = 1) -> Response:
    """Show an owner's own page."""
    return show(request, owner_page(library, name, page=page))


@router.post("/owners/{name:path}")
@router.post("/upkeep/no-owner")
def act(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, name: OwnerDep,
    form: FormDep, page: PageNumber = 1,
) -> Response:  # fmt: skip
    """Renew, review or confirm one document of the page."""
    said = done(library, actor, form)
    background.wake()
    if said:
        return go(owner_address(name) + (f"?page={page}" if page > 1 else ""), said)
    return show(request, owner_page(library, name, page=page, errors=form.errors, values=form.values))
