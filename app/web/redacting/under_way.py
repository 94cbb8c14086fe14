"""A redacted copy that takes its time: whether it is there yet, and what became of it."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import CopyingDep, LibraryDep, PresentDep
from app.copying import Making
from app.web.asking import needs
from app.web.pages import Page
from app.web.redacting.addresses import redact_address
from app.web.rendering import go, show
from evidence.domain.documents import Document
from evidence.domain.people import MAY
from evidence.services.documents import spelled

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class UnderWayPage(Page):
    """Whether a copy that was asked for is there yet."""

    template: ClassVar[str] = "redacting/under_way.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    making: Making
    """The copy: under way, made or not made."""


@router.get("/documents/{ref}/redact/under-way", dependencies=[needs(*MAY["redacted"])])
def show_under_way(
    request: Request, library: LibraryDep, present: PresentDep, copying: CopyingDep, ref: str
) -> Response:
    """Show how far the copy is that this person asked for; without one, go to where it is asked for."""
    document = library.documents.get(spelled(ref))
    making = copying.last(present, document.ref)
    if making is None:
        return go(redact_address(document.ref, document.current_version))
    return show(request, UnderWayPage(title=f"Redacted copy of {document.ref}", document=document, making=making))
