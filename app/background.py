"""What the server does outside anybody's wait: reading text and keeping the index up."""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from time import monotonic
from typing import TYPE_CHECKING

from evidence.domain.people import LIBRARY
from evidence.errors import EvidenceError, Unavailable

if TYPE_CHECKING:
    from app.wiring import Library

_LOOK_AGAIN_SECONDS = 5.0
"""Other processes may add documents to the same home; this is how often we look."""

_ENDING_SECONDS = 60.0
"""How long the server waits at its end for the documents at hand."""

log = logging.getLogger("evidence.background")


class _Work:
    """One thread that does the same work whenever it is woken, and every few seconds."""

    def __init__(self, name: str, work: Callable[[], None]) -> None:
        self._work = work
        self._woken = threading.Event()
        self._stopping = threading.Event()
        self._settled = threading.Condition()
        self._rounds_done = 0
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)
        self.trouble: str | None = None
        """Why the last round did not succeed, in a sentence; ``None`` when it did."""

    @property
    def is_stopping(self) -> bool:
        """Whether the round under way should end soon."""
        return self._stopping.is_set()

    def start(self) -> None:
        """Begin with the first round."""
        self._woken.set()
        self._thread.start()

    def wake(self) -> None:
        """Have another round begin."""
        self._woken.set()

    def wait_until_settled(self, timeout: float) -> bool:
        """Wait until everything that was pending at the call is done; ``False`` when time ran out first."""
        with self._settled:
            # The round that may be running now can have missed the change: wait for the one after it.
            goal = self._rounds_done + 2
            self.wake()
            while self._rounds_done < goal:
                if not self._settled.wait(timeout):
                    return False
                self.wake()
        return True

    def stop(self) -> None:
        """Say that it should end."""
        self._stopping.set()
        self._woken.set()

    def join(self, timeout: float) -> None:
        """Wait until it has ended, for so many seconds."""
        self._thread.join(timeout)

    def _run(self) -> None:
        while not self._stopping.is_set():
            self._woken.wait(_LOOK_AGAIN_SECONDS)
            self._woken.clear()
            self.attempt(self._work)
            with self._settled:
                self._rounds_done += 1
                self._settled.notify_all()

    def attempt(self, work: Callable[[], None]) -> None:
        """Do some work; what goes wrong with it is told, and ends nothing."""
        try:
            work()
            self.trouble = None
        except Unavailable as error:
            self.trouble = error.message
        except EvidenceError as error:
            self.trouble = error.message
            log.warning("background work: %s", error.code)
        except Exception as error:
            self.trouble = "Background work failed; the log says where."
            log.exception("background work failed: %s", type(error).__name__)


class Background:
    """Reads pending text, keeps the index up, and looks through what was read; woken by every change made here.

    Each is work of its own: indexing a million words takes long, searching one file for hidden content can take
    minutes, and nobody else's document should wait for that. ``read_anew`` is called once a day, when everything that
    pages show has been read for that day.
    """

    def __init__(self, library: "Library", read_anew: Callable[[], None] = lambda: None) -> None:
        self._library = library
        self._read_anew = read_anew
        self._read_on: date | None = None
        self._reading = _Work("reading", self._read)
        self._indexing = _Work("indexing", self._index)
        self._looking = _Work("looking", self._look)
        self.unsigned: str | None = None
        """Why the head of today could not be signed, in a sentence; ``None`` when it was."""

    @property
    def trouble(self) -> str | None:
        """Why the last of its work did not succeed, in a sentence; ``None`` when it did."""
        return next((work.trouble for work in self._all() if work.trouble), None)

    def start(self) -> None:
        """Read ahead, so that whoever comes first waits no longer than others; then take up what was left pending."""
        with suppress(EvidenceError):
            self._library.tidy()
        self._indexing.attempt(self._warm)
        for work in self._all():
            work.start()

    def wake(self) -> None:
        """Say that something changed."""
        self._indexing.wake()
        self._reading.wake()

    def wait_until_settled(self, timeout: float) -> bool:
        """Wait until everything that was pending at the call is done; ``False`` when time ran out first."""
        return all(work.wait_until_settled(timeout) for work in self._all())

    def wait_until_read(self, timeout: float) -> bool:
        """Wait until all text that was pending at the call is read, whether looked through or not."""
        return self._reading.wait_until_settled(timeout)

    def stop(self) -> None:
        """Finish the documents at hand and end."""
        for work in self._all():
            work.stop()
        end = monotonic() + _ENDING_SECONDS
        for work in self._all():
            work.join(max(0.0, end - monotonic()))

    def _all(self) -> tuple[_Work, ...]:
        """Return all work, each before what it makes work for."""
        return self._reading, self._looking, self._indexing

    def _sign(self) -> None:
        """Sign the head of the day, once; what goes wrong with it keeps nothing else from being done."""
        try:
            self._library.heads.keep_up()
            self.unsigned = None
        except EvidenceError as error:
            self.unsigned = error.message
            log.warning("no head was signed: %s", error.code)

    def _read(self) -> None:
        self._sign()
        for _ in self._library.texts.read_pending(LIBRARY):
            self._indexing.wake()
            if self._reading.is_stopping:
                return
        self._indexing.wake()
        self._looking.wake()

    def _look(self) -> None:
        for _ in self._library.checking.look_pending():
            self._indexing.wake()
            if self._looking.is_stopping:
                return

    def _index(self) -> None:
        # First what people look at right after a change: indexing what was added takes longer.
        self._warm()
        self._library.indexing.keep_up()
        self._library.removing.finish()
        self._warm()

    def _warm(self) -> None:
        """Read anew what every page shows, as most people see it, rather than in the wait of whoever comes first."""
        shared = self._library.within(frozenset())
        shared.listing.rows()
        shared.assurance.readiness()
        shared.examples.warm()
        today = shared.clock.today()
        if self._read_on != today:
            self._read_on = today
            self._read_anew()
