"""How often a password or a code was wrong lately: counted alike wherever one is asked for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime

from evidence.domain import signing_in as rules
from evidence.domain.accounts import LoginAttempt
from evidence.domain.people import Actor
from evidence.errors import EvidenceError, NotSignedIn, TooOften, Unavailable
from evidence.ports import Catalogue, Clock, Reading, Writing

_MOST_KEPT = 1_000
"""Accounts and addresses whose failures are counted, before those of long ago are forgotten."""
NOBODY = Actor("nobody", frozenset(), "page")
"""Whoever is not known yet."""


def of_account(email: str) -> str:
    """Return what failures of one account are counted under, at the door and within."""
    return f"account {email.strip().casefold()}"


class Attempts:
    """Counts failures, each under one or more names; too many under any of them, and more are refused unseen."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    @contextmanager
    def trying(
        self, marks: Mapping[str, int], what: str, *, wrong: type[EvidenceError] = NotSignedIn,
        but: tuple[type[EvidenceError], ...] = (),
    ) -> Iterator[None]:  # fmt: skip
        """Count a try under each name, and take that back unless it ends as ``wrong``, ``but`` what is none.

        It is counted before anybody looks whether it is right, so that many at once are no more than one after
        another. Raises ``TooOften``, saying ``what`` to do, where ``marks`` allow no more.
        """
        self._count(marks, what)
        try:
            yield
        except Exception as error:
            if isinstance(error, but) or not isinstance(error, wrong):
                self._take_back(marks)
            raise
        self._take_back(marks)

    def _count(self, marks: Mapping[str, int], what: str) -> None:
        now = self._clock.now()
        # Whoever goes on trying all the same must not keep others from writing.
        with self._catalogue.reading() as view:
            _refuse_too_many(view, marks, what, now)
        with self._catalogue.writing(NOBODY) as work:
            _refuse_too_many(work, marks, what, now)
            if work.count(LoginAttempt) >= _MOST_KEPT:
                _forget_old(work, now)
            for key in marks:
                kept = work.find(LoginAttempt, rules.digest(key))
                if kept is None or now - kept.since >= rules.FAILURES_COUNT_FOR:
                    kept = LoginAttempt(key=rules.digest(key), since=now)
                kept.failures += 1
                work.save(kept, remembered=False)

    def _take_back(self, marks: Mapping[str, int]) -> None:
        # Whoever came in must not be turned away because the disk is full by now.
        with suppress(Unavailable), self._catalogue.writing(NOBODY) as work:
            for key in marks:
                kept = work.find(LoginAttempt, rules.digest(key))
                if kept and kept.failures > 1:
                    kept.failures -= 1
                    work.save(kept, remembered=False)
                elif kept:
                    work.remove(kept, remembered=False)


def forget_failures(work: Writing, key: str) -> None:
    """Begin to count anew, once somebody proved who they are."""
    if failed := work.find(LoginAttempt, rules.digest(key)):
        work.remove(failed, remembered=False)


def _refuse_too_many(view: Reading, marks: Mapping[str, int], what: str, now: datetime) -> None:
    attempts = {key: view.find(LoginAttempt, rules.digest(key)) for key in marks}
    if any(rules.are_too_many(attempts[key], most, now) for key, most in marks.items()):
        raise TooOften(what)


def _forget_old(work: Writing, now: datetime) -> None:
    for old in work.all(LoginAttempt):
        if now - old.since >= rules.FAILURES_COUNT_FOR:
            work.remove(old, remembered=False)
