"""Writing segments of the index: postings gathered in packed arrays, then written term by term.

Whoosh's own writer keeps one tuple per posting and sorts them all; this hands the codec whole blocks. What it writes
is an ordinary Whoosh segment, which Whoosh's own searcher reads.
"""

import zlib
from array import array
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import islice, pairwise
from typing import Any

from whoosh.codec.whoosh3 import WHOOSH3_HEADER_MAGIC, W3Codec, W3FieldWriter, W3PostingsWriter, W3Segment
from whoosh.compat import dumps
from whoosh.util.numeric import length_to_byte

from evidence.adapters.search.whoosh_postings import Gathered
from evidence.adapters.search.whoosh_schema import (
    FORMS,
    HEADING,
    HEADING_PLACE,
    PLACE,
    PLACE_COLUMN,
    PROFILE,
    REF,
    REF_COLUMN,
    TEXT,
)
from evidence.adapters.search.whoosh_words import CAPITALS, STOP_WORDS, term_positions
from evidence.ports import IndexedDocument

NAME = "MAIN"
SEGMENT_UNITS = 20_000
"""A segment is closed at about this many passages, so that building one takes bounded memory."""

_BLOCK = 4096  # Postings in a block; one block is one read and one unpickling.
_SMALL_BLOCK = 128  # Bytes; compressing less costs more than it saves.
_PROFILE_TERMS = 100


class _BlockWriter(W3PostingsWriter):  # type: ignore[misc]  # Whoosh has no types
    """Takes a term's postings whole instead of one by one."""

    def add_term(
        self, ids: Sequence[int], weights: Sequence[float], values: Sequence[bytes], lengths: Sequence[int]
    ) -> None:
        """Write all postings of the started term; ``lengths`` are the field's lengths by unit."""
        for start in range(0, len(ids), _BLOCK):
            if start:
                self._write_block()
            self._ids = ids[start : start + _BLOCK]
            self._weights = weights[start : start + _BLOCK]
            self._values = values[start : start + _BLOCK]
            measured = [lengths[unit] for unit in self._ids]
            self._minlength, self._maxlength = min(measured), max(measured)
            self._maxweight = max(self._weights)

    def _write_block(self, last: bool = False) -> None:  # noqa: FBT001, FBT002 - Whoosh's signature
        """Write the block as Whoosh does, but pickled with a protocol that knows bytes: ten times quicker to read."""
        if not self._blockcount:
            self._postfile.write(WHOOSH3_HEADER_MAGIC)
        self._terminfo.add_block(self)
        data = dumps((self._mini_ids(), self._mini_weights(), self._mini_values()), 4)
        compressed = int(len(data) > _SMALL_BLOCK)
        if compressed:
            data = zlib.compress(data, 1)
        lengths = length_to_byte(self._minlength), length_to_byte(self._maxlength)
        info = dumps((len(self._ids), self._ids[-1], self._maxweight, compressed, *lengths), 2)
        size = len(info) + len(data)
        self._postfile.write_int(-size if last else size)
        self._postfile.write(info)
        self._postfile.write(data)
        self._blockcount += 1
        self._new_block()

    def _mini_ids(self) -> tuple[int, ...]:
        ids = self._ids
        return (ids[0], *(after - before for before, after in pairwise(ids)))


class _BlockCodec(W3Codec):  # type: ignore[misc]  # Whoosh has no types
    def postings_writer(self, dbfile: Any, byteids: bool = False) -> Any:  # noqa: FBT001, FBT002 - Whoosh's signature
        return _BlockWriter(dbfile, blocklimit=_BLOCK, byteids=byteids, compression=1)


class SegmentBuilder:
    """Builds one segment in ``storage``: ``add`` each document, then ``finish`` once."""

    def __init__(self, storage: Any, schema: Any) -> None:
        self._storage = storage
        self._schema = schema
        self._segment = W3Segment(W3Codec(), NAME)
        self._rows = W3Codec().per_document_writer(storage, self._segment)
        self._fields = {FORMS: Gathered(), HEADING: Gathered(), TEXT: Gathered()}
        self._lengths: dict[str, array[int]] = {FORMS: array("I"), HEADING: array("I"), TEXT: array("I")}
        self.units = 0

    def add(self, document: IndexedDocument) -> None:
        """Take in a document: a unit for each passage, then one for its heading."""
        ref = document.ref.encode()
        counts: Counter[str] = Counter()
        heading, heading_length, forms = term_positions(document.heading)
        for passage in document.passages:
            terms, length, words = term_positions(passage.text)
            self._gather(TEXT, self.row(ref, passage.place, text_length=length), terms)
            forms |= words
            for term, positions in terms.items():
                counts[term] += len(positions)
        for term, positions in heading.items():
            counts[term] += 2 * len(positions)
        unit = self.row(ref, HEADING_PLACE, heading_length=heading_length, profile=_profile(counts))
        self._gather(HEADING, unit, heading)
        for form in forms:
            self._fields[FORMS].add(form, unit)

    def row(
        self, ref: bytes, place: int, *, heading_length: int = 0, text_length: int = 0, profile: str | None = None
    ) -> int:
        """Add a unit without its postings and return its number; units count from 0."""
        rows, unit = self._rows, self.units
        rows.start_doc(unit)
        rows.add_column_value(REF, REF_COLUMN, ref)
        rows.add_column_value(PLACE, PLACE_COLUMN, place)
        rows.add_field(HEADING, self._schema[HEADING], None, heading_length)
        rows.add_field(TEXT, self._schema[TEXT], None, text_length)
        if profile:
            rows.add_field(PROFILE, self._schema[PROFILE], profile, 0)
        rows.finish_doc()
        self._lengths[HEADING].append(heading_length)
        self._lengths[TEXT].append(text_length)
        self._lengths[FORMS].append(1)
        self.units += 1
        return unit

    def take(self, field: str, term: str, units: Sequence[int], counts: Iterable[int], packed: bytes) -> None:
        """Add postings of a term that another segment held, under this segment's unit numbers, ascending."""
        self._fields[field].take(term, units, counts, packed)

    def finish(self) -> Any:
        """Write the segment into one file and return it."""
        rows, segment = self._rows, self._segment
        rows.close()
        segment.set_doc_count(self.units)
        writer = W3FieldWriter(_BlockCodec(), self._storage, segment)
        for field in sorted(self._fields):
            self._write_field(writer, field)
        writer.close()
        segment.create_compound_file(self._storage)
        return segment

    def abandon(self) -> None:
        """Close what is open without writing a segment; what is on the disk is swept by the next writer."""
        self._rows._cols._temp.close()  # noqa: SLF001 - Whoosh cannot give up a segment

    def _gather(self, field: str, unit: int, terms: dict[str, list[int]]) -> None:
        gathered = self._fields[field]
        for term, positions in terms.items():
            gathered.add(term, unit, positions)

    def _write_field(self, writer: Any, field: str) -> None:
        gathered = self._fields.pop(field)
        if not gathered:
            return
        lengths = [max(length, 1) for length in self._lengths[field]]
        writer.start_field(field, self._schema[field])
        for term, units, counts, values in gathered.by_term():
            weights = [1.0] * len(units) if field == FORMS else list(map(float, counts))
            writer.start_term(term.encode())
            writer._postwriter.add_term(units, weights, values, lengths)  # noqa: SLF001 - whole blocks
            writer.finish_term()
        writer.finish_field()


def _profile(counts: Counter[str]) -> str:
    """The most frequent terms that say something of the document, as ``term count`` lines."""
    telling = (
        (term, count)
        for term, count in sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
        if len(term) > 2 and term not in STOP_WORDS and not term.startswith(CAPITALS) and not term[0].isdigit()  # noqa: PLR2004 - too short to tell
    )
    return "\n".join(f"{term} {count}" for term, count in islice(telling, _PROFILE_TERMS))
