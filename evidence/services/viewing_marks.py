"""Where on a page the words searched for, or the words of a quote, stand: boxes from the page's words."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate

from evidence.readings import Box, PageWords, Word

Span = tuple[int, int]
_SAME_LINE = 0.5
"""Two boxes are of one line when they share this much of the lower one's height."""
_GAP = 2.0
"""Heights of a line that may lie between two words that are marked as one."""


class PageText:
    """A page's words as one text, and the way back from its characters to the words' boxes.

    >>> old, age = Word("old", (Box(0, 0, 0.1, 0.1),)), Word("age", (Box(0.2, 0, 0.3, 0.1),))
    >>> page = PageText(PageWords(100, 100, (old, age)))
    >>> page.text, page.boxes([(4, 7)])
    ('old age', [Box(x0=0.2, y0=0, x1=0.3, y1=0.1)])
    """

    def __init__(self, page: PageWords) -> None:
        self._words: Sequence[Word] = page.words
        self.text = " ".join(word.text for word in page.words)
        self._starts = [0, *accumulate(len(word.text) + 1 for word in page.words)]

    def boxes(self, spans: Iterable[Span]) -> list[Box]:
        """Return a box for each line of each span of characters, in order; a word touched is marked whole."""
        found: list[Box] = []
        for start, end in spans:
            first = max(0, bisect_right(self._starts, start) - 1)
            last = bisect_left(self._starts, end)
            found += _lines(box for word in self._words[first:last] for box in word.boxes)
        return list(dict.fromkeys(found))


def _lines(boxes: Iterable[Box]) -> list[Box]:
    lines: list[Box] = []
    for box in boxes:
        if lines and _follows(lines[-1], box):
            held = lines[-1]
            lines[-1] = Box(held.x0, min(held.y0, box.y0), box.x1, max(held.y1, box.y1))
        else:
            lines.append(box)
    return lines


def _follows(one: Box, other: Box) -> bool:
    lower = min(one.y1 - one.y0, other.y1 - other.y0)
    shared = min(one.y1, other.y1) - max(one.y0, other.y0)
    return shared >= _SAME_LINE * lower and one.x0 <= other.x0 <= other.x1 and other.x0 - one.x1 <= _GAP * lower
