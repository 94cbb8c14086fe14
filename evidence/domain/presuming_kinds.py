"""The kind of a document and who speaks in it, from words of its title, its file name and its form."""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from evidence.domain.suggesting_stems import spelt
from evidence.domain.vocabulary import Kind, Source, Vocabulary

_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE), phrase)
    for pattern, phrase in (
        (r"^(?:minutes|present|apologies(?: for absence)?|in attendance|attendees)\s*[:|]", "minutes"),
        (r"^(?:minutes|apologies(?: for absence)?|minutes of the (?:last|previous) meeting)$", "minutes"),
        (r"^minutes of (?:the|a) ", "minutes"),
        (r"^(?:decision[ -]maker|date of decision|report of|report to|report author)\s*[:|]", "committee report"),
    )
)
_FORM_LINES = 30
_HEADING_LINES = 6
_LONGEST_HEADING = 140
_HEAD_ENDS = re.compile(
    r"\s(?:of|for|on|in|at|about|regarding|following|after|from|into|to|by|with|and)\s|\s[-–—]\s|[:(|,]",
    re.IGNORECASE,
)
_TOLD = r"(?:survey|feedback|focus group|consultation|engagement|stor(?:y|ies)|voices?|forum|experiences?|comments?)"
_VOICES: tuple[tuple[Source, re.Pattern[str]], ...] = (
    (
        "unpaid-carers",
        re.compile(
            rf"\b(?:(?:unpaid|family|informal|young|parent) carers?|carers?['’]?s? {_TOLD}|sace"
            r"|survey of (?:adult )?carers)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "staff",
        re.compile(
            rf"\b(?:(?:staff|workforce|employee|social worker)s?['’]? (?:{_TOLD}|health check)"
            r"|health check survey)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "partners",
        re.compile(rf"\b(?:partner|provider|stakeholder|vcse|voluntary sector)s?['’]? {_TOLD}\b", re.IGNORECASE),
    ),
    (
        "people",
        re.compile(
            r"\b(?:adult social care survey|ascs|"
            rf"(?:service|user|service user|resident|people|customer|tenant)['’]?s?['’]? {_TOLD})\b",
            re.IGNORECASE,
        ),
    ),
)
_VOICED = frozenset({None, "people", "unpaid-carers", "staff", "partners"})


def kind_in(text: str, vocabulary: Vocabulary) -> tuple[Kind, str] | None:
    """The kind whose words stand in ``text``, and those words.

    Words that close the name of the thing decide ("peer review minutes" are minutes, an "audit of the
    policy" is an audit); otherwise the longest.
    """
    words = _singular(text)
    standing = frozenset(words)
    head = len(_singular(_HEAD_ENDS.split(text.strip(), maxsplit=1)[0]))
    best: tuple[tuple[bool, int, int], Kind, str] | None = None
    for kind in vocabulary.kinds:
        for phrase in kind.words:
            sought = _phrase(phrase)
            if not standing.issuperset(sought):
                continue
            for end in _ends(sought, words):
                value = (end == head, len(phrase), -end)
                if best is None or value > best[0]:
                    best = (value, kind, phrase)
    return (best[1], best[2]) if best else None


@cache
def _phrase(words: str) -> tuple[str, ...]:
    """A phrase of the vocabulary as it is compared; there are a few hundred."""
    return tuple(_singular(words))


def _singular(text: str) -> list[str]:
    return [_single(word) for word, _, _ in spelt(text.replace("_", " "))]


def _single(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:  # noqa: PLR2004 - "ties" is no "ty"
        return word[:-3] + "y"
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word  # noqa: PLR2004 - "gas"


def _ends(phrase: Sequence[str], words: Sequence[str]) -> Iterator[int]:
    size = len(phrase)
    for start in range(len(words) - size + 1 if size else 0):
        if words[start] == phrase[0] and list(words[start : start + size]) == list(phrase):
            yield start + size


def form_in(lines: Sequence[str], vocabulary: Vocabulary) -> tuple[Kind, str] | None:
    """The kind that a text's form shows: who was present, who decides."""
    for pattern, phrase in _FORMS:
        for line in lines[:_FORM_LINES]:
            found = pattern.match(line)
            kind = next((one for one in vocabulary.kinds if phrase in one.words), None)
            if found and kind:
                return kind, line[:40].strip(" :|")
    return None


def kind_in_headings(lines: Sequence[str], vocabulary: Vocabulary) -> tuple[Kind, str] | None:
    """The kind that one of the first headings names, in two words or more."""
    for line in lines[:_HEADING_LINES]:
        found = kind_in(line, vocabulary) if len(line) <= _LONGEST_HEADING and not line.endswith(".") else None
        if found and " " in found[1]:
            return found
    return None


def voice_in(texts: Sequence[str], kind: Kind | None) -> tuple[Source, str] | None:
    """Who is heard in a survey or a story, where the title or file name says so; and the words that do."""
    if kind is not None and kind.source not in _VOICED:
        return None
    for text in texts:
        for source, pattern in _VOICES:
            found = pattern.search(text.replace("_", " ").replace("-", " "))
            if found and (kind is not None or source != "people"):
                return source, found.group()
    return None
