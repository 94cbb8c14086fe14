"""Backup while running, and restore to an empty place.

A backup is a folder: ``catalogue.db``, ``files/<sha256>`` and ``backup.json`` with the hash of everything.
It holds no index and no key; the index is built anew.
"""

import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence.domain.people import Actor
from evidence.errors import Conflict, Damaged, Invalid, NotFound, Unavailable
from evidence.ports import Catalogue, Clock, FileStore
from evidence.services.kept_bytes import bytes_needed

FORMAT = "evidence-backup/1"
_CHUNK = 1 << 20
_HASH_LENGTH = 64
_LARGEST_LIST = 200_000_000


@dataclass(slots=True)
class BackupResult:
    """What a backup holds; ``damage`` names files that were missing or changed when it was made."""

    folder: str
    files: int = 0
    size: int = 0
    damage: list[str] = field(default_factory=list)


class Backups:
    """Copies a library while others go on using it."""

    def __init__(self, catalogue: Catalogue, files: FileStore, clock: Clock) -> None:
        self._catalogue = catalogue
        self._files = files
        self._clock = clock

    def back_up(self, actor: Actor, folder: Path) -> Iterator[BackupResult]:
        """Write a backup into ``folder``, which must be absent or empty; yields after each file.

        The catalogue is copied first and the files it names after it, so the set is a moment between start
        and end. Complete or absent: it is made beside ``folder`` and renamed. Raises ``Conflict`` when the
        folder holds something.
        """
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            raise Conflict(f"{folder} is not empty. Name a new folder for each backup, such as {folder}-2.")
        result = BackupResult(str(folder))
        partial: Path | None = None
        try:
            folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            partial = Path(tempfile.mkdtemp(prefix=f".{folder.name}.partial-", dir=folder.parent))
            (partial / "files").mkdir(mode=0o700)
            at = self._clock.now()
            copied = yield from self._copy_all(actor, partial, result)
            _write_list(partial, at, copied)
            if folder.exists():
                folder.rmdir()
            partial.rename(folder)
            _sync(folder.parent)
        except OSError as error:
            raise Unavailable(
                f"The backup could not be written ({error.strerror}). Nothing is left of it; check space and "
                f"permissions of {folder.parent} and try again."
            ) from error
        finally:
            if partial:
                shutil.rmtree(partial, ignore_errors=True)
        with self._catalogue.writing(actor) as work:
            work.record("backed up", about={"files": result.files, "size": result.size})
        yield result

    def note_restored(self, actor: Actor) -> None:
        """Say in the history that the library was brought back from a backup here."""
        with self._catalogue.writing(actor) as work:
            work.record("restored from a backup")

    def _copy_all(
        self, actor: Actor, partial: Path, result: BackupResult
    ) -> Generator[BackupResult, None, dict[str, int]]:
        """Copy the catalogue and its files; once more where a file was discarded before its turn came."""
        copied: dict[str, int] = {}
        while True:
            wanted = self._copy_catalogue(actor, partial / "catalogue.db")
            for sha256 in copied.keys() - wanted:
                (partial / "files" / sha256).unlink()
                result.size -= copied.pop(sha256)
                result.files = len(copied)
            result.damage = []
            for sha256 in sorted(wanted - copied.keys()):
                size = _copy_checked(self._files, sha256, partial / "files" / sha256)
                if size is None:
                    result.damage.append(f"file {sha256}: missing or changed")
                else:
                    copied[sha256] = size
                    result.files, result.size = len(copied), result.size + size
                yield result
            if not self._discarded(result):
                return copied

    def _copy_catalogue(self, actor: Actor, target: Path) -> set[str]:
        """Copy the catalogue and return the hashes of all files that the copy names."""
        target.unlink(missing_ok=True)
        # Nobody writes meanwhile, so that the hashes are those of the copy.
        with self._catalogue.writing(actor) as work:
            self._catalogue.copy_to(target)
            return bytes_needed(work)

    def _discarded(self, result: BackupResult) -> bool:
        """Whether a file was missing because it was discarded meanwhile: the copied catalogue is too old then."""
        if not result.damage:
            return False
        with self._catalogue.reading() as view:
            still = bytes_needed(view)
        return any(line.split()[1].rstrip(":") not in still for line in result.damage)


def restore(source: Path, files: FileStore, catalogue_file: Path) -> Iterator[int]:
    """Copy a backup back: the catalogue to ``catalogue_file`` and its files into ``files``.

    Yields the number of files done. Every hash is checked on the way; raises ``NotFound``, ``Invalid`` or
    ``Damaged``, naming what is wrong, and then whoever called throws the half-made place away.
    """
    listed = _read_list(source)
    if _hash_file(source / "catalogue.db") != listed["catalogue"]:
        raise Damaged("The catalogue of this backup was changed or cut short. Use another backup.",
                      details={"findings": ["catalogue.db"]})  # fmt: skip
    shutil.copyfile(source / "catalogue.db", catalogue_file)
    catalogue_file.chmod(0o600)
    for done, (sha256, size) in enumerate(listed["files"].items(), start=1):
        place = source / "files" / sha256
        if not place.is_file() or place.is_symlink():
            raise Damaged(f"The backup lacks the file {sha256}. Use another backup.", details={"findings": [sha256]})
        with place.open("rb") as stream:
            staged = files.stage(stream, max_bytes=max(size, place.stat().st_size))
        if staged.sha256 != sha256:
            files.drop(staged)
            raise Damaged(f"The file {sha256} of this backup was changed. Use another backup.",
                          details={"findings": [sha256]})  # fmt: skip
        files.keep(staged)
        yield done


def listed_files(source: Path) -> int:
    """Return how many files a backup holds; raises as ``restore`` does."""
    return len(_read_list(source)["files"])


def _copy_checked(files: FileStore, sha256: str, target: Path) -> int | None:
    """Copy one file, on disk when this returns; ``None`` when it is missing or not what its name says."""
    digest, size = hashlib.sha256(), 0
    try:
        source = files.path(sha256).open("rb")
    except (Damaged, FileNotFoundError):
        return None
    with source, target.open("wb") as copy:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    if digest.hexdigest() == sha256:
        return size
    target.unlink()
    return None


def _write_list(folder: Path, at: datetime, copied: dict[str, int]) -> None:
    body = {
        "format": FORMAT,
        "made_at": at.isoformat(),
        "catalogue": _hash_file(folder / "catalogue.db"),
        "files": dict(sorted(copied.items())),
    }
    with (folder / "backup.json").open("w", encoding="utf-8") as file:
        json.dump(body, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    for place in (folder / "catalogue.db", folder / "files", folder):
        _sync(place)


def _read_list(source: Path) -> dict[str, Any]:
    path = source / "backup.json"
    if not path.is_file():
        raise NotFound(
            f"{source} is not a backup: it has no backup.json. Name the folder that `evidence backup` made."
        )
    try:
        listed: Any = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < _LARGEST_LIST else None
        sound = (
            listed["format"] == FORMAT
            and isinstance(listed["catalogue"], str)
            and all(len(sha) == _HASH_LENGTH and sha.isalnum() for sha in listed["files"])
            and all(isinstance(size, int) for size in listed["files"].values())
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        sound = False
    if not sound:
        raise Invalid(f"The list of this backup ({path}) cannot be understood. Use another backup.")
    return dict(listed)


def _hash_file(path: Path) -> str:
    if not path.is_file():
        return ""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
