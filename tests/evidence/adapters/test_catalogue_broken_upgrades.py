"""An upgrade that is killed, or finds the disk full, at any of its statements leaves the old schema or the new.

Each k has a process of its own, forked from one that has everything imported.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import HEAD, DatabaseCatalogue
from tests.conftest import NOW
from tests.releases.record import HERE

EARLIEST = min(path for path in HERE.glob("*.zip"))

SERVER = """
import os, signal, sys
from pathlib import Path
from sqlalchemy import Engine, event
from evidence.adapters.clock import SystemClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.errors import Unavailable
import evidence.adapters.database.migrating, alembic.command

def broken_at(k, how):
    ran = 0
    @event.listens_for(Engine, "before_cursor_execute")
    @event.listens_for(Engine, "commit")
    def count(connection, *_rest):
        nonlocal ran
        ran += 1
        if ran == k and how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        if ran == k:
            raw = connection.connection.driver_connection
            # From here on the file may not grow: the engine itself says that the disk is full.
            raw.execute(f"PRAGMA max_page_count={raw.execute('PRAGMA page_count').fetchone()[0]}")
    return lambda: ran

for line in sys.stdin:
    path, k, how = line.split()
    pid = os.fork()
    if not pid:
        ran = broken_at(int(k), how)
        try:
            DatabaseCatalogue(Path(path), SystemClock()).close()
            said = "done"
        except Unavailable as error:
            said = "full" if "disk is full" in error.message else f"other: {error.message}"
        except BaseException as error:
            said = f"other: {error!r}"
        os.write(1, f"{ran()} {said}\\n".encode())
        os._exit(0)
    _, status = os.waitpid(pid, 0)
    if status:
        os.write(1, b"0 killed\\n")
"""


@pytest.fixture(scope="module")
def upgrade() -> Iterator[Callable[[Path, int, str], tuple[int, str]]]:
    """Upgrade a catalogue in a process that breaks at its k-th statement; returns how many ran, and how it ended."""
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip

    def ask(path: Path, k: int, how: str) -> tuple[int, str]:
        server.stdin.write(f"{path} {k} {how}\n")
        server.stdin.flush()
        ran, said = server.stdout.readline().split(maxsplit=1)
        return int(ran), said.strip()

    yield ask
    server.stdin.close()
    server.wait(timeout=60)
    server.stdout.close()


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogue that the earliest release left."""
    place = tmp_path_factory.mktemp("old")
    with zipfile.ZipFile(EARLIEST) as archive:
        return Path(archive.extract("catalogue.db", place))


def dump(path: Path) -> list[str]:
    """Return the whole content and schema, read by nothing of ours."""
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return list(raw.iterdump())


def copied(source: Path | None, place: Path) -> Path:
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir()
    path = place / "catalogue.db"
    if source:
        shutil.copy(source, path)
    return path


@pytest.mark.parametrize("how", ["killed", "full"])
@pytest.mark.parametrize("begins", ["at the earliest release", "new"])
def test_broken_at_every_statement_it_is_old_or_new_and_goes_on_from_there(
    begins: str, how: str, old: Path, upgrade: Callable[[Path, int, str], tuple[int, str]], tmp_path: Path
) -> None:
    source = old if begins != "new" else None
    path = copied(source, tmp_path / "whole")
    statements, said = upgrade(path, 0, how)
    assert said == "done"
    before, after, ends = dump(source) if source else [], dump(path), []
    assert before != after

    for k in range(1, statements + 1):
        path = copied(source, tmp_path / "broken")
        ends.append(upgrade(path, k, how)[1])
        now = dump(path)
        assert now in (before or EMPTY, after), f"{how} at statement {k} of {statements}: neither old nor new"
        assert ends[-1] in {"done", how}, k
        if ends[-1] == "done":
            assert now == after, k
        if k % 25 == 0:
            DatabaseCatalogue(path, FixedClock(NOW)).close()
            assert dump(path) == after, f"{how} at statement {k}: it does not go on from there"

    assert ends.count(how) > statements // 4
    assert HEAD in "".join(after)


EMPTY = ["BEGIN TRANSACTION;", "COMMIT;"]
"""What a catalogue holds that has not been made yet."""
