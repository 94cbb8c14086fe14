"""Keeping the search index up with the event log."""

import time
from collections.abc import Iterable, Iterator

from evidence.domain.documents import Document, Passage, Version
from evidence.errors import Unavailable
from evidence.ports import Catalogue, IndexedDocument, IndexedPassage, Reading, SearchIndex
from evidence.services.following import behind, changes_documents

_BATCH = 200
"""Documents taken in by one commit of the index."""
_PAUSE_SECONDS = 0.05
_PATIENCE = 600
"""How many pauses to wait for somebody else who is writing the index."""


class Indexing:
    """Follows the events: what they touched is taken into the index again, whole.

    The index says how far it is; losing it only means that everything is taken in once more.
    """

    def __init__(self, catalogue: Catalogue, index: SearchIndex) -> None:
        self._catalogue = catalogue
        self._index = index

    def behind(self) -> int:
        """Return how many changes of documents the index has not taken in yet."""
        with self._catalogue.reading() as view:
            return behind(view, self._index.cursor())

    def catch_up(self) -> Iterator[int]:
        """Take in everything that happened since; yields how many documents each step took in.

        Where another process is doing it already, waits until that one is done. Raises ``Unavailable`` when
        it is not done in time.
        """
        for _ in range(_PATIENCE):
            with self._index.writing() as held:
                if held:
                    yield from self._take_in()
                    return
            if not self.behind():
                return
            time.sleep(_PAUSE_SECONDS)
        raise Unavailable(
            "The search index is being written by somebody else. It catches up by itself; search later."
        )

    def keep_up(self) -> None:
        """Catch up if nobody else is doing it."""
        with self._index.writing() as held:
            if held:
                for _ in self._take_in():
                    pass

    def forget_removed(self) -> bool:
        """Take in everything and drop the words of what was removed; ``False`` when somebody else is writing.

        Not left to the events alone: whoever took them in may have been killed before the words were dropped.
        """
        with self._index.writing() as held:
            if held:
                for _ in self._take_in():
                    pass
                self._index.compact()
        return held

    def _take_in(self) -> Iterator[int]:
        cursor = self._index.cursor()
        with self._catalogue.reading() as view:
            last = view.last_event()
        if (cursor == 0 and last) or cursor > last:
            yield self.rebuild()
            return
        discarded = False
        while cursor < last:
            with self._catalogue.reading() as view:
                events = view.events(after=cursor, limit=_BATCH)
                refs = list(dict.fromkeys(ref for event in events if changes_documents(event) for ref in event.refs))
                changed = list(_indexed(view, refs))
            cursor = events[-1].seq
            discarded = discarded or any(event.verb in {"discarded", "disposed"} for event in events)
            discarded = discarded or any(document.apart for document in changed)
            removed = set(refs) - {document.ref for document in changed}
            self._index.update(changed, removed=removed, cursor=cursor)
            yield len(refs)
        if discarded:
            # An engine keeps deleted words until it is told to drop them; a discard is for good, and what is
            # restricted must not be told from what the others are answered.
            self._index.compact()

    def rebuild(self) -> int:
        """Build the index anew from the catalogue, beside the old one; returns the number of documents."""
        with self._catalogue.reading() as view:
            last = view.last_event()
            refs = [ref for (ref,) in view.columns(Document, "ref")]
            self._index.rebuild(_indexed(view, refs), cursor=last)
        return len(refs)


def _indexed(view: Reading, refs: Iterable[str]) -> Iterator[IndexedDocument]:
    """Yield what the index holds of each document: withdrawn and discarded ones are left out."""
    for ref in refs:
        document = view.find(Document, ref)
        if document is None or document.is_withdrawn:
            continue
        version = view.find(Version, ref, document.current_version)
        name = version.file_name if version and version.file_name else ""
        passages = view.columns(Passage, "place", "text", ref=ref, number=document.current_version)
        yield IndexedDocument(
            ref=ref,
            heading=f"{document.title}\n{name}\n{ref}",
            passages=[IndexedPassage(place, text) for place, text in passages],
            apart=document.sensitivity == "restricted",
        )
