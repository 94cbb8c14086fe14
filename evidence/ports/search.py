"""What finds passages by their words, and what it needs to know of documents."""

from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from evidence.domain.queries import Query


@dataclass(frozen=True, slots=True)
class IndexedPassage:
    """A passage as the index takes it; ``place`` is its number within the version."""

    place: int
    text: str


@dataclass(frozen=True, slots=True)
class IndexedDocument:
    """A document as the index takes it: found by its heading words (title, file name, ref) and passages."""

    ref: str
    heading: str
    passages: Sequence[IndexedPassage]
    apart: bool = False
    """Whether it is restricted: its words must not touch what others are answered."""


@dataclass(frozen=True, slots=True)
class Match:
    """One document that answers a query.

    ``places`` are its best passages, best first, at most five (empty when only the heading matches).
    ``scattered`` says that the words stand only in different passages.
    """

    ref: str
    score: float
    places: tuple[int, ...] = ()
    scattered: bool = False


class SearchIndex(Protocol):
    """Finds passages by their words. Derived from the event log and disposable.

    It never decides who may see what: every call names the references it may use. Losing its folder must
    change no answer. Every method may raise ``Unavailable``; none may raise anything of the engine's.
    """

    def cursor(self) -> int:
        """Return the number of the last event taken in; 0 when there is no usable index.

        A damaged, tampered or missing index, or one of another schema, must answer 0, never raise.
        """
        ...

    def update(self, changed: Iterable[IndexedDocument], *, removed: Collection[str], cursor: int) -> None:
        """Take in changed documents whole, forget removed ones, and move the cursor, all in one commit."""
        ...

    def rebuild(self, documents: Iterable[IndexedDocument], *, cursor: int) -> None:
        """Build a new index beside the old one and switch to it; the old one answers meanwhile."""
        ...

    def search(self, query: Query, *, among: Collection[str]) -> list[Match]:
        """Return every document of ``among`` that answers ``query``, in order.

        Order is rounded score (best first), then reference, then place, so that a rebuild repeats it.
        Scattered matches follow all others. A query with only field terms matches nothing here: the
        caller has narrowed ``among`` already, and lists it.
        """
        ...

    def similar(self, ref: str, *, among: Collection[str], limit: int) -> list[Match]:
        """Return the documents of ``among`` whose words are most like those of ``ref``, never itself."""
        ...

    def near_words(self, word: str, *, among: Collection[str], limit: int = 3) -> list[str]:
        """Return words like ``word`` that stand in documents of ``among``, likeliest first."""
        ...

    def refs(self) -> set[str]:
        """Return the references of all documents it holds; none when there is no usable index."""
        ...

    def marks(self, query: Query, texts: Iterable[str]) -> list[list[tuple[int, int]]]:
        """Return for each text the (start, end) spans that ``query`` hits: ascending, none overlapping.

        Uses the rules that find passages (stems, phrases, prefixes, expansions); excluded words hit nothing.
        """
        ...

    def writing(self) -> AbstractContextManager[bool]:
        """Hold the writer lock, if nobody else does; yields whether it is held. Must never wait.

        ``update``, ``rebuild`` and ``compact`` take it themselves when it is not held, and raise
        ``Unavailable`` when somebody else holds it.
        """
        ...

    def compact(self) -> bool:
        """Drop deleted text and join what was taken in bit by bit; answers whether there was anything to do.

        Never called in a user's wait. Changes no answer.
        """
        ...

    def intact(self) -> bool:
        """Check every byte of the index anew, and say whether it is usable."""
        ...

    def forget(self) -> None:
        """Let go of open files and of everything kept in memory; changes no answer."""
        ...


@dataclass(frozen=True, slots=True)
class Findable:
    """What search needs to know of a document besides its words: the facts it is filtered and counted by."""

    ref: str
    title: str
    kind: str
    status: str
    sensitivity: str
    file_name: str | None = None
    owner: str | None = None
    team: str | None = None
    dated_on: date | None = None
    year: int | None = None
    currency: str = "unknown"
    """``in-date``, ``due``, ``out-of-date`` or ``unknown`` on the day asked about."""
    labels: tuple[str, ...] = ()
    tags: tuple[tuple[str, str | None], ...] = ()
    """Statement reference and (presumed or stated) category reference of each tag."""
    text_reason: str | None = None
    """Why its text could not be read, where it could not."""


@dataclass(frozen=True, slots=True)
class PassageText:
    """A passage as shown in a result."""

    ref: str
    place: int
    locator: str
    text: str
    page: int | None = None
    """The page or slide it stands on, from 1, where the document has pages."""


class Findables(Protocol):
    """The catalogue as search sees it: only what the asker may see, without withdrawn documents."""

    def findable(self, on: date) -> Sequence[Findable]:
        """Return every document the asker may see, in order of reference, with currency on that day.

        Must answer the same object again until an event changes it, so that callers may cache by identity.
        """
        ...

    def passage_texts(self, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], PassageText]:
        """Return the text of the current version's passages by (ref, place); absent ones are left out."""
        ...

    def behind(self, cursor: int) -> int:
        """Return how many changes of documents that the asker may see followed the event ``cursor``."""
        ...
