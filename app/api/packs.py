"""Packs: documents to send, with what proves them."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict

from app.api.resources import ActorDep, LibraryDep, MakingDep, PresentDep, problems
from app.presenting import pack_json, preview_json
from evidence.domain.packing import Choice

router = APIRouter(prefix="/packs", tags=["packs"])


class PackRequest(BaseModel):
    """Which documents are asked for, and for whom; statements, themes, query and references add up."""

    model_config = ConfigDict(extra="forbid")

    statements: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    query: str | None = None
    refs: tuple[str, ...] = ()
    to: str | None = None
    """Who will receive it; a pack that leaves the council must say so, once there are accounts."""
    purpose: str | None = None
    """What it is for; clearances are given for it."""
    without: tuple[str, ...] = ()
    """Documents on which the pack would stop and that are to be left out, by reference."""
    as_at: datetime | None = None
    """As things stood at this time, with its zone."""
    internal: bool = False
    """For a board or a peer team."""

    def choice(self) -> Choice:
        """Return the request in the service's words."""
        return Choice(
            statements=self.statements, themes=self.themes, query=self.query, refs=self.refs, recipient=self.to,
            purpose=self.purpose, without=self.without, internal=self.internal, as_at=self.as_at,
        )  # fmt: skip


@router.post("", status_code=202, responses=problems(404, 409, 422))
def start_pack(making: MakingDep, present: PresentDep, request: PackRequest) -> dict[str, Any]:
    """Start building a pack; its address says when it is complete."""
    return pack_json(making.start(present, request.choice()))


@router.post("/preview", responses=problems(404, 422))
def preview_pack(library: LibraryDep, present: PresentDep, request: PackRequest) -> dict[str, Any]:
    """Return exactly what would go, and what would stay and why; nothing is built."""
    return preview_json(library.packs.preview(present.actor, request.choice()))


@router.get("", responses=problems())
def list_packs(library: LibraryDep) -> dict[str, Any]:
    """Return the records of all packs, newest last."""
    return {"packs": [pack_json(record) for record in library.packs.list()]}


@router.get("/{pack_id}", responses=problems(404))
def show_pack(library: LibraryDep, pack_id: str) -> dict[str, Any]:
    """Return a pack's record: its state, what was sent, what stayed and why."""
    return pack_json(library.packs.get(pack_id))


@router.get("/{pack_id}/file", responses={200: {"content": {"application/zip": {}}}, **problems(404, 409, 429)})
def download_pack(library: LibraryDep, actor: ActorDep, pack_id: str) -> FileResponse:
    """Return the zip; 409 until it is complete."""
    path = library.fetching.pack(actor, pack_id)
    return FileResponse(path, media_type="application/zip", filename=f"evidence-pack-{pack_id[:8]}.zip")
