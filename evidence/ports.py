"""What the services need from the world, as contracts that every adapter keeps.

Each docstring is the contract: "must" and "never" are tested against every implementation in
``tests/evidence/adapters``.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, BinaryIO, Protocol, TypeVar

from sqlmodel import SQLModel

from evidence.domain.documents import Passage
from evidence.domain.events import Event
from evidence.domain.frameworks import Framework
from evidence.domain.people import Actor
from evidence.domain.queries import Query
from evidence.domain.register import Book, RawSheet
from evidence.readings import Passage as ReadPassage
from evidence.readings import Reading as Text
from evidence.readings import Unpacked

Row = TypeVar("Row", bound=SQLModel)


class Clock(Protocol):
    """Tells the time; the only place it comes from."""

    def now(self) -> datetime:
        """Return the moment, in UTC, with its time zone."""
        ...

    def today(self) -> date:
        """Return the day in the council's own time zone (Europe/London)."""
        ...


class FrameworkSource(Protocol):
    """Where frameworks come from."""

    def refs(self) -> list[str]:
        """Return the references of all frameworks, the one in force by default first."""
        ...

    def load(self, ref: str) -> Framework:
        """Return a framework as its file says; raises ``NotFound`` naming those that exist."""
        ...


class Reading(Protocol):
    """One consistent view of the catalogue. Rows it returns are plain domain objects, never live."""

    def find(self, kind: type[Row], *key: Any) -> Row | None:
        """Return the row of this key, or ``None``."""
        ...

    def all(self, kind: type[Row], **equals: Any) -> list[Row]:
        """Return the rows whose columns equal the values, in order of key; a list value means any of them."""
        ...

    def columns(self, kind: type[SQLModel], *names: str, **equals: Any) -> list[tuple[Any, ...]]:
        """Return some columns as plain tuples, in order of key: the fast way to read many rows."""
        ...

    def count(self, kind: type[SQLModel], **equals: Any) -> int:
        """Return how many rows there are."""
        ...

    def events(
        self, *, after: int = 0, before: int | None = None, limit: int = 1000, newest_first: bool = False
    ) -> list[Event]:
        """Return events numbered above ``after`` and below ``before``, in order or the newest first."""
        ...

    def history(self, ref: str) -> list[Event]:
        """Return the events that concern one document, oldest first."""
        ...

    def last_event(self) -> int:
        """Return the number of the newest event, 0 when nothing has happened."""
        ...


class Writing(Reading, Protocol):
    """One transaction: everything in it happens, or nothing does."""

    def save(self, row: SQLModel, *, remembered: bool = True) -> None:
        """Insert or update a row, after validating it.

        Its image before and after belongs to the next event, unless it is no part of the history.
        """
        ...

    def remove(self, row: SQLModel) -> None:
        """Delete a row; its image before belongs to the next event."""
        ...

    def next_id(self, series: str, digits: int = 4) -> str:
        """Return the next id of a series (``E`` -> ``E-0042``); an id is never given twice."""
        ...

    def store_passages(self, ref: str, number: int, passages: Sequence[Passage]) -> None:
        """Replace the passages of a version. They derive from its bytes and are not part of any change."""
        ...

    def purge(self, ref: str) -> None:
        """Forget every row and every remembered value of a document for good."""
        ...

    def record(
        self, verb: str, refs: Sequence[str] = (), *, about: dict[str, Any] | None = None,
        undoes: int | None = None,
    ) -> Event:  # fmt: skip
        """Append the event for everything saved and removed since the last one. Must come last."""
        ...


class Catalogue(Protocol):
    """Keeps everything but bytes and index. Committed means on disk, also after a power cut."""

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a consistent view; never waits for a writer."""
        ...

    def writing(self, actor: Actor) -> AbstractContextManager[Writing]:
        """Open a transaction: committed when the block ends, undone if it raises.

        Raises ``Unavailable`` when another writer does not finish in time or the disk is full.
        A block that changes rows without recording an event is a programming error and is refused.
        """
        ...

    def problems(self) -> list[str]:
        """Return what the engine finds wrong with its own files; empty when sound."""
        ...

    def copy_to(self, path: Path) -> None:
        """Write a consistent copy while others go on working."""
        ...

    def engine_version(self) -> str:
        """Return the name and version of the engine, for ``verify`` and health."""
        ...

    def close(self) -> None:
        """Let go of all files."""
        ...


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes received whole but not yet kept; ``path`` is readable until kept or dropped."""

    sha256: str
    size: int
    path: Path


class TextReader(Protocol):
    """Reads files away from this process, so that a hostile one can do no harm here."""

    @property
    def at_once(self) -> int:
        """How many files may usefully be read at the same time."""
        ...

    @property
    def reads_scans(self) -> bool:
        """Whether the words of scanned pages can be read on this machine."""
        ...

    def media_type(self, path: Path, name: str) -> str:
        """Judge what a file is by its content; the name only decides between kinds of plain text.

        Raises ``UnsupportedType`` for what the library does not take, ``Invalid`` for an empty file.
        """
        ...

    def is_archive(self, media_type: str) -> bool:
        """Whether files of this type are unpacked and their members added, rather than kept."""
        ...

    def suffix(self, media_type: str) -> str:
        """Return the usual ending of file names of this type, with its dot."""
        ...

    def read(self, path: Path, media_type: str, *, name: str, staging: Path) -> Text:
        """Return the text; attachments are written into ``staging``. Raises ``Unreadable``."""
        ...

    def read_scan(self, path: Path, media_type: str, page: int) -> Sequence[ReadPassage]:
        """Return the words of one scanned page; raises ``Unreadable``, also where OCR is not installed."""
        ...

    def unpack(self, path: Path, *, staging: Path) -> Unpacked:
        """Write an archive's members into ``staging``; raises ``Unreadable`` for a damaged one."""
        ...

    def close(self) -> None:
        """End every child process."""
        ...


class FileStore(Protocol):
    """Keeps bytes under their SHA-256, so that content can never change without its name changing."""

    def stage(self, stream: BinaryIO, *, max_bytes: int) -> Staged:
        """Read ``stream`` once into the store's staging area, on disk when this returns.

        Raises ``TooLarge`` beyond ``max_bytes`` (counted on the stream, whatever was promised), and
        ``Unavailable`` when the disk is full or failing. Leaves nothing behind when it raises.
        """
        ...

    def keep(self, staged: Staged) -> None:
        """Move staged bytes into place, durably; harmless when the same bytes are there."""
        ...

    def drop(self, staged: Staged) -> None:
        """Forget staged bytes; harmless when they are gone."""
        ...

    def path(self, sha256: str) -> Path:
        """Return where the bytes can be read; raises ``Damaged`` naming them when they are gone."""
        ...

    def holds(self, sha256: str) -> bool:
        """Whether these bytes are kept."""
        ...

    def remove(self, sha256: str) -> None:
        """Delete bytes; harmless when they are gone."""
        ...

    def all(self) -> Iterator[tuple[str, int]]:
        """Yield SHA-256 and size of everything kept."""
        ...

    def sweep_staging(self) -> int:
        """Remove what broken-off uploads left in staging, except what is being written now."""
        ...


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

    def last_event(self) -> int:
        """Return the number of the newest event; 0 for an empty library."""
        ...


class RegisterReader(Protocol):
    """Reads a register that people have edited."""

    def __call__(self, path: Path) -> Sequence[RawSheet]:
        """Return every sheet of a workbook, or the one sheet of a CSV, with its rows under their true numbers.

        A formula must give its value, and one without a value must be ``Broken``, never blank. Raises ``Invalid``
        for what is neither workbook nor CSV, is empty or is protected with a password; ``TooLarge`` for what
        holds more than a register can; ``Unavailable`` when the file cannot be read.
        """
        ...


class RegisterWriter(Protocol):
    """Writes a register for people to edit."""

    def __call__(self, path: Path, book: Book) -> None:
        """Write the file whole, or leave what was there: the ending of its name says as which kind.

        No cell may ever be taken for a formula. Raises ``Invalid`` for another ending, ``Unavailable`` when the
        file cannot be written.
        """
        ...
