"""The event log: who did what to what, in order. Audit trail, history and index feed in one.

Events carry references, field names and hashes, never values: those live in ``Change`` rows, which a
discard can purge while the chain stays whole.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import JSON, Field, SQLModel, String

from evidence.domain.people import Way

START = "0" * 64
"""What the first event of a library follows."""
PURGED = "purged"
"""The kind of a change whose values a discard has forgotten."""


class Event(SQLModel):
    """One thing that happened. ``chain`` is a hash over this event and the one before it."""

    seq: int = Field(primary_key=True)
    at: datetime
    """When, in UTC. Order is by ``seq``, never by time: clocks jump."""
    actor: str
    person: str | None = Field(default=None, index=True)
    """The account that did it; ``None`` for the library itself and for whoever owns its folder."""
    way: Way | None = Field(default=None, sa_type=String)
    """How it was done; ``None`` in events from before there were accounts."""
    verb: str
    """Such as ``added``, ``tagged``, ``withdrawn``."""
    refs: list[str] = Field(default_factory=list, sa_type=JSON)
    """Documents concerned."""
    about: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    """Ids, field names, counts and hashes; never a value that a person typed."""
    undoes: int | None = None
    chain: str = ""


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Which events are asked for; what is ``None`` narrows nothing."""

    actor: str | None = None
    person: str | None = None
    """An account."""
    verbs: frozenset[str] | None = None
    """Any of these kinds."""
    way: str | None = None
    ref: str | None = None
    """A document that they concern."""
    since: datetime | None = None
    """The first moment that counts."""
    until: datetime | None = None
    """The first moment that counts no more."""


class Change(SQLModel):
    """What one event did to one row: its JSON before and after (``None`` where there was none)."""

    seq: int = Field(primary_key=True)
    place: int = Field(primary_key=True)
    kind: str
    """The class of the row, such as ``Tag``."""
    key: list[Any] = Field(default_factory=list, sa_type=JSON)
    ref: str | None = Field(default=None, index=True)
    """The document the row belongs to, so that a discard finds it."""
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    after: dict[str, Any] | None = Field(default=None, sa_type=JSON)


def chained(event: Event, previous: str) -> str:
    """Hash ``event`` onto the chain: SHA-256 of the previous hash and the event's canonical JSON.

    >>> at = datetime.fromisoformat("2026-11-22T10:00:00+00:00")
    >>> one = Event(seq=1, at=at, actor="Asha", verb="added")
    >>> chained(one, START) == chained(one, START) != chained(one, "f" * 64)
    True
    """
    body = {
        "seq": event.seq,
        "at": event.at.isoformat(),
        "actor": event.actor,
        "verb": event.verb,
        "refs": event.refs,
        "about": event.about,
        "undoes": event.undoes,
    }
    # What came with accounts is left out where it is not known, so that older events keep their hashes.
    body |= {name: value for name in ("person", "way") if (value := getattr(event, name)) is not None}
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{previous}\n{canonical}".encode()).hexdigest()


def broken_links(events: list[Event], previous: str = START, expected: int = 1) -> list[str]:
    """Name what is wrong with a run of events that should follow ``previous``; empty when whole."""
    problems = []
    for event in events:
        if event.seq != expected:
            problems.append(f"event {expected} is missing: the history goes on at event {event.seq}")
        elif chained(event, previous) != event.chain:
            problems.append(f"event {event.seq} was changed after it was written")
        previous, expected = event.chain, event.seq + 1
    return problems


def swapped_with(event: Event, seq: int, previous: str) -> bool:
    """Whether an event was written as number ``seq`` after the event of hash ``previous``, whatever it says now."""
    return chained(event.model_copy(update={"seq": seq}), previous) == event.chain
