"""Fixtures that everyone shares: a real library on disk, its clock, the command line and the API."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, sync_playwright

from app.cli import main as cli_main
from app.main import create_app
from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.people import LIBRARY, folder_owner
from evidence.extractors.reader import PoolReader
from evidence.services.drafts import Draft
from evidence.services.signing_in import From

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parent.parent
PAPERS = REPOSITORY.parent / "shared" / "data" / "council-papers"

ASHA = folder_owner("Asha")
"""Manages."""
BEN = folder_owner("Ben")
"""Contributes."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="session")
def new_catalogue(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue of a library that nobody has used, made once: what makes it has tests of its own."""
    home = tmp_path_factory.mktemp("new") / "library"
    open_library(Settings(home=home, actor="Asha")).close()
    return home / "catalogue.db"


class LentReader(PoolReader):
    """Outlives the libraries that it is lent to."""

    def close(self) -> None:
        """Stay for the next one."""

    def end(self) -> None:
        """End every child process."""
        super().close()


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PoolReader]:
    """What reads files for all tests of a process: starting children for each takes longer than the tests."""
    # Children may write where any library of these tests keeps its files.
    lent = LentReader(size=Settings(home=Path("unused")).readers, staging=tmp_path_factory.getbasetemp())
    yield lent
    lent.end()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "library", actor="Asha")


@pytest.fixture
def begun(settings: Settings, new_catalogue: Path) -> Settings:
    """The same, with a library that nobody has used."""
    settings.home.mkdir(mode=0o700)
    shutil.copy(new_catalogue, settings.home)
    return settings


@pytest.fixture
def library(begun: Settings, clock: FixedClock, reader: PoolReader) -> Iterator[Library]:
    opened = open_library(begun, clock=clock, reader=reader)
    yield opened
    opened.close()


@pytest.fixture
def put(library: Library) -> Callable[..., str]:
    """Add a file of text (read and indexed) and return its reference."""

    def _put(text: str, name: str = "paper.txt", **stated: Any) -> str:
        outcome = library.adding.add(ASHA, Draft(**stated), BytesIO(text.encode()), name=name)
        settle(library)
        return outcome.added[0].ref

    return _put


def settle(library: Library) -> None:
    """Read all pending text and bring the index up to date."""
    for _ in library.texts.read_pending():
        pass
    library.indexing.keep_up()


def last_deed(library: Library) -> int:
    """Return the number of the newest event that a person made: a server looks through what was added meanwhile."""
    with library.catalogue.reading() as view:
        return next((one.seq for one in view.events(newest_first=True) if one.way != LIBRARY.way), 0)


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def cli(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], reader: PoolReader
) -> Callable[..., Ran]:
    """Run a command in this process, on a library of the test's own."""
    monkeypatch.setattr("app.wiring.open_library", partial(open_library, reader=reader))
    monkeypatch.setenv("EVIDENCE_HOME", str(tmp_path / "library"))
    monkeypatch.setenv("EVIDENCE_ACTOR", "Asha")

    def _run(*arguments: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["evidence", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli_main.run()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return _run


LOCAL = "http://127.0.0.1:8000"
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
)  # fmt: skip


@pytest.fixture
def nobody(begun: Settings, reader: PoolReader) -> Iterator[TestClient]:
    """A browser that is not signed in."""
    with TestClient(create_app(begun, library=open_library(begun, reader=reader)), base_url=LOCAL) as opened:
        yield opened


@pytest.fixture
def client(nobody: TestClient) -> TestClient:
    """The same, signed in as Asha, who leads assurance and is administrator."""
    return sign_in_first(nobody)


def sign_in_first(browser: TestClient) -> TestClient:
    """Make the first account, Asha's, and sign a browser in with it."""
    library: Library = browser.app.state.library
    return sign_in(browser, library.people.first("Asha", "asha@example.org")[1])


def sign_in(browser: TestClient, link: str) -> TestClient:
    """Sign a browser in by a one-time link."""
    cookie = browser.app.state.library.signing_in.with_link(link, From("127.0.0.1"))
    browser.cookies.set("evidence", cookie, domain="127.0.0.1")
    return browser


def cookie_for(home: Path) -> dict[str, str]:
    """Return the cookie of Asha's browser, for a server that is to be started over a home."""
    library = open_library(Settings(home=home, actor="Asha"))
    known = [one for one in library.people.all() if one.email == "asha@example.org"]
    first = library.people.first
    link = library.people.link(library.actor, known[0].id) if known else first("Asha", "asha@example.org")[1]
    cookie = library.signing_in.with_link(link, From("127.0.0.1"))
    library.close()
    return {"evidence": cookie}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    program = next((found for name in PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        pytest.skip("Chromium is not installed, so nothing was looked at in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=list(QUIET))
        yield browser
        browser.close()


@pytest.fixture
def papers() -> Path:
    if not PAPERS.is_dir():
        pytest.skip("the council papers of the shared folder are not here")
    return PAPERS


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how much was examined in a browser: pages, states and rules of accessibility.

    Here rather than beside those tests, because the process that prints does not collect them.
    """
    states: set[str] = set()
    rules: set[str] = set()
    for report in terminalreporter.stats.get("passed", []):
        for name, value in report.user_properties:
            if name == "state":
                states.add(value)
            if name == "rules":
                rules |= set(value)
    if states:
        pages = {state.split(" | ")[0] for state in states}
        terminalreporter.write_line(
            f"Looked at in a browser: {len(pages)} pages in {len(states)} states, "
            f"{len(rules)} rules of accessibility, none broken."
        )
