"""Which of the dates in a document are its own: when it was made, what it covers, when it is reviewed."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from evidence.domain.currency import months_after
from evidence.domain.presuming_dates import Precision, Span, find_dates
from evidence.domain.presuming_titles import is_sentence, name_for_dates

Place = Literal["review", "approved", "own", "period", "passing", "head", "title", "name", "text"]

_DAY_NAME = r"(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day)?"
_CLOSE = rf"\W{{0,6}}(?:on|is|at|the|of|date)?\W{{0,3}}(?:on|the)?\W{{0,3}}{_DAY_NAME}\W{{0,3}}$"


def _label(*patterns: str) -> re.Pattern[str]:
    """A pattern for the words just before a date; each looks only a bounded way back."""
    return re.compile("|".join(patterns), re.IGNORECASE)


_WHEN = r"(?: (?:again|by|in|on|before)){0,2}"
_REVIEW = _label(
    r"(?:next (?:policy |formal |scheduled |full )?review|review (?:date|due|by|on|month)"
    r"|date (?:of|for) (?:next )?review"
    rf"|date next review|(?:due |date )?for review{_WHEN}|(?:to|will) be (?:reviewed|refreshed){_WHEN}"
    rf"|valid (?:until|to)|expir(?:y date|y|es)(?: on)?|renewal date|^review)[^.\n\d]{{0,12}}{_CLOSE}"
)
_REVIEWED = _label(r"(?:last|previous(?:ly)?|most recent)\W{1,3}review|reviewed (?:on|in|at)")
_APPROVED = _label(
    r"(?<!be )(?:approv(?:ed|al date)|adopted|ratified|signed off|endorsed|date (?:of )?approv\w{1,4}|date agreed)"
    rf"(?: by[^.\n\d]{{0,60}}| at[^.\n\d]{{0,60}})?{_CLOSE}"
)
_THING = (
    "meeting|report|publication|published|issue|version|effective|completion|audit|creation|document|decision|paper"
    "|survey|visit|review"
)
_DONE = "published|issued|written|completed|created|produced|prepared|sent|updated|revised|amended"
_OWN = _label(
    r"(?:^|[|(•;,]|\b(?:meeting|version|v\d[\d.]{0,4})) ?\W{0,3}"
    rf"(?:dated?|date (?:of )?(?:the )?(?:{_THING}|{_DONE})|(?:{_THING}) date|(?:last )?(?:{_DONE}|reviewed)|meeting"
    rf"|(?:position |correct |data |figures )?as (?:at|of)|effective from|in force from)(?: in)?{_CLOSE}"
)
_HELD = _label(rf"\b(?:held|met|meeting|took place|as at|dated|published|issued){_CLOSE}")
_PERIOD = _label(
    r"(?:period(?: of report| covered| of review)?|covering|covers"
    r"|(?:for|during) the (?:financial )?(?:year|quarter|period)"
    r"|for the (?:last )?(?:\d{1,2} )?months?|reporting (?:period|year)|data (?:for|from|period)"
    rf"|(?:year|quarter|months?) (?:end(?:ed|ing)|to)|from|between)(?: from)?{_CLOSE}"
)
_NOT_OWN = _label(
    r"\b(?:next|previous|future|following|closing|deadline|target|due|planned|scheduled|birth|born|by|until|before|since"
    rf"|start(?:s|ed)?|last meeting|prior)\b[^.\n|]{{0,15}}{_CLOSE}"
)
_ENDED = _label(r"\b(year|quarter|month|(?:\d{1,2}|six|twelve) months) (?:end(?:ed|ing)|to)\b")
_OPEN_ENDED = _label(r"^\W{0,3}(?:onwards?|to date|to present|(?:to )?current|present|ongoing)\b")
_LEAD = 90
_HEAD_LINES, _HEAD_LINE = 6, 200
_PERIODS: frozenset[Precision] = frozenset({"days", "months", "quarter", "season", "reporting-year", "years"})


@dataclass(frozen=True, slots=True)
class Mention:
    """A date or period, the place it stands in and what that makes of it."""

    span: Span
    place: Place
    open_ended: bool = False


def mentions_in(lines: Sequence[str], title: str) -> list[Mention]:
    """Every date of a text's lines with what it is: its label, or its place near the top."""
    found = []
    for index, line in enumerate(lines):
        above = lines[index - 1] if index else ""
        for span in find_dates(line):
            in_head = index < _HEAD_LINES and len(line) <= _HEAD_LINE and not is_sentence(line)
            found.append(_placed(span, line, above, "title" if line == title else "head" if in_head else "text"))
    return found


def mentions_in_name(name: str) -> list[Mention]:
    """Every date of a file name."""
    written = name_for_dates(name)
    return [
        Mention(_ended(span, written[: span.start]), "name", _OPEN_ENDED.match(written[span.end :]) is not None)
        for span in find_dates(written, in_name=True)
    ]


def _placed(span: Span, line: str, above: str, place: Place) -> Mention:
    before = line[max(0, span.start - _LEAD) : span.start]
    lead = before if any(letter.isalpha() for letter in before) else f"{above[-_LEAD:]} | {before}"
    open_ended = _OPEN_ENDED.match(line[span.end :]) is not None
    ended = _ended(span, lead)
    if ended is not span:
        return Mention(ended, "passing" if place == "text" else "period")
    return Mention(span, _sort_of(lead, span, place), open_ended)


def _sort_of(lead: str, span: Span, place: Place) -> Place:
    """What the words before a date make of it; ``place`` where they say nothing."""
    near_top = place != "text"
    labels: tuple[tuple[bool, Place], ...] = (
        (_REVIEW.search(lead) is not None and not _REVIEWED.search(lead), "review"),
        (_APPROVED.search(lead) is not None, "approved"),
        (near_top and span.precision in _PERIODS and _PERIOD.search(lead) is not None, "period"),
        (_NOT_OWN.search(lead) is not None, "passing"),
        (_OWN.search(lead) is not None or (near_top and _HELD.search(lead) is not None), "own"),
    )
    return next((label for holds, label in labels if holds), place)


def _ended(span: Span, lead: str) -> Span:
    """For "the year ended 31 March 2025" that year, for "24 months to 2026-08" those; else the same span."""
    found = _ENDED.search(lead[-40:])
    if found is None or span.precision not in ("day", "month"):
        return span
    said = found[1].casefold().split()[0]
    months = {"year": 12, "twelve": 12, "six": 6, "quarter": 3, "month": 1}.get(said) or int(said)
    after = date.fromordinal(span.last.toordinal() + 1)
    first = months_after(after, -months)
    return Span(first, span.last, "days", span.start, span.end, f"{found.group()} {span.text}")


@dataclass(frozen=True, slots=True)
class Days:
    """Dates presumed, each with its reason in ``because``."""

    values: Mapping[str, date]
    because: Mapping[str, str]


_SAID: dict[Place, str] = {
    "own": "the text gives its date as", "head": "the text opens with", "title": "the title says",
    "name": "the file name says", "approved": "the text says it was approved",
    "period": "the text says it covers", "review": "the text gives the review date as",
}  # fmt: skip
_DAY_RANKS: dict[Place, int] = {"own": 100, "title": 92, "head": 90, "name": 85, "approved": 70}
_COVER_RANKS: dict[Place, int] = {"period": 100, "title": 90, "head": 80, "name": 85}


def judge(
    mentions: Sequence[Mention],
    properties: Mapping[str, str],
    today: date,
    *,
    looks_ahead: bool,
    counts: bool,
) -> Days:
    """Choose the dates of a document.

    ``looks_ahead``: the years in the title are those it is meant for. ``counts``: it holds figures, so that
    a month in the title is the month covered.
    """
    values: dict[str, date] = {}
    because: dict[str, str] = {}
    for name, day, why in (
        *_covers(mentions, today, looks_ahead=looks_ahead, counts=counts),
        *_reviewed_and_approved(mentions, today),
    ):
        if name not in values:
            values[name], because[name] = day, why
    dated = _dated(mentions, today) or _from_year(mentions, properties, today)
    dated = dated or _from_properties(properties, today, values.get("covers_from"), looks_ahead=looks_ahead)
    if dated:
        values["dated_on"], because["dated_on"] = dated
    return Days(values, because)


def _dated(mentions: Sequence[Mention], today: date) -> tuple[date, str] | None:
    """The document's own day or month: labelled, near the top, in the file name; a day before a month."""
    best: tuple[int, date, str] | None = None
    for one in mentions:
        if one.place not in _DAY_RANKS or one.span.first > today or one.open_ended:
            continue
        if one.span.precision not in ("day", "month", "season"):
            continue
        exact = one.span.precision == "day"
        rank = _DAY_RANKS[one.place] - (0 if exact else 16 if one.span.precision == "month" else 40)
        if best is None or rank > best[0]:
            counted = "" if exact else ", counted from its first day"
            best = (rank, one.span.first, f"{_SAID[one.place]} {one.span.text}{counted}")
    return best[1:] if best else None


def _from_year(mentions: Sequence[Mention], properties: Mapping[str, str], today: date) -> tuple[date, str] | None:
    """Where only a year is given: the day in it that properties or the text speak for, else its first."""
    years = [
        one for one in mentions if one.span.precision == "year" and one.place in ("name", "title", "head", "own")
    ]
    year = next((one for one in years if one.span.first <= today), None)
    if year is None:
        return None
    said = f"{_SAID[year.place]} {year.span.text}"
    for label, day in _property_days(properties, today):
        if day.year == year.span.first.year:
            return day, f"{said}, and the file was {label} on {day.day} {day:%B %Y}"
    inside = [
        one.span
        for one in mentions
        if one.place == "text" and one.span.precision in ("day", "month") and one.span.last <= today
        and one.span.first.year == year.span.first.year
    ]  # fmt: skip
    if inside:
        latest = max(inside, key=lambda span: span.first)
        return latest.first, f"{said}, and {latest.text} is the latest date of that year near the beginning"
    return year.span.first, f"{said}, counted from its first day"


def _property_days(properties: Mapping[str, str], today: date) -> Iterator[tuple[str, date]]:
    known = {name.casefold(): value for name, value in properties.items()}
    for name, label in (("modified", "last saved"), ("created", "made")):
        try:
            day = date.fromisoformat(known.get(name, "")[:10])
        except ValueError:
            continue
        if date(1990, 1, 1) < day <= today:
            yield label, day


def _from_properties(
    properties: Mapping[str, str], today: date, covers_from: date | None, *, looks_ahead: bool
) -> tuple[date, str] | None:
    for label, day in _property_days(properties, today):
        if covers_from is None or looks_ahead or day >= covers_from:
            return day, f"the file was {label} on {day.day} {day:%B %Y}; nothing in it gives a date"
    return None


def _covers(
    mentions: Sequence[Mention], today: date, *, looks_ahead: bool, counts: bool
) -> Iterator[tuple[str, date, str]]:
    """The period covered; for what looks ahead its end is when it is due for review."""
    best: tuple[int, Mention] | None = None
    for one in mentions:
        month = one.span.precision == "month" and (counts or one.place == "period")
        if one.place not in _COVER_RANKS or not (one.span.precision in _PERIODS or month):
            continue
        rank = _COVER_RANKS[one.place] - (20 if month else 0)
        if best is None or rank > best[0]:
            best = (rank, one)
    if best is None:
        return
    span, why = best[1].span, f"{_SAID[best[1].place]} {best[1].span.text}"
    if span.first <= today:
        yield "covers_from", span.first, why
    if best[1].open_ended:
        return
    if span.last <= today:
        yield "covers_to", span.last, why
    if looks_ahead:
        yield "review_by", span.last, f"{why}, so it is due for review when that ends"


def _reviewed_and_approved(mentions: Sequence[Mention], today: date) -> Iterator[tuple[str, date, str]]:
    for one in mentions:
        if one.place == "review":
            yield "review_by", one.span.last, f"{_SAID['review']} {one.span.text}"
        if one.place == "approved" and one.span.first <= today:
            yield "approved_on", one.span.first, f"{_SAID['approved']} {one.span.text}"
