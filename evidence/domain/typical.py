"""Which held documents seem to be the evidence that a framework calls typical: a guess, from their words.

A line such as "Action plans of safeguarding adults reviews and evidence of what was learned" names one or more
things. What follows ", with", "how" or "what" tells more about a thing and is not one. A document is taken for a
thing when its title has the words that tell it from others; its kind and the passages tagged help. Pure.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from evidence.domain.suggesting_stems import stem, stems
from evidence.domain.vocabulary import Abbreviation

MOST = 3
"""Documents named for one line."""
_TOLD_MORE = re.compile(
    r"(?<=\S)(?:[,;]\s+(?:and\s+)?with|[,;]?\s+(?:and\s+)?(?:how|what|while|that))\b.*", re.IGNORECASE
)
_NEXT_THING = re.compile(r"[,;]|\band\b(?!\s+of\b)", re.IGNORECASE)
_EMPTY_WORDS = """
    a about after an and are as at be been by came did do done every far for from go got had has have how in into is
    it its met of off on or other our out over per put so take that the their them they this those to under up use
    used was were what when where which while who will with work year years
"""
_ORDINARY_WORDS = """
    adult adults arrangements board care case council document evidence figures file framework group local notes
    numbers outcomes papers people plan planning policy practice procedure process report results review service
    services share social staff strategy support team
"""
_EMPTY = frozenset(stem(word) for word in _EMPTY_WORDS.split())
"""Words that say nothing of a document."""
_ORDINARY = frozenset(stem(word) for word in _ORDINARY_WORDS.split())
"""Words that stand in many titles: they count half, and never alone."""
_ORDINARY_WEIGHT = 0.5
_KIND_REPEATS = 0.5  # a word of the title that the kind of document says again
_ENOUGH = 1.5  # of one thing, where most of its weight is there
_MOST_OF = 0.6
_ENOUGH_OF_LINE = 2.0
_HALF = 0.5
_QUOTED_WORDS = 2  # telling words that a passage must have, for passages hold many words
_QUOTED_SHARE = 0.75
_SEARCHED = 5
_NEAR_THE_BEST = 0.8  # weaker ones are left out beside a good one


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the statement as it is matched."""

    ref: str
    title: str
    kind: str
    """The title of its kind."""
    counts: bool
    """Whether it is final and in date."""
    quotes: tuple[str, ...] = ()
    """Passages of it that are tagged to the statement."""


@dataclass(frozen=True, slots=True)
class Match:
    """A document taken for a line of typical evidence."""

    ref: str
    title: str
    counts: bool
    by_passage: bool
    """Whether a tagged passage says so, where the title does not."""
    score: float


@dataclass(frozen=True, slots=True)
class TypicalLine:
    """One line of typical evidence and what is held of it, the likeliest first."""

    text: str
    matches: tuple[Match, ...]

    @property
    def query(self) -> str:
        """What to search for."""
        return to_search_for(self.text)

    @property
    def held(self) -> bool:
        """Whether anything that counts was found."""
        return any(match.counts for match in self.matches)


def to_search_for(line: str) -> str:
    """Return a query for the words of a line that tell most, any of them.

    >>> to_search_for("Conversion of concerns to enquiries, with times to triage, allocate and finish")
    'Conversion OR concerns OR enquiries'
    >>> to_search_for("Adult social care strategy")
    'Adult social care strategy'
    """
    named = _TOLD_MORE.sub("", line).partition(",")[0]
    words = [word for word in re.findall(r"\w[\w'’-]*", named) if not _EMPTY.issuperset(stems(word))]
    telling = [word for word in words if not _ORDINARY.issuperset(stems(word))]
    return " OR ".join(telling[:_SEARCHED]) or " ".join(words) or line


def typical_held(
    lines: Iterable[str], documents: Iterable[Held], abbreviations: Iterable[Abbreviation] = ()
) -> tuple[TypicalLine, ...]:
    """Say for each line which documents it seems to be about, at most ``MOST`` of them.

    Abbreviations in a title count as what they stand for, but for ambiguous ones.
    """
    short = _spelled_out(abbreviations)
    by_word: defaultdict[str, list[_Words]] = defaultdict(list)
    for one in documents:
        words = _Words(one, short)
        for word in words.title.union(*words.quotes):
            by_word[word].append(words)
    return tuple(TypicalLine(line, _matches(_line(line), by_word)) for line in lines)


def _spelled_out(abbreviations: Iterable[Abbreviation]) -> dict[str, frozenset[str]]:
    """Return what stands in a text -> the stems that it stands for; in small letters too where case is no matter."""
    found: dict[str, frozenset[str]] = {}
    for one in abbreviations:
        if not one.ambiguous:
            meaning = frozenset(stems(one.expansions[0]))
            found[one.short] = meaning
            if not one.case_matters:
                found[one.short.casefold()] = meaning
    return found


class _Words:
    """The stems of a document's title, kind and passages."""

    __slots__ = ("held", "kind", "quotes", "title")

    def __init__(self, held: Held, short: Mapping[str, frozenset[str]]) -> None:
        self.held = held
        spelled = [short[word] for word in re.findall(r"\w+", held.title) if word in short]
        self.title = _content(held.title).union(*spelled)
        self.kind = _content(held.kind)
        self.quotes = [_content(quote) for quote in held.quotes]


@lru_cache(maxsize=50_000)
def _content(text: str) -> frozenset[str]:
    return frozenset(stems(text)) - _EMPTY


@dataclass(frozen=True, slots=True)
class _Line:
    things: tuple[frozenset[str], ...]
    weights: Mapping[str, float]
    whole_only: bool
    """Whether all its words are ordinary, so that only a title that has them all will do."""

    def weight(self, words: frozenset[str]) -> float:
        return sum(self.weights[word] for word in words)

    def telling(self, words: Iterable[str]) -> frozenset[str]:
        return frozenset(word for word in words if self.weights[word] == 1)


@lru_cache(maxsize=1_000)
def _line(text: str) -> _Line:
    named = _TOLD_MORE.sub("", text)
    things = [_content(part) for part in _NEXT_THING.split(named)]
    everything = frozenset[str]().union(*things)
    whole_only = not everything - _ORDINARY
    ordinary = frozenset[str]() if whole_only else _ORDINARY
    weights = {word: _ORDINARY_WEIGHT if word in ordinary else 1.0 for word in everything}
    return _Line(tuple(thing for thing in things if thing - ordinary), weights, whole_only)


def _matches(line: _Line, by_word: Mapping[str, Sequence[_Words]]) -> tuple[Match, ...]:
    """Keep, for each thing of the line, the documents that fit it nearly as well as the best one does."""
    # Only a document that has a telling word can fit, and of many documents few have one.
    speaking = {one.held.ref: one for word in line.telling(line.weights) for one in by_word.get(word, ())}
    fits = [(one, *_fit(line, one)) for one in speaking.values()]
    best = [max(scores) for scores in zip(*(scores for _, scores, _ in fits), strict=True)]
    found = [
        Match(one.held.ref, one.held.title, one.held.counts, by_passage, sum(scores))
        for one, scores, by_passage in fits
        if any(score and score >= _NEAR_THE_BEST * most for score, most in zip(scores, best, strict=True))
    ]
    found.sort(key=lambda match: (not match.counts, -match.score, match.ref))
    return tuple(found[:MOST])


def _fit(line: _Line, one: _Words) -> tuple[list[float], bool]:
    """Return how well a document fits each thing and the line as a whole (0 is not), and whether passages say so."""
    shared = one.title.intersection(line.weights)
    titled = [_titled(line, thing, shared & thing, one.kind) for thing in line.things]
    if any(titled):
        return [*titled, 0.0], False
    if whole := _as_a_whole(line, shared):
        return [*titled, whole], False
    quoted = [max((_quoted(line, thing, quote) for quote in one.quotes), default=0.0) for thing in line.things]
    return [*quoted, 0.0], True


def _titled(line: _Line, thing: frozenset[str], here: frozenset[str], kind: frozenset[str]) -> float:
    """Return the weight of a title that has all telling words of a thing, or most of it (its kind helping)."""
    telling = line.telling(here)
    weight = line.weight(here) + _KIND_REPEATS * len(telling & kind)
    enough = weight >= _ENOUGH and weight >= _MOST_OF * line.weight(thing) and not line.whole_only
    return weight if telling and (line.telling(thing) <= here or enough) else 0.0


def _as_a_whole(line: _Line, shared: frozenset[str]) -> float:
    """Return the weight of a title that has most of a line, though of none of its things enough."""
    weight = line.weight(shared)
    most = weight >= _ENOUGH_OF_LINE and weight >= _HALF * sum(line.weights.values())
    return weight if most and line.telling(shared) and not line.whole_only else 0.0


def _quoted(line: _Line, thing: frozenset[str], quote: frozenset[str]) -> float:
    """Return how well a passage fits; less than a title that says the same."""
    here = quote & thing
    enough = len(line.telling(here)) >= _QUOTED_WORDS and line.weight(here) >= _QUOTED_SHARE * line.weight(thing)
    return _HALF * line.weight(here) if enough else 0.0
