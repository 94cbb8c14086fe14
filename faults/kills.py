"""SIGKILL at random moments of adding, indexing, packing, disposing and tagging (F1, F2)."""

import json
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from faults.asking import API, NoAnswer
from faults.papers import papers
from faults.subject import FILED, STATEMENT, Server, Subject
from faults.trials import Fault, Trial, numbered

_KILLS = 5
"""Kills of one library, each after the recovery from the one before."""
_EARLIEST, _LATEST = 0.05, 1.5
_FOLDER = 20
_HELD = 6
"""Documents that there should be at least, before some are disposed of."""

Work = Callable[[Trial, Subject, Server], None]
"""Works on a library until it is killed, starting with a server that is ready; kills whatever it started."""


def _moment(trial: Trial) -> float:
    return trial.chance.uniform(_EARLIEST, _LATEST)


def _killed_often(work: Work) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        subject = trial.subject()
        server = subject.serve()
        for _ in range(1 if trial.rig.short else _KILLS):
            work(trial, subject, server)
            server.kill()
            trial.done += 1
            server = trial.recovered(subject)
            send_again(trial, subject, server)
        trial.recovered_twice(subject, server)

    return case


def send_again(trial: Trial, subject: Subject, server: Server) -> None:
    """Send what was not answered again, under the same key, as a client would."""
    while subject.unanswered:
        answer = server.add(subject.unanswered.pop())
        if answer is None or answer.status not in {200, 201}:
            trial.complain(f"what was not answered could not be sent again: {answer and answer.said}")


def _uploading(size: int) -> Work:
    """Two clients upload ``size`` files at a time."""

    def work(trial: Trial, _subject: Subject, server: Server) -> None:
        with uploading(trial, server, size):
            time.sleep(_moment(trial))
            server.kill()

    return work


@contextmanager
def uploading(trial: Trial, server: Server, size: int) -> Iterator[None]:
    """Have two clients upload ``size`` files at a time until the server answers no more."""

    def upload(chance: random.Random) -> None:
        while (answer := server.add(papers(chance, size))) is not None:
            if answer.status not in {200, 201}:
                trial.complain(f"an upload was refused with nothing wrong: {answer.status} {answer.said}")
                return

    chances = [random.Random(trial.chance.random()) for _ in range(2)]
    clients = [threading.Thread(target=upload, args=(chance,)) for chance in chances]
    for client in clients:
        client.start()
    try:
        yield
    finally:
        server.kill()
        for client in clients:
            client.join()


def _adding_a_folder(trial: Trial, subject: Subject, server: Server) -> None:
    """The command adds a folder and is killed, and the same command is given again."""
    if trial.chance.random() < 0.5:
        server.kill()
    made = subject.papers(_FOLDER // 4 if trial.rig.short else _FOLDER)
    place = subject.put(made)
    order = ("add", place, *FILED, "--json")
    running = subject.start(*order)
    time.sleep(_moment(trial))
    running.kill()
    server.kill()
    again = subject.run(*order)
    subject.take(again, made)
    if again.code:
        trial.complain(f"the folder could not be added again: {again.code}: {again.err[:300]}{again.out[:300]}")


def _reindexing(trial: Trial, subject: Subject, server: Server) -> None:
    if trial.chance.random() < 0.5:
        server.kill()
    order = ("reindex", "--read-again") if trial.chance.random() < 0.25 else ("reindex",)
    until = time.monotonic() + _moment(trial)
    running = subject.start(*order)
    while (left := until - time.monotonic()) > 0:
        if running.ended:
            running = subject.start(*order)
        time.sleep(min(left, 0.01))
    running.kill()


def _packing(trial: Trial, subject: Subject, server: Server) -> None:
    until = time.monotonic() + _moment(trial)
    by_command = trial.chance.random() < 0.5
    if by_command:
        server.kill()
    while time.monotonic() < until:
        if by_command:
            _pack_by_command(subject, until)
        else:
            _pack_by_server(subject, server, until)


def _pack_by_command(subject: Subject, until: float) -> None:
    out = subject.folder / "out" / f"{len(list(subject.notes.all()))}-{time.monotonic_ns()}.zip"
    running = subject.start("pack", "build", "--internal", "--statement", STATEMENT, "--out", out, "--json")
    while not running.ended and time.monotonic() < until:
        time.sleep(0.005)
    if not running.ended:
        running.kill()
        return
    ran = running.result(within=1)
    if not ran.code:
        note_pack(subject, out, json.loads(ran.out))


def note_pack(subject: Subject, out: Path, said: dict[str, str]) -> None:
    """Note a pack that a command acknowledged."""
    subject.notes.note("pack", file=str(out), id=said["id"], digest=said["digest"])


def _pack_by_server(subject: Subject, server: Server, until: float) -> None:
    try:
        started = server.ask.post(f"{API}/packs", {"statements": [STATEMENT], "internal": True}).json
        while time.monotonic() < until:
            said = server.ask.get(f"{API}/packs/{started['id']}").json
            if said["state"] == "complete":
                note_pack(subject, subject.home / "packs" / f"{started['id']}.zip", said)
                return
            time.sleep(0.005)
    except NoAnswer:
        return


def _disposing(trial: Trial, subject: Subject, server: Server) -> None:
    refs = subject.documents()
    if len(refs) < _HELD:
        made = subject.papers(_FOLDER, sentences=1)
        server.add(made)
        refs = subject.documents()
    if trial.chance.random() < 0.5:
        server.kill()
    trial.chance.shuffle(refs)
    until = time.monotonic() + _moment(trial)
    while refs and time.monotonic() < until:
        ref = refs.pop()
        running = subject.start(*subject.forgetting(ref))
        while not running.ended and time.monotonic() < until:
            time.sleep(0.005)
        if not running.ended:
            running.kill()
        elif not running.result(within=1).code:
            subject.forgotten(ref)


def _tagging(trial: Trial, subject: Subject, server: Server) -> None:
    """Two clients tag all documents at once, again and again."""
    refs = ",".join(subject.documents())

    def tag(statement: str) -> None:
        try:
            while True:
                answer = server.ask.post(f"{API}/documents/{refs}/tags", {"statement": statement})
                if answer.status != 201:
                    trial.complain(f"a tag was refused with nothing wrong: {answer.status} {answer.said}")
                    return
                subject.notes.note("tagged", ids=[one["id"] for one in answer.json["tags"]])
        except NoAnswer:
            return

    clients = [threading.Thread(target=tag, args=(statement,)) for statement in ("QS2", "QS7")]
    for client in clients:
        client.start()
    time.sleep(_moment(trial))
    server.kill()
    for client in clients:
        client.join()


FAULTS = (
    Fault("kill-add-one", "SIGKILL while two clients upload a file at a time", _killed_often(_uploading(1)),
          numbered(24), in_short=True),
    Fault("kill-add-bulk", "SIGKILL while two clients upload twenty files at a time", _killed_often(_uploading(20)),
          numbered(16)),
    Fault("kill-add-folder", "SIGKILL while a command adds a folder of twenty", _killed_often(_adding_a_folder),
          numbered(20)),
    Fault("kill-reindex", "SIGKILL while a command builds the index anew", _killed_often(_reindexing),
          numbered(40)),
    Fault("kill-pack", "SIGKILL while packs are built, by command and by server", _killed_often(_packing),
          numbered(40)),
    Fault("kill-dispose", "SIGKILL while documents are disposed of and discarded", _killed_often(_disposing),
          numbered(20), in_short=True),
    Fault("kill-tag", "SIGKILL while two clients tag all documents", _killed_often(_tagging), numbered(10)),
)  # fmt: skip
