"""Dates of birth: dates that the words beside them, or the heading of their column, say somebody was born on."""

import re
from collections.abc import Collection, Iterator, Sequence

from evidence.domain.personal_data_kinds import Finding
from evidence.domain.personal_data_name_words import NAME, is_at_work, trimmed
from evidence.domain.personal_data_surroundings import Surroundings

_MONTH = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]{0,6}\.?"
_DATE = re.compile(
    r"(?<![\d/.-])(?:"
    r"\d{1,2}([/.-])\d{1,2}\1(\d{4}|\d{2})"
    r"|(\d{4})-\d{2}-\d{2}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH},?[ -](\d{{4}}|\d{{2}})"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (\d{{4}})"
    r")(?![\d/]|[.-]\d)",
    re.IGNORECASE,
)
_LOOK = 60  # characters before a date
_LOOK_BEHIND = 24
_LABELLED = re.compile(
    r"\b(?:d\.?\s?o\.?\s?b\b\.?|date of birth|birth ?date|birthday)\s{0,2}[\s:=(|–-]{0,5}"
    r"(?:(?!(?:by|before|from|and|or|until|after|since|every)\s)[a-z]{1,9}\s){0,3}$",
    re.IGNORECASE,
)
_LABEL_ABOVE = re.compile(
    r"(?:^|[\n|])\s{0,3}(?:d\.?\s?o\.?\s?b\b\.?|date of birth|birth ?date|born)\s{0,2}[:–-]?[ \t]{0,3}\n\s{0,3}$",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\bborn\b(?:(?!\bbefore\b|\bbetween\b|\bafter\b|\bsince\b|\bfrom\b)[^.;|\d\n]){0,35}(?:(?<=born) ?\| )?$",
    re.IGNORECASE,
)
_AGED = re.compile(r"\b(?:aged?|(?<=\w) age) \d{1,3}\s{0,2}[(,–-]\s{0,2}(?:born\s|b\.\s?)?$|\bb\.\s?$", re.IGNORECASE)
_BEHIND = re.compile(r"\s?[(,–-]\s?(?:d\.?o\.?b\b\.?|date of birth)(?!\s?[:=|])", re.IGNORECASE)
_AFTER_NAME = re.compile(rf"(?P<name>{NAME})(?: \(| [-–] |, )$")
_NOT_A_PERSON = re.compile(
    r"\b(?:service|partnership|project|programme|team|idea|board|network|scheme|initiative|company|charity|council"
    r"|organisation|group|forum|hub|plan|vision|strategy|model|people|children|those|anyone|adults|babies)"
    r"\s(?:(?:was|is|were|are|had been)\s)?(?:first\s)?born\b[^|]{0,40}$",
    re.IGNORECASE,
)
_GROWN_UP_BY = 2009  # the year by which every adult of today was born, so that such a date is no date of a visit
_CENTURY = 100
_GAPS = range(1, 5)  # characters between a number and a date that belong together: " / ", ", "
_THIS_CENTURY = 30  # years of two figures up to here are of this century


def birth_dates(text: str, around: Surroundings, beside: Sequence[Finding] = ()) -> Iterator[Finding]:
    """Yield dates of birth; ``beside`` are numbers of people, whose table rows often hold one without a label."""
    rows = {around.line(one.start) for one in beside}
    ends = {one.end for one in beside}
    for found in _DATE.finditer(text):
        start, end = found.span()
        before = around.before(start, _LOOK)
        if (
            _LABELLED.search(before)
            or _BEHIND.match(text[end : end + _LOOK_BEHIND])
            or (not before.strip() and _LABEL_ABOVE.search(text[max(0, start - _LOOK) : start]))
        ):
            yield Finding("date-of-birth", start, end, "certain", "A date labelled as a date of birth.")
        elif around.is_under(start, "birth"):
            yield Finding("date-of-birth", start, end, "certain", "A date in a column of dates of birth.")
        elif (_BORN.search(before) and not _NOT_A_PERSON.search(before)) or _AGED.search(before):
            yield Finding("date-of-birth", start, end, "likely", "A date beside words about birth or age.")
        elif _year(found) <= _GROWN_UP_BY and (
            _is_of_somebody(text, around, found, rows) or ends & {start - gap for gap in _GAPS}
        ):
            reason = "A date long past beside a name, or in a row with a number that belongs to a person."
            yield Finding("date-of-birth", start, end, "possible", reason)


def _is_of_somebody(text: str, around: Surroundings, found: re.Match[str], lines: Collection[int]) -> bool:
    """Tell whether a date stands in a line with somebody's number, as a cell or in brackets after a name."""
    start, end = found.span()
    line = max(0, start - _LOOK)
    named = _AFTER_NAME.search(text[line:start])
    place = trimmed(text, line + named.start("name"), line + named.end("name")) if named else None
    if around.line(start) in lines and (place or around.in_table(start)):
        return True
    full = place is not None and " " in text[slice(*place)] and not is_at_work(text, place)
    return full or (place is not None and around.side(start, end) == "person")


def _year(found: re.Match[str]) -> int:
    """Return the year of a date; of two figures, one that has been."""
    year = int(found[2] or found[3] or found[4] or found[5])
    return year if year >= _CENTURY else year + (1900 if year > _THIS_CENTURY else 2000)
