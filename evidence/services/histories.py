"""The history of the whole library: who did what and when, narrowed and a page at a time."""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from evidence.domain.deeds import verbs_of
from evidence.domain.documents import Document
from evidence.domain.events import Event, Narrowing
from evidence.domain.people import Actor, Opening, Person, Way
from evidence.errors import Invalid
from evidence.ports import Catalogue, Reading

_AT_ONCE = 1_000
FIRST_YEAR, LAST_YEAR = 2000, 2100
"""Between which years a history may be asked for."""
_LONDON = ZoneInfo("Europe/London")
_Doer = tuple[str, str | None]
"""A name as the history gives it, and the account."""


class Told(NamedTuple):
    """One event, and why the document that it opened or read was opened; empty for everything else."""

    event: Event
    because: str


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

    people: tuple[tuple[str, str], ...]
    """What to ask for them by (an account, or the name of who worked without one), and their name."""
    verbs: tuple[str, ...]


def asked_for(
    *, person: str = "", what: str = "", document: str = "", way: Way | str | None = None,
    since: date | None = None, until: date | None = None,
) -> Narrowing:  # fmt: skip
    """Return what a person asks of the history; what is left out narrows nothing.

    ``person`` is an account or a name, ``what`` a group of steps (``saw``) or one kind of them; days are London's,
    the last one included. Raises ``Invalid`` for one outside the years 2000 to 2100.
    """
    for name, day in (("since", since), ("until", until)):
        if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise Invalid(f"Enter a date between {FIRST_YEAR} and {LAST_YEAR}.", details={"field": name})
    is_account = person[:2] == "P-" and person[2:].isdecimal()
    return Narrowing(
        actor=None if is_account else person or None, person=person if is_account else None,
        verbs=verbs_of(what) if what else None, ref=document.upper() or None, way=way or None,
        since=_midnight(since) if since else None, until=_midnight(until + timedelta(days=1)) if until else None,
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), _LONDON).astimezone(UTC)


class Histories:
    """Reads the event log by its numbers, so that a page costs the same however long the history is."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._lock = threading.Lock()
        self._known: tuple[int, frozenset[_Doer], frozenset[str]] = (0, frozenset(), frozenset())

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

    def told(self, events: Sequence[Event]) -> list[Told]:
        """Return these events, each with the reason that was given for it."""
        with self._catalogue.reading() as view:
            return _told(view, events)

    def export(self, actor: Actor, asked: Narrowing, form: str) -> Iterator[Told]:
        """Record that somebody takes a part of the history away, then yield it as ``all`` does.

        Raises ``NotAllowed``, before anything is yielded.
        """
        with self._catalogue.writing(actor) as work:
            last = work.last_event()
            narrowed = [name for name in ("actor", "person", "verbs", "ref", "way", "since", "until")
                        if getattr(asked, name) is not None]  # fmt: skip
            refs = [asked.ref] if asked.ref and work.find(Document, asked.ref) else []
            work.record("history exported", refs, about={"form": form, "narrowed": narrowed})
        return self.all(asked, before=last + 1)

    def all(self, asked: Narrowing, *, before: int | None = None) -> Iterator[Told]:
        """Yield every event that is asked for and is numbered below ``before``, the newest first, a few at a time."""
        while True:
            with self._catalogue.reading() as view:
                events = view.events(before=before, limit=_AT_ONCE, newest_first=True, narrowed=asked)
                told = _told(view, events)
            yield from told
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
            seen, doers, verbs = self._known
            if view.last_event() < seen:
                seen, doers, verbs = 0, frozenset(), frozenset()
            if not seen:
                seen = view.last_event()
                doers = frozenset(view.columns(Event, "actor", "person"))
                verbs = frozenset(view.distinct(Event, "verb"))
            while fresh := view.events(after=seen, limit=_AT_ONCE):
                doers |= {(event.actor, event.person) for event in fresh}
                verbs |= {event.verb for event in fresh}
                seen = fresh[-1].seq
            self._known = (seen, doers, verbs)
            names = dict(view.columns(Person, "id", "name"))
        people = {person: names.get(person, name) for name, person in doers if person}
        people |= {name: name for name, person in doers if not person}
        return Doings(
            tuple(sorted(people.items(), key=lambda one: (one[1].casefold(), one[0]))), tuple(sorted(verbs))
        )


def _told(view: Reading, events: Sequence[Event]) -> list[Told]:
    wanted = [opening for event in events if isinstance(opening := event.about.get("opening"), str)]
    reasons = {one.id: one.because for one in view.all(Opening, id=wanted)} if wanted else {}
    return [Told(event, reasons.get(event.about.get("opening", ""), "")) for event in events]
