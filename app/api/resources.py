"""What handlers share: the open library, who asks, and the pages of a list."""

import json
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.requests import ClientDisconnect

from app.background import Background
from app.chores import Chores
from app.copying import Copying
from app.making import Making
from app.wiring import Library
from evidence.domain.people import Actor
from evidence.errors import NotSignedIn
from evidence.services.signing_in import Present


def present_of(request: Request) -> Present:
    """Return who is here; the door has seen to it that somebody is."""
    present: Present | None = request.state.present
    if present is None:
        raise NotSignedIn("You are not signed in. Sign in to go on.")
    return present


def library_of(request: Request) -> Library:
    """Return the library as whoever asks may see it."""
    whole: Library = request.app.state.library
    return whole.within(present_of(request).opened)


async def refuse_half_characters(request: Request) -> None:
    r"""Refuse a JSON body with half a character (``"\ud800"``), which nothing can keep or send.

    Raises ``UnicodeEncodeError``, which is answered as what can be mended.
    """
    if "json" not in request.headers.get("content-type", ""):
        return
    try:
        text = json.dumps(await request.json(), ensure_ascii=False)
    except (ValueError, RecursionError, ClientDisconnect):
        # It is none, too deep, or not all there: a route that takes JSON says so itself, others do not look at it.
        return
    text.encode()


def background_of(request: Request) -> Background:
    """Return the background worker of this application."""
    background: Background = request.app.state.background
    return background


def actor_of(request: Request) -> Actor:
    """Return who asks."""
    return present_of(request).actor


def making_of(request: Request) -> Making:
    """Return what makes packs in this application."""
    making: Making = request.app.state.making
    return making


def copying_of(request: Request) -> Copying:
    """Return what makes redacted copies in this application."""
    copying: Copying = request.app.state.copying
    return copying


def chores_of(request: Request) -> Chores:
    """Return what checks the library and rebuilds its index in this application."""
    chores: Chores = request.app.state.chores
    return chores


PresentDep = Annotated[Present, Depends(present_of)]
LibraryDep = Annotated[Library, Depends(library_of)]
BackgroundDep = Annotated[Background, Depends(background_of)]
MakingDep = Annotated[Making, Depends(making_of)]
CopyingDep = Annotated[Copying, Depends(copying_of)]
ChoresDep = Annotated[Chores, Depends(chores_of)]
ActorDep = Annotated[Actor, Depends(actor_of)]
Page = Annotated[int, Query(ge=1, description="Which page, from 1.")]
VersionNumber = Annotated[int | None, Query(ge=1, le=1_000_000, description="The version in use unless told.")]
PerPage = Annotated[int, Query(ge=1, le=500, description="How many on a page.")]


def paged(items: list[Any], page: int, per_page: int) -> dict[str, Any]:
    """Return one page of a list with its totals; a page past the end is empty."""
    start = (page - 1) * per_page
    return {"total": len(items), "page": page, "per_page": per_page, "items": items[start : start + per_page]}


PROBLEM: dict[str, Any] = {
    "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Describe, for OpenAPI, the errors that a route can give: these, and those that every route can."""
    words = {
        400: "The request cannot be understood", 401: "Not signed in", 403: "Not allowed",
        404: "Not found", 409: "Conflict",
        413: "Too large", 415: "Not a kind of file the library takes", 422: "Not valid",
        429: "Too often; try again later",
        500: "Something is damaged, or went wrong in a way that nobody foresaw",
        503: "Not available now; try again later",
    }  # fmt: skip
    return {status: {"description": words[status], **PROBLEM} for status in sorted({*statuses, 401, 403, 500, 503})}
