"""Redacted copies: made beside the version they are made from, shown with what was taken out, removed."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path

from app.api.resources import ActorDep, BackgroundDep, LibraryDep, problems
from app.presenting import redaction_json
from evidence.domain.redactions import LONGEST_PHRASE, MOST_PAGES, MOST_PHRASES, Asked

router = APIRouter(prefix="/documents/{ref}/redactions", tags=["findings"])
CopyNumber = Annotated[int, Path(ge=1, le=1_000_000, description="The version that is the copy.")]
_OPENED = "what was taken out in a redacted copy"


@router.post("", status_code=201, responses=problems(404, 409, 413, 422))
def redact(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str,
    because: Annotated[str, Body(max_length=2_000, description="Why; kept with your name.")],
    findings: Annotated[list[int], Body(max_length=2_000, description="Numbers of findings.")] = [],  # noqa: B006 - FastAPI copies it
    phrases: Annotated[
        list[str], Body(max_length=MOST_PHRASES, description=f"Words, up to {LONGEST_PHRASE} characters each.")
    ] = [],  # noqa: B006 - as above
    pages: Annotated[list[int], Body(max_length=MOST_PAGES, description="Pages of a PDF to cover whole.")] = [],  # noqa: B006 - as above
    version: Annotated[int | None, Body(ge=1, le=1_000_000, description="The version in use unless told.")] = None,
) -> dict[str, Any]:  # fmt: skip
    """Make a redacted copy of a PDF, Word or Excel file, and say what was taken out of it.

    What is chosen goes wherever it stands, as whole words; hidden text, comments, revisions and properties always go.
    The copy is kept only when it was read again, its bytes searched, and nothing of what was chosen found. A long
    PDF takes some minutes.
    """
    library.restricting.read(actor, ref, _OPENED)
    asked = Asked(tuple(findings), tuple(phrases), tuple(pages))
    made = library.redacting.redact(actor, ref, asked, because, number=version)
    background.wake()
    return redaction_json(made)


@router.get("/{number}", responses=problems(404, 422))
def show_redaction(library: LibraryDep, actor: ActorDep, ref: str, number: CopyNumber) -> dict[str, Any]:
    """Return a redacted copy, by its version's number, and what was taken out of it."""
    library.restricting.read(actor, ref, _OPENED)
    return redaction_json(library.redacting.of(ref, number))


@router.delete("/{number}", responses=problems(404, 409, 422))
def remove(library: LibraryDep, actor: ActorDep, ref: str, number: CopyNumber) -> dict[str, Any]:
    """Remove a redacted copy for good; what was taken out in it is to be decided about again."""
    gone = library.redacting.remove(actor, ref, number)
    return {"removed": {"ref": gone.ref, "version": gone.number, "sha256": gone.sha256}}
