"""Health: what works, what each part of the home takes up, a full check, and building the search index anew."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, ChoresDep, LibraryDep
from app.chores import Check, Rebuilding
from app.web import wording
from app.web.administration.lines import (
    Finding,
    Line,
    downloads_line,
    findings,
    heads_line,
    machine_lines,
    overview_lines,
)
from app.web.administration.storage import Storage, measured
from app.web.asking import needs
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.wiring import Library
from evidence.errors import EvidenceError

router = APIRouter(dependencies=[needs("administrator")])
ADDRESS = "/administration/health"
_MOST_PENDING = 20
_MOST_FINDINGS = 200
_CHECKED = {
    "files": ("file read again", "files read again"),
    "documents": ("document", "documents"),
    "passages": ("passage", "passages"),
    "tags": ("tag", "tags"),
    "events": ("step of the history", "steps of the history"),
    "heads": ("signed head", "signed heads"),
    "indexed": ("document in the search index", "documents in the search index"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a full check found, in words."""

    checked: str
    """What was looked at; empty when it broke off before that."""
    damage: tuple[Finding, ...]
    """The first of what must be put right."""
    more: int
    """How much more of it there is."""
    notes: tuple[Finding, ...]
    """What is only good to know."""
    failure: str
    """Why it broke off; empty when it did not."""
    by_rebuilding: bool
    """Whether building the search index anew puts some of it right."""
    by_reading: bool
    """Whether reading every text again does."""


@dataclass(frozen=True, kw_only=True)
class HealthPage(Page):
    """How the library is, and what can be done about it."""

    template: ClassVar[str] = "administration/health.html"

    groups: tuple[tuple[str, tuple[Line, ...]], ...]
    """Heading and lines of each group."""
    pending: tuple[tuple[str, str], ...]
    """The first documents whose text waits to be read: reference and title."""
    pending_more: int
    """How many more there are."""
    check: Check | None
    """The check that is under way, or the last one."""
    outcome: Outcome | None
    """What that check found, once it has ended."""
    rebuilding: Rebuilding | None
    """The rebuilding of the index that is under way, or the last one since the server started."""
    storage: Storage
    """What each part of the home takes up."""


@dataclass(frozen=True, kw_only=True)
class ReindexPage(Page):
    """Asks whether the search index shall be built anew."""

    template: ClassVar[str] = "administration/reindex.html"

    documents: int
    """How many documents it will take in."""
    under_way: bool
    """Whether that is being done already."""


@router.get(ADDRESS)
def show_health(request: Request, library: LibraryDep, background: BackgroundDep, chores: ChoresDep) -> Response:
    """Show how the library is."""
    storage, pending = measured(library.home), _pending(library)
    lines = (*overview_lines(library, background.trouble, storage.free, storage.total),
             heads_line(library, background.unsigned), downloads_line(library))  # fmt: skip
    check = chores.last_check
    return show(request, HealthPage(
        title="Health",
        groups=(("The library", lines), ("This machine", machine_lines(library, request.app.state.settings))),
        pending=pending[:_MOST_PENDING], pending_more=max(0, len(pending) - _MOST_PENDING), check=check,
        outcome=outcome_of(check) if check and check.ended else None, rebuilding=chores.last_rebuilding,
        storage=storage,
    ))  # fmt: skip


@router.post(f"{ADDRESS}/check")
def begin_check(chores: ChoresDep, actor: ActorDep) -> Response:
    """Begin a full check, unless one is under way."""
    chores.check(actor)
    return go(f"{ADDRESS}#check")


@router.get(f"{ADDRESS}/reindex")
def ask_reindex(request: Request, library: LibraryDep, chores: ChoresDep) -> Response:
    """Say what building the search index anew does, and ask."""
    return show(request, _reindex_page(library, chores.last_rebuilding))


@router.post(f"{ADDRESS}/reindex")
def begin_reindex(
    request: Request, library: LibraryDep, background: BackgroundDep, chores: ChoresDep, actor: ActorDep,
    form: FormDep,
) -> Response:  # fmt: skip
    """Begin to build the search index anew."""
    try:
        began = chores.rebuild(actor, read_again=form.has("read_again"))
    except EvidenceError as error:
        form.refuse(error, field="read_again")
        return show(request, _reindex_page(library, chores.last_rebuilding, form))
    background.wake()
    said = "The search index is being built anew." if began else "The search index is being built anew already."
    return go(f"{ADDRESS}#index", Said(f"{said} Search goes on with the old one meanwhile."))


def _reindex_page(library: Library, last: Rebuilding | None, form: Form | None = None) -> ReindexPage:
    return ReindexPage(
        title="Build the search index anew", errors=tuple(form.errors) if form else (),
        values=form.values if form else {}, documents=library.cards.counts()[0],
        under_way=last is not None and not last.ended,
    )  # fmt: skip


def _pending(library: Library) -> tuple[tuple[str, str], ...]:
    refs = list(dict.fromkeys(ref for ref, _ in library.texts.pending()))
    titles = library.cards.titles(refs[:_MOST_PENDING])
    return tuple((ref, titles.get(ref, "")) for ref in refs)


def outcome_of(check: Check) -> Outcome:
    """Say what a check that has ended found."""
    asked = " ".join(check.damage)
    return Outcome(
        checked=wording.listed([wording.many(count, *_CHECKED[name]) if name in _CHECKED else wording.size(count)
                                for name, count in check.checked.items()]) if check.checked else "",
        damage=findings(check.damage[:_MOST_FINDINGS]), more=max(0, len(check.damage) - _MOST_FINDINGS),
        notes=findings(check.notes), failure=wording.for_pages(check.failure) if check.failure else "",
        by_rebuilding="evidence reindex" in asked, by_reading="--read-again" in asked,
    )  # fmt: skip
