"""The history of the whole library: who did what and when, narrowed and a page at a time."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass

from evidence.domain.events import Event, Narrowing
from evidence.ports import Catalogue

_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some events that follow one another, the newest first, and whether there are more on either side."""

    events: tuple[Event, ...]
    newer: bool
    """Whether newer ones answer the question too."""
    older: bool
    """Whether older ones do."""


@dataclass(frozen=True, slots=True)
class Doings:
    """Who has done something here, and what has been done, each once and in order."""

    actors: tuple[str, ...]
    verbs: tuple[str, ...]


class Histories:
    """Reads the event log by its numbers, so that a page costs the same however long the history is."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._known: tuple[int, frozenset[str], frozenset[str]] = (0, frozenset(), frozenset())

    def stretch(
        self, asked: Narrowing, *, before: int | None = None, after: int | None = None, limit: int = 50
    ) -> Stretch:
        """Return the newest events that are asked for.

        With ``before``, the newest below that number; with ``after``, the oldest above it.
        """
        with self._catalogue.reading() as view:
            if after is None:
                found = view.events(before=before, limit=limit + 1, newest_first=True, narrowed=asked)
                older, events = len(found) > limit, found[:limit]
                newer = before is not None and bool(view.events(after=before - 1, limit=1, narrowed=asked))
            else:
                found = view.events(after=after, limit=limit + 1, narrowed=asked)
                newer, events = len(found) > limit, found[:limit][::-1]
                older = bool(view.events(before=after + 1, limit=1, newest_first=True, narrowed=asked))
        return Stretch(tuple(events), newer, older)

    def all(self, asked: Narrowing) -> Iterator[Event]:
        """Yield every event that is asked for, the newest first, a few at a time."""
        before: int | None = None
        while True:
            with self._catalogue.reading() as view:
                events = view.events(before=before, limit=_AT_ONCE, newest_first=True, narrowed=asked)
            yield from events
            if len(events) < _AT_ONCE:
                return
            before = events[-1].seq

    def last(self) -> int:
        """Return the number of the newest event, which is also how many there are."""
        with self._catalogue.reading() as view:
            return view.last_event()

    def doings(self) -> Doings:
        """Return who appears in the history and with what; what was read once is not read again."""
        with self._lock, self._catalogue.reading() as view:
            seen, actors, verbs = self._known
            if view.last_event() < seen:
                seen, actors, verbs = 0, frozenset(), frozenset()
            if not seen:
                seen = view.last_event()
                actors, verbs = (frozenset(view.distinct(Event, name)) for name in ("actor", "verb"))
            while fresh := view.events(after=seen, limit=_AT_ONCE):
                actors |= {event.actor for event in fresh}
                verbs |= {event.verb for event in fresh}
                seen = fresh[-1].seq
            self._known = (seen, actors, verbs)
        return Doings(tuple(sorted(actors, key=str.casefold)), tuple(sorted(verbs)))
