"""The piece of a passage to show: around the densest hits, escaped, with the hits marked."""

from collections.abc import Sequence
from html import escape

LENGTH = 260
"""Characters of text in a snippet, about."""
_LEAD = 40  # Characters shown before the first hit.
_ON, _OFF, _UNREADABLE = "\x02\x03\ufffd"


def snippet(text: str, marks: Sequence[tuple[int, int]], *, length: int = LENGTH) -> str:
    """Return HTML: the escaped text around the most hits, each within ``<mark>``.

    ``marks`` are (start, end) spans, ascending, none overlapping. Takes time linear in the text.

    >>> snippet("Waiting lists <b>fell</b>", [(0, 7), (8, 13)])
    '<mark>Waiting</mark> <mark>lists</mark> &lt;b&gt;fell&lt;/b&gt;'
    """
    start, end = _window(text, marks, length)
    pieces = []
    at = start
    for first, last in marks:
        if first < start or last > end:
            continue
        pieces += [_plain(text[at:first]), _ON, _plain(text[first:last]), _OFF]
        at = last
    pieces.append(_plain(text[at:end]))
    shown = escape(_spaced("".join(pieces))).replace(_ON, "<mark>").replace(_OFF, "</mark>")
    return f"{'… ' if start else ''}{shown}{' …' if end < len(text) else ''}"


def _plain(text: str) -> str:
    """The text without the two characters that stand for the tags until all is escaped."""
    return text if text.isprintable() else text.replace(_ON, _UNREADABLE).replace(_OFF, _UNREADABLE)


def _window(text: str, marks: Sequence[tuple[int, int]], length: int) -> tuple[int, int]:
    """The densest stretch of about ``length`` characters, widened to whole words."""
    best, best_count, first = 0, 0, 0
    for last, (_, end) in enumerate(marks):
        while end - marks[first][0] > length - _LEAD and first < last:
            first += 1
        if last - first + 1 > best_count:
            best, best_count = first, last - first + 1
    start = max(0, marks[best][0] - _LEAD) if marks else 0
    if len(text) - start < length:
        start = max(0, len(text) - length)
    longest_mark = marks[best][1] if marks else 0
    return _word_start(text, start), _word_end(text, max(start + length, longest_mark))


def _word_start(text: str, at: int) -> int:
    if at == 0:
        return 0
    space = text.find(" ", at, at + _LEAD)
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    if at >= len(text):
        return len(text)
    space = text.find(" ", at, at + _LEAD)
    return space if space >= 0 else at


def _spaced(text: str) -> str:
    """One space for each run of white space, so that lines and table cells read on."""
    single = " ".join(text.split())
    if not single:
        return " " if text else ""
    return (" " if text[0].isspace() else "") + single + (" " if text[-1].isspace() else "")
