"""Answers plans on a snapshot: which documents match, how well, and where.

A passage must have everything that was asked; documents that have it only in different passages follow,
marked. What is excluded is excluded from the whole document.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import numpy as np

from evidence.adapters.search.whoosh_plans import Begins, Either, Every, Lookup, Plan, Run, Some, Without
from evidence.adapters.search.whoosh_reading import Bools, Floats, Ints
from evidence.adapters.search.whoosh_snapshot import Snapshot
from evidence.ports import Match

MAX_PLACES = 5
DECIMALS = 2
"""Scores are rounded so far before documents are put in order."""


class Dense(NamedTuple):
    """For every unit of the index: whether it matches, and its score."""

    hit: Bools
    score: Floats


class Ranking:
    """Evaluates plans on one snapshot for documents that may be named; every plan is evaluated once."""

    def __init__(self, snapshot: Snapshot, among: Collection[str]) -> None:
        self._snapshot = snapshot
        self._allowed, self._units = snapshot.within(among)

    def matches(self, plans: Sequence[Plan]) -> list[Match]:
        """Every allowed document that answers all ``plans``, in order; see ``SearchIndex.search``."""
        wanted = [self._evaluate(plan) for plan in plans if not isinstance(plan, Without)]
        if not wanted or not self._snapshot.size:
            return []
        possible = self._allowed.copy()
        for plan in plans:
            if isinstance(plan, Without):
                possible &= ~self._having(self._evaluate(plan.plan).hit)
        hit, score = _both(wanted)
        whole = self._having(hit) & possible
        found = self._documents(hit, score, whole, scattered=False)
        if len(wanted) > 1:
            every = possible & ~whole
            for part in wanted:
                every &= self._having(part.hit)
            if every.any():
                some = np.logical_or.reduce([part.hit for part in wanted])
                found += self._documents(some, score, every, scattered=True)
        return found

    def unit_scores(self, plans: Sequence[Plan]) -> dict[tuple[str, int], float]:
        """Score of each unit that has everything asked, by reference and place (-1 for the heading)."""
        hit, score = _both([self._evaluate(plan) for plan in plans])
        refs, documents, places = self._snapshot.refs, self._snapshot.documents, self._snapshot.places
        return {
            (refs[documents[unit]], int(places[unit])): float(score[unit]) for unit in np.flatnonzero(hit).tolist()
        }

    def _evaluate(self, plan: Plan) -> Dense:
        match plan:
            case Lookup() | Run() | Begins():
                return self._leaf(plan)
            case Every():
                return self._every(plan.plans)
            case Some():
                parts = [self._evaluate(inner) for inner in plan.plans]
                return Dense(
                    np.logical_or.reduce([part.hit for part in parts]), np.add.reduce([p.score for p in parts])
                )
            case Either():
                ways = [(self._evaluate(inner), weight) for inner, weight in plan.plans]
                return Dense(
                    np.logical_or.reduce([way.hit for way, _ in ways]),
                    np.maximum.reduce([way.score * weight for way, weight in ways]),
                )
            case Without():
                return self._without(plan.plan)

    def _leaf(self, plan: Lookup | Run | Begins) -> Dense:
        hits = self._snapshot.hits(plan)
        hit = np.zeros(self._snapshot.size, dtype=np.bool_)
        score = np.zeros(self._snapshot.size)
        units, scores = hits.units, hits.scores
        if self._units is not None:
            kept = self._units[units]
            units, scores = units[kept], scores[kept]
        hit[units] = True
        score[units] = scores
        return Dense(hit, score)

    def _every(self, plans: Sequence[Plan]) -> Dense:
        hit, score = _both([self._evaluate(inner) for inner in plans])
        return Dense(hit, np.where(hit, score, 0.0))

    def _without(self, plan: Plan) -> Dense:
        absent = ~self._having(self._evaluate(plan).hit)
        hit = absent[self._snapshot.documents]
        hit &= self._snapshot.live if self._units is None else self._units
        return Dense(hit, np.zeros(self._snapshot.size))

    def _having(self, hit: Bools) -> Bools:
        """Which documents, by ordinal, have a unit that is hit."""
        having = np.zeros(len(self._allowed), dtype=np.bool_)
        having[self._snapshot.documents[hit]] = True
        return having

    def _documents(self, hit: Bools, score: Floats, chosen: Bools, *, scattered: bool) -> list[Match]:
        """Group hit units by document: best passage plus the heading's score decide the order."""
        snapshot = self._snapshot
        units = np.flatnonzero(hit & chosen[snapshot.documents])
        if not len(units):
            return []
        heading = snapshot.headings[units]
        total = np.zeros(len(self._allowed))
        total[snapshot.documents[units[heading]]] = score[units[heading]]
        documents, passages = self._best_first(units[~heading], score)
        first = np.flatnonzero(np.diff(documents, prepend=-1))
        total[documents[first]] += score[passages[first]]
        return self._in_order(total, chosen, documents, snapshot.places[passages], scattered=scattered)

    def _best_first(self, units: Ints, score: Floats) -> tuple[Ints, Ints]:
        """Documents and units of passages: by document, then by rounded score, the best first, then by place.

        All three are packed into one number, because one sort of numbers is many times quicker than three.
        """
        snapshot = self._snapshot
        low = snapshot.size.bit_length()
        middle = 63 - low - len(snapshot.refs).bit_length()
        rounded = np.rint(score[units] * 10**DECIMALS).astype(np.int64)
        worse = np.int64((1 << middle) - 1) - np.minimum(rounded, (1 << middle) - 1)
        keys = (((snapshot.documents[units] << middle) | worse) << low) | snapshot.ranks[units]
        keys.sort()
        return keys >> (low + middle), snapshot.by_rank[keys & ((1 << low) - 1)]

    def _in_order(
        self, total: Floats, chosen: Bools, documents: Ints, places: Ints, *, scattered: bool
    ) -> list[Match]:
        rounded = np.round(total, DECIMALS)
        found = np.flatnonzero(chosen)
        found = found[np.lexsort((found, -rounded[found]))]
        starts = np.searchsorted(documents, found, side="left")
        ends = np.minimum(np.searchsorted(documents, found, side="right"), starts + MAX_PLACES)
        refs = self._snapshot.refs
        columns = zip(found.tolist(), rounded[found].tolist(), starts.tolist(), ends.tolist(), strict=True)
        listed = places.tolist()
        return [
            Match(refs[document], score, tuple(listed[start:end]), scattered)
            for document, score, start, end in columns
        ]


def _both(parts: Sequence[Dense]) -> Dense:
    """Units that have every one of ``parts``, and the sum of their scores."""
    if len(parts) == 1:
        return parts[0]
    return Dense(np.logical_and.reduce([part.hit for part in parts]), np.add.reduce([part.score for part in parts]))
