"""Checks from outside that a backup is whole, and one moment of its library. Shares no code with the application."""

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

from faults.checker_rows import FORGOTTEN, Rows, read_rows

_NOT_IN_IT = ("sign_in", "token", "login_attempt")
_PARTS = {"backup.json", "catalogue.db", "files"}


@dataclass(frozen=True, slots=True)
class Tried:
    """Something that was acknowledged: when it was begun and answered, and the references or ids it names."""

    kind: str
    """``added``, ``tagged`` or ``discarded``, which stands for disposed of too."""
    begun: float
    answered: float
    named: tuple[str, ...]
    of: str = ""
    """The document that was tagged."""


@dataclass
class Moment:
    """What a backup turned out to be a copy of."""

    wrong: list[str] = field(default_factory=list)
    events: set[tuple[str, str]] = field(default_factory=set)
    """Kind and document of every event that it knows."""


def copied_whole(backup: Path) -> list[str]:
    """Return what is wrong with a backup by itself: parts, hashes, and what lets somebody in."""
    return list(_of_itself(backup))


def _of_itself(backup: Path) -> Iterator[str]:
    names = {path.name for path in backup.iterdir()}
    if names != _PARTS:
        yield f"B1: the backup consists of {sorted(names)}"
        return
    listed = json.loads((backup / "backup.json").read_text(encoding="utf-8"))
    if _hash(backup / "catalogue.db") != listed["catalogue"]:
        yield "B1: the catalogue of the backup is not what its list says"
    held = {path.name: path for path in (backup / "files").iterdir()}
    if held.keys() != listed["files"].keys():
        yield "B1: the backup holds other files than its list names"
    for sha256, path in held.items():
        if _hash(path) != sha256 or path.stat().st_size != listed["files"].get(sha256):
            yield f"B1: the file {sha256[:12]}… of the backup is not what its name says"
    with closing(sqlite3.connect(f"file:{backup / 'catalogue.db'}?mode=ro&immutable=1", uri=True)) as raw:
        for table in _NOT_IN_IT:
            if raw.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]:  # noqa: S608 - a name of ours
                yield f"B1: the backup holds rows of {table}"
        if raw.execute("SELECT count(*) FROM credential WHERE link IS NOT NULL").fetchone()[0]:
            yield "B1: the backup holds a one-time link"


def complaints(
    live: Path, backup: Path, restored: Path, tried: Sequence[Tried], begun: float, finished: float
) -> Moment:
    """Compare a backup, made between two moments, with the library that went on and with what was restored of it."""
    moment = Moment(copied_whole(backup))
    whole, back = read_rows(live / "catalogue.db"), read_rows(restored / "catalogue.db")
    if isinstance(whole, str) or isinstance(back, str):
        moment.wrong += [one for one in (whole, back) if isinstance(one, str)]
        return moment
    last: int = json.loads((backup / "backup.json").read_text(encoding="utf-8"))["last_event"]
    known, told = back.events[:last], back.events[last : last + 1]
    kinds = dict.fromkeys(FORGOTTEN, "discarded")
    moment.events = {(kinds.get(event.verb, event.verb), ref) for event in known for ref in event.refs}
    if [event.verb for event in told] != ["restored from a backup"]:
        moment.wrong.append("B2: the restored history does not go on with what it was restored from")
    if [one.chain for one in known] != [one.chain for one in whole.events[:last]]:
        moment.wrong.append("B1: the history of the backup is no first part of the library’s")
    moment.wrong += _between(back, moment, tried, begun, finished)
    moment.wrong += _documents_of(back, moment)
    return moment


def _between(back: Rows, moment: Moment, tried: Sequence[Tried], begun: float, finished: float) -> Iterator[str]:
    """What was answered before the backup began is in it; what was begun after it had ended is not."""
    gone = {ref for verb, ref in moment.events if verb == "discarded"}
    # Who tags the same again is answered with the tag that is there.
    sooner = {(one.kind, name) for one in tried for name in one.named if one.begun <= finished}
    for one in tried:
        for name in one.named:
            is_in = name in back.tag_ids if one.kind == "tagged" else (one.kind, name) in moment.events
            if one.answered < begun and not (is_in or one.of in gone):
                yield f"B1: {name} was {one.kind} before the backup began, and is not in it"
            if is_in and (one.kind, name) not in sooner:
                yield f"B1: {name} was {one.kind} after the backup had ended, and is in it"


def _documents_of(back: Rows, moment: Moment) -> Iterator[str]:
    """The documents are those that the events before that moment leave, no other."""
    added = {ref for verb, ref in moment.events if verb == "added"}
    gone = {ref for verb, ref in moment.events if verb == "discarded"}
    for ref in sorted((added - gone) ^ back.documents.keys()):
        yield f"B1: {ref} is in the catalogue of the backup or in its history, not in both"
    for ref in sorted(back.tags.keys() - back.documents.keys()):
        yield f"B1: the backup holds a tag of {ref}, which it does not hold"


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
