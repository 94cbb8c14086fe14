"""The catalogue: connections, transactions and the schema's version."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from copy import copy
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import DatabaseError, OperationalError, TimeoutError  # noqa: A004 - the pool's own

from evidence.adapters.database.head import Head
from evidence.adapters.database.views import DatabaseReading, DatabaseWriting
from evidence.domain.people import Actor
from evidence.errors import Damaged, Unavailable
from evidence.ports import Clock

HEAD = "0008"
"""The newest migration; a test compares it with the migrations folder."""

_PATIENCE_SECONDS = 15.0
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    # NORMAL loses acknowledged commits in a power cut; FULL costs about a millisecond a commit.
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # What is discarded must not survive in free pages.
    "PRAGMA secure_delete=ON",
)


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    # The driver must not open transactions by itself: _begin decides how.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _raw(path: Path, patience: float) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=patience)
    _prepare(connection, None)
    return connection


def _begin(connection: Connection) -> None:
    # A reader that begins IMMEDIATE waits for the writer; a writer that does not fails at its first write.
    immediate = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def _engine(path: Path, patience: float) -> Engine:
    engine = create_engine(
        URL.create("sqlite", database=str(path)), pool_size=16, max_overflow=32, pool_timeout=patience,
        connect_args={"timeout": patience},
    )  # fmt: skip
    event.listen(engine, "connect", _prepare)
    event.listen(engine, "begin", _begin)
    return engine


class DatabaseCatalogue:
    """The catalogue in SQLite: write-ahead log, every commit on disk before it returns, one writer at a time.

    Opening makes the file and its tables when they are absent, and brings an older schema up to date.
    Raises ``Unavailable`` for a schema newer than this program, and ``Damaged`` for a file that is no
    database, or not the one that was used here last; also for one that holds nothing unless it ``may_be_new``: a
    catalogue that is gone must not come back empty. A writer waits ``patience`` seconds for another, in this process
    or not. Before an older schema is brought up to date, the catalogue is copied beside it as
    ``catalogue-<its schema>.db`` (see ``kept_copies``), unless ``keeps_older`` says otherwise.
    """

    def __init__(
        self, path: Path, clock: Clock, *, patience: float = _PATIENCE_SECONDS, may_be_new: bool = True,
        keeps_older: bool = True,
    ) -> None:  # fmt: skip
        self._opened: frozenset[str] | None = None
        self._path = path
        self._clock = clock
        self._patience = patience
        self._writer = threading.Lock()
        self._engine = _engine(path, patience)
        if not (may_be_new or path.exists()):
            raise _missing()
        self._head = Head(path.with_name("history.head"))
        with _plain_errors():
            self._upgrade(may_be_new=may_be_new, keeps_older=keeps_older)
            self._refuse_another()

    def _upgrade(self, *, may_be_new: bool, keeps_older: bool) -> None:
        with self._engine.connect() as connection:
            current = _schema(connection)
        if current == HEAD:
            return
        if current is None and not may_be_new:
            raise _missing()
        from evidence.adapters.database.migrating import upgrade  # noqa: PLC0415 - Alembic loads only when needed

        # In one transaction with the upgrade, so that what is copied is what is brought up to date.
        with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
            current = _schema(connection)
            if current == HEAD:
                return
            _refuse_unknown(connection, current)
            if current and keeps_older:
                self._keep(current)
            upgrade(connection)

    def _keep(self, schema: str) -> None:
        """Copy the catalogue as it is beside itself, on disk when this returns; an older copy goes."""
        part = self._path.with_name(f".{self._path.name}.before-upgrade")
        try:
            part.unlink(missing_ok=True)
            part.touch(mode=0o600)
            self.copy_to(part)
            _sync(part)
            for older in kept_copies(self._path):
                older.unlink(missing_ok=True)
            part.replace(self._path.with_name(f"{self._path.stem}-{schema}{self._path.suffix}"))
            _sync(self._path.parent)
        except (OSError, Unavailable) as error:
            part.unlink(missing_ok=True)
            raise Unavailable(
                "This library is of an earlier version, and there is no room or no permission to copy its catalogue "
                "before it is brought up to date. Nothing was changed. Free some space beside it, then try again.",
                details={"cause": str(error)},
            ) from error

    def _refuse_another(self) -> None:
        """Raise ``Damaged`` when the history lacks the event that was noted last, or has another in its place."""
        noted = self._head.noted()
        with self.reading() as view:
            found = noted and view.events(after=noted[0] - 1, limit=1)
            if noted and not (found and (found[0].seq, found[0].chain) == noted):
                raise Damaged(
                    "The catalogue is not the one that was used here last: it is older, or another library’s, or cut "
                    "off from its log. Put back catalogue.db and catalogue.db-wal, or restore the newest backup to a "
                    "new folder with `evidence restore`. If it is the one you want, delete the file history.head.",
                    details={"findings": [f"event {noted[0]} is missing; the history ends at {view.last_event()}"]},
                )

    def within(self, opened: frozenset[str]) -> "DatabaseCatalogue":
        """Return this catalogue with every restricted document hidden but those that are opened."""
        narrowed = copy(self)
        narrowed._opened = opened  # noqa: SLF001 - a copy of our own
        return narrowed

    @contextmanager
    def reading(self) -> Iterator[DatabaseReading]:
        """Open a consistent view; never waits for a writer."""
        with _plain_errors(), self._engine.connect() as connection:
            yield DatabaseReading(connection, self._opened)

    @contextmanager
    def writing(self, actor: Actor) -> Iterator[DatabaseWriting]:
        """Open a transaction: committed when the block ends, undone if it raises."""
        if not self._writer.acquire(timeout=self._patience):
            raise Unavailable(_sentence("locked"))
        try:
            with _plain_errors(), self._transaction() as connection:
                view = DatabaseWriting(connection, self._opened, actor, self._clock)
                yield view
                if view.unrecorded:
                    raise RuntimeError("rows were changed without an event that says why")
            if view.recorded:
                self._head.note(*view.recorded)
            if view.purged:
                self._empty_log()
        finally:
            self._writer.release()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        """Begin to write, on a new connection where the one at hand cannot.

        SQLite keeps a connection read-only for good whose log could not be opened for writing once (measured: one
        refused opening, and every later write by that connection).
        """
        connection = self._engine.connect().execution_options(writes=True)
        try:
            try:
                transaction = connection.begin()
            except OperationalError as error:
                if "readonly" not in str(error.orig):
                    raise
                connection.invalidate()
                connection.close()
                connection = self._engine.connect().execution_options(writes=True)
                transaction = connection.begin()
            with transaction:
                yield connection
        finally:
            connection.close()

    def _empty_log(self) -> None:
        """Write the log back and cut it, so that what was purged does not survive there.

        Does not wait: while somebody reads, it is left to the next purge, or to the last one who closes.
        A copy from before an upgrade holds it too, so that goes.
        """
        for copied in kept_copies(self._path):
            with suppress(OSError):
                copied.unlink()
        with closing(sqlite3.connect(self._path, timeout=0)) as connection, suppress(sqlite3.Error):
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rewrite(self) -> bool:
        """Write the whole file anew and cut its log; see ``Catalogue.rewrite``.

        Overwriting what is deleted is not enough: when SQLite moves rows between pages it leaves copies of some in
        the gaps (measured: one deleted row in five hundred).
        """
        if not self._writer.acquire(timeout=self._patience):
            return False
        try:
            for older in kept_copies(self._path):
                older.unlink(missing_ok=True)
            with _plain_sqlite_errors(), closing(_raw(self._path, self._patience)) as connection:
                connection.execute("VACUUM")
                busy, _, _ = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                return not busy
        finally:
            self._writer.release()

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
        """Write a consistent copy while others go on working (SQLite's backup interface).

        All pages in one step: a copy in several begins anew whenever somebody writes in between.
        """
        with (
            _plain_sqlite_errors(),
            closing(sqlite3.connect(self._path)) as source,
            closing(sqlite3.connect(path)) as target,
        ):
            source.backup(target)
            # A copy must stand alone: no write-ahead log beside it.
            target.execute("PRAGMA journal_mode=DELETE")

    def engine_version(self) -> str:
        """Return the name and version of the engine."""
        return f"SQLite {sqlite3.sqlite_version}"

    def close(self) -> None:
        """Let go of all files."""
        self._engine.dispose()


def kept_copies(path: Path) -> list[Path]:
    """Return the copies of a catalogue that were made before it was brought up to date; at most one as a rule."""
    return sorted(path.parent.glob(f"{path.stem}-[0-9][0-9][0-9][0-9]{path.suffix}"))


def _schema(connection: Connection) -> str | None:
    """Return the schema that a catalogue is of; ``None`` for a new one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _refuse_unknown(connection: Connection, current: str | None) -> None:
    if current and current > HEAD:
        raise Unavailable(
            f"This library was last used by a newer version of the program (its catalogue is of form {current}, and "
            f"this version knows {HEAD}). Nothing was changed. Install the newer version again, or restore a backup "
            "made by this version into a new folder.",
            details={"schema": current, "known": HEAD},
        )
    if current is None and inspect(connection).get_table_names():
        raise Damaged(
            "The catalogue file does not say what version of the program it is of. Stop, keep the folder as it is, "
            "and restore the newest backup to a new folder with `evidence restore`.",
            details={"findings": ["catalogue.db: no version"]},
        )


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except OperationalError as error:
        raise Unavailable(_sentence(str(error.orig)), details={"cause": str(error.orig)}) from error
    except TimeoutError as error:
        raise Unavailable("Too many people are using this library at once. Try again in a moment.") from error
    except DatabaseError as error:
        if "malformed" in str(error.orig) or "not a database" in str(error.orig):
            raise _damaged(error.orig) from error
        raise


def _missing() -> Damaged:
    return Damaged(
        "The catalogue is missing or empty, but documents’ files are here. Put catalogue.db back, with "
        "catalogue.db-wal if there is one, or restore the newest backup to a new folder with `evidence restore`.",
        details={"findings": ["catalogue.db holds nothing"]},
    )


@contextmanager
def _plain_sqlite_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        raise Unavailable(_sentence(str(error)), details={"cause": str(error)}) from error
    except sqlite3.DatabaseError as error:
        raise _damaged(error) from error


def _damaged(cause: object) -> Damaged:
    return Damaged(
        "The catalogue file is damaged. Stop, keep the folder as it is, and restore the newest "
        "backup to a new folder with `evidence restore`.",
        details={"findings": [str(cause)]},
    )


def _sentence(cause: str) -> str:
    if "locked" in cause or "busy" in cause:
        return "Somebody else is writing to this library and did not finish in time. Try again in a moment."
    if "full" in cause:
        return "The disk is full, so nothing was changed. Free some space and try again."
    if "readonly" in cause or "read-only" in cause:
        return "The library's folder cannot be written to, so nothing was changed. Check its permissions."
    return f"The catalogue cannot be used now ({cause}). Check the library's folder and disk, then try again."
