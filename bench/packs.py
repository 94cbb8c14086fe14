"""Packs: how fast one of some gigabytes is made and checked beside a plain copy, and what memory that takes."""

import argparse
import io
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from app.settings import Settings
from app.wiring import Library, open_library
from bench.rows import Row, table
from evidence.domain.documents import Document, Version
from evidence.domain.packing import Choice
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag
from evidence.reports.pack_pages import PAGES
from evidence.reports.sinks import ZipSink
from evidence.services.pack_choosing import Choosing
from evidence.services.pack_verifying import verify
from evidence.services.packs import Packs

ACTOR = folder_owner("bench")
FRAMEWORK = "cqc-local-authority"
STATEMENTS = tuple(f"QS{number}" for number in range(1, 10))
_CHUNK = 1 << 20


def fill(library: Library, gigabytes: float, documents: int) -> None:
    """Keep ``documents`` papers of random bytes, ``gigabytes`` in all."""
    size, at = int(gigabytes * 1e9 / documents), datetime.now(UTC)
    for number in range(documents):
        staged = library.files.stage(io.BytesIO(os.urandom(size)), max_bytes=size)
        library.files.keep(staged)
        with library.catalogue.writing(ACTOR) as work:
            ref, tag = work.next_id("E"), work.next_id("T", 5)
            work.save(Document(ref=ref, title=f"Paper {number}", added_at=at, added_by="bench"))
            version = Version(ref=ref, number=1, sha256=staged.sha256, size=size, added_at=at, added_by="bench")
            version.media_type = "application/pdf"
            work.save(version)
            statement = STATEMENTS[number % len(STATEMENTS)]
            row = Tag(id=tag, ref=ref, framework=FRAMEWORK, framework_version="-", statement=statement,
                      added_at=at, added_by="bench")  # fmt: skip
            work.save(row)
            work.record("added", [ref])


def packs_of(library: Library, folder: Path) -> Packs:
    """Return the service over a library, with the pages of this program."""
    choosing = Choosing(
        library.catalogue, library.frameworks, library.facts, library.clock, library.vocabulary,
        found_by=lambda _query: [], suffix=library.reader.suffix,
    )  # fmt: skip
    return Packs(
        library.catalogue, library.files, library.assurance, choosing, library.clock,
        folder=folder, pages=PAGES, open_sink=ZipSink,
    )  # fmt: skip


def measure(place: Path, *, gigabytes: float = 2, documents: int = 300) -> list[Row]:
    """Measure a pack of everything in a library of ``gigabytes``."""
    library = open_library(Settings(home=place / "packed"))
    try:
        fill(library, gigabytes, documents)
        packs, choice = packs_of(library, place / "packs"), Choice(statements=STATEMENTS)
        copying = _timed(lambda: _copy(library, place / "copy"))
        out, seen = place / "pack.zip", [before := _resident()]
        building = _timed(
            lambda: packs.build(ACTOR, choice, out, progress=lambda _done, _total: seen.append(_resident()))
        )
        checking = _timed(lambda: verify(out))
        grown, size = max(seen) - before, out.stat().st_size / 1e6
    finally:
        library.close()
    plain = f"copying the same files: {gigabytes * 1000 / copying:.0f} MB/s"
    what = f"pack of {gigabytes:g} GB, {documents} documents"
    where = "each byte is hashed twice (document, zip) and summed once, then all is synced"
    rate = size / building
    return [
        Row(what, f"{rate:.0f} MB/s", plain, "50 % of it", rate >= gigabytes * 500 / copying, where),
        Row(f"{what}: memory grows by", f"{grown:.0f} MiB", f"{before:.0f} MiB before", "100 MiB", grown <= 100),
        Row(f"{what}: verified", f"{size / checking:.0f} MB/s", plain, "", None, "one hash and one sum a byte"),
    ]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _copy(library: Library, out: Path) -> None:
    with out.open("wb") as target:
        for sha256, _ in library.files.all():
            with library.files.path(sha256).open("rb") as source:
                while chunk := source.read(_CHUNK):
                    target.write(chunk)
        target.flush()
        os.fsync(target.fileno())
    out.unlink()


def _resident() -> float:
    """Return this process's memory in MiB."""
    lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    return int(next(line.split()[1] for line in lines if line.startswith("VmRSS"))) / 1024


def main() -> None:
    """Print the table for a pack of some gigabytes."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--gigabytes", type=float, default=2)
    options.add_argument("--documents", type=int, default=300)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(table(measure(Path(folder), gigabytes=chosen.gigabytes, documents=chosen.documents)))


if __name__ == "__main__":
    main()
