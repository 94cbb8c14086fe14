"""Clearances: a second person's word that a version may go to a recipient for a purpose."""

from datetime import date
from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from app.api.resources import ActorDep, LibraryDep, problems
from evidence.domain.clearances import Basis, Clearance, State
from evidence.services.clearing import Grounds

router = APIRouter(prefix="/clearances", tags=["clearances"])


class Asking(BaseModel):
    """What should go, to whom and what for."""

    model_config = ConfigDict(extra="forbid")

    refs: tuple[str, ...]
    recipient: str
    purpose: str
    because: str = ""
    """What whoever clears should know; an override asks for it."""
    override: bool = False
    """For a draft, what is superseded, or what has findings that nobody decided on."""
    number: int | None = None
    """The version of a single document; the current one unless told."""


class Clear(BaseModel):
    """What is cleared, and on which grounds."""

    model_config = ConfigDict(extra="forbid")

    ids: tuple[str, ...]
    basis: Basis
    condition: str = ""
    consent_kept: str = ""
    """Where the consent is kept; asked for when the basis is consent, as its day is."""
    consent_on: date | None = None
    reason: str = ""
    """Why it goes all the same; an override asks for it."""


class Refuse(BaseModel):
    """What is refused, and why."""

    model_config = ConfigDict(extra="forbid")

    ids: tuple[str, ...]
    because: str


class Withdraw(BaseModel):
    """Why a clearance is taken back."""

    model_config = ConfigDict(extra="forbid")

    because: str


@router.get("", responses=problems(404, 422))
def list_clearances(library: LibraryDep, state: State | None = None, ref: str | None = None) -> dict[str, Any]:
    """Return clearances, the newest first: all, those of a state, those of a document."""
    return _told(library.clearing.known(state=state, ref=ref))


@router.post("", responses=problems(403, 404, 409, 422))
def ask(library: LibraryDep, actor: ActorDep, request: Asking) -> dict[str, Any]:
    """Ask that documents may go; what was asked or cleared already is returned as it stands."""
    return _told(
        library.clearing.ask(
            actor, request.refs, recipient=request.recipient, purpose=request.purpose, because=request.because,
            override=request.override, number=request.number,
        )
    )  # fmt: skip


@router.post("/clear", responses=problems(403, 404, 409, 422))
def clear(library: LibraryDep, actor: ActorDep, request: Clear) -> dict[str, Any]:
    """Clear what was asked, all or nothing; nobody clears what they asked for themselves."""
    grounds = Grounds(request.basis, request.condition, request.consent_kept, request.consent_on, request.reason)
    return _told(library.clearing.clear(actor, request.ids, grounds))


@router.post("/refuse", responses=problems(403, 404, 409, 422))
def refuse(library: LibraryDep, actor: ActorDep, request: Refuse) -> dict[str, Any]:
    """Refuse what was asked, all or nothing."""
    return _told(library.clearing.refuse(actor, request.ids, request.because))


@router.post("/{clearance_id}/withdraw", responses=problems(403, 404, 409, 422))
def withdraw(library: LibraryDep, actor: ActorDep, clearance_id: str, request: Withdraw) -> dict[str, Any]:
    """Take a clearance back: nothing goes under it from now on."""
    return _told([library.clearing.withdraw(actor, clearance_id, request.because)])


def _told(found: list[Clearance]) -> dict[str, Any]:
    return {"clearances": [one.model_dump(mode="json") for one in found]}
