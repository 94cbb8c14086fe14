"""What changes a document as a whole: newer versions, relations, withdrawing, confirming and discarding."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.forms import FormDep
from app.web.pages import Page, Said
from app.web.reading.look import Look
from app.web.reading.page import document_page
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from evidence.domain.documents import Document
from evidence.errors import EvidenceError
from evidence.services.documents import spelled

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class DiscardPage(Page):
    """Asks before a document is removed for good."""

    template: ClassVar[str] = "reading/discard.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    versions: str
    """How many versions go, in words."""
    tags: str
    """How many tags go, in words."""
    withdrawn: bool
    """Whether it is withdrawn already, which is the way back."""


@router.post("/documents/{ref}/versions")
def renew(
    request: Request, library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str, form: FormDep
) -> Response:
    """Add a newer file of the document."""
    look, files = Look(spelled(ref)), form.files("file")
    if len(files) != 1:
        form.wrong("file", "Choose one file, the newer version." if not files else "Choose one file only.")
    else:
        name, stream = files[0].filename or "unnamed", files[0].file
        try:
            made, undo = stepped(
                library, actor, lambda: library.documents.add_version(actor, look.ref, stream, name=name)
            )
        except EvidenceError as error:
            form.refuse(error, field="file")
        else:
            background.wake()
            text = "Its text is being read, and tagged words are looked for in it."
            said = f"{look.ref} now has version {made.number}. {text}"
            return go(f"/documents/{look.ref}", Said(said, undo))
    return show(request, document_page(library, actor, look, errors=form.errors, values=form.values))


@router.post("/documents/{ref}/relations")
def relate(
    request: Request, library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str, form: FormDep
) -> Response:
    """Say how the document stands to another."""
    look = Look(spelled(ref))
    kind = form.choice("relation", wording.RELATION_TITLES, required="Choose how it stands to the other document.")
    to_ref = form.text("to_ref", required="Enter the reference of the other document, such as E-0042.", longest=40)
    if not form.errors:
        try:
            made, undo = stepped(library, actor, lambda: library.documents.relate(actor, look.ref, kind, to_ref))  # type: ignore[arg-type]  # checked above
        except EvidenceError as error:
            form.refuse(error, field="to_ref")
        else:
            background.wake()
            return go(
                f"/documents/{look.ref}#related",
                Said(f"{made.ref} {wording.RELATION_TITLES[made.kind]} {made.to_ref}.", undo),
            )
    return show(request, document_page(library, actor, look, errors=form.errors, values=form.values))


@router.post("/documents/{ref}/confirm")
def confirm(library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str) -> Response:
    """Confirm every guess."""
    document, undo = stepped(library, actor, lambda: library.documents.confirm(actor, ref))
    background.wake()
    said = (
        f"What the library guessed of {document.ref} is confirmed."
        if undo
        else f"{document.ref} has nothing to confirm."
    )
    return go(f"/documents/{document.ref}", Said(said, undo))


@router.post("/documents/{ref}/withdraw")
def withdraw(library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str) -> Response:
    """Take the document out of use."""
    document, undo = stepped(library, actor, lambda: library.documents.withdraw(actor, ref))
    background.wake()
    said = f"{document.ref} is withdrawn. It is kept, and counts and is found nowhere until it is reinstated."
    return go(f"/documents/{document.ref}", Said(said, undo))


@router.post("/documents/{ref}/reinstate")
def reinstate(library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str) -> Response:
    """Bring the document back as it was."""
    document, undo = stepped(library, actor, lambda: library.documents.reinstate(actor, ref))
    background.wake()
    return go(f"/documents/{document.ref}", Said(f"{document.ref} is back in use.", undo))


@router.get("/documents/{ref}/discard")
def ask_discard(request: Request, library: LibraryDep, ref: str) -> Response:
    """Ask before a document is removed for good."""
    card = library.cards.card(ref)
    page = DiscardPage(
        title=f"Discard {card.document.ref} for good?", document=card.document, withdrawn=card.document.is_withdrawn,
        versions=wording.many(len(card.versions), "version"), tags=wording.many(len(card.tags), "tag"),
    )  # fmt: skip
    return show(request, page)


@router.post("/documents/{ref}/discard")
def discard(library: LibraryDep, background: BackgroundDep, actor: ActorDep, ref: str) -> Response:
    """Remove a document for good."""
    removed = library.documents.discard(actor, ref)
    background.wake()
    return go("/documents", Said(f"{removed.ref} was discarded for good. The history keeps who did so, and when."))
