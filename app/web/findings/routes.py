"""What was found before a document leaves, shown and decided; the documents that wait for it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar, NamedTuple

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep, VersionNumber
from app.web import wording
from app.web.asking import needs
from app.web.findings.lines import Group, Leaving, findings_address, groups, in_order, leaving
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.web.restricted.addresses import opening_address
from app.web.turning import Turning, turned
from app.wiring import Library
from evidence.domain.documents import Document
from evidence.domain.findings import KIND_NAMES, Decision
from evidence.domain.people import MAY, Actor
from evidence.errors import EvidenceError
from evidence.services.documents import spelled

router = APIRouter()
_DECIDERS = needs(*MAY["findings decided"])
_PER_PAGE = 100
_DOCUMENTS_PER_PAGE = 50
PageNumber = Annotated[int, Query(alias="page", ge=1, le=100_000)]


@dataclass(frozen=True, kw_only=True)
class FindingsPage(Page):
    """What was found in one version of a document."""

    template: ClassVar[str] = "findings/document.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document."""
    number: int
    """The version that was looked through."""
    copy_of: int | None
    """The version that this one is a redacted copy of."""
    leaving: Leaving
    """What must happen before it leaves."""
    waiting: bool
    """Whether it has not been looked through yet."""
    unsearched: tuple[str, ...]
    """What could not be searched, in sentences."""
    groups: tuple[Group, ...]
    """What was found, by kind: this page of it."""
    open_count: int
    """How many findings nobody decided about, on all pages."""
    turning: Turning
    """The other pages."""


class WaitingLine(NamedTuple):
    """A document that waits for decisions."""

    ref: str
    title: str
    found: str
    """What was found, in words."""
    address: str


@dataclass(frozen=True, kw_only=True)
class WaitingPage(Page):
    """Documents with findings that nobody decided about."""

    template: ClassVar[str] = "findings/waiting.html"
    section: ClassVar[str] = "documents"

    lines: tuple[WaitingLine, ...]
    """This page of the documents."""
    total: int
    """How many documents answer."""
    kinds: tuple[tuple[str, str], ...]
    """The kinds of finding the list can be narrowed to."""
    statements: tuple[tuple[str, str], ...]
    """The quality statements it can be narrowed to."""
    turning: Turning
    """The other pages."""


@router.get("/findings", dependencies=[_DECIDERS])
def show_waiting(
    request: Request, library: LibraryDep, kind: Annotated[str, Query(max_length=40)] = "",
    statement: Annotated[str, Query(max_length=40)] = "", page: PageNumber = 1,
) -> Response:  # fmt: skip
    """List the documents that wait for decisions."""
    tagged = {row.ref: row.statements for row in library.listing.rows()}
    waiting = [
        (document, kinds)
        for document, kinds in library.checking.undecided()
        if (not kind or kind in kinds) and (not statement or statement in tagged.get(document.ref, ()))
    ]
    shown, turning = turned(
        waiting, page, _DOCUMENTS_PER_PAGE, "/findings", [("kind", kind), ("statement", statement)]
    )
    return show(request, WaitingPage(
        title="Before documents leave", values={"kind": kind, "statement": statement}, total=len(waiting),
        lines=tuple(
            WaitingLine(document.ref, document.title, _in_words(kinds), f"/documents/{document.ref}/findings")
            for document, kinds in shown
        ),
        kinds=tuple((one, name[:1].upper() + name[1:]) for one, name in KIND_NAMES.items()),
        statements=tuple((one.ref, f"{one.ref} {one.title}") for one in library.frameworks.in_force().statements),
        turning=turning,
    ))  # fmt: skip


@router.get("/documents/{ref}/findings")
def show_findings(
    request: Request,
    library: LibraryDep,
    actor: ActorDep,
    ref: str,
    version: VersionNumber = None,
    page: PageNumber = 1,
) -> Response:
    """Show what was found in a version, with its words, to who may read it and has opened it."""
    return _shown(request, library, actor, spelled(ref), version, page=page)


@router.post("/documents/{ref}/findings", dependencies=[_DECIDERS])
def decide(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str, form: FormDep
) -> Response:
    """Decide about the findings that were chosen, or about all that are open; or take decisions back."""
    ref = spelled(ref)
    current = library.documents.get(ref).current_version
    version = form.number("version") or current
    places = [int(one) for one in form.texts("findings") if one.isdecimal() and len(one) < 10]  # noqa: PLR2004 - a place
    if form.has("all"):
        places = [one.place for one in library.checking.of(ref, version)[2] if one.decision is None]
    if not places:
        form.wrong("findings", "Choose at least one finding.")
    decision: Decision = "restricted" if form.text("decision") == "restricted" else "stays"
    because = "" if form.has("reopen") else form.text("because", required="Say why.")
    if not form.errors:
        try:
            chosen, undo = stepped(
                library, actor,
                lambda: library.checking.reopen(actor, ref, places, number=version) if form.has("reopen")
                else library.checking.decide(actor, ref, places, decision, because, number=version),
            )  # fmt: skip
        except EvidenceError as error:
            form.refuse(error, field="findings")
        else:
            background.wake()
            told = f"{wording.many(len(chosen), 'finding')} {'reopened' if form.has('reopen') else 'decided'}."
            return go(findings_address(ref, version, current), Said(told, undo))
    return _shown(request, library, actor, ref, version, form)


def _shown(
    request: Request, library: Library, actor: Actor, ref: str, version: int | None, form: Form | None = None,
    *, page: int = 1,
) -> Response:  # fmt: skip
    document = library.documents.get(ref)
    number = document.current_version if version is None else version
    address = findings_address(ref, number, document.current_version)
    if not library.restricting.read_if_open(actor, ref, "what was found in it"):
        return go(opening_address(ref, address))
    found = library.found_words.of(ref, number)
    asked = [("version", str(number))] if number != document.current_version else []
    lines, turning = turned(in_order(found.found), page, _PER_PAGE, f"/documents/{ref}/findings", asked)
    return show(request, FindingsPage(
        title=f"{ref} before it leaves", document=document, number=number,
        copy_of=library.cards.version(ref, number).redacted_from, waiting=found.look is None,
        leaving=leaving(library.checking.outcome(ref, number), address),
        unsearched=tuple(found.look.unsearched) if found.look else (), groups=groups(lines),
        open_count=sum(one.finding.decision is None for one in found.found), turning=turning,
        errors=tuple(form.errors) if form else (), values=form.values if form else {},
    ))  # fmt: skip


def _in_words(kinds: dict[str, int]) -> str:
    return ", ".join(f"{KIND_NAMES[kind]}: {count:,}" for kind, count in kinds.items())
