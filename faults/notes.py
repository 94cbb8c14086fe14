"""What was tried and what was acknowledged, noted outside the application.

A file that is only ever appended to, each line on disk before anybody goes on: what it says happened has happened,
whatever became of the library since.
"""

import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any


class Notes:
    """The notes in one file; threads may share them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.Lock()

    def note(self, what: str, **about: Any) -> None:
        """Append one line, on disk when this returns."""
        line = json.dumps({"what": what, **about}) + "\n"
        with self._lock:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                os.write(handle, line.encode())
                os.fsync(handle)
            finally:
                os.close(handle)

    def all(self) -> Iterator[dict[str, Any]]:
        """Yield every line, oldest first."""
        if self.path.exists():
            for line in self.path.read_text(encoding="utf-8").splitlines():
                yield json.loads(line)
