"""What a backup consists of: its list, and whether its folder holds that and nothing else."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from evidence.errors import Damaged, Invalid, NotFound

FORMAT = "evidence-backup/2"
_EARLIER = "evidence-backup/1"
"""As versions before wrote it: without ``last_event``, ``chain`` and ``digest``."""
LIST = "backup.json"
CATALOGUE = "catalogue.db"
FILES = "files"
_HASH = re.compile(r"[0-9a-f]{64}")
_LARGEST_LIST = 200_000_000
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class BackupList:
    """What a backup says of itself."""

    made_at: datetime
    catalogue: str
    """SHA-256 of the catalogue."""
    files: dict[str, int]
    """SHA-256 and size of each file."""
    last_event: int | None = None
    """The number of the last event it knows: the moment that it is a copy of."""
    chain: str | None = None
    """That event's hash."""

    def as_json(self) -> dict[str, Any]:
        """Return what the folder keeps, with a hash over all of it."""
        body = {
            "format": FORMAT, "made_at": self.made_at.isoformat(), "last_event": self.last_event,
            "chain": self.chain, "catalogue": self.catalogue, "files": dict(sorted(self.files.items())),
        }  # fmt: skip
        return {**body, "digest": _digest(body)}


def write_list(folder: Path, listed: BackupList) -> None:
    """Write the list into a backup's folder, on disk when this returns."""
    with (folder / LIST).open("w", encoding="utf-8") as file:
        json.dump(listed.as_json(), file, indent=1)
        file.flush()
        os.fsync(file.fileno())


def read_list(source: Path) -> BackupList:
    """Read a backup's list. Raises ``NotFound`` for what is no backup, ``Invalid`` for a list that is damaged."""
    path = source / LIST
    if not path.is_file() or path.is_symlink():
        raise NotFound(f"{source} is not a backup: it has no {LIST}. Name the folder that `evidence backup` made.")
    try:
        body: Any = json.loads(path.read_text(encoding="utf-8")) if path.stat().st_size < _LARGEST_LIST else None
        return _understood(body)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise Invalid(
            f"The list of this backup ({path}) was changed or cannot be understood. Use another backup.",
            details={"findings": [LIST]},
        ) from error


def refuse_strangers(source: Path, listed: BackupList) -> None:
    """Raise ``Damaged`` naming what a backup lacks, and what lies in its folder that is not of it."""
    findings = [f"missing: {name}" for name in (CATALOGUE, FILES) if not (source / name).exists()]
    findings += _strange(source, {LIST, CATALOGUE}, {FILES})
    if not findings:
        findings = [f"missing: {FILES}/{sha}" for sha in listed.files if not (source / FILES / sha).exists()]
        findings += _strange(source / FILES, listed.files.keys(), set())
    if findings:
        raise Damaged(
            "This folder is not what `evidence backup` made: something is missing, or lies there that is not of it. "
            "Use another backup, or take away what does not belong.",
            details={"findings": findings},
        )


def hash_file(path: Path, *, from_disk: bool = False) -> str:
    """Return the SHA-256 of a file; ``from_disk`` reads what is on disk, not what the system still remembers."""
    with path.open("rb") as stream:
        if from_disk and hasattr(os, "posix_fadvise"):
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return hashlib.file_digest(stream, "sha256").hexdigest()


def copied_with_hash(source: Path, target: Path) -> tuple[str, int]:
    """Copy a file, on disk when this returns; returns SHA-256 and size of what was copied."""
    digest, size = hashlib.sha256(), 0
    with source.open("rb") as stream, os.fdopen(os.open(target, os.O_CREAT | os.O_WRONLY, 0o600), "wb") as copy:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += copy.write(chunk)
        copy.flush()
        os.fsync(copy.fileno())
    return digest.hexdigest(), size


def _strange(folder: Path, files: Any, folders: set[str]) -> Iterator[str]:
    """Name what is in a folder and should not be, or is a link or of another kind than it should be."""
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda one: one.name):
            is_file = entry.name in files and entry.is_file(follow_symlinks=False)
            is_folder = entry.name in folders and entry.is_dir(follow_symlinks=False)
            if not (is_file or is_folder):
                yield f"not of this backup: {entry.name}"


def _understood(body: Any) -> BackupList:
    earlier = body["format"] == _EARLIER
    if not earlier:
        told = {name: value for name, value in body.items() if name != "digest"}
        if body["format"] != FORMAT or body["digest"] != _digest(told):
            raise ValueError("digest")
    files = body["files"]
    if not all(_HASH.fullmatch(sha) and type(size) is int and size >= 0 for sha, size in files.items()):
        raise ValueError("files")
    if not _HASH.fullmatch(body["catalogue"]):
        raise ValueError("catalogue")
    return BackupList(
        datetime.fromisoformat(body["made_at"]), body["catalogue"], dict(files),
        last_event=None if earlier else int(body["last_event"]), chain=None if earlier else str(body["chain"]),
    )  # fmt: skip


def _digest(body: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(body, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
