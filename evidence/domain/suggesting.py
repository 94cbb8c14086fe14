"""Which quality statements a document's own words point to: suggestions to a person, never presumed.

Words and phrases of the framework are weighed by how few statements share them (TF-IDF) and compared by
their stems. Abbreviations of the sector count as what they stand for.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evidence.domain.frameworks import Framework, Statement
from evidence.domain.stems import spelt, stem
from evidence.domain.suggesting_quotes import quote_around
from evidence.domain.vocabulary import Vocabulary

LONGEST_QUOTE = 300
ENOUGH = 2.0
"""A statement is suggested from here on: one telling phrase, or two or three words that few others share."""
_TITLE = 1.5  # what the title says counts more than one passage of many
_FURTHER = (1.0, 0.5, 0.3, 0.2)  # the best passage, the second, ...
_HALF = 8.0  # the score that is shown as one half
_LONGEST_PHRASE = 6
_STOP = frozenset(
    "a an and are as at be been but by can do does for from had has have how if in into is it its more most no"
    " not of on or our so some such than that the their them then there these they this those to was we were"
    " what when where which who will with would you your any all also being between both could may must other"
    " over per should through under up use used using very via while within without work works".split()
)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A statement that a document seems to speak to, and the words that say so.

    ``quote`` is exactly as it stands in the passage ``place``; ``words`` are those that matched. ``score`` is
    between 0 and 1 and only orders suggestions. Where only the title speaks, ``place`` is the first
    passage's and ``quote`` is empty.
    """

    statement: str
    sub_topic: str | None
    score: float
    place: int
    locator: str
    quote: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Match:
    """A feature found in a text: where, and what it is worth to each statement and sub-topic."""

    stems: tuple[str, ...]
    start: int
    end: int


class Suggester:
    """The index of one framework's words: build it once, ask it often; it never changes."""

    def __init__(self, framework: Framework, vocabulary: Vocabulary) -> None:
        self._order = [statement.ref for statement in framework.statements]
        self._short = _abbreviations(vocabulary)
        weights: dict[tuple[str, ...], dict[str, float]] = defaultdict(dict)
        topics: dict[tuple[str, ...], dict[tuple[str, str], float]] = defaultdict(dict)
        for statement in framework.statements:
            for text, weight, topic in _fields(statement):
                for feature, value in self._features(text, weight):
                    known = weights[feature]
                    known[statement.ref] = max(known.get(statement.ref, 0.0), value)
                    if topic:
                        key = (statement.ref, topic)
                        topics[feature][key] = max(topics[feature].get(key, 0.0), value)
        count = len(framework.statements)
        self._weights = {
            feature: {ref: value * _rarity(count, len(by)) for ref, value in by.items()}
            for feature, by in weights.items()
        }
        self._topics = dict(topics)
        self._longest = defaultdict(int)
        for feature in self._weights:
            self._longest[feature[0]] = max(self._longest[feature[0]], len(feature))

    def _features(self, text: str, weight: float) -> Iterator[tuple[tuple[str, ...], float]]:
        """The whole phrase, if short, and each telling word of it, with abbreviations written out."""
        for written in (text, *self._short.get(text.casefold(), ())):
            found = tuple(stem(word) for word, _, _ in spelt(written))
            told = [one for one in found if one not in _STOP]
            if 1 < len(found) <= _LONGEST_PHRASE and told:
                yield found, weight * (1 + 0.4 * len(told))
            share = weight if len(told) <= 1 else weight * 0.5
            for one in told:
                yield (one,), share

    def suggest(
        self, passages: Sequence[tuple[int, str, str]], *, title: str, limit: int = 3
    ) -> list[Suggestion]:
        """The statements that the title and passages (place, locator, text) speak to, most likely first.

        At most ``limit``, one a statement, each with the sentences that suggest it most; empty where
        nothing speaks for any.
        """
        total: dict[str, float] = defaultdict(float)
        for ref, value in self._score(self._matches(title)).items():
            total[ref] += _TITLE * value
        best: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for index, (_, _, text) in enumerate(passages):
            for ref, value in self._score(self._matches(text)).items():
                best[ref].append((value, index))
        for ref, values in best.items():
            values.sort(key=lambda pair: (-pair[0], pair[1]))
            total[ref] += sum(share * value for share, (value, _) in zip(_FURTHER, values, strict=False))
        ranked = sorted((ref for ref in total if total[ref] >= ENOUGH), key=lambda ref: -round(total[ref], 6))
        return [
            self._suggestion(ref, total[ref], passages, best[ref][0][1] if best[ref] else None, title)
            for ref in ranked[:limit]
        ]

    def _matches(self, text: str) -> list[_Match]:
        """Every feature in a text, longest first; words inside a phrase are found again by themselves."""
        words = list(self._written_out(text))
        found = []
        for at, (first, start, _) in enumerate(words):
            for length in range(self._longest.get(first, 0), 0, -1):
                feature = tuple(one for one, _, _ in words[at : at + length])
                if len(feature) == length and feature in self._weights:
                    found.append(_Match(feature, start, words[at + length - 1][2]))
        return found

    def _written_out(self, text: str) -> Iterator[tuple[str, int, int]]:
        """Stems of a text's words; after a short form, the stems of what it stands for as well."""
        for word, start, end in spelt(text):
            yield stem(word), start, end
            for other in self._short.get(text[start:end], self._short.get(word, ()))[:1]:
                for one, _, _ in spelt(other):
                    yield stem(one), start, end

    def _score(self, matches: Iterable[_Match]) -> dict[str, float]:
        times: dict[tuple[str, ...], int] = defaultdict(int)
        for match in matches:
            times[match.stems] += 1
        total: dict[str, float] = defaultdict(float)
        for feature, count in times.items():
            more = 1 + 0.3 * math.log(count)
            for ref, value in self._weights[feature].items():
                total[ref] += value * more
        return total

    def _suggestion(
        self,
        ref: str,
        value: float,
        passages: Sequence[tuple[int, str, str]],
        index: int | None,
        title: str,
    ) -> Suggestion:
        place, locator, text = passages[index] if index is not None else (0, "", "")
        matches = [one for one in self._matches(text) if ref in self._weights[one.stems]]
        spans = [(one.start, one.end, self._weights[one.stems][ref]) for one in matches]
        start, end = quote_around(text, spans, LONGEST_QUOTE)
        inside = [one for one in matches if start <= one.start and one.end <= end]
        source = text
        if not inside:
            source, inside = title, [one for one in self._matches(title) if ref in self._weights[one.stems]]
        words = self._telling(ref, source, inside)
        topic = self._topic(ref, inside)
        return Suggestion(ref, topic, round(value / (value + _HALF), 3), place, locator, text[start:end], words)

    def _telling(self, ref: str, text: str, matches: Iterable[_Match]) -> tuple[str, ...]:
        """The matched words as written, the weightiest first, without those inside a longer match."""
        ranked = sorted(matches, key=lambda one: (-len(one.stems), -self._weights[one.stems][ref], one.start))
        kept: list[_Match] = []
        for one in ranked:
            if not any(other.start <= one.start and one.end <= other.end for other in kept):
                kept.append(one)
        kept.sort(key=lambda one: (-self._weights[one.stems][ref], one.start))
        said = (" ".join(text[one.start : one.end].split()) for one in kept)
        return tuple({word.casefold(): word for word in said}.values())[:8]

    def _topic(self, ref: str, matches: Iterable[_Match]) -> str | None:
        """The sub-topic that the matched words speak for most; ``None`` where none of them does."""
        total: dict[str, float] = defaultdict(float)
        for feature in {one.stems for one in matches}:
            for (statement, topic), value in self._topics.get(feature, {}).items():
                if statement == ref:
                    total[topic] += value / len(self._topics[feature])
        return max(total, key=lambda topic: total[topic]) if total else None


def _fields(statement: Statement) -> Iterator[tuple[str, float, str | None]]:
    """The texts of a statement, what each is worth, and the sub-topic it belongs to."""
    for title in (statement.title, *statement.title_variants):
        yield title, 1.2, None
    for word in statement.words:
        yield word, 1.2, None
    yield statement.asks, 0.5, None
    for evidence in statement.typical_evidence:
        yield evidence, 0.7, None
    for topic in statement.sub_topics:
        yield topic.title, 1.0, topic.ref
        for word in topic.words:
            yield word, 1.2, topic.ref


def _rarity(count: int, sharing: int) -> float:
    """What a feature is worth that ``sharing`` of ``count`` statements use."""
    return math.log(count / sharing) + 0.02


def _abbreviations(vocabulary: Vocabulary) -> dict[str, tuple[str, ...]]:
    """What each short form stands for, and the short form of each expansion, without ambiguous ones."""
    forms: dict[str, list[str]] = defaultdict(list)
    for one in vocabulary.abbreviations:
        if one.ambiguous or not one.expansions:
            continue
        forms[one.short if one.case_matters else one.short.casefold()].append(one.expansions[0])
        forms[one.short].append(one.expansions[0])
        for expansion in one.expansions:
            forms[expansion.casefold()].append(one.short)
    return {form: tuple(dict.fromkeys(others)) for form, others in forms.items()}
