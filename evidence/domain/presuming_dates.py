"""Dates and periods as councils write them, found in a text or a file name.

Days are read the British way: 07/01/2025 is 7 January. A year written 2024/25 runs from 1 April to
31 March, and so do its quarters. Only ``find_dates`` and ``Span`` are meant for others.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "days", "month", "months", "quarter", "season", "year", "reporting-year", "years"]

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
_PARTS_OF_A_DAY = 3
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


_DIGIT = re.compile(r"\d")


def find_dates(text: str, *, in_name: bool = False) -> list[Span]:
    """Every date and period in ``text``, in order; where two readings overlap the more telling one.

    ``in_name`` also reads what is a date in a file name only: 20250107, 070125, 24-25.

    >>> [str(span.first) for span in find_dates("Panel of 7 th January 2025, item 24/10/2019")]
    ['2025-01-07', '2019-10-24']
    >>> [(str(span.first), str(span.last)) for span in find_dates("Q3 2024/25")]
    [('2024-10-01', '2024-12-31')]
    """
    if not _DIGIT.search(text):
        # Every date has a digit in it, and most lines of most papers have none.
        return []
    taken: list[Span] = []
    blocked: list[tuple[int, int]] = []
    for pattern, read, named_only in _PATTERNS:
        if named_only and not in_name:
            continue
        for found in pattern.finditer(text):
            if any(start < found.end() and found.start() < end for start, end in blocked):
                continue
            days = _read(read, found)
            if days is not None:
                words = " ".join(found.group().split())
                taken.append(Span(*days, found.start(), found.end(), words))
            if days is not None or (pattern.groups >= _PARTS_OF_A_DAY and not _exists(read, found)):
                blocked.append(found.span())
    return sorted(taken, key=lambda one: one.start)


_Days = tuple[date, date, Precision]


def _read(read: Callable[[re.Match[str]], _Days | None], found: re.Match[str]) -> _Days | None:
    if not _exists(read, found):
        return None
    days = read(found)
    if days is None or days[0] > days[1]:
        return None
    return days if days[0].year >= _EARLIEST and days[1].year <= _LATEST else None


def _exists(read: Callable[[re.Match[str]], _Days | None], found: re.Match[str]) -> bool:
    """False for 31 February and month 13, whose parts are no dates either."""
    try:
        read(found)
    except ValueError:
        return False
    return True


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


def _last_of_days(found: re.Match[str]) -> _Days:
    """20-22 June 2025: a visit or a course is dated by its last day."""
    return _day(found[4], _month(found[3]), found[2])


def _days(found: re.Match[str]) -> _Days:
    """1 April 2024 to 31 March 2025, in words or in figures."""
    first = date(_full(found[3]), _month(found[2]) if found[2].isalpha() else int(found[2]), int(found[1]))
    last = date(_full(found[6]), _month(found[5]) if found[5].isalpha() else int(found[5]), int(found[4]))
    return first, last, "days"


def _season(name: str, first: str, second: str | None) -> _Days | None:
    if name.casefold().startswith("w"):
        begin = _full(first) if second else None
        return (date(begin, _DECEMBER, 1), _month_end(begin + 1, 2), "season") if begin else None
    month = {"sp": 3, "su": 6, "au": 9}[name[:2].casefold()]
    return date(_full(first), month, 1), _month_end(_full(first), month + 2), "season"


def _bare_year(found: re.Match[str]) -> _Days | None:
    """A year by itself, unless it belongs to a law or a census."""
    before, after = found.string[max(0, found.start() - 16) : found.start()], found.string[found.end() :][:8]
    if _LAW.search(before.rstrip() + " ") or after.strip().casefold().startswith(("act", "census")):
        return None
    return date(int(found[1]), 1, 1), date(int(found[1]), _DECEMBER, 31), "year"


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


_YEARS = rf"{_YEAR}{_TO}(\d{{4}}|\d{{1,2}})"
_UNTIL = r"\s?(?:-|–|—|\bto\b|\buntil\b)\s?"
_IN_WORDS = rf"(\d\d?){_ORDINAL}\s{_MONTH},?\s{_YEAR}"
_IN_FIGURES = r"(\d\d?)[/.](\d\d?)[/.](\d{4}|\d\d)"
_GAP = r"[\s_,-]{0,3}"
_RULES: tuple[tuple[str, Callable[[re.Match[str]], _Days | None], bool], ...] = (
    (rf"(?<!\d){_IN_WORDS}{_UNTIL}{_IN_WORDS}(?!\d)", _days, False),
    (rf"{_STARTS}{_IN_FIGURES}{_UNTIL}{_IN_FIGURES}(?!\d)", _days, False),
    (rf"{_STARTS}{_YEAR}[-/._](\d\d)[-/._](\d\d)(?!\d)", lambda m: _day(m[1], int(m[2]), m[3]), False),
    (
        rf"{_STARTS}(\d\d?)\s?([/.\-_])\s?(\d\d?)\s?\2\s?{_YEAR}{_ENDS}",
        lambda m: _day(m[4], int(m[3]), m[1]),
        False,
    ),
    (rf"{_STARTS}(\d\d?)([/.\-_])(\d\d?)\2(\d\d){_ENDS}", lambda m: _day(m[4], int(m[3]), m[1]), False),
    (rf"(?<!\d){_YEAR}([- .]?)(\d\d)\2(\d\d)(?!\d)", lambda m: _day(m[1], int(m[3]), m[4]), True),
    (rf"(?<!\d)(\d\d)(\d\d){_YEAR}(?!\d)", lambda m: _day(m[3], int(m[2]), m[1]), True),
    (
        rf"(?<!\d)(\d\d?){_ORDINAL}{_TO}(\d\d?){_ORDINAL}(?:\s?of)?[\s-]?{_WORD}{_MONTH},?\s?{_YEAR}(?!\d)",
        _last_of_days,
        False,
    ),
    (
        rf"(?<!\d)(\d\d?){_ORDINAL}(?:\s(?:day\s)?of)?{_GAP}{_MONTH}{_GAP}{_YEAR}(?!\d|[/-]\d\d(?!\d|[-/]))",
        lambda m: _day(m[3], _month(m[2]), m[1]),
        False,
    ),
    (
        rf"(?<!\d)(\d\d?){_ORDINAL}[\s_]{{0,3}}{_MONTH}[\s_]{{0,3}}{_YEARS}{_UNWORD}",
        _day_of_reporting_year,
        False,
    ),
    (rf"(?<!\d)(\d\d?)-{_MONTH}-(\d\d){_UNWORD}", lambda m: _day(m[3], _month(m[2]), m[1]), False),
    (rf"(?<!\d)(\d\d?){_ORDINAL}\s{_MONTH}\s['’](\d\d)(?!\d)", lambda m: _day(m[3], _month(m[2]), m[1]), False),
    (rf"(?<!\d)(\d\d?){_ORDINAL}[\s_]{_MONTH}[\s_](\d\d){_UNWORD}", lambda m: _day(m[3], _month(m[2]), m[1]), True),
    (
        rf"{_WORD}{_MONTH}\s(\d\d?){_ORDINAL},?\s{_YEAR}(?!\d)",
        lambda m: _day(m[3], _month(m[1]), m[2]),
        False,
    ),
    (
        rf"{_WORD}{_MONTH}(?:[\s-]?{_YEAR})?{_TO}{_MONTH}[\s,_-]{{0,3}}{_YEAR}(?![\d/])",
        lambda m: _months(m[1], m[2], m[3], m[4]),
        False,
    ),
    (
        rf"{_WORD}{_MONTH}[\s'’]{{1,2}}(\d\d){_TO}{_MONTH}[\s'’]{{1,2}}(\d\d)(?![\d/])",
        lambda m: _months(m[1], m[2], m[3], m[4]),
        False,
    ),
    (
        rf"{_WORD}(?:q|quarter|qtr)[\s_-]?([1-4])[\s,_(-]{{0,3}}(?:of\s|fy\s?)?{_YEARS}{_UNWORD}",
        lambda m: _quarter(m[1], m[2], m[3]),
        False,
    ),
    (
        rf"{_WORD}(?:q|quarter|qtr)[\s_-]?([1-4])[\s,_(-]{{0,3}}(?:of\s|fy\s?)?(\d\d)[/-](\d\d){_UNWORD}",
        lambda m: _quarter(m[1], m[2], m[3]),
        False,
    ),
    (
        rf"(?<!\d){_YEARS}[\s,_-]{{0,3}}(?:q|quarter\s?|qtr\s?)([1-4]){_UNWORD}",
        lambda m: _quarter(m[3], m[1], m[2]),
        False,
    ),
    (
        rf"{_WORD}(first|second|third|fourth)\squarter\s(?:of\s)?{_YEARS}{_UNWORD}",
        lambda m: _quarter(m[1], m[2], m[3]),
        False,
    ),
    (
        rf"{_WORD}(?:q|quarter\s|qtr\s)([1-4])[\s,_-]{{0,3}}{_YEAR}(?![\d/-])",
        lambda m: _quarter(m[1], m[2], None),
        False,
    ),
    (
        rf"{_WORD}{_MONTH}[\s,_-]{{0,3}}{_YEAR}[/-](\d{{4}}|\d\d?){_UNWORD}",
        lambda m: _month_of_reporting_year(m[1], m[2], m[3]),
        False,
    ),
    (rf"{_WORD}{_MONTH}[\s,_-]{{0,3}}{_YEAR}(?!\d)", lambda m: _one_month(int(m[2]), _month(m[1])), False),
    (rf"(?<!\d){_YEAR}[\s_-]{{1,3}}{_MONTH}{_UNWORD}", lambda m: _one_month(int(m[1]), _month(m[2])), True),
    (rf"{_WORD}{_MONTH}(?:-|\s['’]|['’]){_SHORT}{_UNWORD}", lambda m: _one_month(_full(m[2]), _month(m[1])), False),
    (rf"{_WORD}{_MONTH}[\s_]?(\d\d){_UNWORD}", lambda m: _one_month(_full(m[2]), _month(m[1])), True),
    (
        rf"{_WORD}(spring|summer|autumn|winter)\s(?:of\s)?{_YEAR}(?:[/-](\d{{4}}|\d\d))?{_UNWORD}",
        lambda m: _season(m[1], m[2], m[3]),
        False,
    ),
    (rf"{_STARTS}{_YEAR}\s?[/_–-]\s?(\d\d?){_UNWORD}", lambda m: _reporting_year(m[1], m[2]), False),
    (rf"{_STARTS}{_YEARS}{_UNWORD}", lambda m: _reporting_year(m[1], m[2]), False),
    (rf"{_WORD}fy[\s_]?(?:20)?(\d\d)[/_-](?:20)?(\d\d){_UNWORD}", lambda m: _reporting_year(m[1], m[2]), False),
    (rf"{_WORD}fy[\s_]?(?:20)?(\d\d){_UNWORD}", lambda m: _ending(m[1]), False),
    (rf"(?<!\d){_YEAR}[_-](\d\d)(?![\d-])", lambda m: _one_month(int(m[1]), int(m[2])), False),
    (rf"{_STARTS}{_YEARS}{_UNWORD}", lambda m: _years(m[1], m[2]), False),
    (rf"(?<!\d)(0[1-9]|1[0-2])/{_YEAR}(?![\d/])", lambda m: _one_month(int(m[2]), int(m[1])), False),
    (r"(?<![\d.-])([0-2]\d)[/-]([0-3]\d)(?![\d.-])", lambda m: _reporting_year(m[1], m[2]), True),
    (r"(?<![\d.-])(\d\d)(\d\d)(\d\d)(?![\d.-])", _six_figures, True),
    (rf"(?<![\d£.,-]){_YEAR}(?![\d%]|[.,]\d)", _bare_year, False),
)
"""Pattern, how it is read, and whether it holds in file names only; the most telling first."""
_PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), read, named) for pattern, read, named in _RULES)
