"""Stores that take nothing: full, read-only, and with a limit on the size of files (F6, F7, F8)."""

import resource
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from faults import mounting
from faults.asking import API, Answer
from faults.launching import Ran
from faults.subject import FILED, READY_SECONDS, STATEMENT, Server, Subject
from faults.trials import Fault, Trial, ended, numbered
from faults.waiting import until

_ROOM_MEBIBYTES = 24.0
_LEFT_BYTES = (0, 4_096, 40_000, 200_000)
"""How much room is left when the store is called full."""
_REFUSED = {503, 507}
_UNAVAILABLE = 6
_OK = 200
_LIMIT_BYTES = 8_192
_LARGE = 40_000
"""Sentences of a paper of two and a half megabytes."""


def _full(trial: Trial) -> None:
    """The disk of the whole home is full, with a little room left or none."""
    place = trial.rig.place()
    with mounting.memory(place / "memory", mebibytes=_ROOM_MEBIBYTES) as room:
        subject = trial.subject(within=room)
        subject.keep_notes_in(place)
        with ended(subject.serve()) as server:
            left = trial.chance.choice(_LEFT_BYTES)
            with _ballast(room, left):
                trial.done += 1
                _takes_nothing(trial, subject, server, why=f"with {left} bytes left")
            _works_again(trial, subject, server)
        trial.close()


def _index_full(trial: Trial) -> None:
    """Only the disk of the search index is full: documents are taken, and found once there is room."""
    subject = trial.subject()
    index = subject.home / "index"
    aside = index.rename(subject.folder / "aside")
    with mounting.memory(index, mebibytes=1):
        for path in aside.iterdir():
            mounting.copy(path, index)
        with ended(subject.serve()) as server:
            with _ballast(index, 0):
                trial.done += 1
                answer = server.add(subject.papers(1, sentences=40))
                if answer is None or answer.status != 201:
                    trial.complain(f"a full index kept a document out: {answer and answer.said}")
                _still_reads(trial, subject, server)
            _works_again(trial, subject, server)
        trial.close()


def _read_only(trial: Trial) -> None:
    """The home becomes read-only while it is served; then a server and commands are started on it as it is."""
    subject = trial.subject()
    with ended(subject.serve()) as server:
        with _fixed(subject.home):
            trial.done += 1
            _takes_nothing(trial, subject, server, why="read-only")
            _says_why(trial, server)
        _works_again(trial, subject, server)
    with _fixed(subject.home):
        ran = subject.run("list", "--json")
        if ran.code not in {0, _UNAVAILABLE}:
            trial.complain(f"read-only, `list` ended with {ran.code}: {_said(ran)}")
        _served_or_refused(trial, subject)


def _served_or_refused(trial: Trial, subject: Subject) -> None:
    """A server started on a read-only home either says why it does not, or reads and says that it cannot write."""
    with ended(subject.begin_to_serve()) as server:
        until(lambda: server.running.ended or server.answers(), within=READY_SECONDS, what="a server or its refusal")
        if server.running.ended:
            ran = server.running.result(within=1)
            if ran.code != _UNAVAILABLE or "Traceback" in ran.err:
                trial.complain(f"read-only, `serve` ended with {ran.code}: {_said(ran)}")
            return
        _says_why(trial, server)
        _still_reads(trial, subject, server)


def _says_why(trial: Trial, server: Server) -> None:
    ready = server.ask.get("/readyz")
    if ready.status not in _REFUSED or not ready.json.get("reason"):
        trial.complain(f"read-only, and /readyz says {ready.status} {ready.body[:200]!r}")


def _limited(trial: Trial) -> None:
    """The system lets the server write no file beyond a few kilobytes."""
    subject = trial.subject()
    with ended(subject.serve()) as server:
        usual = resource.prlimit(server.running.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(server.running.pid, resource.RLIMIT_FSIZE, (_LIMIT_BYTES, usual[1]))
        trial.done += 1
        for sentences in (1, 200):
            _refused(trial, server.add(subject.papers(1, sentences=sentences)), "with a limit on the size of files")
        _still_reads(trial, subject, server)
        resource.prlimit(server.running.pid, resource.RLIMIT_FSIZE, usual)
        _works_again(trial, subject, server)


@contextmanager
def _ballast(room: Path, left: int) -> Iterator[None]:
    """Fill a file system until so many bytes are free."""
    ballast = room / "ballast"
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 16, 1 << 12):
            while True:
                try:
                    if not file.write(bytes(size)):
                        break
                except OSError:
                    break
        file.truncate(max(0, file.tell() - left))
    try:
        yield
    finally:
        ballast.unlink()


@contextmanager
def _fixed(home: Path) -> Iterator[None]:
    """Make a home read-only for whoever looks into it from now on."""
    mounting.mount("--bind", home, home)
    mounting.mount("-o", "remount,bind,ro", home)
    try:
        yield
    finally:
        mounting.unmount(home)


def _takes_nothing(trial: Trial, subject: Subject, server: Server, *, why: str) -> None:
    _refused(trial, server.add(subject.papers(1, sentences=_LARGE)), why)
    made = subject.papers(1, sentences=_LARGE)
    # The paper lies on a disk that has room.
    place = subject.put(made, within=subject.notes.path.parent)
    ran = subject.run("add", place, *FILED, "--json")
    subject.take(ran, made)
    if ran.code != _UNAVAILABLE:
        trial.complain(f"{why}, `add` ended with {ran.code}: {_said(ran)}")
    out = subject.folder / "out" / "pack.zip"
    ran = subject.run("pack", "build", "--internal", "--statement", STATEMENT, "--out", out)
    if ran.code not in {0, _UNAVAILABLE}:
        # A small pack may find room where a large document does not.
        trial.complain(f"{why}, `pack build` ended with {ran.code}: {_said(ran)}")
    _still_reads(trial, subject, server)


def _refused(trial: Trial, answer: Answer | None, why: str) -> None:
    if answer is None or answer.status not in _REFUSED:
        trial.complain(f"{why}, an upload got {answer and (answer.status, answer.said)}")
    elif not any(advice in answer.said.casefold() for advice in ("free some space", "check")):
        trial.complain(f"{why}, an upload was refused without saying what to do: {answer.said}")


def _still_reads(trial: Trial, subject: Subject, server: Server) -> None:
    ref = subject.documents()[0]
    for path in (f"{API}/documents/{ref}", f"{API}/documents/{ref}/file", f"{API}/search?q=quarterly", "/"):
        answer = server.ask.get(path)
        if answer.status != _OK:
            trial.complain(f"reading {path} got {answer.status}: {answer.said}")


def _works_again(trial: Trial, subject: Subject, server: Server) -> None:
    """The same server takes documents again by itself, and nothing was lost or is half there."""
    answer = server.add(subject.papers(1))
    if answer is None or answer.status != 201:
        trial.complain(f"with room again, an upload got {answer and (answer.status, answer.said)}")
    server.settled()
    ran = subject.add_link()
    if ran.code:
        trial.complain(f"with room again, `add` ended with {ran.code}: {_said(ran)}")
    server.settled()
    trial.check(subject, server)


def _said(ran: Ran) -> str:
    return (ran.err + ran.out).strip()[:400]


FAULTS = (
    Fault("full-disk", "the disk of the home is full", _full, numbered(20), mounting.memory_missing, in_short=True),
    Fault("full-index", "the disk of the search index is full", _index_full, numbered(10), mounting.memory_missing),
    Fault("read-only", "the home becomes read-only", _read_only, numbered(10), mounting.memory_missing),
    Fault("file-limit", "the server may write no large file", _limited, numbered(10)),
)
