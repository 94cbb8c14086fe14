"""Work on the whole library that somebody starts and need not wait for: a full check, a new search index."""

import json
import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field, fields
from datetime import datetime
from typing import Any, Self

from app.wiring import Library
from evidence.domain.people import Actor
from evidence.errors import EvidenceError
from evidence.services.upkeep import Verification

_KEPT = "last-check.json"
_MOST_KEPT = 1_000
"""Findings of each kind that the file keeps."""
_PAUSE_SECONDS = 0.2
_PATIENCE = 300
"""How many pauses to wait for somebody else who is writing the index."""
_STOPPING_SECONDS = 10
_FAILED = "It broke off in a way that nobody foresaw; the log says where."

log = logging.getLogger("evidence.chores")


@dataclass(slots=True)
class Check:
    """A full check: under way until ``ended`` is set. ``failure`` says why it broke off, if it did."""

    by: str
    begun: datetime
    ended: datetime | None = None
    done: int = 0
    total: int = 0
    failure: str = ""
    engine: str = ""
    damage: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)

    @property
    def percent(self) -> int:
        """The share that is done, as a whole number from 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0

    def found(self, result: Verification) -> None:
        """Take over what was found so far."""
        self.engine, self.damage, self.notes = result.engine, list(result.damage), list(result.notes)
        self.checked = dict(result.checked)

    def as_json(self) -> dict[str, Any]:
        """Return what the file keeps."""
        kept = asdict(self) | {"begun": self.begun.isoformat(), "ended": self.ended and self.ended.isoformat()}
        return kept | {"damage": self.damage[:_MOST_KEPT], "notes": self.notes[:_MOST_KEPT]}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Self:
        """Read what the file keeps; raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
        days = {name: datetime.fromisoformat(kept[name]) for name in ("begun", "ended")}
        return cls(**{one.name: kept[one.name] for one in fields(cls)} | days)


@dataclass(slots=True)
class Rebuilding:
    """A new search index: under way until ``ended`` is set; ``documents`` are in it then."""

    by: str
    begun: datetime
    read_again: int = 0
    """Texts that were to be read again first."""
    ended: datetime | None = None
    documents: int = 0
    failure: str = ""


class Chores:
    """Runs one check and one rebuilding at a time, each in a thread of its own, and knows how the last ones ended.

    What the last check found is kept in the home, so that it is known after a restart too.
    """

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._check = self._kept()
        self._rebuilding: Rebuilding | None = None

    @property
    def last_check(self) -> Check | None:
        """The check that is under way, or else the last one."""
        return self._check

    @property
    def last_rebuilding(self) -> Rebuilding | None:
        """The rebuilding that is under way, or else the last one since the server started."""
        return self._rebuilding

    def check(self, actor: Actor) -> bool:
        """Begin a full check; ``False`` when one is under way already."""
        with self._lock:
            if self._check and not self._check.ended:
                return False
            begun = Check(actor.name, self._library.clock.now())
            self._check = begun
        self._start("check", lambda: self._run_check(begun))
        return True

    def rebuild(self, actor: Actor, *, read_again: bool) -> bool:
        """Begin to build the search index anew; ``False`` when that is under way already.

        With ``read_again`` every held text is marked to be read again first, which the background then does.
        """
        with self._lock:
            if self._rebuilding and not self._rebuilding.ended:
                return False
            begun = Rebuilding(actor.name, self._library.clock.now())
            begun.read_again = self._library.texts.forget_all(actor) if read_again else 0
            self._rebuilding = begun
        self._start("reindex", lambda: self._run_rebuild(begun))
        return True

    def wait(self, timeout: float) -> None:
        """Wait until what is under way has ended, at most so many seconds for each."""
        for thread in list(self._threads):
            thread.join(timeout)

    def stop(self) -> None:
        """End what can be ended; a rebuilding that is cut off leaves the old index in force."""
        self._stopping.set()
        self.wait(_STOPPING_SECONDS)

    def _start(self, name: str, work: Callable[[], None]) -> None:
        self._threads = [one for one in self._threads if one.is_alive()]
        self._threads.append(threading.Thread(target=work, name=name, daemon=True))
        self._threads[-1].start()

    def _run_check(self, check: Check) -> None:
        check.failure = _told(lambda: self._verify(check)) or check.failure
        check.ended = self._library.clock.now()
        with suppress(OSError):
            part = self._library.home / f".{_KEPT}.part"
            part.write_text(json.dumps(check.as_json(), ensure_ascii=False), encoding="utf-8")
            part.replace(self._library.home / _KEPT)

    def _verify(self, check: Check) -> None:
        check.total = self._library.upkeep.files_to_check() + 1
        for result in self._library.upkeep.verify():
            check.done += 1
            check.found(result)
            if self._stopping.is_set():
                check.failure = "The server stopped before it was done."
                return

    def _run_rebuild(self, rebuilding: Rebuilding) -> None:
        rebuilding.failure = _told(lambda: self._rebuild(rebuilding)) or rebuilding.failure
        rebuilding.ended = self._library.clock.now()

    def _rebuild(self, rebuilding: Rebuilding) -> None:
        for _ in range(_PATIENCE):
            with self._library.index.writing() as held:
                if held:
                    rebuilding.documents = self._library.indexing.rebuild()
                    return
            if self._stopping.wait(_PAUSE_SECONDS):
                return
        rebuilding.failure = "The search index was being written all the while. Try again later."

    def _kept(self) -> Check | None:
        try:
            return Check.from_json(json.loads((self._library.home / _KEPT).read_text(encoding="utf-8")))
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _told(work: Callable[[], None]) -> str:
    """Do something in a thread of its own; return why it broke off, in a sentence, or nothing."""
    try:
        work()
    except EvidenceError as error:
        return error.message
    except Exception as error:
        log.exception("work on the library broke off: %s", type(error).__name__)
        return _FAILED
    return ""
