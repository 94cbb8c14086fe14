"""The search index on Whoosh: a folder derived from the event log, private, sealed and disposable.

Searches read Whoosh's postings into arrays (``whoosh_snapshot``); everything written is an ordinary Whoosh
segment. One process writes at a time and nobody waits for it.
"""

import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from whoosh.util.filelock import FileLock

from evidence.adapters.search.sealed import LOCK, Manifest, Mismatch, SealedFolder
from evidence.adapters.search.whoosh_generation import Generation
from evidence.adapters.search.whoosh_likeness import near_words, similar
from evidence.adapters.search.whoosh_marks import Marker
from evidence.adapters.search.whoosh_plans import plan
from evidence.adapters.search.whoosh_ranking import Ranking
from evidence.adapters.search.whoosh_reading import SegmentData
from evidence.adapters.search.whoosh_schema import LAYOUT
from evidence.adapters.search.whoosh_snapshot import Snapshot
from evidence.adapters.search.whoosh_writing import SEGMENT_UNITS
from evidence.domain.queries import Query
from evidence.errors import EvidenceError, Unavailable
from evidence.ports import IndexedDocument, Match

Answer = TypeVar("Answer")

_ATTEMPTS = 2
_NO_INDEX = "There is no usable search index yet; it is being built."


class WhooshIndex:
    """Implements ``SearchIndex`` in ``folder``; ``key`` is a secret kept elsewhere, which seals the files.

    Threads may share one instance. Several processes may search; whoever calls ``update``, ``rebuild`` or
    ``compact`` while another process or thread is writing gets ``Unavailable`` at once.
    """

    def __init__(self, folder: Path, key: bytes) -> None:
        self._sealed = SealedFolder(folder, key, layout=LAYOUT)
        self._opened: _Opened | None = None
        self._refused: tuple[object, ...] | None = None
        """The signature of a state that was as sealed, and yet could not be read."""
        self._opening = threading.RLock()
        self._writing = threading.local()

    # Reading

    def cursor(self) -> int:
        """The number of the last event taken in; 0 when there is no usable index. Never raises."""
        try:
            return self._snapshot().cursor
        except Unavailable:
            return 0

    def refs(self) -> set[str]:
        """The references of all documents it holds; none when there is no usable index."""
        try:
            return set(self._snapshot().refs)
        except Unavailable:
            return set()

    def search(self, query: Query, *, among: Collection[str]) -> list[Match]:
        """See ``SearchIndex.search``."""
        plans = plan(query)
        return self._ask(lambda snapshot: Ranking(snapshot, among).matches(plans))

    def similar(self, ref: str, *, among: Collection[str], limit: int) -> list[Match]:
        """See ``SearchIndex.similar``."""
        return self._ask(lambda snapshot: similar(snapshot, ref, among=among, limit=limit))

    def near_words(self, word: str, *, among: Collection[str], limit: int = 3) -> list[str]:
        """See ``SearchIndex.near_words``."""
        return self._ask(lambda snapshot: near_words(snapshot, word, among=among, limit=limit))

    def marks(self, query: Query, texts: Iterable[str]) -> list[list[tuple[int, int]]]:
        """See ``SearchIndex.marks``. Reads no index."""
        marker = Marker(plan(query))
        return [marker.spans(text) for text in texts]

    def intact(self) -> bool:
        """Hash every file again, and say whether the index is usable and as it was written."""
        with self._opening:
            self._sealed.distrust()
            self._opened = None
            self._refused = None
        try:
            self._snapshot()
        except Unavailable:
            return False
        return True

    def forget(self) -> None:
        """Drop everything kept in memory; the next question reads it again. Changes no answer."""
        with self._opening:
            self._opened = None

    # Writing

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold the writer lock, if nobody else does; yields whether it is held. Never waits.

        ``update``, ``rebuild`` and ``compact`` within it use the lock that is held.
        """
        if getattr(self._writing, "held", False):
            yield True
            return
        try:
            self._sealed.prepare()
            lock = FileLock(str(self._sealed.folder / LOCK))
            held = lock.acquire(blocking=False)
        except OSError as error:
            raise Unavailable(
                f"The search index’s folder cannot be written to ({error.strerror}). Check it, or delete it: it is "
                "built anew."
            ) from error
        if not held:
            yield False
            return
        self._writing.held = True
        try:
            yield True
        finally:
            self._writing.held = False
            lock.release()

    def update(self, changed: Iterable[IndexedDocument], *, removed: Collection[str], cursor: int) -> None:
        """Take in changed documents whole, forget removed ones, and move the cursor, all in one commit.

        Raises ``Unavailable`` when there is no usable index (call ``rebuild``) or somebody else is writing.
        Reads ``changed`` once; a document may come in it only once.
        """
        with self._changing() as (generation, manifest, snapshot):
            documents = list(changed)
            gone = {*removed, *(document.ref for document in documents)}
            kept = generation.without(snapshot, generation.segments(manifest.contents), gone)
            segments = generation.tidied([*kept, *generation.build(documents)])
            self._commit(generation, manifest, segments, cursor)

    def compact(self) -> bool:
        """Join all segments and drop what was deleted; answers whether there was anything to do.

        Takes seconds to minutes; searches go on meanwhile. Raises ``Unavailable`` as ``update`` does.
        """
        with self._changing() as (generation, manifest, _):
            segments = generation.segments(manifest.contents)
            loose = [s for s in segments if s.deleted_count() or s.doc_count_all() < SEGMENT_UNITS // 2]
            if len(loose) == sum(1 for s in loose if not s.deleted_count()) <= 1:
                return False
            kept = [s for s in segments if s not in loose]
            self._commit(generation, manifest, [*kept, *generation.joined(loose)], manifest.cursor)
            return True

    def rebuild(self, documents: Iterable[IndexedDocument], *, cursor: int) -> None:
        """Build a new generation beside the old one and switch to it; the old one answers meanwhile.

        Reads ``documents`` once, in any order. If anything fails, the old generation stays in force and
        what was built is swept away by the next writer. Raises ``Unavailable`` when somebody else is writing.
        """
        with self._exclusive():
            self._sealed.sweep()
            name = self._sealed.new_generation()
            generation = Generation(self._sealed.path(name))
            files = generation.write_contents(generation.build(documents), 1)
            self._sealed.seal(name, cursor=cursor, contents=1, files=files)
            self._sealed.switch(name)
            self._sealed.sweep()

    def _commit(self, generation: Generation, manifest: Manifest, segments: Sequence[object], cursor: int) -> None:
        contents = manifest.contents + 1
        files = generation.write_contents(segments, contents)
        self._sealed.seal(manifest.generation, cursor=cursor, contents=contents, files=files)
        self._sealed.sweep()

    @contextmanager
    def _exclusive(self) -> Iterator[None]:
        """Hold the writer lock, and turn whatever the engine or the disk raises into ``Unavailable``."""
        with self.writing() as held:
            if not held:
                raise Unavailable("The search index is being written by somebody else; try again later.")
            try:
                yield
            except EvidenceError:
                raise
            except Exception as error:
                raise Unavailable("The search index could not be written; it will be tried again.") from error

    @contextmanager
    def _changing(self) -> Iterator[tuple[Generation, Manifest, Snapshot]]:
        with self._exclusive():
            self._snapshot()
            opened = self._opened
            if opened is None:
                raise Unavailable(_NO_INDEX)
            yield Generation(self._sealed.path(opened.manifest.generation)), opened.manifest, opened.snapshot

    def _snapshot(self) -> Snapshot:
        """The state in force, opened anew when it changed. Raises ``Unavailable`` when none is usable."""
        for _ in range(_ATTEMPTS):
            try:
                signature = self._sealed.signature()
                opened = self._opened
                if opened is None or opened.signature != signature or self._sealed.touched(opened.manifest):
                    opened = self._open(signature)
            except Mismatch:
                continue
            if opened is not None:
                return opened.snapshot
        raise Unavailable(_NO_INDEX)

    def _open(self, signature: tuple[object, ...]) -> "_Opened | None":
        with self._opening:
            before = self._opened
            if before is not None and before.signature == signature and not self._sealed.touched(before.manifest):
                return before
            self._opened = None
            if signature == self._refused:
                return None
            manifest = self._sealed.read()
            known = _reusable(before, manifest)
            try:
                snapshot = Generation(self._sealed.path(manifest.generation)).open(manifest, known)
            except Exception:  # noqa: BLE001 - whatever the engine raises, this state cannot be used
                if self._sealed.signature() == signature and not self._sealed.touched(manifest):
                    self._refused = signature
                return None
            self._opened = _Opened(signature, manifest, snapshot)
            return self._opened

    def _ask(self, question: Callable[[Snapshot], Answer]) -> Answer:
        """Put a question to the state in force; whatever the engine raises, open it anew and ask once more."""
        for attempt in range(_ATTEMPTS):
            snapshot = self._snapshot()
            try:
                return question(snapshot)
            except Exception as error:
                with self._opening:
                    # Files damaged unnoticed are found now, when all are hashed again. A state that is as it
                    # was written stays in force: building it anew would only meet the same query again.
                    self._sealed.distrust()
                    self._opened = None
                if attempt:
                    raise Unavailable("The search index could not answer; try again later.") from error
        raise Unavailable(_NO_INDEX)


def _reusable(before: "_Opened | None", manifest: Manifest) -> dict[str, SegmentData]:
    """Segments read before, if the generation and every file that both states have are unchanged."""
    if before is None or before.manifest.generation != manifest.generation:
        return {}
    if any(manifest.files.get(name, sealed) != sealed for name, sealed in before.manifest.files.items()):
        return {}
    return {data.name: data for data in before.snapshot.segments}


class _Opened(NamedTuple):
    """A state that was checked and opened."""

    signature: tuple[object, ...]
    manifest: Manifest
    snapshot: Snapshot
