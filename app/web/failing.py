"""Failures as pages for people and as problem documents for programs: one place decides which."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from starlette.datastructures import Headers
from starlette.responses import HTMLResponse, Response
from starlette.types import Scope

from app.answering import problem_answer
from app.web.pages import Page, Shell
from app.web.rendering import POLICY, environment
from app.web.wording import for_pages

_PROGRAMS = ("/api/", "/healthz", "/readyz", "/openapi.json")
_NOT_FOUND = 404


@dataclass(frozen=True, kw_only=True)
class FailurePage(Page):
    """What could not be done, and what to do next."""

    template: ClassVar[str] = "errors/failure.html"

    detail: str
    """What happened and what to do next."""
    missing: bool
    """Whether nothing is at this address."""


def answer_problem(scope: Scope, body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a failure: a page where a person asked in a browser, a problem document otherwise."""
    told = problem_answer(body, headers)
    if not _is_for_people(scope):
        return told
    page = FailurePage(
        title=str(body["title"]), detail=for_pages(str(body["detail"])), missing=body["status"] == _NOT_FOUND
    )
    shell = Shell(council="", name="", path=scope["path"], section="", open_to_others=False)
    html = environment().get_template(page.template).render(shell=shell, **page.context())
    more = {name: value for name, value in told.headers.items() if name in {"retry-after", "allow"}}
    return HTMLResponse(html, told.status_code, headers={"content-security-policy": POLICY, **more})


def _is_for_people(scope: Scope) -> bool:
    if scope["type"] != "http" or scope["path"].startswith(_PROGRAMS):
        return False
    return "text/html" in Headers(scope=scope).get("accept", "")
