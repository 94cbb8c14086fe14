"""Where in a text the hits of a query stand, by the rules that found them.

``read`` cuts a whole text and is what defines the answer. ``Marker`` gives the same answer without cutting
the whole text: it cuts only the stretches between white space in which a hit may stand. No run of characters
that makes a term spans white space, so a stretch cut by itself gives the terms it gives in its text.

Which stretches those are follows from how terms are made. A run of plain letters and digits gives one term,
and begins with all but the last letters of its term (``beginning``). Every other stretch, one with
punctuation before a letter or with a character that is not ASCII, is cut and looked at. Phrases, and
compounds written apart ("co production"), are looked for with their neighbours.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from evidence.adapters.search.whoosh_plans import Begins, Lookup, Plan, Run, leaves
from evidence.adapters.search.whoosh_words import CAPITALS, JOINERS, beginning, joined, runs, unit_of

Span = tuple[int, int]

_FOREIGN = re.compile(r"[^\x00-\x7f]+")
_WORD = "[a-z0-9]"
_APART = "[^a-z0-9]+"


class Marker:
    """Finds the hits of one query in any number of texts; a stretch is cut once, however often it comes."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self._leaves = list(dict.fromkeys(leaves(plans)))
        self._runs = [leaf for leaf in self._leaves if isinstance(leaf, Run)]
        self._lookups = lookups = {leaf.term for leaf in self._leaves if isinstance(leaf, Lookup)}
        prefixes = tuple(leaf.prefix for leaf in self._leaves if isinstance(leaf, Begins))
        in_runs = {term for leaf in self._runs for term in leaf.terms}
        self.wanted = _Wanted(frozenset(lookups | in_runs), prefixes)
        plain = {beginning(term) for term in lookups if not term.startswith(CAPITALS)} | set(prefixes)
        self._plain = _shortest(plain)
        self._capitals = _shortest(
            {term.removeprefix(CAPITALS).upper() for term in lookups if term.startswith(CAPITALS)}
        )
        self._phrases = [re.compile(_phrase(leaf.terms)) for leaf in self._runs]
        joiners = sorted({j for j in JOINERS for term in self.wanted.terms if term.startswith(j) and term != j})
        self._joiners = [re.compile(f"{joiner}(?!{_WORD})") for joiner in joiners]
        self._reach = 2 + max((len(leaf.terms) for leaf in self._runs), default=0)
        self._apart = bool(self._runs or joiners)
        self._seen: dict[str, _Stretch] = {}

    def spans(self, text: str) -> list[Span]:
        """Return the (start, end) character spans of ``text`` that are hit: ascending, none overlapping."""
        low = text.lower()
        if len(low) != len(text):
            return read(text, self._leaves, self.wanted)
        low = low.replace("\n", " ").replace("\t", " ")
        found: set[Span] = set()
        anchors: list[int] = []
        for key in self._plain:
            self._find(key, low, text, low, found)
        for key in self._capitals:
            self._find(key, text, text, low, found)
        self._odd(text, low, found, anchors)
        if self._apart:
            self._across(text, low, found, anchors)
        return _merged(found)

    def _find(self, key: str, where: str, text: str, low: str, found: set[Span]) -> None:
        """Look at each stretch with a word that begins with ``key``; no word begins right after a letter."""
        at = where.find(key)
        while at >= 0:
            if at and where[at - 1].isalpha():
                at = where.find(key, at + 1)
                continue
            start, end = _stretch(low, at)
            for first, last in self._cut(text[start:end]).spans:
                found.add((start + first, start + last))
            at = where.find(key, end)

    def _odd(self, text: str, low: str, found: set[Span], anchors: list[int]) -> None:
        """Look at each stretch that may be anything but plain words."""
        end = -1
        for at in _odd_places(low):
            if at < end:
                continue
            start, end = _stretch(low, at)
            seen = self._cut(text[start:end])
            for first, last in seen.spans:
                found.add((start + first, start + last))
            if seen.counts:
                anchors.append(start)

    def _across(self, text: str, low: str, found: set[Span], anchors: list[int]) -> None:
        """Look for phrases, and for compounds written apart, around everything they may have a part in."""
        for phrase in self._phrases:
            anchors += [match.start() for match in phrase.finditer(low)]
        for joiner in self._joiners:
            anchors += [m.start() for m in joiner.finditer(low) if not (m.start() and low[m.start() - 1].isalnum())]
        for start, end in _widened(low, sorted(anchors), self._reach):
            spans = read(text[start:end], self._leaves, self.wanted)
            found.update((start + first, start + last) for first, last in spans)

    def _cut(self, stretch: str) -> "_Stretch":
        seen = self._seen.get(stretch)
        if seen is not None:
            return seen
        if stretch.isascii() and stretch.isalnum():
            word = self.wanted.look(stretch)
            hit = word is not None and (word.begins or any(term in self._lookups for _, term in word.terms))
            seen = _Stretch([(0, len(stretch))] if hit else [], counts=hit)
        else:
            looked = (self.wanted.look(run.group()) for run in runs(stretch)) if self._apart else ()
            counts = any(word is not None and (word.terms or word.joins) for word in looked)
            seen = _Stretch(read(stretch, self._leaves, self.wanted), counts)
        self._seen[stretch] = seen
        return seen


class _Stretch(NamedTuple):
    """The hits within a stretch, and whether it may have a part in one that reaches beyond it."""

    spans: list[Span]
    counts: bool


class _Seen(NamedTuple):
    """Its wanted terms, whether it begins as wanted, the positions it takes, and what it may join."""

    terms: tuple[tuple[int, str], ...]
    begins: bool
    advance: int
    joins: str | None


class _Wanted:
    """The terms and beginnings that a query asks for; a word is looked at once, however often it comes."""

    def __init__(self, terms: frozenset[str], prefixes: tuple[str, ...]) -> None:
        self.terms = terms
        self._prefixes = prefixes
        self._initials = {term.removeprefix(CAPITALS)[:1] for term in (*terms, *prefixes)}
        self._known: dict[str, _Seen | None] = {}

    def look(self, word: str) -> _Seen | None:
        """What a run of characters has to do with the query; ``None`` for one plain word that has nothing."""
        if word in self._known:
            return self._known[word]
        seen = self._known[word] = self._look(word)
        return seen

    def _look(self, word: str) -> _Seen | None:
        # No rule changes the first letter of a plain word, so most words need no stem.
        if (
            word[0].lower() not in self._initials
            and word.isascii()
            and word.isalpha()
            and word.lower() not in JOINERS
        ):
            return None
        unit = unit_of(word)
        terms = tuple(entry for entry in unit.terms if entry[1] in self.terms)
        begins = bool(self._prefixes) and any(form.startswith(self._prefixes) for form in unit.forms or unit.parts)
        plain = not (terms or begins or unit.joins) and unit.advance == 1
        return None if plain else _Seen(terms, begins, unit.advance, unit.joins)


def read(text: str, wanted_leaves: Sequence[Lookup | Run | Begins], wanted: _Wanted) -> list[Span]:
    """Cut the whole of ``text``, and return the spans that are hit: ascending, none overlapping."""
    at: dict[int, Span] = {}
    places: defaultdict[str, set[int]] = defaultdict(set)
    found: set[Span] = set()
    position = 0
    prefix: str | None = None
    for run in runs(text):
        word = run.group()
        seen = wanted.look(word)
        if prefix is not None:
            whole = joined(prefix, unit_of(word))
            if whole is not None and whole in wanted.terms:
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
    for leaf in wanted_leaves:
        found.update(_placed(leaf, places, at))
    return _merged(found)


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


def _shortest(keys: Iterable[str]) -> list[str]:
    """The keys without those that begin with another one, which finds their words as well."""
    kept: list[str] = []
    for key in sorted(keys):
        if not kept or not key.startswith(kept[-1]):
            kept.append(key)
    return kept


def _phrase(terms: Sequence[str]) -> str:
    """A pattern that every such run of plain words fits; each match begins where its first word does."""
    first, *others = (re.escape(beginning(term)) for term in terms)
    return f"{first}(?<!{_WORD}{first})(?=" + "".join(f"{_WORD}*{_APART}{other}" for other in others) + ")"


def _odd_places(low: str) -> list[int]:
    """Where lower-case text may be anything but plain words: ascending, at least one in each such stretch."""
    places: list[int] = [] if low.isascii() else [match.start() for match in _FOREIGN.finditer(low)]
    for mark in "-'.,":
        at = low.find(mark)
        if at < 0 or low.count(mark, at) == low.count(f"{mark} ", at):
            continue
        while at >= 0:
            if low[at + 1 : at + 2].isalnum():
                places.append(at)
            at = low.find(mark, at + 1)
    places.sort()
    return places


def _stretch(low: str, at: int) -> Span:
    """The stretch between spaces that ``at`` stands in."""
    end = low.find(" ", at)
    return low.rfind(" ", 0, at) + 1, end if end >= 0 else len(low)


def _widened(low: str, anchors: Sequence[int], reach: int) -> Iterator[Span]:
    """Stretches around ``anchors``, ascending, with ``reach`` runs on both sides; those that meet are one."""
    start = end = done = -1
    for anchor in anchors:
        if anchor < done:
            continue
        done = _stretch(low, anchor)[1]
        first, last = _back(low, anchor, reach), _on(low, anchor, reach)
        if first <= end:
            end = max(end, last)
            continue
        if end >= 0:
            yield start, end
        start, end = first, last
    if end >= 0:
        yield start, end


def _back(low: str, at: int, reach: int) -> int:
    start = _stretch(low, at)[0]
    while reach and start:
        before = low.rfind(" ", 0, start - 1) + 1
        reach -= any(map(str.isalnum, low[before : start - 1]))
        start = before
    return start


def _on(low: str, at: int, reach: int) -> int:
    end = _stretch(low, at)[1]
    while reach and end < len(low):
        after = _stretch(low, end + 1)[1]
        reach -= any(map(str.isalnum, low[end + 1 : after]))
        end = after
    return end


def _merged(found: Iterable[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(found):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
