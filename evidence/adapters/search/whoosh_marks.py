"""Where in a text the hits of a query stand, by the rules that found them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from evidence.adapters.search.whoosh_plans import Begins, Lookup, Plan, Run, leaves
from evidence.adapters.search.whoosh_words import CAPITALS, JOINERS, joined, runs, unit_of

Span = tuple[int, int]


class Marker:
    """Finds the hits of one query in any number of texts; a word is looked at once, however often it comes."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._leaves = list(dict.fromkeys(leaves(plans)))
        lookups = {leaf.term for leaf in self._leaves if isinstance(leaf, Lookup)}
        self._wanted = lookups | {term for leaf in self._leaves if isinstance(leaf, Run) for term in leaf.terms}
        self._prefixes = tuple(leaf.prefix for leaf in self._leaves if isinstance(leaf, Begins))
        self._initials = {term.removeprefix(CAPITALS)[:1] for term in (*self._wanted, *self._prefixes)}
        self._seen: dict[str, _Seen | None] = {}

    def spans(self, text: str) -> list[Span]:
        """Return the (start, end) character spans of ``text`` that are hit: ascending, none overlapping."""
        at: dict[int, Span] = {}
        places: defaultdict[str, set[int]] = defaultdict(set)
        found: set[Span] = set()
        position = 0
        prefix: str | None = None
        for run in runs(text):
            word = run.group()
            seen = self._seen[word] if word in self._seen else self._look(word)
            if seen is None and prefix is None:
                position += 1
                continue
            if prefix is not None and (whole := joined(prefix, unit_of(word))) in self._wanted and whole is not None:
                places[whole].update((position - 1, position))
                at[position] = run.span()
            prefix = None
            if seen is None:
                position += 1
                continue
            for offset, term in seen.terms:
                places[term].add(position + offset)
            if seen.begins:
                found.add(run.span())
            at.update(dict.fromkeys(range(position, position + seen.advance), run.span()))
            position += seen.advance
            prefix = seen.joins
        for leaf in self._leaves:
            found.update(_placed(leaf, places, at))
        return _merged(found)

    def _look(self, word: str) -> "_Seen | None":
        """What ``word`` has to do with the query; kept for the next time it comes."""
        # No rule changes the first letter of a plain word, so most words need no stem.
        if (
            word[0].lower() not in self._initials
            and word.isascii()
            and word.isalpha()
            and word.lower() not in JOINERS
        ):
            self._seen[word] = None
            return None
        unit = unit_of(word)
        wanted = self._wanted
        terms = tuple(entry for entry in unit.terms if entry[1] in wanted)
        begins = bool(self._prefixes) and any(form.startswith(self._prefixes) for form in unit.forms or unit.parts)
        plain = not (terms or begins or unit.joins) and unit.advance == 1
        seen = self._seen[word] = None if plain else _Seen(terms, begins, unit.advance, unit.joins)
        return seen


class _Seen(NamedTuple):
    """Its wanted terms, whether it begins as wanted, the positions it takes, and what it may join."""

    terms: tuple[tuple[int, str], ...]
    begins: bool
    advance: int
    joins: str | None


def _placed(leaf: Lookup | Run | Begins, places: dict[str, set[int]], at: dict[int, Span]) -> Iterable[Span]:
    match leaf:
        case Lookup():
            return [at[place] for place in places.get(leaf.term, ())]
        case Run():
            first, *others = (places.get(term, set()) for term in leaf.terms)
            whole = (place for place in first if all(place + n in held for n, held in enumerate(others, 1)))
            return [(at[place][0], at[place + len(others)][1]) for place in whole]
        case Begins():
            return []


def _merged(found: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
