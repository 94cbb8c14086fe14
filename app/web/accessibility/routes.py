"""The accessibility statement, in the form that the law gives public sector bodies; open to everybody."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.web import wording
from app.web.pages import Page
from app.web.rendering import show

router = APIRouter()
PREPARED_ON = date(2026, 11, 23)
"""When the statement was written; whoever changes what it says of the product changes this too."""


@dataclass(frozen=True, kw_only=True)
class StatementPage(Page):
    """Says how accessible the library is, what is not, and whom to tell."""

    template: ClassVar[str] = "accessibility/statement.html"

    prepared_on: str
    """The day of the statement, in words."""


@router.get("/accessibility")
def show_statement(request: Request) -> Response:
    """Show the statement."""
    return show(request, StatementPage(title="Accessibility statement", prepared_on=wording.day(PREPARED_ON)))
