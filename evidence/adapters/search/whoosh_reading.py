"""Reading segments of the index as arrays: units, lengths and postings.

Reads parts of Whoosh's codec that are not public; the version is pinned, and a test shows that what is
read gives the same answers as Whoosh's own searcher.
"""

import zlib
from collections.abc import Iterator
from io import BytesIO
from threading import Lock
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec
from whoosh.compat import pickle
from whoosh.filedb.filestore import FileStorage
from whoosh.filedb.structfile import BufferFile
from whoosh.reading import SegmentReader, TermNotFound
from whoosh.system import unpack_int
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
)

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]

_LENGTHS = np.array([byte_to_length(byte) for byte in range(256)], dtype=np.float64)

IN_MEMORY_BYTES = 1 << 20
"""A segment's file up to this size is read once and kept in memory; a larger one is read where needed."""


class Storage(FileStorage):  # type: ignore[misc]  # Whoosh has no types
    """A folder of index files, never mapped: a file cut short under a map would end the process."""

    def __init__(self, path: str, *, in_memory: int = IN_MEMORY_BYTES) -> None:
        super().__init__(path, supports_mmap=False)
        self._in_memory = in_memory

    def open_file(self, name: str, **options: Any) -> Any:
        """Open a file to read: small ones whole."""
        if name.endswith(".seg") and self.file_length(name) <= self._in_memory:
            with super().open_file(name, **options) as small:
                return BufferFile(memoryview(small.read()), name=name)
        return super().open_file(name, **options)


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
            return self._postings(info)

    def _postings(self, info: Any) -> Postings:
        offset, length = info.extent()
        size = length[0] if isinstance(length, tuple) else length
        return _joined(list(_blocks(self._reader._terms._postfile.get(offset, size))))  # noqa: SLF001 - see docstring

    def everything(self, field: str) -> Iterator[tuple[str, Postings]]:
        """Every term of ``field`` with its postings, in order of its bytes; holds the lock throughout."""
        with self._lock:
            for (name, term), info in self._reader._terms.items_from(field, b""):  # noqa: SLF001 - see docstring
                if name != field:
                    return
                yield term.decode(), self._postings(info)

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


def _blocks(data: bytes) -> Iterator[tuple[Any, Any, Any, int]]:
    """Cut a term's postings into Whoosh's blocks: unit differences, weights, values and how many.

    The bytes are pickles, which is why a file's keyed hash is checked before it is opened.
    """
    if data[:4] != WHOOSH3_HEADER_MAGIC:
        raise ValueError("not the beginning of postings")
    at, last = 4, False
    while not last:
        size = unpack_int(data[at : at + 4])[0]
        last, size = size < 0, abs(size)
        stream = BytesIO(data[at + 4 : at + 4 + size])
        count, _, _, compressed, _, _ = pickle.load(stream)
        body = stream.read()
        ids, weights, values = pickle.loads(zlib.decompress(body) if compressed else body)
        yield ids, weights, values, count
        at += 4 + size


def _joined(blocks: list[tuple[Any, Any, Any, int]]) -> Postings:
    if len(blocks) == 1:
        ids, kept, values, count = blocks[0]
        return Postings(np.cumsum(np.array(ids, dtype=np.int64)), _weights(kept, count), b"".join(values or ()))
    units = np.concatenate([np.cumsum(np.array(ids, dtype=np.int64)) for ids, *_ in blocks])
    weights = np.concatenate([_weights(kept, count) for _, kept, _, count in blocks])
    return Postings(units, weights, b"".join(b"".join(values) for _, _, values, _ in blocks if values))


def _weights(kept: Any, count: int) -> Floats:
    if kept is None:
        return np.ones(count)
    if isinstance(kept, float):
        return np.full(count, kept)
    return np.array(kept, dtype=np.float64)
