"""File systems of our own to harm: images and memory mounted in a folder, and what that needs."""

import os
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_WRITEBACK = Path("/proc/sys/vm/dirty_writeback_centisecs")
_MEBIBYTE = 1 << 20


def mount(*options: object) -> None:
    """Mount something. Raises ``CalledProcessError``."""
    _run("mount", *options)


def unmount(place: Path) -> None:
    """Take away what is mounted in a folder, also while somebody still uses it; harmless when nothing is."""
    subprocess.run(["umount", "--lazy", str(place)], capture_output=True, check=False)


def memory_missing() -> str | None:
    """Say why no memory can be mounted as a file system here, or ``None``."""
    return _missing("mount", try_it=_try_memory)


def image_missing() -> str | None:
    """Say why no image of a file system can be mounted here, or ``None``."""
    return _missing("mkfs.ext4", "e2fsck", "mount", try_it=_try_image)


def _missing(*programs: str, try_it: object) -> str | None:
    lacking = [program for program in programs if shutil.which(program) is None]
    if lacking:
        return f"{' and '.join(lacking)} not installed"
    if os.geteuid():
        return "only root may mount file systems"
    with tempfile.TemporaryDirectory(prefix="evidence-faults-") as folder:
        try:
            try_it(Path(folder))  # type: ignore[operator]  # one of the two below
        except (subprocess.CalledProcessError, OSError):
            return "this machine does not allow mounting"
    return None


def _try_memory(folder: Path) -> None:
    with memory(folder / "memory", mebibytes=1):
        pass


def _try_image(folder: Path) -> None:
    disk = Disk(folder, journal=True)
    disk.unplug()
    _WRITEBACK.write_text(_WRITEBACK.read_text())


def copy(path: Path, folder: Path) -> None:
    """Copy a file, or a folder with all that is in it, into a folder."""
    _run("cp", "--archive", path, folder)


@contextmanager
def memory(place: Path, *, mebibytes: float) -> Iterator[Path]:
    """Mount so much memory in a folder, which is made."""
    place.mkdir(parents=True, exist_ok=True)
    mount("-t", "tmpfs", "-o", f"size={int(mebibytes * _MEBIBYTE)}", "tmpfs", place)
    try:
        yield place
    finally:
        unmount(place)


class _Asking:
    """How many ask that nothing be written unasked, and how it was before."""

    lock = threading.Lock()
    many = 0
    usual = ""


@contextmanager
def nothing_written_unasked() -> Iterator[None]:
    """Keep the system from writing to disks by itself, so that only what was pushed there is there."""
    with _Asking.lock:
        if not _Asking.many:
            _Asking.usual = _WRITEBACK.read_text()
            _WRITEBACK.write_text("0")
        _Asking.many += 1
    try:
        yield
    finally:
        with _Asking.lock:
            _Asking.many -= 1
            if not _Asking.many:
                _WRITEBACK.write_text(_Asking.usual)


class Disk:
    """An ext4 file system in a file, plugged in at ``place``, whose power can be cut.

    With a ``journal``, pushing one file can push others along; without, only what was pushed itself is there.
    """

    def __init__(self, folder: Path, *, journal: bool) -> None:
        self.place = folder / "disk"
        self._image = folder / "image"
        self._journal = journal
        self.place.mkdir(parents=True)
        with self._image.open("wb") as image:
            image.truncate(64 * _MEBIBYTE)
        features = [] if journal else ["-O", "^has_journal"]
        _run("mkfs.ext4", "-q", "-F", *features, self._image)
        self._plug_in()

    def push(self) -> None:
        """Push everything to the disk."""
        _run("sync", "--file-system", self.place)

    def cut(self) -> None:
        """Cut the power: what was not pushed is gone. Whoever uses the disk must stand still."""
        after = self._image.with_name("after")
        _run("cp", "--sparse=always", self._image, after)
        self.unplug()
        # What the old one still wants to write goes nowhere that anybody looks.
        self._image.unlink()
        after.rename(self._image)

    def plug_in_again(self) -> None:
        """Bring the disk back as a machine does that starts again."""
        if not self._journal:
            found = subprocess.run(["e2fsck", "-fy", str(self._image)], capture_output=True, check=False)
            if found.returncode >= 4:
                raise OSError(f"the file system could not be mended: {found.stdout.decode()[-300:]}")
        self._plug_in()

    def unplug(self) -> None:
        """Take the disk away."""
        unmount(self.place)

    def _plug_in(self) -> None:
        with suppress(FileNotFoundError):
            mount("-o", "loop,commit=600" if self._journal else "loop", self._image, self.place)


def _run(*order: object) -> None:
    subprocess.run([str(part) for part in order], capture_output=True, check=True)
