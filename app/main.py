"""The web application: routes, errors and what runs while it serves."""

import logging
import secrets
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from app.api import assurance, documents, frameworks, health, search, tags
from app.background import Background
from app.errors import RETRY_AFTER_SECONDS, family_of, problem, problem_schema, unexpected
from app.security import Guard
from app.settings import Settings
from app.wiring import open_library
from evidence.errors import EvidenceError, Invalid, NotFound, TooLarge

log = logging.getLogger("evidence.server")
PREFIX = "/api/v1"


def create_app(settings: Settings) -> FastAPI:
    """Make the application for the library in ``settings.home``; it opens when the server starts."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        library = open_library(settings)
        # Uploads spool inside the home, where there is room for them and nobody else looks.
        usual, tempfile.tempdir = tempfile.tempdir, str(library.home / "staging")
        app.state.library, app.state.background = library, Background(library)
        app.state.background.start()
        try:
            yield
        finally:
            app.state.background.stop()
            library.close()
            tempfile.tempdir = usual

    app = FastAPI(title="Evidence library", version="1", lifespan=lifespan, redoc_url=None)
    app.add_middleware(Guard, settings=settings)
    for resource in (documents, tags, search, frameworks, assurance):
        app.include_router(resource.router, prefix=PREFIX)
    app.include_router(health.router)
    app.exception_handler(EvidenceError)(_known)
    app.exception_handler(RequestValidationError)(_malformed)
    app.exception_handler(HTTPException)(_http)
    app.exception_handler(Exception)(_surprise)
    app.openapi = lambda: _openapi(app)  # type: ignore[method-assign]  # FastAPI's own way to extend it
    return app


def _answer(status: int, body: dict[str, Any]) -> JSONResponse:
    headers = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == 503 else None  # noqa: PLR2004 - HTTP's number
    return JSONResponse(body, status, headers=headers, media_type="application/problem+json")


def _known(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, EvidenceError):
        raise error
    return _answer(family_of(error)[0], problem(error))


def _malformed(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    wrong = [{"field": ".".join(map(str, e["loc"][1:])), "problem": e["msg"]} for e in error.errors()]
    said = "; ".join(f"{w['field'] or 'request'}: {w['problem']}" for w in wrong)
    return _answer(422, problem(Invalid(f"The request is not valid. {said}."), fields=wrong))


def _http(_request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    if isinstance(error.detail, dict):
        return _answer(error.status_code, error.detail)
    said = str(error.detail)
    if error.status_code == 404:  # noqa: PLR2004 - HTTP's number
        return _answer(404, problem(NotFound("There is nothing at this address. /docs lists what there is.")))
    if said.startswith("Too many files"):
        return _answer(413, problem(TooLarge(f"{said} Send them in several uploads.")))
    return _answer(error.status_code, {**problem(Invalid(said)), "status": error.status_code})


def _surprise(_request: Request, error: Exception) -> JSONResponse:
    error_id = secrets.token_hex(4)
    log.error("failure %s: %s", error_id, type(error).__name__, exc_info=error)
    return _answer(500, unexpected(error_id))


def _openapi(app: FastAPI) -> dict[str, Any]:
    if app.openapi_schema is None:
        schema = get_openapi(title=app.title, version=app.version, routes=app.routes)
        schema.setdefault("components", {}).setdefault("schemas", {})["Problem"] = problem_schema()
        app.openapi_schema = schema
    return app.openapi_schema
