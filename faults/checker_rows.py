"""Reads a catalogue with ``sqlite3`` alone, and finds what is wrong with it as a database."""

import hashlib
import json
import shutil
import sqlite3
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

FORGOTTEN = frozenset({"disposed", "discarded"})
"""What the history says of a document that is gone for good."""
_START = "0" * 64
_PASSING = {"sign_in", "login_attempt", "token"}
"""Tables that note when somebody was last here."""
_ALWAYS_CHAINED = {"seq", "at", "actor", "verb", "refs", "about", "undoes"}


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the history, and the hash that its contents should have."""

    seq: int
    verb: str
    refs: list[str]
    about: dict[str, Any]
    chain: str
    canonical: str


@dataclass(slots=True)
class Rows:
    """What a catalogue holds."""

    documents: dict[str, dict[str, Any]]
    versions: list[dict[str, Any]]
    offers: list[dict[str, Any]]
    packs: list[dict[str, Any]]
    tags: dict[str, int]
    """Reference -> how many tags."""
    tag_ids: set[str]
    events: list[Event]
    disposals: dict[str, bool]
    """Documents that were disposed of or discarded -> whether their last traces are said to be gone."""
    wrong: list[str]
    hashes: dict[str, str]
    """Table -> hash of all its rows."""

    def holders(self) -> dict[str, list[str]]:
        """Return the documents that hold a file, by its SHA-256."""
        found: dict[str, list[str]] = defaultdict(list)
        for version in self.versions:
            if version["sha256"] and version["ref"] not in found[version["sha256"]]:
                found[version["sha256"]].append(version["ref"])
        return found

    def needed(self) -> dict[str, tuple[str, int]]:
        """Return every file that must be kept: SHA-256 -> whose it is, and its length."""
        named = [(row["sha256"], f"{row['ref']} version {row['number']}", row["size"]) for row in self.versions]
        named += [(row["sha256"], f"offer {row['id']}", row["size"]) for row in self.offers]
        return {sha256: (who, size) for sha256, who, size in named if sha256}

    def searchable(self) -> set[str]:
        """Return the references that a search may find."""
        return {ref for ref, row in self.documents.items() if row["status"] != "withdrawn"}

    def complaints(self) -> Iterator[str]:
        """Yield what is wrong with rows and engine (I6)."""
        yield from (f"I6: {one}" for one in self.wrong)
        numbers = {(row["ref"], row["number"]) for row in self.versions}
        for ref, row in self.documents.items():
            if (ref, row["current_version"]) not in numbers:
                yield f"I6: the version of {ref} that is in use is missing"
        for ref in sorted({row["ref"] for row in self.versions} - self.documents.keys()):
            yield f"I6: a version belongs to {ref}, which is not there"
        for ref in sorted(self.tags.keys() - self.documents.keys()):
            yield f"I6: a tag belongs to {ref}, which is not there"

    def broken_chain(self) -> Iterator[str]:
        """Yield where the history is no unbroken chain (I7)."""
        previous = _START
        for expected, event in enumerate(self.events, start=1):
            if event.seq != expected:
                yield f"I7: event {expected} is missing"
                return
            previous = hashlib.sha256(f"{previous}\n{event.canonical}".encode()).hexdigest()
            if event.chain != previous:
                yield f"I7: event {event.seq} does not follow from the one before it"
                return


def read_rows(path: Path) -> Rows | str:
    """Read a catalogue, from a copy so that nothing is changed; what stands in the way comes as a complaint."""
    if not path.is_file():
        return "I6: the catalogue is missing"
    with tempfile.TemporaryDirectory(prefix="faults-") as folder:
        copy = Path(folder) / "catalogue.db"
        for end in ("-wal", ""):
            log = path.with_name(path.name + end)
            if log.exists():
                shutil.copyfile(log, copy.with_name(copy.name + end))
        try:
            with closing(sqlite3.connect(copy)) as connection:
                connection.row_factory = sqlite3.Row
                return _read(connection)
        except (sqlite3.Error, ValueError, KeyError) as error:
            return f"I6: the catalogue cannot be read: {error}"


def _read(connection: sqlite3.Connection) -> Rows:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]

    def all_of(table: str) -> list[dict[str, Any]]:
        return [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')] if table in names else []  # noqa: S608 - a table's own name

    wrong = [str(row[0]) for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    wrong += [f"a row of {row[0]} points nowhere" for row in connection.execute("PRAGMA foreign_key_check")]
    tags: dict[str, int] = defaultdict(int)
    for row in all_of("tag"):
        tags[row["ref"]] += 1
    texts = {(row["ref"], row["number"]) for row in all_of("passage")}
    versions = all_of("version")
    for row in versions:
        if row["text_state"] == "read" and row["form"] == "held" and (row["ref"], row["number"]) not in texts:
            wrong.append(f"the text of {row['ref']} is missing")
    return Rows(
        documents={row["ref"]: row for row in all_of("document")},
        versions=versions,
        offers=[row for row in all_of("offer") if row["state"] == "offered"],
        packs=all_of("pack"),
        tags=tags,
        tag_ids={row["id"] for row in all_of("tag")},
        events=[_event(row) for row in sorted(all_of("event"), key=lambda row: row["seq"])],
        disposals={row["ref"]: row["settled_at"] is not None for row in all_of("disposal")},
        wrong=wrong,
        hashes={name: _hash(all_of(name)) for name in sorted(names) if name not in _PASSING},
    )


def _event(row: dict[str, Any]) -> Event:
    refs, about = json.loads(row["refs"]), json.loads(row["about"])
    at = datetime.fromisoformat(row["at"])
    body = {name: value for name, value in row.items() if name in _ALWAYS_CHAINED or value is not None}
    body |= {"refs": refs, "about": about, "at": (at if at.tzinfo else at.replace(tzinfo=UTC)).isoformat()}
    del body["chain"]
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return Event(row["seq"], row["verb"], refs, about, row["chain"], canonical)


def _hash(rows: list[dict[str, Any]]) -> str:
    return hashlib.sha256("\n".join(sorted(map(repr, rows))).encode()).hexdigest()[:16]
