"""Single sign-on in a browser: to the provider, back from it, and out of it."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.entering import cookie_name, sign_on_cookie_name
from app.web.pages import Page
from app.web.rendering import show
from app.web.signing_in.addresses import HOME, SIGN_IN, own_address
from app.wiring import Library
from evidence.domain.sign_on import UNDER_WAY
from evidence.errors import EvidenceError, NotFound
from evidence.services.signing_in import From
from evidence.services.signing_on import Answer

router = APIRouter()
SIGN_ON = "/sign-on"
_BACK = f"{SIGN_ON}/back"
Given = Annotated[str, Query(max_length=20_000)]


@dataclass(frozen=True, kw_only=True)
class NotSignedOnPage(Page):
    """Says why the council's sign-on let nobody in, and what else there is."""

    template: ClassVar[str] = "signing_in/not_signed_on.html"

    reason: str
    """What went wrong, and what to do."""
    name: str
    """What one signs in with."""
    again: str
    """Where to begin again."""


@router.get(SIGN_ON)
def begin(
    request: Request, next_page: Annotated[str, Query(alias="next", max_length=2_000)] = HOME,
    key: Annotated[str, Query(max_length=200)] = "",
) -> Response:  # fmt: skip
    """Send the browser to the provider. Nothing is kept here: all it needs to come back lies in its cookie."""
    wanted = own_address(next_page)
    try:
        cookie, address = whole(request).signing_on.begin(back_address(request), next_page=wanted, link=key)
    except NotFound:
        raise
    except EvidenceError as error:
        return _refused(request, error.message, next_page=wanted)
    answer = RedirectResponse(address, 303)
    answer.set_cookie(
        sign_on_cookie_name(request.url.scheme), cookie, max_age=int(UNDER_WAY.total_seconds()),
        secure=request.url.scheme == "https", httponly=True, samesite="lax",
    )  # fmt: skip
    return answer


@router.get(_BACK)
def come_back(request: Request, state: Given = "", code: Given = "", error: Given = "", iss: Given = "") -> Response:
    """Let in whom the provider vouches for, or say why not."""
    name = sign_on_cookie_name(request.url.scheme)
    try:
        came = whole(request).signing_on.finish(
            request.cookies.get(name, ""), Answer(state, code, error, iss or None), back_address(request),
            came_from(request),
        )  # fmt: skip
    except NotFound:
        raise
    except EvidenceError as refusal:
        answer: Response = _refused(request, refusal.message)
    else:
        answer = signed_in(request, came.cookie, own_address(came.next_page))
    answer.delete_cookie(name, secure=request.url.scheme == "https", httponly=True, samesite="lax")
    return answer


@router.get(f"{SIGN_ON}/out")
def leave(request: Request) -> Response:
    """Send the browser to where its session at the provider ends; here it is signed out already."""
    try:
        address = whole(request).signing_on.sign_out_address(f"{reached(request)}{SIGN_IN}")
    except NotFound:
        raise
    except EvidenceError as error:
        return _refused(request, error.message)
    if address is None:
        return _refused(request, "The council’s sign-on offers no way to sign out there. Close the browser.")
    return RedirectResponse(address, 303)


def reached(request: Request) -> str:
    """Return the address that people use, without a path."""
    return request.app.state.settings.address or str(request.base_url).rstrip("/")


def back_address(request: Request) -> str:
    """Return our address that the provider sends browsers to; it must be told of it beforehand."""
    return f"{reached(request)}{_BACK}"


def came_from(request: Request) -> From:
    """Return where a request comes from, for the list of one's own sign-ins."""
    return From(request.client.host if request.client else "", request.headers.get("user-agent", ""))


def signed_in(request: Request, cookie: str, address: str) -> Response:
    """Give the browser its cookie and send it on; who was signed in here before is so no more."""
    answer = RedirectResponse(address, 303)
    name, secure = cookie_name(request.url.scheme), request.url.scheme == "https"
    whole(request).signing_in.out(request.cookies.get(name, ""))
    answer.set_cookie(name, cookie, secure=secure, httponly=True, samesite="lax")
    return answer


def whole(request: Request) -> Library:
    """Return the library as it is before anybody is known."""
    library: Library = request.app.state.library
    return library


def _refused(request: Request, reason: str, *, next_page: str = HOME) -> Response:
    rules = whole(request).signing_on.rules
    name = rules.name if rules else ""
    again = SIGN_ON if next_page == HOME else f"{SIGN_ON}?next={quote(next_page, safe='')}"
    page = NotSignedOnPage(title="You were not signed in", reason=reason, name=name, again=again)
    return show(request, page, status=422)
