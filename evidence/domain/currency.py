"""Whether a document is in date on a given day: a function of its kind, its dates and the day."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence.domain.vocabulary import CurrencyRule

Currency = Literal["in-date", "due", "out-of-date", "unknown", "not-yet"]
IN_DATE: frozenset[Currency] = frozenset({"in-date", "due"})
TITLES: dict[Currency, str] = {
    "in-date": "in date",
    "due": "due",
    "out-of-date": "out of date",
    "unknown": "date not known",
    "not-yet": "dated later",
}


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a document that decide its currency."""

    dated_on: date | None = None
    covers_to: date | None = None
    review_by: date | None = None


_IN_EVERY_MONTH = 28


def months_after(day: date, months: int) -> date:
    """Return the same day of the month ``months`` later, or the month's last day.

    >>> months_after(date(2026, 1, 31), 1)
    datetime.date(2026, 2, 28)
    """
    month = day.month - 1 + months
    year, month = day.year + month // 12, month % 12 + 1
    if year > date.max.year:
        return date.max
    # Asking for the month's last day is dear, and only these days need it.
    last = day.day if day.day <= _IN_EVERY_MONTH else min(day.day, calendar.monthrange(year, month)[1])
    return date(year, month, last)


def in_date_until(dates: Dates, rule: CurrencyRule) -> date | None:
    """Return the last day in date; ``None`` when it has none (it does not age, or no date is known)."""
    if dates.review_by:
        return dates.review_by
    if rule.looks_ahead and dates.covers_to:
        return dates.covers_to
    since = dates.covers_to or dates.dated_on
    if since is None or rule.months is None:
        return None
    return months_after(since, rule.months)


def currency(dates: Dates, rule: CurrencyRule, on: date) -> Currency:
    """Say whether a document is in date on ``on``.

    A review date decides where there is one; otherwise the kind's months run from the end of the period
    covered, or else the date of the document.

    >>> rule = CurrencyRule(months=12, due_days=60)
    >>> currency(Dates(dated_on=date(2025, 1, 1)), rule, date(2025, 6, 1))
    'in-date'
    >>> currency(Dates(dated_on=date(2025, 1, 1)), rule, date(2025, 12, 1))
    'due'
    >>> currency(Dates(dated_on=date(2025, 1, 1)), rule, date(2026, 1, 2))
    'out-of-date'
    """
    if dates.dated_on and dates.dated_on > on:
        return "not-yet"
    last = in_date_until(dates, rule)
    if last is None:
        return "unknown" if not (dates.dated_on or dates.covers_to) else "in-date"
    if on > last:
        return "out-of-date"
    return "due" if (last - on).days < rule.due_days else "in-date"
