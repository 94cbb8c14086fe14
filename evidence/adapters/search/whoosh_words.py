"""How text becomes the terms of the index: folding, stemming, hyphens, numbers, possessives.

The same rules read passages, headings and queries; nothing else in the library may cut words for search.

>>> [unit.terms for unit in units("The council’s co-production")]
[((0, 'the'),), ((0, 'council'),), ((0, 'co'), (1, 'product'), (0, 'coproduct'), (1, 'coproduct'))]
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from whoosh.lang.porter2 import exceptional_forms
from whoosh.lang.porter2 import stem as _porter2

CAPITALS = "^"
"""Marks the term of a word written in capitals, which is indexed beside the plain one."""

_MAX_TERM = 64  # Characters; longer runs are rarely words, and both sides cut alike.
_MAX_PARTS = 4  # A longer chain of hyphens is a code or a rule, not a compound.
_MAX_CAPITALS = 8

_LETTER = r"[^\W\d_]"
_WORD = re.compile(
    rf"{_LETTER}[^\W_]+(?:[-‐‑'’ʼ\u00ad][^\W_]+)*"  # most words, tried first because most are
    rf"|{_LETTER}(?:\.{_LETTER})+\b"  # e.g, N.H.S
    rf"|{_LETTER}\.\d+"  # s.42
    r"|\d+(?:[.,]\d+)+"  # 60.7  1,234
    r"|[^\W_]+(?:[-‐‑'’ʼ\u00ad][^\W_]+)*",
)
_HYPHENS = re.compile(r"[-‐‑]")
_SILENT = re.compile(r"['’ʼ\u00ad]")
_POSSESSIVE = re.compile(r"['’ʼ][sS]$")
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?$")
_AMERICAN = re.compile(r"iz(e|es|ed|er|ers|ing|ation|ations|ational)$")
_FROM_AMERICAN = re.compile(r"is(?:e|es|ed|er|ers|ing|at|ate|ation|ations|ational)?$")
_IRREGULAR = frozenset(exceptional_forms.values())
JOINERS = frozenset(("co", "re", "multi", "non", "pre", "post", "inter", "sub", "anti", "semi", "self"))
"""Prefixes that people write joined, hyphenated or apart: co-production, coproduction, co production."""

STOP_WORDS = frozenset(
    (
        "a",
        "about",
        "an",
        "and",
        "any",
        "are",
        "as",
        "at",
        "be",
        "been",
        "by",
        "can",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "i",
        "in",
        "is",
        "it",
        "its",
        "me",
        "my",
        "of",
        "on",
        "or",
        "our",
        "that",
        "the",
        "their",
        "them",
        "there",
        "they",
        "this",
        "to",
        "was",
        "we",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "will",
        "with",
        "you",
        "your",
    )
)
"""Words that a plain query may miss, as long as it has others; phrases still need them."""


class Unit(NamedTuple):
    """One run of characters and the terms it gives.

    ``terms`` are (offset from its first position, term); ``advance`` is how many positions it takes;
    ``parts`` are its plain terms in order; ``whole`` is the term of the joined compound, if it is one;
    ``forms`` are its words as written, folded but not stemmed; ``joins`` is set when it is a prefix that
    may belong to the next word ("co production").
    """

    terms: tuple[tuple[int, str], ...]
    advance: int
    parts: tuple[str, ...]
    whole: str | None
    forms: tuple[str, ...]
    joins: str | None


def fold(word: str) -> str:
    """Lower case, without accents, apostrophes and soft hyphens."""
    word = _SILENT.sub("", word)
    if not word.isascii():
        decomposed = unicodedata.normalize("NFKD", word)
        word = "".join(c for c in decomposed if not unicodedata.combining(c))
    return word.casefold()[:_MAX_TERM]


@lru_cache(maxsize=100_000)
def stem(folded: str) -> str:
    """The stem of a folded word; numbers and codes stay as they are. American spellings join British ones."""
    if not folded.isalpha() or len(folded) < 3:  # noqa: PLR2004 - the stemmer leaves shorter words alone
        return folded
    stemmed: str = _porter2(_AMERICAN.sub(r"is\1", folded))
    return stemmed or folded


def beginning(term: str) -> str:
    """What every plain ASCII word that has this term begins with, in lower case.

    The stemmer changes at most the last letter of what it leaves, to "e", "i" or the "l" of "bl" ("hoping",
    "hope"; "policy", "polici"; "sensibility", "sensibl"), but for a few irregular words; the American
    spelling changes what follows the "i" of "is" near the end.
    """
    if not term.isalpha():
        return term
    if term in _IRREGULAR:
        return term[0]
    kept = term[:-1] if len(term) > 1 and term.endswith(("e", "i", "bl")) else term
    american = _FROM_AMERICAN.search(term)
    return kept[: american.start() + 1] if american else kept


def _form(folded: str) -> tuple[str, ...]:
    return (folded,) if len(folded) > 2 and not folded.isdigit() else ()  # noqa: PLR2004 - too short to suggest


def _plain(surface: str) -> Unit:
    base = _POSSESSIVE.sub("", surface)
    folded = fold(base)
    term = stem(folded)
    terms: tuple[tuple[int, str], ...] = ((0, term),)
    if base.isupper() and 2 <= len(base) <= _MAX_CAPITALS and base.isalpha():  # noqa: PLR2004 - "I" is no short form
        terms += ((0, CAPITALS + folded),)
    return Unit(terms, 1, (term,), None, _form(folded), folded if folded in JOINERS else None)


def _compound(pieces: list[str]) -> Unit:
    parts = tuple(stem(fold(piece)) for piece in pieces)
    terms = tuple(enumerate(parts))
    whole = None
    forms = tuple(form for piece in pieces for form in _form(fold(piece)))
    if len(parts) <= _MAX_PARTS and any(c.isalpha() for c in pieces[0]):
        joined = fold("".join(pieces))
        whole = stem(joined)
        # At its first and last position, so that phrases find it from both sides.
        terms += ((0, whole), (len(parts) - 1, whole))
        forms += _form(joined)
    return Unit(terms, len(parts), parts, whole, forms, None)


def _number(surface: str) -> Unit:
    if _THOUSANDS.match(surface):
        surface = surface.replace(",", "")
    pieces = re.split(r"[,.]" if surface.count(".") > 1 else ",", surface)
    parts = tuple(piece[:_MAX_TERM] for piece in pieces)
    return Unit(tuple(enumerate(parts)), len(parts), parts, None, (), None)


@lru_cache(maxsize=100_000)
def _unit(surface: str) -> Unit:
    if surface[0].isdigit() and ("." in surface or "," in surface):
        return _number(surface)
    if "." in surface:
        return _plain(surface.replace(".", ""))
    pieces = _HYPHENS.split(surface)
    if len(pieces) == 1:
        return _plain(surface)
    pieces[-1] = _POSSESSIVE.sub("", pieces[-1])
    return _compound(pieces)


def units(text: str) -> list[Unit]:
    """Cut ``text`` into units, in order."""
    return [_unit(surface) for surface in _WORD.findall(text)]


def runs(text: str) -> Iterator[re.Match[str]]:
    """The runs of characters that ``text`` is cut into, in order, with their offsets."""
    return _WORD.finditer(text)


def unit_of(run: str) -> Unit:
    """The unit that one run of characters gives."""
    return _unit(run)


def joined(prefix: str, unit: Unit) -> str | None:
    """The compound of a joining prefix and the unit after it, or ``None``."""
    if len(unit.parts) == 1 and unit.forms:
        return stem((prefix + unit.forms[0])[:_MAX_TERM])
    return None


def term_positions(text: str) -> tuple[dict[str, list[int]], int, set[str]]:
    """Return each term's positions, the number of positions, and the words as written (folded)."""
    found: dict[str, list[int]] = {}
    forms: set[str] = set()
    position = 0
    prefix: str | None = None
    for unit in units(text):
        if prefix is not None:
            if (whole := joined(prefix, unit)) is not None:
                found.setdefault(whole, []).extend((position - 1, position))
            prefix = None
        for offset, term in unit.terms:
            places = found.get(term)
            if places is None:
                found[term] = [position + offset]
            else:
                places.append(position + offset)
        if unit.forms:
            forms.update(unit.forms)
        position += unit.advance
        prefix = unit.joins
    return found, position, forms
