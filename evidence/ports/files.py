"""Where bytes are kept, and what reads them."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from evidence.hidden_content import HiddenContent
from evidence.readings import PageWords, Redacted, Rows, Sheet, TakeOut, Unpacked, View
from evidence.readings import Passage as ReadPassage
from evidence.readings import Reading as Text


@dataclass(frozen=True, slots=True)
class Staged:
    """Bytes received whole but not yet kept; ``path`` is readable until kept or dropped."""

    sha256: str
    size: int
    path: Path


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

    def seconds_kept(self, sha256: str) -> float:
        """Return how long ago bytes were put here; 0 when they are gone."""
        ...

    def folder(self) -> AbstractContextManager[Path]:
        """Give a private folder in the staging area, gone with all in it afterwards; no sweep takes it meanwhile.

        Raises ``Unavailable`` when the disk is full or failing.
        """
        ...

    def sweep_staging(self) -> int:
        """Remove what broken-off uploads left in staging, except what is being written now."""
        ...


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

    def network_isolated(self) -> bool:
        """Whether what reads files is cut off from the network; may start it to find out."""
        ...

    def writes_confined(self) -> bool:
        """Whether what reads files can write only to a folder of its own; may start it to find out."""
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

    def saved_as(self, media_type: str, name: str) -> str:
        """Return the name to hand a file out under, whose ending must be one of its kind."""
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

    def view_of(self, media_type: str) -> View:
        """Return how files of this type are best shown; ``text`` where nothing else can be made of them."""
        ...

    def shown_by_browsers(self, media_type: str) -> bool:
        """Whether a browser can safely be given the file itself to show, rather than to save."""
        ...

    @property
    def picture_suffix(self) -> str:
        """The ending of names of drawn pages, with its dot: ``.webp`` or ``.png``."""
        ...

    def pages(self, path: Path, media_type: str) -> int:
        """Return how many pages of a file (frames of a picture) can be drawn. Raises ``Unreadable``."""
        ...

    def draw(self, path: Path, media_type: str, page: int, *, width: int, target: Path) -> None:
        """Draw one page, counted from 1, ``width`` pixels wide, as a picture in the file ``target``.

        The picture must hold nothing of the file but what can be seen: no place, camera or author. It may be
        narrower where ``width`` would make it absurdly tall, and is never wider than a picture's own pixels.
        Must end within a bounded time and bounded memory, whatever the file. Raises ``NoSuchPage``;
        ``Unreadable``, whose reason can be shown and is final for these bytes; ``Unavailable``, which says
        nothing about them; and ``FileNotFoundError`` when there is no file at ``path``. What ``target``
        holds after a failure means nothing.
        """
        ...

    def words(self, path: Path, media_type: str, page: int) -> PageWords:
        """Return the words of one page in reading order, each where ``draw`` shows it, and the page's size.

        No words for pictures, scans and kinds without pages to draw. Raises as ``draw`` does.
        """
        ...

    def sheets(self, path: Path, media_type: str) -> Sequence[Sheet]:
        """Return the sheets of a file whose view is ``table``, in order, hidden ones too. Raises as ``pages``."""
        ...

    def rows(self, path: Path, media_type: str, sheet: int, *, first: int, rows: int, columns: int) -> Rows:
        """Return at most so many rows and columns of a sheet, from the row ``first`` on, as a reader sees them.

        Sheet and row count from 1; empty rows are left out, empty cells are kept in their columns. Fewer rows
        come where they hold very much text; ``next_row`` tells. Raises as ``draw`` does.
        """
        ...

    def redact(self, path: Path, media_type: str, asked: Sequence[TakeOut], *, target: Path) -> Redacted:
        """Write a copy of a PDF, Word or Excel file without what is ``asked``, and say what was done.

        The copy is made anew: it has no properties, comments, tracked changes, hidden text or anything else that
        is not seen. Before it is kept it is read again, and its bytes searched, for all that was asked. ``target``
        is complete or absent, and the file at ``path`` is only read. What was not found is in the result as such.
        Raises as ``draw`` does, ``Unreadable`` also for kinds that cannot be redacted and for a copy in which
        anything was left.
        """
        ...

    def why_not_redacted(self, media_type: str) -> str:
        """Return why no redacted copy can be made of files of this type, in a sentence; empty where one can."""
        ...

    def hidden(self, path: Path, media_type: str, *, within: float | None = None) -> HiddenContent:
        """Return what the file holds besides what its reader sees: comments, authors, hidden sheets, places, ...

        What could not be searched is said in ``unsearched``, also for a file that is damaged, locked or of a kind
        that cannot be searched: then finding nothing means nothing, and it is no error. Must end within a bounded
        time and bounded memory. Raises ``Late`` where ``within`` seconds are given and not enough: then it may be
        asked for again without them. Raises ``Unavailable``, which says nothing about the file, and
        ``FileNotFoundError`` when there is no file at ``path``.
        """
        ...

    def close(self) -> None:
        """End every child process."""
        ...
