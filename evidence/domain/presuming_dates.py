"""Dates and periods as councils write them, found in a text or a file name.

Days are read the British way: 07/01/2025 is 7 January. A year written 2024/25 runs from 1 April to
31 March, and so do its quarters. Only ``find_dates`` and ``Span`` are meant for others.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "months", "quarter", "season", "year", "reporting-year", "years"]

_EARLIEST, _LATEST = 1970, 2079
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"((?:19|20)\d\d)"
_SHORT = r"['’]?(\d\d)"
_ORDINAL = r"(?:\s?(?:st|nd|rd|th))?"
_TO = r"\s?(?:-|–|—|/|\bto\b|\band\b|\buntil\b)\s?"
_STARTS, _ENDS = r"(?<![\d£/.,-])", r"(?![\d/]|[.,-]\d|\s?%)"
_WORD, _UNWORD = r"(?<![a-z])", r"(?![a-z\d])"
_QUARTER_OF_MONTH = {1: (4, 6), 2: (7, 9), 3: (10, 12), 4: (1, 3)}
_NUMBERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_APRIL, _DECEMBER = 4, 12
_LONGEST_RANGE = 15  # years; more is not the life of a plan
_LAW = re.compile(r"\b(?:acts?|regulations?|order|bill|census|since|regs)\s*\(?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Days from ``first`` to ``last``, how exactly they were written, and where."""

    first: date
    last: date
    precision: Precision
    start: int
    end: int
    text: str


def find_dates(text: str, *, in_name: bool = False) -> list[Span]:
    """Every date and period in ``text``, in order; where two readings overlap the more telling one.

    ``in_name`` also reads what is a date in a file name only: 20250107, 070125, 24-25.

    >>> [str(span.first) for span in find_dates("Panel of 7 th January 2025, item 24/10/2019")]
    ['2025-01-07', '2019-10-24']
    >>> [(str(span.first), str(span.last)) for span in find_dates("Q3 2024/25")]
    [('2024-10-01', '2024-12-31')]
    """
    taken: list[Span] = []
    for pattern, read, named_only in _PATTERNS:
        if named_only and not in_name:
            continue
        for found in pattern.finditer(text):
            if any(one.start < found.end() and found.start() < one.end for one in taken):
                continue
            days = _safely(read, found)
            if days is not None:
                words = " ".join(found.group().split())
                taken.append(Span(days[0], days[1], days[2], found.start(), found.end(), words))
    return sorted(taken, key=lambda one: one.start)


_Days = tuple[date, date, Precision]


def _safely(read: Callable[[re.Match[str]], _Days | None], found: re.Match[str]) -> _Days | None:
    try:
        days = read(found)
    except ValueError:  # 31 February, month 13
        return None
    if days is None or days[0] > days[1]:
        return None
    return days if _EARLIEST <= days[0].year and days[1].year <= _LATEST else None


def _full(year: str) -> int:
    """The year that two or four figures stand for."""
    return int(year) if len(year) > 2 else (2000 if int(year) < 70 else 1900) + int(year)  # noqa: PLR2004 - figures of a short year


def _month(name: str) -> int:
    return _MONTHS.index(name[:3].casefold()) + 1


def _month_end(year: int, month: int) -> date:
    return date(year + month // _DECEMBER, month % _DECEMBER + 1, 1) - timedelta(days=1)


def _day(year: str, month: int, day: str) -> _Days:
    one = date(_full(year), month, int(day))
    return one, one, "day"


def _one_month(year: int, month: int) -> _Days:
    return date(year, month, 1), _month_end(year, month), "month"


def _reporting_year(first: str, second: str) -> _Days | None:
    """1 April to 31 March, where the second year follows the first: 2024/25, 2008/9, 1999/2000."""
    year = _full(first)
    if not str(year + 1).endswith(second) or (len(second) == 1 and year % 10 == 9):  # noqa: PLR2004 - 2009/0
        return None
    return date(year, _APRIL, 1), date(year + 1, 3, 31), "reporting-year"


def _years(first: str, second: str) -> _Days | None:
    year = _full(first)
    last = int(second) if len(second) == 4 else year - year % 100 + int(second)  # noqa: PLR2004 - a full year
    if not year < last <= year + _LONGEST_RANGE:
        return None
    return date(year, 1, 1), date(last, _DECEMBER, 31), "years"


def _quarter(number: str, first: str, second: str | None) -> _Days | None:
    if second is not None and _reporting_year(first, second) is None:
        return None
    months = _QUARTER_OF_MONTH[_NUMBERS.get(number.casefold()) or int(number)]
    year = _full(first) + (1 if months[0] < _APRIL else 0)
    return date(year, months[0], 1), _month_end(year, months[1]), "quarter"


def _month_of_reporting_year(name: str, first: str, second: str) -> _Days | None:
    if _reporting_year(first, second) is None:
        return None
    month = _month(name)
    return _one_month(_full(first) + (1 if month < _APRIL else 0), month)


def _months(name: str, year: str | None, last_name: str, last_year: str) -> _Days | None:
    """October-December 2024; where one year is given, months that run backwards cross into it."""
    first, last, end = _month(name), _month(last_name), _full(last_year)
    begin = _full(year) if year else end - (1 if first > last else 0)
    return date(begin, first, 1), _month_end(end, last), "months"


def _days_range(found: re.Match[str]) -> _Days:
    end = date(int(found[4]), _month(found[3]), int(found[2]))
    return end, end, "day"


def _season(name: str, first: str, second: str | None) -> _Days | None:
    if name.casefold() == "winter":
        begin = _full(first) if second else None
        return (date(begin, _DECEMBER, 1), _month_end(begin + 1, 2), "season") if begin else None
    month = {"spring": 3, "summer": 6, "autumn": 9}[name.casefold()]
    return date(_full(first), month, 1), _month_end(_full(first), month + 2), "season"


def _bare_year(found: re.Match[str]) -> _Days | None:
    """A year by itself, unless it belongs to a law or a census."""
    before, after = found.string[max(0, found.start() - 16) : found.start()], found.string[found.end() :][:8]
    if _LAW.search(before.rstrip() + " ") or after.strip().casefold().startswith(("act", "census")):
        return None
    return date(int(found[1]), 1, 1), date(int(found[1]), _DECEMBER, 31), "year"


def _rules() -> Iterator[tuple[str, Callable[[re.Match[str]], _Days | None], bool]]:
    """Pattern, how it is read, and whether it holds in file names only; the most telling first."""
    year, month, short = _YEAR, _MONTH, _SHORT
    years = rf"{year}{_TO}(\d{{4}}|\d{{1,2}})"
    yield rf"{_STARTS}{year}[-/._](\d\d)[-/._](\d\d)(?!\d)", lambda m: _day(m[1], int(m[2]), m[3]), False
    yield rf"{_STARTS}(\d\d?)\s?([/.\-_])\s?(\d\d?)\s?\2\s?{year}{_ENDS}", lambda m: _day(m[4], int(m[3]), m[1]), False
    yield rf"{_STARTS}(\d\d?)([/.\-_])(\d\d?)\2(\d\d){_ENDS}", lambda m: _day(m[4], int(m[3]), m[1]), False
    yield rf"(?<!\d){year}(\d\d)(\d\d)(?!\d)", lambda m: _day(m[1], int(m[2]), m[3]), True
    yield rf"(?<!\d)(\d\d)(\d\d){year}(?!\d)", lambda m: _day(m[3], int(m[2]), m[1]), True
    yield (
        rf"(?<!\d)(\d\d?){_ORDINAL}{_TO}(\d\d?){_ORDINAL}(?:\s?of)?[\s-]?{_WORD}{month},?\s?{year}(?!\d)",
        _days_range,
        False,
    )
    yield (
        rf"(?<!\d)(\d\d?){_ORDINAL}(?:\s(?:day\s)?of)?[\s_-]{{0,3}}{month}(?:{_TO.replace('/', '')})?,?[\s_-]{{0,3}}{year}"
        rf"(?!\d|[/-]\d\d(?!\d|[-/]))",
        lambda m: _day(m[3], _month(m[2]), m[1]),
        False,
    )
    yield (
        rf"(?<!\d)(\d\d?){_ORDINAL}[\s_]{{0,3}}{month}[\s_]{{0,3}}{years}{_UNWORD}",
        _day_of_reporting_year,
        False,
    )
    yield rf"(?<!\d)(\d\d?)-{month}-(\d\d){_UNWORD}", lambda m: _day(m[3], _month(m[2]), m[1]), False
    yield rf"(?<!\d)(\d\d?){_ORDINAL}\s{month}\s['’](\d\d)(?!\d)", lambda m: _day(m[3], _month(m[2]), m[1]), False
    yield rf"(?<!\d)(\d\d?){_ORDINAL}[\s_]{month}[\s_](\d\d){_UNWORD}", lambda m: _day(m[3], _month(m[2]), m[1]), True
    yield (
        rf"{_WORD}{month}\s(\d\d?){_ORDINAL},?\s{year}(?!\d)",
        lambda m: _day(m[3], _month(m[1]), m[2]),
        False,
    )
    yield (
        rf"{_WORD}{month}(?:[\s-]?{year})?{_TO}{month}[\s,_-]{{0,3}}{year}(?![\d/])",
        lambda m: _months(m[1], m[2], m[3], m[4]),
        False,
    )
    yield (
        rf"{_WORD}{month}[\s'’]{{1,2}}(\d\d){_TO}{month}[\s'’]{{1,2}}(\d\d)(?![\d/])",
        lambda m: _months(m[1], m[2], m[3], m[4]),
        False,
    )
    yield (
        rf"{_WORD}(?:q|quarter|qtr)[\s_-]?([1-4])[\s,_(-]{{0,3}}(?:of\s|fy\s?)?{years}{_UNWORD}",
        lambda m: _quarter(m[1], m[2], m[3]),
        False,
    )
    yield (
        rf"{_WORD}(?:q|quarter|qtr)[\s_-]?([1-4])[\s,_(-]{{0,3}}(?:of\s|fy\s?)?(\d\d)[/-](\d\d){_UNWORD}",
        lambda m: _quarter(m[1], m[2], m[3]),
        False,
    )
    yield rf"(?<!\d){years}[\s,_-]{{0,3}}(?:q|quarter\s?|qtr\s?)([1-4]){_UNWORD}", lambda m: _quarter(m[3], m[1], m[2]), False
    yield (
        rf"{_WORD}(first|second|third|fourth)\squarter\s(?:of\s)?{years}{_UNWORD}",
        lambda m: _quarter(m[1], m[2], m[3]),
        False,
    )
    yield rf"{_WORD}(?:q|quarter\s|qtr\s)([1-4])[\s,_-]{{0,3}}{year}(?![\d/-])", lambda m: _quarter(m[1], m[2], None), False
    yield (
        rf"{_WORD}{month}[\s,_-]{{0,3}}{year}[/-](\d{{4}}|\d\d?){_UNWORD}",
        lambda m: _month_of_reporting_year(m[1], m[2], m[3]),
        False,
    )
    yield rf"{_WORD}{month}[\s,_-]{{0,3}}{year}(?!\d)", lambda m: _one_month(int(m[2]), _month(m[1])), False
    yield rf"(?<!\d){year}[\s_-]{{1,3}}{month}{_UNWORD}", lambda m: _one_month(int(m[1]), _month(m[2])), True
    yield rf"{_WORD}{month}(?:-|\s['’]|['’]){short}{_UNWORD}", lambda m: _one_month(_full(m[2]), _month(m[1])), False
    yield rf"{_WORD}{month}[\s_]?(\d\d){_UNWORD}", lambda m: _one_month(_full(m[2]), _month(m[1])), True
    yield (
        rf"{_WORD}(spring|summer|autumn|winter)\s(?:of\s)?{year}(?:[/-](\d{{4}}|\d\d))?{_UNWORD}",
        lambda m: _season(m[1], m[2], m[3]),
        False,
    )
    yield rf"{_STARTS}{year}\s?[/_–-]\s?(\d\d?){_UNWORD}", lambda m: _reporting_year(m[1], m[2]), False
    yield rf"{_STARTS}{years}{_UNWORD}", lambda m: _reporting_year(m[1], m[2]), False
    yield rf"{_WORD}fy[\s_]?(?:20)?(\d\d)[/_-](?:20)?(\d\d){_UNWORD}", lambda m: _reporting_year(m[1], m[2]), False
    yield rf"{_WORD}fy[\s_]?(?:20)?(\d\d){_UNWORD}", lambda m: _ending(m[1]), False
    yield rf"(?<!\d){year}[_-](\d\d)(?![\d-])", lambda m: _one_month(int(m[1]), int(m[2])), False
    yield rf"{_STARTS}{years}{_UNWORD}", lambda m: _years(m[1], m[2]), False
    yield rf"(?<!\d)(0[1-9]|1[0-2])/{year}(?![\d/])", lambda m: _one_month(int(m[2]), int(m[1])), False
    yield r"(?<![\d.-])([0-2]\d)[/-]([0-3]\d)(?![\d.-])", lambda m: _reporting_year(m[1], m[2]), True
    yield r"(?<![\d.-])(\d\d)(\d\d)(\d\d)(?![\d.-])", _six_figures, True
    yield rf"(?<![\d£.,-]){year}(?![\d%]|[.,]\d)", _bare_year, False


def _day_of_reporting_year(found: re.Match[str]) -> _Days | None:
    month = _month_of_reporting_year(found[2], found[3], found[4])
    return _day(str(month[0].year), month[0].month, found[1]) if month else None


def _ending(short: str) -> _Days:
    """FY25 is the year that ends in 2025."""
    year = _full(short)
    return date(year - 1, _APRIL, 1), date(year, 3, 31), "reporting-year"


def _six_figures(found: re.Match[str]) -> _Days | None:
    """070125 in a file name: day first, or else year first (250107)."""
    for year, month, day in ((found[3], found[2], found[1]), (found[1], found[2], found[3])):
        try:
            one = date(_full(year), int(month), int(day))
        except ValueError:
            continue
        return one, one, "day"
    return None


_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), read, named) for pattern, read, named in _rules())
