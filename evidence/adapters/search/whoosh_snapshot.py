"""One state of the whole index as arrays: which unit belongs to which document, and what each term scores.

Scores are BM25 as Whoosh computes it (``whoosh.scoring.bm25``; Robertson and Zaragoza, "The Probabilistic
Relevance Framework", 2009), with each field's own statistics over the units that have it. Deleted units
count in no statistic, so a rebuild gives the same scores.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import partial
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from evidence.adapters.search.bounded import BoundedCache
from evidence.adapters.search.whoosh_plans import Begins, Lookup, Run
from evidence.adapters.search.whoosh_reading import Bools, Floats, Ints, SegmentData
from evidence.adapters.search.whoosh_runs import Read, side_by_side
from evidence.adapters.search.whoosh_schema import FORMS, HEADING, HEADING_PLACE, TEXT
from evidence.adapters.search.whoosh_words import CAPITALS, stem

B = 0.75
K1 = 1.2
HEADING_BOOST = 1.5
"""A word of a heading scores so many times what one of a passage does."""
CACHE_BYTES = 16 << 20
"""Bytes of scored terms kept for one state of the index, and as many of positions."""
CACHE_BYTES_A_UNIT = 256
"""The same for an index so large that this comes to more: what thirty common words take."""
AMONG_BYTES = 4 << 20
"""Bytes of which documents may be named, kept for the next query with the same ones."""


class Hits(NamedTuple):
    """Units that match, ascending, and their scores."""

    units: npt.NDArray[np.int32]
    scores: npt.NDArray[np.float32]


class Among(NamedTuple):
    """Documents that may be named, by ordinal, and their units; no units means all that are live."""

    documents: Bools
    units: Bools | None


def _bytes(hits: Hits) -> int:
    return hits.units.nbytes + hits.scores.nbytes + 200


def _among_bytes(among: Among) -> int:
    return among.documents.nbytes + (among.units.nbytes if among.units is not None else 0) + 200


def _read_bytes(read: Read) -> int:
    return read.units.nbytes + read.weights.nbytes + read.positions.nbytes + 200


class Snapshot:
    """The index as it stood at one commit; unchanging, and shared between threads."""

    def __init__(self, segments: Sequence[SegmentData], deleted: Sequence[Collection[int]], *, cursor: int) -> None:
        self.cursor = cursor
        self.segments = segments
        self.bases: list[int] = np.cumsum([0, *(segment.units for segment in segments)]).tolist()
        self.size = self.bases[-1]
        self.live: Bools = np.ones(self.size, dtype=np.bool_)
        for base, gone in zip(self.bases, deleted, strict=False):
            self.live[[base + unit for unit in gone]] = False
        self.places = _end_to_end([segment.places for segment in segments], np.dtype(np.int64))
        self.headings: Bools = self.places == HEADING_PLACE
        names = [ref for segment in segments for ref in segment.refs]
        self.refs = sorted({ref for ref, live in zip(names, self.live.tolist(), strict=True) if live})
        self.ordinals = {ref: ordinal for ordinal, ref in enumerate(self.refs)}
        self.documents: Ints = np.array([self.ordinals.get(ref, -1) for ref in names], dtype=np.int64)
        """The ordinal of each unit's document; -1 for units of documents no longer held."""
        self.by_rank: Ints = np.lexsort((self.places, self.documents)).astype(np.int64)
        """All units by document and place."""
        self.ranks: Ints = np.empty_like(self.by_rank)
        self.ranks[self.by_rank] = np.arange(self.size)
        self._norms: dict[str, Floats] = {}
        self._counts: dict[str, int] = {}
        for field in (HEADING, TEXT):
            self._measure(field)
        kept = max(CACHE_BYTES, CACHE_BYTES_A_UNIT * self.size)
        self._hits: BoundedCache[Lookup | Run | Begins, Hits] = BoundedCache(kept, _bytes)
        self._among: BoundedCache[frozenset[str], Among] = BoundedCache(AMONG_BYTES, _among_bytes)
        self._reads: BoundedCache[tuple[str, str], Read] = BoundedCache(kept, _read_bytes)

    def _measure(self, field: str) -> None:
        """Prepare K1 x ((1 - B) + B x length / average length) of each unit, the lower half of BM25."""
        lengths = _end_to_end([segment.lengths[field] for segment in self.segments], np.dtype(np.float64))
        having = self.live & (self.headings if field == HEADING else ~self.headings)
        count = int(having.sum())
        average = float(lengths[having].sum()) / count if count else 0.0
        self._counts[field] = count
        self._norms[field] = K1 * ((1 - B) + B * lengths / (average or 1.0))

    def allowed(self, among: Collection[str]) -> Bools:
        """Which documents, by ordinal, are in ``among``."""
        chosen = np.zeros(len(self.refs), dtype=np.bool_)
        chosen[[self.ordinals[ref] for ref in among if ref in self.ordinals]] = True
        return chosen

    def within(self, among: Collection[str]) -> Among:
        """Which documents are in ``among``, and which live units are theirs; kept for a frozen set."""
        return (
            self._among.get(among, lambda: self._within(among))
            if isinstance(among, frozenset)
            else self._within(among)
        )

    def _within(self, among: Collection[str]) -> Among:
        allowed = self.allowed(among)
        if allowed.all() or not len(allowed):
            return Among(allowed, None)
        return Among(allowed, self.live & allowed[self.documents])

    def hits(self, wanted: Lookup | Run | Begins) -> Hits:
        """The units that match a term, run or prefix, scored; kept for the next query."""
        return self._hits.get(wanted, partial(self._find, wanted))

    def _find(self, wanted: Lookup | Run | Begins) -> Hits:
        match wanted:
            case Lookup():
                found = [self._score(field, wanted.term) for field in (HEADING, TEXT)]
            case Run():
                found = [self._run(field, wanted.terms) for field in (HEADING, TEXT)]
            case Begins():
                return self._begins(wanted.prefix)
        units = np.concatenate([units for units, _ in found])
        scores = np.concatenate([scores for _, scores in found])
        order = np.argsort(units, kind="stable")
        return Hits(units[order].astype(np.int32), scores[order].astype(np.float32))

    def _read(self, field: str, term: str) -> Read:
        """Read a term's postings from every segment, without deleted units."""
        return self._reads.get((field, term), lambda: self._gather(field, term))

    def _gather(self, field: str, term: str) -> Read:
        parts = [segment.postings(field, term) for segment in self.segments]
        units = _end_to_end([p.units + b for p, b in zip(parts, self.bases, strict=False)], np.dtype(np.int64))
        weights = _end_to_end([p.weights for p in parts], np.dtype(np.float64))
        positions = np.frombuffer(b"".join(p.packed for p in parts), dtype=np.uint16)
        counts = weights.astype(np.int64) if field != FORMS else np.zeros(len(units), dtype=np.int64)
        live = self.live[units]
        if not live.all():
            positions = positions[np.repeat(live, counts)]
            units, weights, counts = units[live], weights[live], counts[live]
        return Read(units, weights, positions)

    def document_frequency(self, field: str, term: str) -> int:
        """How many live units have ``term`` in ``field``."""
        return len(self._read(field, term).units)

    def idf(self, field: str, term: str) -> float:
        """Inverse document frequency as Whoosh defines it: ln(units / (units with the term + 1)) + 1."""
        return self._idf(field, self.document_frequency(field, term))

    def _idf(self, field: str, having: int) -> float:
        return float(np.log(max(self._counts[field], 1) / (having + 1)) + 1)

    def _score(self, field: str, term: str) -> tuple[Ints, Floats]:
        return self._scored(field, self._read(field, term))

    def _scored(self, field: str, read: Read) -> tuple[Ints, Floats]:
        boost = self._idf(field, len(read.units)) * (HEADING_BOOST if field == HEADING else 1.0)
        return read.units, boost * read.weights * (K1 + 1) / (read.weights + self._norms[field][read.units])

    def _run(self, field: str, terms: tuple[str, ...]) -> tuple[Ints, Floats]:
        """Units where ``terms`` stand side by side, scored by the sum of the terms' scores, as Whoosh does."""
        reads = {term: self._read(field, term) for term in dict.fromkeys(terms)}
        units = side_by_side([reads[term] for term in terms], self.size)
        scores = np.zeros(len(units))
        for term in terms:
            having, scored = self._scored(field, reads[term])
            scores += scored[np.searchsorted(having, units)]
        return units, scores

    def _begins(self, prefix: str) -> Hits:
        """Units with any ending of the words that begin with ``prefix``; scores add up, as in Whoosh's ``Or``."""
        scores = np.zeros(self.size)
        hit = np.zeros(self.size, dtype=np.bool_)
        for term in self.terms_beginning(prefix):
            for field in (HEADING, TEXT):
                units, scored = self._score(field, term)
                scores[units] += scored
                hit[units] = True
        units = np.flatnonzero(hit)
        return Hits(units.astype(np.int32), scores[units].astype(np.float32))

    def terms_beginning(self, prefix: str) -> set[str]:
        """Terms of words that begin with ``prefix`` as written, and terms that begin so themselves."""
        found: set[str] = set()
        for segment in self.segments:
            found.update(map(stem, segment.terms_from(FORMS, prefix)))
            for field in (HEADING, TEXT):
                found.update(segment.terms_from(field, prefix))
        return {term for term in found if not term.startswith(CAPITALS)}

    def form_documents(self, form: str) -> Ints:
        """Ordinals of the documents in which the word ``form`` stands as written."""
        read = self._read(FORMS, form)
        return self.documents[read.units]

    def forms(self) -> Iterator[str]:
        """Every word as written, also of deleted documents; some come twice."""
        for segment in self.segments:
            yield from segment.forms()

    def profile(self, ordinal: int) -> dict[str, int]:
        """The most frequent terms of a document, with their counts."""
        for unit in np.flatnonzero(self.headings & self.live & (self.documents == ordinal)).tolist():
            segment = max(number for number, base in enumerate(self.bases[:-1]) if base <= unit)
            lines = self.segments[segment].profile(unit - self.bases[segment]).splitlines()
            return {term: int(count) for term, count in (line.rsplit(" ", 1) for line in lines)}
        return {}


def _end_to_end(arrays: Iterable[npt.NDArray[Any]], kind: np.dtype[Any]) -> npt.NDArray[Any]:
    return np.concatenate([np.empty(0, dtype=kind), *arrays])
