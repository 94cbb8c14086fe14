"""The port ``TextReader`` over the pool of children."""

from collections.abc import Sequence
from pathlib import Path

from evidence.extractors import media, ocr
from evidence.extractors.pool import Pool
from evidence.extractors.sniffing import sniff
from evidence.readings import Passage, Reading, Unpacked


class PoolReader:
    """Reads files in ``size`` warm child processes; their leavings stay inside ``staging``."""

    def __init__(self, *, size: int, staging: Path) -> None:
        self._pool = Pool(size, staging=staging)
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

    def read(self, path: Path, media_type: str, *, name: str, staging: Path) -> Reading:
        """Return the text; attachments are written into ``staging``. Raises ``Unreadable``."""
        return self._pool.read(path, media_type, name=name, staging=staging)

    def read_scan(self, path: Path, media_type: str, page: int) -> Sequence[Passage]:
        """Return the words of one scanned page; raises ``Unreadable``, also where OCR is not installed."""
        return self._pool.ocr(path, media_type, page)

    def unpack(self, path: Path, *, staging: Path) -> Unpacked:
        """Write an archive's members into ``staging``; raises ``Unreadable`` for a damaged one."""
        return self._pool.unpack(path, staging=staging)

    def network_isolated(self) -> bool:
        """Whether the children have no network."""
        return self._pool.network_isolated

    def close(self) -> None:
        """End every child process."""
        self._pool.close()
