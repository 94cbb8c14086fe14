"""Speaks HTTP with a server on this machine, knowing nothing of it but its addresses."""

import http.client
import json
import secrets
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode

from faults.papers import Paper

API = "/api/v1"
_PATIENCE_SECONDS = 60.0


class NoAnswer(Exception):
    """The server ended, or broke the connection, before it had answered."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: Mapping[str, str]
    cookies: tuple[str, ...] = ()

    @property
    def json(self) -> Any:
        """The body as JSON; raises ``ValueError`` for anything else."""
        return json.loads(self.body)

    @property
    def said(self) -> str:
        """The sentence of a refusal."""
        try:
            return str(self.json["detail"])
        except (ValueError, KeyError, TypeError):
            return self.body[:300].decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Asking:
    """Asks the server on ``port`` of this machine, each time on a connection of its own; threads may share it."""

    port: int
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with every request: who asks, where the server wants to know."""

    def get(self, path: str) -> Answer:
        """Read an address. Raises ``NoAnswer``."""
        return self._ask("GET", path, b"", {})

    def post(self, path: str, body: Mapping[str, Any]) -> Answer:
        """Send JSON. Raises ``NoAnswer``."""
        return self._ask("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def send_form(self, path: str, fields: Mapping[str, str]) -> Answer:
        """Send a form. Raises ``NoAnswer``."""
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return self._ask("POST", path, urlencode(fields).encode(), headers)

    def upload(self, papers: Sequence[Paper], *, fields: Mapping[str, str], key: str) -> Answer:
        """Add documents, all filed as said. Raises ``NoAnswer``: nobody can say then whether they were added."""
        edge = secrets.token_hex(16)
        told = f"--{edge}\r\nContent-Disposition: form-data; name="
        parts = [f'{told}"{name}"\r\n\r\n{value}\r\n'.encode() for name, value in fields.items()]
        for paper in papers:
            head = f'{told}"files"; filename="{paper.name}"\r\n\r\n'
            parts += [head.encode(), paper.content, b"\r\n"]
        body = b"".join([*parts, f"--{edge}--\r\n".encode()])
        headers = {"Content-Type": f"multipart/form-data; boundary={edge}", "Idempotency-Key": key}
        return self._ask("POST", f"{API}/documents", body, headers)

    def search(self, word: str, *, limit: int = 200, offset: int = 0) -> Answer:
        """Search for a word. Raises ``NoAnswer``."""
        return self.get(f"{API}/search?q={quote(word)}&limit={limit}&offset={offset}")

    def _ask(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_PATIENCE_SECONDS)
        try:
            connection.request(method, path, body or None, {**self.headers, **headers})
            found = connection.getresponse()
            given = [(name.lower(), value) for name, value in found.getheaders()]
            cookies = tuple(value.partition(";")[0] for name, value in given if name == "set-cookie")
            return Answer(found.status, found.read(), dict(given), cookies)
        except (OSError, http.client.HTTPException) as error:
            raise NoAnswer(f"{method} {path}: {type(error).__name__}") from error
        finally:
            connection.close()


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])
