"""Failures as pages for people and as problem documents for programs: one place decides which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import Scope

from app.answering import problem_answer
from app.logs import note_refusal
from app.web.pages import Page, Shell
from app.web.rendering import POLICY, environment
from app.web.restricted.addresses import opening_address
from app.web.signing_in.addresses import APP, sign_in_address
from app.web.wording import for_pages, listed
from evidence.domain.people import ROLE_TITLES, ROLES
from evidence.services.restricting import NotOpened
from evidence.services.second_factors import SecondFactorNeeded
from evidence.services.signing_in import Present

_PROGRAMS = ("/api/", "/healthz", "/readyz", "/metrics", "/openapi.json")
_NOT_SIGNED_IN, _NOT_ALLOWED = 401, 403
_WAYS_ON = {
    401: (("/sign-in", "Sign in"), ("/sign-in/help", "I cannot sign in")),
    404: (("/search", "Find an example"), ("/documents", "Look through the documents")),
}
"""Where to go on from a failure, by its status."""
_WAY_HOME = (("/", "Go to where we stand"),)


@dataclass(frozen=True, kw_only=True)
class FailurePage(Page):
    """What could not be done, and what to do next."""

    template: ClassVar[str] = "errors/failure.html"

    detail: str
    """What happened and what to do next."""
    roles: str
    """The roles of whoever was refused, in words; empty where that is not why."""
    ways_on: tuple[tuple[str, str], ...]
    """Where to go on: address and words."""


def answer_problem(scope: Scope, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a failure: a page where a person asked in a browser, a problem document otherwise."""
    note_refusal(scope, body)
    told = problem_answer(body, headers)
    if not _is_for_people(scope):
        return told
    instead = _asked_first(scope, body)
    if instead:
        return RedirectResponse(instead, 303)
    present: Present | None = scope.get("state", {}).get("present")
    held = present.actor.roles if present else frozenset()
    refused = body["status"] == _NOT_ALLOWED and present
    page = FailurePage(
        title=str(body["title"]), detail=for_pages(str(body["detail"])),
        ways_on=_WAYS_ON.get(body["status"], _WAY_HOME),
        roles=listed([ROLE_TITLES[role] for role in ROLES if role in held]) if refused else "",
    )  # fmt: skip
    name = present.actor.name if present else ""
    shell = Shell(council="", name=name, roles=held, path=scope["path"], section="")
    html = environment().get_template(page.template).render(shell=shell, **page.context())
    more = {name: value for name, value in told.headers.items() if name in {"retry-after", "allow"}}
    return HTMLResponse(html, told.status_code, headers={"content-security-policy": POLICY, **more})


def _asked_first(scope: Scope, body: Mapping[str, Any]) -> str | None:
    """Return where somebody is asked for what is missing, to come back here afterwards."""
    query = scope["query_string"].decode("latin-1")
    wanted = scope["path"] + (f"?{query}" if query else "")
    if body["status"] == _NOT_SIGNED_IN and scope["method"] == "GET":
        return sign_in_address(wanted)
    if body["code"] == SecondFactorNeeded.code:
        return APP
    if body["code"] == NotOpened.code:
        ref = str(body["details"]["ref"])
        return opening_address(ref, wanted if scope["method"] == "GET" else f"/documents/{ref}")
    return None


def _is_for_people(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["path"].startswith(_PROGRAMS):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")
