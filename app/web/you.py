"""Your name, as the history gives it, and taking back your last step."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import BackgroundDep, LibraryDep
from app.web.asking import LONGEST_NAME, NAME_COOKIE, PageActorDep, kept_name, name_of
from app.web.forms import FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.wording import for_pages
from evidence.errors import EvidenceError

router = APIRouter()
_YEAR_SECONDS = 365 * 24 * 3600


@dataclass(frozen=True, kw_only=True)
class YouPage(Page):
    """Asks for the name that the history shall give."""

    template: ClassVar[str] = "you/name.html"


@router.get("/you")
def ask_name(request: Request) -> Response:
    """Show the name in use."""
    return show(request, YouPage(title="Your name", values={"name": name_of(request)}))


@router.post("/you")
def keep_name(request: Request, form: FormDep) -> Response:
    """Keep a name in this browser."""
    name = form.text("name", required="Enter your name, as colleagues know it.", longest=LONGEST_NAME)
    if form.errors:
        return show(request, YouPage(title="Your name", errors=tuple(form.errors), values=form.values))
    answer = go("/", Said(f"The history will call you {name}."))
    answer.set_cookie(NAME_COOKIE, kept_name(name), max_age=_YEAR_SECONDS, httponly=True, samesite="strict")
    return answer


@router.post("/undo")
def undo(library: LibraryDep, actor: PageActorDep, background: BackgroundDep, form: FormDep) -> Response:
    """Take back the step that the last page told of, and go back there."""
    back = form.text("back")
    address = back if back.startswith("/") and not back.startswith("//") else "/"
    try:
        event = library.undoing.undo(actor, only=form.number("event"))
    except EvidenceError as error:
        return go(address, Said(f"Nothing was undone. {for_pages(error.message)}"))
    background.wake()
    return go(address, Said(f"Undone: {event.verb}{' ' + ', '.join(event.refs[:5]) if event.refs else ''}."))
