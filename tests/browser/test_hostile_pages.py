"""Documents that carry scripts, shown on our pages in a real browser: none runs, none calls, nothing complains."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.conftest import Server, Visit
from tests.hostile.corpus import CORPUS
from tests.hostile.sample import RAN, Hostile
from tests.hostile.serving import API, Listener, Served, set_traps

SHOWN = [
    one
    for one in CORPUS
    if one.threat == "T6"
    or "scripts" in one.name
    or one.name in {"name_of_templates", "formula_name_4", "page_entities"}
]


@pytest.mark.usefixtures("chromium")
def test_no_script_of_a_document_runs_on_any_page_that_shows_it(tmp_path: Path, visit: Callable[..., Visit]) -> None:
    listener = Listener()
    traps = set_traps(tmp_path, listener)
    server = Served(tmp_path / "library")
    try:
        refs = [ref for one in SHOWN for ref in added(server, one, one.make(traps))]
        assert len(refs) >= 20
        seen = visit(SignedIn(server))
        addresses = [f"/documents/{ref}" for ref in refs]
        searches = [f"/search?q={quote(words)}" for words in ("words", "<script>", "onerror", "waiting")]
        for address in [*addresses, *[f"{one}/edit" for one in addresses[:3]], "/documents", "/", *searches]:
            assert seen.open(address) == 200, address
            assert RAN not in seen.page.title(), address
            assert seen.page.locator("main script, main [onerror], main [onload], main iframe").count() == 0, address
        seen.must_have_been_quiet()
    finally:
        server.end()
        listener.close()
    assert listener.calls == []


def added(server: Served, one: Hostile, content: bytes) -> list[str]:
    """Add a file; return the reference of what came of it once it was read, if it was taken."""
    answer = server.upload(content, one.file_name)
    refs = [str(taken["ref"]) for taken in answer.json.get("added", ())]
    for ref in refs:
        server.settled(ref)
        assert server.ask("GET", f"{API}/documents/{ref}").status == 200
    return refs


class SignedIn(Server):
    """The server as the browser's fixtures know servers."""

    def __init__(self, served: Served) -> None:
        self.process, self.home = served.process, served.home
        self.address, self.cookies = served.address, {"": served.cookie}
