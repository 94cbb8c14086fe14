"""Several writers and readers at once: nobody is told "locked", nothing is lost, one chain without gaps."""

import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.domain.documents import Document, Fact
from evidence.domain.events import START, broken_links
from evidence.domain.people import folder_owner
from evidence.errors import Unavailable

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASHA = folder_owner("Asha")

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from evidence.adapters.clock import SystemClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.domain.documents import Document
from evidence.domain.people import folder_owner

path, name, count = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
print("ready", flush=True)
sys.stdin.readline()
catalogue = DatabaseCatalogue(path, SystemClock())
for _ in range(count):
    with catalogue.writing(folder_owner(name)) as work:
        ref = work.next_id("E")
        work.save(Document(ref=ref, title=name, added_at=datetime.now(UTC), added_by=name))
        work.record("added", [ref])
catalogue.close()
"""


def add(catalogue: DatabaseCatalogue, name: str) -> str:
    with catalogue.writing(folder_owner(name)) as work:
        ref = work.next_id("E")
        work.save(Document(ref=ref, title=name, added_at=NOW, added_by=name))
        work.record("added", [ref])
    return ref


def assert_one_chain(catalogue: DatabaseCatalogue, expected: int) -> None:
    with catalogue.reading() as view:
        events = view.events(limit=100_000)
        refs = [ref for (ref,) in view.columns(Document, "ref")]
    assert [event.seq for event in events] == list(range(1, expected + 1))
    assert broken_links(events, START, 1) == []
    assert sorted(ref for event in events for ref in event.refs) == refs
    assert len(refs) == expected


def test_threads_write_one_chain(catalogue: DatabaseCatalogue) -> None:
    with ThreadPoolExecutor(8) as threads:
        given = list(threads.map(lambda number: add(catalogue, f"writer {number % 8}"), range(200)))

    assert len(set(given)) == 200
    assert_one_chain(catalogue, 200)


def test_processes_write_one_chain_while_somebody_reads(tmp_path: Path) -> None:
    """They also make the catalogue at the same moment, as commands started together do."""
    path = tmp_path / "catalogue.db"
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(path), f"writer {number}", "50"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for number in range(4)
    ]  # fmt: skip
    for writer in writers:
        writer.stdout.readline()
    for writer in writers:
        writer.stdin.write("go\n")
        writer.stdin.flush()
    failures = [writer.communicate(timeout=120)[1] for writer in writers]

    assert failures == [""] * 4
    with closing(DatabaseCatalogue(path, FixedClock(NOW))) as catalogue:
        assert_one_chain(catalogue, 200)


def test_reader_does_not_wait_for_a_writer(catalogue: DatabaseCatalogue) -> None:
    add(catalogue, "first")

    with catalogue.writing(ASHA) as work:
        work.save(Fact(name="council", value="Ashmere"))
        with ThreadPoolExecutor(1) as other:
            seen = other.submit(read_both, catalogue).result(timeout=60)
        work.record("facts set")

    assert seen == (1, 0)
    assert read_both(catalogue) == (1, 1)


def test_writer_does_not_wait_for_a_reader(catalogue: DatabaseCatalogue) -> None:
    with catalogue.reading() as view:
        view.count(Document)
        with ThreadPoolExecutor(1) as other:
            ref = other.submit(add, catalogue, "second").result(timeout=60)

    assert ref == "E-0001"


def test_writer_that_waits_in_vain_for_another_process_is_told_so(tmp_path: Path) -> None:
    path = tmp_path / "catalogue.db"
    with closing(DatabaseCatalogue(path, FixedClock(NOW), patience=0.05)) as catalogue:
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            with pytest.raises(Unavailable, match="Somebody else is writing to this library"):
                add(catalogue, "late")

        assert add(catalogue, "again") == "E-0001"


def test_writer_that_waits_in_vain_for_another_thread_is_told_so(tmp_path: Path) -> None:
    with closing(DatabaseCatalogue(tmp_path / "catalogue.db", FixedClock(NOW), patience=0.05)) as catalogue:
        with catalogue.writing(ASHA), ThreadPoolExecutor(1) as other:
            late = other.submit(add, catalogue, "late").exception(timeout=60)

        assert isinstance(late, Unavailable)
        assert "Somebody else is writing to this library" in late.message
        assert add(catalogue, "again") == "E-0001"


def test_more_readers_than_connections_are_told_so(tmp_path: Path) -> None:
    with closing(DatabaseCatalogue(tmp_path / "catalogue.db", FixedClock(NOW), patience=0.05)) as catalogue:
        release = threading.Event()
        everybody_in = threading.Barrier(49)

        def hold() -> None:
            with catalogue.reading() as view:
                view.count(Document)
                everybody_in.wait(60)
                release.wait(60)

        readers = [threading.Thread(target=hold) for _ in range(48)]
        for reader in readers:
            reader.start()
        everybody_in.wait(60)
        try:
            with pytest.raises(Unavailable, match="Too many people"), catalogue.reading() as view:
                view.count(Document)
        finally:
            release.set()
            for reader in readers:
                reader.join()


def read_both(catalogue: DatabaseCatalogue) -> tuple[int, int]:
    with catalogue.reading() as view:
        return view.count(Document), view.count(Fact)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[DatabaseCatalogue]:
    opened = DatabaseCatalogue(tmp_path / "catalogue.db", FixedClock(NOW))
    yield opened
    opened.close()


def test_writer_does_without_a_connection_that_was_made_read_only(tmp_path: Path) -> None:
    with closing(DatabaseCatalogue(tmp_path / "catalogue.db", FixedClock(NOW))) as catalogue:
        assert add(catalogue, "first") == "E-0001"
        pool = catalogue._engine  # the fault is in one of its connections
        with pool.connect() as connection:
            connection.exec_driver_sql("PRAGMA query_only=ON")

        assert add(catalogue, "second") == "E-0002"
