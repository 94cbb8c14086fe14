"""Whether the server lives, and whether it can do its work."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from app.api.resources import BackgroundDep, LibraryDep, problems
from evidence.errors import EvidenceError

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=problems())
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses={**problems(), 503: {"description": "Not ready, with the reason"}})
def readyz(library: LibraryDep, background: BackgroundDep) -> JSONResponse:
    """Say whether catalogue and store can be used, and how far behind text and index are."""
    body: dict[str, Any] = {"status": "ready", "reason": None}
    try:
        library.probe()
        body |= {"behind": library.indexing.behind(), "pending": len(library.texts.pending())}
    except EvidenceError as error:
        return JSONResponse({"status": "not ready", "reason": error.message}, 503, headers={"Retry-After": "5"})
    return JSONResponse({**body, "trouble": background.trouble})
