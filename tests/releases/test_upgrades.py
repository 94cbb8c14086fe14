"""What a released version left behind is brought up to date in one step, and says what it said."""

import json
import re
import sqlite3
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.presenting import document_json
from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.database.catalogue import HEAD, kept_copies
from tests.conftest import REPOSITORY, settle
from tests.releases.record import DAY, HERE, held

RELEASES = sorted(path.stem for path in HERE.glob("*.zip"))
LARGEST = 300_000
NEW_WORDS = {"official": "internal", "official-sensitive": "sensitive"}


@dataclass(frozen=True)
class Upgraded:
    """A data folder of an earlier version, opened by this one."""

    home: Path
    library: Library
    said: dict[str, Any]
    """What the version itself answered."""
    schema: str
    """What it was of."""
    held: dict[str, Any]
    """What is held right after opening."""


@pytest.fixture(scope="module", params=RELEASES)
def upgraded(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upgraded]:
    home = tmp_path_factory.mktemp("upgraded") / "library"
    with zipfile.ZipFile(HERE / f"{request.param}.zip") as archive:
        archive.extractall(home)
    said = json.loads((HERE / f"{request.param}.json").read_text(encoding="utf-8"))
    schema = schema_of(home / "catalogue.db")
    library = open_library(Settings(home=home, actor="Asha"))
    now = held(home)
    settle(library)
    yield Upgraded(home, library, said, schema, now)
    library.close()


def test_every_row_file_and_event_is_there(upgraded: Upgraded) -> None:
    rows = {name: upgraded.held["rows"][name] for name in upgraded.said["rows"]}

    assert rows == upgraded.said["rows"]
    assert upgraded.held["last_event"] == upgraded.said["last_event"]
    assert upgraded.held["files"] == upgraded.said["files"]


def test_everything_is_whole(upgraded: Upgraded) -> None:
    *_, found = upgraded.library.upkeep.verify()

    assert found.damage == []
    assert found.checked["events"] == upgraded.said["last_event"][0]


def test_every_search_finds_the_same(upgraded: Upgraded) -> None:
    def found(query: str) -> list[str]:
        answer = upgraded.library.finding.search(query, on=date.fromisoformat(DAY), limit=200)
        return sorted(one.ref for one in answer.documents)

    assert len(upgraded.said["queries"]) >= 50
    assert {query: found(query) for query in upgraded.said["queries"]} == upgraded.said["queries"]


def test_every_document_says_the_same(upgraded: Upgraded) -> None:
    documents = {one["ref"]: one for one in map(document_json, upgraded.library.cards.documents())}

    assert documents.keys() == {one["ref"] for one in upgraded.said["documents"]}
    for before in upgraded.said["documents"]:
        before["sensitivity"] = NEW_WORDS.get(before["sensitivity"], before["sensitivity"])
        assert {name: documents[before["ref"]][name] for name in before} == before


def test_readiness_is_the_same(upgraded: Upgraded) -> None:
    readiness = upgraded.library.assurance.readiness(on=date.fromisoformat(DAY))

    assert {one.ref: one.verdict for one in readiness.statements} == {
        one["ref"]: one["verdict"] for one in upgraded.said["readiness"]["statements"]
    }


def test_the_catalogue_as_it_was_is_kept_beside_until_something_is_discarded(upgraded: Upgraded) -> None:
    copies = kept_copies(upgraded.home / "catalogue.db")
    assert len(copies) == (upgraded.schema != HEAD)
    for copy in copies:
        assert (copy.name, schema_of(copy)) == (f"catalogue-{upgraded.schema}.db", upgraded.schema)
        with closing(sqlite3.connect(copy)) as raw:
            assert raw.execute("SELECT count(*) FROM event").fetchone()[0] == upgraded.said["last_event"][0]
    upgraded.library.documents.discard(upgraded.library.actor, "E-0005")
    assert kept_copies(upgraded.home / "catalogue.db") == []


def schema_of(path: Path) -> str:
    with closing(sqlite3.connect(path)) as raw:
        return str(raw.execute("SELECT version_num FROM alembic_version").fetchone()[0])


def test_every_release_left_a_small_folder_here() -> None:
    log = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")
    released = re.findall(r"^## \[?(\d+\.\d+\.\d+)", log, re.MULTILINE)

    assert [version for version in released if not any(name.startswith(version) for name in RELEASES)] == []
    assert [path.name for path in HERE.glob("*.zip") if path.stat().st_size > LARGEST] == []
