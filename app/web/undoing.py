"""Taking back your last step."""

from fastapi import APIRouter
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.forms import FormDep
from app.web.pages import Said
from app.web.rendering import go
from app.web.wording import for_pages
from evidence.errors import EvidenceError

router = APIRouter()


@router.post("/undo")
def undo(library: LibraryDep, actor: ActorDep, background: BackgroundDep, form: FormDep) -> Response:
    """Take back the step that the last page told of, and go back there."""
    back = form.text("back")
    address = back if back.startswith("/") and not back.startswith("//") else "/"
    try:
        event = library.undoing.undo(actor, only=form.number("event"))
    except EvidenceError as error:
        return go(address, Said(f"Nothing was undone. {for_pages(error.message)}"))
    background.wake()
    return go(address, Said(f"Undone: {event.verb}{' ' + ', '.join(event.refs[:5]) if event.refs else ''}."))
