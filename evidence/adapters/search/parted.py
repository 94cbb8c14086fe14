"""Two indexes that answer as one: everybody's, and one apart for what is restricted.

A search by somebody who may see nothing restricted never opens the second, so that no word of it can show in an
order, a count or a suggestion. What is found in it follows everything else, in order of reference, so that not
even the order tells of restricted documents that somebody else may see.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from evidence.domain.queries import Query
from evidence.ports import IndexedDocument, Match, SearchIndex


class PartedIndex:
    """Implements ``SearchIndex`` over two others; a document marked ``apart`` goes into the second alone."""

    def __init__(self, everyones: SearchIndex, apart: SearchIndex) -> None:
        self._everyones = everyones
        self._apart = apart

    def cursor(self) -> int:
        """Return the number of the last event taken in; 0 when either part is not usable."""
        return self._everyones.cursor() if self._apart.cursor() else 0

    def update(self, changed: Iterable[IndexedDocument], *, removed: Collection[str], cursor: int) -> None:
        """See ``SearchIndex.update``. The part whose cursor counts comes last: broken off, all is done again."""
        documents = list(changed)
        apart = [document for document in documents if document.apart]
        others = [document for document in documents if not document.apart]
        gone = {*removed, *(document.ref for document in others)}
        if apart or gone & self._apart.refs():
            self._apart.update(apart, removed=gone, cursor=cursor)
        self._everyones.update(others, removed={*removed, *(document.ref for document in apart)}, cursor=cursor)

    def rebuild(self, documents: Iterable[IndexedDocument], *, cursor: int) -> None:
        """See ``SearchIndex.rebuild``. Not usable as a whole until both parts are built."""
        if self._apart.cursor():
            self._apart.rebuild([], cursor=0)
        apart: list[IndexedDocument] = []

        def others() -> Iterator[IndexedDocument]:
            for document in documents:
                if document.apart:
                    apart.append(document)
                else:
                    yield document

        self._everyones.rebuild(others(), cursor=cursor)
        self._apart.rebuild(apart, cursor=cursor)

    def search(self, query: Query, *, among: Collection[str]) -> list[Match]:
        """See ``SearchIndex.search``; what is restricted comes last, in order of reference, with no score."""
        found = self._everyones.search(query, among=among)
        held = self._apart.refs() & set(among) if self._may_hold(among) else set()
        if not held:
            return found
        apart = self._apart.search(query, among=held)
        return found + [replace(match, score=0.0) for match in sorted(apart, key=lambda match: match.ref)]

    def _may_hold(self, among: Collection[str]) -> bool:
        """Whether anything beyond everybody's documents is asked for: only then is the second opened."""
        return not set(among) <= self._everyones.refs()

    def similar(self, ref: str, *, among: Collection[str], limit: int) -> list[Match]:
        """See ``SearchIndex.similar``; compares what everybody may see."""
        return self._everyones.similar(ref, among=among, limit=limit)

    def near_words(self, word: str, *, among: Collection[str], limit: int = 3) -> list[str]:
        """See ``SearchIndex.near_words``; words of restricted documents are never suggested."""
        return self._everyones.near_words(word, among=among, limit=limit)

    def refs(self) -> set[str]:
        """Return the references of all documents that either part holds."""
        return self._everyones.refs() | self._apart.refs()

    def marks(self, query: Query, texts: Iterable[str]) -> list[list[tuple[int, int]]]:
        """See ``SearchIndex.marks``; reads no index."""
        return self._everyones.marks(query, texts)

    @contextmanager
    def writing(self) -> Iterator[bool]:
        """Hold both writer locks, if nobody else does; yields whether they are held."""
        with self._everyones.writing() as everyones, self._apart.writing() as apart:
            yield everyones and apart

    def compact(self) -> bool:
        """See ``SearchIndex.compact``."""
        return any([self._everyones.compact(), self._apart.compact()])

    def intact(self) -> bool:
        """Whether every byte of both parts is as it was written."""
        return self._everyones.intact() and self._apart.intact()

    def forget(self) -> None:
        """Let go of open files and of everything kept in memory."""
        self._everyones.forget()
        self._apart.forget()
