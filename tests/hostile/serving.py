"""The real server over a library of its own, sent hostile files as a program would, with what they did to it."""

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from app.settings import Settings
from app.wiring import open_library
from evidence.domain.people import Role
from evidence.services.signing_in import From
from tests.hostile.sample import Traps

EVIDENCE = Path(sys.executable).with_name("evidence")
API = "/api/v1"
SETTLED_SECONDS = 30.0
"""How long the library may take over a file, from the end of its upload."""
_HUNG_SECONDS = 240.0
"""After this nobody waits any more: something hangs, however busy the machine is."""
_APART = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[2:])
with open(sys.argv[1], "w") as told:
    told.write(f"{code} {resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
"""
"""Runs a command and tells how it ended and the most KiB that it held: in a small process of its own, because what
the starting process holds counts as held by what it starts (Linux keeps the mark of before ``exec``)."""


class Hung(Exception):
    """Something that has an end was still going on."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return json.loads(self.body)


@dataclass
class Listener:
    """Somebody who listens where nobody may call."""

    calls: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                caller, _ = self._socket.accept()
                self.calls.append(caller.recv(200).decode("latin-1"))
                caller.close()

    def close(self) -> None:
        """Stop listening."""
        self._socket.close()


def set_traps(folder: Path, listener: Listener) -> Traps:
    """Set traps in a folder; none of them is inside a library."""
    secret = folder / "secret.txt"
    secret.write_text("zanzibar-kept-beside-the-library")
    return Traps(folder / "canary", secret, "zanzibar-kept-beside-the-library", listener.port)


def token_for(home: Path, role: Role, *, scope: str = "write") -> tuple[str, str]:
    """Make an account in a library that nobody serves yet; return a token of theirs, and their browser's cookie."""
    library = open_library(Settings(home=home, actor="Asha"))
    try:
        email = f"{role}@example.org"
        known = [one for one in library.people.all() if "administrator" in one.roles]
        if known:
            person, link = library.people.add(library.actor, name=role.title(), email=email, roles=[role])
        else:
            person, link = library.people.first("Asha", email)
        cookie = library.signing_in.with_link(link, From("127.0.0.1"))
        _, secret = library.own_account.make_token(person.acting("page"), "tests", scope=scope, days=1)
        return secret, cookie
    finally:
        library.close()


class Served:
    """A server of its own process over the library in ``home``."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.token, self.cookie = token_for(home, "lead")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        self._told = home.parent / "told"
        command = [sys.executable, "-c", _APART, self._told, EVIDENCE, "--home", home, "serve", "--port", str(port)]
        with (home.parent / "said").open("wb") as said:
            environment = {**os.environ, "EVIDENCE_MOST_DOWNLOADS": "100000"}
            self.process = subprocess.Popen(command, env=environment, stdout=said, stderr=subprocess.PIPE, text=True)
        line = self.process.stderr.readline() if self.process.stderr else ""
        found = re.search(r"http://\S+", line)
        if found is None:
            raise Hung(f"the server did not start: {line}")
        self.address = found.group().rstrip("/")
        (self.pid,) = map(int, Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split())
        self._drain = threading.Thread(target=self._keep, daemon=True)
        self.complaints: list[str] = []
        self._drain.start()

    def _keep(self) -> None:
        for line in self.process.stderr or ():
            self.complaints.append(line)

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: dict[str, str] | None = None, *, page: bool = False
    ) -> Answer:  # fmt: skip
        """Ask as the lead does: as a program, or, for a ``page``, as a browser."""
        own = {"Cookie": f"evidence={self.cookie}"} if page else {"Authorization": f"Bearer {self.token}"}
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=_HUNG_SECONDS)
        try:
            connection.request(method, path, body or None, {**own, **(headers or {})})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})
        finally:
            connection.close()

    def upload(self, content: bytes, file_name: str) -> Answer:
        """Send a file under a name, written into the request as browsers write it."""
        shown = (
            file_name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A").encode("utf-8", "surrogatepass")
        )
        edge = b"-------------------------edge-of-a-hostile-file"
        head = b'--%s\r\nContent-Disposition: form-data; name="files"; filename="%s"\r\n\r\n' % (edge, shown)
        body = head + content + b"\r\n--%s--\r\n" % edge
        kind = {"Content-Type": f"multipart/form-data; boundary={edge.decode()}"}
        return self.ask("POST", f"{API}/documents", body, kind)

    def settled(self, ref: str) -> dict[str, Any]:
        """Return a document once its text was read or found unreadable. Raises ``Hung``."""
        end = time.monotonic() + _HUNG_SECONDS
        while time.monotonic() < end:
            card: dict[str, Any] = self.ask("GET", f"{API}/documents/{ref}").json
            if card["versions"][0]["text_state"] != "pending":
                return card
            time.sleep(0.05)
        raise Hung(f"{ref} was still being read after {_HUNG_SECONDS:g} s")

    def resident(self) -> int:
        """Return the bytes that the server itself holds now."""
        said = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return 1024 * int(re.findall(r"VmRSS:\s+(\d+)", said)[0])

    def end(self) -> tuple[int, int]:
        """End it; return how it ended, and the most bytes that it, or any process it started, ever held."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGTERM)
        self.process.wait(_HUNG_SECONDS)
        self._drain.join()
        if self.process.stderr:
            self.process.stderr.close()
        code, most = map(int, self._told.read_text().split())
        return code, most * 1024
