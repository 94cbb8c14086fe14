"""Checks from outside that a library lost nothing. Shares no code with the application.

It reads the files of a home, the catalogue with ``sqlite3`` alone, what a running server answers, and the notes of
what was acknowledged, and compares them all. What must hold, by the names that each complaint begins with:

I1   what was acknowledged is there, byte for byte, and can be downloaded
I2   what was tried and not answered is wholly there or wholly absent, and there once however often it was tried
I3   every file that the catalogue names exists, with its hash and length
I4   no file is kept that the catalogue does not name, but for a day after work that broke off; of what was disposed
     of or discarded no byte is left anywhere in the home, or all of it is there: never half
I5   the search index holds what the catalogue holds: each document is found by its own word, and no other; its files
     never name an event that the history does not have
I6   rows point at rows that exist, and the database engine finds nothing wrong with its file
I7   the history is one unbroken chain, with one event for each thing acknowledged
I9   what stood in the way of work is gone: a server is ready, nothing is locked
I10  no pack is half there: each opens, matches its manifest, and is the one its record says
I11  nothing of a document lies in temporary places
I12  recovering twice leaves what recovering once left (``portrait``)

``python -m faults.checker HOME NOTES`` prints what it finds as JSON and ends with 1 where that is anything.
"""

import argparse
import hashlib
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path

from faults import checker_answers, checker_index, checker_packs, checker_removed
from faults.asking import Asking
from faults.checker_answers import Asked, Server
from faults.checker_rows import FORGOTTEN, Rows, read_rows
from faults.notes import Notes

_DAY_SECONDS = 86_400.0
LEFT_BEHIND = ("upload-*", "unpacked-*", "reading-*", "spool-*", "tmp*")
"""How the names of what is on its way in begin."""


@dataclass
class Noted:
    """What the notes say: by reference, who was acknowledged; and what was only tried."""

    added: dict[str, tuple[str | None, str]] = field(default_factory=dict)
    """Reference -> SHA-256 (of a link: none) and word."""
    tried: dict[str, str] = field(default_factory=dict)
    """SHA-256 -> word, of everything that anybody tried to add."""
    discarding: set[str] = field(default_factory=set)
    """References whose disposal or discard was tried, acknowledged or not."""
    discarded: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    packs: list[dict[str, str]] = field(default_factory=list)
    """Packs acknowledged by command line: ``file``, ``id``, ``digest``."""

    @classmethod
    def of(cls, notes: Notes) -> "Noted":
        """Read the notes."""
        noted = cls()
        for line in notes.all():
            if line["what"] == "trying":
                noted.tried |= {sha256: word for word, sha256 in line["papers"]}
            elif line["what"] == "added":
                noted.added[line["ref"]] = (line["sha256"], line["word"])
            elif line["what"] == "tagged":
                noted.tags |= set(line["ids"])
            elif line["what"] == "pack":
                noted.packs.append(line)
            else:
                (noted.discarded if line["what"] == "discarded" else noted.discarding).add(line["ref"])
        return noted

    def words_of(self, refs: AbstractSet[str]) -> dict[str, str]:
        """Return the words of some documents by reference, as far as their addition was acknowledged."""
        return {ref: self.added[ref][1] for ref in refs & self.added.keys()}


def check(
    home: Path, notes: Notes, *, asked: Asked | None = None, places: tuple[Path, ...] = (), newest: int | None = None
) -> list[str]:
    """Return what is wrong, each with the name of what should hold; empty when nothing was lost.

    ``asked`` answers for this home, and has settled; without it, I1 and I5 are checked as far as files go.
    ``places`` are folders of packs and of temporary files outside the home. With ``newest``, only so many of the
    latest documents are asked for one by one; all others are still looked for in files, rows and index.
    """
    noted = Noted.of(notes)
    # Before the history, which whoever works on the library meanwhile writes first.
    taken_in = checker_index.taken_in(home)
    rows = read_rows(home / "catalogue.db")
    if isinstance(rows, str):
        return [rows]
    found = [*_documents(rows, noted), *_files(home, rows, noted), *rows.complaints()]
    found += checker_removed.complaints(home, rows, noted.words_of(noted.discarding | noted.discarded))
    found += _history(rows, noted)
    found += _too_early(taken_in, rows)
    found += checker_packs.complaints(home, rows, noted.packs, places)
    found += _temporary(home, places)
    if asked:
        latest = dict(list(noted.added.items())[-newest if newest else 0 :])
        found += checker_answers.complaints(asked, rows, latest, noted.discarding)
    return found


def index_ahead(home: Path) -> list[str]:
    """Return what is wrong with the index as a fault left it (I5), before anybody opens the library and mends it."""
    taken_in = checker_index.taken_in(home)
    rows = read_rows(home / "catalogue.db")
    return [rows] if isinstance(rows, str) else list(_too_early(taken_in, rows))


def _too_early(taken_in: int, rows: Rows) -> Iterator[str]:
    last = len(rows.events)
    if taken_in > last:
        yield f"I5: the index has taken in event {taken_in}, and the history ends at {last}"


def _documents(rows: Rows, noted: Noted) -> Iterator[str]:
    """I1 and I2, as far as rows can tell."""
    holders = rows.holders()
    for ref, (sha256, _) in noted.added.items():
        whole = ref in rows.documents and (sha256 is None or ref in holders.get(sha256, []))
        if not whole and ref not in noted.discarding:
            yield f"I1: {ref} was acknowledged and is not in the catalogue"
    for ref in sorted(noted.discarded & rows.documents.keys()):
        yield f"I1: {ref} was acknowledged to be gone for good, and is in the catalogue"
    for tag in sorted(noted.tags - rows.tag_ids):
        yield f"I1: tag {tag} was acknowledged and is not there"
    for sha256 in noted.tried:
        refs = holders.get(sha256, [])
        if len(refs) > 1:
            yield f"I2: the same file is held {len(refs)} times, as {', '.join(refs)}"
        for ref in refs:
            if ref not in rows.documents or not rows.tags.get(ref):
                yield f"I2: {ref} is only half there: its document or its tag is missing"


def _files(home: Path, rows: Rows, noted: Noted) -> Iterator[str]:
    """I3 and I4."""
    discarded = {noted.added[ref][0] for ref in noted.discarding & noted.added.keys()}
    kept: dict[str, Path] = {}
    for path in sorted((home / "files").rglob("*")):
        if path.is_file():
            kept[path.parent.name + path.name] = path
    for sha256, (who, size) in rows.needed().items():
        path = kept.pop(sha256, home)
        if not path.is_file():
            yield f"I3: the file of {who} is missing"
        elif path.stat().st_size != size or hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"I3: the file of {who} is not what was put there"
    for sha256, path in kept.items():
        if sha256 in discarded:
            yield f"I4: the file of a discarded document is kept: {sha256[:12]}…"
        elif time.time() - path.stat().st_mtime > _DAY_SECONDS:
            yield f"I4: a file is kept for more than a day that nothing names: {sha256[:12]}…"


def _history(rows: Rows, noted: Noted) -> Iterator[str]:
    """I7."""
    yield from rows.broken_chain()
    told = Counter((event.verb, ref) for event in rows.events for ref in event.refs)
    forgotten = Counter(ref for event in rows.events if event.verb in FORGOTTEN for ref in event.refs)
    for ref in sorted(rows.documents.keys() | noted.added.keys()):
        if told["added", ref] != 1:
            yield f"I7: {ref} was added, and the history says so {told['added', ref]} times"
    for verb, ref in told:
        if verb == "added" and ref not in rows.documents and not forgotten[ref]:
            yield f"I7: the history says that {ref} was added, and it is not there"
    for ref in sorted(noted.discarded | rows.disposals.keys() | forgotten.keys()):
        if forgotten[ref] != 1:
            yield f"I7: {ref} is gone for good, and the history says so {forgotten[ref]} times"
    built = Counter(event.about.get("pack") for event in rows.events if event.verb == "pack built")
    for pack in rows.packs:
        times = built[pack["id"]]
        if times != (pack["state"] == "complete"):
            yield f"I7: pack {pack['id'][:8]} is {pack['state']}, and by the history built {times} times"


def _temporary(home: Path, places: tuple[Path, ...]) -> Iterator[str]:
    """I11."""
    for place in (home, home / "staging", *places):
        for pattern in LEFT_BEHIND:
            for path in sorted(place.glob(pattern)):
                yield f"I11: {path.name} was left in {place.name}"


def portrait(home: Path) -> dict[str, str]:
    """Return what a home holds, for comparing: a hash of every table, and the names of all files kept."""
    rows = read_rows(home / "catalogue.db")
    if isinstance(rows, str):
        return {"catalogue": rows}
    folders = {name: sorted(str(path.relative_to(home)) for path in (home / name).rglob("*") if path.is_file())
               for name in ("files", "packs", "staging")}  # fmt: skip
    return rows.hashes | {name: " ".join(paths) for name, paths in folders.items()}


def main() -> None:
    """Check one home and say what is wrong with it."""
    options = argparse.ArgumentParser(prog="python -m faults.checker", description="Check a library from outside.")
    options.add_argument("home", type=Path)
    options.add_argument("notes", type=Path, help="What was acknowledged, as the harness notes it.")
    options.add_argument("--port", type=int, help="A server on this home, on this machine.")
    options.add_argument("--cookie", default="", help="What signs the checker in there.")
    given = options.parse_args()
    asked = Server(Asking(given.port, {"Cookie": given.cookie})) if given.port else None
    found = check(given.home, Notes(given.notes), asked=asked)
    sys.stdout.write(json.dumps({"sound": not found, "violations": found}, indent=2) + "\n")
    sys.exit(1 if found else 0)


if __name__ == "__main__":
    main()
