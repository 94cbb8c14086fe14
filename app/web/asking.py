"""Who asks for a page, and what handlers of pages share with those of the API."""

import base64
from typing import Annotated

from fastapi import Depends, Request

from app.web.pages import Said
from app.web.saying import COOKIE, heard
from evidence.domain.people import Actor

NAME_COOKIE = "name"
LONGEST_NAME = 100


def name_of(request: Request) -> str:
    """Return the name that the history gives to work done in this browser.

    Until accounts exist anybody may give any name: it tells colleagues apart and proves nothing.
    """
    default: str = request.app.state.library.actor.name
    try:
        kept = base64.urlsafe_b64decode(request.cookies.get(NAME_COOKIE, "")).decode()
    except ValueError:
        return default
    return kept.strip()[:LONGEST_NAME] or default


def kept_name(name: str) -> str:
    """Return a name as its cookie keeps it."""
    return base64.urlsafe_b64encode(name.encode()).decode()


def page_actor_of(request: Request) -> Actor:
    """Return who does what is done in this browser."""
    return Actor(name_of(request))


def said_in(request: Request) -> Said | None:
    """Return what the last action left to be said on this page."""
    return heard(request.cookies.get(COOKIE))


PageActorDep = Annotated[Actor, Depends(page_actor_of)]
