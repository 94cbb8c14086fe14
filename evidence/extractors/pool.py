"""A small warm set of child processes that read files, with limits of time and memory for each file.

Nothing of a file is parsed in the calling process: a file that hangs, crashes or bursts its reader costs one
child, which is replaced, and comes back as ``Unreadable``.
"""

import logging
import os
import shutil
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evidence.errors import Unavailable
from evidence.extractors import EXTRACTORS, framing, reasons
from evidence.extractors.limits import Limits
from evidence.extractors.process import Child
from evidence.hidden_content import HiddenContent
from evidence.readings import (
    Late,
    NoSuchPage,
    PageWords,
    Passage,
    Reading,
    Redacted,
    Rows,
    Sheet,
    TakeOut,
    Unpacked,
    Unreadable,
)

_LOG = logging.getLogger("evidence.extractors")
# What earlier files left behind in a child may be the cause, so these are tried once more in a fresh one.
_OWED_TO_WEAR = frozenset({reasons.CRASHED, reasons.TOO_BIG_IN_MEMORY})
_FOLDER = "reading-"
_OLD_SECONDS = 3600.0


class Pool:
    """Reads files in at most ``size`` children, started when first needed; safe to use from many threads.

    ``staging`` is a folder for what comes out of files, the only one that children can write to where the
    kernel lets them be kept from others; it is made when absent, and folders left there by a process that ended
    are removed. ``extractors`` are ``module:class`` names, and ``paths`` more folders
    where the children look for their modules. A context manager; ``close`` ends the children.
    """

    def __init__(
        self,
        size: int = 2,
        *,
        staging: Path,
        limits: Limits | None = None,
        extractors: Sequence[str] = EXTRACTORS,
        paths: Sequence[Path] = (),
    ) -> None:
        self._staging = staging
        self._limits = limits or Limits()
        self._setup = {
            "extractors": list(extractors),
            "paths": [str(path) for path in paths],
            "file_bytes": self._limits.file_bytes,
            "staging": str(staging.absolute()),
        }
        self._room = threading.BoundedSemaphore(size)
        self._lock = threading.Lock()
        self._idle: list[Child] = []
        self._isolated = self._confined = False
        self._started = False
        self._closed = False
        # The kernel ends a child with the thread that started it, so one thread that lasts starts them all.
        self._starter = ThreadPoolExecutor(1, thread_name_prefix="extraction-starter")
        staging.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(staging)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def folder(self) -> Iterator[Path]:
        """Give a new private folder inside the staging folder, and remove it with all in it at the end."""
        made = Path(tempfile.mkdtemp(prefix=f"{_FOLDER}{os.getpid()}-", dir=self._staging))
        try:
            yield made
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def read(self, path: Path, media_type: str, *, name: str, staging: Path) -> Reading:
        """Return the text of the file at ``path``; attachments are written into ``staging``.

        The caller owns ``staging`` (see ``folder``). ``name`` is only for the log's sake and never opened.

        Raises ``Unreadable``, whose reason can be shown and which is final for these bytes; ``Unavailable``
        when no child can be started or the disk is full, which says nothing about the file; and
        ``FileNotFoundError`` when there is no file at ``path``.
        """
        del name  # names may hold personal data, and what is logged is kept: see ``_answer``
        job = {
            "do": "read",
            "path": str(path.absolute()),
            "media_type": media_type,
            "staging": str(staging.absolute()),
        }
        return Reading.from_dict(self._do(job, self._limits.read_seconds))

    def ocr(self, path: Path, media_type: str, page: int) -> tuple[Passage, ...]:
        """Return the words on one scanned page (or picture frame), counted from 1.

        Raises as ``read`` does; ``Unreadable`` also where Tesseract is not installed.
        """
        job = {"do": "ocr", "path": str(path.absolute()), "media_type": media_type, "page": page}
        found = self._do(job, self._limits.page_seconds)
        return tuple(Passage.from_dict(passage) for passage in found["passages"])

    def unpack(self, path: Path, *, staging: Path) -> Unpacked:
        """Write the members of the zip at ``path`` into ``staging``, under names of our own.

        Raises as ``read`` does; a member that cannot be taken is named in the result, not raised.
        """
        job = {"do": "unpack", "path": str(path.absolute()), "staging": str(staging.absolute())}
        return Unpacked.from_dict(self._do(job, self._limits.unpack_seconds))

    def pages(self, path: Path, media_type: str) -> int:
        """Return how many pages (or picture frames) can be drawn. Raises as ``read`` does."""
        return int(self._view({"do": "pages"}, path, media_type)["pages"])

    def draw(self, path: Path, media_type: str, page: int, *, width: int, target: Path) -> None:
        """Draw one page (or picture frame), counted from 1, into the file ``target``, replacing what is there.

        Raises as ``read`` does, and ``NoSuchPage``; what ``target`` then holds means nothing.
        """
        with self.folder() as made:
            job = {"do": "draw", "page": page, "width": width, "target": str(made.absolute() / target.name)}
            self._view(job, path, media_type)
            shutil.move(made / target.name, target)

    def words(self, path: Path, media_type: str, page: int) -> PageWords:
        """Return the words of one page and where they stand. Raises as ``draw`` does."""
        return PageWords.from_dict(self._view({"do": "words", "page": page}, path, media_type))

    def sheets(self, path: Path, media_type: str) -> tuple[Sheet, ...]:
        """Return the sheets that have cells, in the workbook's order. Raises as ``read`` does."""
        found = self._view({"do": "sheets"}, path, media_type)["sheets"]
        return tuple(Sheet(name, hidden) for name, hidden in found)

    def rows(self, path: Path, media_type: str, sheet: int, *, first: int, rows: int, columns: int) -> Rows:
        """Return some rows of a sheet, both counted from 1. Raises as ``draw`` does."""
        job = {"do": "rows", "sheet": sheet, "first": first, "rows": rows, "columns": columns}
        return Rows.from_dict(self._view(job, path, media_type))

    def redact(self, path: Path, media_type: str, asked: Sequence[TakeOut], *, target: Path) -> Redacted:
        """Write a redacted copy to ``target``, complete or absent. Raises as ``read`` does."""
        with self.folder() as place:
            unfinished = place.absolute() / "copy"
            job = {"do": "redact", "path": str(path.absolute()), "media_type": media_type,
                   "asked": [one.to_dict() for one in asked], "target": str(unfinished)}  # fmt: skip
            try:
                made = Redacted.from_dict(self._do(job, self._limits.redact_seconds))
            except Unreadable as error:
                slow = error.reason == _too_slow(job, self._limits.redact_seconds)
                reason = (
                    reasons.TOO_MUCH_TO_REDACT if slow else reasons.OF_A_REDACTION.get(error.reason, error.reason)
                )
                raise Unreadable(reason, error.detail) from error
            except Unavailable as error:
                reason = reasons.OF_A_REDACTION.get(error.message, error.message)
                raise Unavailable(reason, details=error.details) from error
            shutil.move(unfinished, target)
        return made

    def hidden(self, path: Path, media_type: str, *, within: float | None = None) -> HiddenContent:
        """Return what the file holds besides what its reader sees.

        A file that cannot be searched is no error: the result says so. Raises ``Late`` where ``within`` seconds are
        given and not enough; ``Unavailable`` and ``FileNotFoundError`` as ``read`` does.
        """
        job = {"do": "hidden", "path": str(path.absolute()), "media_type": media_type}
        seconds = self._limits.hidden_seconds if within is None else within
        try:
            return HiddenContent.from_dict(self._do(job, seconds))
        except Unreadable as error:
            slow = error.reason == _too_slow(job, seconds)
            if slow and within is not None:
                raise Late from error
            why = f"That took longer than {seconds:g} seconds." if slow else error.reason
            return HiddenContent(unsearched=(f"It could not be searched for hidden content. {why}",))

    def _view(self, job: dict[str, Any], path: Path, media_type: str) -> dict[str, Any]:
        job |= {"path": str(path.absolute()), "media_type": media_type}
        try:
            return self._do(job, self._limits.view_seconds)
        except Unreadable as error:
            reason = reasons.OF_A_PAGE.get(error.reason, error.reason)
            too_slow = error.reason == _too_slow(job, self._limits.view_seconds)
            slow = reasons.PAGE_TOO_SLOW.format(seconds=self._limits.view_seconds)
            raise Unreadable(slow if too_slow else reason, error.detail) from error
        except Unavailable as error:
            raise Unavailable(reasons.OF_A_PAGE.get(error.message, error.message), details=error.details) from error

    @property
    def network_isolated(self) -> bool:
        """Whether children have no network; starts the first child to find out."""
        self._find_out()
        return self._isolated

    @property
    def writes_confined(self) -> bool:
        """Whether children can write only beneath the staging folder; starts the first child to find out."""
        self._find_out()
        return self._confined

    def _find_out(self) -> None:
        if not self._started:
            with self._borrow():
                pass

    def close(self) -> None:
        """End the children; jobs under way in other threads finish first. Repeating is harmless."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for child in idle:
            child.close()
        self._starter.shutdown(wait=False)

    def _do(self, job: dict[str, Any], seconds: float) -> dict[str, Any]:
        job |= {"memory_bytes": self._limits.memory_bytes}
        Path(job["path"]).stat()
        with self._borrow() as child:
            end = time.monotonic() + seconds
            answer = _answer(child, job | {"seconds": seconds}, seconds)
        left = end - time.monotonic()
        if answer.get("unreadable") in _OWED_TO_WEAR and child.jobs > 1 and left > 0:
            with self._borrow(fresh=True) as child:
                answer = _answer(child, job | {"seconds": left}, seconds)
        if "result" in answer:
            result: dict[str, Any] = answer["result"]
            return result
        if "missing" in answer:
            raise NoSuchPage(answer["missing"])
        if "unavailable" in answer:
            raise Unavailable(answer["unavailable"], details={"said": answer["detail"]})
        if answer.get("detail"):
            _LOG.warning("A %s file could not be read: %s", job.get("media_type", "zip"), answer["detail"])
        raise Unreadable(answer["unreadable"], answer.get("detail", ""))

    @contextmanager
    def _borrow(self, *, fresh: bool = False) -> Iterator[Child]:
        with self._room:
            child = self._take()
            if fresh and child.jobs:
                child.close()
                child = self._start()
            try:
                yield child
            finally:
                with self._lock:
                    keep = child.usable and not self._closed
                    if keep:
                        self._idle.append(child)
                if not keep:
                    child.close()

    def _take(self) -> Child:
        while True:
            with self._lock:
                if self._closed:
                    raise Unavailable("The text reader has been shut down. Try again when the library has started.")
                child = self._idle.pop() if self._idle else None
            if child is None:
                return self._start()
            if child.alive():
                return child
            child.close()

    def _start(self) -> Child:
        child = self._starter.submit(Child, self._setup, self._limits.start_seconds).result()
        self._isolated, self._confined, self._started = child.isolated, child.confined, True
        if not child.isolated:
            _LOG.info("This machine does not let text readers be cut off from the network.")
        if not child.confined:
            _LOG.info("This machine does not let text readers be kept from writing.")
        return child


def _answer(child: Child, job: dict[str, Any], seconds: float) -> dict[str, Any]:
    """Return the child's answer, or one that says how the child failed."""
    try:
        return child.ask(job, job["seconds"])
    except framing.OverTime:
        return {"unreadable": _too_slow(job, seconds), "detail": f"over {seconds:g} s"}
    except framing.Closed:
        code = child.exit_code()
        if child.ran_out_of_time(code):
            return {"unreadable": _too_slow(job, seconds), "detail": f"over {seconds:g} s of processor time"}
        return {"unreadable": reasons.CRASHED, "detail": f"child ended with {code}"}


def _too_slow(job: dict[str, Any], seconds: float) -> str:
    sentence = reasons.SCAN_TOO_SLOW if job["do"] == "ocr" else reasons.TOO_SLOW
    return sentence.format(seconds=seconds)


def _sweep(staging: Path) -> None:
    """Remove folders left by processes that ended; young ones may belong to another machine's process."""
    folders: list[Path] = []
    with suppress(OSError):
        folders = list(staging.glob(f"{_FOLDER}*"))
    for left in folders:
        owner = left.name.removeprefix(_FOLDER).partition("-")[0]
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _OLD_SECONDS and not _runs(owner):
                shutil.rmtree(left, ignore_errors=True)


def _runs(owner: str) -> bool:
    try:
        os.kill(int(owner), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        return True
    return True
