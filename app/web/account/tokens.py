"""Tokens: what lets a program act for somebody over the API."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web import wording
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from evidence.domain.accounts import Token
from evidence.errors import EvidenceError
from evidence.services.own_account import LONGEST_TOKEN_DAYS

router = APIRouter()
ADDRESS = "/you/tokens"
_HOME = "/you#tokens"
_SCOPES = {"read": "Read only", "write": "Read, and change what you may change"}
_USUAL_DAYS = "90"


@dataclass(frozen=True, slots=True)
class TokenLine:
    """A token as a list shows it."""

    id: str
    name: str
    scope: str
    """What it lets a program do, in words."""
    made_on: str
    until: str
    used: str
    """When it was last used, in words."""


@dataclass(frozen=True, kw_only=True)
class NewTokenPage(Page):
    """Asks what a token is for."""

    template: ClassVar[str] = "account/new_token.html"

    scopes: tuple[tuple[str, str], ...]
    """What a token may let a program do."""
    most_days: int
    """How long one may last."""


@dataclass(frozen=True, kw_only=True)
class TokenMadePage(Page):
    """Shows a token, this once."""

    template: ClassVar[str] = "account/token_made.html"

    line: TokenLine
    """What was made."""
    secret: str
    """What the program sends."""
    address: str
    """Where the program sends it."""


@router.get(ADDRESS)
def ask_token(request: Request) -> Response:
    """Ask what a token is for."""
    return show(request, _new_page())


@router.post(ADDRESS)
def make_token(request: Request, library: LibraryDep, actor: ActorDep, form: FormDep) -> Response:
    """Make a token and show it this once."""
    name = form.text("name", required="Say what the token is for.", longest=100)
    scope = form.choice("scope", _SCOPES, required="Choose what it may do.")
    days = form.number("days")
    if days is None:
        form.wrong("days", f"Enter how many days it lasts, from 1 to {LONGEST_TOKEN_DAYS}.")
    if not form.errors:
        try:
            token, secret = library.own_account.make_token(actor, name, scope=scope, days=days or 0)
            address = f"{request.app.state.settings.address or str(request.base_url).rstrip('/')}/api/v1"
            (line,) = token_lines([token])
            return show(request, TokenMadePage(title="Your token", line=line, secret=secret, address=address))
        except EvidenceError as error:
            form.refuse(error, field="name")
    return show(request, _new_page(form))


@router.post(f"{ADDRESS}/{{token}}/take-back")
def take_back(library: LibraryDep, actor: ActorDep, token: str) -> Response:
    """Refuse the token's program from now on."""
    library.own_account.take_back_token(actor, token)
    return go(_HOME, Said(f"The token {token} is taken back. Its program is refused from now on."))


def token_lines(tokens: Sequence[Token]) -> tuple[TokenLine, ...]:
    """Return tokens as a list shows them."""
    return tuple(
        TokenLine(
            one.id, one.name, _SCOPES[one.scope], wording.day(one.made_at), wording.day(one.until),
            f"last used on {wording.day(one.used_at)}" if one.used_at else "not used yet",
        )
        for one in tokens
    )  # fmt: skip


def _new_page(form: Form | None = None) -> NewTokenPage:
    return NewTokenPage(
        title="Make a token", scopes=tuple(_SCOPES.items()), most_days=LONGEST_TOKEN_DAYS,
        errors=tuple(form.errors) if form else (),
        values=form.values if form else {"scope": "read", "days": _USUAL_DAYS},
    )  # fmt: skip
