"""Gathers the postings of one field in the order in which they come, and hands them out term by term.

All are kept end to end in a few packed arrays, so that a term costs its name and a posting some bytes: with arrays of
its own for each term, a text of many different words takes several times that.
"""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from evidence.adapters.search.whoosh_schema import MAX_POSITION

_POSITION_BYTES = 2


class TermPostings(NamedTuple):
    """One term with the units that hold it, ascending; by unit, how often, and its packed positions."""

    term: str
    units: list[int]
    counts: list[int]
    values: list[bytes]


class Gathered:
    """The postings of one field so far. Those of a term come in ascending order of unit."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._terms, self._units, self._counts = array("I"), array("I"), array("I")
        self._positions = array("H")

    def __len__(self) -> int:
        return len(self._terms)

    def add(self, term: str, unit: int, positions: Sequence[int] = ()) -> None:
        """Say that a unit holds a term, and at which places; none where places do not matter."""
        self._terms.append(self._numbers.setdefault(term, len(self._numbers)))
        self._units.append(unit)
        self._counts.append(len(positions))
        if positions:
            # They ascend.
            if positions[-1] > MAX_POSITION:
                positions = [min(position, MAX_POSITION) for position in positions]
            self._positions.extend(positions)

    def take(self, term: str, units: Sequence[int], counts: Iterable[int], packed: bytes) -> None:
        """Add postings of a term that were handed out elsewhere, their positions packed end to end."""
        number = self._numbers.setdefault(term, len(self._numbers))
        self._terms.extend([number] * len(units))
        self._units.extend(units)
        self._counts.extend(counts if packed else [0] * len(units))
        self._positions.frombytes(packed)

    def by_term(self) -> Iterator[TermPostings]:
        """Yield the postings of each term, in order of the bytes of the terms."""
        terms = np.frombuffer(self._terms, dtype=np.uint32)
        order = np.argsort(terms, kind="stable")
        bounds = np.searchsorted(terms[order], np.arange(len(self._numbers) + 1))
        units, counts = (np.frombuffer(one, dtype=np.uint32)[order] for one in (self._units, self._counts))
        ends = np.cumsum(np.frombuffer(self._counts, dtype=np.uint32), dtype=np.int64)[order] * _POSITION_BYTES
        starts = ends - counts.astype(np.int64) * _POSITION_BYTES
        packed = self._positions.tobytes()
        # Characters order as their bytes do in UTF-8.
        for term in sorted(self._numbers):
            number = self._numbers[term]
            here = slice(bounds[number], bounds[number + 1])
            places = zip(starts[here].tolist(), ends[here].tolist(), strict=True)
            yield TermPostings(
                term, units[here].tolist(), counts[here].tolist(), [packed[start:end] for start, end in places]
            )
