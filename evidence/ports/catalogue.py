"""Where everything but bytes and index is kept."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol, TypeVar

from sqlmodel import SQLModel

from evidence.domain.documents import Passage
from evidence.domain.events import Event, Narrowing
from evidence.domain.people import Actor

Row = TypeVar("Row", bound=SQLModel)


class Reading(Protocol):
    """One consistent view of the catalogue. Rows it returns are plain domain objects, never live.

    Within a narrowed catalogue a restricted document that is not opened does not exist: no row of it, no event
    of it alone, no mention of it in another row, whatever is asked.
    """

    def find(self, kind: type[Row], *key: Any) -> Row | None:
        """Return the row of this key, or ``None``."""
        ...

    def all(self, kind: type[Row], /, **equals: Any) -> list[Row]:
        """Return the rows whose columns equal the values, in order of key; a list value means any of them."""
        ...

    def columns(self, kind: type[SQLModel], *names: str, **equals: Any) -> list[tuple[Any, ...]]:
        """Return some columns as plain tuples, in order of key: the fast way to read many rows."""
        ...

    def distinct(self, kind: type[SQLModel], name: str) -> list[Any]:
        """Return every value of a column, each once, in order."""
        ...

    def count(self, kind: type[SQLModel], **equals: Any) -> int:
        """Return how many rows there are."""
        ...

    def events(
        self, *, after: int = 0, before: int | None = None, limit: int = 1000, newest_first: bool = False,
        narrowed: Narrowing | None = None,
    ) -> list[Event]:  # fmt: skip
        """Return events numbered above ``after`` and below ``before``, in order or the newest first.

        With ``narrowed``, only those it asks for, and ``limit`` counts these.
        """
        ...

    def feed(self, after: int, limit: int) -> list[tuple[str, frozenset[str]]]:
        """Return kind and documents of the events above a number, in order, **hidden ones too**.

        For keeping what is remembered fresh: nothing of it may be shown.
        """
        ...

    def bytes_held(self) -> list[tuple[str, str]]:
        """Return what needs which bytes (``E-0042 version 1``, SHA-256), **hidden documents too**.

        For keeping and checking files: nothing of it may be shown to who may not see everything.
        """
        ...

    def is_needed(self, sha256: str) -> bool:
        """Whether any version, hidden or not, or any offer not yet decided consists of these bytes."""
        ...

    def history(self, ref: str) -> list[Event]:
        """Return the events that concern one document, oldest first."""
        ...

    def last_event(self) -> int:
        """Return the number of the newest event, 0 when nothing has happened."""
        ...


class Writing(Reading, Protocol):
    """One transaction: everything in it happens, or nothing does."""

    actor: Actor
    """Who does it."""

    def save(self, row: SQLModel, *, remembered: bool = True) -> None:
        """Insert or update a row, after validating it.

        Its image before and after belongs to the next event, unless it is no part of the history.
        """
        ...

    def remove(self, row: SQLModel, *, remembered: bool = True) -> None:
        """Delete a row; its image before belongs to the next event, unless it is no part of the history."""
        ...

    def next_id(self, series: str, digits: int = 4) -> str:
        """Return the next id of a series (``E`` -> ``E-0042``); an id is never given twice."""
        ...

    def skip_ids(self, numbers: int) -> None:
        """Leave out so many numbers in every series, so that what was given out and lost is not given again."""
        ...

    def store_passages(self, ref: str, number: int, passages: Sequence[Passage]) -> None:
        """Replace the passages of a version. They derive from its bytes and are not part of any change."""
        ...

    def purge(self, ref: str) -> None:
        """Forget every row and every remembered value of a document for good.

        Who was named on a restricted one stays, so that what the history says of it stays theirs alone.
        """
        ...

    def record(
        self, verb: str, refs: Sequence[str] = (), *, about: dict[str, Any] | None = None,
        undoes: int | None = None,
    ) -> Event:  # fmt: skip
        """Append the event for everything saved and removed since the last one. Must come last.

        Raises ``NotAllowed`` when the actor may not do what the verb says; then nothing of it happens.
        """
        ...


class Catalogue(Protocol):
    """Keeps everything but bytes and index. Committed means on disk, also after a power cut."""

    def within(self, opened: frozenset[str]) -> "Catalogue":
        """Return the same catalogue in which every restricted document is hidden but those that are opened.

        What is restricted is looked up in every transaction, so that a document is gone the moment it is restricted.
        """
        ...

    def reading(self) -> AbstractContextManager[Reading]:
        """Open a consistent view; never waits for a writer."""
        ...

    def writing(self, actor: Actor) -> AbstractContextManager[Writing]:
        """Open a transaction: committed when the block ends, undone if it raises.

        Raises ``Unavailable`` when another writer does not finish in time or the disk is full.
        A block that changes rows without recording an event is a programming error and is refused.
        """
        ...

    def rewrite(self) -> bool:
        """Write everything anew, so that no trace of what was removed is left on the disk, not in the log either.

        ``False`` when somebody read or wrote meanwhile, so that some may be left: to be repeated. Takes about a
        second for 100 MB, in which nobody else can write. Raises ``Unavailable`` when the disk is full.
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
