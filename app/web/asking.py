"""What pages ask of every request: who may open them, and what the last page left to be said on this one."""

from collections.abc import Collection
from typing import Any

from fastapi import Depends, Request

from app.api.resources import ActorDep
from app.web.pages import Said
from app.web.saying import cookie_name, heard
from app.web.wording import either
from evidence.domain.people import ROLE_TITLES, ROLES, Role
from evidence.errors import NotAllowed


def said_in(request: Request) -> Said | None:
    """Return what the last action left to be said on this page."""
    return heard(request.cookies.get(cookie_name(request.url.scheme)))


def needs(*roles: Role) -> Any:
    """Return what a router or a route depends on that is for these roles only, any one of them.

    Everybody else is refused before anything is read or shown.
    """

    def refuse_others(actor: ActorDep) -> None:
        if not actor.roles.intersection(roles):
            raise NotAllowed(
                f"This page is for whoever has the role of {in_words(roles)}. Ask an administrator for it.",
                details={"needs": sorted(roles)},
            )

    return Depends(refuse_others)


def in_words(roles: Collection[Role]) -> str:
    """Say any one of some roles.

    >>> in_words({"administrator", "lead"})
    'assurance lead or administrator'
    """
    return either([ROLE_TITLES[role] for role in ROLES if role in roles])
