"""A document: reading it beside what is known about it."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.reading import changes as reading_changes
from app.web.reading import details as reading_details
from app.web.reading import files as reading_files
from app.web.reading import tags as reading_tags
from app.web.reading.look import Look, LookDep
from app.web.reading.page import document_page
from app.web.rendering import go, show
from evidence.domain.people import Actor
from evidence.services.documents import spelled

router = APIRouter()
PageNumber = Annotated[int, Path(ge=1, le=1_000_000)]
Typed = Annotated[str, Query(alias="page", max_length=12)]


@router.get("/documents/{ref}")  # noqa: FAST003 - the look has it
def read_document(
    request: Request, library: LibraryDep, actor: ActorDep, look: LookDep, typed: Typed = ""
) -> Response:
    """Show a document; a page typed into the form becomes its own address."""
    ref = spelled(look.ref)
    if typed.strip().isdecimal():
        pages = library.viewing.outline(ref, look.version).pages or 1
        return go(replace(look, ref=ref).address(page=min(max(int(typed), 1), pages)))
    return _shown_or_sent_on(request, library, actor, look, ref)


@router.get("/documents/{ref}/p/{page}")  # noqa: FAST003 - the look has it
def read_page(request: Request, library: LibraryDep, actor: ActorDep, look: LookDep, page: PageNumber) -> Response:
    """Show a document at one of its pages."""
    return _shown_or_sent_on(request, library, actor, replace(look, page=page), spelled(look.ref))


def _shown_or_sent_on(request: Request, library: LibraryDep, actor: Actor, look: Look, ref: str) -> Response:
    """Show a document; one that exists and is spelled otherwise is sent on to its own address."""
    if ref != look.ref:
        library.documents.get(ref)
        path = f"/documents/{ref}" + (f"/p/{look.page}" if look.page else "")
        return go(path + (f"?{request.url.query}" if request.url.query else ""))
    return show(request, document_page(library, actor, look))


for part in (reading_details, reading_tags, reading_changes, reading_files):
    router.include_router(part.router)
