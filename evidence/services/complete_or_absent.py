"""A folder that is complete or absent: made beside its place, and renamed into it when it is whole."""

import errno
import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evidence.errors import Conflict


@contextmanager
def complete_or_absent(place: Path, *, doing: str) -> Iterator[Path]:
    """Yield a hidden folder beside ``place`` that takes its place when the block ends, and is gone when it raises.

    What somebody who was killed left there is swept first; whoever is at work holds a lock and is left alone.
    The block puts what it writes on disk itself. Raises ``Conflict`` when ``place`` holds something by then.
    """
    prefix = f".{place.name}.{doing}-"
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _sweep(place.parent, prefix)
    handle, partial = _locked(place.parent, prefix)
    try:
        yield partial
        sync(partial)
        _move(partial, place)
        sync(place.parent)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
        os.close(handle)


def refuse_taken(place: Path, advice: str) -> None:
    """Raise ``Conflict`` unless ``place`` is absent or an empty folder."""
    if place.is_symlink() or (place.exists() and (not place.is_dir() or any(place.iterdir()))):
        raise Conflict(f"{place} is not empty. {advice}")
    if place.exists() and os.path.ismount(place):
        raise Conflict(f"{place} is a disk of its own. Name a new folder in it, such as {place / 'library'}.")


def sync(path: Path) -> None:
    """Put a file or a folder's list on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _locked(parent: Path, prefix: str) -> tuple[int, Path]:
    while True:
        partial = Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
        handle = os.open(partial, os.O_RDONLY)
        fcntl.flock(handle, fcntl.LOCK_EX)
        if partial.is_dir():
            return handle, partial
        # Somebody who swept took it in the moment before it was locked.
        os.close(handle)


def _sweep(parent: Path, prefix: str) -> None:
    for left in [path for path in parent.iterdir() if path.name.startswith(prefix)]:
        with suppress(OSError):
            handle = os.open(left, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(left, ignore_errors=True)
            finally:
                os.close(handle)


def _move(partial: Path, place: Path) -> None:
    try:
        partial.rename(place)
    except OSError as error:
        if error.errno in {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}:
            raise Conflict(f"Somebody put something into {place} meanwhile. Name another folder.") from error
        raise
