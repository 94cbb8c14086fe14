"""What is due for disposal, asking before anything goes, and the record of what went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.asking import needs
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.retention import holds as retention_holds
from app.web.retention import rules as retention_rules
from app.web.turning import Turning, turned
from app.wiring import Library
from evidence.domain.people import MAY
from evidence.domain.retention import Disposal
from evidence.errors import EvidenceError, Invalid
from evidence.services.disposing import MOST_AT_ONCE
from evidence.services.retention import DueItem

router = APIRouter()
ADDRESS = "/retention"
_WATCHING = needs(*(MAY["disposed"] | MAY["hold placed"]))
_PER_PAGE = 100
_NOT_DUE = "It is not due any more: somebody changed its dates, its kind or the rules, or it is gone already."


@dataclass(frozen=True, kw_only=True)
class DuePage(Page):
    """Documents whose time is over."""

    template: ClassVar[str] = "retention/due.html"
    section: ClassVar[str] = "upkeep"

    due: Sequence[DueItem]
    """Those on this page of the list, due for longest first."""
    total: int
    """How many there are."""
    on_hold: int
    """How many of these a legal hold keeps."""
    turning: Turning
    """The pages of the list."""
    under_way: int
    """Documents that were removed, of which the last traces are still to go."""


@dataclass(frozen=True, kw_only=True)
class DisposePage(Page):
    """Asks before documents are removed for good."""

    template: ClassVar[str] = "retention/dispose.html"
    section: ClassVar[str] = "upkeep"

    going: Sequence[DueItem]
    """What would go."""
    sent: dict[str, int]
    """In how many packs each of them went."""
    clock_in_doubt: bool
    """Whether the clock must be confirmed first."""
    now: str
    """What this computer takes for the date and time."""


@dataclass(frozen=True, kw_only=True)
class RecordPage(Page):
    """What stays of documents that are gone."""

    template: ClassVar[str] = "retention/record.html"
    section: ClassVar[str] = "upkeep"

    disposals: Sequence[Disposal]
    """Those on this page of the record, the newest first."""
    total: int
    """How many there are."""
    kinds: dict[str, str]
    """Titles of kinds of document."""
    turning: Turning
    """The pages of the record."""


@router.get(ADDRESS, dependencies=[_WATCHING])
def show_due(request: Request, library: LibraryDep, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """Show what is due for disposal."""
    due = library.retention.due()
    shown, turning = turned(due, page, _PER_PAGE, ADDRESS, fragment="#due")
    return show(request, DuePage(
        title="Due for disposal", due=shown, total=len(due), on_hold=sum(bool(one.holds) for one in due),
        turning=turning, under_way=sum(one.settled_at is None for one in library.retention.record()),
    ))  # fmt: skip


@router.get(f"{ADDRESS}/dispose", dependencies=[needs(*MAY["disposed"])])
def ask(
    request: Request, library: LibraryDep, ref: Annotated[list[str] | None, Query(max_length=MOST_AT_ONCE)] = None
) -> Response:
    """Ask before documents are removed for good."""
    if not ref:
        return go(ADDRESS, Said("Nothing was chosen. Choose at least one document."))
    return show(request, _asking(library, ref, None))


@router.post(f"{ADDRESS}/dispose", dependencies=[needs(*MAY["disposed"])])
def dispose(
    request: Request, library: LibraryDep, background: BackgroundDep, actor: ActorDep, form: FormDep
) -> Response:
    """Remove documents for good."""
    refs, because = form.texts("ref"), form.text("because", required="Say why they may go now.")
    if not form.errors:
        try:
            gone = library.disposing.dispose(actor, refs, because=because, clock_is_right=form.has("clock_is_right"))
        except EvidenceError as error:
            form.refuse(error, field="because")
        else:
            background.wake()
            said = f"{wording.many(len(gone), 'document')} disposed of for good. The record keeps what stays."
            return go(ADDRESS, Said(said, link=f"{ADDRESS}/record", link_text="See the record"))
    return show(request, _asking(library, refs, form))


def _asking(library: Library, refs: Sequence[str], form: Form | None) -> DisposePage:
    due = {one.ref: one for one in library.retention.due()}
    missing = [ref for ref in refs if ref not in due]
    if missing:
        raise Invalid(f"{missing[0][:60]}: {_NOT_DUE}", details={"refs": missing})
    going = [due[ref] for ref in dict.fromkeys(refs)]
    if not going:
        raise Invalid("Nothing was chosen. Choose at least one document.")
    return DisposePage(
        title=f"Dispose of {wording.many(len(going), 'document')} for good?", going=going,
        sent=dict(library.retention.sent_in([one.ref for one in going])),
        clock_in_doubt=not library.disposing.clock_is_believed(), now=wording.moment(library.clock.now()),
        errors=tuple(form.errors) if form else (), values=form.values if form else {},
    )  # fmt: skip


@router.get(f"{ADDRESS}/record", dependencies=[_WATCHING])
def show_record(request: Request, library: LibraryDep, page: Annotated[int, Query(ge=1, le=100_000)] = 1) -> Response:
    """Show what was disposed of or discarded."""
    record = library.retention.record()
    shown, turning = turned(record, page, _PER_PAGE, f"{ADDRESS}/record")
    kinds = {kind.ref: kind.title for kind in library.vocabulary.kinds}
    return show(request, RecordPage(
        title="Record of disposals", disposals=shown, total=len(record), kinds=kinds, turning=turning,
    ))  # fmt: skip


for part in (retention_holds, retention_rules):
    router.include_router(part.router)
