"""Your account: who you are here, and how you sign in."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import LibraryDep, PresentDep
from app.web import wording
from app.web.account import second_factor, tokens
from app.web.account.browsers import browser_words
from app.web.account.tokens import TokenLine, token_lines
from app.web.forms import FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from evidence.domain.people import ROLE_TITLES, Person
from evidence.domain.signing_in import SHORTEST_PASSWORD
from evidence.errors import EvidenceError
from evidence.services.own_account import Account
from evidence.services.signing_in import Present

router = APIRouter()
ADDRESS = "/you"


@dataclass(frozen=True, slots=True)
class SignInLine:
    """One browser in which somebody is signed in."""

    id: str
    browser: str
    from_address: str
    began_at: datetime
    seen_at: datetime
    this_one: bool
    """Whether it is the browser that asks."""


@dataclass(frozen=True, kw_only=True)
class AccountPage(Page):
    """Who somebody is here, and how they sign in."""

    template: ClassVar[str] = "account/account.html"

    person: Person
    """Their account."""
    roles: tuple[tuple[str, str], ...]
    """Title of each of their roles, and what it may do."""
    has_password: bool
    """Whether they have chosen a password; who has not is asked for one before anything else."""
    password_changed_on: str
    """When they chose it, in words."""
    shortest: int
    """The fewest characters of a password."""
    app_since: str
    """Since when an authenticator app is asked for, in words; empty where there is none."""
    codes_left: int
    """How many recovery codes are left."""
    sign_ins: tuple[SignInLine, ...]
    """Where they are signed in, the one used last first."""
    tokens: tuple[TokenLine, ...]
    """What lets programs act for them."""


@dataclass(frozen=True, kw_only=True)
class PasswordPage(Page):
    """Asks for a password: the first, or another."""

    template: ClassVar[str] = "account/password.html"

    person: Person
    """Whose it is, so that password managers keep it with the right name."""
    has_password: bool
    """Whether there is one, which is asked for too."""
    shortest: int
    """The fewest characters that it may have."""


@router.get(ADDRESS)
def show_account(request: Request, library: LibraryDep, present: PresentDep) -> Response:
    """Show one's own account."""
    return show(request, _account_page(library.own_account.look(present.actor), present))


@router.get(f"{ADDRESS}/password")
def ask_password(request: Request, library: LibraryDep, present: PresentDep) -> Response:
    """Ask for a password."""
    return show(request, _password_page(library.own_account.look(present.actor)))


@router.post(f"{ADDRESS}/password")
def choose_password(request: Request, library: LibraryDep, present: PresentDep, form: FormDep) -> Response:
    """Keep the password; everywhere else one is signed out at once."""
    account = library.own_account.look(present.actor)
    old, new = form.raw("old"), form.raw("new")
    if account.has_password and not old:
        form.wrong("old", "Enter your present password.")
    if not new:
        form.wrong("new", "Enter a new password.")
    if not form.errors:
        try:
            library.own_account.choose_password(present.actor, new, old=old or None, keep=present.sign_in)
            return go(ADDRESS, Said("Your password is chosen. Everywhere else you are signed out now."))
        except EvidenceError as error:
            form.refuse(error, field="new")
    return show(request, _password_page(account, form))


@router.post(f"{ADDRESS}/sign-ins/{{sign_in}}/end")
def end_sign_in(library: LibraryDep, present: PresentDep, sign_in: str) -> Response:
    """Sign another browser out, such as that of a lost telephone."""
    library.own_account.end_sign_in(present.actor, sign_in)
    return go(f"{ADDRESS}#signed-in", Said("That browser is signed out."))


def _account_page(account: Account, present: Present) -> AccountPage:
    return AccountPage(
        title="Your account", person=account.person, has_password=account.has_password,
        roles=tuple((ROLE_TITLES[role], wording.ROLE_WORDS[role]) for role in account.person.roles),
        password_changed_on=wording.day(account.password_changed_at), shortest=SHORTEST_PASSWORD,
        app_since=wording.day(account.second_factor_since), codes_left=account.recovery_left,
        sign_ins=tuple(
            SignInLine(
                one.id, browser_words(one.browser), one.from_address, one.began_at, one.seen_at,
                this_one=one.id == present.sign_in,
            )
            for one in account.sign_ins
        ),
        tokens=token_lines(account.tokens),
    )  # fmt: skip


def _password_page(account: Account, form: FormDep | None = None) -> PasswordPage:
    return PasswordPage(
        title="Change your password" if account.has_password else "Choose a password", person=account.person,
        has_password=account.has_password, shortest=SHORTEST_PASSWORD, errors=tuple(form.errors) if form else (),
    )  # fmt: skip


for part in (second_factor, tokens):
    router.include_router(part.router)
