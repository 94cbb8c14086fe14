"""Messages that ask owners to put their documents right: to be copied or downloaded, never sent by the library."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import PlainTextResponse, Response

from app.api.resources import LibraryDep
from app.web.documents.rows import owner_address
from app.web.pages import Page
from app.web.rendering import show
from app.web.turning import Turning, turned
from app.wiring import Library
from evidence.services.chasing import Message, joined, message
from evidence.services.listing import Row

router = APIRouter()
ADDRESS = "/upkeep/messages"
_PER_PAGE = 10


class Letter(NamedTuple):
    """A message as the page shows it."""

    id: str
    """Names it among those of the page."""
    owner: str
    address: str
    """Of the owner's page."""
    subject: str
    body: str
    lines: int


@dataclass(frozen=True, kw_only=True)
class MessagesPage(Page):
    """One message for each owner whose documents need something."""

    template: ClassVar[str] = "upkeep/messages.html"
    section: ClassVar[str] = "upkeep"

    letters: tuple[Letter, ...]
    """The messages of this page."""
    total: int
    """How many there are."""
    nobodys: int
    """How many documents in need have no owner, and so are in no message."""
    turning: Turning
    """The pages of messages."""


@router.get(ADDRESS)
def messages(
    request: Request, library: LibraryDep, download: str | None = None,
    page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:  # fmt: skip
    """Show every owner's message, or give them all as one text."""
    owned = _by_owner(library.listing.rows())
    names = sorted((name for name in owned if name), key=str.casefold)
    if download is not None:
        return text_file(joined([letter_to(request, library, name, owned[name]) for name in names]), "messages")
    shown, turning = turned(names, page, _PER_PAGE, ADDRESS)
    written = (letter_to(request, library, name, owned[name]) for name in shown)
    letters = [as_letter(one, place) for place, one in enumerate(written, 1)]
    return show(
        request,
        MessagesPage(
            title="Messages to owners", letters=tuple(letters), total=len(names), nobodys=len(owned.get("", ())),
            turning=turning,
        ),
    )  # fmt: skip


def _by_owner(rows: Iterable[Row]) -> dict[str, list[Row]]:
    owned: dict[str, list[Row]] = {}
    for row in rows:
        if row.needs:
            owned.setdefault(row.owner or "", []).append(row)
    return owned


def letter_to(request: Request, library: Library, owner: str, rows: Iterable[Row]) -> Message:
    """Write to an owner. The library's address is named only where others can reach it."""
    reachable: str | None = request.app.state.settings.address
    address = f"{reachable}{owner_address(owner)}" if reachable else None
    return message(
        owner, rows, council=library.facts.council(), on=library.clock.today(), visit_on=library.facts.visit_on(),
        library_address=address,
    )  # fmt: skip


def as_letter(written: Message, place: int = 1) -> Letter:
    """Return a message as pages show it."""
    lines = written.body.count("\n") + 2
    address = owner_address(written.owner)
    return Letter(f"message-{place}", written.owner, address, written.subject, written.body, lines)


def text_file(text: str, name: str) -> Response:
    """Answer with a text to be saved, with the line ends that every program shows."""
    whole = text or "No document that has an owner needs anything, so there is nobody to write to.\n"
    headers = {
        "content-disposition": f'attachment; filename="{name}.txt"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    return PlainTextResponse(whole.replace("\n", "\r\n"), headers=headers)
