"""Keeping the search index up with the event log."""

from collections.abc import Iterable, Iterator

from evidence.domain.documents import Document, Passage, Version
from evidence.ports import Catalogue, IndexedDocument, IndexedPassage, Reading, SearchIndex

_BATCH = 200
"""Documents taken in by one commit of the index."""


class Indexing:
    """Follows the events: what they touched is taken into the index again, whole.

    The index says how far it is; losing it only means that everything is taken in once more.
    """

    def __init__(self, catalogue: Catalogue, index: SearchIndex) -> None:
        self._catalogue = catalogue
        self._index = index

    def behind(self) -> int:
        """Return how many events the index has not taken in yet."""
        with self._catalogue.reading() as view:
            return max(0, view.last_event() - self._index.cursor())

    def catch_up(self) -> Iterator[int]:
        """Take in everything that happened since; yields how many documents each step took in.

        Raises ``Unavailable`` when another process is writing the index.
        """
        cursor = self._index.cursor()
        with self._catalogue.reading() as view:
            last = view.last_event()
        if cursor == 0 or cursor > last:
            yield self.rebuild()
            return
        while cursor < last:
            with self._catalogue.reading() as view:
                events = view.events(after=cursor, limit=_BATCH)
                refs = list(dict.fromkeys(ref for event in events for ref in event.refs))
                changed = list(_indexed(view, refs))
            cursor = events[-1].seq
            removed = set(refs) - {document.ref for document in changed}
            self._index.update(changed, removed=removed, cursor=cursor)
            yield len(refs)

    def keep_up(self) -> None:
        """Catch up if nobody else is doing it."""
        for _ in self.catch_up():
            pass

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
        )
