"""Finding quoted words again: in a new version of a document, or as somebody typed them.

Words are compared folded: without white space, quotation marks, hyphens and dashes, and in one case. So a
quote survives another line break, a word cut at a line's end, curly quotes for straight ones; a changed
letter or figure does not pass unnoticed. What is handed back is always the document's own writing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TypeAlias

from rapidfuzz import fuzz

from evidence.domain.anchoring_text import Hit, Words, fold, trimmings
from evidence.domain.tags import Anchoring

CONTEXT = 80
"""Characters kept on each side of a quote, to tell it from the same words elsewhere."""
CHANGED_AT = 0.75
"""From here on words are the same quote, edited: at most a quarter of the letters differ. Unrelated English
sentences of one length share about half of their letters in order, so there is a clear gap between."""
CHANGED_IN_PLACE_AT = 0.55
"""Enough where what stands before and after is still the same: the sentence was rewritten where it stood."""
SAME_CONTEXT = 0.85
_SHORT = 16  # letters; so short a quote is like too many others to be recognised without its context
_MOST_HITS = 400  # a quote found more often says nothing; the nearest few hundred decide
_STOPS = frozenset(".,;:!?%)")
_ENOUGH_CONTEXT = 24  # letters that tell a place in a document; a side is shorter only at a passage's end
_MARKUP = re.compile(r"\*\*|__|</?[A-Za-z][^<>]{0,40}>")
_TRIED = 6  # passages compared letter by letter


@dataclass(frozen=True, slots=True)
class Anchor:
    """The exact words tagged and what stood around them."""

    quote: str
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What became of a quote.

    ``start`` is counted in the passage ``place`` and ``end`` in the passage ``end_place``, which is the next
    one where a quote runs over a passage's end. ``text`` is the document's own words from start to end.
    ``similarity`` is 1.0 for the same words; ``times`` says how often they occur.
    """

    outcome: Anchoring
    place: int | None = None
    start: int | None = None
    end: int | None = None
    text: str | None = None
    similarity: float = 0.0
    end_place: int | None = None
    times: int = 0


LOST = Found("lost")
Passages: TypeAlias = Sequence[tuple[int, str]] | Words
"""Place and text of each passage in reading order; make ``Words`` of them once to look for many quotes."""


def anchor_of(text: str, start: int, end: int) -> Anchor:
    """Take ``text[start:end]`` with what stands around it.

    >>> anchor_of("People wait too long for reviews.", 7, 20)
    Anchor(quote='wait too long', before='People ', after=' for reviews.')
    """
    return Anchor(text[start:end], text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT])


def find(anchor: Anchor, passages: Passages, *, place: int | None) -> Found:
    r"""Find the words of ``anchor`` in ``passages``, which once stood in the passage ``place``.

    ``kept``: the same words at the same place. ``moved``: the same words in another passage; what stands
    around them decides between several. ``changed``: nearly the same words. ``lost``: nothing close enough.
    Where ``place`` is not known, the same words anywhere are kept.

    >>> anchor = anchor_of("People wait too long for reviews.", 0, 32)
    >>> find(anchor, [(0, "New words."), (1, "People wait too\nlong for reviews.")], place=0).outcome
    'moved'
    >>> find(anchor, [(0, "People wait far too long for reviews.")], place=0).text
    'People wait far too long for reviews'
    >>> find(anchor, [(0, "Something else altogether.")], place=0).outcome
    'lost'
    """
    words = _folded(passages)
    if not fold(anchor.quote):
        return _find_bare(anchor.quote, words.passages, place)
    hits = list(islice(_whole(words, anchor, words.hits(anchor.quote, near=place)), _MOST_HITS))
    if hits:
        best = max(hits, key=lambda hit: _rank(words, anchor, hit, place))
        outcome: Anchoring = "kept" if place in (None, best.place) else "moved"
        return _found(words, best, outcome, anchor.quote, 1.0, len(hits))
    return _changed(words, anchor, place)


def locate_quote(quote: str, passages: Passages) -> Found:
    """Find words as a person typed them; ``kept`` or ``lost``, with the document's own writing in ``text``.

    Case, white space, dashes and the shape of quotation marks do not matter; neither do quotation marks
    and full stops around the whole, nor marks of bold type or HTML tags copied along. Only whole words are
    found. The first place wins; ``times`` tells of more.

    >>> locate_quote('"people WAIT - too long".', [(4, "So: people wait – too  long, we heard.")]).text
    'people wait – too  long'
    """
    words = _folded(passages)
    plain = _MARKUP.sub("", quote)
    for typed in dict.fromkeys((quote.strip(), plain.strip(), plain.strip(" \n\t.,;:!?…\"'“”‘’«»()[]"))):
        if fold(typed):
            hits = list(islice(_whole(words, Anchor(typed), words.hits(typed)), _MOST_HITS))
            if hits:
                return _found(words, hits[0], "kept", typed, 1.0, len(hits))
    return LOST


def near_misses(quote: str, passages: Passages, *, limit: int = 2) -> list[Found]:
    """The words most like ``quote``, best first, to name in the message that it was not found.

    Empty where nothing shares half of its letters.

    >>> [near.text for near in near_misses("People weight too long", [(0, "We know: people wait too long.")])]
    ['people wait too long']
    """
    if not fold(quote):
        return []
    words = _folded(passages)
    near: dict[tuple[int, int, int], Found] = {}
    for hit, similarity, _ in _alike(words, quote, None):
        if similarity >= CHANGED_IN_PLACE_AT:
            near.setdefault((hit.index, hit.start, hit.end), _found(words, hit, "changed", quote, similarity, 1))
    return sorted(near.values(), key=lambda one: -one.similarity)[:limit]


def _folded(passages: Passages) -> Words:
    return passages if isinstance(passages, Words) else Words(passages)


def _find_bare(quote: str, passages: Sequence[tuple[int, str]], place: int | None) -> Found:
    """Find a quote without any word in it (a dash, white space) exactly as it is, in its own place only."""
    for at, text in passages:
        if at == place or place is None:
            start = text.find(quote)
            if quote and start >= 0:
                return Found("kept", at, start, start + len(quote), quote, 1.0, at, 1)
    return LOST


def _whole(words: Words, anchor: Anchor, hits: Iterable[Hit]) -> Iterator[Hit]:
    """Only hits that begin and end with a word where the quote did: "SAR" is not in "necessary"."""
    opens = not (anchor.before[-1:].isalnum() and anchor.quote[:1].isalnum())
    closes = not (anchor.after[:1].isalnum() and anchor.quote[-1:].isalnum())
    for hit in hits:
        if (not opens or words.opens(hit)) and (not closes or words.closes(hit)):
            yield hit


def _rank(words: Words, anchor: Anchor, hit: Hit, place: int | None) -> tuple[float, bool, int, int]:
    """Order hits: by their surroundings, within one passage, by nearness to the old place, the first."""
    away = abs(hit.place - place) if place is not None else 0
    context = _context(words, anchor, hit)
    whole = hit.index == hit.end_index
    return round(context or 0.0, 2), whole, -away, -hit.start


def _context(words: Words, anchor: Anchor, hit: Hit) -> float | None:
    """How alike the surroundings are, from 0 to 1; ``None`` where the anchor had none."""
    before, after = fold(anchor.before), fold(anchor.after)
    total = len(before) + len(after)
    if not total:
        return None
    found_before, found_after = words.around(hit, len(before), len(after))
    alike = fuzz.ratio(before, found_before) * len(before) + fuzz.ratio(after, found_after) * len(after)
    return alike / total / 100


def _changed(words: Words, anchor: Anchor, place: int | None) -> Found:
    """The words most like the quote, surroundings counting a quarter, where they are close enough."""
    best: tuple[float, float, Hit] | None = None
    short = len(fold(anchor.quote)) < _SHORT
    for hit, similarity, enclosed in (*_enclosed(words, anchor), *_alike(words, anchor.quote, place)):
        context = _context(words, anchor, hit)
        stays = enclosed or (context is not None and context >= SAME_CONTEXT)
        least = CHANGED_IN_PLACE_AT if stays else CHANGED_AT
        if not (enclosed and short) and (similarity < least or (short and not stays)):
            continue
        value = (
            similarity + (context or 0.0) / 4 + (0.05 if enclosed else 0.0) + (0.01 if hit.place == place else 0.0)
        )
        if best is None or value > best[0]:
            best = (value, similarity, hit)
    if best is None:
        return LOST
    return _found(words, best[2], "changed", anchor.quote, best[1], 1)


def _enclosed(words: Words, anchor: Anchor) -> Iterator[tuple[Hit, float, bool]]:
    """What now stands between the words that stood around the quote."""
    before, after = fold(anchor.before)[-_ENOUGH_CONTEXT:], fold(anchor.after)[:_ENOUGH_CONTEXT]
    if len(before) + len(after) < _ENOUGH_CONTEXT:
        return
    letters = fold(anchor.quote)
    for hit in islice(words.enclosed(before, after, 2 * len(letters) + _SHORT), _TRIED):
        yield hit, _similarity(letters, words, hit), True


def _similarity(letters: str, words: Words, hit: Hit) -> float:
    return min(round(fuzz.ratio(letters, fold(words.text(hit))) / 100, 3), 0.999)


def _alike(words: Words, quote: str, place: int | None) -> Iterator[tuple[Hit, float, bool]]:
    """For each passage that shares most of the quote's words, the stretch most like it."""
    letters = fold(quote)
    for index in words.sharing(quote, near=place, limit=_TRIED):
        hit = words.closest(index, quote)
        if hit is not None:
            yield hit, _similarity(letters, words, hit), False


def _found(words: Words, hit: Hit, outcome: Anchoring, quote: str, similarity: float, times: int) -> Found:
    start, end = words.raw(hit)
    lead, tail = trimmings(quote)
    first, last = words.passages[hit.index][1], words.passages[hit.end_index][1]
    if lead and first[:start].endswith(lead):
        start -= len(lead)
    if tail and last[end:].startswith(tail):
        end += len(tail)
    stop = quote[-1:]  # changed words are measured from word to word, without the full stop behind them
    if stop in _STOPS and last[end - 1 : end] != stop and last[end : end + 1] == stop:
        end += 1
    text = words.between(hit.index, start, hit.end_index, end)
    end_place = words.passages[hit.end_index][0]
    return Found(outcome, hit.place, start, end, text, similarity, end_place, times)
