"""Filling in what waits for a look: new documents without tags, and guesses that nobody has confirmed."""

from dataclasses import dataclass, replace
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Header, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.adding.routes import Choices, kind_choices, known_owners, statement_choices
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.triage.rows import Filled, Narrowing, NarrowingDep, Waiting, filled, waiting
from app.web.triage.saving import Saved, Sent, row_sent, save_many, save_row
from app.wiring import Library

router = APIRouter()
ByHtmx = Annotated[str | None, Header(alias="HX-Request")]


@dataclass(frozen=True, kw_only=True)
class TriagePage(Page):
    """Shows what waits, ten at a time, each with a form of its own."""

    template: ClassVar[str] = "triage/list.html"
    section: ClassVar[str] = "add"

    rows: tuple[Filled, ...]
    """The documents of this page."""
    total: int
    """How many wait in the list as it is narrowed."""
    everything: int
    """How many wait in all."""
    page: int
    """The page that is shown, from 1."""
    pages: int
    """How many pages there are."""
    narrowing: Narrowing
    """What the list is narrowed to."""
    needs: Choices
    """What documents wait for, with how many, for narrowing."""
    waiting_owners: Choices
    """Owners of documents that wait, for narrowing."""
    owners: tuple[str, ...]
    """All owners, to choose from while typing."""
    kinds: Choices
    """Kinds of document, for choosing one."""
    statements: Choices
    """Quality statements, for choosing one."""
    categories: Choices
    """Evidence categories, for choosing one."""
    proofs: Choices
    """What evidence shows, for choosing one."""
    done: str
    """What was changed although not all of it could be; empty otherwise."""


@router.get("/triage")
def triage(request: Request, library: LibraryDep, narrowing: NarrowingDep) -> Response:
    """Show what waits for a look, newest first."""
    found = waiting(library.listing.rows(), narrowing, library.clock.today())
    return show(request, _page(library, narrowing, found, filled(library, found.rows)))


@router.post("/triage")
def save(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, form: FormDep,
    narrowing: NarrowingDep, hx_request: ByHtmx = None,
) -> Response:  # fmt: skip
    """Save one row, or say the same of many."""
    if form.has("bulk"):
        done, undo = save_many(library, actor, form)
        background.wake()
        return _after_many(request, library, narrowing, form, done, undo)
    sent = row_sent(form, library)
    saved = Saved() if form.errors else save_row(library, actor, sent, form)
    background.wake()
    if form.errors or hx_request:
        return _with_row(request, library, narrowing, form, sent, saved, alone=bool(hx_request))
    return go(narrowing.address(), Said(saved.message, undo=saved.undo))


def _after_many(
    request: Request, library: Library, narrowing: Narrowing, form: Form, done: str, undo: int | None
) -> Response:
    if not form.errors:
        return go(narrowing.address(), Said(done, undo=undo))
    found = waiting(library.listing.rows(), narrowing, library.clock.today())
    rows = filled(library, found.rows)
    page = _page(library, narrowing, found, rows, done=done, values=form.values, errors=tuple(form.errors))
    return show(request, page)


def _with_row(
    request: Request, library: Library, narrowing: Narrowing, form: Form, sent: Sent, saved: Saved, *, alone: bool
) -> Response:
    """Show the page with one row as it was sent; of a quick save that row alone."""
    found = waiting(library.listing.rows(), narrowing, library.clock.today())
    own = [row for row in library.listing.rows() if row.ref == sent.ref]
    others = () if alone else tuple(row for row in found.rows if row.ref != sent.ref)
    shown = sorted([*own, *others], key=lambda row: (len(row.ref), row.ref), reverse=True)
    rows = list(filled(library, shown))
    errors = tuple(form.errors)
    for at, row in enumerate(rows):
        if row.ref == sent.ref and form.errors:
            rows[at] = row.sent_back(sent.values, errors, saved.theirs)
        elif row.ref == sent.ref:
            rows[at] = replace(row, saved=saved.message, undo=saved.undo)
    return show(request, _page(library, narrowing, found, tuple(rows), errors=errors))


def _page(
    library: Library, narrowing: Narrowing, found: Waiting, rows: tuple[Filled, ...], *, done: str = "", **more: Any
) -> TriagePage:
    framework = library.frameworks.in_force()
    return TriagePage(
        title="Fill in what waits for a look", rows=rows, total=found.total, everything=found.everything,
        page=found.page, pages=found.pages, narrowing=replace(narrowing, page=found.page), needs=found.needs,
        waiting_owners=found.owners, owners=known_owners(library), kinds=kind_choices(library),
        statements=statement_choices(library),
        categories=tuple((one.ref, one.title) for one in framework.categories),
        proofs=tuple(wording.PROOF_TITLES.items()), done=done, **more,
    )  # fmt: skip
