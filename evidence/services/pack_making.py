"""Making the zip of a pack: pages, manifest and files through one sink, every byte checked on its way."""

import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, Protocol

from evidence.domain.packing import MANIFEST, Chosen, Contents, manifest, manifest_bytes
from evidence.errors import Damaged
from evidence.ports import FileStore

Progress = Callable[[int, int], None]
"""Told how many bytes of files are done, of how many."""

_CHUNK = 1 << 20
_SQUEEZED = (".txt", ".csv", ".html", ".md", ".eml", ".rtf", ".doc", ".xls", ".ppt", ".msg", ".json")
"""What deflating makes smaller; everything else is compressed already and stored as it is."""


class Page(Protocol):
    """Something that every pack says about its own contents: its index, its register."""

    @property
    def path(self) -> str:
        """Where it lies in the zip."""
        ...

    @property
    def internal(self) -> bool:
        """Whether only internal packs have it."""
        ...

    def write(self, contents: Contents, stream: BinaryIO) -> None:
        """Write it; the same contents must give the same bytes."""
        ...


class Sink(Protocol):
    """A new zip, complete or absent, written once from front to back."""

    def add(self, path: str, chunks: Iterable[bytes], *, size: int, squeeze: bool) -> None:
        """Add a file; ``size`` is what the chunks add up to. Raises ``Unavailable`` when the disk is full."""
        ...

    def finish(self) -> tuple[str, int]:
        """Put everything on disk and check the zip's own list; returns the zip's SHA-256 and size."""
        ...

    def publish(self) -> None:
        """Give it its name. Raises ``Conflict`` when another file has it and may not be replaced."""
        ...

    def discard(self) -> None:
        """Leave nothing behind; harmless after ``publish``, which it does not undo."""
        ...


class OpenSink(Protocol):
    """Opens a sink that writes ``part`` and gives it the name ``out`` at the end."""

    def __call__(self, out: Path, part: Path, *, at: datetime, overwrite: bool) -> Sink:
        """Open it; every file in the zip is dated ``at``. Raises ``Unavailable`` where nothing can be written."""
        ...


@dataclass(frozen=True, slots=True)
class Made:
    """A finished zip."""

    digest: str
    zip_sha256: str
    size: int


def make(
    contents: Contents, *, files: FileStore, pages: Sequence[Page], sink: Sink, progress: Progress | None = None
) -> Made:
    """Write a pack into ``sink`` and finish it, without giving it its name.

    Raises ``Damaged`` naming the document when a stored file is missing or is not what was put there. Memory
    does not grow with the files.
    """
    said = [(page.path, _rendered(page, contents)) for page in pages if contents.internal or not page.internal]
    listed = [(path, hashlib.sha256(data).hexdigest(), len(data)) for path, data in said]
    held = contents.held
    body = manifest(contents, [*listed, *((one.path or "", one.sha256 or "", one.size) for one in held)])
    for path, data in [*said, (MANIFEST, manifest_bytes(body))]:
        sink.add(path, [data], size=len(data), squeeze=path.endswith(_SQUEEZED))
    done, total = 0, sum(one.size for one in held)
    for one in held:
        path = one.path or ""
        sink.add(path, _checked(one, files, progress, done, total), size=one.size, squeeze=path.endswith(_SQUEEZED))
        done += one.size
    zip_sha256, size = sink.finish()
    return Made(body["digest"], zip_sha256, size)


def _rendered(page: Page, contents: Contents) -> bytes:
    stream = io.BytesIO()
    page.write(contents, stream)
    return stream.getvalue()


def _checked(one: Chosen, files: FileStore, progress: Progress | None, done: int, total: int) -> Iterator[bytes]:
    """Yield the bytes of a document's file, and raise at the end unless they are what the catalogue says."""
    seen = hashlib.sha256()
    size = 0
    with _named(one), files.path(one.sha256 or "").open("rb") as stream:
        while chunk := _read(stream, one):
            seen.update(chunk)
            size += len(chunk)
            if size > one.size:
                break
            yield chunk
            if progress:
                progress(done + size, total)
    if size != one.size or seen.hexdigest() != one.sha256:
        raise _damaged(one, "is not what was put there")


def _read(stream: BinaryIO, one: Chosen) -> bytes:
    try:
        return stream.read(_CHUNK)
    except OSError as error:
        raise _damaged(one, f"cannot be read ({error.strerror})") from error


@contextmanager
def _named(one: Chosen) -> Iterator[None]:
    """Name the document when the store says only which bytes are missing."""
    try:
        yield
    except FileNotFoundError as error:
        raise _damaged(one, "is missing") from error
    except OSError as error:
        raise _damaged(one, f"cannot be read ({error.strerror})") from error
    except Damaged as error:
        raise error if "ref" in error.details else _damaged(one, "is missing") from error


def _damaged(one: Chosen, what: str) -> Damaged:
    return Damaged(
        f"The stored file of {one.ref} “{one.title}” {what}, so no pack was made. Run `evidence verify`, bring the "
        "file back from a backup, and make the pack again.",
        details={"ref": one.ref, "findings": [f"{one.ref}: its file {what}"]},
    )
