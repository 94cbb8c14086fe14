"""The web application: routes, errors and what runs while it serves."""

import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from functools import cache
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from starlette.exceptions import HTTPException
from starlette.routing import BaseRoute

from app.api import (
    adding,
    assurance,
    clearances,
    documents,
    findings,
    frameworks,
    health,
    history,
    packs,
    redactions,
    reference,
    retention,
    search,
    tags,
)
from app.api.resources import PROBLEM, problems, refuse_half_characters
from app.background import Background
from app.chores import Chores
from app.copying import Copying
from app.entering import Door, FirstKey
from app.errors import no_text, problem, problem_of_status, problem_schema
from app.making import Making
from app.measuring import Measures
from app.security import Guard
from app.settings import Settings
from app.surprises import Surprises
from app.watching import API, Watch
from app.web import routes
from app.web.failing import answer_problem
from app.web.rendering import STATIC, Assets
from app.wiring import Library, open_library
from evidence.errors import EvidenceError, Invalid, NotFound, TooLarge, Unavailable

PREFIX = API
RESOURCES = (
    adding, documents, findings, redactions, tags, search, frameworks, assurance, packs, clearances, history,
    retention,
)  # fmt: skip
"""What the JSON API offers, one module each."""


def create_app(
    settings: Settings, *, library: Library | None = None, read_anew: Callable[[], None] = lambda: None
) -> FastAPI:
    """Make the application for the library in ``settings.home``.

    Unless an open library is given it opens when the server starts; it is closed when the server stops.
    ``read_anew`` is called once a day, when all that pages show has been read into memory.
    """

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        served = library or open_library(settings)
        # Uploads spool inside the home, where there is room for them and nobody else looks.
        usual, tempfile.tempdir = tempfile.tempdir, str(served.home / "staging")
        app.state.library, app.state.background = served, Background(served, read_anew)
        app.state.making, app.state.chores = Making(served), Chores(served)
        app.state.copying = Copying(served, app.state.background.wake)
        app.state.background.start()
        try:
            yield
        finally:
            app.state.background.stop()
            app.state.chores.stop()
            served.close()
            tempfile.tempdir = usual

    app = FastAPI(
        title="Evidence library", version="1", lifespan=lifespan, docs_url=None, redoc_url=None, routes=[*_routes()],
        form_limits={"max_files": settings.max_upload_parts},
    )  # fmt: skip
    app.state.settings, app.state.first_key, app.state.measures = settings, FirstKey(), Measures()
    app.add_middleware(Door, answer=answer_problem)
    app.add_middleware(Surprises, answer=answer_problem)
    app.add_middleware(Guard, settings=settings, answer=answer_problem)
    app.add_middleware(Watch, measures=app.state.measures)
    _answer_errors(app)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    return app


@cache
def _routes() -> tuple[BaseRoute, ...]:
    """Return every route: they hold nothing of one application, and take longer to work out than all else."""
    router = APIRouter()
    for resource in RESOURCES:
        router.include_router(resource.router, prefix=PREFIX, dependencies=[Depends(refuse_half_characters)])
    for one in (health, reference, routes):
        router.include_router(one.router)
    router.mount("/static", Assets(directory=STATIC))
    return tuple(router.routes)


def _answer_errors(app: FastAPI) -> None:
    app.exception_handler(EvidenceError)(_known)
    app.exception_handler(RequestValidationError)(_malformed)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(UnicodeEncodeError)(_no_text)


def _known(request: Request, error: Exception) -> Response:
    if not isinstance(error, EvidenceError):
        raise error
    return answer_problem(request.scope, problem(error))


def _malformed(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [{"field": ".".join(map(str, e["loc"][1:])), "problem": e["msg"]} for e in error.errors()]
    said = "; ".join(f"{w['field'] or 'request'}: {w['problem']}" for w in wrong)
    return answer_problem(request.scope, problem(Invalid(f"The request is not valid. {said}."), fields=wrong))


def _no_text(request: Request, _error: Exception) -> Response:
    return answer_problem(request.scope, problem(no_text()))


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.detail, dict):
        return answer_problem(request.scope, error.detail)
    if isinstance(error.__cause__, OSError):
        full = Unavailable(
            "The upload could not be taken in: the disk is full or fails. Free some space or check it."
        )
        return answer_problem(request.scope, problem(full))
    said = str(error.detail)
    if error.status_code == HTTPStatus.NOT_FOUND:
        return answer_problem(
            request.scope,
            problem(
                NotFound(
                    "There is nothing at this address. If you typed it, check it; if a link led here, it may be gone."
                )
            ),
        )
    if said.startswith("Too many files"):
        return answer_problem(request.scope, problem(TooLarge(f"{said} Send them in several uploads.")))
    return answer_problem(request.scope, problem_of_status(error.status_code, said), error.headers)


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schemas = schema.setdefault("components", {}).setdefault("schemas", {})
        schemas["Problem"] = problem_schema()
        # FastAPI describes its own form of a malformed request; ours is the problem document, as for all errors.
        for name in ("HTTPValidationError", "ValidationError"):
            schemas.pop(name, None)
        for operation in (operation for path in schema["paths"].values() for operation in path.values()):
            operation["responses"].get("422", {}).update(PROBLEM)
            if "requestBody" in operation:
                # A body may be no text, no JSON or no form at all, or larger than is taken.
                for status, described in problems(400, 413).items():
                    operation["responses"].setdefault(str(status), described)
        app.openapi_schema = schema
    return app.openapi_schema
