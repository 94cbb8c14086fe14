"""Finding an example: one box, documents with the passages that answer, and searches that people keep."""

from dataclasses import replace

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.forms import FormDep
from app.web.pages import Said
from app.web.rendering import go, show
from app.web.search.answering import page_for
from app.web.search.asking import ADDRESS, Asked, AskedDep
from app.web.wording import for_pages
from app.wiring import Library
from evidence.domain.people import Actor
from evidence.errors import EvidenceError, NotFound
from evidence.services.searches import LONGEST_NAME

router = APIRouter()


@router.get(ADDRESS)
def search(request: Request, library: LibraryDep, asked: AskedDep) -> Response:
    """Show what was found, or where to start from; what is wrong with a question is said, and it is answered."""
    return show(request, page_for(library, asked), status=200)


@router.post("/searches")
def keep(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, form: FormDep
) -> Response:
    """Keep a search by a name."""
    asked = replace(Asked.read(form.texts), page=1)
    name = form.text("name", required="Give the search a name, such as Waiting lists.", longest=LONGEST_NAME)
    if not form.errors:
        try:
            library.searches.keep(actor, name, asked.q, asked.filters, asked.sort)
        except EvidenceError as error:
            form.refuse(error, field="name")
    if form.errors:
        return show(request, page_for(library, asked, form))
    background.wake()
    return go(
        asked.address, Said(f"Kept as “{name}”, for everyone.", _step(library, actor), ADDRESS, "All kept searches")
    )


@router.post("/searches/{search_id}/remove")
def remove(library: LibraryDep, actor: ActorDep, background: BackgroundDep, search_id: str) -> Response:
    """Forget a kept search."""
    try:
        removed = library.searches.remove(actor, search_id)
    except NotFound as error:
        return go(ADDRESS, Said(for_pages(error.message)))
    background.wake()
    return go(ADDRESS, Said(f"“{removed.name}” is no longer kept.", _step(library, actor)))


def _step(library: Library, actor: Actor) -> int | None:
    """Return the number of the step just taken, which can be taken back."""
    step = library.undoing.last_step(actor)
    return step.seq if step else None
