"""Redacted copies in the making: each in a thread of its own, one after another, as a long PDF takes minutes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from app.wiring import Library
from evidence.domain.people import may
from evidence.domain.redactions import Asked
from evidence.errors import Conflict, EvidenceError, NotAllowed, Unavailable
from evidence.services.signing_in import Present

_FAILED = (
    "The copy was not made: something happened that nobody foresaw, and the log says where. Nothing was changed."
)

log = logging.getLogger("evidence.copying")


@dataclass(slots=True)
class Making:
    """A copy that somebody asked for: under way until ``done`` is set, then either made or not, and why."""

    ref: str
    version: int
    typed: object
    """What was typed into the form, to be shown again where no copy is made."""
    done: threading.Event = field(default_factory=threading.Event)
    copy: int | None = None
    """The number of the copy that was made."""
    error: EvidenceError | None = None
    """Why there is none."""


class Copying:
    """Makes redacted copies while people go on, and keeps what became of the last of each person and document.

    ``made`` is called after each copy. What is lost with the server is only a copy that was not ready.
    """

    def __init__(self, library: Library, made: Callable[[], None]) -> None:
        self._library = library
        self._made = made
        self.patience = 1.0
        """Seconds that somebody waits for a copy before they are told that it goes on without them."""
        self._lock = threading.Lock()
        self._turn = threading.Lock()
        self._asked: dict[tuple[str | None, str], Making] = {}

    def start(self, present: Present, ref: str, asked: Asked, because: str, *, version: int, typed: object) -> Making:
        """Begin a copy. Raises ``Conflict`` while this person's last one of the document is under way."""
        key, making = (present.actor.person, ref), Making(ref, version, typed)
        with self._lock:
            before = self._asked.get(key)
            if before and not before.done.is_set():
                raise Conflict(f"A redacted copy of {ref} is being made already. Wait until it is there.")
            self._asked[key] = making
        work = (present, making, asked, because)
        threading.Thread(target=self._make, args=work, name="redacting", daemon=True).start()
        return making

    def last(self, present: Present, ref: str) -> Making | None:
        """Return what this person asked for last of a document; nothing once they have seen why it was not made."""
        return self._asked.get((present.actor.person, ref))

    def seen(self, present: Present, ref: str) -> None:
        """Forget why a copy was not made, and what was typed."""
        with self._lock:
            self._asked.pop((present.actor.person, ref), None)

    def wait(self, timeout: float) -> bool:
        """Wait until nothing is under way, so many seconds for each copy; ``False`` when time ran out first."""
        return all(making.done.wait(timeout) for making in list(self._asked.values()))

    def _make(self, present: Present, making: Making, asked: Asked, because: str) -> None:
        def allowed() -> None:
            now = self._library.signing_in.again(present)
            if not (may(now.actor, "redacted") and present.opened <= now.opened):
                raise NotAllowed("What this account may do or see was changed while the copy was being made.")

        try:
            # One at a time, so that what others add meanwhile is still read.
            with self._turn:
                made = self._library.within(present.opened).redacting.redact(
                    present.actor, making.ref, asked, because, number=making.version, allowed=allowed
                )
            making.copy, making.typed = made.copy.number, None
            self._made()
        except EvidenceError as error:
            making.error = error
        except Exception as error:
            log.exception("making a redacted copy broke off: %s", type(error).__name__)
            making.error = Unavailable(_FAILED)
        finally:
            making.done.set()
