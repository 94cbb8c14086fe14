"""The one-time link of somebody who cannot sign in by themselves yet, shown once to whoever asked for it."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import Request
from starlette.responses import Response

from app.web.pages import Page
from app.web.rendering import show
from evidence.domain.people import Person
from evidence.domain.signing_in import LINK_LASTS


@dataclass(frozen=True, kw_only=True)
class LinkMadePage(Page):
    """Shows a one-time link, this once."""

    template: ClassVar[str] = "people/link.html"

    person: Person
    """Whom it lets in."""
    link: str
    """The whole address."""
    hours: int
    """How long it lasts."""


def link_page(request: Request, person: Person, link: str, *, title: str) -> Response:
    """Show a link; it is kept nowhere, so that nobody can read it later."""
    reached = request.app.state.settings.address or str(request.base_url).rstrip("/")
    hours = int(LINK_LASTS.total_seconds() // 3600)
    return show(
        request, LinkMadePage(title=title, person=person, link=f"{reached}/sign-in/link?key={link}", hours=hours)
    )
