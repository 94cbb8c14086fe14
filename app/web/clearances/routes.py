"""What awaits a second person's word before it leaves; asking for it, giving it, and taking it back."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep, VersionNumber
from app.web.asking import needs
from app.web.clearances.lines import Group, Line, grouped, line, story
from app.web.forms import Form, FormDep
from app.web.packs.choice import NAMES
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.turning import Turning, turned
from app.web.wording import many
from app.wiring import Library
from evidence.domain.clearances import BASES, LONGEST_PURPOSE, LONGEST_REASON, Clearance, key_of
from evidence.domain.documents import Document
from evidence.domain.packing import LONGEST_RECIPIENT
from evidence.domain.people import MAY, Actor
from evidence.errors import EvidenceError
from evidence.services.clearing import Grounds, Named

router = APIRouter()
_PER_PAGE = 50
_DECIDED_SHOWN = 10
_ASKERS, _DECIDERS = needs(*MAY["clearance asked"]), needs(*MAY["cleared"])
_WITHDRAWERS = needs(*MAY["clearance withdrawn"])
_DECISIONS = ("clear", "refuse")


@dataclass(frozen=True, kw_only=True)
class ClearancesPage(Page):
    """What was asked and awaits a decision, and what was decided lately."""

    template: ClassVar[str] = "clearances/list.html"
    section: ClassVar[str] = "packs"

    groups: tuple[Group, ...]
    """What awaits a decision on this page, by recipient and purpose."""
    waiting: int
    """How many await one in all."""
    turning: Turning
    """The other pages of them."""
    decided: tuple[tuple[Line, tuple[str, ...]], ...]
    """The last that were decided, each with what happened to it."""
    bases: tuple[tuple[str, str], ...]
    """The lawful bases to choose from."""


@dataclass(frozen=True, kw_only=True)
class DocumentPage(Page):
    """What was asked and said about one document leaving."""

    template: ClassVar[str] = "clearances/document.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    check: str
    """What the search of its current version means: ``decide``, ``read`` or ``nothing-spotted``."""
    reasons: tuple[str, ...]
    """Why."""
    lines: tuple[tuple[Clearance, tuple[str, ...]], ...]
    """Its clearances, the newest first, each with what happened to it."""
    numbers: tuple[tuple[str, str], ...]
    """The versions that can be asked about."""
    needs_override: bool
    """Whether it is a draft or superseded, so that it goes by an override alone."""
    named: Named
    """The recipients and purposes to choose from."""


@router.get("/clearances")
def show_clearances(
    request: Request, library: LibraryDep, actor: ActorDep, page: Annotated[int, Query(ge=1, le=100_000)] = 1
) -> Response:
    """Show what awaits a decision, and what was decided."""
    return show(request, _list_page(library, actor, page=page))


@router.post("/clearances", dependencies=[_ASKERS])
def ask(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Ask that documents of a pack may go, and go back to looking at it."""
    refs, fields = form.texts("asked"), [(name, value) for name in NAMES for value in form.texts(name)]
    try:
        found = library.clearing.ask(
            actor, refs, recipient=form.text("recipient"), purpose=form.text("purpose"), because=form.text("because"),
        )  # fmt: skip
    except EvidenceError as error:
        form.refuse(error, field="asked")
        return show(request, _list_page(library, actor, form))
    said = f"Clearance is asked for {many(len(found), 'document')}. Information governance sees it under Clearances."
    return go(f"/packs/preview?{urlencode(fields)}", Said(said))


@router.post("/clearances/decide", dependencies=[_DECIDERS])
def decide(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Clear or refuse what was ticked, all or nothing."""
    ids = form.texts("id")
    decision = form.choice("decision", _DECISIONS, required="Choose whether it may go.")
    reason = form.text("reason", longest=LONGEST_REASON)
    if not ids:
        form.wrong("id", "Tick what you decide on.")
    if not form.errors:
        try:
            if decision == "refuse":
                found = library.clearing.refuse(actor, ids, reason)
                return go("/clearances", Said(f"{many(len(found), 'clearance')} refused."))
            found = library.clearing.clear(actor, ids, _grounds(form, reason))
            return go("/clearances", Said(f"{many(len(found), 'document')} cleared for {found[0].recipient}."))
        except EvidenceError as error:
            form.refuse(error, field="id")
    return show(request, _list_page(library, actor, form))


@router.get("/documents/{ref}/clearances")
def show_document(request: Request, library: LibraryDep, ref: str, number: VersionNumber = None) -> Response:
    """Show what was asked and said about a document leaving; ``number`` is the version that is to ask for."""
    return show(request, _document_page(library, ref, number=number))


@router.post("/documents/{ref}/clearances", dependencies=[_ASKERS])
def ask_for_one(request: Request, library: LibraryDep, actor: ActorDep, ref: str, form: FormDep) -> Response:
    """Ask that one version of a document may go, also by an override."""
    document = library.documents.get(ref)
    recipient = form.text("recipient", longest=LONGEST_RECIPIENT, required="Say who will receive it.")
    purpose = form.text("purpose", longest=LONGEST_PURPOSE, required="Say what it is for.")
    number, because = form.number("number"), form.text("because", longest=LONGEST_REASON)
    if not form.errors:
        try:
            library.clearing.ask(
                actor, [document.ref], recipient=recipient, purpose=purpose, because=because,
                override=form.has("override"), number=number,
            )  # fmt: skip
            return go(_address(document.ref), Said("Asked. Information governance sees it under Clearances."))
        except EvidenceError as error:
            form.refuse(error, field="recipient")
    return show(request, _document_page(library, document.ref, form))


@router.post("/documents/{ref}/clearances/withdraw", dependencies=[_WITHDRAWERS])
def withdraw(request: Request, library: LibraryDep, actor: ActorDep, ref: str, form: FormDep) -> Response:
    """Take a clearance back: nothing goes under it from now on."""
    document, wanted = library.documents.get(ref), form.text("clearance")
    because = form.text("ended", longest=LONGEST_REASON, required="Say why, such as: consent was withdrawn.")
    if not form.errors:
        try:
            if library.clearing.get(wanted).ref == document.ref:
                library.clearing.withdraw(actor, wanted, because)
            return go(_address(document.ref), Said(f"{wanted} is withdrawn: nothing goes under it any more."))
        except EvidenceError as error:
            form.refuse(error, field="ended")
    return show(request, _document_page(library, document.ref, form))


def _grounds(form: Form, reason: str) -> Grounds:
    return Grounds(
        basis=form.text("basis"), condition=form.text("condition", longest=LONGEST_REASON),
        consent_kept=form.text("consent_kept", longest=LONGEST_REASON), consent_on=form.day("consent_on"),
        reason=reason,
    )  # fmt: skip


def _list_page(library: Library, actor: Actor, form: Form | None = None, *, page: int = 1) -> ClearancesPage:
    everything, key = library.clearing.known(), key_of(actor)
    asked = [one for one in everything if one.state == "asked"]
    decided = sorted(
        (one for one in everything if one.state != "asked"),
        key=lambda one: one.ended_at or one.decided_at or one.asked_at, reverse=True,
    )[:_DECIDED_SHOWN]  # fmt: skip
    shown, turning = turned(asked, page, _PER_PAGE, "/clearances")
    documents, outcomes = library.clearing.checked([*shown, *decided])
    lines = {one.id: line(one, documents, outcomes, key) for one in (*shown, *decided)}
    return ClearancesPage(
        title="Clearances", groups=grouped(found for one in shown if (found := lines[one.id])), waiting=len(asked),
        turning=turning, bases=tuple(BASES.items()),
        decided=tuple((found, tuple(story(one))) for one in decided if (found := lines[one.id])),
        errors=tuple(form.errors) if form else (), values=form.values if form else {},
    )  # fmt: skip


def _document_page(
    library: Library, ref: str, form: Form | None = None, *, number: int | None = None
) -> DocumentPage:
    document = library.documents.get(ref)
    outcome = library.checking.outcome(document.ref)
    numbers = library.clearing.numbers(document.ref)
    copies = {number: f"The redacted copy, version {number}" for number in numbers[1:]}
    return DocumentPage(
        title=f"Clearances of {document.ref}", document=document, check=outcome.check, reasons=outcome.reasons,
        lines=tuple((one, tuple(story(one))) for one in library.clearing.known(ref=document.ref)),
        numbers=tuple((str(one), copies.get(one, f"Version {one}, as it is")) for one in numbers),
        needs_override=document.status in {"draft", "superseded"}, named=library.clearing.named(),
        errors=tuple(form.errors) if form else (),
        values=form.values if form else {"number": str(number if number in numbers else numbers[0])},
    )  # fmt: skip


def _address(ref: str) -> str:
    return f"/documents/{ref}/clearances"
