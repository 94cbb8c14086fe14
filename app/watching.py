"""Watching every request: how long its answer took, counted and, where the settings say so, logged in one line."""

import logging
import secrets
import time

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.measuring import Measures

_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_STATIC = "/static/"
API = "/api/v1"
"""Under which address the routes of the API stand."""
_BROKEN_OFF = 499
"""What is noted for an answer that never began; nginx uses the number so."""

log = logging.getLogger("evidence.requests")


class Watch:
    """Notes every request by the template of its route, never by its path, and gives it an id."""

    def __init__(self, app: ASGIApp, measures: Measures) -> None:
        self._app = app
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note it when it is answered."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began = _BROKEN_OFF, time.perf_counter()
        scope.setdefault("state", {})["request_id"] = secrets.token_hex(4)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            self._note(scope, status, time.perf_counter() - began)

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "other"
        route = template_of(scope)
        self._measures.note(method, route, status, seconds)
        told = {"id": scope["state"]["request_id"], "method": method, "route": route, "status": status}
        log.info("request", extra={"told": {**told, "milliseconds": round(seconds * 1000, 1)}})


def template_of(scope: Scope) -> str:
    """Return the template of the route that answered, such as ``/documents/{ref}``; ``none`` where none did."""
    if scope["path"].startswith(_STATIC):
        return _STATIC
    route = scope.get("route")
    if route is None:
        return "none"
    # A route knows its path within the router that includes it.
    within = API if scope["path"].startswith(f"{API}/") and not route.path.startswith(API) else ""
    return f"{within}{route.path}"
