"""Bytes in a folder, each under its SHA-256: ``files/ab/<the rest>``.

One level of folders: a new folder costs two more fsyncs, and 256 of them soon are all there.

Order of writing: temporary file, fsync, rename, fsync of the folder. A failed fsync is never retried: the
kernel may have dropped the pages, so the upload fails.
"""

import errno
import fcntl
import hashlib
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from evidence.errors import Damaged, TooLarge, Unavailable
from evidence.ports import Staged

_CHUNK = 1 << 20


class FolderFiles:
    """A ``FileStore`` in ``folder``, staging in ``staging``; both on the same file system."""

    def __init__(self, folder: Path, staging: Path) -> None:
        self._folder = folder
        self._staging = staging
        self._locks: dict[Path, int] = {}
        for made in (folder, staging):
            _make_private(made)

    def stage(self, stream: BinaryIO, *, max_bytes: int) -> Staged:
        """Read ``stream`` once into the staging area, on disk when this returns."""
        with _plain_errors():
            handle, path = self._new_file()
        try:
            with _plain_errors():
                digest, size = _copy(stream, handle, max_bytes)
                os.fsync(handle)
        except BaseException:
            os.close(handle)
            _remove_if_possible(path)
            raise
        self._locks[path] = handle
        return Staged(sha256=digest, size=size, path=path)

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Give a private folder in the staging area, locked, so that a sweep takes only what died has left."""
        with _plain_errors():
            handle, made = self._new_folder()
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)
            os.close(handle)

    def _new_folder(self) -> tuple[int, Path]:
        while True:
            made = Path(tempfile.mkdtemp(prefix="unpacked-", dir=self._staging))
            with suppress(FileNotFoundError):
                handle = os.open(made, os.O_RDONLY)
                fcntl.flock(handle, fcntl.LOCK_EX)
                if made.is_dir():
                    return handle, made
                os.close(handle)
            # A sweep took it in the moment before it was locked.

    def _new_file(self) -> tuple[int, Path]:
        """Make an empty file; whoever holds its lock is still writing, and a sweep leaves it alone."""
        while True:
            handle, name = tempfile.mkstemp(prefix="upload-", dir=self._staging)
            fcntl.flock(handle, fcntl.LOCK_EX)
            if os.fstat(handle).st_nlink:
                return handle, Path(name)
            # A sweep took it in the moment before it was locked.
            os.close(handle)

    def keep(self, staged: Staged) -> None:
        """Move staged bytes into place, durably; harmless when the same bytes are there."""
        target = self._place(staged.sha256)
        with _plain_errors():
            _make_private(target.parent)
            staged.path.replace(target)
            _sync_folder(target.parent)
        self._unlock(staged)

    def drop(self, staged: Staged) -> None:
        """Forget staged bytes; harmless when they are gone."""
        _remove_if_possible(staged.path)
        self._unlock(staged)

    def path(self, sha256: str) -> Path:
        """Return where the bytes can be read; raises ``Damaged`` naming them when they are gone."""
        place = self._place(sha256)
        if not place.is_file():
            raise Damaged(
                "The file of this document is missing from the library’s folder. Run `evidence verify` to see "
                "what else is, and bring it back from a backup.",
                details={"findings": [f"missing: {sha256}"]},
            )
        return place

    def holds(self, sha256: str) -> bool:
        """Whether these bytes are kept."""
        return self._place(sha256).is_file()

    def remove(self, sha256: str) -> None:
        """Delete bytes; harmless when they are gone."""
        place = self._place(sha256)
        with _plain_errors(), suppress(FileNotFoundError):
            place.unlink()
            _sync_folder(place.parent)

    def all(self) -> Iterator[tuple[str, int]]:
        """Yield SHA-256 and size of everything kept, in order."""
        for first in sorted(self._folder.iterdir()):
            for place in sorted(first.iterdir()) if first.is_dir() else ():
                # A discard may take it away while we look.
                with suppress(FileNotFoundError):
                    yield first.name + place.name, place.stat().st_size

    def seconds_kept(self, sha256: str) -> float:
        """Return how long ago bytes were put here; 0 when they are gone."""
        with suppress(FileNotFoundError):
            return max(0.0, time.time() - self._place(sha256).stat().st_mtime)
        return 0.0

    def sweep_staging(self) -> int:
        """Remove what broken-off uploads left in staging, except what is being written now."""
        removed = 0
        try:
            left = [*self._staging.glob("upload-*"), *self._staging.glob("unpacked-*")]
        except OSError:
            # Whoever opens the library next looks again.
            return removed
        for path in left:
            with suppress(OSError):
                handle = os.open(path, os.O_RDONLY)
                try:
                    fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    shutil.rmtree(path) if path.is_dir() else path.unlink()
                    removed += 1
                finally:
                    os.close(handle)
        return removed

    def _place(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / sha256[2:]

    def _unlock(self, staged: Staged) -> None:
        handle = self._locks.pop(staged.path, None)
        if handle is not None:
            os.close(handle)


def _remove_if_possible(path: Path) -> None:
    """Remove a staged file; one that cannot be removed now is left for a sweep."""
    with suppress(OSError):
        path.unlink()


def _copy(stream: BinaryIO, handle: int, max_bytes: int) -> tuple[str, int]:
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(_CHUNK):
        size += len(chunk)
        if size > max_bytes:
            raise TooLarge(
                f"The file is larger than {max_bytes // 1_000_000:,} MB, the most this library takes. Split it, "
                "or save it as a smaller PDF, and add it again.",
                details={"max_bytes": max_bytes},
            )
        digest.update(chunk)
        view = memoryview(chunk)
        while view:
            view = view[os.write(handle, view) :]
    return digest.hexdigest(), size


def _make_private(folder: Path) -> None:
    """Make a folder, and those above it that are missing, durably and for the owner's eyes only."""
    if not folder.is_dir():
        _make_private(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def _plain_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
            message = "The disk is full, so nothing was added. Free some space and try again."
        elif error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            message = "The library’s folder cannot be written to, so nothing was added. Check its permissions."
        else:
            message = f"The disk did not take the file ({error.strerror}). Nothing was added; check the disk."
        raise Unavailable(message, details={"cause": error.strerror}) from error
