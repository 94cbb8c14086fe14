"""Choosing the sentences of a passage to show: whole where they fit, cut at words where they do not."""

import re
from collections.abc import Iterator, Sequence

_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]*\s+|\n+\s*")


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence or line of ``text`` starts and ends.

    >>> text = "One here. Two there."
    >>> [text[start:end] for start, end in sentences(text)]
    ['One here.', 'Two there.']
    """
    start = 0
    for found in _SENTENCE_END.finditer(text):
        yield from _trimmed(text, start, found.end())
        start = found.end()
    yield from _trimmed(text, start, len(text))


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield start, end


def quote_around(text: str, spans: Sequence[tuple[int, int, float]], longest: int) -> tuple[int, int]:
    """Choose the sentence whose ``spans`` (start, end, weight) weigh most, with the next if it adds and fits.

    Never longer than ``longest``; empty (0, 0) where nothing matched.
    """
    held = [(_weight(spans, start, end), start, end) for start, end in sentences(text)]
    if not spans or not held:
        return 0, 0
    best = max(range(len(held)), key=lambda index: (held[index][0], -index))
    _, start, end = held[best]
    if best + 1 < len(held) and held[best + 1][0] > 0 and held[best + 1][2] - start <= longest:
        end = held[best + 1][2]
    elif best and held[best - 1][0] > 0 and end - held[best - 1][1] <= longest:
        start = held[best - 1][1]
    return (start, end) if end - start <= longest else _cut(text, start, end, spans, longest)


def _weight(spans: Sequence[tuple[int, int, float]], start: int, end: int) -> float:
    return sum(weight for first, last, weight in spans if start <= first and last <= end)


def _cut(text: str, start: int, end: int, spans: Sequence[tuple[int, int, float]], longest: int) -> tuple[int, int]:
    """The stretch of a long sentence that holds most of the matches, from word to word."""
    inside = [first for first, last, _ in spans if start <= first and last <= end and last - first < longest]
    first = max(inside, key=lambda one: _weight(spans, one, one + longest - 40), default=start)
    first = max(start, first - 40)
    while first > start and not text[first - 1].isspace():
        first += 1
        if first >= end:
            first = start
            break
    last = min(end, first + longest)
    if last < end:
        space = max(text.rfind(" ", first, last), text.rfind("\n", first, last))
        last = space if space > first else last
    return first, last
