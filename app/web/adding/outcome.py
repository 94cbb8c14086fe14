"""What became of the files that a form sent, in words that stay at an address of their own."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.pages import Page
from app.web.rendering import show
from app.web.wording import for_pages, many
from app.wiring import Library
from evidence.errors import NotFound
from evidence.services.adding import Outcome
from evidence.services.listing import Row

router = APIRouter()
FORM_OUTCOME = "the outcome of a form"
"""What stands in place of a fingerprint beside an answer that was given to a form."""


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one file."""

    file: str
    words: str
    """What happened, or why not."""
    ref: str = ""
    """The document, where there is one."""
    title: str = ""
    reading: bool = False
    """Whether its text is still being read."""


@dataclass(frozen=True, kw_only=True)
class OutcomePage(Page):
    """Tells what became of every file that was sent."""

    template: ClassVar[str] = "adding/outcome.html"
    section: ClassVar[str] = "add"

    added: tuple[Line, ...]
    """Files that are documents now."""
    held: tuple[Line, ...]
    """Files that the library had already."""
    refused: tuple[Line, ...]
    """Files that could not be taken."""
    reading: int
    """How many texts are still being read."""
    triage: str
    """The address where the new documents are filled in; empty when there are none."""


@router.get("/add/outcome/{key}")
def outcome(request: Request, library: LibraryDep, actor: ActorDep, key: str) -> Response:
    """Show what became of the files of one form, their texts as they stand now."""
    known = library.answers.find(actor, key[:200], FORM_OUTCOME)
    if known is None:
        raise NotFound(
            "What was added by this form is not known any more. The list of documents shows all there are."
        )
    return show(request, _page(library, known.body))


def kept_outcome(outcome: Outcome) -> dict[str, Any]:
    """Return an outcome as it is kept."""
    return {
        "added": [{"file": one.file, "ref": one.ref} for one in outcome.added],
        "held": [asdict(one) for one in outcome.held],
        "refused": [asdict(one) for one in outcome.refused],
    }


def refused_lines(outcome: Outcome) -> tuple[Line, ...]:
    """Return the files that were not taken, with the reason of each."""
    return tuple(Line(one.file, for_pages(one.reason)) for one in outcome.refused)


def _page(library: Library, kept: Mapping[str, Any]) -> OutcomePage:
    rows = {row.ref: row for row in library.listing.rows()}
    added = tuple(_added_line(one["file"], one["ref"], rows.get(one["ref"])) for one in kept["added"])
    held = tuple(_held_line(one["file"], one["ref"], rows.get(one["ref"])) for one in kept["held"])
    refused = tuple(Line(one["file"], for_pages(one["reason"])) for one in kept["refused"])
    return OutcomePage(
        title=_heading(len(added), len(held)), added=added, held=held, refused=refused,
        reading=sum(line.reading for line in added),
        triage=f"/triage?first={added[0].ref}&last={added[-1].ref}" if added else "",
    )  # fmt: skip


def _heading(added: int, held: int) -> str:
    if added:
        return f"{many(added, 'document')} added"
    return "The library has this file already" if held == 1 else "The library has these files already"


def _added_line(file: str, ref: str, row: Row | None) -> Line:
    if row is None:
        return Line(file, "It was discarded since.", "", "")
    if row.text_state == "pending":
        return Line(file, "Its text is being read.", ref, row.title, reading=True)
    if row.text_state == "unreadable":
        why = for_pages(row.text_reason or "It holds no words.")
        return Line(
            file, f"Its text could not be read. {why} It is kept, and found by its title and tags.", ref, row.title
        )
    pages = f": {many(row.pages, 'page')}" if row.pages else ""
    return Line(file, f"Its text is read{pages}.", ref, row.title)


def _held_line(file: str, ref: str, row: Row | None) -> Line:
    return Line(file, "Nothing was added.", ref if row else "", row.title if row else "")
