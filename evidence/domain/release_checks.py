"""What the search for personal data means for a document: whether a person must decide, must read, or need not.

That nothing was spotted never makes a case study, audit, complaint or review clear: they tell of people in words
that no search knows.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Check = Literal["decide", "read", "nothing-spotted"]
"""``decide``: something was spotted, and somebody must clear, redact or restrict it. ``read``: nothing was spotted,
and a person must read it all the same. ``nothing-spotted``: the search gives no reason to hold it."""
ALWAYS_READ: Mapping[str, str] = {
    "case-study": "A case study tells of people",
    "audit": "An audit may tell of the people whose cases it looked at",
    "complaint-learning": "A paper on complaints may tell of the people who complained",
    "peer-review": "A review may tell of the people whose cases it looked at",
    "feedback": "Feedback holds people's own words",
}
"""Kinds that a person must always read, and why."""
_ALWAYS_READ_TITLE = re.compile(
    r"\bcase (?:stud(?:y|ies)|example|file|audit)|\b(?:story|stories|vignette)\b|\baudits?\b|\bcomplain|\bombudsman\b"
    r"|\b(?:safeguarding adults?|serious case|learning|domestic homicide|peer|mortality|thematic|practice) reviews?\b"
    r"|\bS\.?A\.?R\b|\bLeDeR\b|\breview of the care of\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What must happen before a version leaves, as far as the search can tell, with the reasons in sentences."""

    check: Check
    reasons: tuple[str, ...]
    waits: bool = False
    """Whether it was not looked through yet by the rules in force: until then nothing lets it out."""
    found_at: datetime | None = None
    """When something was last found in it that was not known before, or a decision on it was taken back."""


def outcome(
    kind: str, title: str, *, whole_text_read: bool, searched_inside: bool, spotted: Mapping[str, int]
) -> Outcome:
    """Return what a version's search means.

    ``kind`` is the kind's reference, which may be a guess, so the title speaks too. ``whole_text_read`` is false
    where pages are scans without words or the text is unreadable; ``searched_inside`` where the file could not be
    searched for hidden content. ``spotted`` counts undecided findings by what they are, in words for people:
    ``{"NHS numbers": 2, "comments": 1}``.

    >>> outcome("policy", "Charging policy", whole_text_read=True, searched_inside=True, spotted={}).check
    'nothing-spotted'
    >>> outcome("audit", "Case file audit", whole_text_read=True, searched_inside=True, spotted={}).check
    'read'
    """
    found = tuple(f"{what[:1].upper()}{what[1:]}: {count}." for what, count in spotted.items() if count)
    unseen = []
    if kind in ALWAYS_READ:
        unseen.append(f"{ALWAYS_READ[kind]}, so somebody must read it before it leaves.")
    elif _ALWAYS_READ_TITLE.search(title):
        unseen.append("Its title says that it may tell of people, so somebody must read it before it leaves.")
    if not whole_text_read:
        unseen.append("Not all of its text could be read, so somebody must look at every page.")
    if not searched_inside:
        unseen.append("It could not be searched for hidden content, so somebody must look for it, or send it as PDF.")
    check: Check = "decide" if found else "read" if unseen else "nothing-spotted"
    return Outcome(check, (*found, *unseen))
