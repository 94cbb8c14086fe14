"""Whether the server lives, and whether it can do its work."""

import secrets
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.api.resources import BackgroundDep, library_of, problems
from app.library_measures import library_lines
from app.measuring import CONTENT_TYPE
from app.wiring import Library
from evidence.errors import EvidenceError, NotFound, NotSignedIn

router = APIRouter(tags=["health"])


@router.get("/metrics", responses={200: {"content": {"text/plain": {}}}, **problems(404)})
def metrics(request: Request, background: BackgroundDep) -> Response:
    """Give counts, times and the state of the library in Prometheus' text format, to who has the token for it."""
    token: str | None = request.app.state.settings.metrics_token
    if not token:
        raise NotFound("There are no metrics: EVIDENCE_METRICS_TOKEN is not set.")
    given = request.headers.get("authorization", "")
    if not secrets.compare_digest(given.encode(), f"Bearer {token}".encode()):
        raise NotSignedIn("Metrics are for who sends the token of EVIDENCE_METRICS_TOKEN.")
    lines = [*request.app.state.measures.lines(), *library_lines(request.app.state.library, background)]
    return Response("\n".join([*lines, ""]), media_type=CONTENT_TYPE)


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
