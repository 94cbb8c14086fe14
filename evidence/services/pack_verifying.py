"""Checking a pack against its own manifest, without a library: what was changed, is missing or was added.

The zip may come from anybody: memory is bounded, nothing is unpacked to disk, and no more of a file is read
than the manifest says it has.
"""

import hashlib
import json
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Literal

import evidence
from evidence.domain.packing import MANIFEST, digest
from evidence.domain.packing_names import is_safe, same_name
from evidence.errors import Damaged, Invalid, NotFound, Unavailable

What = Literal["changed", "missing", "added", "duplicate", "unsafe name", "unreadable", "manifest"]

_CHUNK = 1 << 20
_LONGEST_MANIFEST = 32 << 20
_LONGEST_LIST = 8 << 20
"""Bytes of the zip's own list of files: some forty thousand entries, each of which takes memory."""
_ENCRYPTED = 0x1
_LOCAL_HEADER = 30
_TAIL = 66_000
_METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_BROKEN = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, OverflowError, RuntimeError, ValueError,
)  # fmt: skip
"""What ``zipfile`` raises for a zip that is not as it should be."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One difference between a pack and its manifest."""

    path: str
    what: What
    sentence: str


@dataclass(frozen=True, slots=True)
class Checked:
    """How much was compared."""

    files: int = 0
    size: int = 0
    documents: int = 0


@dataclass(frozen=True, slots=True)
class Verification:
    """The outcome; ``about`` is what the manifest says of itself: council, as-at time, recipient, digest."""

    ok: bool
    checked: Checked
    findings: tuple[Finding, ...]
    about: Mapping[str, Any]


def verify(path: Path, *, digest: str | None = None) -> Verification:
    """Compare every file of a pack with its manifest.

    ``digest`` is the one that the sender gave, where the asker has it: without it, a pack whose manifest was
    made anew after a change agrees with itself. Raises ``NotFound`` when there is no such file, ``Invalid`` when
    it is no zip, ``Damaged`` when it is only part of one.
    """
    try:
        with path.open("rb") as stream:
            after = _refuse_unreadable(path, stream)
            with _opened(path, stream) as pack:
                return _verify(pack, digest, after=after)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path}. Give the path of a pack.", details={"path": str(path)}) from error
    except OSError as error:
        raise Unavailable(f"{path} cannot be read ({error.strerror}). Give the path of a pack.") from error


def _refuse_unreadable(path: Path, stream: BinaryIO) -> int:
    """Refuse what cannot be opened safely; return how many bytes follow the zip's end."""
    start = stream.read(4)
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _TAIL))
    tail = stream.read()
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        if start == b"PK\x03\x04":
            raise _torn(path)
        raise Invalid(f"{path.name} is not a zip file, so it is no pack.", details={"path": str(path)})
    listed = int.from_bytes(tail[end + 12 : end + 16], "little")
    wide = tail.rfind(b"PK\x06\x06", 0, end)
    if wide >= 0:
        listed = int.from_bytes(tail[wide + 40 : wide + 48], "little")
    if listed > _LONGEST_LIST:
        raise Invalid(f"{path.name} lists more files than any pack has, and was not opened.")
    stream.seek(0)
    return len(tail) - end - 22 - int.from_bytes(tail[end + 20 : end + 22], "little")


def _opened(path: Path, stream: BinaryIO) -> zipfile.ZipFile:
    try:
        pack = zipfile.ZipFile(stream)
    except _BROKEN as error:
        raise _torn(path) from error
    if any(entry.header_offset < 0 for entry in pack.infolist()):
        pack.close()
        raise _torn(path)
    return pack


def _torn(path: Path) -> Damaged:
    return Damaged(
        f"{path.name} is only part of a zip file: it was cut off or damaged on its way. Ask for it again.",
        details={"findings": [f"{path.name}: cut off or damaged"]},
    )


def _verify(pack: zipfile.ZipFile, wanted_digest: str | None, *, after: int) -> Verification:
    entries = pack.infolist()
    findings = list(_of_the_zip(pack, entries))
    if after > 0:
        findings.append(Finding("", "added", "Something was put after the end of the zip."))
    body, complaints = _manifest(pack, entries, wanted_digest)
    findings += complaints
    if body is None:
        return Verification(ok=False, checked=Checked(), findings=tuple(findings), about={})
    listed = {entry["path"]: entry for entry in body["entries"]}
    held: dict[str, zipfile.ZipInfo] = {}
    for entry in entries:
        held.setdefault(entry.filename, entry)
    size = 0
    for name in sorted(listed.keys() | held.keys() - {MANIFEST}):
        if name not in held:
            findings.append(Finding(name, "missing", f"{_shown(name)} is missing from the pack."))
        elif name not in listed:
            findings.append(Finding(name, "added", f"{_shown(name)} was added: the manifest does not list it."))
        else:
            size += listed[name]["size"]
            findings += _compare(pack, held[name], listed[name])
    checked = Checked(len(listed), size, len(body["documents"]))
    about = {name: body.get(name) for name in ("council", "framework", "as_at", "internal", "to", "digest")}
    return Verification(ok=not findings, checked=checked, findings=tuple(findings), about=about)


def _of_the_zip(pack: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Iterator[Finding]:
    """Find what no honest pack has, whatever its manifest says."""
    names = Counter(same_name(entry.filename) for entry in entries)
    told: set[str] = set()
    for entry in entries:
        name, same = entry.filename, same_name(entry.filename)
        if not is_safe(name):
            yield Finding(
                name, "unsafe name", f"{_shown(name)} could be written outside the folder you unpack it in."
            )
        if names[same] > 1 and same not in told:
            told.add(same)
            yield Finding(name, "duplicate", f"{_shown(name)} is in the pack {names[same]} times.")
        mode = entry.external_attr >> 16
        if stat.S_IFMT(mode) not in (0, stat.S_IFREG):
            yield Finding(name, "unsafe name", f"{_shown(name)} is a link or device, not a file.")
    if pack.comment:
        yield Finding("", "added", "A comment was added to the zip.")
    end = 0
    for entry in sorted(entries, key=lambda one: one.header_offset):
        if entry.header_offset < end:
            yield Finding(
                entry.filename, "unreadable", f"{_shown(entry.filename)} shares its bytes with another file."
            )
        end = max(end, entry.header_offset + _LOCAL_HEADER + entry.compress_size)
    if min((entry.header_offset for entry in entries), default=0):
        yield Finding("", "added", "Something was put before the beginning of the zip.")


def _manifest(
    pack: zipfile.ZipFile, entries: list[zipfile.ZipInfo], wanted_digest: str | None
) -> tuple[dict[str, Any] | None, list[Finding]]:
    found = next((entry for entry in entries if entry.filename == MANIFEST), None)
    if found is None:
        return None, [Finding(MANIFEST, "missing", "The pack has no manifest.json, so nothing in it can be checked.")]
    try:
        data = b"".join(_bytes(pack, found, _LONGEST_MANIFEST))
        if len(data) > _LONGEST_MANIFEST:
            return None, [Finding(MANIFEST, "manifest", "manifest.json is larger than that of any pack.")]
        body = json.loads(data.decode("utf-8"), object_pairs_hook=_once)
    except (*_BROKEN, RecursionError):
        return None, [Finding(MANIFEST, "unreadable", "manifest.json is damaged and cannot be read.")]
    wrong = _against_schema(body)
    if wrong:
        return None, [Finding(MANIFEST, "manifest", f"manifest.json is not what a pack’s manifest is: {wrong}")]
    return body, list(_of_the_manifest(body, wanted_digest))


def _of_the_manifest(body: dict[str, Any], wanted_digest: str | None) -> Iterator[Finding]:
    if digest(body) != body["digest"]:
        yield Finding(MANIFEST, "changed", "manifest.json was changed: its digest is not that of what it says.")
    elif wanted_digest is not None and wanted_digest.strip().lower() != body["digest"]:
        yield Finding(MANIFEST, "changed", "This is another pack, or was made anew: its digest is not the one given.")
    listed = {entry["path"]: (entry["sha256"], entry["size"]) for entry in body["entries"]}
    if len(listed) != len(body["entries"]):
        yield Finding(MANIFEST, "manifest", "manifest.json lists a file more than once.")
    for one in body["documents"]:
        if "path" in one and listed.get(one["path"]) != (one["sha256"], one["size"]):
            yield Finding(MANIFEST, "manifest", f"manifest.json contradicts itself about {one['ref']}.")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def _against_schema(body: Any) -> str | None:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - takes longer to load than most packs to check

    schema = Path(evidence.__file__).resolve().parent.parent / "schemas" / "pack-manifest.schema.json"
    validator = Draft202012Validator(json.loads(schema.read_text(encoding="utf-8")))
    error = next(validator.iter_errors(body), None)
    return f"{'/'.join(map(str, error.absolute_path)) or 'as a whole'}: {error.message[:200]}" if error else None


def _compare(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, listed: Mapping[str, Any]) -> Iterator[Finding]:
    seen, size = hashlib.sha256(), 0
    try:
        for chunk in _bytes(pack, entry, listed["size"]):
            seen.update(chunk)
            size += len(chunk)
    except _BROKEN:
        yield Finding(
            entry.filename, "changed", f"{_shown(entry.filename)} was changed or damaged: it cannot be read."
        )
        return
    if size != listed["size"] or seen.hexdigest() != listed["sha256"]:
        yield Finding(entry.filename, "changed", f"{_shown(entry.filename)} was changed: it is not what was packed.")


def _bytes(pack: zipfile.ZipFile, entry: zipfile.ZipInfo, longest: int) -> Iterator[bytes]:
    """Yield what a file really holds, and a little more than ``longest`` at most, whatever the zip declares."""
    if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
        raise zipfile.BadZipFile("not stored as packs store their files")
    left = longest + 1
    with pack.open(entry) as stream:
        while left > 0 and (chunk := stream.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk


def _shown(name: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in name[:200])
