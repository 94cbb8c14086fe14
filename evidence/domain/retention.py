"""How long documents are kept, what stops their disposal, and what stays of one that was disposed of.

Currency says until when a document may be relied on; retention says until when it may be kept. A document that is
out of date is evidence of its time, and goes only when its rule says so and somebody decides it.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlmodel import JSON, Field, SQLModel

from evidence.domain.currency import months_after
from evidence.domain.documents import word
from evidence.domain.events import Event
from evidence.domain.vocabulary import RETAINED_SINCE, RetainedSince, RetentionRule
from evidence.errors import Invalid

SINCE_WORDS: dict[RetainedSince, str] = {
    "dated": "the date of the document",
    "superseded": "the day it was superseded or withdrawn",
    "assessed": "the end of the assessment",
    "added": "the day it was added",
}
MISTAKE = "filed by mistake"
"""Stands in place of a rule where a document was discarded."""
MOST_MONTHS = 1_200
OUT_OF_USE = frozenset({"superseded", "withdrawn"})
CLOCK_DRIFT = timedelta(hours=24)
"""The longest pause between two events after which the clock is still believed: a clock that jumps ahead would make
everything due at once."""
CLOCK_CONFIRMED = "clock confirmed"
_SHORTEST_PHRASE, _FEWEST_WORDS = 8, 3


class RetentionChange(SQLModel):
    """A rule that this library keeps differently from the vocabulary's file."""

    kind: str = Field(primary_key=True)
    months: int | None = Field(default=None, ge=1, le=MOST_MONTHS)
    since: RetainedSince = word("dated")

    @property
    def rule(self) -> RetentionRule:
        """The rule itself; a council's own decision needs no source."""
        return RetentionRule(months=self.months, since=self.since, verified=True)


class Hold(SQLModel):
    """A legal hold: while it stands, nothing of the document may be removed. A document may have several."""

    id: str = Field(primary_key=True)
    """``H-0003``."""
    ref: str = Field(index=True)
    because: str = Field(min_length=3, max_length=500)
    placed_at: datetime
    placed_by: str
    lifted_at: datetime | None = None
    lifted_by: str | None = None
    lifted_because: str | None = Field(default=None, max_length=500)

    @property
    def stands(self) -> bool:
        """Whether it still holds."""
        return self.lifted_at is None


class Disposal(SQLModel):
    """What stays of a document that was removed for good: no title, no text, no name of it."""

    ref: str = Field(primary_key=True)
    kind: str
    rule: str
    """The rule it was due by, in words, or that it was filed by mistake."""
    because: str = Field(default="", max_length=500)
    sha256: list[str] = Field(default_factory=list, sa_type=JSON)
    """Hashes of every file it ever had, so that a copy found elsewhere can be told."""
    apart: bool = False
    """Whether it was restricted: then what stays of it is as hidden as it was."""
    at: datetime
    by: str
    settled_at: datetime | None = Field(default=None, index=True)
    """When the last trace outside the catalogue's rows was gone; ``None`` while that is under way."""


@dataclass(frozen=True, slots=True)
class Moments:
    """The days of a document that a rule may count from; ``None`` where that day is not known or has not come."""

    added: date
    dated: date | None = None
    superseded: date | None = None
    assessed: date | None = None


@dataclass(frozen=True, slots=True)
class Keeping:
    """Until when a document is kept: ``until`` is the last day, or ``None`` with ``why_not`` in words."""

    rule: RetentionRule
    since: date | None = None
    until: date | None = None
    why_not: str = ""

    def is_due(self, on: date) -> bool:
        """Whether it may be disposed of on a day: the day after the last one that it is kept."""
        return self.until is not None and on > self.until

    @property
    def due_on(self) -> date | None:
        """The first day on which it may be disposed of."""
        return self.until + timedelta(days=1) if self.until and self.until < date.max else None


def keeping(rule: RetentionRule, moments: Moments) -> Keeping:
    """Say until when a document is kept.

    >>> rule = RetentionRule(months=12, since="dated")
    >>> keeping(rule, Moments(added=date(2026, 1, 1), dated=date(2025, 5, 31))).until
    datetime.date(2026, 5, 31)
    """
    if rule.months is None:
        return Keeping(rule, why_not="It is kept until somebody decides otherwise.")
    since = _counted_from(rule.since, moments)
    if since is None:
        return Keeping(rule, why_not=_NOT_COUNTED[rule.since])
    return Keeping(rule, since, months_after(since, rule.months))


_NOT_COUNTED: dict[RetainedSince, str] = {
    "superseded": "It is in use; its time counts from the day it is superseded or withdrawn.",
    "assessed": "The day on which the assessment ended is not known; its time counts from then.",
}


def _counted_from(since: RetainedSince, moments: Moments) -> date | None:
    if since == "superseded":
        return moments.superseded
    if since == "assessed":
        # What was added after an assessment is for the next one, whose end is not known yet.
        return moments.assessed if moments.assessed and moments.added <= moments.assessed else None
    # A document is never younger than the day it was added, so counting from then keeps it long enough.
    return (moments.dated or moments.added) if since == "dated" else moments.added


def rule_words(rule: RetentionRule) -> str:
    """Say a rule in words.

    >>> rule_words(RetentionRule(months=72, since="dated"))
    '6 years from the date of the document'
    >>> rule_words(RetentionRule())
    'until somebody decides otherwise'
    """
    if rule.months is None:
        return "until somebody decides otherwise"
    return f"{_span(rule.months)} from {SINCE_WORDS[rule.since]}"


def _span(months: int) -> str:
    years, rest = divmod(months, 12)
    parts = [
        f"{count} {noun}{'' if count == 1 else 's'}" for count, noun in ((years, "year"), (rest, "month")) if count
    ]
    return " and ".join(parts)


def read_rule(months: str, since: str) -> RetentionRule:
    """Read a rule as people give it; no months keep a document until somebody decides. Raises ``Invalid``."""
    chosen = next((known for known in RETAINED_SINCE if known == since), None)
    if chosen is None:
        raise Invalid(
            f"Time counts from one of: {', '.join(RETAINED_SINCE)}.",
            details={"field": "since", "accepted": RETAINED_SINCE},
        )
    text = months.strip()
    if text and not (text.isascii() and text.isdecimal() and len(text) < 5 and 1 <= int(text) <= MOST_MONTHS):  # noqa: PLR2004 - digits of the most
        raise Invalid(
            f"Give the months as a whole number from 1 to {MOST_MONTHS:,}, or nothing to keep it until somebody "
            "decides otherwise.",
            details={"field": "months"},
        )
    return RetentionRule(months=int(text) if text else None, since=chosen, verified=True)


def clock_is_believed(now: datetime, newest_first: Iterable[Event]) -> bool:
    """Whether the clock agrees with the history: no pause, ahead or back, of more than ``CLOCK_DRIFT`` up to now.

    A pause that somebody looked at since, and said that the clock was right, does not count.
    """
    later = now
    for event in newest_first:
        if abs(later - event.at) > CLOCK_DRIFT:
            return False
        if event.verb == CLOCK_CONFIRMED:
            return True
        later = event.at
    return True


def is_telling(title: str) -> bool:
    """Whether words point to one document wherever they stand: “Plan” and “Assessing needs” are said of much else.

    >>> is_telling("Assessing needs"), is_telling("The case of Mrs X"), is_telling("DHR-2024.pdf")
    (False, True, True)
    """
    words = title.split()
    return len(title) >= _SHORTEST_PHRASE and (len(words) >= _FEWEST_WORDS or any(one.isdigit() for one in title))


class Phrases:
    """Words that point to one document, such as its title, and what stands for them once it is gone."""

    def __init__(self, phrases: Mapping[str, str]) -> None:
        known = {" ".join(one.split()).casefold(): instead for one, instead in phrases.items()}
        self._instead = {one: instead for one, instead in known.items() if one}
        parts = sorted(map(_spaced, self._instead), key=len, reverse=True)
        self._pattern = re.compile("|".join(parts), re.IGNORECASE) if parts else None

    def without(self, value: Any) -> Any:
        """Return JSON in which nothing says them any more.

        >>> Phrases({"The Case of Mrs X": "E-0042"}).without({"note": ["See the case of  Mrs X."]})
        {'note': ['See E-0042.']}
        """
        if self._pattern is None:
            return value
        if isinstance(value, str):
            return self._pattern.sub(self._stand_in, value)
        if isinstance(value, dict):
            return {self.without(key): self.without(one) for key, one in value.items()}
        return [self.without(one) for one in value] if isinstance(value, list) else value

    def _stand_in(self, found: re.Match[str]) -> str:
        return self._instead.get(" ".join(found.group().split()).casefold(), "a document that was disposed of")


def _spaced(phrase: str) -> str:
    words = r"\s+".join(map(re.escape, phrase.split()))
    return rf"(?<!\w){words}(?!\w)"
