"""How long one document is kept, and its legal holds."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.asking import needs
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.wiring import Library
from evidence.domain.documents import Document
from evidence.domain.people import MAY
from evidence.domain.retention import Hold, Keeping, rule_words
from evidence.errors import EvidenceError

router = APIRouter()
_GUARDIANS = needs(*MAY["hold placed"])


@dataclass(frozen=True, kw_only=True)
class KeepingPage(Page):
    """Until when a document is kept, and what stops its disposal."""

    template: ClassVar[str] = "retention/document.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    kind: str
    """The title of its kind."""
    rule: str
    """The rule for it, in words."""
    keeping: Keeping
    """Until when it is kept."""
    due: bool
    """Whether it may be disposed of today."""
    standing: tuple[Hold, ...]
    """Its legal holds."""
    lifted: tuple[Hold, ...]
    """Legal holds that were lifted."""


@router.get("/documents/{ref}/retention")
def show_keeping(request: Request, library: LibraryDep, ref: str) -> Response:
    """Show how long a document is kept."""
    return show(request, _page(library, ref))


@router.post("/documents/{ref}/holds", dependencies=[_GUARDIANS])
def place(request: Request, library: LibraryDep, actor: ActorDep, ref: str, form: FormDep) -> Response:
    """Place a legal hold."""
    because = form.text("because", required="Say why it must be kept, such as the matter it belongs to.")
    if not form.errors:
        try:
            hold = library.retention.place_hold(actor, ref, because)
            return go(_address(hold.ref), Said(f"{hold.ref} is on legal hold ({hold.id}). Nothing of it is removed."))
        except EvidenceError as error:
            form.refuse(error, field="because")
    return show(request, _page(library, ref, form))


@router.post("/documents/{ref}/holds/lift", dependencies=[_GUARDIANS])
def lift(request: Request, library: LibraryDep, actor: ActorDep, ref: str, form: FormDep) -> Response:
    """Lift a legal hold of this document."""
    known = {hold.id for hold in library.retention.holds(ref)}
    hold_id = form.choice("hold", known, required="Choose the hold to lift.")
    field = f"lifted-{hold_id}"
    because = form.text(field, required="Say why the hold may be lifted.") if hold_id else ""
    if not form.errors:
        try:
            hold = library.retention.lift_hold(actor, hold_id, because)
            return go(_address(hold.ref), Said(f"The legal hold {hold.id} is lifted."))
        except EvidenceError as error:
            error.details.pop("field", None)
            form.refuse(error, field=field)
    return show(request, _page(library, ref, form))


def _address(ref: str) -> str:
    return f"/documents/{ref}/retention"


def _page(library: Library, ref: str, form: Form | None = None) -> KeepingPage:
    document, kept, holds = library.documents.get(ref), library.retention.keeping(ref), library.retention.holds(ref)
    kind = library.vocabulary.find_kind(document.kind)
    return KeepingPage(
        title=f"How long {document.ref} is kept", document=document, kind=kind.title if kind else document.kind,
        rule=rule_words(kept.rule), keeping=kept, due=kept.is_due(library.clock.today()),
        standing=tuple(hold for hold in holds if hold.stands),
        lifted=tuple(hold for hold in holds if not hold.stands),
        errors=tuple(form.errors) if form else (), values=form.values if form else {},
    )  # fmt: skip
