"""The history: who saw, changed or sent what."""

from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Query
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from app.api.resources import ActorDep, LibraryDep, problems
from app.history_rows import event_json, json_pieces
from evidence.domain.people import Way, may, refusal
from evidence.errors import NotAllowed
from evidence.services.histories import asked_for


def _may_see_it(actor: ActorDep) -> None:
    if not may(actor, "history exported"):
        raise NotAllowed(refusal("history exported"))


router = APIRouter(prefix="/history", tags=["history"], dependencies=[Depends(_may_see_it)])


class HistoryAsked(BaseModel):
    """What is asked of the history; what is left out narrows nothing."""

    model_config = ConfigDict(extra="forbid")

    person: str = ""
    """An account (`P-0003`), or the name of whoever worked by command line."""
    what: str = ""
    """`saw`, `changed`, `sent`, `came-in` or `administered`, or a kind of event such as `tagged`."""
    document: str = ""
    way: Way | None = None
    since: date | None = None
    """The first day, in London."""
    until: date | None = None
    """The last day, in London."""


class HistoryPage(HistoryAsked):
    """The same, a page at a time."""

    before: int | None = Field(default=None, ge=0, le=10**12)
    """Only events of lower numbers: the next page."""
    limit: int = Field(default=50, ge=1, le=100)


@router.get("", responses=problems(422))
def list_history(library: LibraryDep, asked: Annotated[HistoryPage, Query()]) -> dict[str, Any]:
    """Return the newest events that are asked for; `next` is what to ask as `before` for older ones."""
    narrowing = asked_for(**asked.model_dump(exclude={"before", "limit"}))
    found = library.histories.stretch(narrowing, before=asked.before, limit=asked.limit)
    told = library.histories.told(found.events)
    return {"items": [event_json(one) for one in told], "next": found.events[-1].seq if found.older else None}


@router.post("/exports", responses=problems(422), response_class=StreamingResponse)
def export_history(
    library: LibraryDep, actor: ActorDep, asked: Annotated[HistoryAsked, Body()]
) -> StreamingResponse:  # fmt: skip
    """Return every event that is asked for, the newest first; that somebody took them is an event itself."""
    history = library.histories.export(actor, asked_for(**asked.model_dump()), "json")
    return StreamingResponse(json_pieces(history), media_type="application/json")
