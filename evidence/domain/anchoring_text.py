"""Passages folded for comparison, and the way back from folded letters to the document's own writing."""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from rapidfuzz import fuzz

_DASHES = "-\u00ad\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2032\u2033\u00ab\u00bb\u2039\u203a"
_UNSEEN = "\u200b\u200c\u200d\u2060\ufeff"
_DROPPED = frozenset(_DASHES + _QUOTES + _UNSEEN)
_FOLDING: dict[int, str | None] = {ord(one): None for one in _DROPPED}
_FOLDING |= {0xFB00: "ff", 0xFB01: "fi", 0xFB02: "fl", 0xFB03: "ffi", 0xFB04: "ffl", 0x2026: "..."}
_WORD = re.compile(r"\w+")
_MOST_EDGES = 14  # word edges tried on each side when a changed quote is measured out


def fold(text: str) -> str:
    r"""Drop white space, hyphens, dashes and quotation marks, and write in one case.

    >>> fold("The “well-\nbeing” duty")
    'thewellbeingduty'
    """
    return "".join(text.split()).translate(_FOLDING).casefold()


def trimmings(quote: str) -> tuple[str, str]:
    """What folding drops from the beginning and the end of ``quote``.

    >>> trimmings("“yes”, ")
    ('“', ' ')
    """
    first, last = 0, len(quote)
    while first < last and _is_dropped(quote[first]):
        first += 1
    while last > first and _is_dropped(quote[last - 1]):
        last -= 1
    return quote[:first], quote[last:]


def _is_dropped(letter: str) -> bool:
    return letter in _DROPPED or letter.isspace()


@dataclass(frozen=True, slots=True)
class Hit:
    """A stretch of folded letters: from ``start`` to ``end`` of all passages' letters run together."""

    index: int
    place: int
    start: int
    end: int
    end_index: int


class Words:
    """Passages in reading order, as folded letters run together, so that a quote may span two of them."""

    def __init__(self, passages: Sequence[tuple[int, str]]) -> None:
        self.passages = tuple(passages)
        self._folded = [fold(text) for _, text in self.passages]
        self._starts: list[int] = []
        position = 0
        for folded in self._folded:
            self._starts.append(position)
            position += len(folded)
        self._all = "".join(self._folded)
        self._maps: dict[int, list[int]] = {}

    def hits(self, quote: str, *, near: int | None = None) -> Iterator[Hit]:
        """Every occurrence of ``quote`` within two adjacent passages; those at the place ``near`` first."""
        letters = fold(quote)
        if not letters:
            return
        for index, (place, _) in enumerate(self.passages):
            if place == near:
                yield from self._between(letters, self._starts[index], self._end(index) + len(letters) - 1)
        yield from (one for one in self._between(letters, 0, len(self._all)) if one.place != near)

    def _between(self, letters: str, first: int, last: int) -> Iterator[Hit]:
        at = self._all.find(letters, first, last)
        while at >= 0:
            hit = self._hit(at, at + len(letters))
            if hit is not None:
                yield hit
            at = self._all.find(letters, at + 1, last)

    def _hit(self, start: int, end: int) -> Hit | None:
        index = bisect_right(self._starts, start) - 1
        end_index = bisect_right(self._starts, end - 1) - 1
        spanned = sum(1 for one in range(index, end_index + 1) if self._folded[one])
        return Hit(index, self.passages[index][0], start, end, end_index) if spanned <= 2 else None  # noqa: PLR2004 - two adjacent passages

    def _end(self, index: int) -> int:
        return self._starts[index] + len(self._folded[index])

    def around(self, hit: Hit, before: int, after: int) -> tuple[str, str]:
        """So many folded letters before and after a hit, across passages."""
        return self._all[max(0, hit.start - before) : hit.start], self._all[hit.end : hit.end + after]

    def raw(self, hit: Hit) -> tuple[int, int]:
        """Where a hit starts in its first passage's own text and ends in its last one's."""
        first, last = self._map(hit.index), self._map(hit.end_index)
        return first[hit.start - self._starts[hit.index]], last[hit.end - 1 - self._starts[hit.end_index]] + 1

    def _map(self, index: int) -> list[int]:
        """For each folded letter of a passage, the position of the letter it came from."""
        if index not in self._maps:
            text = self.passages[index][1]
            self._maps[index] = [at for at, letter in enumerate(text) if not letter.isspace() for _ in fold(letter)]
        return self._maps[index]

    def opens(self, hit: Hit) -> bool:
        """Whether a hit begins where a word begins."""
        text, start = self.passages[hit.index][1], self.raw(hit)[0]
        return start == 0 or not (text[start - 1].isalnum() and text[start].isalnum())

    def closes(self, hit: Hit) -> bool:
        """Whether a hit ends where a word ends."""
        text, end = self.passages[hit.end_index][1], self.raw(hit)[1]
        return end >= len(text) or not (text[end].isalnum() and text[end - 1].isalnum())

    def text(self, hit: Hit) -> str:
        """The document's own writing of a hit."""
        start, end = self.raw(hit)
        return self.between(hit.index, start, hit.end_index, end)

    def between(self, index: int, start: int, end_index: int, end: int) -> str:
        """The own writing from a position in one passage to a position in the same or a later one."""
        if index == end_index:
            return self.passages[index][1][start:end]
        middle = [text for _, text in self.passages[index + 1 : end_index]]
        return "\n".join((self.passages[index][1][start:], *middle, self.passages[end_index][1][:end]))

    def enclosed(self, before: str, after: str, most: int) -> Iterator[Hit]:
        """Each stretch of at most ``most`` letters that stands between the same words as the quote once did.

        An empty side stands for the beginning or the end of a passage.
        """
        ends = {self._end(index) for index, folded in enumerate(self._folded) if folded}
        starts = (start for start, folded in zip(self._starts, self._folded, strict=True) if folded)
        for start in self._after_each(before) if before else starts:
            if after:
                end = self._all.find(after, start, start + most + len(after))
            else:
                end = next((one for one in range(start + 1, start + most + 1) if one in ends), -1)
            hit = self._hit(start, end) if end > start else None
            if hit is not None:
                yield hit

    def _after_each(self, letters: str) -> Iterator[int]:
        at = self._all.find(letters)
        while at >= 0:
            yield at + len(letters)
            at = self._all.find(letters, at + 1)

    @cached_property
    def _vocabularies(self) -> list[frozenset[str]]:
        return [frozenset(_WORD.findall(text.casefold())) for _, text in self.passages]

    def sharing(self, quote: str, *, near: int | None, limit: int) -> list[int]:
        """The passages that share most of the quote's words, rare words counting more; ``near`` always."""
        wanted = set(_WORD.findall(quote.casefold()))
        spread = Counter(word for words in self._vocabularies for word in words & wanted)
        weights = {word: 1 / spread[word] + 0.02 for word in spread}
        value = [sum(weights[word] for word in words & wanted) for words in self._vocabularies]
        ranked = sorted((index for index in range(len(value)) if value[index] > 0), key=lambda i: -value[i])
        chosen = ranked[:limit]
        beside = [index - 1 for index in chosen[:2] if index > 0 and self._spans(wanted, index)]
        own = [index for index, (place, _) in enumerate(self.passages) if place == near and self._folded[index]]
        return list(dict.fromkeys((*own, *chosen, *beside)))

    def _spans(self, wanted: set[str], index: int) -> bool:
        return bool(wanted & self._vocabularies[index - 1] - self._vocabularies[index])

    def closest(self, index: int, quote: str) -> Hit | None:
        """The stretch of whole words of a passage (running into the next) that is most like ``quote``."""
        letters = fold(quote)
        first = self._starts[index]
        last = min(len(self._all), self._end(index) + len(letters))
        aligned = fuzz.partial_ratio_alignment(letters, self._all[first:last])
        if aligned is None or not self._folded[index]:
            return None
        # The shorter side is moved along the longer: a short passage is looked for within a long quote.
        whole = last - first <= len(letters)
        start = first if whole else first + aligned.dest_start
        end = last if whole else first + aligned.dest_end
        return self._measured(letters, start, min(max(end, start + 1), last))

    def _measured(self, letters: str, start: int, end: int) -> Hit | None:
        """Move both ends to the word edges that make the stretch most like ``letters``."""
        reach = max(12, len(letters) // 3)
        starts = self._edges(start, reach, opening=True)
        ends = self._edges(end, reach, opening=False)
        right = min(ends, key=lambda one: abs(one - end), default=end)
        left = max(starts, key=lambda one: fuzz.ratio(letters, self._all[one:right]), default=start)
        right = max(ends, key=lambda one: fuzz.ratio(letters, self._all[left:one]), default=end)
        left = max(starts, key=lambda one: fuzz.ratio(letters, self._all[one:right]), default=left)
        return self._hit(left, right) if left < right else None

    def _edges(self, at: int, reach: int, *, opening: bool) -> list[int]:
        """The word edges within ``reach`` folded letters of ``at``, the nearest first."""
        low, high = max(0, at - reach), min(len(self._all), at + reach)
        edges = []
        for index in range(bisect_right(self._starts, low) - 1, len(self.passages)):
            begin = self._starts[index]
            if begin > high:
                break
            edges += [one for one in self._word_edges(index, opening=opening) if low <= one <= high]
        return sorted(dict.fromkeys(edges), key=lambda one: abs(one - at))[:_MOST_EDGES]

    def _word_edges(self, index: int, *, opening: bool) -> Iterator[int]:
        """Positions among the folded letters where a word of this passage begins (or ends)."""
        text, back, begin = self.passages[index][1], self._map(index), self._starts[index]
        for at, position in enumerate(back):
            before = text[position - 1] if position else " "
            behind = text[position + 1] if position + 1 < len(text) else " "
            if opening and text[position].isalnum() and not before.isalnum():
                yield begin + at
            if not opening and text[position].isalnum() and not behind.isalnum():
                yield begin + at + 1
