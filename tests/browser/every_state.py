"""All states of all pages, gathered from the areas; and which route shows each."""

import importlib
import re
from collections.abc import Iterator
from pathlib import Path

from fastapi import APIRouter
from fastapi.routing import APIRoute

from app.web import routes
from tests.browser.state import State

AREAS = sorted(path.stem for path in Path(__file__).parent.glob("states_*.py"))
STATES: tuple[tuple[str, State], ...] = tuple(
    (area.removeprefix("states_"), state)
    for area in AREAS
    for state in importlib.import_module(f"tests.browser.{area}").STATES
)
FILES = re.compile(r"/(picture|original|file|report|download|export|messages)(/|$|\.)")
"""Routes that answer with a file, not with a page."""


def routes_of_pages() -> list[str]:
    """The path of every route that shows a page."""
    shown = {route.path for pages in routes.PAGES for route in _leaves(pages.router) if "GET" in route.methods}
    return sorted(path for path in shown if not FILES.search(path))


def _leaves(router: APIRouter) -> Iterator[APIRoute]:
    """The routes of a router, and of those it includes."""
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _leaves(route.original_router)


def route_of(path: str) -> str | None:
    """The route that answers an address: the most exact of those that fit."""
    bare = path.partition("?")[0].partition("#")[0]
    fitting = [route for route in routes_of_pages() if re.fullmatch(_pattern(route), bare)]
    return min(fitting, key=lambda route: (route.count("{"), -len(route)), default=None)


def _pattern(route: str) -> str:
    return re.sub(r"\{\w+\}", "[^/]+", re.sub(r"\{\w+:path\}", ".+", route))
