"""Findings: what may have to stay here before a version leaves."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Body

from app.api.resources import ActorDep, BackgroundDep, LibraryDep, VersionNumber, problems
from app.presenting import finding_json
from evidence.domain.findings import Finding

router = APIRouter(tags=["findings"])
Places = Annotated[list[int], Body(description="Numbers of findings.", max_length=2_000)]
OfVersion = Annotated[int | None, Body(ge=1, le=1_000_000, description="The version in use unless told.")]


@router.get("/documents/{ref}/findings", responses=problems(403, 404))
def show_findings(library: LibraryDep, actor: ActorDep, ref: str, version: VersionNumber = None) -> dict[str, Any]:
    """Return what was found in a version, with its words, and what must happen before it leaves."""
    library.restricting.read(actor, ref, "what was found in it")
    found = library.found_words.of(ref, version)
    outcome = library.checking.outcome(ref, found.number)
    return {
        "ref": found.document.ref, "version": found.number, "check": outcome.check,
        "reasons": list(outcome.reasons), "findings": [finding_json(one) for one in found.found],
    }  # fmt: skip


@router.post("/documents/{ref}/findings/decide", responses=problems(404, 409, 422))
def decide(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep, ref: str, findings: Places,
    decision: Annotated[Literal["stays", "restricted"], Body()], because: Annotated[str, Body(max_length=2_000)],
    version: OfVersion = None,
) -> dict[str, Any]:  # fmt: skip
    """Decide about findings, with one reason for all of them."""
    chosen = library.checking.decide(actor, ref, findings, decision, because, number=version)
    background.wake()
    return _decided(chosen)


@router.post("/documents/{ref}/findings/reopen", responses=problems(404, 422))
def reopen(
    library: LibraryDep, actor: ActorDep, ref: str, findings: Places, version: OfVersion = None
) -> dict[str, Any]:
    """Take decisions back, so that these findings hold the version back again."""
    return _decided(library.checking.reopen(actor, ref, findings, number=version))


def _decided(chosen: Sequence[Finding]) -> dict[str, Any]:
    # Whoever restricts a document need not be one of those who see it then, so nothing of it is read again.
    return {"ref": chosen[0].ref, "version": chosen[0].number, "findings": [one.place for one in chosen]}
