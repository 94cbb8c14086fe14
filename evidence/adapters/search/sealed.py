"""The folder an index lives in: generations, a sealed manifest, and the switch from one to the next.

Knows nothing of any engine. A generation is a folder of files with a manifest that names them, carries a
keyed hash of each, and holds the cursor: renaming the manifest into place is the commit. ``current`` names
the generation in force. Nothing in a generation may be opened before its manifest and hash agree, because
the engine's files can run code when opened.
"""

import hashlib
import hmac
import json
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

CURRENT = "current"
MANIFEST = "manifest.json"
LOCK = "lock"
_PREFIX = "gen-"
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a generation holds: the cursor, the number of its table of contents, and its files' hashes."""

    generation: str
    cursor: int
    contents: int
    files: dict[str, str]


class Mismatch(Exception):
    """The folder does not hold what a manifest of ours, of this layout, says."""


def stamp(path: Path) -> tuple[int, int, int]:
    """What changes when a file does: its modification time, size and inode. Raises ``Mismatch`` if absent."""
    try:
        status = path.stat()
    except OSError as error:
        raise Mismatch(f"{path.name} cannot be read") from error
    return (status.st_mtime_ns, status.st_size, status.st_ino)


class SealedFolder:
    """Generations of files under ``folder`` (private to its owner), sealed with ``key``.

    ``layout`` is the number of the file layout; a manifest of another one is no manifest.
    """

    def __init__(self, folder: Path, key: bytes, *, layout: int) -> None:
        self.folder = folder
        self._key = key
        self._layout = layout
        self._verified: dict[Path, tuple[tuple[int, int, int], str]] = {}

    def prepare(self) -> None:
        """Make the folder, readable by its owner only."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.chmod(0o700)

    def path(self, generation: str) -> Path:
        """The folder of a generation."""
        return self.folder / generation

    def current(self) -> str:
        """Name the generation in force. Raises ``Mismatch`` when there is none."""
        try:
            name = (self.folder / CURRENT).read_text("ascii").strip()
        except (OSError, ValueError) as error:
            raise Mismatch("no generation is in force") from error
        if not name.startswith(_PREFIX) or not name.removeprefix(_PREFIX).isalnum():
            raise Mismatch("the name of the generation is not one of ours")
        return name

    def signature(self) -> tuple[object, ...]:
        """Something cheap that changes with every commit and every switch; raises ``Mismatch`` if absent."""
        return (stamp(self.folder / CURRENT), stamp(self.path(self.current()) / MANIFEST))

    def read(self) -> Manifest:
        """Read the manifest in force and check its seal and layout, and that each file is as sealed.

        Each file's content is hashed once per process, again only when its stamp changes.
        Raises ``Mismatch``.
        """
        generation = self.current()
        path = self.path(generation)
        try:
            body = json.loads((path / MANIFEST).read_bytes())
            seal = body.pop("seal")
            manifest = Manifest(generation, int(body["cursor"]), int(body["contents"]), dict(body["files"]))
            sound = hmac.compare_digest(seal, self._seal(body)) and body["layout"] == self._layout
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise Mismatch("the manifest cannot be read") from error
        if not sound or body["generation"] != generation:
            raise Mismatch("the manifest is not ours, or of another layout")
        for name, expected in manifest.files.items():
            if Path(name).name != name or self._hash(path / name) != expected:
                raise Mismatch(f"{name} is not as it was written")
        return manifest

    def touched(self, manifest: Manifest) -> bool:
        """Whether any file of ``manifest`` is gone or changed since it was hashed; looks at stamps only."""
        path = self.path(manifest.generation)
        try:
            return any(self._verified[path / name][0] != stamp(path / name) for name in manifest.files)
        except (KeyError, Mismatch):
            return True

    def distrust(self) -> None:
        """Forget which files were checked, so that each is hashed again."""
        self._verified.clear()

    def new_generation(self) -> str:
        """Make an empty generation folder, not yet in force, and return its name."""
        name = f"{_PREFIX}{secrets.token_hex(8)}"
        self.prepare()
        self.path(name).mkdir(mode=0o700)
        return name

    def seal(self, generation: str, *, cursor: int, contents: int, files: Iterable[str]) -> None:
        """Commit: hash ``files``, push them to the disk, and rename a new manifest into place."""
        path = self.path(generation)
        names = sorted(files)
        hashes = {name: self._hash(path / name) for name in names}
        for name in names:
            _push(path / name)
        body: dict[str, object] = {
            "layout": self._layout,
            "generation": generation,
            "cursor": cursor,
            "contents": contents,
            "files": hashes,
        }
        body["seal"] = self._seal(body)
        _replace(path / MANIFEST, json.dumps(body).encode())

    def switch(self, generation: str) -> None:
        """Put ``generation`` in force; until this returns the old one is."""
        _replace(self.folder / CURRENT, generation.encode("ascii"))

    def sweep(self) -> None:
        """Remove everything that is not in force: old and half-built generations, unlisted files.

        Must be called by the holder of the writer lock only. What cannot be removed now (a file held open
        on some systems) is left for the next time.
        """
        try:
            kept: str | None = self.current()
            listed = set(self.read().files) | {MANIFEST}
        except Mismatch:
            kept, listed = None, set()
        for path in self.folder.glob(f"{_PREFIX}*"):
            if path.name != kept:
                shutil.rmtree(path, ignore_errors=True)
        if kept is None:
            return
        for path in self.path(kept).iterdir():
            if path.name not in listed:
                _remove(path)
        self._verified = {p: seen for p, seen in self._verified.items() if p.parent.name == kept and p.name in listed}

    def _seal(self, body: dict[str, object]) -> str:
        unsealed = {name: value for name, value in body.items() if name != "seal"}
        return hmac.new(self._key, json.dumps(unsealed, sort_keys=True).encode(), "sha256").hexdigest()

    def _hash(self, path: Path) -> str:
        now = stamp(path)
        seen = self._verified.get(path)
        if seen is not None and seen[0] == now:
            return seen[1]
        digest = hmac.new(self._key, path.name.encode(), hashlib.sha256)
        try:
            with path.open("rb") as stream:
                while chunk := stream.read(_CHUNK):
                    digest.update(chunk)
        except OSError as error:
            raise Mismatch(f"{path.name} cannot be read") from error
        self._verified[path] = (now, digest.hexdigest())
        return digest.hexdigest()


def _push(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _replace(path: Path, content: bytes) -> None:
    """Write ``path`` so that it holds either its old or its new content, whatever happens."""
    temporary = path.with_name(f"{path.name}.new")
    with temporary.open("wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    temporary.replace(path)
    if os.name == "posix":
        _push(path.parent)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    try:
        path.unlink()
    except OSError:
        return
