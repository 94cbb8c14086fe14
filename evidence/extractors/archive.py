"""Zip archives: their members are taken out one by one, under names of our own, with every byte counted."""

import posixpath
import stat
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from evidence.extractors import reasons
from evidence.extractors.passages import one_line
from evidence.readings import Attachment, Refused, Unpacked, Unreadable

_CHUNK = 1024 * 1024
_NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz")
_LITTER = frozenset({".ds_store", "thumbs.db", "desktop.ini", "__macosx"})
_UTF8 = 0x800
_ENCRYPTED = 0x1
_LONGEST_NAME = 255


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one archive may hold: members, and bytes as they come out."""

    members: int = 10_000
    member_bytes: int = 512 * 1024**2
    total_bytes: int = 2 * 1024**3
    ratio: int = 250
    ratio_from: int = 16 * 1024**2  # small members may pack well and harm nobody


class _Refusal(Exception):
    """This member is not taken; the message says why."""


def unpack(path: Path, staging: Path, bounds: Bounds | None = None) -> Unpacked:
    """Write the members of the zip at ``path`` into ``staging`` and return them with those refused.

    Names are as found in the archive, with their folders, and must not be trusted as paths; the files are
    named by number. What Windows and macOS leave behind for themselves is passed over in silence.

    Raises ``Unreadable`` for a damaged archive and for one over the bounds; files may then remain in
    ``staging``, which is the caller's to remove.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            return _Unpacking(archive, path.stat().st_size, staging, bounds or Bounds()).run()
    except (zipfile.BadZipFile, EOFError, ValueError) as error:
        raise Unreadable(reasons.DAMAGED) from error


class _Unpacking:
    """One archive on its way into the staging folder."""

    def __init__(self, archive: zipfile.ZipFile, size: int, staging: Path, bounds: Bounds) -> None:
        self._archive = archive
        self._size = size
        self._staging = staging
        self._bounds = bounds
        self._left = bounds.total_bytes

    def run(self) -> Unpacked:
        members = self._archive.infolist()
        stored = sum(member.compress_size for member in members)
        if len(members) > self._bounds.members or stored > self._size:
            raise Unreadable(reasons.TOO_MUCH)  # more stored than there are bytes: members share theirs
        taken: list[Attachment] = []
        refused: list[Refused] = []
        for member in members:
            name = _name(member)
            if member.is_dir() or _LITTER & {part.lower() for part in name.split("/")} or "/._" in f"/{name}":
                continue
            target = self._staging / f"member-{len(taken) + 1}"
            try:
                self._take(member, name, target)
            except _Refusal as refusal:
                target.unlink(missing_ok=True)
                refused.append(Refused(one_line(name, _LONGEST_NAME), str(refusal)))
            else:
                taken.append(Attachment(one_line(name, _LONGEST_NAME), str(target)))
        return Unpacked(tuple(taken), tuple(refused))

    def _take(self, member: zipfile.ZipInfo, name: str, target: Path) -> None:
        _refuse_by_listing(member, name)
        try:
            with target.open("xb") as file:
                for chunk in self._chunks(member):
                    file.write(chunk)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
            raise _Refusal("It is damaged. Ask for the file again.") from error

    def _chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        bounds, taken = self._bounds, 0
        with self._archive.open(member) as source:
            while chunk := source.read(_CHUNK):
                if not taken and chunk.startswith(b"PK\x03\x04") and _is_plain_zip(chunk):
                    raise _Refusal("It is an archive inside this archive: unpack it first, and add the files in it.")
                taken += len(chunk)
                self._left -= len(chunk)
                if self._left < 0:
                    raise Unreadable(reasons.TOO_MUCH)
                packed = taken > bounds.ratio_from and taken > bounds.ratio * max(member.compress_size, 1)
                if taken > bounds.member_bytes or packed:
                    raise _Refusal("It unpacks to far more than a document should hold.")
                yield chunk


def _refuse_by_listing(member: zipfile.ZipInfo, name: str) -> None:
    """Raise ``_Refusal`` for a member that can be told by what the archive lists about it."""
    if member.flag_bits & _ENCRYPTED:
        raise _Refusal("It is protected with a password: unpack it with the password, and add the files in it.")
    if stat.S_ISLNK(member.external_attr >> 16):
        raise _Refusal("It only points to another file: add that file itself.")
    if name.startswith("/") or ":" in name.split("/", maxsplit=1)[0] or ".." in name.split("/"):
        raise _Refusal("Its name points outside the archive, which no honest archive does.")
    if name.lower().endswith(_NESTED):
        raise _Refusal("It is an archive inside this archive: unpack it first, and add the files in it.")


def _is_plain_zip(start: bytes) -> bool:
    """Tell an archive by its first member from an office file, which is a zip too."""
    first = start[30 : 30 + int.from_bytes(start[26:28], "little")]
    return first not in {b"[Content_Types].xml", b"mimetype", b"_rels/.rels"} and not any(
        part in start for part in (b"[Content_Types].xml", b"word/", b"xl/", b"ppt/")
    )


def _name(member: zipfile.ZipInfo) -> str:
    """Return the member's name with "/" between folders; Windows' own zips may hold UTF-8 without saying so."""
    name = member.orig_filename
    if not member.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp437")
    name = name.replace("\\", "/").replace("\x00", "")
    return posixpath.normpath(name) if not name.startswith("/") and ".." not in name.split("/") else name
