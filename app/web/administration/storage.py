"""What each part of the library's home takes up on the disk."""

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PARTS = (
    ("files", "Files", "The documents themselves, byte for byte. Back these up.", ("files",)),
    ("catalogue", "Catalogue", "Details, tags, text and history. Back this up.",
     ("catalogue.db", "catalogue.db-wal", "catalogue.db-shm", "catalogue.db-journal")),
    ("index", "Search index", "Made from the catalogue; it can be built anew at any time.", ("index", "index.key")),
    ("cache", "Drawn pages", "Pictures of pages for showing; made again when they are missing.", ("cache",)),
    ("packs", "Packs", "Packs that wait to be downloaded.", ("packs",)),
    ("staging", "On its way in", "Uploads that are being taken in.", ("staging",)),
)  # fmt: skip
_OTHER = ("other", "Everything else", "Logs and what the last check found.")


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the home."""

    name: str
    title: str
    words: str
    """What it is, and whether it can be made again."""
    size: int
    """Bytes of its files."""
    files: int
    """How many files it has."""


@dataclass(frozen=True, slots=True)
class Storage:
    """The home and its disk."""

    home: str
    parts: tuple[Part, ...]
    size: int
    """Bytes of all parts."""
    free: int | None
    """Bytes that are left on the disk; nothing where the system does not tell."""
    total: int | None
    """Bytes of the whole disk."""


def measured(home: Path) -> Storage:
    """Measure every part of a home; what vanishes or cannot be read meanwhile counts as nothing."""
    sizes = {one.name: _measure(one) for one in _entries(home)}
    parts = [Part(name, title, words, *_sum(sizes, names)) for name, title, words, names in _PARTS]
    known = {one for *_, names in _PARTS for one in names}
    rest = _sum(sizes, tuple(sizes.keys() - known))
    if rest[1]:
        parts.append(Part(*_OTHER, *rest))
    try:
        disk = shutil.disk_usage(home)
    except OSError:
        return Storage(str(home), tuple(parts), sum(part.size for part in parts), None, None)
    return Storage(str(home), tuple(parts), sum(part.size for part in parts), disk.free, disk.total)


def _sum(sizes: dict[str, tuple[int, int]], names: tuple[str, ...]) -> tuple[int, int]:
    found = [sizes[name] for name in names if name in sizes]
    return sum(size for size, _ in found), sum(files for _, files in found)


def _measure(entry: "os.DirEntry[str]") -> tuple[int, int]:
    """Return bytes and number of files of an entry; links are not followed."""
    try:
        if entry.is_dir(follow_symlinks=False):
            found = [_measure(one) for one in _entries(Path(entry.path))]
            return sum(size for size, _ in found), sum(files for _, files in found)
        return entry.stat(follow_symlinks=False).st_size, 1
    except OSError:
        return 0, 0


def _entries(folder: Path) -> Iterator["os.DirEntry[str]"]:
    try:
        with os.scandir(folder) as entries:
            yield from entries
    except OSError:
        return
