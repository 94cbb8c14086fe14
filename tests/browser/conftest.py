"""A real browser against the real server."""

import http.client
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request

EVIDENCE = Path(sys.executable).with_name("evidence")
SAMPLE_LEAD = "asha.patel@example.org"
ENOUGH = 120
"""Seconds after which a server that should have ended has hung."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep pages in one process and journeys in another, so that each builds the sample and starts a browser once."""
    for item in items:
        if "tests/browser/" in str(item.path):
            group = "pages" if item.path.stem == "test_every_page" else "journeys"
            item.add_marker(pytest.mark.xdist_group(group))


NO_PROVIDER = {
    "EVIDENCE_SIGN_ON_ISSUER": "http://127.0.0.1:9", "EVIDENCE_SIGN_ON_CLIENT_ID": "library",
    "EVIDENCE_SIGN_ON_CLIENT_SECRET": "none", "EVIDENCE_SIGN_ON_NAME": "Microsoft",
}  # fmt: skip
"""Settings of a sign-on that does not answer: pages offer it, and say what to do without it."""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


class Server:
    """A server of its own process on a port of this machine."""

    def __init__(self, home: Path, sign_in: str | None = None, *, port: int | None = None, **settings: str) -> None:
        port = port or free_port()
        environment = {**os.environ, "EVIDENCE_HOME": str(home), "EVIDENCE_ACTOR": "Asha", **settings}
        self.process = subprocess.Popen(
            [EVIDENCE, "serve", "--port", str(port), *(["--sign-in", sign_in] if sign_in else [])],
            env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
        )  # fmt: skip
        self.home = home
        said = self.process.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found, said + self.process.stderr.read()
        self.address = found.group()
        self.cookies = {"": self._signed_in(urlsplit(self.process.stderr.readline().split()[-1]), first=not sign_in)}

    def _signed_in(self, link: SplitResult, *, first: bool = False) -> str:
        """Sign in by a link for somebody known, or by making the first account."""
        given = {"key": parse_qs(link.query)["key"][0]}
        given |= {"name": "Asha", "email": "asha@example.org"} if first else {}
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        with closing(http.client.HTTPConnection(link.netloc, timeout=ENOUGH)) as connection:
            connection.request("POST", link.path, urlencode(given), kind)
            answer = connection.getresponse()
            answer.read()
        assert answer.status == HTTPStatus.SEE_OTHER, answer.status
        return str(answer.headers["set-cookie"]).partition(";")[0].partition("=")[2]

    def link(self, email: str) -> str:
        """Return the address of a link that lets somebody in once."""
        command = [EVIDENCE, "--home", self.home, "user", "link", email, "--json"]
        ran = subprocess.run(command, check=True, capture_output=True, text=True, timeout=ENOUGH)
        return str(json.loads(ran.stdout)["link"])

    def sign_in(self, context: BrowserContext, person: str = "") -> None:
        """Let a browser in, as whoever the server was started for unless somebody else is named."""
        if person not in self.cookies:
            self.cookies[person] = self._signed_in(urlsplit(self.address + self.link(person)))
        context.add_cookies([{"name": "evidence", "value": self.cookies[person], "url": self.address}])

    def stop(self) -> None:
        """Ask the server to end, and wait for it."""
        self.process.send_signal(signal.SIGTERM)
        self.process.communicate(timeout=ENOUGH)


@dataclass
class Visit:
    """One browser window, and what went wrong in it that nobody would see."""

    page: Page
    address: str
    console: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)

    def open(self, path: str) -> int:
        """Open an address of the library; returns the status."""
        answer = self.page.goto(self.address + path)
        assert answer is not None
        return answer.status

    def hear(self, message: ConsoleMessage) -> None:
        """Keep what the browser complains of; a page that answers 4xx on purpose is no complaint."""
        if message.type in {"error", "warning"} and "the server responded with a status of 4" not in message.text:
            self.console.append(message.text)

    def must_have_been_quiet(self) -> None:
        """Fail when the browser complained, or asked anybody else for anything."""
        assert self.console == [], "the browser complains"
        assert self.strangers == [], "a request left the server's own origin"

    def watch(self, request: Request) -> None:
        """Keep the address of every request that leaves the server's own origin."""
        if not request.url.startswith((self.address, "data:", "blob:")):
            self.strangers.append(request.url)


def watched(context: BrowserContext, server: Server) -> Visit:
    """Open a window in which nothing that goes wrong is missed."""
    seen = Visit(context.new_page(), server.address)
    seen.page.on("console", seen.hear)
    seen.page.on("pageerror", lambda error: seen.console.append(str(error)))
    seen.page.on("request", seen.watch)
    return seen


@pytest.fixture(scope="session")
def sample_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample library, built once; whoever changes it takes a copy."""
    home = tmp_path_factory.mktemp("sample") / "library"
    subprocess.run([EVIDENCE, "--home", home, "demo"], check=True, capture_output=True, timeout=ENOUGH)
    return home


@pytest.fixture(scope="session")
def sample_server(sample_home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A copy of the sample library that all tests of pages share: what one of them changes, no journey sees."""
    home = tmp_path_factory.mktemp("shared") / "library"
    shutil.copytree(sample_home, home)
    server = Server(home, SAMPLE_LEAD, **NO_PROVIDER)
    yield server
    server.stop()


@pytest.fixture
def serve_copy(sample_home: Path, tmp_path: Path) -> Iterator[Callable[[], Server]]:
    """Serve a copy of the sample library that the test may change."""
    started: list[Server] = []

    def _serve() -> Server:
        shutil.copytree(sample_home, tmp_path / "copy")
        started.append(Server(tmp_path / "copy", SAMPLE_LEAD))
        return started[-1]

    yield _serve
    for server in started:
        server.stop()


@pytest.fixture
def serve_empty(tmp_path: Path) -> Iterator[Server]:
    """Serve a library in which nothing is held yet."""
    server = Server(tmp_path / "empty")
    yield server
    server.stop()


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Callable[..., Visit]]:
    """Open a window on a server; it must neither complain nor ask anybody else for anything."""
    opened: list[tuple[BrowserContext, Visit]] = []

    def _visit(
        server: Server, *, width: int = 1280, scripts: bool = True, signed_in: bool = True, person: str = "",
        **more: object,
    ) -> Visit:  # fmt: skip
        context = chromium.new_context(
            viewport={"width": width, "height": 900}, java_script_enabled=scripts, base_url=server.address, **more
        )
        context.set_default_timeout(20_000)
        if signed_in:
            server.sign_in(context, person)
        seen = watched(context, server)
        opened.append((context, seen))
        return seen

    yield _visit
    for context, seen in opened:
        context.close()
        seen.must_have_been_quiet()


@pytest.fixture(scope="session")
def _windows(chromium: Browser, sample_server: Server) -> Iterator[dict[bool, tuple[BrowserContext, Visit]]]:
    """One window with scripts, one without: opening one for each state takes longer than looking at it."""
    windows: dict[bool, tuple[BrowserContext, Visit]] = {}
    for scripts in (True, False):
        context = chromium.new_context(java_script_enabled=scripts, base_url=sample_server.address)
        context.set_default_timeout(20_000)
        windows[scripts] = (context, watched(context, sample_server))
    yield windows
    for context, _ in windows.values():
        context.close()


@pytest.fixture
def window(
    _windows: dict[bool, tuple[BrowserContext, Visit]], sample_server: Server
) -> Iterator[Callable[..., Visit]]:
    """Take the window on the shared sample as if it had just been opened; the same rules as for ``visit``."""
    taken: list[Visit] = []

    def _window(*, width: int = 1280, scripts: bool = True, person: str = "") -> Visit:
        context, seen = _windows[scripts]
        context.clear_cookies()
        sample_server.sign_in(context, person)
        seen.console.clear()
        seen.strangers.clear()
        seen.page.set_viewport_size({"width": width, "height": 900})
        taken.append(seen)
        return seen

    yield _window
    for seen in taken:
        seen.must_have_been_quiet()
