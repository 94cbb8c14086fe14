"""Problem documents as answers over HTTP."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from starlette.responses import Response
from starlette.types import Scope

from app.errors import RETRY_AFTER_SECONDS

_UNAVAILABLE = 503
SANDBOXED = "sandbox; default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
"""The policy of a file that somebody gave: nothing in it may run or fetch. Chromium (156) still opens a PDF in its
own viewer under it."""
Answer = Callable[[Scope, Mapping[str, Any]], Response]
"""Turns a problem document into the answer that this request can use."""


def problem_answer(body: Mapping[str, Any], headers: Mapping[str, str] | None = None) -> Response:
    """Answer with a problem document, under the status it names; says when to try again where that may help."""
    status = int(body["status"])
    more = {"Retry-After": str(RETRY_AFTER_SECONDS)} if status == _UNAVAILABLE else {}
    # A message may repeat what was sent, and half a character can be sent in JSON.
    content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, status, {**(headers or {}), **more}, media_type="application/problem+json")
