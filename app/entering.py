"""The door: who is here, asked once for every request, before anything else of it is read."""

import secrets

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from app.answering import Answer
from app.errors import problem
from evidence.errors import EvidenceError, NotAllowed, NotSignedIn
from evidence.services.second_factors import SecondFactorNeeded
from evidence.services.signing_in import Present, SigningIn

OPEN_TO_ALL = (
    "/sign-in", "/sign-in/link", "/sign-in/first", "/sign-in/help", "/sign-out", "/sign-on", "/sign-on/back",
    "/sign-on/out", "/accessibility", "/healthz", "/readyz", "/metrics",
)  # fmt: skip
"""What can be reached without being signed in, beside our own styles and scripts."""
_STATIC = "/static/"
ENROLLING = ("/you", "/you/password", "/you/app", "/you/app/confirm")
"""What is open, beside that, to who has still to set up an authenticator app that a role of theirs asks for."""
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_BEARER = "bearer "


def cookie_name(scheme: str) -> str:
    """Return the name of the cookie that signs a browser in.

    Over HTTPS the name itself makes browsers refuse one that another host, path or an insecure page has set.
    """
    return "__Host-evidence" if scheme == "https" else "evidence"


def sign_on_cookie_name(scheme: str) -> str:
    """Return the name of the cookie that a browser keeps while it is at the provider of the council's sign-on."""
    return f"{cookie_name(scheme)}-sign-on"


class Door:
    """Lets requests in whose sender is known, and notes who it is in ``request.state.present``."""

    def __init__(self, app: ASGIApp, answer: Answer) -> None:
        self._app = app
        self._answer = answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or say that nobody is signed in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_open = scope["path"] in OPEN_TO_ALL or scope["path"].startswith(_STATIC)
        try:
            present = await run_in_threadpool(_present, scope)
        except EvidenceError as error:
            if not is_open:
                await self._answer(scope, problem(error))(scope, receive, send)
                return
            present = None
        scope.setdefault("state", {})["present"] = present
        await self._app(scope, receive, send)


def _present(scope: Scope) -> Present:
    found = _known(scope)
    if found.lacks_second_factor and scope["path"] not in ENROLLING:
        raise SecondFactorNeeded
    return found


def _known(scope: Scope) -> Present:
    headers = Headers(scope=scope)
    signing_in: SigningIn = scope["app"].state.library.signing_in
    given = headers.get("authorization", "")
    if given.casefold().startswith(_BEARER):
        if not scope["path"].startswith("/api/"):
            raise NotSignedIn("A token opens the API only. Sign in to see pages.")
        found = signing_in.with_token(given[len(_BEARER) :].strip())
        if scope["method"] not in _SAFE and not found.may_write:
            raise NotAllowed("This token may only read. Make one that may write on the page “Your account”.")
        return found
    cookie = cookie_parser(headers.get("cookie", "")).get(cookie_name(scope["scheme"]))
    if not cookie:
        raise NotSignedIn("You are not signed in. Sign in to go on.")
    return signing_in.present(cookie)


class FirstKey:
    """The key in the link that the console shows while there is no account; whoever has it makes the first."""

    def __init__(self) -> None:
        self.key = secrets.token_urlsafe(32)

    def must_be(self, given: str) -> None:
        """Raise ``NotSignedIn`` unless this is the key."""
        if not secrets.compare_digest(self.key.encode(), given.encode()):
            raise NotSignedIn(
                "This is not the link that the server showed when it started. Start it again to see a new one."
            )
