"""How far the history goes, noted outside the catalogue.

Whoever opens a catalogue that lacks the event noted here has an older one, or one cut off from its write-ahead log,
or another library's: that must be said, never shown as if it were all.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

_LENGTH = 160


class Head:
    """Number and chain of an event, in one small file. As events are only ever added, what it says stays true.

    It is noted after the commit and not pushed to the disk: it may be older than the catalogue, never newer. One that
    is torn proves nothing.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, seq: int, chain: str) -> None:
        """Note an event that is on disk. What cannot be written is left to the next one."""
        line = f"{seq} {chain}"
        data = f"{line} {_check(line)}".ljust(_LENGTH - 1).encode("ascii") + b"\n"
        with suppress(OSError):
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, 0o600)
            try:
                # In place and at once: writers of several processes leave one line or the other.
                os.pwrite(handle, data, 0)
            finally:
                os.close(handle)

    def noted(self) -> tuple[int, str] | None:
        """Return number and chain of the event that was noted last, if any can be read."""
        try:
            seq, chain, check = self._path.read_text(encoding="ascii").split()
            return (int(seq), chain) if check == _check(f"{seq} {chain}") else None
        except (OSError, ValueError):
            return None


def _check(line: str) -> str:
    return hashlib.sha256(line.encode()).hexdigest()[:16]
