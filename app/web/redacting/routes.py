"""Redacted copies on pages: choosing what to take out, what became of it, and removing a copy."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, CopyingDep, LibraryDep, PresentDep, VersionNumber
from app.web import wording
from app.web.asking import needs
from app.web.findings.lines import Leaving, findings_address, leaving
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.redacting.addresses import copy_address, redact_address, under_way_address
from app.web.redacting.lines import Gone, Group, always_gone, choices, gone
from app.web.rendering import go, show
from app.web.restricted.addresses import opening_address
from app.wiring import Library
from evidence.domain.documents import Document, Version
from evidence.domain.findings import Finding
from evidence.domain.people import MAY, Actor
from evidence.domain.redactions import LONGEST_PHRASE, MOST_PHRASES, Asked, Redaction, pages_in
from evidence.errors import EvidenceError
from evidence.services.documents import spelled
from evidence.services.found_words import VersionFindings

router = APIRouter()
_REDACTORS = needs(*MAY["redacted"])
_MOST_LISTED = 1_000
_LONGEST_NUMBER = 9
_READ = "what was taken out in a redacted copy"
Numbered = Annotated[int, Path(ge=1, le=1_000_000)]
CopyNumber = Annotated[int | None, Query(ge=1, le=1_000_000, description="A copy that had these things taken out.")]


@dataclass(frozen=True, kw_only=True)
class ChoosePage(Page):
    """What can be taken out of a version."""

    template: ClassVar[str] = "redacting/choose.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    number: int
    """The version that a copy is made of."""
    in_use: bool
    """Whether that is the version in use, whose copies alone can leave."""
    why_not: str
    """Why no copy can be made; empty where one can."""
    is_pdf: bool
    """Whether whole pages can be covered."""
    groups: tuple[Group, ...]
    """What was found in its text, by kind, each words once."""
    more: int
    """How many more words were found than are listed."""
    open_count: int
    """How many findings in the text nobody decided about."""
    always: tuple[str, ...]
    """What was found that no copy has."""
    in_title: bool
    """Whether the title holds something, which a copy goes under too."""
    copies: tuple[int, ...]
    """The redacted copies that there are of this version."""


@dataclass(frozen=True, kw_only=True)
class CopyPage(Page):
    """A redacted copy: what was taken out, and how that was proved."""

    template: ClassVar[str] = "redacting/copy.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    copy: Version
    """The copy."""
    redaction: Redaction
    """How it was made."""
    gone: tuple[Gone, ...]
    """What was taken out."""
    inside: tuple[str, ...]
    """Longer words that hold something of it and stay."""
    covered: str
    """The pages of a PDF with something covered, in words."""
    leaving: Leaving
    """What must happen before the copy leaves."""
    pending: bool
    """Whether the copy has not been read and looked through yet."""


@dataclass(frozen=True, kw_only=True)
class RemovePage(Page):
    """Asks before a copy is removed."""

    template: ClassVar[str] = "redacting/remove.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    copy: Version
    """The copy."""
    on_hold: bool
    """Whether a legal hold stops it."""


@router.get("/documents/{ref}/redact", dependencies=[_REDACTORS])
def show_choices(
    request: Request, library: LibraryDep, present: PresentDep, copying: CopyingDep, ref: str,
    version: VersionNumber = None, like: CopyNumber = None, again: str = "",
) -> Response:  # fmt: skip
    """Show what can be taken out of a version.

    ``like`` ticks what a copy of it is without already; ``again`` shows what this person chose, and why no copy of
    it could be made.
    """
    ref, form = spelled(ref), None
    if like is not None:
        version = library.redacting.of(ref, like).copy.redacted_from
    last = copying.last(present, ref) if again else None
    if last and last.error and isinstance(last.typed, Form):
        version, form = last.version, last.typed
        form.refuse(last.error, field="findings")
        copying.seen(present, ref)
    return _chosen(request, library, present.actor, ref, version, form, like=like)


@router.post("/documents/{ref}/redact", dependencies=[_REDACTORS])
def redact(
    request: Request, library: LibraryDep, present: PresentDep, copying: CopyingDep, ref: str, form: FormDep
) -> Response:
    """Make a redacted copy, and go to what became of it, or to how far it is where it takes its time."""
    ref = spelled(ref)
    version = form.number("version") or library.documents.get(ref).current_version
    if not library.restricting.read_if_open(present.actor, ref, _READ):
        return go(opening_address(ref, redact_address(ref, version)))
    asked = _asked(library, ref, version, form)
    because = form.text("because", required="Say why. It is kept with your name.")
    if not form.errors:
        try:
            making = copying.start(present, ref, asked, because, version=version, typed=form)
            if not making.done.wait(copying.patience):
                return go(under_way_address(ref))
            if making.copy is not None:
                return go(copy_address(ref, making.copy), Said(f"Version {making.copy} is the redacted copy."))
            copying.seen(present, ref)
            if making.error:
                raise making.error
        except EvidenceError as error:
            form.refuse(error, field="findings")
    return _chosen(request, library, present.actor, ref, version, form)


@router.get("/documents/{ref}/redacted/{number}")
def show_copy(request: Request, library: LibraryDep, actor: ActorDep, ref: str, number: Numbered) -> Response:
    """Show what was taken out of a copy, where, and how that was proved."""
    ref = spelled(ref)
    if not library.restricting.read_if_open(actor, ref, _READ):
        return go(opening_address(ref, copy_address(ref, number)))
    made = library.redacting.of(ref, number)
    copy, document = made.copy, made.document
    found = library.found_words.of(ref, copy.redacted_from)
    inside = dict.fromkeys(word for one in made.redaction.taken for word in one.inside)
    outcome = library.checking.outcome(ref, number)
    return show(request, CopyPage(
        title=f"Redacted copy of {ref}", document=document, copy=copy, redaction=made.redaction,
        gone=gone(made, found.found), inside=tuple(inside), covered=_pages(made.redaction.pages),
        leaving=leaving(outcome, findings_address(ref, number, document.current_version)),
        pending=copy.text_state == "pending" or library.checking.of(ref, number)[3] is None,
    ))  # fmt: skip


@router.get("/documents/{ref}/redacted/{number}/remove", dependencies=[_REDACTORS])
def ask_to_remove(request: Request, library: LibraryDep, ref: str, number: Numbered) -> Response:
    """Ask before a copy is removed."""
    return show(request, _removing(library, spelled(ref), number))


@router.post("/documents/{ref}/redacted/{number}/remove", dependencies=[_REDACTORS])
def remove(
    request: Request, library: LibraryDep, actor: ActorDep, ref: str, number: Numbered, form: FormDep
) -> Response:
    """Remove a copy for good."""
    ref = spelled(ref)
    page = _removing(library, ref, number, form)
    try:
        gone_copy = library.redacting.remove(actor, ref, number)
    except EvidenceError as error:
        form.refuse(error, field="remove")
        return show(request, _removing(library, ref, number, form), status=409)
    said = f"Version {number}, a redacted copy, is removed for good. Decide again about what was taken out in it."
    address = findings_address(ref, gone_copy.redacted_from or 1, page.document.current_version)
    return go(address, Said(said))


def _asked(library: Library, ref: str, version: int, form: Form) -> Asked:
    phrases = form.text("phrases", longest=MOST_PHRASES * (LONGEST_PHRASE + 1)).splitlines()
    given = {int(one) for one in form.texts("findings") if one.isdecimal() and len(one) < _LONGEST_NUMBER}
    findings = library.checking.of(ref, version)[2]
    if form.has("all"):
        given |= {one.place for one in _open(findings)}
    if form.has("only"):
        given |= {one.place for one in findings if one.part in {"hidden", "file-name"}}
    pages: tuple[int, ...] = ()
    try:
        pages = pages_in(form.text("pages"))
        Asked(tuple(given), tuple(phrases), pages).checked()
    except EvidenceError as error:
        form.refuse(error, field="findings")
    return Asked(tuple(given), tuple(phrases), pages)


def _open(findings: Sequence[Finding]) -> list[Finding]:
    return [one for one in findings if one.part == "text" and one.decision is None]


def _chosen(
    request: Request, library: Library, actor: Actor, ref: str, version: int | None, form: Form | None = None,
    *, like: int | None = None,
) -> Response:  # fmt: skip
    document = library.documents.get(ref)
    number = document.current_version if version is None else version
    if not library.restricting.read_if_open(actor, ref, "what was found in it"):
        return go(opening_address(ref, redact_address(ref, number)))
    found = library.found_words.of(ref, number)
    groups, more = choices(found.found, _MOST_LISTED)
    always, _ = always_gone(found.found)
    return show(request, ChoosePage(
        title=f"Make a redacted copy of {ref}", document=document, number=number,
        in_use=number == document.current_version, why_not=library.redacting.why_not(ref, number),
        is_pdf=library.cards.version(ref, number).media_type == "application/pdf", groups=groups, more=more,
        open_count=len(_open([one.finding for one in found.found])), always=always,
        in_title=any(one.finding.part == "title" for one in found.found),
        copies=tuple(one.number for one in library.cards.card(ref).versions if one.redacted_from == number),
        errors=tuple(form.errors) if form else (),
        values=form.values if form else _like(library, found, like),
    ))  # fmt: skip


def _like(library: Library, found: VersionFindings, like: int | None) -> dict[str, object]:
    """Return what the form shows so that another copy is without the same things: none where no copy is named."""
    if like is None:
        return {}
    redaction = library.redacting.of(found.document.ref, like).redaction
    return {
        "findings": [str(place) for place in redaction.findings],
        "phrases": "\n".join(one.phrase for one in redaction.taken if one.phrase),
        "pages": ", ".join(str(one.page) for one in redaction.taken if one.page),
    }


def _removing(library: Library, ref: str, number: int, form: Form | None = None) -> RemovePage:
    made = library.redacting.of(ref, number)
    return RemovePage(
        title=f"Remove version {number} of {made.document.ref} for good?", document=made.document, copy=made.copy,
        on_hold=any(one.stands for one in library.retention.holds(ref)), errors=tuple(form.errors) if form else (),
    )  # fmt: skip


def _pages(pages: Sequence[int]) -> str:
    """Say on which pages something was covered.

    >>> _pages([2]), _pages([1, 3])
    ('page 2', 'pages 1 and 3')
    """
    if not pages:
        return ""
    return f"{'page' if len(pages) == 1 else 'pages'} {wording.listed([str(one) for one in pages])}"
