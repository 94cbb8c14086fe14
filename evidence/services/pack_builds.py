"""Which packs are being made right now, on whichever process; what a killed one left is found and removed."""

import errno
import fcntl
import hashlib
import json
import os
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from evidence.errors import Unavailable

_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Build:
    """A pack in the making: the name it will have, and the file it is until then."""

    out: Path
    part: Path

    @classmethod
    def of(cls, out: Path, pack_id: str) -> "Build":
        """Say where the pack ``pack_id`` is written on its way to ``out``."""
        return cls(out, out.parent / f".pack-{pack_id}.part")

    def has_been_named(self, zip_sha256: str | None) -> bool:
        """Whether ``out`` is this very pack."""
        return zip_sha256 is not None and self.out.is_file() and _sha256(self.out) == zip_sha256


class Builds:
    """Holds a lock for each pack being made. The system lets go of it when the process dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: dict[str, int] = {}

    def begin(self, pack_id: str, build: Build) -> None:
        """Say that this process makes a pack from now on."""
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle = os.open(self._note(pack_id), os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            self._held[pack_id] = handle
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if not os.fstat(handle).st_nlink:
                raise FileNotFoundError(errno.ENOENT, "somebody tidied it away in this moment")
            os.write(handle, json.dumps({"out": str(build.out), "part": str(build.part)}).encode())
            # On disk before the pack is begun: after a power cut it is what says where a part of one lies.
            os.fdatasync(handle)
            for folder in (self._folder, self._folder.parent):
                _sync(folder)
        except OSError as error:
            self.end(pack_id)
            raise Unavailable(
                f"The folder for packs cannot be written to ({error.strerror}), so no pack was made. Check the disk.",
                details={"cause": error.strerror},
            ) from error

    def is_mine(self, pack_id: str) -> bool:
        """Whether this process holds the pack."""
        return pack_id in self._held

    def end(self, pack_id: str) -> None:
        """Say that the pack is settled: complete or failed, and recorded so."""
        with suppress(OSError):
            self._note(pack_id).unlink()
        self.let_go(pack_id)

    def let_go(self, pack_id: str) -> None:
        """Leave a pack for somebody else to settle."""
        handle = self._held.pop(pack_id, None)
        if handle is not None:
            os.close(handle)

    def is_abandoned(self, pack_id: str) -> bool:
        """Whether nobody makes it any more."""
        try:
            handle = os.open(self._note(pack_id), os.O_RDWR)
        except OSError:
            return True
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        finally:
            os.close(handle)
        return True

    def sweep(self, building: Collection[str]) -> None:
        """Remove notes of packs that are not among those ``building``, and that nobody makes."""
        with suppress(OSError):
            for note in self._folder.glob("*.building"):
                if note.stem not in building and self.is_abandoned(note.stem):
                    self.end(note.stem)

    def build(self, pack_id: str) -> Build | None:
        """Return where a pack was being written, where that is known."""
        try:
            places = json.loads(self._note(pack_id).read_text(encoding="utf-8"))
            return Build(Path(places["out"]), Path(places["part"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def _note(self, pack_id: str) -> Path:
        return self._folder / f"{pack_id}.building"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fdatasync(handle)
    finally:
        os.close(handle)


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()
