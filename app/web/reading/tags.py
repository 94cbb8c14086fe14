"""Tagging a document or a passage of it, and removing a tag."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.forms import FormDep
from app.web.pages import Said
from app.web.reading.look import Look
from app.web.reading.page import document_page
from app.web.reading.steps import stepped
from app.web.reading.tagging import read_draft
from app.web.rendering import go, show
from evidence.domain.tags import Tag
from evidence.errors import Invalid, NotFound
from evidence.services.documents import spelled

router = APIRouter()


@router.post("/documents/{ref}/tags")
def tag(
    request: Request, library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str, form: FormDep
) -> Response:
    """Tag the document, or the words given."""
    look = Look(spelled(ref), place=form.number("place"), tagging="again")
    if form.raw("quote").strip():
        # Whether words stand in a document tells of it, as reading it does.
        library.restricting.read(actor, look.ref, "words to tag")
    draft = read_draft(form, library.frameworks.in_force(), library, look.ref)
    if not form.errors:
        try:
            (made,), undo = stepped(library, actor, lambda: library.tagging.tag(actor, [look.ref], draft))
        except Invalid as error:
            form.refuse(error, field="quote")
        else:
            background.wake()
            return go(f"/documents/{look.ref}" + (f"?tag={made.id}" if made.quote else ""), _said(made, undo))
    return show(request, document_page(library, actor, look, errors=form.errors, values=form.values))


def _said(made: Tag, undo: int | None) -> Said:
    what = f"{'A passage of ' if made.quote else ''}{made.ref}"
    if undo is None:
        return Said(f"{what} has this very tag to {made.statement} already. Nothing was changed.")
    address = f"/statements/{made.statement}"
    return Said(f"{what} is now tagged to {made.statement}.", undo, address, f"Open {made.statement}")


@router.post("/documents/{ref}/tags/{tag_id}/remove")
def untag(library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str, tag_id: str) -> Response:
    """Remove a tag."""
    if tag_id.strip().upper() not in {one.id for one in library.tagging.of(spelled(ref))}:
        raise NotFound(f"{spelled(ref)} has no such tag any more.")
    removed, undo = stepped(library, actor, lambda: library.tagging.untag(actor, tag_id))
    background.wake()
    said = f"The tag to {removed.statement} was removed from {removed.ref}."
    return go(f"/documents/{spelled(ref)}", Said(said, undo))
