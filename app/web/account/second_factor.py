"""An authenticator app: setting it up, its recovery codes, taking it off."""

from dataclasses import dataclass
from typing import ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import LibraryDep, PresentDep
from app.web.account.picture import Code, code_of
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.signing_in.addresses import APP
from app.wiring import Library
from evidence.errors import Conflict, EvidenceError
from evidence.services.signing_in import Present

router = APIRouter()
ADDRESS = APP
_HOME = "/you#app"
_ASK_FOR_CODE = "Enter the six figures that the app shows now."


@dataclass(frozen=True, slots=True)
class Begun:
    """An app that was begun and waits for its first code."""

    key: str
    """Its key in groups of four, to be typed where nothing can be scanned."""
    address: str
    """What opens the app on the same device."""
    picture: Code
    """What the app scans."""


@dataclass(frozen=True, kw_only=True)
class AppPage(Page):
    """Sets an authenticator app up, or changes what there is of one."""

    template: ClassVar[str] = "account/app.html"

    is_set_up: bool
    """Whether an app is asked for when signing in."""
    begun: Begun | None
    """What the app is told, while it waits for its first code."""
    codes_left: int
    """How many recovery codes are left."""
    has_password: bool
    """Whether they sign in with a password here, which the app stands beside."""
    is_asked: bool
    """Whether a role of theirs asks for one, and nothing else is open until it is set up."""


@dataclass(frozen=True, kw_only=True)
class RecoveryPage(Page):
    """Shows recovery codes, this once."""

    template: ClassVar[str] = "account/recovery.html"

    codes: tuple[str, ...]
    """The codes, each good for one time."""


@router.get(ADDRESS)
def show_app(request: Request, library: LibraryDep, present: PresentDep) -> Response:
    """Show how an app is set up, or what can be done with the one there is."""
    return show(request, _page(library, present))


@router.post(ADDRESS)
def begin(request: Request, library: LibraryDep, present: PresentDep, form: FormDep) -> Response:
    """Draw a new key for an app, for who types the present password."""
    password = form.raw("password")
    if not password:
        form.wrong("password", "Enter your present password.")
    if not form.errors:
        try:
            library.own_account.begin_second_factor(present.actor, password, keep=present.sign_in)
            return go(ADDRESS)
        except Conflict as error:
            return go(_HOME, Said(error.message))
        except EvidenceError as error:
            form.refuse(error, field="password")
    return show(request, _page(library, present, form))


@router.post(f"{ADDRESS}/confirm")
def confirm(request: Request, library: LibraryDep, present: PresentDep, form: FormDep) -> Response:
    """Put the app in force once it shows the right code, and show the recovery codes."""
    code = form.text("code", required=_ASK_FOR_CODE, longest=20)
    if not form.errors:
        try:
            codes = library.own_account.confirm_second_factor(present.actor, code, keep=present.sign_in)
            return show(request, RecoveryPage(title="Keep your recovery codes", codes=tuple(codes)))
        except Conflict as error:
            return go(_HOME, Said(error.message))
        except EvidenceError as error:
            form.refuse(error, field="code")
    return show(request, _page(library, present, form))


@router.post(f"{ADDRESS}/codes")
def renew_codes(request: Request, library: LibraryDep, present: PresentDep, form: FormDep) -> Response:
    """Draw new recovery codes; the old ones are void."""
    code = form.text("code", required=_ASK_FOR_CODE, longest=20)
    if not form.errors:
        try:
            codes = library.own_account.new_recovery_codes(present.actor, code)
            return show(request, RecoveryPage(title="Keep your recovery codes", codes=tuple(codes)))
        except EvidenceError as error:
            form.refuse(error, field="code")
    return show(request, _page(library, present, form))


@router.post(f"{ADDRESS}/remove")
def remove(request: Request, library: LibraryDep, present: PresentDep, form: FormDep) -> Response:
    """Take the app off the account."""
    code = form.text("remove_code", required=_ASK_FOR_CODE, longest=20)
    if not form.errors:
        try:
            library.own_account.remove_second_factor(present.actor, code, keep=present.sign_in)
            return go(_HOME, Said("The authenticator app is removed. You sign in with your password alone."))
        except EvidenceError as error:
            form.wrong("remove_code", error.message)
    return show(request, _page(library, present, form))


def _page(library: Library, present: Present, form: Form | None = None) -> AppPage:
    account = library.own_account.look(present.actor)
    begun = library.own_account.begun_second_factor(present.actor)
    return AppPage(
        title="Your authenticator app", is_set_up=account.second_factor_since is not None,
        begun=Begun(grouped(begun[0]), begun[1], code_of(begun[1])) if begun else None,
        codes_left=account.recovery_left, has_password=account.has_password,
        is_asked=present.lacks_second_factor, errors=tuple(form.errors) if form else (),
    )  # fmt: skip


def grouped(key: str) -> str:
    """Write a key so that it can be typed off a screen.

    >>> grouped("ABCDEFGHIJ")
    'ABCD EFGH IJ'
    """
    return " ".join(key[start : start + 4] for start in range(0, len(key), 4))
