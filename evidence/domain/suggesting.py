"""Which quality statements a document's own words point to: suggestions to a person, never presumed.

Words and phrases of the framework are weighed by how few statements share them (TF-IDF) and compared by
their stems. Abbreviations of the sector count as what they stand for.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.domain.frameworks import Framework, Statement
from evidence.domain.suggesting_quotes import quote_around
from evidence.domain.suggesting_stems import spelt, stem
from evidence.domain.vocabulary import Vocabulary

LONGEST_QUOTE = 300
ENOUGH = 1.5
"""A statement is suggested from here on where a word or phrase that the framework lists for it was found."""
ENOUGH_UNLISTED = 2.0
"""Where only single words out of its phrases and sentences were found: several that few others share."""
_TITLE = 1.5  # what the title says counts more than one passage of many
_FURTHER = (1.0, 0.5, 0.3, 0.2)  # the best passage, the second, ...
_HALF = 8.0  # the score that is shown as one half
_LONGEST_PHRASE = 6
_MOST_WORDS = 8  # named as the reason
_TELLING = 0.3  # a word worth less is shared by most statements and is not shown as a reason
_ORDINARY = """
    a about after again all also an and any are around as at be been before being between both but by can could
    day days do does during end first for from given had has have help how if in into is it its key last live
    long made make may month months more most must new next no not number of on one or other our over part
    people per received related second see set share should so some such take team than that the their them
    then there these they this those three through time to two under up use used using very via was way we week
    weeks were what when where which while who will with within without work works would year years you your
"""
_FEWEST = 9  # statements reckoned with, so that a word is telling in a small framework too
_STOP = frozenset(stem(word) for word in _ORDINARY.split())

_Stems = tuple[str, ...]


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
    """Words of a text that are in the index, where they stand, and the statements they count for."""

    stems: _Stems
    start: int
    end: int
    refs: frozenset[str]


class Suggester:
    """The index of one framework's words: build it once, ask it often; it never changes."""

    def __init__(self, framework: Framework, vocabulary: Vocabulary) -> None:
        self._short = _abbreviations(vocabulary)
        self._weights: dict[_Stems, dict[str, float]] = defaultdict(dict)
        self._topics: dict[_Stems, dict[tuple[str, str], float]] = defaultdict(dict)
        self._listed: set[tuple[_Stems, str]] = set()
        for statement in framework.in_force:
            for text, weight, topic, listed in _fields(statement):
                self._learn(statement.ref, text, weight, topic, listed=listed)
        count = max(len(framework.in_force), _FEWEST)
        self._weights = {feature: _weighed(by, count) for feature, by in self._weights.items()}
        self._refs = {feature: frozenset(by) for feature, by in self._weights.items()}
        self._longest: dict[str, int] = defaultdict(int)
        for feature in self._weights:
            self._longest[feature[0]] = max(self._longest[feature[0]], len(feature))

    def _learn(self, ref: str, text: str, weight: float, topic: str | None, *, listed: bool) -> None:
        """Take in a text of a statement: as a whole phrase, if short, and each of its telling words."""
        for written in (text, *self._short.get(text.casefold(), ())):
            found = tuple(stem(word) for word, _, _ in spelt(written))
            told = [one for one in found if one not in _STOP]
            worth: dict[_Stems, float] = {(one,): weight if len(found) == 1 else weight / 2 for one in told}
            if 1 < len(found) <= _LONGEST_PHRASE and told:
                worth[found] = weight * (1 + 0.4 * len(told))
            for feature, value in worth.items():
                self._weights[feature][ref] = max(self._weights[feature].get(ref, 0.0), value)
                if topic:
                    known = self._topics[feature].get((ref, topic), 0.0)
                    self._topics[feature][ref, topic] = max(known, value)
            if listed and found in worth:
                self._listed.add((found, ref))

    def suggest(self, passages: Sequence[tuple[int, str, str]], *, title: str, limit: int = 3) -> list[Suggestion]:
        """The statements that the title and passages (place, locator, text) speak to, most likely first.

        At most ``limit``, one a statement, each with the sentences that suggest it most; empty where
        nothing speaks for any.
        """
        total: dict[str, float] = defaultdict(float)
        in_title = self._matches(title)
        for ref, value in self._score(in_title).items():
            total[ref] += _TITLE * value
        listed = self._listed_in(in_title)
        best: dict[str, list[tuple[float, int]]] = defaultdict(list)
        for index, (_, _, text) in enumerate(passages):
            matches = self._matches(text)
            listed |= self._listed_in(matches)
            for ref, value in self._score(matches).items():
                best[ref].append((value, index))
        for ref, values in best.items():
            values.sort(key=lambda pair: (-pair[0], pair[1]))
            total[ref] += sum(share * value for share, (value, _) in zip(_FURTHER, values, strict=False))
        enough = (ref for ref in total if total[ref] >= (ENOUGH if ref in listed else ENOUGH_UNLISTED))
        ranked = sorted(enough, key=lambda ref: (-round(total[ref], 6), ref))
        return [
            self._suggestion(ref, total[ref], passages, best[ref][0][1] if best[ref] else None, title)
            for ref in ranked[:limit]
        ]

    def _matches(self, text: str) -> list[_Match]:
        """Every word and phrase of the index in a text, longest first.

        Words inside a longer phrase count only for the statements of that phrase: "deprivation of liberty"
        does not speak of deprivation. Of an abbreviation written out only phrases count.
        """
        words = spelt(text)
        found = list(self._phrases([(stem(word), start, end) for word, start, end in words], 1))
        for word, start, end in words:
            for other in self._short.get(text[start:end], self._short.get(word, ()))[:1]:
                written = [(stem(one), start, end) for one, _, _ in spelt(other)]
                found += self._phrases(written, min(2, len(written)))
        return found

    def _phrases(self, words: Sequence[tuple[str, int, int]], least: int) -> Iterator[_Match]:
        covered, within = 0, frozenset[str]()
        for at, (first, start, _) in enumerate(words):
            for length in range(min(self._longest.get(first, 0), len(words) - at), least - 1, -1):
                feature = tuple(one for one, _, _ in words[at : at + length])
                refs = self._refs.get(feature)
                if refs is None:
                    continue
                if length > 1 and at + length > covered:
                    covered, within = at + length, refs
                elif at + length <= covered:
                    refs = refs & within
                yield _Match(feature, start, words[at + length - 1][2], refs)

    def _score(self, matches: Iterable[_Match]) -> dict[str, float]:
        times = Counter((match.stems, match.refs) for match in matches)
        total: dict[str, float] = defaultdict(float)
        for (feature, refs), count in times.items():
            more = 1 + 0.3 * math.log(count)
            for ref in refs:
                total[ref] += self._weights[feature][ref] * more
        return total

    def _listed_in(self, matches: Iterable[_Match]) -> set[str]:
        """The statements that list one of these words or phrases as their own."""
        return {ref for one in matches for ref in one.refs if (one.stems, ref) in self._listed}

    def _suggestion(
        self,
        ref: str,
        value: float,
        passages: Sequence[tuple[int, str, str]],
        index: int | None,
        title: str,
    ) -> Suggestion:
        place, locator, text = passages[index] if index is not None else (0, "", "")
        matches = self._telling(ref, text)
        spans = [(one.start, one.end, self._weights[one.stems][ref]) for one in matches]
        start, end = quote_around(text, spans, LONGEST_QUOTE)
        inside = [one for one in matches if start <= one.start and one.end <= end]
        source = text
        if not inside:
            source, inside = title, self._telling(ref, title)
        words = self._words(ref, source, inside)
        shown = round(value / (value + _HALF), 3)
        return Suggestion(ref, self._topic(ref, inside), shown, place, locator, text[start:end], words)

    def _telling(self, ref: str, text: str) -> list[_Match]:
        """The matches that speak for this statement and not for most others too."""
        return [one for one in self._matches(text) if ref in one.refs and self._weights[one.stems][ref] >= _TELLING]

    def _words(self, ref: str, text: str, matches: Iterable[_Match]) -> tuple[str, ...]:
        """The matched words as written, the weightiest first, without those inside a longer match."""
        ranked = sorted(matches, key=lambda one: (-len(one.stems), -self._weights[one.stems][ref], one.start))
        kept: list[_Match] = []
        for one in ranked:
            if not any(other.start <= one.start and one.end <= other.end for other in kept):
                kept.append(one)
        kept.sort(key=lambda one: (-self._weights[one.stems][ref], one.start))
        said = (" ".join(text[one.start : one.end].split()) for one in kept)
        first: dict[str, str] = {}
        for word in said:
            first.setdefault(word.casefold(), word)
        return tuple(first.values())[:_MOST_WORDS]

    def _topic(self, ref: str, matches: Iterable[_Match]) -> str | None:
        """The sub-topic that the matched words speak for most; ``None`` where none of them does."""
        total: dict[str, float] = defaultdict(float)
        for feature in {one.stems for one in matches}:
            for (statement, topic), value in self._topics.get(feature, {}).items():
                if statement == ref:
                    total[topic] += value / len(self._topics[feature])
        return max(total, key=lambda topic: (round(total[topic], 6), topic)) if total else None


def _weighed(by: Mapping[str, float], count: int) -> dict[str, float]:
    """A feature's worth to each statement: less, the more of the ``count`` statements use it as strongly."""
    return {
        ref: value * (math.log(count / sum(min(1.0, other / value) for other in by.values())) + 0.02)
        for ref, value in by.items()
    }


def _fields(statement: Statement) -> Iterator[tuple[str, float, str | None, bool]]:
    """The texts of a statement, what each is worth, its sub-topic, and whether it is listed as pointing here."""
    for title in (statement.title, *statement.title_variants):
        yield title, 1.2, None, True
    for word in statement.words:
        yield word, 1.2, None, True
    yield statement.asks, 0.5, None, False
    for evidence in statement.typical_evidence:
        yield evidence, 0.7, None, False
    for topic in statement.sub_topics:
        yield topic.title, 1.0, topic.ref, False
        for word in topic.words:
            yield word, 1.2, topic.ref, True


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
