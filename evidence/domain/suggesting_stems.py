"""Words cut back to what they share, so that "reviewing" meets "reviews". A light suffix cutter for English."""

import re
from functools import lru_cache

WORD = re.compile(r"[^\W_]+(?:['’][^\W\d_]+)*")
_SUFFIXES = (
    ("abilities", ""), ("ability", ""), ("ational", ""), ("ations", ""), ("ation", ""), ("atives", ""),
    ("ative", ""), ("ances", ""), ("ance", ""), ("ements", "e"), ("ement", "e"), ("ments", ""), ("ment", ""),
    ("ships", ""), ("ship", ""), ("nesses", ""), ("ness", ""), ("ities", ""), ("ity", ""), ("ables", ""),
    ("able", ""), ("ingly", ""), ("ings", ""), ("ing", ""), ("ions", ""), ("ion", ""), ("ives", ""),
    ("ive", ""), ("ers", ""), ("er", ""), ("edly", ""), ("ed", ""), ("ies", "y"), ("als", ""), ("al", ""),
    ("ly", ""), ("sses", "ss"), ("es", "e"), ("s", ""), ("e", ""), ("y", "i"),
)  # fmt: skip
_LEAST = 4  # letters that must be left, so that "carer" is not cut to "car"
_CUTS = 3


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut a word in small letters back to its stem.

    >>> [stem(word) for word in ("assessments", "assessing", "prevention", "preventative", "carers", "care")]
    ['assess', 'assess', 'prevent', 'prevent', 'carer', 'care']
    """
    for _ in range(_CUTS):
        shorter = _cut(word)
        if shorter == word:
            break
        word = shorter
    return word


def _cut(word: str) -> str:
    if word.endswith(("ss", "us", "is")):
        return word
    for suffix, instead in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _LEAST:
            return word[: len(word) - len(suffix)] + instead
    if word.endswith("s") and len(word) >= _LEAST:
        return word[:-1]
    return word


def stems(text: str) -> list[str]:
    """The stems of a text's words, in order.

    >>> stems("Carer’s assessments (re-ablement)")
    ['carer', 'assess', 're', 'able']
    """
    return [stem(word) for word, _, _ in spelt(text)]


def spelt(text: str) -> list[tuple[str, int, int]]:
    """Each word in small letters, without 's, and where it stands in ``text``."""
    return [
        (found.group().casefold().replace("’", "'").split("'")[0], found.start(), found.end())
        for found in WORD.finditer(text)
    ]
