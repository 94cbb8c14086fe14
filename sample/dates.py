"""Dates of the sample library, all counted from the day it is made, and the places in texts where they go.

A text may hold ``{date:-40d}`` (a working day, in words), ``{monthend:-1}``, ``{month:-3}``, ``{year:-1}`` (a
financial year such as 2025-26), ``{year_from:-1}``, ``{year_to:-1}``, ``{cal:-40d}`` (a calendar year),
``{iso:-40d}``, ``{mon:-1}`` (a month such as 2026-10), and any name given beside them.
"""

import calendar
import re
from collections.abc import Mapping
from datetime import date, timedelta

_PLACE = re.compile(r"\{(\w+)(?::([+-]?\w+))?\}")
_OFFSET = re.compile(r"([+-]?\d+)([dwmy])")
_FRIDAY = 4
_SETTLED_MONTHS = 4  # a financial year is reported on some months after it has ended
_FIRST_MONTH = 4  # April


def months_on(day: date, months: int) -> date:
    """Return the same day of the month so many months later.

    Where that month has no such day, its last one is meant.

    >>> months_on(date(2026, 3, 31), -1)
    datetime.date(2026, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def in_words(day: date) -> str:
    """Write a date as councils do.

    >>> in_words(date(2026, 3, 9))
    '9 March 2026'
    """
    return f"{day.day} {day:%B %Y}"


class Dates:
    """Count dates from ``on``, the day the sample is made."""

    def __init__(self, on: date) -> None:
        """Count from this day."""
        self.on = on
        settled = months_on(on, -_SETTLED_MONTHS)
        self._year = settled.year if settled.month >= _FIRST_MONTH else settled.year - 1

    def day(self, offset: str) -> date:
        """Return the day so far from ``on``: ``-40d``, ``+10w``, ``-3m``, ``+2y``.

        A day at a weekend moves back to the Friday.
        """
        found = _OFFSET.fullmatch(offset)
        if found is None:
            raise ValueError(f"'{offset}' is not a distance such as -40d, +10w, -3m or +2y")
        count, unit = int(found[1]), found[2]
        if unit in "dw":
            day = self.on + timedelta(days=count * (7 if unit == "w" else 1))
        else:
            day = months_on(self.on, count * (12 if unit == "y" else 1))
        return day - timedelta(days=max(0, day.weekday() - _FRIDAY))

    def month(self, months: int) -> date:
        """Return the first day of the month so many months from this one."""
        return months_on(self.on.replace(day=1), months)

    def month_end(self, months: int) -> date:
        """Return the last day of the month so many months from this one."""
        return self.month(months + 1) - timedelta(days=1)

    def year(self, years: int) -> tuple[date, date]:
        """Return the first and last day of a financial year; -1 is the last one that has been reported on."""
        first = self._year + years
        return date(first, _FIRST_MONTH, 1), date(first + 1, _FIRST_MONTH - 1, 31)

    def fill(self, text: str, names: Mapping[str, str] | None = None) -> str:
        """Return the text with every place filled; raise ``ValueError`` for a place nobody knows."""
        return _PLACE.sub(lambda found: self._value(found[1], found[2], names or {}), text)

    def _value(self, name: str, argument: str | None, names: Mapping[str, str]) -> str:
        if argument is None:
            if name not in names:
                raise ValueError(f"nobody has said what {{{name}}} stands for")
            return names[name]
        if name in {"date", "iso"}:
            day = self.day(argument)
            return in_words(day) if name == "date" else day.isoformat()
        if name == "cal":
            return str(self.day(argument).year)
        return self._period(name, int(argument))

    def _period(self, name: str, count: int) -> str:
        first, last = self.year(count)
        values = {
            "month": f"{self.month(count):%B %Y}",
            "mon": f"{self.month(count):%Y-%m}",
            "monthend": in_words(self.month_end(count)),
            "year": f"{first.year}-{last.year % 100:02d}",
            "year_from": str(first.year),
            "year_to": str(last.year),
        }
        if name not in values:
            raise ValueError(f"'{name}' is not a kind of date the sample knows")
        return values[name]
