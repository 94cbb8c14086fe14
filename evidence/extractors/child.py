"""The child process: takes one job after another from its pipe, and quits when the pipe closes.

It imports nothing of the library but this package and ``evidence.errors``, and each format's module only
when a file of that format comes.
"""

import errno
import json
import os
import sys
import traceback
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

from evidence.extractors import confinement, framing, reasons
from evidence.extractors.contract import Extractor
from evidence.extractors.landlock import write_only_beneath
from evidence.readings import NoSuchPage, Passage, Reading, Unreadable

_DEEP = 20_000  # nested parts of a document; a stack of this depth is bounded by the memory limit
# Troubles of the machine, not of the file.
_MACHINE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EROFS, errno.EACCES})
_MOST_JOBS = 1_000
_MOST_RESIDENT = 160 * 1024 * 1024  # bytes still held after a job; more means memory that will not come back
_MOST_CHARACTERS = 6_000_000  # of one file's text, about a million words
_MOST_PASSAGES = 20_000  # more than all the papers of a council have together
# What shows a page or sheet, by job; imported when first asked for, as the extractors are.
_VIEWS = {
    "pages": "evidence.extractors.drawing",
    "draw": "evidence.extractors.drawing",
    "words": "evidence.extractors.page_words",
    "sheets": "evidence.extractors.grids",
    "rows": "evidence.extractors.grids",
    "hidden": "evidence.extractors.hidden",
    "redact": "evidence.extractors.redacting",
}


class Jobs:
    """Does the jobs that the pool sends; keeps the extractors that were used."""

    def __init__(self, extractors: list[str]) -> None:
        self._unused = list(extractors)
        self._by_type: dict[str, Extractor] = {}

    def do(self, job: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to one job: its result, or why the file is unreadable."""
        try:
            return {"result": self._result(job)}
        except Unreadable as unreadable:
            return {"unreadable": unreadable.reason, "detail": unreadable.detail}
        except NoSuchPage as missing:
            return {"missing": missing.pages}
        except MemoryError as error:
            return {"unreadable": reasons.TOO_BIG_IN_MEMORY, "detail": _places(error), "tired": True}
        except OSError as error:
            return _of_system(error)
        except Exception as error:  # noqa: BLE001 - libraries raise anything on damaged files; none may end the child
            return {"unreadable": reasons.DAMAGED, "detail": _places(error)}

    def _result(self, job: dict[str, Any]) -> dict[str, Any]:
        path = Path(job["path"])
        if job["do"] == "read":
            return _bounded(self._find(job["media_type"]).read(path, Path(job["staging"]))).to_dict()
        if job["do"] == "ocr":
            ocr = import_module("evidence.extractors.ocr")
            passages: list[Passage] = ocr.read_page(path, job["media_type"], job["page"])
            return {"passages": [passage.to_dict() for passage in passages]}
        if job["do"] in _VIEWS:
            shown: dict[str, Any] = import_module(_VIEWS[job["do"]]).answer(path, job)
            return shown
        archive = import_module("evidence.extractors.archive")
        unpacked: dict[str, Any] = archive.unpack(path, Path(job["staging"])).to_dict()
        return unpacked

    def _find(self, media_type: str) -> Extractor:
        while media_type not in self._by_type:
            if not self._unused:
                raise Unreadable("The library keeps this kind of file, but cannot read its text.")
            module, _, name = self._unused.pop(0).partition(":")
            extractor: Extractor = getattr(import_module(module), name)()
            for known in extractor.media_types:
                self._by_type.setdefault(known, extractor)
        return self._by_type[media_type]


def main() -> None:
    """Set the process up as the pool's one argument says, greet, then work until the pipe closes."""
    setup = json.loads(sys.argv[1])
    confinement.die_with_parent(setup["parent"])
    isolated = confinement.leave_network()
    confined = write_only_beneath([Path(setup["staging"])])
    confinement.limit_files(setup["file_bytes"])
    sys.path += setup["paths"]
    sys.setrecursionlimit(_DEEP)
    jobs = Jobs(setup["extractors"])
    source, target = _take_pipes()
    framing.send(target, {"isolated": isolated, "confined": confined})
    _silence()
    try:
        _work(jobs, source, target)
    except framing.Closed:
        return


def _work(jobs: Jobs, source: int, target: int) -> None:
    for done in range(1, _MOST_JOBS + 1):
        job = framing.receive(source)
        confinement.limit_job(job["memory_bytes"], job["seconds"])
        answer = jobs.do(job)
        tired = done == _MOST_JOBS or confinement.resident_bytes() > _MOST_RESIDENT
        answer["tired"] = tired or answer.get("tired", False)
        try:
            framing.send(target, answer)
        except (ValueError, MemoryError):
            framing.send(target, {"unreadable": reasons.TOO_MUCH, "detail": "answer too long", "tired": True})


def _take_pipes() -> tuple[int, int]:
    """Keep the pipes for messages only: whatever a library prints goes elsewhere."""
    source, target = os.dup(0), os.dup(1)
    with Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
    return source, target


def _silence() -> None:
    """Once started, print nothing: libraries may print words of the document."""
    with Path(os.devnull).open("wb") as nothing:
        os.dup2(nothing.fileno(), 1)
        os.dup2(nothing.fileno(), 2)


def _bounded(reading: Reading) -> Reading:
    """Cut a reading that is too long for any page or index, and say so."""
    characters = 0
    for place, passage in enumerate(reading.passages):
        characters += len(passage.text)
        if characters > _MOST_CHARACTERS or place == _MOST_PASSAGES:
            note = f"This file is so long that only its text up to {passage.locator} can be searched."
            return replace(reading, passages=reading.passages[:place], notes=(*reading.notes, note))
    return reading


def _of_system(error: OSError) -> dict[str, Any]:
    if error.errno in _MACHINE:
        return {"unavailable": reasons.NO_ROOM, "detail": _places(error)}
    reason = reasons.TOO_MUCH if error.errno == errno.EFBIG else reasons.DAMAGED
    return {"unreadable": reason, "detail": _places(error)}


def _places(error: BaseException) -> str:
    """Return the kind of an error and where it came from, without its message, which may quote the document."""
    frames = traceback.extract_tb(error.__traceback__)[-6:]
    places = [f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames]
    return " < ".join([type(error).__name__, *reversed(places)])
