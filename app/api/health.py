"""Whether the server lives, and whether it can do its work."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from app.api.resources import BackgroundDep, library_of, problems
from app.wiring import Library
from evidence.errors import EvidenceError

router = APIRouter(tags=["health"])


@router.get("/healthz", responses=problems())
def healthz() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses={**problems(), 503: {"description": "Not ready, with the reason"}})
def readyz(request: Request, background: BackgroundDep) -> JSONResponse:
    """Say whether catalogue and store can be used; to who is signed in, also how far behind text and index are."""
    whole: Library = request.app.state.library
    body: dict[str, Any] = {"status": "ready", "reason": None}
    try:
        whole.probe()
        if request.state.present:
            library = library_of(request)
            body |= {"behind": library.indexing.behind(), "pending": len(library.texts.pending())}
            body |= {"trouble": background.trouble}
    except EvidenceError as error:
        return JSONResponse({"status": "not ready", "reason": error.message}, 503, headers={"Retry-After": "5"})
    return JSONResponse(body)
