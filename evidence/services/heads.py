"""Signing how far the history has come: every day, when asked, and after a restore."""

from dataclasses import replace

from evidence.domain.events import START, Event
from evidence.domain.heads import Head, Why, following, head_of, line_of, signed_text
from evidence.ports import Catalogue, Clock, HeadStore, Signer


class Heads:
    """Signs heads of the whole history, what is hidden from somebody included."""

    def __init__(self, catalogue: Catalogue, store: HeadStore, signer: Signer, clock: Clock) -> None:
        self._catalogue = catalogue
        self._store = store
        self._signer = signer
        self._clock = clock

    def newest(self) -> Head | None:
        """Return the newest head that was signed here, ``None`` before the first."""
        line = self._store.newest()
        try:
            return head_of(line) if line else None
        except ValueError:
            return None

    def sign(self, why: Why) -> Head:
        """Sign a head now; it is on disk when this returns. Raises ``Unavailable``."""
        made: list[Head] = []

        def make(lines: list[str]) -> str:
            number, previous = following(lines)
            made.append(self._signed(number, previous, why))
            return line_of(made[0])

        self._signer.public_key()
        self._store.add(make)
        return made[0]

    def keep_up(self) -> Head | None:
        """Sign the head of today unless that is done, or nothing has happened here yet. Raises ``Unavailable``."""
        newest = self.newest()
        # Any other day: after a clock that was wrong has been put right, the newest day may lie ahead.
        if newest and newest.day == self._clock.today():
            return None
        with self._catalogue.reading() as view:
            if not view.last_event():
                return None
        return self.sign("daily")

    def _signed(self, number: int, previous: str, why: Why) -> Head:
        with self._catalogue.reading() as view:
            last, count = view.last_event(), view.count(Event)
            chain = view.columns(Event, "chain", seq=last)
        head = Head(
            number=number, day=self._clock.today(), at=self._clock.now(), event=last, events=count,
            chain=chain[0][0] if chain else START, why=why, previous=previous, key=self._signer.public_key(),
        )  # fmt: skip
        return replace(head, signature=self._signer.sign(signed_text(head)))
