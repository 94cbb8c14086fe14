"""Signed heads: how far the history had come at a moment, said where whoever writes the catalogue does not write.

The chain of events shows that one was changed; it does not show that the last ones were cut off, or that all of it
was written anew. A head is the number and hash of the newest event, signed; each holds the hash of the one before.
"""

import hashlib
import json
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any, Literal, get_args

from evidence.domain.events import START

Why = Literal["daily", "asked", "restored"]
"""What a head was signed for: the day, somebody who asked, or a library that was brought back from a backup."""
RESTORED = "restored from a backup"
"""The kind of the event that a head signed for a restored library stands on."""


@dataclass(frozen=True, slots=True)
class Head:
    """What was signed at one moment. ``chain`` is the hash of event ``event``, the newest then."""

    number: int
    """From 1, without gaps."""
    day: date
    """The day in London."""
    at: datetime
    """The moment in UTC. Order is by ``number``, never by time."""
    event: int
    events: int
    """How many events there were; equals ``event`` unless some are missing."""
    chain: str
    why: Why
    previous: str
    """The SHA-256 of the line before, ``START`` for the first."""
    key: str
    """The public key that it is signed with: 64 hexadecimal digits (Ed25519, RFC 8032)."""
    signature: str = ""
    """The signature of ``signed_text``: 128 hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class Sound:
    """The heads that can be relied on, and what is wrong with the others."""

    heads: tuple[Head, ...]
    problems: tuple[str, ...]
    notes: tuple[str, ...]


def signed_text(head: Head) -> bytes:
    """Return what is signed: the canonical JSON of everything but the signature."""
    body = asdict(replace(head, signature=""))
    del body["signature"]
    return _canonical(body)


def line_of(head: Head) -> str:
    """Return a head as the list of heads keeps it: one line of canonical JSON."""
    return _canonical(asdict(head)).decode()


def head_of(line: str) -> Head:
    """Read a line; raises ``ValueError`` for what is no head."""
    try:
        read: dict[str, Any] = json.loads(line)
        head = Head(**read | {"day": date.fromisoformat(read["day"]), "at": datetime.fromisoformat(read["at"])})
        numbers, words = (head.number, head.event, head.events), (head.chain, head.previous, head.key, head.signature)
        fits = all(type(one) is int for one in numbers) and all(isinstance(one, str) for one in words)
    except (TypeError, KeyError, AttributeError) as error:
        raise ValueError(line[:80]) from error
    if not fits or head.why not in get_args(Why) or head.at.tzinfo is None:
        raise ValueError(line[:80])
    return head


def hash_of_line(line: str) -> str:
    """Return what the next head names as the one before it."""
    return hashlib.sha256(line.encode()).hexdigest()


def following(lines: Sequence[str]) -> tuple[int, str]:
    """Return number and ``previous`` of the head that follows these lines; lines that are no heads count as none."""
    for line in reversed(lines):
        try:
            return head_of(line).number + 1, hash_of_line(line)
        except ValueError:
            continue
    return 1, START


def sound(lines: Iterable[str], *, keys: Collection[str], signed: Callable[[Head], bool]) -> Sound:
    """Tell the heads that follow one another and are signed with one of these keys from the rest.

    ``signed`` says whether the signature of a head fits its key. A line that was cut short while it was written
    is no harm where the next one follows the one before it.
    """
    heads: list[Head] = []
    problems: list[str] = []
    notes: list[str] = []
    expected, previous = 1, START
    for line in lines:
        try:
            head = head_of(line)
        except ValueError:
            notes.append(f"a line after head {expected - 1} is no head: it was cut short while it was written")
            continue
        wrong = _wrong(head, expected, previous, keys, signed)
        problems += wrong
        if not wrong:
            heads.append(head)
        expected, previous = head.number + 1, hash_of_line(line)
    return Sound(tuple(heads), tuple(problems), tuple(notes))


def _wrong(
    head: Head, expected: int, previous: str, keys: Collection[str], signed: Callable[[Head], bool]
) -> list[str]:
    if head.key not in keys:
        return [f"head {head.number} is signed with another key ({fingerprint(head.key)})"]
    if not signed(head):
        return [f"head {head.number} was changed after it was signed"]
    if head.number != expected:
        return [f"head {expected} is missing: the list goes on at head {head.number}"]
    if head.previous != previous:
        return [f"head {head.number} does not follow the one before it, which was changed or replaced"]
    return []


def against(heads: Sequence[Head], events: Callable[[int], tuple[str, str] | None], last: int) -> Sound:
    """Compare heads with the history; ``events`` gives kind and hash of the event of a number.

    What a restore left behind is told, not held against anybody: the head that was signed then stands for it.
    """
    problems, notes, agreeing = [], [], [0]
    for place, head in enumerate(heads):
        again = min((one.event for one in heads[place + 1 :] if one.why == "restored"), default=None)
        if again is not None and head.event >= again:
            notes.append(
                f"head {head.number} ({head.day}) says that the history went to event {head.event}; the library was "
                f"brought back from a backup since, and goes on from event {again}"
            )
            continue
        found = events(head.event)
        if found is None or found[1] != head.chain:
            problems.append(_contradiction(head, found, agreeing[-1], last))
        elif head.why == "restored" and found[0] != RESTORED:
            problems.append(f"head {head.number} was signed for a restore that the history does not tell of")
        else:
            agreeing.append(head.event)
    return Sound(tuple(heads), tuple(problems), tuple(notes))


def _contradiction(head: Head, found: tuple[str, str] | None, before: int, last: int) -> str:
    signed = f"head {head.number}, signed on {head.day}"
    if found is None and head.event > last:
        return f"the history was cut: it ends at event {last}, and went to event {head.event} by {signed}"
    if found is None:
        return f"event {head.event} is missing: it was there by {signed}"
    return (
        f"something from event {before + 1} to event {head.event} was changed and the chain written anew: it is not "
        f"what it was by {signed}"
    )


def fingerprint(key: str) -> str:
    """Return how people compare public keys: the first half of its hash, in groups.

    >>> fingerprint("00" * 32)
    '6668 7aad f862 bd77 6c8f c18b 8e9f 8e20'
    """
    digest = hashlib.sha256(_bytes(key)).hexdigest()[:32]
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))


def _bytes(key: str) -> bytes:
    try:
        return bytes.fromhex(key)
    except ValueError:
        return key.encode()


def _canonical(body: dict[str, Any]) -> bytes:
    told = body | {"day": body["day"].isoformat(), "at": body["at"].isoformat()}
    return json.dumps(told, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode()
