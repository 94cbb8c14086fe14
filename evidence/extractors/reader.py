"""The port ``TextReader`` over the pool of children."""

from collections.abc import Sequence
from pathlib import Path

from evidence.extractors import drawing, media, ocr, reasons
from evidence.extractors.pool import Pool
from evidence.extractors.sniffing import sniff
from evidence.hidden_content import HiddenContent
from evidence.readings import PageWords, Passage, Reading, Redacted, Rows, Sheet, TakeOut, Unpacked, View

_AT_ONCE_SHOWN = 2


class PoolReader:
    """Reads files in ``size`` warm child processes; their leavings stay inside ``staging``.

    Pages are shown by children of their own, so that nobody waits for a page until a long file has been read.
    """

    def __init__(self, *, size: int, staging: Path) -> None:
        self._pool = Pool(size, staging=staging)
        self._shown = Pool(_AT_ONCE_SHOWN, staging=staging)
        self._size = size

    @property
    def at_once(self) -> int:
        """How many files may usefully be read at the same time."""
        return self._size

    @property
    def reads_scans(self) -> bool:
        """Whether Tesseract is installed."""
        return ocr.available()

    def media_type(self, path: Path, name: str) -> str:
        """Judge what a file is by its content; the name only decides between kinds of plain text."""
        return sniff(path, name)

    def is_archive(self, media_type: str) -> bool:
        """Whether files of this type are unpacked and their members added, rather than kept."""
        return media_type == media.ZIP

    def suffix(self, media_type: str) -> str:
        """Return the usual ending of file names of this type, with its dot."""
        return media.suffix_of(media_type)

    def saved_as(self, media_type: str, name: str) -> str:
        """Return the name to hand a file out under, whose ending is one of its kind."""
        return media.saved_as(media_type, name)

    def read(self, path: Path, media_type: str, *, name: str, staging: Path) -> Reading:
        """Return the text; attachments are written into ``staging``. Raises ``Unreadable``."""
        return self._pool.read(path, media_type, name=name, staging=staging)

    def read_scan(self, path: Path, media_type: str, page: int) -> Sequence[Passage]:
        """Return the words of one scanned page; raises ``Unreadable``, also where OCR is not installed."""
        return self._pool.ocr(path, media_type, page)

    def unpack(self, path: Path, *, staging: Path) -> Unpacked:
        """Write an archive's members into ``staging``; raises ``Unreadable`` for a damaged one."""
        return self._pool.unpack(path, staging=staging)

    def view_of(self, media_type: str) -> View:
        """Return how files of this type are best shown."""
        if media_type in media.DRAWN:
            return "pages"
        return "table" if media_type in media.TABLES else "text"

    def shown_by_browsers(self, media_type: str) -> bool:
        """Whether a browser can safely be given the file itself to show."""
        return media_type in media.SHOWN_BY_BROWSERS

    @property
    def picture_suffix(self) -> str:
        """The ending of names of drawn pages: ``.webp``, or ``.png`` where this machine cannot write that."""
        return drawing.suffix()

    def pages(self, path: Path, media_type: str) -> int:
        """Return how many pages can be drawn; raises ``Unreadable``."""
        return self._shown.pages(path, media_type)

    def draw(self, path: Path, media_type: str, page: int, *, width: int, target: Path) -> None:
        """Draw one page into ``target``; raises ``Unreadable`` and ``NoSuchPage``."""
        self._shown.draw(path, media_type, page, width=width, target=target)

    def words(self, path: Path, media_type: str, page: int) -> PageWords:
        """Return the words of one page and their places; raises ``Unreadable`` and ``NoSuchPage``."""
        return self._shown.words(path, media_type, page)

    def sheets(self, path: Path, media_type: str) -> Sequence[Sheet]:
        """Return the sheets of a table; raises ``Unreadable``."""
        return self._shown.sheets(path, media_type)

    def rows(self, path: Path, media_type: str, sheet: int, *, first: int, rows: int, columns: int) -> Rows:
        """Return some rows of a sheet; raises ``Unreadable`` and ``NoSuchPage``."""
        return self._shown.rows(path, media_type, sheet, first=first, rows=rows, columns=columns)

    def redact(self, path: Path, media_type: str, asked: Sequence[TakeOut], *, target: Path) -> Redacted:
        """Write a redacted copy to ``target``; raises ``Unreadable``."""
        return self._pool.redact(path, media_type, asked, target=target)

    def why_not_redacted(self, media_type: str) -> str:
        """Return why no redacted copy can be made of files of this type; empty where one can."""
        return "" if media_type in media.REDACTED else reasons.NOT_REDACTED_KIND

    def hidden(self, path: Path, media_type: str, *, within: float | None = None) -> HiddenContent:
        """Return what the file holds besides what its reader sees; raises ``Late`` where ``within`` is not enough."""
        return self._pool.hidden(path, media_type, within=within)

    def network_isolated(self) -> bool:
        """Whether the children have no network."""
        return self._pool.network_isolated

    def writes_confined(self) -> bool:
        """Whether the children can write only to their own folder."""
        return self._pool.writes_confined

    def close(self) -> None:
        """End every child process."""
        self._pool.close()
        self._shown.close()
