"""Adds the sector's abbreviations to a query, both ways: S42 finds "section 42", and the other way round.

The first expansion of an abbreviation is what it stands for and counts nearly as much as what was typed;
the others are related and count half. An ambiguous abbreviation (SAR) is expanded only when asked: by a
question mark after it (``SAR?``) or by ``ambiguous=True``. Case matters only where the vocabulary says so.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from evidence.domain.queries import AllOf, AnyOf, Expanded, Expansion, Not, Part, Phrase, Query, Word
from evidence.domain.vocabulary import Abbreviation, Vocabulary

TRUE_WEIGHT = 0.9
RELATED_WEIGHT = 0.5
MAX_OTHERS = 10
"""Alternatives added to one word or phrase."""

_RUN = re.compile(r"[^\W_]+")
_SHORT_PLURAL = 3


def _key(text: str) -> tuple[str, ...]:
    """The words of ``text``, lower case, without a plural or possessive s."""
    words = _RUN.findall(re.sub(r"['’]s?\b", "", text.casefold()))
    return tuple(w[:-1] if len(w) > _SHORT_PLURAL and w.endswith("s") and not w.endswith("ss") else w for w in words)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One thing that may be typed (an abbreviation or an expansion) and what it adds."""

    short: Abbreviation
    typed: str
    is_short: bool

    def fits(self, typed: str) -> bool:
        """Whether what was typed is meant, where case matters."""
        return not (self.is_short and self.short.case_matters) or typed.strip("?") == self.typed

    def others(self) -> list[tuple[Part, float, str]]:
        """What it adds: the part, its weight, and how it is shown."""
        first, *related = self.short.expansions
        if not self.is_short:
            weight = TRUE_WEIGHT if self.typed == first else RELATED_WEIGHT
            part = Word(self.short.short, cased=self.short.case_matters and self.short.short.isupper())
            others: list[tuple[Part, float, str]] = [(_part(self.short.short, part), weight, self.short.short)]
            if self.typed != first:
                others.append((_part(first), RELATED_WEIGHT, first))
            return others
        return [
            (_part(first), TRUE_WEIGHT, first),
            *((_part(name), RELATED_WEIGHT, name) for name in related),
        ]


def _part(name: str, word: Word | None = None) -> Part:
    return Phrase(name) if " " in name else word or Word(name)


@lru_cache(maxsize=4)
def _entries(abbreviations: tuple[Abbreviation, ...]) -> dict[tuple[str, ...], tuple[_Entry, ...]]:
    found: defaultdict[tuple[str, ...], list[_Entry]] = defaultdict(list)
    for short in abbreviations:
        if short.expansions:
            found[_key(short.short)].append(_Entry(short, short.short, is_short=True))
            for name in short.expansions:
                if _key(name) != _key(short.short):
                    found[_key(name)].append(_Entry(short, name, is_short=False))
    return {key: tuple(entries) for key, entries in found.items() if key}


class _Expander:
    def __init__(self, vocabulary: Vocabulary, *, ambiguous: bool) -> None:
        self._entries = _entries(vocabulary.abbreviations)
        self._longest = max((len(key) for key in self._entries), default=0)
        self._ambiguous = ambiguous
        self.expanded: list[Expansion] = []
        self.notes: list[str] = []

    def sequence(self, parts: Sequence[Part]) -> tuple[Part, ...]:
        """Expand the longest runs of plain words first, then whatever stands alone."""
        done: list[Part] = []
        at = 0
        while at < len(parts):
            taken, part = self._run(parts, at)
            done.append(part)
            at += taken
        return tuple(done)

    def _run(self, parts: Sequence[Part], at: int) -> tuple[int, Part]:
        words: list[Word] = []
        for part in parts[at : at + self._longest]:
            if not isinstance(part, Word):
                break
            words.append(part)
        for length in range(len(words), 0, -1):
            run = words[:length]
            original: Part = AllOf(tuple(run)) if length > 1 else run[0]
            expanded = self._expanded(original, " ".join(w.text for w in run), asked=run[-1].asked)
            if expanded is not None:
                return length, expanded
        return 1, self._alone(parts[at])

    def _alone(self, part: Part) -> Part:
        match part:
            case AllOf():
                return AllOf(self.sequence(part.parts))
            case AnyOf():
                return AnyOf(tuple(self.sequence([inner])[0] for inner in part.parts))
            case Phrase():
                return self._expanded(part, part.text, asked=False) or part
            case Not():
                return part  # What is excluded is excluded as typed.
            case _:
                return part

    def _expanded(self, original: Part, typed: str, *, asked: bool) -> Part | None:
        others: dict[Part, tuple[float, str]] = {}
        base = original
        for entry in self._entries.get(_key(typed), ()):
            if not entry.fits(typed):
                continue
            if entry.short.ambiguous and not (asked or self._ambiguous):
                if entry.is_short:
                    self._explain(entry.short)
                continue
            if entry.is_short and entry.short.case_matters and isinstance(original, Word) and typed.isupper():
                base = replace(original, cased=True)
            for part, weight, shown in entry.others():
                if _key(shown) != _key(typed) and weight > others.get(part, (0.0, ""))[0]:
                    others[part] = (weight, shown)
        if not others:
            return None
        kept = sorted(others.items(), key=lambda item: -item[1][0])[:MAX_OTHERS]
        self.expanded.append(Expansion(typed, tuple(shown for _, (_, shown) in kept)))
        return Expanded(base, tuple((part, weight) for part, (weight, _) in kept))

    def _explain(self, short: Abbreviation) -> None:
        meanings = " or ".join(f"“{name}”" for name in short.expansions)
        self.notes.append(f"{short.short} may mean {meanings}. Write {short.short}? to search for these as well.")


def expand(query: Query, vocabulary: Vocabulary, *, ambiguous: bool = False) -> Query:
    """Add what the abbreviations and phrases in ``query`` also mean; the query prints as before.

    ``expanded`` of the answer names what was taken to mean what; its notes explain ambiguous abbreviations
    that were left alone.
    """
    expander = _Expander(vocabulary, ambiguous=ambiguous)
    parts = expander.sequence(query.parts)
    return replace(
        query,
        parts=parts,
        notes=(*query.notes, *expander.notes),
        expanded=(*query.expanded, *expander.expanded),
    )
