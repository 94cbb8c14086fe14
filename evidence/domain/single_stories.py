"""Stories of a single person: text that, even without a name, tells so much of one life that it may be recognised."""

import re
from dataclasses import dataclass

_AGE = re.compile(
    r"\baged \d{2,3}\b(?! (?:and|or|to|plus)\b|[+–-])|\b\d{2,3}[- ]year[- ]old\b|\bis (?:[2-9]\d|10\d) and\b"
    r"|\bin (?:her|his) (?:twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties)\b"
)
_HOME = re.compile(
    r"\blive[sd] (?:alone|with (?:her|his)|at home with)\b|\bmoved in(?:to)?\b|\bwidow(?:er|ed)?\b"
    r"|\b(?:her|his) (?:(?:late|elder|younger|own) )?(?:mother|father|mum|dad|wife|husband|partner|son|daughter"
    r"|sister|brother|carer|home|flat|family)\b",
    re.IGNORECASE,
)
_HEALTH = re.compile(
    r"\bdiagnosed with\b|\b(?:had|after) a (?:fall|stroke)\b|\bdementia\b|\bdied\b|\bpassed away\b"
    r"|\bbrain injury\b|\b(?:was|were) (?:admitted|discharged)\b|\bpressure (?:sore|ulcer)s?\b|\boverdose\b"
    r"|\bself-neglect\b",
    re.IGNORECASE,
)
_NAME = re.compile(
    r"\b(?:Mr|Mrs|Ms|Miss|Mx)\.? [A-Z]|\bnot (?:her|his|their) real name\b|\bname (?:has been )?changed\b"
    r"|\bAdult [A-Z]\b"
)
_SAID = re.compile(r"\b(?:[Ss]he|[Hh]e) (?:told|said|says|felt|feels|wanted|wants)\b|\bin (?:her|his) own words\b")
_SIGNS = {
    "an age": _AGE,
    "a home or family": _HOME,
    "an illness, injury or death": _HEALTH,
    "a name, title or initial": _NAME,
    "what the person said": _SAID,
}
_PRONOUN = re.compile(r"\b(?:she|he|her|his|him|herself|himself)\b", re.IGNORECASE)
_CASE = re.compile(r"\bcase (?:study|example)\b|\b\w+['’]s story\b|\bvignette\b", re.IGNORECASE)
_PRONOUNS = 3
_ENOUGH = 3  # kinds of sign, pronouns among them


@dataclass(frozen=True, slots=True)
class Story:
    """A story of one person between two offsets of the text searched, and the signs of it in a sentence."""

    start: int
    end: int
    reason: str


def single_story(text: str) -> Story | None:
    """Return where a passage tells the story of one person, None where it does not seem to.

    Three kinds of sign are needed (he or she at least three times, an age, a home or family, an illness, a name,
    what the person said); two where the text calls itself a case study or somebody's story.

    >>> story = single_story("She is 84 and lives alone. Since her fall she has not left her flat.")
    >>> story.reason
    'This tells of one person, who may be recognised: he or she, an age, a home or family.'
    >>> single_story("The service is open to all. People told us that they waited.")
    """
    found = {name: hits for name, sign in _SIGNS.items() if (hits := list(_spans(sign, text)))}
    pronouns = list(_spans(_PRONOUN, text))
    if len(pronouns) >= _PRONOUNS:
        found = {"he or she": pronouns, **found}
    if len(found) < _ENOUGH - (_CASE.search(text) is not None):
        return None
    places = [place for hits in found.values() for place in hits]
    start, end = min(place[0] for place in places), max(place[1] for place in places)
    return Story(start, end, f"This tells of one person, who may be recognised: {', '.join(found)}.")


def _spans(sign: re.Pattern[str], text: str) -> list[tuple[int, int]]:
    return [hit.span() for hit in sign.finditer(text)]
