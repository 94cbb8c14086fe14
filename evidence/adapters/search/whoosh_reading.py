"""Reading segments of the index as arrays: units, lengths and postings.

Reads parts of Whoosh's codec that are not public; the version is pinned, and a test shows that what is
read gives the same answers as Whoosh's own searcher.
"""

from collections.abc import Iterator
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import W3Codec, W3LeafMatcher
from whoosh.formats import Existence
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.util.numeric import byte_to_length

from evidence.adapters.search.whoosh_schema import (
    FORMS,
    HEADING,
    HEADING_PLACE,
    LENGTHS_COLUMN,
    PLACE,
    REF,
    REF_COLUMN,
    TEXT,
    PackedPositions,
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float64)
_POSITIONS = PackedPositions()
_EXISTENCE = Existence()


class Postings(NamedTuple):
    """A term's postings in one segment: units (ascending), weights, and packed positions in one run."""

    units: Ints
    weights: Floats
    packed: bytes


NO_POSTINGS = Postings(np.empty(0, np.int64), np.empty(0), b"")


class SegmentData:
    """One segment, unchanging but for the units deleted from it, which its readers subtract.

    Safe to share between threads: whatever reads the file takes the lock.
    """

    def __init__(self, storage: Any, schema: Any, segment: Any) -> None:
        self.name: str = segment.segment_id()
        self._lock = Lock()
        self._reader = SegmentReader(storage, schema, segment)
        self.units: int = segment.doc_count_all()
        refs = self._reader.column_reader(REF, REF_COLUMN)
        self.refs: list[str] = [ref.decode() for ref in refs]
        self.places: Ints = self._column(PLACE, ">i4", HEADING_PLACE)
        self.lengths: dict[str, Floats] = {field: self._field_lengths(field) for field in (HEADING, TEXT)}
        self._forms: list[str] | None = None

    def _column(self, name: str, kind: str, default: int) -> Ints:
        filename = W3Codec.column_filename(self._reader.segment(), name)
        values = np.full(self.units, default, dtype=np.int64)
        if self._reader.storage().file_exists(filename):
            with self._reader.storage().open_file(filename) as column:
                read = np.frombuffer(bytes(column.read()), dtype=kind)
            values[: len(read)] = read
        return values

    def _field_lengths(self, field: str) -> Floats:
        coded = self._column(f"_{field}_len", ">u1", LENGTHS_COLUMN.default_value())
        lengths = _LENGTHS[coded]
        # Whoosh codes a length of one like no length at all; which of the two follows from the unit's kind.
        absent = (self.places == HEADING_PLACE) != (field == HEADING)
        lengths[absent] = 0
        return lengths

    def postings(self, field: str, term: str) -> Postings:
        """Return the postings of ``term`` in ``field``, deleted units included; none when it is not there."""
        name = term.encode()
        with self._lock:
            try:
                info = self._reader._terms.term_info(field, name)  # noqa: SLF001 - see the module's docstring
            except TermNotFound:
                return NO_POSTINGS
            offset, length = info.extent()
            matcher = W3LeafMatcher(
                self._reader._terms._postfile,  # noqa: SLF001 - see the module's docstring
                offset,
                length[0] if isinstance(length, tuple) else length,
                _EXISTENCE if field == FORMS else _POSITIONS,
            )
            return _joined(list(_blocks(matcher)))

    def terms(self, field: str) -> Iterator[str]:
        """Every term of ``field``, in order of its bytes."""
        return self.terms_from(field, "")

    def terms_from(self, field: str, prefix: str) -> Iterator[str]:
        """The terms of ``field`` that begin with ``prefix``."""
        start = prefix.encode()
        found: list[str] = []
        with self._lock:
            for name, term in self._reader._terms.terms_from(field, start):  # noqa: SLF001 - see the docstring
                if name != field or not term.startswith(start):
                    break
                found.append(term.decode())
        return iter(found)

    def forms(self) -> list[str]:
        """Every word as written in this segment; read once."""
        if self._forms is None:
            self._forms = list(self.terms(FORMS))
        return self._forms

    def profile(self, unit: int) -> str:
        """The stored profile of a heading unit: ``term count`` lines."""
        with self._lock:
            return str(self._reader.stored_fields(unit).get("profile", ""))


def _blocks(matcher: Any) -> Iterator[tuple[Any, Any, Any, int]]:
    while True:
        matcher._read_data()  # noqa: SLF001 - see the module's docstring
        ids, weights, values = matcher._data  # noqa: SLF001 - see the module's docstring
        yield ids, weights, values, matcher._blocklength  # noqa: SLF001 - see the module's docstring
        matcher._next_block()  # noqa: SLF001 - see the module's docstring
        if matcher._atend:  # noqa: SLF001 - see the module's docstring
            return


def _joined(blocks: list[tuple[Any, Any, Any, int]]) -> Postings:
    units = np.concatenate([np.cumsum(np.array(ids, dtype=np.int64)) for ids, *_ in blocks])
    weights = np.concatenate([_weights(kept, count) for _, kept, _, count in blocks])
    return Postings(units, weights, b"".join(b"".join(values) for _, _, values, _ in blocks if values))


def _weights(kept: Any, count: int) -> Floats:
    if kept is None:
        return np.ones(count)
    if isinstance(kept, float):
        return np.full(count, kept)
    return np.array(kept, dtype=np.float64)
