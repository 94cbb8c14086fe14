"""A catalogue of an earlier release is brought up to date in one step, and says what it said."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import create_engine

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.database.migrating import configuration
from evidence.domain.documents import Document
from evidence.domain.events import Change, Event, broken_links
from evidence.domain.people import folder_owner
from evidence.services.undoing import Undoing
from tests.conftest import NOW

OLD = {
    "ref": "E-0001", "title": "Minutes", "kind": "minutes", "status": "final", "sensitivity": "official",
    "labels": "[]", "presumed": "[]", "current_version": 1, "added_at": "2026-11-23 09:00:00.000000",
    "added_by": "Asha", "revision": 1,
}  # fmt: skip
"""A document as 0002 kept it."""


@pytest.fixture
def old(tmp_path: Path) -> Iterator[Path]:
    """A catalogue at schema 0002 whose document was official-sensitive before somebody made it official."""
    path = tmp_path / "catalogue.db"
    engine = create_engine(f"sqlite:///{path}")
    with engine.connect() as connection, connection.begin():
        command.upgrade(configuration(connection), "0002")
    engine.dispose()
    plain = {**OLD, "labels": [], "presumed": [], "added_at": "2026-11-23T09:00:00Z"}
    change = (1, 0, "Document", '["E-0001"]', "E-0001", json.dumps({**plain, "sensitivity": "official-sensitive",
              "revision": 0}), json.dumps(plain))  # fmt: skip
    with closing(sqlite3.connect(path)) as raw, raw:
        names, places = ", ".join(OLD), ", ".join("?" * len(OLD))
        raw.execute(f"INSERT INTO document ({names}) VALUES ({places})", [*OLD.values()])  # noqa: S608 - names of ours
        raw.execute("INSERT INTO event VALUES (1, '2026-11-23 09:00:00.000000', 'Asha', 'details set', "
                    "'[\"E-0001\"]', '{\"fields\": [\"sensitivity\"]}', NULL, ?)", [_chain()])  # fmt: skip
        columns = 'seq, place, kind, "key", ref, "before", "after"'
        raw.execute(f"INSERT INTO change ({columns}) VALUES (?, ?, ?, ?, ?, ?, ?)", change)  # noqa: S608 - names of ours
    return path


def _chain() -> str:
    """The hash as releases before accounts wrote it: of what an event held then, and nothing more."""
    body = {
        "seq": 1, "at": "2026-11-23T09:00:00+00:00", "actor": "Asha", "verb": "details set", "refs": ["E-0001"],
        "about": {"fields": ["sensitivity"]}, "undoes": None,
    }  # fmt: skip
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{'0' * 64}\n{canonical}".encode()).hexdigest()


def test_sensitivity_is_said_in_the_new_words_also_in_what_can_be_undone(old: Path) -> None:
    with closing(DatabaseCatalogue(old, FixedClock(NOW))) as catalogue:
        with catalogue.reading() as view:
            assert view.columns(Document, "sensitivity") == [("internal",)]
            (change,) = view.all(Change)
            assert change.before
            assert change.before["sensitivity"] == "sensitive"
        Undoing(catalogue, FixedClock(NOW)).undo(folder_owner("Asha"))
        with catalogue.reading() as view:
            assert view.columns(Document, "sensitivity") == [("sensitive",)]


def test_the_chain_of_events_is_whole_across_the_upgrade(old: Path) -> None:
    with closing(DatabaseCatalogue(old, FixedClock(NOW))) as catalogue:
        with catalogue.writing(folder_owner("Asha")) as work:
            work.record("scored")
        with catalogue.reading() as view:
            events = view.all(Event)

    assert [(event.seq, event.person, event.way) for event in events] == [(1, None, None), (2, None, "command")]
    assert broken_links(events) == []


@pytest.mark.parametrize("kept", ["person", "way"])
def test_who_did_it_and_how_is_in_the_chain(old: Path, kept: str) -> None:
    with closing(DatabaseCatalogue(old, FixedClock(NOW))) as catalogue:
        with catalogue.writing(folder_owner("Asha")) as work:
            work.record("scored")
        with catalogue.reading() as view:
            events = view.all(Event)

    setattr(events[1], kept, "page")
    assert broken_links(events) == ["event 2 was changed after it was written"]
