"""Counts of fewer than five people, in sentences and in tables, by which one of them could be recognised.

Five is the threshold that councils and the NHS commonly publish by; counts already written as "fewer than 5"
are suppressed and so are not found. A count is a prompt to a person, not a verdict.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_WORDS = {"one": 1, "two": 2, "three": 3, "four": 4}
_PEOPLE = (
    r"(?:people|persons|individuals|residents|service[- ]users|clients|adults|patients|tenants|children|women|men"
    r"|males|females|households|families|complainants|deaths|suicides|unpaid carers)"
)
_PERSON = (
    r"(?:person|individual|resident|service[- ]user|client|adult|patient|tenant|child|woman|man|household"
    r"|family|death)"
)
_ASKED = r"(?:carers|respondents|participants|interviewees|callers)"
"""People who are counted only as some of how many: "two carers" come to lift somebody."""
_BETWEEN = r"\s(?:[a-z][\w-]{1,20}\s){0,2}"
_SENTENCE = re.compile(
    r"(?<![\w.,£%/–-])(?<!\bin )(?<!\bthan )(?<!\bover )(?<!\bunder )(?<!\bleast )(?<!\bmost )(?<!\bup to )"
    r"(?<!\bevery )(?<!\bother )(?<!\boutcome )(?<!\bphase )(?<!\bstage )(?<!\btier )(?<!\bstep )(?<!\bto )"
    r"(?:(two|three|four|[2-4])(?:(?:\s(?:(?:out )?of (?:the|these|those|(?!100?\b)\d[\d,]*)|more|other|further))?"
    rf"{_BETWEEN}{_PEOPLE}|\s(?:out )?of (?!100?\b)\d[\d,]*{_BETWEEN}{_ASKED})"
    rf"|(one|1){_BETWEEN}{_PERSON}\s(?:was|were|had|has|died|is|did|said|complained|refused|declined|remained"
    r"|waited|moved|left|received|who|with|from))\b"
    r"(?!\s(?:at a time|per\b|in (?:every|each|ten)|out of|a (?:day|week|month|year)|to (?:lift|help|assist)))",
    re.IGNORECASE,
)
_ABOUT_PEOPLE = re.compile(
    rf"\b(?:{_PEOPLE}|{_PERSON}|ethnic\w*|gender|sex|female|male|age[ds]?|religion|disabilit\w+|sexual\w*"
    r"|abuse|harm|safeguarding|dols|carers?|deprivation of liberty|dementia|autism|asian|black|white|mixed|chinese"
    r"|client group)\b",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"\b(?:number|count|total|{_PEOPLE}|cases|referrals|concerns|enquiries|complaints|carers|female|male|q[1-4]"
    r"|(?:19|20)\d\d(?:[/-]\d\d(?:\d\d)?)?|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
    r"|quarter \d)\w*\b",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"%|£|\b(?:per ?cent\w*|percentage|rate|average|mean|median|score|rating|rank|weeks?|days|hours|cost|likelihood"
    r"|impact|risk|priority|page|ref\w*|version|stage|grade|level|item|question|target|per 100\w*"
    r"|index)\b|^(?:no\.?|#)$",
    re.IGNORECASE,
)
_SMALL = re.compile(r"[1-4]")
_HEADINGS = 600  # characters of a table's first row
_LABEL = 200  # characters of a row's first cell


@dataclass(frozen=True, slots=True)
class SmallCount:
    """A count of 1 to 4 people from ``start`` to ``end`` of the text searched, and why it was noticed."""

    start: int
    end: int
    count: int
    reason: str


def small_counts(text: str) -> tuple[SmallCount, ...]:
    """Return the counts of fewer than five people in a text, in order.

    In a sentence a number must stand before a word for people; in a table (cells between bars, headings in the
    first row) a cell of one figure must stand under a heading that counts, in a table or row about people.

    >>> [found.count for found in small_counts("In the year two people died while waiting.")]
    [2]
    >>> small_counts("Fewer than five people waited; one in four people owns a car.")
    ()
    """
    found = [*_in_sentences(text), *_in_tables(text)]
    return tuple(sorted(found, key=lambda one: one.start))


def _in_sentences(text: str) -> Iterator[SmallCount]:
    for found in _SENTENCE.finditer(text):
        figure = (found[1] or found[2]).lower()
        count = _WORDS.get(figure) or int(figure)
        yield SmallCount(*found.span(), count, "Fewer than five people are counted here, so one could be recognised.")


def _in_tables(text: str) -> Iterator[SmallCount]:
    headings: list[str] | None = None
    at = 0
    for line in text.split("\n"):
        if "|" not in line:
            headings = None
        elif headings is None:
            headings = line[:_HEADINGS].split("|")
        else:
            yield from _in_row(line, at, headings)
        at += len(line) + 1


def _in_row(line: str, at: int, headings: list[str]) -> Iterator[SmallCount]:
    label = line[:_LABEL].partition("|")[0]
    about_people = _ABOUT_PEOPLE.search(label) or any(_ABOUT_PEOPLE.search(heading) for heading in headings)
    if not about_people or _NOT_COUNTED.search(label.strip()):
        return
    place = at
    for number, cell in enumerate(line.split("|")):
        bare = cell.strip()
        heading = headings[number].strip() if number < len(headings) else ""
        if _SMALL.fullmatch(bare) and _COUNTED.search(heading) and not _NOT_COUNTED.search(heading):
            start = place + cell.index(bare)
            reason = "A cell of this table counts fewer than five people, so one could be recognised."
            yield SmallCount(start, start + 1, int(bare), reason)
        place += len(cell) + 1
