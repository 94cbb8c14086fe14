"""Signing in and out: by password and code, by a one-time link, and the first account of all."""

from dataclasses import dataclass
from typing import Annotated, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.entering import cookie_name
from app.errors import problem
from app.logs import note_refusal
from app.web.forms import FormDep
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.signing_in import sign_on
from app.web.signing_in.addresses import HOME, SIGN_IN, own_address
from app.web.signing_in.sign_on import came_from, signed_in, whole
from evidence.domain.signing_in import LINK_LASTS, SHORTEST_PASSWORD
from evidence.errors import Conflict, EvidenceError, Invalid, NotSignedIn
from evidence.services.signing_in import CodeNeeded, Present

router = APIRouter()
router.include_router(sign_on.router)
Key = Annotated[str, Query(max_length=200)]
Next = Annotated[str, Query(alias="next", max_length=2_000)]
_VOID_LINK = "This link is not whole. Copy all of it, or ask an administrator for another."


@dataclass(frozen=True, kw_only=True)
class SignInPage(Page):
    """Asks who somebody is."""

    template: ClassVar[str] = "signing_in/sign_in.html"

    next_page: str
    """Where to go afterwards: an address of our own."""
    sign_on: str
    """What the council's own sign-on is called; empty where there is none."""
    only_administrators: bool
    """Whether passwords are for administrators alone."""
    left: bool
    """Whether somebody has just signed out whom the council's sign-on had let in."""


@dataclass(frozen=True, kw_only=True)
class LinkPage(Page):
    """Lets somebody in who came by a one-time link."""

    template: ClassVar[str] = "signing_in/link.html"

    key: str
    """What the link holds; empty where it does not let anybody in."""
    refused: str
    """Why it lets nobody in; empty until that is known."""
    sign_on: str
    """What the council's own sign-on is called; empty where there is none."""


@dataclass(frozen=True, kw_only=True)
class FirstPage(Page):
    """Makes the first account of a library."""

    template: ClassVar[str] = "signing_in/first.html"

    key: str
    """What the link on the console holds."""
    refused: str
    """Why no account can be made here; empty where one can."""


@dataclass(frozen=True, kw_only=True)
class HelpPage(Page):
    """Says what to do when one cannot sign in."""

    template: ClassVar[str] = "signing_in/help.html"

    link_hours: int
    """How long a one-time link lasts."""
    shortest: int
    """The fewest characters of a password."""


@router.get(SIGN_IN)
def ask(request: Request, next_page: Next = HOME, out: Annotated[str, Query(max_length=10)] = "") -> Response:
    """Ask for e-mail address and password; who is signed in already may go on, or sign out first."""
    return show(request, _sign_in_page(request, own_address(next_page), left=bool(out)))


@router.post(SIGN_IN)
def sign_in(request: Request, form: FormDep) -> Response:
    """Let somebody in, or say that something was not right, never what."""
    address = own_address(form.text("next", longest=2_000))
    email = form.text("email", required="Enter your e-mail address.")
    password = form.raw("password")
    if not password:
        form.wrong("password", "Enter your password.")
    try:
        if not form.errors:
            cookie = whole(request).signing_in.with_password(email, password, form.text("code"), came_from(request))
            return signed_in(request, cookie, address)
    except EvidenceError as error:
        note_refusal(request.scope, problem(error))
        form.refuse(error, field="email")
    return show(request, _sign_in_page(request, address, form))


def _sign_in_page(request: Request, address: str, form: FormDep | None = None, *, left: bool = False) -> SignInPage:
    rules = whole(request).signing_on.rules
    return SignInPage(
        title="Sign in", next_page=address, sign_on=rules.name if rules else "", left=left and rules is not None,
        only_administrators=bool(rules and not rules.passwords_for_all), errors=tuple(form.errors) if form else (),
        values={"email": form.values.get("email", "")} if form else {},
    )  # fmt: skip


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Sign this browser out."""
    name = cookie_name(request.url.scheme)
    present: Present | None = request.state.present
    person = present.actor.person if present else None
    by_sign_on = bool(person and whole(request).people.get(person).subject)
    whole(request).signing_in.out(request.cookies.get(name, ""))
    answer = go(f"{SIGN_IN}?out=1" if by_sign_on else SIGN_IN, Said("You are signed out."))
    answer.delete_cookie(name, secure=request.url.scheme == "https", httponly=True, samesite="lax")
    answer.headers["clear-site-data"] = '"cache"'
    return answer


@router.get("/sign-in/link")
def ask_link(request: Request, key: Key = "") -> Response:
    """Show a button: opening a link must not use it up, for mail programs open links too."""
    return show(request, _link_page(request, key, refused="" if key else _VOID_LINK))


@router.post("/sign-in/link")
def use_link(request: Request, form: FormDep) -> Response:
    """Let somebody in once, and have them choose a password."""
    key = form.text("key", longest=200)
    try:
        cookie = whole(request).signing_in.with_link(key, came_from(request), form.text("code", longest=100))
    except CodeNeeded as error:
        note_refusal(request.scope, problem(error))
        form.refuse(error, field="code")
        return show(request, _link_page(request, key, form, refused=""))
    except EvidenceError as error:
        note_refusal(request.scope, problem(error))
        return show(request, _link_page(request, "", refused=error.message), status=422)
    return signed_in(request, cookie, "/you")


def _link_page(request: Request, key: str, form: FormDep | None = None, *, refused: str) -> LinkPage:
    rules = whole(request).signing_on.rules
    return LinkPage(
        title="This link does not let you in" if refused else "Sign in by a link", key=key, refused=refused,
        sign_on=rules.name if rules else "", errors=tuple(form.errors) if form else (),
    )  # fmt: skip


@router.get("/sign-in/first")
def ask_first(request: Request, key: Key = "") -> Response:
    """Ask who the first administrator is, of whoever has the link that the console showed."""
    return show(request, _first_page(key, refused=_refused_first(request, key)))


@router.post("/sign-in/first")
def make_first(request: Request, form: FormDep) -> Response:
    """Make the first account; only with the key that the console showed."""
    key = form.text("key", longest=200)
    refused = _refused_first(request, key)
    name = form.text("name", required="Enter your name, as colleagues know it.")
    email = form.text("email", required="Enter your e-mail address.")
    library = whole(request)
    if not (refused or form.errors):
        try:
            _, link = library.people.first(name, email)
            return signed_in(request, library.signing_in.with_link(link, came_from(request)), "/you")
        except Invalid as error:
            form.refuse(error, field="name")
        except Conflict as error:
            refused = error.message
    return show(request, _first_page(key, form, refused=refused), status=422)


def _first_page(key: str, form: FormDep | None = None, *, refused: str) -> FirstPage:
    sent = form if form and not refused else None
    return FirstPage(
        title="Make the first account", key=key, refused=refused, errors=tuple(sent.errors) if sent else (),
        values=sent.values if sent else {},
    )  # fmt: skip


def _refused_first(request: Request, key: str) -> str:
    """Say why no first account can be made, or nothing."""
    if whole(request).people.are_any():
        return "The first account has been made already. Sign in with it."
    try:
        request.app.state.first_key.must_be(key)
    except NotSignedIn as error:
        return error.message
    return ""


@router.get("/sign-in/help")
def show_help(request: Request) -> Response:
    """Say what to do when one cannot sign in."""
    hours = int(LINK_LASTS.total_seconds() // 3600)
    return show(request, HelpPage(title="I cannot sign in", link_hours=hours, shortest=SHORTEST_PASSWORD))
