"""Cutting text into passages, and cleaning it: the same for every format.

A passage holds whole paragraphs or rows up to about 300 words and never crosses a page, slide, sheet or
heading. Words are never lost, glued or cut.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from evidence.readings import Passage

TARGET_WORDS = 300
MOST_WORDS = 400
_LONGEST_WORD = 1_000  # characters; a longer run without a space is no word and would burst an index
_CHARACTERS_A_WORD = 24  # far above any language's mean, so only unusual text is measured by its length
_LONGEST_LOCATOR = 120  # characters of a heading or sheet name shown in a locator

_LINE_ENDS = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Control characters, zero-width space, byte order mark, lone surrogates and non-characters.
_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\ufeff\ufffe\uffff\ud800-\udfff]")
_BIDI = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\u00ad]")
_SYMBOLS = str.maketrans(dict.fromkeys("\uf0b7\uf0a7\uf0d8\uf076\uf0fc", "•"))  # list marks of symbol fonts
_SPACES = re.compile(r"[^\S\n]+")
_BLANK_LINES = re.compile(r"\n{2,}")
_SENTENCE_END = re.compile(r"(?<=[.!?;:])\s+|(?<=[.!?][\"'”’)\]])\s+|\n")


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, row or heading.

    ``level`` is a heading's depth from 1, None for body text. ``first`` and ``last`` are line, row or
    paragraph numbers from 1, where they mean something.
    """

    text: str
    level: int | None = None
    first: int = 0
    last: int = 0


def tidy(text: str) -> str:
    """Return ``text`` without control characters, with single spaces, no blank lines and no outer space."""
    text = _LINE_ENDS.sub("\n", text)
    text = _BIDI.sub("", _UNWANTED.sub(" ", text)).translate(_SYMBOLS)
    text = _SPACES.sub(" ", text).replace(" \n", "\n").replace("\n ", "\n")
    return _BLANK_LINES.sub("\n", text).strip()


def one_line(text: str, longest: int = _LONGEST_LOCATOR) -> str:
    """Return ``text`` tidy on one line, cut at a word to ``longest`` characters with an ellipsis."""
    flat = " ".join(tidy(text).split())
    if len(flat) <= longest:
        return flat
    return flat[: longest - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def row_text(cells: Iterable[str]) -> str:
    """Return one line for a table row, its cells separated by bars, without the empty ones at the end."""
    flat = [" ".join(tidy(cell).split()) for cell in cells]
    while flat and not flat[-1]:
        flat.pop()
    return " | ".join(flat).lstrip(" |")


def weigh(text: str) -> int:
    """Return the size of ``text`` in words; runs of very long words count as more."""
    return max(len(text.split()), len(text) // _CHARACTERS_A_WORD)


def pack(
    blocks: Iterable[Block],
    locate: Callable[[int, int], str],
    *,
    page: int | None = None,
    heading: str | None = None,
    repeat: str = "",
) -> Iterator[Passage]:
    """Yield passages of whole ``blocks``, in order, all of one page, slide, sheet or section.

    ``locate`` turns the first and last numbers of a passage into its locator. ``repeat`` (a table's header
    row) opens every passage but the first.
    """
    held: list[Block] = []
    words = 0
    lead = ""
    for block in _bounded(blocks):
        more = weigh(block.text)
        if held and words + more > TARGET_WORDS:
            yield _passage(held, lead, locate, page=page, heading=heading)
            held, words, lead = [], 0, repeat
        held.append(block)
        words += more
    if held:
        yield _passage(held, lead, locate, page=page, heading=heading)


def sections(blocks: Iterable[Block], *, unnumbered: str, counted: str) -> Iterator[Passage]:
    """Yield passages that never cross a heading; text under a heading is located by it.

    Text before the first heading is located by ``counted`` ("lines", "paragraphs") and its numbers, or by
    ``unnumbered`` where the blocks carry no numbers. A heading opens its first passage, so that its words
    are found too; a title directly above a lesser heading stays with it.
    """
    held: list[Block] = []
    heading: str | None = None
    lowest = 0
    for block in blocks:
        if block.level is not None:
            only_titles = held and all(one.level is not None for one in held)
            if not (only_titles and block.level > lowest):
                yield from pack(held, _section_locator(heading, unnumbered, counted), heading=heading)
                held = []
            heading, lowest = one_line(block.text, 200).rstrip(" :-") or None, block.level
        held.append(block)
    yield from pack(held, _section_locator(heading, unnumbered, counted), heading=heading)


def at(locator: str) -> Callable[[int, int], str]:
    """Return a ``locate`` that always says ``locator``."""
    return lambda _first, _last: locator


def span(counted: str, first: int, last: int) -> str:
    """Return "rows 2-14", or "row 2" for a single one."""
    return f"{counted} {first}-{last}" if last > first else f"{counted.removesuffix('s')} {first}"


def _section_locator(heading: str | None, unnumbered: str, counted: str) -> Callable[[int, int], str]:
    if heading is not None:
        return at(f"section {one_line(heading)}")
    return lambda first, last: span(counted, first, last) if first else unnumbered


def _passage(
    held: Sequence[Block],
    lead: str,
    locate: Callable[[int, int], str],
    *,
    page: int | None,
    heading: str | None,
) -> Passage:
    lines = [lead, *(block.text for block in held)] if lead else [block.text for block in held]
    return Passage(locate(held[0].first, held[-1].last), "\n".join(lines), page, heading)


def _bounded(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks tidy, without empty ones, those over the hard bound cut into smaller ones."""
    for block in blocks:
        text = tidy(block.text)
        if len(text) > MOST_WORDS and weigh(text) > MOST_WORDS:
            for part in _cut(text):
                yield replace(block, text=part)
        elif text:
            yield replace(block, text=text)


def _cut(text: str) -> Iterator[str]:
    """Cut a long paragraph at the ends of sentences, or of words where a sentence is too long itself."""
    held: list[str] = []
    words = 0
    for sentence in _SENTENCE_END.split(text):
        for part in _short(sentence):
            more = weigh(part)
            if held and words + more > TARGET_WORDS:
                yield " ".join(held)
                held, words = [], 0
            held.append(part)
            words += more
    if held:
        yield " ".join(held)


def _short(sentence: str) -> Iterator[str]:
    """Cut one sentence into parts of at most the bound, between words."""
    if len(sentence) <= MOST_WORDS:  # characters: so few cannot be too many words
        if sentence.strip():
            yield " ".join(sentence.split())
        return
    held: list[str] = []
    room = MOST_WORDS
    for word in chain.from_iterable(map(_pieces, sentence.split())):
        more = max(1, len(word) // _CHARACTERS_A_WORD)
        if held and more > room:
            yield " ".join(held)
            held, room = [], MOST_WORDS
        held.append(word)
        room -= more
    if held:
        yield " ".join(held)


def _pieces(word: str) -> list[str]:
    return [word[at : at + _LONGEST_WORD] for at in range(0, len(word), _LONGEST_WORD)]
