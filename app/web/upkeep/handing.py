"""Handing documents over to another owner: which ones, to whom, and all of them in one step."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web import wording
from app.web.documents.rows import Listed, owner_address, row_shown
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.wiring import Library
from evidence.errors import EvidenceError, StaleEdit
from evidence.services.documents import spelled
from evidence.services.listing import Row

router = APIRouter()
ADDRESS = "/upkeep/hand-over"
_SHOWN = 100
_LONGEST_NAME = 200
_REVISION = re.compile(r"[0-9]{1,9}")
_LONGEST_LIST = 400_000
_AT_REST = frozenset({"withdrawn", "superseded"})
Refs = Annotated[list[str], Query(alias="ref", max_length=1_000)]


@dataclass(frozen=True, kw_only=True)
class HandOverPage(Page):
    """Asks to whom documents go."""

    template: ClassVar[str] = "upkeep/hand_over.html"
    section: ClassVar[str] = "upkeep"

    documents: tuple[Listed, ...]
    """The first of those that are handed over."""
    total: int
    """How many there are."""
    chosen: str
    """All of them with the revision that was seen, as the form carries them along."""
    owner: str | None
    """Whose they all are; ``None`` where they are not all of one, empty where they are nobody's."""
    known_owners: tuple[str, ...]
    """Owners to choose from while typing."""
    back: str
    """Where one goes without handing anything over."""


@router.get(ADDRESS)
def ask_to_whom(
    request: Request, library: LibraryDep, refs: Refs = [], owner: Annotated[str | None, Query(max_length=500)] = None  # noqa: B006 - FastAPI copies it
) -> Response:  # fmt: skip
    """Ask to whom the chosen documents go, or all of an owner's that are in use."""
    wanted = {spelled(ref) for ref in refs}
    everything = library.listing.rows()
    if wanted or owner is None:
        rows = [row for row in everything if row.ref in wanted]
    else:
        rows = [row for row in everything if (row.owner or "") == owner and row.status not in _AT_REST]
    return show(request, _page(library, rows, {row.ref: row.revision for row in rows}))


@router.post(ADDRESS)
def hand_over(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, form: FormDep
) -> Response:
    """Change the owner of all of them, or of none."""
    chosen = _chosen(form)
    to = form.text("to", required="Enter the name of the new owner.", longest=_LONGEST_NAME)
    if not chosen:
        form.wrong("to", "Choose at least one document first, from the list of documents.")
    undo = None if form.errors else _hand_over(library, actor, chosen, " ".join(to.split()), form)
    background.wake()
    if form.errors:
        return show(request, _again(library, chosen, form))
    words = wording.many(len(chosen), "document")
    return go(owner_address(to), Said(f"{to} now looks after {words}.", undo=undo))


def _hand_over(library: Library, actor: ActorDep, chosen: Mapping[str, int], to: str, form: Form) -> int | None:
    try:
        return stepped(library, actor, lambda: library.documents.set_alike(actor, chosen, {"owner": to}))[1]
    except StaleEdit as error:
        named = [_said(library, ref) for ref in error.details["refs"]]
        form.wrong("to", f"Nothing was handed over, for somebody changed documents since you opened this page: "
                         f"{'; '.join(named[:10])}. Look at the list below, then hand them over again.")  # fmt: skip
    except EvidenceError as error:
        form.refuse(error, field="to")
    return None


def _said(library: Library, ref: str) -> str:
    document = library.documents.get(ref)
    return f"{ref} now has {'the owner ' + document.owner if document.owner else 'no owner'}"


def _again(library: Library, chosen: Mapping[str, int], form: Form) -> HandOverPage:
    """Return the page with what was typed, and the documents as they are now."""
    rows = [row for row in library.listing.rows() if row.ref in chosen]
    page = _page(library, rows, {row.ref: row.revision for row in rows})
    return HandOverPage(**{**page.context(), "errors": tuple(form.errors), "values": form.values})


def _chosen(form: Form) -> dict[str, int]:
    """Read the documents that the form carries along: ``E-0042:3``, the revision that was seen after the colon."""
    pairs = (one.partition(":") for one in form.text("chosen", longest=_LONGEST_LIST).split())
    return {spelled(ref): int(number) for ref, _, number in pairs if _REVISION.fullmatch(number)}


def _page(library: Library, rows: Sequence[Row], seen: Mapping[str, int]) -> HandOverPage:
    owners = {row.owner or "" for row in rows}
    owner = owners.pop() if len(owners) == 1 else None
    return HandOverPage(
        title=f"Hand over {wording.many(len(rows), 'document')}" if rows else "Hand over documents",
        documents=tuple(map(row_shown, rows[:_SHOWN])), total=len(rows), owner=owner,
        chosen=" ".join(f"{ref}:{revision}" for ref, revision in seen.items()),
        known_owners=tuple(one.name for one in library.listing.owners() if one.name),
        back=owner_address(owner) if owner is not None else "/documents",
    )  # fmt: skip
