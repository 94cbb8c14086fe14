"""A library that signs people in by a real provider, and browsers at both."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.wiring import open_library
from evidence.adapters.clock import FixedClock, SystemClock
from tests.conftest import LOCAL
from tests.sign_on.running_provider import CLIENT, SECRET, RunningProvider, Walker, needed

ROLES = "Readers=reader; Leads=lead; Leads=reader; Guards=governance; Admins=administrator"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep these in one process, so that the provider starts once."""
    for item in items:
        if "tests/sign_on/" in str(item.path):
            item.add_marker(pytest.mark.xdist_group("sign-on"))


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningProvider]:
    needed()
    running = RunningProvider(tmp_path_factory.mktemp("provider"), [LOCAL])
    running.start()
    yield running
    running.stop()


@pytest.fixture
def settled(provider: RunningProvider, tmp_path: Path) -> Callable[..., Settings]:
    """Settings of a library whose sign-on is that provider."""
    secret = tmp_path / "secret"
    secret.write_text(f"{SECRET}\n")

    def _settled(**more: Any) -> Settings:
        return Settings(home=tmp_path / "library", actor="Asha", **{
            "sign_on_issuer": provider.issuer, "sign_on_client_id": CLIENT, "sign_on_client_secret_file": secret,
            "sign_on_name": "Council", "sign_on_roles": ROLES, "sign_on_adds_people": True, **more,
        })  # fmt: skip

    return _settled


@pytest.fixture
def serve(settled: Callable[..., Settings]) -> Iterator[Callable[..., TestClient]]:
    """Serve a library with a first administrator, Asha, who signs in with a link."""
    opened: list[TestClient] = []

    def _serve(clock: FixedClock | SystemClock | None = None, **more: Any) -> TestClient:
        settings = settled(**more)
        library = open_library(settings, clock=clock or SystemClock())
        if not library.people.are_any():
            library.people.first("Asha", "asha@example.org")
        client = TestClient(create_app(settings, library=library), base_url=LOCAL)
        opened.append(client.__enter__())
        return client

    yield _serve
    for client in opened:
        client.__exit__(None, None, None)


@pytest.fixture
def walker() -> Iterator[Walker]:
    made = Walker()
    yield made
    made.browser.close()
