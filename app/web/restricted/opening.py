"""Opening a restricted document: the reason is asked for and kept, then one goes on to where one came from."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.forms import FormDep
from app.web.pages import Page
from app.web.rendering import go, show
from app.web.signing_in.addresses import own_address
from evidence.domain.documents import Document
from evidence.errors import Invalid
from evidence.services.restricting import OPENED_FOR

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class OpeningPage(Page):
    """Asks why somebody opens a restricted document."""

    template: ClassVar[str] = "restricted/opening.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    next_page: str
    """Where to go once it is open: an address of our own."""
    open_hours: int
    """How many hours it stays open."""


def open_hours() -> int:
    """Return how many hours a restricted document stays open to who says why."""
    return int(OPENED_FOR.total_seconds() // 3600)


@router.get("/documents/{ref}/open")
def ask_reason(
    request: Request, library: LibraryDep, ref: str,
    next_page: Annotated[str, Query(alias="next", max_length=2_000)] = "",
) -> Response:  # fmt: skip
    """Ask why; of a document that is not restricted nothing is asked."""
    document = library.documents.get(ref)
    wanted = _wanted(next_page, document)
    return show(request, _page(document, wanted)) if document.sensitivity == "restricted" else go(wanted)


@router.post("/documents/{ref}/open")
def keep_reason(request: Request, library: LibraryDep, actor: ActorDep, ref: str, form: FormDep) -> Response:
    """Keep the reason and go on to what was wanted."""
    document = library.documents.get(ref)
    wanted = _wanted(form.text("next", longest=2_000), document)
    because = form.text("because", required="Say why you open it.")
    if document.sensitivity == "restricted" and not form.errors:
        try:
            library.restricting.open(actor, document.ref, because)
        except Invalid as error:
            form.refuse(error, field="because")
    if document.sensitivity == "restricted" and form.errors:
        return show(request, _page(document, wanted, form))
    return go(wanted)


def _wanted(given: str, document: Document) -> str:
    return own_address(given) if given else f"/documents/{document.ref}"


def _page(document: Document, wanted: str, form: FormDep | None = None) -> OpeningPage:
    return OpeningPage(
        title=f"Why do you open {document.ref}?", document=document, next_page=wanted, open_hours=open_hours(),
        errors=tuple(form.errors) if form else (), values=form.values if form else {},
    )  # fmt: skip
