"""Fixtures that everyone shares: a real library on disk, its clock, the command line and the API."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.cli import main as cli_main
from app.main import create_app
from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.people import Actor
from evidence.services.drafts import Draft

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
REPOSITORY = Path(__file__).resolve().parent.parent
PAPERS = REPOSITORY.parent / "shared" / "data" / "council-papers"

ASHA = Actor("Asha")
"""Manages."""
BEN = Actor("Ben")
"""Contributes."""


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "library", actor="Asha")


@pytest.fixture
def library(settings: Settings, clock: FixedClock) -> Iterator[Library]:
    opened = open_library(settings, clock=clock)
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
def cli(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run a command in this process, on a library of the test's own."""
    monkeypatch.setenv("EVIDENCE_HOME", str(tmp_path / "library"))
    monkeypatch.setenv("EVIDENCE_ACTOR", "Asha")

    def _run(*arguments: object) -> Ran:
        monkeypatch.setattr("sys.argv", ["evidence", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            cli_main.run()
        printed = capsys.readouterr()
        return Ran(int(ended.value.code or 0), printed.out, printed.err)

    return _run


@pytest.fixture
def client(settings: Settings) -> Iterator[TestClient]:
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8000") as opened:
        yield opened


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
