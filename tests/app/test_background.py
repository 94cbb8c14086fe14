"""What the server does outside anybody's wait."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.wiring import open_library
from evidence.domain.documents import Passage
from evidence.extractors.reader import PoolReader
from evidence.hidden_content import HiddenContent
from evidence.readings import Late
from tests.conftest import LOCAL, sign_in_first

PATIENCE = 30


class SlowToSearch(PoolReader):
    """Searches a file for hidden content only when it is let go on, as a file that tangles takes minutes."""

    def __init__(self, *, staging: Path) -> None:
        super().__init__(size=2, staging=staging)
        self.searching, self.let_go_on = threading.Event(), threading.Event()

    def hidden(self, path: Path, media_type: str, *, within: float | None = None) -> HiddenContent:
        """Wait; there is no time for it where there is not all of it."""
        if within is not None:
            raise Late
        self.searching.set()
        assert self.let_go_on.wait(PATIENCE)
        return super().hidden(path, media_type)


def test_nobody_waits_for_another_file_to_be_looked_through(begun: Settings) -> None:
    reader = SlowToSearch(staging=begun.home / "staging")
    library = open_library(begun, reader=reader)
    with TestClient(create_app(begun, library=library), base_url=LOCAL) as opened:
        browser = sign_in_first(opened)
        add = adding(browser)
        slow = add("Waiting times fell.")
        assert reader.searching.wait(PATIENCE)

        other = add("Carers were asked.")

        assert read(browser, other) == "Carers were asked."
        assert library.checking.of(slow)[3] is None
        reader.let_go_on.set()
        assert browser.app.state.background.wait_until_settled(PATIENCE)  # type: ignore[attr-defined]  # Starlette's app
        assert library.checking.of(slow)[3] is not None
        assert library.checking.of(other)[3] is not None


def adding(browser: TestClient) -> Callable[[str], str]:
    """Return what adds a text and returns its reference."""

    def _add(text: str) -> str:
        file = ("files", (f"{text[:4]}.txt", text.encode()))
        answer = browser.post("/api/v1/documents", files=[file], headers={"origin": LOCAL})
        assert answer.status_code == 201, answer.text
        return str(answer.json()["added"][0]["ref"])

    return _add


def read(browser: TestClient, ref: str) -> str:
    """Wait until a document's text can be read, and return its first passage."""
    app: Any = browser.app
    library = app.state.library
    assert app.state.background.wait_until_read(PATIENCE)
    with library.catalogue.reading() as view:
        found = view.all(Passage, ref=ref)
    return str(found[0].text)
