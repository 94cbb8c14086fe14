"""Which requests come in at all: under a name of ours, from pages of our own, and no larger than is taken.

Written as plain ASGI, so that a streaming upload is counted as it arrives.
"""

import re
from typing import TYPE_CHECKING

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.answering import Answer
from app.errors import problem
from evidence.errors import EvidenceError, NotAllowed, TooLarge

if TYPE_CHECKING:
    from app.settings import Settings

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"x-frame-options", b"DENY"),
    # Whatever brings no policy of its own, such as an answer of the API, may load and run nothing.
    (b"content-security-policy", b"default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)
_ONLY_HTTPS = (b"strict-transport-security", b"max-age=31536000; includeSubDomains")
"""For a year browsers ask for this host, and those below it, over HTTPS alone."""


class Guard:
    """Refuses other hosts, writes from other sites and uploads over the cap; adds headers to every answer."""

    def __init__(self, app: ASGIApp, settings: "Settings", answer: Answer) -> None:
        self._app = app
        self._answer = answer
        scheme, _, host = (settings.address or "").partition("://")
        self._public = _bare(host)
        self._is_https = scheme == "https"
        self._known = _LOOPBACK | ({self._public} if host else set())
        self._most = settings.max_request_mb * 1_000_000

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on when it may come in."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if self._is_https and _bare(headers.get("host", "")) == self._public:
            # People reach this address over HTTPS alone, whatever stands between them and this server.
            scope["scheme"] = "https"
        sending = _with_headers(send, (*_HEADERS, _ONLY_HTTPS) if scope["scheme"] == "https" else _HEADERS)
        refusal = self._refusal(scope["method"], headers)
        if refusal:
            await self._answer(scope, problem(refusal))(scope, receive, sending)
            return
        await self._app(scope, self._counted(receive), sending)

    def _refusal(self, method: str, headers: Headers) -> EvidenceError | None:
        host = headers.get("host", "")
        if _bare(host) not in self._known:
            return NotAllowed(
                "This library does not answer under that name. Whoever runs it can set EVIDENCE_ADDRESS to the "
                "address that people use."
            )
        if method in _SAFE:
            return None
        site, origin = headers.get("sec-fetch-site"), headers.get("origin")
        own = site in (None, "same-origin", "none") and (origin is None or origin.partition("://")[2] == host)
        return None if own else NotAllowed("A page of another site may not change this library.")

    def _counted(self, receive: Receive) -> Receive:
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > self._most:
                error = TooLarge(
                    f"This upload is larger than {self._most // 1_000_000:,} MB. Send fewer files at a time.",
                    details={"max_bytes": self._most},
                )
                raise HTTPException(413, detail=problem(error))  # type: ignore[arg-type]  # our handler takes it whole
            return message

        return counted


def _bare(host: str) -> str:
    return re.sub(r":[0-9]{1,5}\Z", "", host).casefold()


def _with_headers(send: Send, added: tuple[tuple[bytes, bytes], ...]) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            known = {name.lower() for name, _ in message["headers"]}
            message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in known)]
        await send(message)

    return sending
