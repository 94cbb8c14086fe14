"""Building, changing and opening one generation of the index; the caller holds the writer lock to write."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC

from evidence.adapters.search.sealed import Manifest
from evidence.adapters.search.whoosh_reading import SegmentData
from evidence.adapters.search.whoosh_schema import FORMS, HEADING, HEADING_PLACE, TEXT, schema
from evidence.adapters.search.whoosh_snapshot import Snapshot
from evidence.adapters.search.whoosh_writing import NAME, SEGMENT_UNITS, SegmentBuilder
from evidence.ports import IndexedDocument

MAX_SMALL = 12
"""More small segments than this are joined by an update."""
SMALL_UNITS = 400
"""A segment with fewer units is small; a join within an update reads at most ``MAX_SMALL`` times as many."""


class Generation:
    """One generation's folder. Segments are Whoosh's; ``contents`` is the number of its table of contents."""

    def __init__(self, path: Path) -> None:
        # No memory map: a file cut short under a map would end the process, where a read only raises.
        self._storage = FileStorage(str(path), supports_mmap=False)
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
        for document in documents:
            if builder is None:
                builder = SegmentBuilder(self._storage, self._schema)
            builder.add(document)
            if builder.units >= SEGMENT_UNITS:
                segments.append(builder.finish())
                builder = None
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

    def tidied(self, snapshot: Snapshot, segments: Sequence[Any]) -> list[Any]:
        """Join small segments into one when there are many; ``segments`` may include new ones."""
        small = [s for s in segments if s.doc_count_all() < SMALL_UNITS]
        if len(small) <= MAX_SMALL:
            return list(segments)
        return [*(s for s in segments if s not in small), *self.joined(snapshot, small)]

    def joined(self, snapshot: Snapshot, segments: Sequence[Any]) -> list[Any]:
        """Write the live units of ``segments`` into as few new segments as their bounded size allows."""
        known = {data.name: data for data in snapshot.segments}
        done: list[Any] = []
        batch: list[tuple[SegmentData, set[int]]] = []
        size = 0
        for segment in segments:
            data = known.get(segment.segment_id()) or SegmentData(self._storage, self._schema, segment)
            live = data.units - segment.deleted_count()
            if batch and size + live > SEGMENT_UNITS:
                done.append(self._join(batch))
                batch, size = [], 0
            batch.append((data, set(segment.deleted_docs())))
            size += live
        if batch:
            done.append(self._join(batch))
        self._storage.temp_storage(f"{NAME}.tmp").destroy()
        return done

    def _join(self, batch: Sequence[tuple[SegmentData, set[int]]]) -> Any:
        builder = SegmentBuilder(self._storage, self._schema)
        for data, deleted in batch:
            live = np.ones(data.units, dtype=np.bool_)
            live[list(deleted)] = False
            numbers = np.cumsum(live) - 1 + builder.units
            for unit in np.flatnonzero(live).tolist():
                _copy_row(builder, data, unit)
            for field in (FORMS, HEADING, TEXT):
                for term in data.terms(field):
                    _copy_term(builder, data, field, term, live, numbers)
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


def _copy_term(builder: SegmentBuilder, data: SegmentData, field: str, term: str, live: Any, numbers: Any) -> None:
    postings = data.postings(field, term)
    kept = live[postings.units]
    if not kept.any():
        return
    units = numbers[postings.units[kept]].tolist()
    if field == FORMS:
        builder.take(field, term, units, (), b"")
        return
    counts = postings.weights.astype(np.int64)
    positions = np.frombuffer(postings.packed, dtype=np.uint16)[np.repeat(kept, counts)]
    builder.take(field, term, units, counts[kept].tolist(), positions.tobytes())
