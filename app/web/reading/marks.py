"""Marking words in a passage: those searched for, and those of a quote that was tagged."""

import re
from collections.abc import Iterable, Sequence

from markupsafe import Markup, escape

from app.wiring import Library
from evidence.domain.expansions import expand
from evidence.domain.queries import parse

Span = tuple[int, int]
_FULL = 0.8
"""Share of the longest line from which on a line goes on in the next."""
_LEAST = 50  # characters; where all lines are short none is full
_ITEM = re.compile(r"\s*(?:[-•–*▪◦]|\d+[.)]|[a-z][.)])\s")


def spans_of(library: Library, words: str, texts: Sequence[str]) -> list[list[Span]]:
    """Return where each text is hit by what was searched for, by the rules that found it: stems and short forms."""
    query = expand(parse(words), library.vocabulary).words
    if not query.parts or not texts:
        return [[] for _ in texts]
    return library.index.marks(query, texts)


def merged(spans: Iterable[Span]) -> list[Span]:
    """Join spans that touch or overlap.

    >>> merged([(5, 9), (0, 2), (8, 12)])
    [(0, 2), (5, 12)]
    """
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start < end:
            found.append((start, end))
    return found


def marked(text: str, spans: Sequence[Span]) -> Markup:
    """Escape a text and put ``<mark>`` around spans that neither touch nor overlap.

    >>> marked("a <b> c", [(2, 5)])
    Markup('a <mark>&lt;b&gt;</mark> c')
    """
    pieces: list[Markup] = []
    at = 0
    for start, end in spans:
        pieces += [escape(text[at:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        at = end
    return Markup("").join([*pieces, escape(text[at:])])


def marked_lines(text: str, spans: Sequence[Span], *, flowing: bool = False) -> tuple[Markup, ...]:
    r"""Return the lines of a text, empty ones left out, each with its part of the marks.

    ``flowing`` joins lines that were only broken because the paper ended: all but the short ones.

    >>> marked_lines("one\n\ntwo three", [(1, 8)])
    (Markup('o<mark>ne</mark>'), Markup('<mark>two</mark> three'))
    """
    lines: list[Markup] = []
    for start, end in _joined(text) if flowing else _lines(text):
        within = [(max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start]
        lines.append(marked(text[start:end], within))
    return tuple(lines)


def _lines(text: str) -> list[Span]:
    found: list[Span] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found.append((start, start + len(line)))
        start += len(line) + 1
    return found


def _joined(text: str) -> list[Span]:
    """Lines, a full one together with the next; a new item of a list begins a new line."""
    lines = _lines(text)
    full = _FULL * max((end - start for start, end in lines), default=0)
    found: list[Span] = []
    goes_on = False
    for start, end in lines:
        if goes_on and not _ITEM.match(text[start:end]):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
        goes_on = end - start >= max(full, _LEAST)
    return found
