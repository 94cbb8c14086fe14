"""The library's own query grammar: words, "phrases", -not, OR, prefix*, field:value and parentheses.

What belongs here: reading what people type and printing it back. The sector's abbreviations are added by
``domain/expansions.py``. What a word matches (stems, hyphens, accents) is the index's business; which
documents a field value names is the finding service's.

>>> str(parse('waiting list  -draft kind:policy "direct payments" OR assess*'))
'waiting list -draft kind:policy "direct payments" OR assess*'

Nothing raises: input that makes no sense is read as the nearest thing that does, with a note to show.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from evidence.domain.query_parts import (
    EDGES,
    AllOf,
    AnyOf,
    Expanded,
    FieldTerm,
    Not,
    Part,
    Phrase,
    Prefix,
    Word,
    leaves,
    negated,
    signed_fields,
    simplified,
    without_fields,
)

__all__ = [
    "FIELDS",
    "MAX_DEPTH",
    "MAX_LENGTH",
    "MAX_PARTS",
    "UNCLOSED",
    "AllOf",
    "AnyOf",
    "Expanded",
    "Expansion",
    "FieldTerm",
    "Not",
    "Part",
    "Phrase",
    "Prefix",
    "Query",
    "Word",
    "leaves",
    "parse",
    "reference_key",
]

MAX_LENGTH = 2_000
"""Characters of a query that are read."""
MAX_PARTS = 60
"""Words, phrases and field values of a query that are used."""
UNCLOSED = "A quotation mark was not closed; everything after it was read as one phrase."
"""The note of a query whose last quotation mark has no other."""
MAX_DEPTH = 8
"""Parentheses within parentheses; deeper ones are ignored."""

FIELDS: dict[str, str] = {
    "theme": "theme", "statement": "statement", "qs": "statement", "category": "category", "kind": "kind",
    "type": "kind", "team": "team", "owner": "owner", "year": "year", "currency": "currency",
    "sensitivity": "sensitivity", "label": "label", "status": "status", "ref": "ref", "title": "title",
}  # fmt: skip
"""What may stand before a colon, and the field that it means."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """What was typed, and what it was taken to mean as well."""

    typed: str
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query: parts that must all match. ``notes`` are sentences to show with the answer."""

    parts: tuple[Part, ...] = ()
    notes: tuple[str, ...] = field(default=(), compare=False)
    expanded: tuple[Expansion, ...] = field(default=(), compare=False)

    def __str__(self) -> str:
        return str(AllOf(self.parts))

    @property
    def words(self) -> "Query":
        """The query without its field terms: what the index is asked."""
        return replace(self, parts=tuple(part for part in self.parts if not _has_field(part)))

    @property
    def fields(self) -> tuple[Part, ...]:
        """Its parts that consist of field terms: what narrows the documents first."""
        return tuple(part for part in self.parts if _has_field(part))


def _has_field(part: Part) -> bool:
    return any(isinstance(leaf, FieldTerm) for leaf in leaves(part))


_TOKEN = re.compile(
    r'\s*(?:(?P<open>\()|(?P<close>\))|(?P<minus>-(?=[\w"(]|[^\s"()-][^\s"()]*\w))|(?P<quote>")|(?P<run>[^\s"()]+))'
)
_QUOTES = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "\x00": " "})
_OPERATORS = ("AND", "OR", "NOT")
_NAMED = re.compile(r"([A-Za-z]+):(.*)", re.DOTALL)


def _has_word(text: str) -> bool:
    return any(character.isalnum() for character in text)


class _Parser:
    """Reads a query from left to right, once."""

    def __init__(self, text: str) -> None:
        self.notes: list[str] = []
        text = text.translate(_QUOTES)
        if len(text) > MAX_LENGTH:
            text = text[:MAX_LENGTH]
            self.note(f"Only the first {MAX_LENGTH:,} characters of the query were used.")
        self._text = text
        self._at = 0
        self._used = 0

    def note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def parts(self, depth: int = 0) -> list[Part]:
        """Read parts until the closing parenthesis, or the end at depth 0."""
        found: list[Part] = []
        alternatives = False
        negative = False
        while (token := _TOKEN.match(self._text, self._at)) is not None:
            self._at = token.end()
            kind, run = token.lastgroup, token["run"]
            if kind == "close":
                if depth:
                    break
                continue
            if kind == "minus" or run == "NOT":
                negative = True
                continue
            if run in _OPERATORS[:2]:
                alternatives = run == "OR" and bool(found)
                continue
            part = self._part(token, depth)
            if part is not None:
                _append(found, negated(part) if negative else part, alternatives=alternatives)
            negative = alternatives = False
        return found

    def _part(self, token: "re.Match[str]", depth: int) -> Part | None:
        if token.lastgroup == "open":
            if depth >= MAX_DEPTH:
                return None
            return _all(self.parts(depth + 1))
        self._used += 1
        if self._used > MAX_PARTS:
            self.note(f"Only the first {MAX_PARTS} words of the query were used.")
            self._at = len(self._text)
            return None
        if token.lastgroup == "quote":
            return self._phrase()
        return self._run(token["run"])

    def _quoted(self) -> str:
        end = self._text.find('"', self._at)
        if end < 0:
            self.note(UNCLOSED)
            end = len(self._text)
        text = " ".join(self._text[self._at : end].split())
        self._at = end + 1
        return text

    def _phrase(self) -> Part | None:
        text = self._quoted()
        return Phrase(text) if _has_word(text) else None

    def _run(self, run: str) -> Part | None:
        run = run.lstrip(EDGES)
        named = _NAMED.fullmatch(run)
        if named is not None:
            name, value = named.groups()
            if name.lower() in FIELDS:
                return self._field(FIELDS[name.lower()], value)
            if value:
                self.note(f"There is no field “{name}”; it was searched for as a word.")
        if not _has_word(run):
            return None
        text = run.strip(EDGES)
        ending = run[run.rindex(text) + len(text) :]
        if ending.startswith("*"):
            return Prefix(text)
        return Word(text.lower() if text in _OPERATORS else text, asked=ending.startswith("?"))

    def _field(self, name: str, value: str) -> Part | None:
        if not value and self._text[self._at : self._at + 1] == '"':
            self._at += 1
            value = self._quoted()
        else:
            value = value.strip(EDGES)
        if not _has_word(value):
            self.note(f"“{name}:” had no value and was left out.")
            return None
        return FieldTerm(name, value)


def _append(found: list[Part], part: Part, *, alternatives: bool) -> None:
    if alternatives:
        part = AnyOf((found.pop(), part))
    found.append(part)


def _all(parts: Sequence[Part]) -> Part | None:
    if len(parts) > 1:
        return AllOf(tuple(parts))
    return parts[0] if parts else None


def parse(text: str) -> Query:
    """Read a query. Never raises; whatever could not be read as meant is named in the query's ``notes``.

    >>> parse('"waiting list').notes
    ('A quotation mark was not closed; everything after it was read as one phrase.',)
    >>> parse("(kind:policy OR kind:strategy) carers").words
    Query(parts=(Word(text='carers', asked=False, cased=False),), notes=(), expanded=())
    """
    parser = _Parser(text)
    parts: list[Part] = []
    for part in parser.parts():
        kinds = {isinstance(leaf, FieldTerm) for leaf in leaves(part)}
        if len(kinds) < 2:  # noqa: PLR2004 - only words, or only field terms
            parts.append(part)
            continue
        if not isinstance(part, AllOf):
            # Fields narrow the documents before any word is looked for, so they cannot be one side of a choice.
            parser.note("Fields cannot stand beside words in one choice; every field named must hold.")
        bare = without_fields(part)
        parts += [*([bare] if bare is not None else []), *signed_fields(part)]
    simple = simplified(AllOf(tuple(parts))) if parts else AllOf(())
    return Query(simple.parts if isinstance(simple, AllOf) else (simple,), tuple(parser.notes))


_REFERENCE = re.compile(r"([A-Za-z]{1,4})[-‐‑ ]?0*(\d{1,9})")


def reference_key(text: str) -> tuple[str, int] | None:
    """What makes two ways of writing a document's reference the same, or ``None`` if it is not like one.

    >>> reference_key("e42") == reference_key("E-0042")
    True
    """
    found = _REFERENCE.fullmatch(text.strip())
    return (found[1].upper(), int(found[2])) if found else None
