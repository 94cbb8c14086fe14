"""Where in a text the hits of a query stand, by the rules that found them."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from evidence.adapters.search.whoosh_plans import Begins, Lookup, Plan, Run, leaves
from evidence.adapters.search.whoosh_words import Unit, joined, runs, unit_of

Span = tuple[int, int]


class Marker:
    """Finds the hits of one query in any number of texts; a word is looked at once, however often it comes."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._leaves = list(dict.fromkeys(leaves(plans)))
        lookups = {leaf.term for leaf in self._leaves if isinstance(leaf, Lookup)}
        self._wanted = lookups | {term for leaf in self._leaves if isinstance(leaf, Run) for term in leaf.terms}
        self._prefixes = tuple(leaf.prefix for leaf in self._leaves if isinstance(leaf, Begins))
        self._seen: dict[str, _Seen] = {}

    def spans(self, text: str) -> list[Span]:
        """Return the (start, end) character spans of ``text`` that are hit: ascending, none overlapping."""
        starts: list[int] = []
        ends: list[int] = []
        places: defaultdict[str, set[int]] = defaultdict(set)
        found: set[Span] = set()
        prefix: str | None = None
        for run in runs(text):
            word = run.group()
            seen = self._seen.get(word)
            if seen is None:
                seen = self._seen[word] = self._look(unit_of(word))
            position = len(starts)
            if seen.hits:
                for offset, term in seen.terms:
                    places[term].add(position + offset)
                if seen.begins:
                    found.add(run.span())
            if prefix is not None and (whole := joined(prefix, unit_of(word))) in self._wanted and whole is not None:
                places[whole].update((position - 1, position))
            prefix = seen.joins
            for _ in range(seen.advance):
                starts.append(run.start())
                ends.append(run.end())
        for leaf in self._leaves:
            found.update(_placed(leaf, places, starts, ends))
        return _merged(found)

    def _look(self, unit: Unit) -> "_Seen":
        terms = tuple((offset, term) for offset, term in unit.terms if term in self._wanted)
        begins = bool(self._prefixes) and any(form.startswith(self._prefixes) for form in unit.forms or unit.parts)
        return _Seen(bool(terms) or begins, terms, begins, unit.advance, unit.joins)


class _Seen(NamedTuple):
    """What a word has to do with the query: its wanted terms, and whether it begins as wanted."""

    hits: bool
    terms: tuple[tuple[int, str], ...]
    begins: bool
    advance: int
    joins: str | None


def _placed(
    leaf: Lookup | Run | Begins, places: dict[str, set[int]], starts: Sequence[int], ends: Sequence[int]
) -> Iterable[Span]:
    match leaf:
        case Lookup():
            return [(starts[place], ends[place]) for place in places.get(leaf.term, ())]
        case Run():
            first, *others = (places.get(term, set()) for term in leaf.terms)
            whole = (place for place in first if all(place + n in at for n, at in enumerate(others, 1)))
            return [(starts[place], ends[place + len(others)]) for place in whole]
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
