"""Drawn pages and what else is made of a file for showing, kept so that it is made once.

All of it may be deleted at any time. ``<folder>/<sha256>/<name>``: what was made of a file goes with the file.
"""

import errno
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from pathlib import Path

from evidence.errors import Unavailable

MOST_BYTES = 200 * 1024 * 1024
_PART = ".making-"
_STALE_SECONDS = 3600.0
_ROOM = 0.9
"""Share of the bound that is left in use after old files were dropped."""


class ViewingCache:
    """Files made of files, in ``folder``: about ``most_bytes`` of them, those used longest ago dropped first.

    Safe to use from many threads and processes; each file appears whole or not at all.
    """

    def __init__(self, folder: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._running: dict[Path, Future[Path]] = {}
        self._grown = most_bytes
        """Bytes written since old files were last looked for; so much at first that the first file looks."""

    def get(self, sha256: str, name: str, make: Callable[[Path], None]) -> Path:
        """Return the file ``name`` of these bytes, letting ``make`` write it into a path when it is absent.

        Threads that ask for one file at once get what one of them makes, or its failure. Raises what
        ``make`` raises, and ``Unavailable`` when the disk does not take it.
        """
        target = self._folder / sha256 / name
        if _touched(target):
            return target
        with self._lock:
            running = self._running.get(target)
            if running is None and _touched(target):  # another thread finished in this moment
                return target
            if running is None:
                mine = self._running[target] = Future()
        if running is not None:
            return running.result()
        try:
            with _plain_errors():
                self._make(target, make)
            mine.set_result(target)
        except BaseException as error:
            mine.set_exception(error)
            raise
        finally:
            with self._lock:
                del self._running[target]
        return target

    def _make(self, target: Path, make: Callable[[Path], None]) -> None:
        for folder in (self._folder.parent, self._folder, target.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=_PART, dir=target.parent)
        os.close(handle)
        part = Path(name)
        try:
            make(part)
            part.chmod(0o600)  # whoever made it may have put a file of their own in its place
            with self._lock:
                self._grown += part.stat().st_size
                full = self._grown > self._most_bytes // 20
                self._grown = 0 if full else self._grown
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
        if full:
            self._drop_old(keep=target)

    def forget(self, sha256: str) -> None:
        """Remove everything made of these bytes; harmless when there is nothing."""
        shutil.rmtree(self._folder / sha256, ignore_errors=True)

    def sweep(self, held: Collection[str]) -> None:
        """Remove what was made of bytes that are not held, and what work that broke off has left."""
        with suppress(OSError):
            for folder in self._folder.iterdir():
                if folder.name not in held:
                    self.forget(folder.name)
        for path, _, written in self._files():
            if path.name.startswith(_PART) and time.time() - written > _STALE_SECONDS:
                path.unlink(missing_ok=True)

    def _drop_old(self, *, keep: Path) -> None:
        found = sorted(self._files(), key=lambda one: one[2])
        total = sum(size for _, size, _ in found)
        if total <= self._most_bytes:
            return
        for path, size, _ in found:
            if path != keep and not path.name.startswith(_PART):
                path.unlink(missing_ok=True)
                total -= size
            if total <= self._most_bytes * _ROOM:
                return

    def _files(self) -> Iterator[tuple[Path, int, float]]:
        """Yield path, bytes and time of last use of each file; others may remove them meanwhile."""
        for path in self._folder.glob("*/*"):
            with suppress(OSError):
                found = path.stat()
                yield path, found.st_size, found.st_mtime


def _touched(path: Path) -> bool:
    """Mark a file as used now; whether there is one."""
    with suppress(OSError):
        os.utime(path)
        return True
    return False


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except OSError as error:
        full = error.errno in {errno.ENOSPC, errno.EDQUOT}
        message = "The disk is full, so this page cannot be shown. Free some space and try again." if full else (
            f"This page cannot be shown, because the library’s folder cannot be written to ({error.strerror}). "
            "Ask whoever looks after the library to check it."
        )  # fmt: skip
        raise Unavailable(message) from error
