"""Packs in the making: each in a thread of its own, with how far it is, and checked when it is done."""

import threading
import time
from dataclasses import dataclass

from app.wiring import Library
from evidence.domain.assurance import PackRecord
from evidence.domain.packing import Choice
from evidence.domain.people import may
from evidence.errors import EvidenceError, NotAllowed
from evidence.services.pack_verifying import Verification, verify
from evidence.services.signing_in import Present

_ASK_AGAIN_SECONDS = 0.5
"""How often a pack in the making looks whether its maker still may: sooner than the second that is promised."""


@dataclass(slots=True)
class Progress:
    """How far a pack is, in bytes of the files that go; ``checked`` once it was compared with its manifest."""

    done: int = 0
    total: int = 0
    checked: Verification | None = None

    @property
    def percent(self) -> int:
        """The share that is done, as a whole number from 0 to 100."""
        return min(100, 100 * self.done // self.total) if self.total else 0


class Making:
    """Starts packs, and knows how far those of this server are. What is lost with the server is only the progress."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._under_way: dict[str, Progress] = {}

    def start(self, present: Present, choice: Choice) -> PackRecord:
        """Record a pack and make it in the background; raises what ``Packs.start`` raises."""
        record = self._library.within(present.opened).packs.start(present.actor, choice)
        self._under_way[record.id] = Progress()
        threading.Thread(target=self._make, args=(present, record.id), name="pack", daemon=False).start()
        return record

    def progress(self, pack_id: str) -> Progress | None:
        """Return how far a pack is; nothing for one that another process, or an earlier one, made."""
        return self._under_way.get(pack_id)

    def check(self, pack_id: str) -> Verification:
        """Compare a pack that waits here with its manifest; raises as ``Packs.file`` and ``verify`` do."""
        record = self._library.packs.get(pack_id)
        found = verify(self._library.packs.file(pack_id), digest=record.digest)
        self._under_way.setdefault(pack_id, Progress()).checked = found
        return found

    def _make(self, present: Present, pack_id: str) -> None:
        progress, packs = self._under_way[pack_id], self._library.within(present.opened).packs
        asked = 0.0

        def allowed() -> None:
            now = self._library.signing_in.again(present)
            if not (may(now.actor, "pack built") and present.opened <= now.opened):
                raise NotAllowed("What this account may do or see was changed while the pack was being made.")

        def tell(done: int, total: int) -> None:
            nonlocal asked
            progress.done, progress.total = done, total
            if time.monotonic() - asked >= _ASK_AGAIN_SECONDS:
                asked = time.monotonic()
                allowed()

        try:
            if packs.run(present.actor, pack_id, progress=tell, allowed=allowed).state == "complete":
                self.check(pack_id)
        except EvidenceError:
            # The record says what became of the pack; a check that failed can be asked for again.
            return
