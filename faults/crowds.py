"""Several at once on one library, clients that leave, readers that die, and too few handles (F13, F17, F18, F19)."""

import os
import random
import resource
import signal
import socket
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from pathlib import Path

from faults.asking import API
from faults.launching import Running
from faults.papers import papers
from faults.subject import Server, Subject
from faults.trials import Fault, Rig, Trial, ended, numbered
from faults.waiting import until

_TAKEN = {200, 201}
_LARGE = 4_000
_HANDLES = 40
_CALLERS = 60
_GONE_SECONDS = 20.0


def _writers(trial: Trial) -> None:
    """Two servers, two clients each, and commands work on one home for some seconds: all that is asked is done."""
    subject = trial.subject()
    over = time.monotonic() + float(trial.label.split()[0])
    with ExitStack() as all_ended:
        servers = [all_ended.enter_context(ended(subject.serve())) for _ in range(2)]
        workers = [_client(trial, server, over) for server in servers for _ in range(2)]
        workers += [_worker(trial, lambda: _commands(trial, subject, over)), _opener(trial, subject, over)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        trial.done += 1
        for server in servers:
            server.settled()
            trial.check(subject, server)


def _worker(trial: Trial, work: Callable[[], None]) -> threading.Thread:
    def told() -> None:
        try:
            work()
        except Exception as error:  # noqa: BLE001 - said in the results, not by a thread
            trial.complain(f"a worker broke off: {type(error).__name__}: {error}")

    return threading.Thread(target=told)


def _client(trial: Trial, server: Server, over: float) -> threading.Thread:
    chance = random.Random(trial.chance.random())

    def upload() -> None:
        while time.monotonic() < over:
            answer = server.add(papers(chance, 1))
            if answer is None or answer.status not in _TAKEN:
                trial.complain(f"an upload was refused with nothing wrong: {answer and (answer.status, answer.said)}")
                return

    return _worker(trial, upload)


def _commands(trial: Trial, subject: Subject, over: float) -> None:
    """Add large papers by command line: they are long on their way."""
    while time.monotonic() < over:
        ran = subject.add(papers(trial.chance, 2, sentences=_LARGE))
        if ran.code:
            trial.complain(f"`add` was refused with nothing wrong: {ran.code}: {(ran.err + ran.out)[:400]}")
            return


def _opener(trial: Trial, subject: Subject, over: float) -> threading.Thread:
    """Open the library again and again by command: whoever opens it sweeps up what was left."""

    def look() -> None:
        while time.monotonic() < over:
            ran = subject.run("list", "--json")
            if ran.code:
                trial.complain(f"`list` failed with nothing wrong: {ran.code}: {(ran.err + ran.out)[:400]}")
                return

    return _worker(trial, look)


def _indexers(trial: Trial) -> None:
    """Several build the index anew at once: each is done or says that another is at it."""
    subject = trial.subject()
    indexers = [subject.start("reindex", "--json") for _ in range(3)]
    for indexer in indexers:
        ran = indexer.result(within=60)
        if ran.code not in {0, 6}:
            trial.complain(f"`reindex` beside others ended with {ran.code}: {(ran.err + ran.out)[:400]}")
    trial.done += 1
    trial.recovered(subject)


def _leaving(trial: Trial) -> None:
    """Clients leave in the middle of sending and of fetching; nothing of it stays, and others go on."""
    subject = trial.subject()
    with ended(subject.serve()) as server:
        for _ in range(10):
            made = papers(trial.chance, 1, sentences=_LARGE)
            subject.notes.note("trying", key=made[0].word, papers=[[one.word, one.sha256] for one in made])
            _send_part(trial, server, made[0].content)
            _fetch_part(server, subject.documents()[0])
            trial.done += 1
        until(lambda: not list((subject.home / "staging").iterdir()), within=_GONE_SECONDS, what="staging empty")
        answer = server.add(subject.papers(1))
        if answer is None or answer.status not in _TAKEN:
            trial.complain(f"after clients had left, an upload got {answer and (answer.status, answer.said)}")
        server.settled()
        trial.check(subject, server)


def _send_part(trial: Trial, server: Server, content: bytes) -> None:
    """Begin to upload a file, and leave before its end."""
    head = '--x\r\nContent-Disposition: form-data; name="files"; filename="left.txt"\r\n\r\n'
    body = head.encode() + content + b"\r\n--x--\r\n"
    cookie = server.ask.headers["Cookie"]
    lines = (
        f"POST {API}/documents HTTP/1.1", f"Host: 127.0.0.1:{server.ask.port}", f"Cookie: {cookie}",
        "Content-Type: multipart/form-data; boundary=x", f"Content-Length: {len(body)}",
    )  # fmt: skip
    with closing(socket.create_connection(("127.0.0.1", server.ask.port))) as line:
        line.sendall("\r\n".join([*lines, "", ""]).encode() + body[: trial.chance.randrange(1, len(body) - 12)])


def _fetch_part(server: Server, ref: str) -> None:
    """Begin to fetch a file, and leave at its beginning."""
    ask = f"GET {API}/documents/{ref}/file HTTP/1.1\r\nHost: 127.0.0.1:{server.ask.port}\r\n"
    with closing(socket.create_connection(("127.0.0.1", server.ask.port))) as line:
        line.sendall(f"{ask}Cookie: {server.ask.headers['Cookie']}\r\n\r\n".encode())
        line.recv(1)


def _few_handles(trial: Trial) -> None:
    """The system gives the server hardly any handles, and many call; when it gives them again, all is well."""
    subject = trial.subject()
    with ended(subject.serve()) as server:
        usual = resource.prlimit(server.running.pid, resource.RLIMIT_NOFILE)
        resource.prlimit(server.running.pid, resource.RLIMIT_NOFILE, (_HANDLES, usual[1]))
        calling = [_caller(trial, server) for _ in range(_CALLERS)]
        for caller in calling:
            caller.start()
        for caller in calling:
            caller.join()
        resource.prlimit(server.running.pid, resource.RLIMIT_NOFILE, usual)
        trial.done += 1
        until(server.is_ready, within=_GONE_SECONDS, what="a server ready with handles again")
        _send_again(trial, subject, server)
        server.settled()
    trial.recovered(subject)


def _caller(trial: Trial, server: Server) -> threading.Thread:
    made = papers(trial.chance, 1, sentences=40)

    def call() -> None:
        answer = server.add(made)
        if answer and answer.status not in {*_TAKEN, 503, 507}:
            trial.complain(f"with few handles, an upload got {answer.status}: {answer.said}")

    return _worker(trial, call)


def _send_again(trial: Trial, subject: Subject, server: Server) -> None:
    while subject.unanswered:
        answer = server.add(subject.unanswered.pop())
        if answer is None or answer.status not in _TAKEN:
            trial.complain(f"with handles again, an upload got {answer and (answer.status, answer.said)}")


def _dying_readers(trial: Trial) -> None:
    """What reads files is killed, again and again, while papers come: all are kept, and read in the end."""
    subject = trial.subject()
    with ended(subject.serve()) as server:
        killer = _worker(trial, lambda: _kill_readers(trial, server.running))
        made = subject.papers(20, sentences=40)
        killer.start()
        answer = server.add(made)
        killer.join()
        if answer is None or answer.status not in _TAKEN:
            trial.complain(f"while readers died, an upload got {answer and (answer.status, answer.said)}")
        server.settled()
        for document in server.ask.get(f"{API}/documents?per_page=500").json["items"]:
            _read_or_told(trial, server, document["ref"])
    ran = subject.run("reindex", "--read-again", "--json")
    if ran.code:
        trial.complain(f"reading again ended with {ran.code}: {(ran.err + ran.out)[:400]}")
    trial.recovered(subject)


def _kill_readers(trial: Trial, server: Running) -> None:
    until_then = time.monotonic() + 2.0
    while time.monotonic() < until_then:
        time.sleep(trial.chance.uniform(0.02, 0.2))
        trial.done += sum(_killed(child) for child in server.children())


def _killed(child: int) -> bool:
    """Kill a child of a server of ours, where it is one that reads files."""
    with suppress(OSError):
        handle = os.pidfd_open(child)
        try:
            if b"evidence.extractors" in Path(f"/proc/{child}/cmdline").read_bytes():
                signal.pidfd_send_signal(handle, signal.SIGKILL)
                return True
        finally:
            os.close(handle)
    return False


def _read_or_told(trial: Trial, server: Server, ref: str) -> None:
    version = server.ask.get(f"{API}/documents/{ref}/versions").json["versions"][-1]
    state = version["text_state"]
    if state == "pending" or (state == "unreadable" and not version.get("text_reason")):
        trial.complain(f"the text of {ref} is {state}, and nothing says why")


def _seconds(_rig: Rig) -> list[str]:
    return [f"20 {number}" for number in range(6)]


FAULTS = (
    Fault("writers", "two servers with two clients each, and commands, on one home", _writers, _seconds),
    Fault("indexers", "three commands build the index anew at once", _indexers, numbered(10)),
    Fault("clients-leave", "clients leave while they send and while they fetch", _leaving, numbered(10)),
    Fault("few-handles", "the server has hardly any handles while many call", _few_handles, numbered(5)),
    Fault("dying-readers", "what reads files is killed while papers come", _dying_readers, numbered(5)),
)
