"""Where terms stand side by side: positions of many passages intersected at once, in bounded memory."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from evidence.adapters.search.whoosh_reading import Floats, Ints

_TABLE = 8 << 20
"""Bytes of the table of positions that is filled at a time."""


class Read(NamedTuple):
    """A term's live postings in one field over all segments; ``positions`` are end to end, ``weights`` of each."""

    units: Ints
    weights: Floats
    positions: npt.NDArray[np.uint16]


def side_by_side(reads: Sequence[Read], size: int) -> Ints:
    """The units, of ``size`` in all, in which the terms of ``reads`` stand one after the other, ascending."""
    common = np.ones(size, dtype=np.bool_)
    for read in reads:
        having = np.zeros(size, dtype=np.bool_)
        having[read.units] = True
        common &= having
    units = np.flatnonzero(common)
    if not len(units):
        return units
    terms = [_Term.of(read, common, offset) for offset, read in enumerate(reads)]
    terms.sort(key=lambda term: len(term.positions))
    stride = max(int(term.positions.max()) for term in terms) + 2 * len(terms)
    step = max(1, _TABLE // stride)
    edges = [*range(0, len(units), step), len(units)]
    found = [_within(terms, first, last, stride) for first, last in pairwise(edges)]
    return units[np.concatenate(found)]


class _Term(NamedTuple):
    """A term's positions in the units that have all terms, where each unit's begin, and its place in the run."""

    positions: npt.NDArray[np.uint16]
    starts: Ints
    offset: int

    @staticmethod
    def of(read: Read, common: npt.NDArray[np.bool_], offset: int) -> "_Term":
        counts = read.weights.astype(np.int64)
        positions = read.positions
        kept = common[read.units]
        if not kept.all():
            positions, counts = positions[np.repeat(kept, counts)], counts[kept]
        return _Term(positions, np.concatenate([[0], np.cumsum(counts)]), offset)

    def beginnings(self, first: int, last: int, stride: int, room: int) -> npt.NDArray[np.int32]:
        """Where the run would begin in the table by each position of the term, ``stride`` to a unit."""
        starts = self.starts[first : last + 1]
        units = np.arange(last - first, dtype=np.int32) * np.int32(stride) + np.int32(room - self.offset)
        begun: npt.NDArray[np.int32] = np.repeat(units, np.diff(starts))
        begun += self.positions[starts[0] : starts[-1]]
        return begun


def _within(terms: Sequence[_Term], first: int, last: int, stride: int) -> Ints:
    """Which of the units from ``first`` to ``last`` have the run; ``terms`` are the rarest first."""
    room = len(terms) - 1
    begun = terms[0].beginnings(first, last, stride, room)
    for term in terms[1:]:
        table = np.zeros((last - first) * stride, dtype=np.bool_)
        table[term.beginnings(first, last, stride, room)] = True
        begun = begun[table[begun]]
    return np.unique(begun // stride).astype(np.int64) + first
