"""How often a password or a code was wrong lately: counted alike wherever one is asked for."""

from collections.abc import Mapping
from datetime import datetime

from evidence.domain import signing_in as rules
from evidence.domain.accounts import LoginAttempt
from evidence.domain.people import Actor
from evidence.errors import TooOften
from evidence.ports import Catalogue, Clock, Writing

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

    def refuse_too_many(self, marks: Mapping[str, int], what: str) -> None:
        """Raise ``TooOften``, saying ``what`` to do, where ``marks`` allow no more failures."""
        now = self._clock.now()
        with self._catalogue.reading() as view:
            attempts = {key: view.find(LoginAttempt, rules.digest(key)) for key in marks}
        if any(rules.are_too_many(attempts[key], most, now) for key, most in marks.items()):
            raise TooOften(what)

    def note_failure(self, marks: Mapping[str, int]) -> None:
        """Count one failure under each name."""
        now = self._clock.now()
        with self._catalogue.writing(NOBODY) as work:
            if work.count(LoginAttempt) >= _MOST_KEPT:
                _forget_old(work, now)
            for key in marks:
                kept = work.find(LoginAttempt, rules.digest(key))
                if kept is None or now - kept.since >= rules.FAILURES_COUNT_FOR:
                    kept = LoginAttempt(key=rules.digest(key), since=now)
                kept.failures += 1
                work.save(kept, remembered=False)


def forget_failures(work: Writing, key: str) -> None:
    """Begin to count anew, once somebody proved who they are."""
    if failed := work.find(LoginAttempt, rules.digest(key)):
        work.remove(failed, remembered=False)


def _forget_old(work: Writing, now: datetime) -> None:
    for old in work.all(LoginAttempt):
        if now - old.since >= rules.FAILURES_COUNT_FOR:
            work.remove(old, remembered=False)
