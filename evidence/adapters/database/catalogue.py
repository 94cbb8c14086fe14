"""The catalogue: connections, transactions and the schema's version."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError

from evidence.adapters.database.views import DatabaseReading, DatabaseWriting
from evidence.domain.people import Actor
from evidence.errors import Damaged, Unavailable
from evidence.ports import Clock

HEAD = "0001"
"""The newest migration; a test compares it with the migrations folder."""

_BUSY_MS = 15_000
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # NORMAL loses acknowledged commits in a power cut; FULL costs about a millisecond a commit.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # What is discarded must not survive in free pages.
    "PRAGMA secure_delete=ON",
    f"PRAGMA busy_timeout={_BUSY_MS}",
)


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: _begin decides how.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _begin(connection: Connection) -> None:
    # A reader that begins IMMEDIATE waits for the writer; a writer that does not fails at its first write.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _engine(path: Path) -> Engine:
    engine = create_engine(f"sqlite:///{path}", pool_size=16, max_overflow=32)
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


class DatabaseCatalogue:
    """The catalogue in SQLite: write-ahead log, every commit on disk before it returns, one writer at a time.

    Opening makes the file and its tables when they are absent, and brings an older schema up to date.
    Raises ``Unavailable`` for a schema newer than this program, and ``Damaged`` for a file that is no
    database.
    """

    def __init__(self, path: Path, clock: Clock) -> None:
        self._path = path
        self._clock = clock
        self._writer = threading.Lock()
        self._engine = _engine(path)
        with _plain_errors():
            self._upgrade()

    def _upgrade(self) -> None:
        with self._engine.connect() as connection:
            known = inspect(connection).has_table("alembic_version")
            current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar() if known else None
        if current == HEAD:
            return
        if current and current > HEAD:
            raise Unavailable(
                "This library was last used by a newer version of the program. Update the program, or "
                "restore a backup made by this version.",
                details={"schema": current, "known": HEAD},
            )
        from evidence.adapters.database.migrating import upgrade  # noqa: PLC0415 - Alembic loads only when needed

        with self._engine.connect().execution_options(writes=True) as connection:
            upgrade(connection)

    @contextmanager
    def reading(self) -> Iterator[DatabaseReading]:
        """Open a consistent view; never waits for a writer."""
        with _plain_errors(), self._engine.connect() as connection:
            yield DatabaseReading(connection)

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[DatabaseWriting]:
        """Open a transaction: committed when the block ends, undone if it raises."""
        with (
            self._writer,
            _plain_errors(),
            self._engine.connect().execution_options(writes=True) as connection,
        ):
            view = DatabaseWriting(connection, actor, self._clock)
            with connection.begin():
                yield view
                if view.unrecorded:
                    raise RuntimeError("rows were changed without an event that says why")

    def problems(self) -> list[str]:
        """Return what the engine finds wrong with its own file; empty when sound."""
        try:
            with self._engine.connect() as connection:
                found = [str(row[0]) for row in connection.exec_driver_sql("PRAGMA integrity_check")]
                keys = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
        except DatabaseError as error:
            return [f"the catalogue cannot be read: {error.orig}"]
        return [line for line in found if line != "ok"] + [f"a row of {key[0]} points nowhere" for key in keys]

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy while others go on working (SQLite's backup interface)."""
        source, target = sqlite3.connect(self._path), sqlite3.connect(path)
        try:
            source.backup(target, pages=1000)
            # A copy must stand alone: no write-ahead log beside it.
            target.execute("PRAGMA journal_mode=DELETE")
        finally:
            target.close()
            source.close()

    def engine_version(self) -> str:
        """Return the name and version of the engine."""
        return f"SQLite {sqlite3.sqlite_version}"

    def close(self) -> None:
        """Let go of all files."""
        self._engine.dispose()


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Unavailable(_sentence(str(error.orig)), details={"cause": str(error.orig)}) from error
    except DatabaseError as error:
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            raise Damaged(
                "The catalogue file is damaged. Stop, keep the folder as it is, and restore the newest "
                "backup to a new folder with `evidence restore`.",
                details={"findings": [str(error.orig)]},
            ) from error
        raise


def _sentence(cause: str) -> str:
    if "locked" in cause or "busy" in cause:
        return "Somebody else is writing to this library and did not finish in time. Try again in a moment."
    if "full" in cause:
        return "The disk is full, so nothing was changed. Free some space and try again."
    if "readonly" in cause or "read-only" in cause:
        return "The library's folder cannot be written to, so nothing was changed. Check its permissions."
    return f"The catalogue cannot be used now ({cause}). Check the library's folder and disk, then try again."
