"""Asking the provider over HTTP: within a time, up to a size, following nothing, writing nothing down."""

import json
import socket
import ssl
import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import urlencode, urlsplit

from evidence.domain.sign_on import is_sound_address
from evidence.errors import Unavailable

_CONNECT_SECONDS = 5
_WHOLE_SECONDS = 8
"""For one question and all of its answer, however slowly it drips."""
_MOST_BYTES = 512_000
_AT_ONCE = 8
"""Questions under way: a provider that hangs must not take all of the server's threads."""
_OK = 200
_REDIRECTS = range(300, 400)
NOT_NOW = "Sign in with your password if you have one, or try again in a few minutes."


@dataclass(frozen=True, slots=True)
class Answered:
    """What the provider answered: a JSON object."""

    status: int
    body: Mapping[str, Any]
    date: str
    """When it answered, by its own clock, as HTTP writes dates; empty when it does not say."""


class Fetcher:
    """Asks one provider. Every failure is ``Unavailable`` with a sentence that holds nothing of what was sent."""

    def __init__(self, *, seconds: float = _WHOLE_SECONDS) -> None:
        self._seconds = seconds
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def get(self, address: str, headers: Mapping[str, str] | None = None) -> Answered:
        """Read a JSON document."""
        return self._ask("GET", address, None, headers or {})

    def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answered:
        """Send a form and read the JSON document that answers it."""
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", address, urlencode(form), {**kind, **(headers or {})})

    def _ask(self, method: str, address: str, body: str | None, headers: Mapping[str, str]) -> Answered:
        if not is_sound_address(address):
            raise _not_had("it names an address that is not https")
        if not self._turns.acquire(blocking=False):
            raise Unavailable(f"Many people are signing in at this moment. {NOT_NOW}")
        try:
            return self._asked(method, address, body, headers)
        finally:
            self._turns.release()

    def _asked(self, method: str, address: str, body: str | None, headers: Mapping[str, str]) -> Answered:
        parts = urlsplit(address)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection = _connection(parts.scheme, parts.hostname or "", parts.port, min(self._seconds, _CONNECT_SECONDS))
        done = threading.Event()
        watching = threading.Thread(target=self._cut_when_late, args=(connection, done), daemon=True)
        watching.start()
        try:
            connection.request(method, path, body, {"Accept": "application/json", **headers})
            answer = connection.getresponse()
            text = answer.read(_MOST_BYTES + 1)
            if answer.status in _REDIRECTS:
                raise _not_had("it sends us elsewhere, and only the configured issuer is asked")
            return Answered(answer.status, _object(text, answer.status), answer.headers.get("Date", ""))
        except (OSError, HTTPException, ValueError) as error:
            raise _not_had(_reason(error)) from None
        finally:
            done.set()
            connection.close()
            watching.join()

    def _cut_when_late(self, connection: HTTPConnection, done: threading.Event) -> None:
        if done.wait(self._seconds):
            return
        # Again until it is over: while it is still connecting there is nothing to cut yet.
        while not done.wait(0.1):
            with suppress(OSError, AttributeError):
                connection.sock.shutdown(socket.SHUT_RDWR)


@lru_cache(maxsize=1)
def _trusted() -> ssl.SSLContext:
    return ssl.create_default_context()


def _connection(scheme: str, host: str, port: int | None, seconds: float) -> HTTPConnection:
    if scheme == "https":
        return HTTPSConnection(host, port, timeout=seconds, context=_trusted())
    return HTTPConnection(host, port, timeout=seconds)


def _object(text: bytes, status: int) -> Mapping[str, Any]:
    if len(text) > _MOST_BYTES:
        raise _not_had("its answer is too long")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) and status != _OK:
        return {}
    if not isinstance(found, dict):
        raise _not_had("its answer is not what a sign-on service answers")
    return found


def _reason(error: Exception) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return "its certificate is not one that this machine trusts"
    if isinstance(error, ssl.SSLError):
        return "no secure connection could be made"
    if isinstance(error, TimeoutError):
        return "it does not answer in time"
    if isinstance(error, socket.gaierror):
        return "its name is not known"
    return "it cannot be reached, or stopped in the middle of its answer"


def _not_had(why: str) -> Unavailable:
    return Unavailable(f"The council’s sign-on cannot be used now: {why}. {NOT_NOW}")
