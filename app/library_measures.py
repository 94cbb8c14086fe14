"""How the library is, as numbers: what waits, how old the newest backup and head are, what the disk holds."""

import shutil
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime

from app.background import Background
from app.measuring import gauge
from app.wiring import Library
from evidence.domain.events import Narrowing
from evidence.errors import EvidenceError

_DATABASE = ("catalogue.db", "catalogue.db-wal")


def library_lines(library: Library, background: Background) -> Iterator[str]:
    """Yield the lines of every number that can be told now; one that cannot is left out."""
    yield from gauge("up_to_date", "1 while reading and indexing run without trouble.", float(not background.trouble))
    with suppress(EvidenceError):
        yield from gauge("texts_waiting", "Versions whose text waits to be read.", len(library.texts.pending()))
        yield from gauge(
            "index_behind_events", "Events the search index has not taken in.", library.indexing.behind()
        )
        yield from gauge("history_events", "Number of the newest event.", library.histories.last())
        yield from gauge("backup_age_seconds", "Since the newest backup.", _backup_age(library))
    newest = library.heads.newest()
    head_age = _since(library, newest.at) if newest else None
    yield from gauge("head_age_seconds", "Since the newest signed head of the history.", head_age)
    yield from gauge("database_bytes", "The catalogue on disk, with its log.", _database_bytes(library))
    with suppress(OSError):
        yield from gauge("disk_free_bytes", "Left on the disk of the home.", shutil.disk_usage(library.home).free)


def _backup_age(library: Library) -> float | None:
    made = Narrowing(verbs=frozenset({"backed up"}))
    with library.catalogue.reading() as view:
        newest = view.events(limit=1, newest_first=True, narrowed=made)
    return _since(library, newest[0].at) if newest else None


def _since(library: Library, moment: datetime) -> float:
    return round((library.clock.now() - moment).total_seconds(), 1)


def _database_bytes(library: Library) -> int:
    found = 0
    for name in _DATABASE:
        with suppress(OSError):
            found += (library.home / name).stat().st_size
    return found
