"""Building, changing and opening one generation of the index; the caller holds the writer lock to write."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.index import TOC

from evidence.adapters.search.sealed import Manifest
from evidence.adapters.search.whoosh_reading import Postings, SegmentData, Storage
from evidence.adapters.search.whoosh_schema import FORMS, HEADING, HEADING_PLACE, TEXT, schema
from evidence.adapters.search.whoosh_snapshot import Snapshot
from evidence.adapters.search.whoosh_writing import NAME, SEGMENT_UNITS, SegmentBuilder
from evidence.ports import IndexedDocument

MAX_SEGMENTS = 48
"""With more segments than this an update joins the small ones; ``compact``, called in time, makes that rare."""
SMALL_UNITS = 400
"""A segment with fewer units is small."""
_ANY_SIZE = 1 << 40


class Generation:
    """One generation's folder. Segments are Whoosh's; ``contents`` is the number of its table of contents."""

    def __init__(self, path: Path) -> None:
        self._storage = Storage(str(path))
        self._whole = Storage(str(path), in_memory=_ANY_SIZE)
        self._schema = schema()

    def open(self, manifest: Manifest, known: Mapping[str, SegmentData]) -> Snapshot:
        """Open the state that ``manifest`` names, which must have been checked; reuses segments of ``known``."""
        segments = self.segments(manifest.contents)
        data = [known.get(s.segment_id()) or SegmentData(self._storage, self._schema, s) for s in segments]
        return Snapshot(data, [set(segment.deleted_docs()) for segment in segments], cursor=manifest.cursor)

    def segments(self, contents: int) -> list[Any]:
        """The segments of a table of contents, with what is deleted from each."""
        return list(TOC.read(self._storage, NAME, gen=contents, schema=self._schema).segments)

    def write_contents(self, segments: Sequence[Any], contents: int) -> list[str]:
        """Write a table of contents and return the names of the files that this state consists of."""
        name = TOC._filename(NAME, contents)  # noqa: SLF001 - Whoosh offers no public name
        if self._storage.file_exists(name):
            self._storage.delete_file(name)
        TOC(self._schema, list(segments), contents).write(self._storage, NAME)
        return [name, *(segment.make_filename(segment.COMPOUND_EXT) for segment in segments)]

    def build(self, documents: Iterable[IndexedDocument]) -> list[Any]:
        """Write ``documents`` into new segments, each of bounded size."""
        segments: list[Any] = []
        builder: SegmentBuilder | None = None
        try:
            for document in documents:
                builder = builder or SegmentBuilder(self._storage, self._schema)
                builder.add(document)
                if builder.units >= SEGMENT_UNITS:
                    segments.append(builder.finish())
                    builder = None
        except BaseException:
            if builder is not None:
                builder.abandon()
            raise
        if builder is not None:
            segments.append(builder.finish())
        self._storage.temp_storage(f"{NAME}.tmp").destroy()
        return segments

    def without(self, snapshot: Snapshot, segments: Sequence[Any], refs: Collection[str]) -> list[Any]:
        """Delete every unit of ``refs`` from ``segments``, and leave out those that have none left."""
        kept: list[Any] = []
        gone = snapshot.allowed(refs)
        dropped = snapshot.live & gone[snapshot.documents] if len(gone) else snapshot.live
        for segment, base in zip(segments, snapshot.bases, strict=False):
            units = np.flatnonzero(dropped[base : base + segment.doc_count_all()])
            for unit in units.tolist():
                segment.delete_document(unit)
            if segment.deleted_count() < segment.doc_count_all():
                kept.append(segment)
        return kept

    def tidied(self, segments: Sequence[Any]) -> list[Any]:
        """Join small segments into one when there are very many."""
        small = [s for s in segments if s.doc_count_all() < SMALL_UNITS]
        if len(segments) <= MAX_SEGMENTS or len(small) < 2:  # noqa: PLR2004 - joining takes two
            return list(segments)
        return [*(s for s in segments if s not in small), *self.joined(small)]

    def joined(self, segments: Sequence[Any]) -> list[Any]:
        """Write the live units of ``segments`` into as few new segments as their bounded size allows."""
        done: list[Any] = []
        batch: list[Any] = []
        size = 0
        for segment in segments:
            live = segment.doc_count_all() - segment.deleted_count()
            if batch and size + live > SEGMENT_UNITS:
                done.append(self._join(batch))
                batch, size = [], 0
            batch.append(segment)
            size += live
        if batch:
            done.append(self._join(batch))
        self._storage.temp_storage(f"{NAME}.tmp").destroy()
        return done

    def _join(self, segments: Sequence[Any]) -> Any:
        builder = SegmentBuilder(self._storage, self._schema)
        for segment in segments:
            data = SegmentData(self._whole, self._schema, segment)
            live = np.ones(data.units, dtype=np.bool_)
            live[list(segment.deleted_docs())] = False
            numbers = np.cumsum(live) - 1 + builder.units
            for unit in np.flatnonzero(live).tolist():
                _copy_row(builder, data, unit)
            for field in (FORMS, HEADING, TEXT):
                for term, postings in data.everything(field):
                    _copy_term(builder, field, term, postings, live, numbers)
        return builder.finish()


def _copy_row(builder: SegmentBuilder, data: SegmentData, unit: int) -> None:
    place = int(data.places[unit])
    builder.row(
        data.refs[unit].encode(),
        place,
        heading_length=int(data.lengths[HEADING][unit]),
        text_length=int(data.lengths[TEXT][unit]),
        profile=data.profile(unit) if place == HEADING_PLACE else None,
    )


def _copy_term(builder: SegmentBuilder, field: str, term: str, postings: Postings, live: Any, numbers: Any) -> None:
    kept = live[postings.units]
    if not kept.any():
        return
    units = numbers[postings.units[kept]].tolist()
    if field == FORMS:
        builder.take(field, term, units, (), b"")
        return
    counts = postings.weights.astype(np.int64)
    packed = postings.packed
    if not kept.all():
        packed = np.frombuffer(packed, dtype=np.uint16)[np.repeat(kept, counts)].tobytes()
    builder.take(field, term, units, counts[kept].tolist(), packed)
