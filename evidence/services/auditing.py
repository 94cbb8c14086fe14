"""Checking that the history is what was written: every event against the chain, the chain against signed heads."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from evidence.domain.events import START, Event, broken_links, swapped_with
from evidence.domain.heads import Head, Sound, against, signed_text, sound
from evidence.ports import Catalogue, HeadStore, Reading, Signer

_AT_ONCE = 1_000
_MOST_TOLD = 100
"""Of a history that was changed throughout, the first places say enough."""


@dataclass(slots=True)
class Audit:
    """What a check of the history found; the first of ``damage`` is the first place that is wrong."""

    damage: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    events: int = 0
    heads: int = 0


class Auditing:
    """Compares the events with their chain and with the heads that were signed."""

    def __init__(self, catalogue: Catalogue, store: HeadStore, signer: Signer) -> None:
        self._catalogue = catalogue
        self._store = store
        self._signer = signer

    def verify(self, *, lines: Sequence[str] | None = None, keys: Collection[str] = ()) -> Audit:
        """Check the whole history; nothing is changed.

        ``lines`` are a copy of the list of heads that somebody else kept; the library's own unless given. ``keys``
        are public keys that somebody trusts; this library's own unless given. Raises ``Unavailable`` where the
        library's own list or key cannot be read.
        """
        # The heads first: whatever happens meanwhile, the history can only be longer than they say.
        listed = self._store.lines() if lines is None else list(lines)
        told = sound(listed, keys=self._trusted(keys, listed), signed=self._is_signed)
        audit = Audit(heads=len(told.heads))
        with self._catalogue.reading() as view:
            audit.events, broken = _walk(view)
            compared = _compared(view, told.heads)
        problems = [*broken, *told.problems, *compared.problems, *(self._cut(listed) if lines is None else ())]
        audit.damage = problems[:_MOST_TOLD]
        if len(problems) > _MOST_TOLD:
            audit.damage.append(f"and {len(problems) - _MOST_TOLD} more places")
        audit.notes = [*told.notes, *compared.notes]
        return audit

    def read_public(self, given: str) -> str:
        """Return the public key that a person gives as digits or as a file. Raises ``Invalid``."""
        return self._signer.read_public(given)

    def _trusted(self, keys: Collection[str], listed: Sequence[str]) -> Collection[str]:
        return keys or ([self._signer.public_key()] if listed else [])

    def _is_signed(self, head: Head) -> bool:
        return self._signer.fits(head.key, signed_text(head), head.signature)

    def _cut(self, listed: Sequence[str]) -> list[str]:
        """Say so when the newest head that the home knows of is not in the list."""
        newest = self._store.newest()
        if newest is None or newest in listed:
            return []
        return ["the newest heads are missing: the list lacks the last one that was signed here"]


def _walk(view: Reading) -> tuple[int, list[str]]:
    """Return how far the events go, and what is wrong with their chain."""
    previous, expected, problems = START, 1, list[str]()
    while events := view.events(after=expected - 1, limit=_AT_ONCE):
        broken = broken_links(events, previous, expected)
        if broken and not problems:
            problems += _swapped(view, events, previous, expected)
        problems += broken
        previous, expected = events[-1].chain, events[-1].seq + 1
    return expected - 1, problems


def _swapped(view: Reading, events: Sequence[Event], previous: str, expected: int) -> list[str]:
    """Say which two events changed places, where that is what is first wrong."""
    for event in events:
        if event.seq != expected:
            return []
        if broken_links([event], previous, expected):
            later = (one for one in _after(view, event.seq) if swapped_with(one, event.seq, previous))
            found = next(later, None)
            return [f"events {event.seq} and {found.seq} changed places after they were written"] if found else []
        previous, expected = event.chain, event.seq + 1
    return []


def _after(view: Reading, seq: int) -> Iterator[Event]:
    while events := view.events(after=seq, limit=_AT_ONCE):
        yield from events
        seq = events[-1].seq


def _compared(view: Reading, heads: Sequence[Head]) -> Sound:
    numbers = [head.event for head in heads]
    known = {seq: (verb, chain) for seq, verb, chain in view.columns(Event, "seq", "verb", "chain", seq=numbers)}
    return against(heads, lambda number: known.get(number, ("", START) if not number else None), view.last_event())
