"""The catalogue harmed, cut off from its log, or locked by somebody else (F11, F12)."""

import json
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager

from faults.asking import API, Answer
from faults.launching import Ran
from faults.papers import COMMON
from faults.subject import READY_SECONDS, Subject
from faults.trials import Fault, Rig, Trial, ended, numbered
from faults.waiting import until

_OK = 200
_REFUSALS = {6, 7}
_HALF = 0.5
_PATIENCE_SECONDS = 25.0
"""How long somebody may be kept waiting for a lock before being told so."""
_UNAVAILABLE = 503
_LATEST_RETRY_SECONDS = 10
_LOOK_SECONDS = 0.2


def _page(trial: Trial) -> None:
    """A page of the catalogue is overwritten."""
    subject = trial.subject()
    path = subject.home / "catalogue.db"
    data = bytearray(path.read_bytes())
    size = int.from_bytes(data[16:18], "big")
    page = trial.chance.randrange(len(data) // size)
    # The beginning of a page says what it is.
    data[page * size : page * size + 16] = trial.chance.randbytes(16)
    path.write_bytes(data)
    _refused_or_whole(trial, subject, f"page {page} of the catalogue is overwritten")


def _log_missing(trial: Trial) -> None:
    """The write-ahead log of a killed server is gone, and with it what was acknowledged last."""
    subject = trial.subject(fresh=trial.chance.random() < _HALF)
    _serve_and_kill(subject)
    for end in ("-wal", "-shm"):
        (subject.home / f"catalogue.db{end}").unlink()
    _refused_or_whole(trial, subject, "the write-ahead log is missing")


def _log_of_another(trial: Trial) -> None:
    """The write-ahead log is that of another library."""
    subject, other = trial.subject(), trial.subject()
    for one in (subject, other):
        _serve_and_kill(one)
    shutil.copy(other.home / "catalogue.db-wal", subject.home / "catalogue.db-wal")
    (subject.home / "catalogue.db-shm").unlink()
    _refused_or_whole(trial, subject, "the write-ahead log is another library’s")


def _gone(trial: Trial) -> None:
    """The catalogue is gone, or empty, and all files are there."""
    subject = trial.subject()
    path = subject.home / "catalogue.db"
    if trial.chance.random() < _HALF:
        path.unlink()
    else:
        path.write_bytes(b"")
    _refused_or_whole(trial, subject, "the catalogue is gone")


def _serve_and_kill(subject: Subject) -> None:
    with ended(subject.serve()) as server:
        server.add(subject.papers(3, sentences=2))
        server.settled()


def _refused_or_whole(trial: Trial, subject: Subject, what: str) -> None:
    """Complain unless whoever looks is refused in plain words, or finds everything that was acknowledged."""
    trial.done += 1
    expected = subject.words()
    ran = subject.run("list", "--limit", 100_000, "--json")
    if not _plain(trial, ran, f"{what}: `list`"):
        _shown(trial, expected, json.loads(ran.out)["documents"], f"{what}: `list`")
    ran = subject.run("verify", "--json")
    if not _plain(trial, ran, f"{what}: `verify`"):
        _shown(trial, expected, _held(subject), f"{what}: `verify` finds everything whole, and the catalogue")
    with ended(subject.begin_to_serve()) as server:
        until(lambda: server.running.ended or server.answers(), within=READY_SECONDS, what="a server or its refusal")
        if server.running.ended:
            _plain(trial, server.running.result(within=1), f"{what}: `serve`")
            return
        answer = server.ask.get(f"{API}/documents?per_page=500")
        if answer.status == _OK:
            _shown(trial, expected, answer.json["items"], f"{what}: the server")


def _shown(trial: Trial, expected: Mapping[str, str], shown: Sequence[Mapping[str, str]], who: str) -> None:
    """Complain unless all that was acknowledged is shown: titles hold each document's word."""
    titles = {one["ref"]: one["title"] for one in shown}
    right = [ref for ref, word in expected.items() if word in titles.get(ref, "")]
    if len(right) < len(expected):
        trial.complain(f"{who} shows {len(right)} of {len(expected)} documents as if that were all")


def _plain(trial: Trial, ran: Ran, who: str) -> bool:
    """Whether a command refused in plain words; complains where it failed in any other way."""
    said = (ran.err + ran.out).strip()
    if ran.code and (ran.code not in _REFUSALS or "Traceback" in said):
        trial.complain(f"{who} ended with {ran.code}: {said[:400]}")
    return ran.code != 0


def _held(subject: Subject) -> list[dict[str, str]]:
    with closing(sqlite3.connect(subject.home / "catalogue.db")) as connection:
        return [{"ref": ref, "title": title} for ref, title in connection.execute("SELECT ref, title FROM document")]


def _locked(trial: Trial) -> None:
    """Another process holds the catalogue: whoever writes waits or is told when to try again, and nothing is lost."""
    subject = trial.subject()
    answers: list[Answer | None] = []
    with ended(subject.serve()) as server:
        server.settled()
        made = subject.papers(1)
        begun = time.monotonic()
        with _held_by_another(subject):
            trial.done += 1
            adding = threading.Thread(target=lambda: answers.append(server.add(made)))
            adding.start()
            command = subject.start("add", "--wanted", f"A {COMMON} paper", "--json")
            while time.monotonic() - begun < float(trial.label.split()[0]):
                if (read := server.ask.search(COMMON)).status != _OK:
                    trial.complain(f"a search got {read.status} while another process held the catalogue")
                time.sleep(_LOOK_SECONDS)
        adding.join()
        _waited_or_told(trial, answers[0], command.result(within=_PATIENCE_SECONDS), time.monotonic() - begun)
        again = server.add(made)
        if again is None or again.status not in {200, 201}:
            trial.complain(f"let go, an upload got {again and (again.status, again.said)}")
        server.settled()
        trial.check(subject, server)


@contextmanager
def _held_by_another(subject: Subject) -> Iterator[None]:
    with closing(sqlite3.connect(subject.home / "catalogue.db", isolation_level=None, timeout=10)) as other:
        other.execute("BEGIN EXCLUSIVE")
        yield
        other.execute("ROLLBACK")


def _waited_or_told(trial: Trial, answer: Answer | None, ran: Ran, seconds: float) -> None:
    if answer is None or answer.status not in {201, 503}:
        trial.complain(f"an upload into a held catalogue got {answer and (answer.status, answer.said)}")
    elif answer.status == _UNAVAILABLE and int(answer.headers.get("retry-after", "99")) > _LATEST_RETRY_SECONDS:
        trial.complain("an upload into a held catalogue was not told when to try again")
    if ran.code not in {0, 6}:
        trial.complain(f"a command on a held catalogue ended with {ran.code}: {(ran.err + ran.out)[:300]}")
    if seconds > float(trial.label.split()[0]) + _PATIENCE_SECONDS:
        trial.complain(f"a held catalogue kept somebody waiting for {seconds:.0f} s")


def _held_labels(_rig: Rig) -> list[str]:
    return ["60 0", *(f"{seconds} {number}" for seconds in (10, 1) for number in range(5))]


FAULTS = (
    Fault("harmed-page", "a page of the catalogue overwritten", _page, numbered(40)),
    Fault("log-missing", "the write-ahead log of a killed server removed", _log_missing, numbered(20)),
    Fault("log-of-another", "the write-ahead log replaced by another library’s", _log_of_another, numbered(20)),
    Fault("catalogue-gone", "the catalogue removed or emptied", _gone, numbered(10)),
    Fault("catalogue-held", "another process holds the catalogue for 1, 10 and 60 s", _locked, _held_labels),
)
