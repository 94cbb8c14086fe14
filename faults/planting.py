"""Bugs planted in the running program, to prove that the harness would find such a one.

Each is put in from outside, after the program was loaded into a process that runs one command; nothing in the
program knows of them.
"""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any

from app import wiring
from evidence.adapters import clock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.database.views import DatabaseWriting
from evidence.adapters.files import folder
from evidence.domain.events import Event
from evidence.domain.people import Actor
from evidence.ports import Catalogue, SearchIndex
from evidence.services.indexing import Indexing, _indexed
from evidence.services.kept_bytes import bytes_needed


class _NoFsync:
    """The operating system, but for one thing: files are not pushed to the disk."""

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fsync(self, handle: int) -> None:
        """Push folders only."""
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            os.fsync(handle)


def acknowledge_before_fsync() -> None:
    """An upload is acknowledged while its bytes are only in memory."""
    setattr(folder, "os", _NoFsync())  # noqa: B010 - stands for a module, which types do not allow


def no_directory_fsync() -> None:
    """The bytes are on disk, but the name they were given may be lost."""
    folder._sync_folder = lambda folder: None  # noqa: ARG005, SLF001 - planted from outside


def index_before_commit() -> None:
    """The search index takes in what a transaction did before it is committed."""
    indexes: list[SearchIndex] = []
    begin, record = Indexing.__init__, DatabaseWriting.record

    def remembering(self: Indexing, catalogue: Catalogue, index: SearchIndex) -> None:
        begin(self, catalogue, index)
        indexes.append(index)

    def early(self: DatabaseWriting, verb: str, refs: Any = (), **more: Any) -> Event:
        event = record(self, verb, refs, **more)
        with indexes[-1].writing() as held:
            cursor = indexes[-1].cursor()
            if held and 0 < cursor < event.seq:
                touched = {ref for one in self.events(after=cursor) for ref in one.refs}
                changed = list(_indexed(self, touched))
                removed = touched - {document.ref for document in changed}
                indexes[-1].update(changed, removed=removed, cursor=event.seq)
        return event

    Indexing.__init__ = remembering  # type: ignore[method-assign]  # planted
    DatabaseWriting.record = early  # type: ignore[method-assign]  # planted


def sweeper_without_age_limit() -> None:
    """Whoever opens the library sweeps away all that no row names yet, also what is being added right now."""
    opening = wiring.open_library

    def sweeping(*arguments: Any, **more: Any) -> wiring.Library:
        library = opening(*arguments, **more)
        with library.catalogue.reading() as view:
            needed = bytes_needed(view)
        for sha256, _ in list(library.files.all()):
            if sha256 not in needed:
                library.files.remove(sha256)
        for path in (library.home / "staging").glob("upload-*"):
            path.unlink(missing_ok=True)
        return library

    wiring.open_library = sweeping


def audit_outside_the_transaction() -> None:
    """What was done is committed first, and the event that says so in a transaction of its own."""
    begin = DatabaseCatalogue.writing

    @contextmanager
    def in_two(self: DatabaseCatalogue, actor: Actor) -> Iterator[DatabaseWriting]:
        later: list[tuple[Any, Any, list[dict[str, Any]]]] = []
        with begin(self, actor) as view:

            def noted(*arguments: Any, **more: Any) -> Event:
                later.append((arguments, more, view._changes))  # noqa: SLF001 - planted from outside
                view._changes = []  # noqa: SLF001 - planted
                return Event(seq=view.last_event() + 1, at=self._clock.now(), actor=actor.name, verb=arguments[0])

            view.record = noted  # type: ignore[method-assign]  # planted
            yield view
        for arguments, more, changes in later:
            with begin(self, actor) as view:
                view._changes = changes  # noqa: SLF001 - planted
                view.record(*arguments, **more)

    DatabaseCatalogue.writing = in_two  # type: ignore[method-assign]  # planted


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__.replace("_", "-"): bug
    for bug in (
        acknowledge_before_fsync, no_directory_fsync, index_before_commit, sweeper_without_age_limit,
        audit_outside_the_transaction,
    )
}  # fmt: skip
"""Each planted bug, by its name."""


def wrong_clock(by: Path) -> None:
    """Make the program's clock wrong by as many seconds as the file ``by`` says when it is looked at."""

    class Wrong(datetime):
        """A clock that is wrong."""

        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]  # a plain one is as good
            return datetime.now(tz) + timedelta(seconds=float(by.read_text(encoding="ascii")))

    setattr(clock, "datetime", Wrong)  # noqa: B010 - as above
