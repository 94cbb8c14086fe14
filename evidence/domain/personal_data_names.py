"""Names of people in a text, looked for only beside other personal data and words of care.

No list of names is used: a name is one to four words with capital letters where a person's name would stand.
Names of officers, councillors and others at work are not findings.
"""

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from evidence.domain.personal_data_kinds import Finding
from evidence.domain.personal_data_name_words import CAPITALS, NAME, WORD, is_at_work, trimmed
from evidence.domain.personal_data_surroundings import Surroundings

_KIN = (
    "(?:mother|father|mum|dad|wife|husband|partner|son|daughter|sister|brother|niece|nephew|grandson|granddaughter"
    "|friend|neighbour|carer)"
)
_CARE = re.compile(
    r"(?<![\w-])(?:(?i:service[- ]user|client|patient|tenant|resident|complainant|deceased|next of kin|witness|person"
    r"|appointee|adult at risk|payee|participant|applicant|appellant|claimant|caller|victim|perpetrator|donor"
    r"|(?:wheelchair|walking frame|hearing aid|day centre|respite) user|(?:young|unpaid|parent|family) carer)"
    r"(?:(?:'s|’s)? (?i:full )?(?i:name))?"
    r"|(?i:(?:referral|request|renewal|decision|assessment|funeral|plan|budget|account|placement|respite|outcome"
    r"|package|visit) (?:agreed |received |booked |arranged )?(?:for|of|to)|my name is|witness statement of|the late"
    r"|carer details|(?:family|emergency) contact|story of|real name)|[Cc]ase study)"
    rf"(?: is| was)?(?:: ?|, ?| \(| – | - | \| |\n| )(?P<name>(?:(?:Mr|Mrs|Ms|Miss)\.? )?{NAME})"
)
_LABEL = re.compile(
    rf"(?<![\w-])(?i:adult|surname|forenames?|(?:full |first |last |family )?name)(?:: ?| \| )(?P<name>{NAME})"
    r"|(?<![\w-])(?i:surname|forenames?|(?:full |first |last |family )?name): ?"
    rf"(?P<capitals>{CAPITALS}(?: {CAPITALS})?)(?![\w-])"
    rf"|(?<![\w-])(?i:surname|forename|ask for) (?P<part>{WORD}(?: (?!Forename|First|Surname){WORD}){{0,2}})"
    rf"|^Name (?P<line>{NAME})$",
    re.MULTILINE,
)
_FAMILY = re.compile(
    rf"(?<![\w-])(?:[Hh]er|[Hh]is|[Mm]y|[Tt]heir) (?:late |elder |younger |eldest |youngest |older )?{_KIN},? \(?"
    rf"(?P<name>{NAME})"
)
_OF_FAMILY = re.compile(
    rf"(?<![\w-])(?P<name>{NAME})(?=['’]s (?:late |elder |younger )?(?:{_KIN}|story|family)\b|, whose {_KIN}\b)"
)
_YEARS = r"(?:1[89]|[2-9]\d|10\d)\b"
_AGED = re.compile(
    rf"(?<![\w-])(?P<name>{NAME})(?=,? \(?aged {_YEARS}(?! (?:and|or|to|plus)\b|[+–-])|,? (?:who )?is {_YEARS}"
    r"(?:[,.]| and (?:was|has|had|lives|is)\b| years old)|, (?:a )?\d\d[ -]year[ -]old"
    rf"|,? (?:who )?live[sd] (?:alone|with|at|in)\b"
    rf"|,? {_YEARS}, (?:died|was|has|had|lives|lived|is|fell|told|said)\b)"
)
_NUMBERED = re.compile(
    rf"(?<![\w-])(?P<name>{NAME})(?=(?:,|\.|:)? \(?(?:(?i:d\.?o\.?b\b|date of birth)|born (?:on )?\d))"
)
_ASKED = re.compile(
    rf"(?<![\w-])(?:(?:I (?:asked|visited|met|rang|saw|supported|helped|cared for)|(?:we|I|they) spoke (?:to|with):?"
    rf"|cares for|caring for|looks? after|looked after|love from) (?P<name>{NAME})"
    rf"|(?:supported|assessed|booked for|conveyed|detained) (?P<full>{WORD}(?: {WORD}){{1,3}}))"
)
_WHO = re.compile(
    rf"(?<![\w-])(?P<name>{NAME})(?=, (?:whose (?:first language|{_KIN}|home|flat|needs?|pension)\b"
    r"|who (?:uses?|wants?|has had|needs?|cannot|lives?|lived|fell|died|waited)\b))"
)
_IN_BRACKETS = re.compile(
    rf"(?<![\w-])(?P<name>{NAME})(?= \((?:(?:the|her|his|a) )?(?:service user|client|patient|resident|tenant"
    rf"|complainant|{_KIN})\b)"
)
_WITH_FAMILY = re.compile(rf"(?<![\w-])(?P<name>{NAME})(?=,? (?:and|with) (?:her|his|their) {_KIN}\b)")
_AT_ADDRESS = re.compile(
    rf"(?<![\w-])(?P<name>{NAME})(?=,? (?:of )?\d{{1,4}}[a-c]? (?:[A-Z][\w'’]{{1,20}} ){{0,2}}(?:Road|Street|Lane|Row"
    r"|Crescent|Close|Avenue|Drive|Way|Place|Gardens|Terrace|Grove|Court|Mews|Walk|Square|Green|Park|View|Rise"
    r"|Paddocks)\b)"
)
_BRACKETED = re.compile(rf"(?<![\w-])(?P<name>{WORD}(?: {WORD}){{1,3}})(?=(?: \(|, ){_YEARS}[),])")
_STORY = re.compile(
    rf"(?:^|(?<=[.!?”:] ))(?P<name>{NAME}) (?:told|said|says|wants|wanted|asked|lives|lived|was|is|has|had|went|moved"
    r"|needs|needed|uses|likes|feels|felt|loves|enjoys|came|lost|fell|did|does|can|could|would)\b[^.!?\n]{0,60}?\b"
    r"(?:she|he|her|his|him|herself|himself)\b",
    re.MULTILINE,
)
_RULES = (
    (_CARE, "A name after a word that says it is a person who draws on care, or theirs."),
    (_LABEL, "Labelled as a name."),
    (_FAMILY, "A name after a word for a member of a family."),
    (_OF_FAMILY, "A name before a word for a member of a family."),
    (_WITH_FAMILY, "A name beside a word for a member of a family."),
    (_IN_BRACKETS, "A name before a word that says it is a person who draws on care, or theirs."),
    (_ASKED, "A name after what was done with or for somebody."),
    (_WHO, "A name before what is told of somebody."),
    (_NUMBERED, "A name before a date of birth."),
    (_AGED, "A name with an age, or of somebody who lives somewhere."),
    (_AT_ADDRESS, "A name before the number of a house and a street."),
    (_STORY, "A name that opens a sentence about somebody's life."),
    (_BRACKETED, "A name with an age, among words about a person."),
)
_INITIALS = r"(?:[A-Z]\.? ?){1,3}(?<= )"
_NO_SURNAME = (
    r"(?!(?:TEAMS|WORD|EXCEL|OFFICE|OUTLOOK|PROJECT|SCAN\w*|IMAGING|SOCIETY|NURSES?)\b)"  # MS Teams, an MR scan
)
_SURNAME = rf"{_NO_SURNAME}{CAPITALS}(?:[-'’]{CAPITALS})?(?![\w-])"
_WHATEVER_THEY_DO = (_IN_BRACKETS, _ASKED)
"""Rules that are surer than words nearby about somebody's work."""
_TITLED = re.compile(
    rf"(?<![\w-])(?P<name>(?:Mr|Mrs|Ms|Miss|Mx|Master)\.? (?:(?:{_INITIALS}|{WORD} ){{0,2}}{_SURNAME}"
    rf"|(?:{_INITIALS})?{NAME})"
    rf"|(?:MRS?|MISS|MS|MX)\.? (?:{_INITIALS})?{_SURNAME}(?: {_SURNAME})?)"
)
_CELL = re.compile(rf"(?:^|(?<=\|)) ?(?P<name>{NAME})(?= ?(?:\||$))", re.MULTILINE)
_RUN = re.compile(rf"(?<![\w-])(?P<name>{WORD}(?: {WORD}){{1,3}})(?![\w-])")
_SURE_LABEL = re.compile(r"(?:[:(|]|(?<![\w'’-])[a-z][\w'’]*) ?$")
_SENTENCE = re.compile(
    r"[.!?] (?!(?:Date of birth|D\.?O\.?B|Born|NHS|NI|N\.I|National Insurance|Tel|Telephone|Mobile|Address|E-?mail"
    r"|Post ?code)\b)[A-Z]"
)
_OF_A_LIFE = re.compile(
    r" (?:(?:who )?(?:lives?|lived|fell|waited|slept)|could not|cannot|needs|needed|had (?:no|not|to wait)"
    r"|has (?:no|not)"
    r"|was (?:found|told|sent|discharged|admitted|referred|assessed|given|left|seen|taken|unable|not))\b"
)
_NEAR = 70  # characters from a name to the finding that makes it one
_MOST_LINES = 4
_MOST_NAMES = 50  # of one text that are looked for again
_SHORT = 3


def names(text: str, around: Surroundings, beside: Sequence[Finding]) -> Iterator[Finding]:
    """Yield names after words of care or family, with an age or a title, in a column, and near ``beside``.

    ``beside`` are findings that belong to a person, in order. What was found once is found again wherever it
    stands in the text. One place may come more than once.
    """
    found = [*_told(text, around), *_titled(text, around), *_in_columns(text, around), *_near(text, around, beside)]
    yield from found
    yield from _again(text, found)


def _told(text: str, around: Surroundings) -> Iterator[Finding]:
    for rule, reason in _RULES:
        for found in rule.finditer(text):
            place = trimmed(text, *found.span(found.lastgroup or 0))
            works = rule not in _WHATEVER_THEY_DO and place and is_at_work(text, place)
            if place and not works and _is_person(text, around, place, rule):
                yield Finding("name", *place, "likely", reason)


def _is_person(text: str, around: Surroundings, place: tuple[int, int], rule: re.Pattern[str]) -> bool:
    """Tell whether a rule that is not sure by itself found a name: what stands around it decides."""
    if rule is _BRACKETED:
        return around.side(*place) == "person"
    if rule is _LABEL:
        return around.side(*place) != "office"
    if rule is _CARE and " " not in text[slice(*place)]:  # "client Asha" is a name, "Client Portal" is not
        return _SURE_LABEL.search(text[max(0, place[0] - _NEAR) : place[0]]) is not None
    return True


def _titled(text: str, around: Surroundings) -> Iterator[Finding]:
    for found in _TITLED.finditer(text):
        place = found.span("name")
        side = around.side(*place)
        if is_at_work(text, place) or (side == "office" and not _OF_A_LIFE.match(text, place[1])):
            continue
        if side == "person":
            yield Finding("name", *place, "likely", "A name with a title, among words about a person.")
        else:
            reason = "A name with a title, and nothing near it says that the person is there for their work."
            yield Finding("name", *place, "possible", reason)


def _in_columns(text: str, around: Surroundings) -> Iterator[Finding]:
    for found in _CELL.finditer(text):
        start, end = found.span("name")
        if around.is_under(start, "name") and around.side(start, end) == "person" and trimmed(text, start, end):
            yield Finding("name", start, end, "likely", "A name in a column of people who draw on care.")


def _near(text: str, around: Surroundings, beside: Sequence[Finding]) -> Iterator[Finding]:
    starts = [one.start for one in beside]
    for found in _RUN.finditer(text) if beside else ():
        place = trimmed(text, *found.span("name"))
        if place is None or " " not in text[slice(*place)] or is_at_work(text, place):
            continue
        at = bisect_left(starts, place[0])
        for one in beside[max(0, at - 1) : at + 1]:
            first, last = min(place[1], one.end), max(place[0], one.start)
            lines = around.line(last) - around.line(first)
            block = lines <= _MOST_LINES and not around.in_table(first)  # a name above an address
            if last - first <= _NEAR and (not lines or block) and _SENTENCE.search(text, first, last) is None:
                yield Finding("name", *place, "likely", "A name beside other personal data.")
                break


def _again(text: str, found: Iterable[Finding]) -> Iterator[Finding]:
    """Yield every further place where a found name, or the first of its words, stands."""
    whole = {text[one.start : one.end] for one in found}
    first = {name.partition(" ")[0] for name in whole if not _TITLED.match(name)}
    wanted = sorted(name for name in whole | first if len(name) >= _SHORT)[:_MOST_NAMES]
    if wanted:  # a first name with another surname is somebody else's
        rule = rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(wanted, key=len, reverse=True)))})(?![\w-]| [A-Z])"
        for place in re.finditer(rule, text):
            yield Finding("name", *place.span(), "possible", "A name found elsewhere in this text.")
