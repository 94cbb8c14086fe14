"""Turning a page's context into HTML: the one template environment, the shell, static files and redirects."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, PackageLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from app.api.resources import library_of
from app.web import wording
from app.web.asking import said_in
from app.web.pages import Page, Said, Shell
from app.web.saying import cookie_name, spoken
from evidence.services.signing_in import Present

_HERE = Path(__file__).parent
STATIC = _HERE / "static"
_FOR_EVER = "public, max-age=31536000, immutable"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
)
"""The content security policy of every page: nothing inline, nothing from elsewhere."""


@lru_cache(maxsize=1)
def _frontend() -> Environment:
    """The GOV.UK Frontend's macros, which use names they were not given and so need an environment of their own."""
    templates = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    return Environment(loader=templates, autoescape=True)


@lru_cache(maxsize=64)
def _macro(component: str) -> Any:
    name = "govuk" + component.title().replace("-", "")
    return getattr(_frontend().get_template(f"govuk_frontend_jinja/components/{component}/macro.html").module, name)


def govuk(component: str, parameters: dict[str, Any]) -> Markup:
    """Render a component of the GOV.UK Frontend, such as ``date-input``, with the parameters its macro takes."""
    rendered: Markup = _macro(component)(parameters)
    return rendered


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Return the template environment: everything escaped, every unknown name an error."""
    made = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {"asset": asset, "govuk": govuk, "wording": wording}
    made.filters |= {
        "day": wording.day,
        "moment": wording.moment,
        "count": wording.count,
        "size": wording.size,
        "listed": wording.listed,
        "in_address": wording.in_address,
        "paragraphs": paragraphs,
    }
    return made


def paragraphs(text: str) -> Markup:
    r"""Escape a text and keep its line breaks, an empty line beginning a new paragraph.

    >>> paragraphs("<b>\n\nc")
    Markup('<p class="govuk-body">&lt;b&gt;</p><p class="govuk-body">c</p>')
    """
    parts = [escape(part).replace("\n", Markup("<br>")) for part in text.split("\n\n") if part.strip()]
    return Markup("").join(Markup('<p class="govuk-body">{}</p>').format(part) for part in parts)


@lru_cache(maxsize=32)
def asset(name: str) -> str:
    """Return the address of a static file, which changes with its content."""
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/static/{name}?v={digest}"


class Assets(StaticFiles):
    """Our own styles and scripts, kept by browsers for ever when asked for under the hash of their content."""

    async def get_response(self, path: str, scope: Scope) -> "HTMLResponse":
        """Answer with the file."""
        answer = await super().get_response(path, scope)
        versioned = scope.get("query_string", b"").startswith(b"v=")
        answer.headers["cache-control"] = _FOR_EVER if versioned else "no-cache"
        return answer  # type: ignore[return-value]  # any response will do


def show(request: Request, page: Page, *, status: int | None = None) -> HTMLResponse:
    """Answer with a page: 422 when its form has errors, 200 otherwise, unless told."""
    present: Present | None = request.state.present
    said = said_in(request)
    shell = Shell(
        council=library_of(request).facts.council() if present else "", section=page.section, said=said,
        name=present.actor.name if present else "", roles=present.actor.roles if present else frozenset(),
        path=request.url.path + (f"?{request.url.query}" if request.url.query else ""),
    )  # fmt: skip
    html = environment().get_template(page.template).render(shell=shell, **page.context())
    answer = HTMLResponse(html, status or (422 if page.errors else 200), headers={"content-security-policy": POLICY})
    if said:
        secure = request.url.scheme == "https"
        answer.delete_cookie(cookie_name(request.url.scheme), secure=secure, httponly=True, samesite="strict")
    return answer


class Onward(RedirectResponse):
    """Sends the browser on, and leaves for the next page what it shall say."""

    def __init__(self, address: str, said: Said | None) -> None:
        super().__init__(address, 303)
        self._said = said

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it; only here is it known whether the browser came over HTTPS, which the cookie's name says."""
        if self._said:
            scheme = scope["scheme"]
            self.set_cookie(
                cookie_name(scheme), spoken(self._said), max_age=120, secure=scheme == "https", httponly=True,
                samesite="strict",
            )  # fmt: skip
        await super().__call__(scope, receive, send)


def go(address: str, said: Said | None = None) -> RedirectResponse:
    """Send the browser on after an action, to say there what was done."""
    return Onward(address, said)
