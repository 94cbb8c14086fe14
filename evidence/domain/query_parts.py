"""The parts of a query: what each means, how it prints, and how parts are put into their simplest shape."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_PLAIN_VALUE = re.compile(r'[^\s"()]+')
EDGES = " \t,;:.!…'’‘`~^|\\/<>[]{}=+#&%$£€@*?-–—_"
"""Punctuation that is no part of a word at either end of it."""


@dataclass(frozen=True, slots=True)
class Word:
    """One word as typed. ``asked`` is set by a question mark after it: all its meanings are wanted.

    ``cased`` matches only words in capitals; it is never typed, only added by expansion.
    """

    text: str
    asked: bool = False
    cased: bool = False

    def __str__(self) -> str:
        return f"{self.text}?" if self.asked else self.text


@dataclass(frozen=True, slots=True)
class Prefix:
    """The beginning of a word."""

    text: str

    def __str__(self) -> str:
        return f"{self.text}*"


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that stand side by side."""

    text: str

    def __str__(self) -> str:
        return f'"{self.text}"'


@dataclass(frozen=True, slots=True)
class FieldTerm:
    """A fact that documents must have: ``field`` is one of the values of ``FIELDS``."""

    field: str
    value: str

    def __str__(self) -> str:
        plain = self.value == self.value.strip(EDGES) and _PLAIN_VALUE.fullmatch(self.value)
        return f"{self.field}:{self.value}" if plain else f'{self.field}:"{self.value}"'


@dataclass(frozen=True, slots=True)
class Not:
    """What documents must not have."""

    part: "Part"

    def __str__(self) -> str:
        return f"-{_inner(self.part)}"


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Alternatives, of which one is enough."""

    parts: "tuple[Part, ...]"

    def __str__(self) -> str:
        return " OR ".join(_inner(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AllOf:
    """Parts that must all match."""

    parts: "tuple[Part, ...]"

    def __str__(self) -> str:
        return " ".join(str(part) for part in self.parts)


@dataclass(frozen=True, slots=True)
class Expanded:
    """What was typed, and what counts as well, each with a weight from 0 to 1. Prints as it was typed."""

    part: "Part"
    others: "tuple[tuple[Part, float], ...]"

    def __str__(self) -> str:
        return str(self.part)


Part = Word | Prefix | Phrase | FieldTerm | Not | AnyOf | AllOf | Expanded


def _inner(part: Part) -> str:
    return f"({part})" if isinstance(part, AllOf | AnyOf) else str(part)


def leaves(part: Part) -> Iterator[Word | Prefix | Phrase | FieldTerm]:
    """Every word, prefix, phrase and field term within ``part`` as typed, without expansions."""
    match part:
        case Not() | Expanded():
            yield from leaves(part.part)
        case AnyOf() | AllOf():
            for inner in part.parts:
                yield from leaves(inner)
        case _:
            yield part


def negated(part: Part) -> Part:
    """The opposite of ``part``."""
    return part.part if isinstance(part, Not) else Not(part)


def simplified(part: Part) -> Part:
    """Without parentheses that change nothing, so that printing and parsing give the same again."""
    match part:
        case Not():
            return negated(simplified(part.part))
        case AnyOf() | AllOf():
            kind = type(part)
            flat: list[Part] = []
            for inner in map(simplified, part.parts):
                flat.extend(inner.parts if isinstance(inner, kind) else [inner])
            return kind(tuple(flat)) if len(flat) > 1 else flat[0]
        case _:
            return part


def without_fields(part: Part) -> Part | None:
    """What is left of ``part`` without its field terms, if anything."""
    match part:
        case FieldTerm():
            return None
        case Not():
            inner = without_fields(part.part)
            return Not(inner) if inner is not None else None
        case AnyOf() | AllOf():
            kept = tuple(inner for inner in map(without_fields, part.parts) if inner is not None)
            return type(part)(kept) if kept else None
        case _:
            return part


def signed_fields(part: Part, *, negative: bool = False) -> Iterator[Part]:
    """The field terms within ``part``, each as it is wanted or not."""
    match part:
        case FieldTerm():
            yield Not(part) if negative else part
        case Not():
            yield from signed_fields(part.part, negative=not negative)
        case AnyOf() | AllOf():
            for inner in part.parts:
                yield from signed_fields(inner, negative=negative)
        case _:
            return
