"""Single sign-on as an administrator sees it: how it is set up, and whether it works at this moment."""

from dataclasses import dataclass
from typing import ClassVar, NamedTuple

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import LibraryDep
from app.settings import Settings
from app.web.asking import needs
from app.web.pages import Page
from app.web.people.fields import roles_words
from app.web.rendering import show
from app.web.signing_in.sign_on import back_address
from app.web.wording import listed, many
from app.wiring import Library
from evidence.domain.people import ROLE_TITLES, ROLES
from evidence.domain.sign_on import SignOnRules
from evidence.errors import NotFound
from evidence.ports import Examined

router = APIRouter(dependencies=[needs("administrator")])
ADDRESS = "/administration/sign-on"
_NEEDED = ("sign_on_issuer", "sign_on_client_id", "sign_on_client_secret_file")


class Told(NamedTuple):
    """One thing about how sign-on is set up."""

    title: str
    words: str


@dataclass(frozen=True, kw_only=True)
class SignOnPage(Page):
    """How single sign-on is set up and, once it was asked for, what is wrong with it. It never shows the secret."""

    template: ClassVar[str] = "administration/sign_on.html"

    back: str
    """Our address that the provider must know."""
    told: tuple[Told, ...]
    """How it is set up; empty where there is none."""
    roles: tuple[Told, ...]
    """What each group or app role gives; empty where roles are kept here."""
    nobody_gets: str
    """The roles that no group gives, in words; empty where roles are kept here or each is given."""
    missing: tuple[Told, ...]
    """The settings that would set it up, with their help; empty where it is set up."""
    found: tuple[Examined, ...] | None
    """What asking the provider found; ``None`` before it was asked."""
    wrong: int = 0
    """How many of what was found must be put right."""


@router.get(ADDRESS)
def show_sign_on(request: Request, library: LibraryDep) -> Response:
    """Show how it is set up. The provider is asked only when somebody says so."""
    return show(request, _page(request, library, None))


@router.post(f"{ADDRESS}/check")
def check_sign_on(request: Request, library: LibraryDep) -> Response:
    """Ask the provider now, and show what was found; nothing is changed or kept."""
    try:
        found = tuple(library.signing_on.examine(back_address(request)))
    except NotFound:
        found = None
    return show(request, _page(request, library, found))


def _page(request: Request, library: Library, found: tuple[Examined, ...] | None) -> SignOnPage:
    settings: Settings = request.app.state.settings
    rules, back = library.signing_on.rules, back_address(request)
    if rules is None:
        missing = tuple(Told(f"EVIDENCE_{name.upper()}", _help(name)) for name in _NEEDED)
        return SignOnPage(
            title="Single sign-on", back=back, told=(), roles=(), nobody_gets="", missing=missing, found=None
        )
    given = rules.roles or {}
    lacking = [ROLE_TITLES[role] for role in ROLES if not any(role in some for some in given.values())]
    return SignOnPage(
        title="Single sign-on", back=back, told=_told(rules, settings, library),
        roles=tuple(Told(group, roles_words(roles)) for group, roles in sorted(given.items())),
        nobody_gets=listed(lacking) if given else "", missing=(), found=found,
        wrong=sum(not one.is_well for one in found or ()),
    )  # fmt: skip


def _told(rules: SignOnRules, settings: Settings, library: Library) -> tuple[Told, ...]:
    people = [one for one in library.people.all() if one.state != "disabled"]
    joined = sum(one.subject is not None for one in people)
    file = settings.sign_on_client_secret_file
    return (
        Told("Signs in with", rules.name),
        Told("Issuer", rules.issuer),
        Told("Client id", rules.client_id),
        Told("Client secret", f"{f'In the file {file}' if file else 'In a setting'}; it is never shown"),
        Told("Accounts joined to it", f"{joined:,} of {many(len(people), 'account')}"),
        Told("Somebody new", _newcomers(rules)),
        Told("Passwords", "Everybody who has one" if rules.passwords_for_all else "Administrators alone"),
    )  # fmt: skip


def _newcomers(rules: SignOnRules) -> str:
    if not (rules.adds_people and rules.roles):
        return "Gets no account by it: add them under People"
    of = f", with an address of {listed(sorted(rules.domains))}" if rules.domains else ""
    return f"Gets an account when a group gives a role{of}"


def _help(name: str) -> str:
    return (Settings.model_fields[name].description or "").replace("`", "")
