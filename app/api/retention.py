"""How long documents are kept: what is due for disposal, disposing of it, legal holds, and the rules."""

from typing import Annotated, Any

from fastapi import APIRouter, Body

from app.api.resources import ActorDep, BackgroundDep, LibraryDep, Page, PerPage, paged, problems
from app.presenting import due_json, retention_rule_json
from evidence.domain.retention import read_rule
from evidence.errors import NotFound

router = APIRouter(tags=["retention"])
Because = Annotated[str, Body(embed=True, description="Why; it stays on record, so it names no document.")]


@router.get("/retention/due", responses=problems(422))
def list_due(library: LibraryDep, page: Page = 1, per_page: PerPage = 100) -> dict[str, Any]:
    """List documents whose time is over, those due for longest first."""
    listed = paged(list(library.retention.due()), page, per_page)
    return {**listed, "items": [due_json(one) for one in listed["items"]]}


@router.get("/retention/disposals", responses=problems(422))
def list_disposals(library: LibraryDep, page: Page = 1, per_page: PerPage = 100) -> dict[str, Any]:
    """List what was disposed of or discarded, the newest first."""
    listed = paged(library.retention.record(), page, per_page)
    return {**listed, "items": [one.model_dump(mode="json") for one in listed["items"]]}


@router.post("/retention/disposals", status_code=201, responses=problems(404, 409, 422))
def dispose(
    library: LibraryDep, actor: ActorDep, background: BackgroundDep,
    refs: Annotated[list[str], Body(description="Documents that are due: all of them go, or none.")],
    because: Annotated[str, Body(description="Why; it stays on record, so it names no document.")] = "",
    clock_is_right: Annotated[
        bool, Body(description="Say that the server's date and time are right, where a refusal asks for it.")
    ] = False,
) -> dict[str, Any]:  # fmt: skip
    """Remove documents that are due for good. It cannot be undone.

    `settled_at` is empty until their last traces are gone from the disk, which takes the server a moment.
    """
    gone = library.disposing.dispose(actor, refs, because=because, clock_is_right=clock_is_right)
    background.wake()
    return {"disposed": [one.model_dump(mode="json") for one in gone]}


@router.get("/retention/rules", responses=problems())
def list_rules(library: LibraryDep) -> dict[str, Any]:
    """List how long each kind of document is kept."""
    return {"rules": [retention_rule_json(one) for one in library.retention.rules()]}


@router.put("/retention/rules/{kind_ref}", responses=problems(404, 422))
def set_rule(
    library: LibraryDep, actor: ActorDep, kind_ref: str,
    months: Annotated[int | None, Body(description="How long; nothing for: until somebody decides.")] = None,
    since: Annotated[str, Body(description="dated, superseded, assessed or added.")] = "dated",
) -> dict[str, Any]:  # fmt: skip
    """Change how long a kind of document is kept."""
    if library.vocabulary.find_kind(kind_ref) is None:
        raise NotFound(f"There is no kind of document “{kind_ref[:40]}”. GET /retention/rules lists them.")
    rule = read_rule("" if months is None else str(months), since)
    library.retention.set_rules(actor, {kind_ref: rule})
    return list_rules(library)


@router.get("/documents/{ref}/holds", responses=problems(404))
def list_holds(library: LibraryDep, ref: str) -> dict[str, Any]:
    """List the legal holds of a document, lifted ones too."""
    return {"holds": [one.model_dump(mode="json") for one in library.retention.holds(ref)]}


@router.post("/documents/{ref}/holds", status_code=201, responses=problems(404, 422))
def place_hold(library: LibraryDep, actor: ActorDep, ref: str, because: Because = "") -> dict[str, Any]:
    """Place a legal hold: nothing of the document is removed until it is lifted."""
    return library.retention.place_hold(actor, ref, because).model_dump(mode="json")


@router.post("/holds/{hold_id}/lift", responses=problems(404, 409, 422))
def lift_hold(library: LibraryDep, actor: ActorDep, hold_id: str, because: Because = "") -> dict[str, Any]:
    """Lift a legal hold; it stays on record."""
    return library.retention.lift_hold(actor, hold_id, because).model_dump(mode="json")
