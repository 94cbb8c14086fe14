"""Where outputs go: a new file that is complete or absent, and the zip that is written into it."""

import errno
import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from evidence.errors import Conflict, Damaged, Unavailable

_ORDINARY_FILE = 0o100644 << 16
_UNIX = 3
_UTF8 = 0x800
_NO_LINKS = frozenset({errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EXDEV})


class NewFile:
    """A file written front to back as ``part``, which gets its name ``out`` only when it is whole and on disk.

    It cannot seek, as a connection to somebody else's machine could not. ``sha256`` and ``size`` are those of
    everything written.
    """

    def __init__(self, out: Path, part: Path, *, overwrite: bool = False) -> None:
        self._out, self._part, self._overwrite = out, part, overwrite
        self._digest = hashlib.sha256()
        self.size = 0
        self._given_up = False
        with _plain_errors():
            self._handle: int | None = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)

    @property
    def part(self) -> Path:
        """Where it is until it has its name."""
        return self._part

    @property
    def sha256(self) -> str:
        """The SHA-256 of everything written."""
        return self._digest.hexdigest()

    def write(self, data: bytes) -> int:
        """Write all of ``data``."""
        if self._given_up or self._handle is None:
            return len(data)
        view = memoryview(data)
        with _plain_errors():
            while view:
                view = view[os.write(self._handle, view) :]
        self._digest.update(data)
        self.size += len(data)
        return len(data)

    def flush(self) -> None:
        """Do nothing: what is written is with the system already."""

    def sync(self) -> None:
        """Put it on disk. A failed sync is never repeated: the system may have dropped what was not written."""
        if self._handle is not None:
            with _plain_errors():
                os.fsync(self._handle)
            self._close()

    def publish(self) -> None:
        """Give it its name, durably. Raises ``Conflict`` when another file has it and may not be replaced.

        After ``Unavailable`` nothing has that name.
        """
        with _plain_errors():
            if self._overwrite:
                self._part.replace(self._out)
            else:
                self._name_once()
            try:
                _sync_folder(self._out.parent)
            except OSError:
                # A name that may not last is none.
                with suppress(OSError):
                    self._out.unlink()
                raise

    def _name_once(self) -> None:
        try:
            # Unlike a rename, a link never replaces what somebody else has put there meanwhile.
            os.link(self._part, self._out)
        except FileExistsError as error:
            raise occupied(self._out) from error
        except OSError as error:
            if error.errno not in _NO_LINKS:
                raise
            if self._out.exists():
                raise occupied(self._out) from error
            self._part.rename(self._out)
        else:
            with suppress(OSError):
                self._part.unlink()

    def discard(self) -> None:
        """Leave nothing of it behind; harmless once it has its name."""
        self._given_up = True
        self._close()
        with suppress(OSError):
            self._part.unlink()

    def _close(self) -> None:
        if self._handle is not None:
            handle, self._handle = self._handle, None
            with suppress(OSError):
                os.close(handle)


def occupied(out: Path) -> Conflict:
    """Say that ``out`` is taken."""
    return Conflict(
        f"{out.name} is there already and was not changed. Choose another name, or say that it may be replaced.",
        details={"path": str(out)},
    )


class ZipSink:
    """A zip written into a new file: the same files, added in the same order, give the same bytes.

    Every file in it is dated ``at`` (to two seconds, from 1980 to 2107, as zips can), in UTC.
    """

    def __init__(self, out: Path, part: Path, *, at: datetime, overwrite: bool = False) -> None:
        self._file = NewFile(out, part, overwrite=overwrite)
        # zipfile only needs write and flush of a stream that cannot seek; its types ask for more.
        self._zip = zipfile.ZipFile(self._file, "w")  # type: ignore[call-overload]  # see above
        self._date = _zip_date(at)

    def add(self, path: str, chunks: Iterable[bytes], *, size: int, squeeze: bool) -> None:
        """Add a file; ``size`` is what the chunks add up to."""
        entry = zipfile.ZipInfo(path, self._date)
        entry.compress_type = zipfile.ZIP_DEFLATED if squeeze else zipfile.ZIP_STORED
        entry.create_system, entry.external_attr, entry.file_size = _UNIX, _ORDINARY_FILE, size
        with self._zip.open(entry, "w") as stream:
            for chunk in chunks:
                stream.write(chunk)

    def finish(self) -> tuple[str, int]:
        """Put everything on disk and check the zip's own list; returns the zip's SHA-256 and size."""
        self._zip.close()
        self._file.sync()
        wanted = [_listed(entry) for entry in self._zip.infolist()]
        try:
            with zipfile.ZipFile(self._file.part) as written:
                found = [_listed(entry) for entry in written.infolist()]
        except (OSError, zipfile.BadZipFile) as error:
            raise _not_as_written() from error
        if found != wanted or self._file.part.stat().st_size != self._file.size:
            raise _not_as_written()
        return self._file.sha256, self._file.size

    def publish(self) -> None:
        """Give the zip its name, durably."""
        self._file.publish()

    def discard(self) -> None:
        """Leave nothing behind; harmless once it has its name."""
        self._file.discard()
        # It writes its list to nowhere now; left open, it would try again when it is collected.
        self._zip.close()


def _listed(entry: zipfile.ZipInfo) -> tuple[str, int, int, int]:
    return entry.filename, entry.file_size, entry.CRC, entry.header_offset


def _not_as_written() -> Damaged:
    return Damaged("The disk did not keep the pack as it was written, so it was removed. Check the disk.")


def _zip_date(at: datetime) -> tuple[int, int, int, int, int, int]:
    """Return a moment as zips write it.

    >>> _zip_date(datetime(1970, 1, 1, tzinfo=UTC))
    (1980, 1, 1, 0, 0, 0)
    """
    first, last = datetime(1980, 1, 1, tzinfo=UTC), datetime(2107, 12, 31, 23, 59, 58, tzinfo=UTC)
    moment = min(max(at.astimezone(UTC), first), last)
    return moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second // 2 * 2


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
            message = "The disk is full, so no pack was made. Free some space and try again."
        elif error.errno in {errno.EROFS, errno.EACCES, errno.EPERM}:
            message = "The folder for the pack cannot be written to, so no pack was made. Choose another."
        else:
            message = f"The disk did not take the pack ({error.strerror}), so no pack was made. Check the disk."
        raise Unavailable(message, details={"cause": error.strerror}) from error
