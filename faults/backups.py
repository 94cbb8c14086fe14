"""Backups made while others work, and SIGKILL while one is made or restored (reliability: B1, B2).

A backup is compared with the library as it went on, from outside: its history must be the first part of the
library's, up to a moment between start and end, and its documents, tags and files those of that moment.
"""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from faults import checker
from faults.asking import API, NoAnswer
from faults.checker_backups import Tried, complaints, copied_whole
from faults.notes import Notes
from faults.subject import ByCommand, Server, Subject
from faults.trials import Fault, Trial, ended, numbered
from faults.waiting import until

_KILLS = 5
_BEFORE, _AFTER = 3, 2
"""What each client has done at least before a backup begins, and does at least after it."""
_PATIENCE_SECONDS = 60.0
_ASKED_FOR = 3
"""Documents of a restored library that are searched for one by one."""


@dataclass
class _Clients:
    """Three clients: one uploads, one tags, one disposes. What they tried stands in ``tried``, with its times."""

    trial: Trial
    server: Server
    tried: list[Tried] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def work(self) -> None:
        """Upload, tag and discard, each in a thread of its own, until told to stop."""
        threads = [threading.Thread(target=one) for one in (self._upload, self._tag, self._discard)]
        for thread in threads:
            thread.start()
        self._stop.wait()
        for thread in threads:
            thread.join()

    def stop(self) -> None:
        """Have everybody finish what is begun, and begin nothing more."""
        self._stop.set()

    def done(self, kind: str) -> int:
        """Return how often something was done."""
        with self._lock:
            return sum(one.kind == kind for one in self.tried)

    def held(self) -> list[str]:
        """Return the documents that were added here and not discarded, oldest first."""
        with self._lock:
            gone = {ref for one in self.tried if one.kind == "discarded" for ref in one.named}
            return [ref for one in self.tried if one.kind == "added" for ref in one.named if ref not in gone]

    def _note(self, kind: str, begun: float, named: list[str], of: str = "") -> None:
        with self._lock:
            self.tried.append(Tried(kind, begun, time.monotonic(), tuple(named), of))

    def _upload(self) -> None:
        while not self._stop.is_set():
            begun, made = time.monotonic(), self.server.subject.papers(1, sentences=20)
            answer = self.server.add(made)
            if answer is None or answer.status != 201:
                self.trial.complain(f"an upload was refused while a backup was made: {answer and answer.said}")
                return
            self._note("added", begun, [one["ref"] for one in answer.json["added"]])

    def _tag(self) -> None:
        while not self._stop.is_set():
            refs = self.held()[:1]
            if not refs:
                self._stop.wait(0.01)
                continue
            begun = time.monotonic()
            try:
                answer = self.server.ask.post(f"{API}/documents/{refs[0]}/tags", {"statement": "QS7"})
            except NoAnswer:
                return
            # The document may have been discarded in between.
            if answer.status == 201:
                self._note("tagged", begun, [one["id"] for one in answer.json["tags"]], refs[0])

    def _discard(self) -> None:
        while not self._stop.is_set():
            refs = self.held()[:-1]
            if not refs:
                self._stop.wait(0.01)
                continue
            begun, subject = time.monotonic(), self.server.subject
            if subject.run(*subject.forgetting(refs[0])).code:
                self.trial.complain(f"{refs[0]} could not be disposed of while a backup was made")
                return
            subject.forgotten(refs[0])
            self._note("discarded", begun, [refs[0]])


@contextmanager
def _busy(trial: Trial, server: Server) -> Iterator[_Clients]:
    """Have clients work, and wait until each has; in the end they finish, once each has gone on for a while."""
    clients = _Clients(trial, server)
    thread = threading.Thread(target=clients.work)
    thread.start()
    try:
        _until_done(clients, dict.fromkeys(("added", "tagged", "discarded"), _BEFORE))
        yield clients
        _until_done(clients, {kind: clients.done(kind) + _AFTER for kind in ("added", "tagged", "discarded")})
    finally:
        clients.stop()
        thread.join()


def _until_done(clients: _Clients, least: dict[str, int]) -> None:
    def are_done() -> bool:
        return bool(clients.trial.wrong) or all(clients.done(kind) >= many for kind, many in least.items())

    until(are_done, within=_PATIENCE_SECONDS, what="clients at work")


def _made_while_busy(trial: Trial) -> None:
    subject = trial.subject()
    with ended(subject.serve()) as server:
        target = subject.folder / "out" / "backup"
        with _busy(trial, server) as clients:
            begun = time.monotonic()
            ran = subject.run("backup", target, "--json")
            finished = time.monotonic()
        server.stop()
    trial.done += 1
    if ran.code:
        trial.complain(f"the backup ended with {ran.code}: {ran.err}{ran.out}")
        return
    restored = trial.another(subject)
    ran = restored.run("restore", target, "--json")
    if ran.code:
        trial.complain(f"the backup could not be restored: {ran.code}: {ran.err}{ran.out}")
        return
    moment = complaints(subject.home, target, restored.home, clients.tried, begun, finished)
    trial.wrong += moment.wrong
    _check_as_of(trial, subject, restored, moment.events)


def _check_as_of(trial: Trial, subject: Subject, restored: Subject, told: set[tuple[str, str]]) -> None:
    """Check a restored library against those notes that its history knows of."""
    for line in subject.notes.all():
        happened = "discarded" if line["what"] == "discarding" else line["what"]
        if happened == "trying" or (happened, line["ref"]) in told:
            restored.notes.note(**line)
    asked, notes = ByCommand(restored), Notes(restored.notes.path)
    trial.wrong += checker.check(restored.home, notes, asked=asked, newest=_ASKED_FOR)


def _killed_backup(trial: Trial) -> None:
    subject = trial.subject()
    subject.add(subject.papers(2 if trial.rig.short else 20, sentences=2_000))
    place = subject.folder / "out"
    length = _seconds_of(subject, "backup", place / "whole", "--json")
    for number in range(1 if trial.rig.short else _KILLS):
        target = place / f"backup{number}"
        running = subject.start("backup", target, "--json")
        time.sleep(trial.chance.uniform(0, length))
        running.kill()
        trial.done += 1
        if target.exists():
            trial.wrong += copied_whole(target)
        else:
            ran = subject.run("backup", target, "--json")
            if ran.code:
                trial.complain(f"no backup after one that was killed: {ran.code}: {ran.err}{ran.out}")
            trial.wrong += copied_whole(target)
            _complain_of_rest(trial, place, target)
    trial.check(subject)


def _killed_restore(trial: Trial) -> None:
    subject = trial.subject()
    subject.add(subject.papers(2 if trial.rig.short else 20, sentences=2_000))
    source = subject.folder / "out" / "backup"
    subject.run("backup", source, "--json")
    length = _seconds_of(trial.another(subject), "restore", source, "--json")
    for _ in range(1 if trial.rig.short else _KILLS):
        restored = trial.another(subject)
        running = restored.start("restore", source, "--json")
        time.sleep(trial.chance.uniform(0, length))
        running.kill()
        trial.done += 1
        order = ("verify", "--json") if restored.home.exists() else ("restore", source, "--json")
        ran = restored.run(*order)
        if ran.code:
            trial.complain(f"after a restore that was killed, {order[0]} says {ran.code}: {ran.err}{ran.out}")
        _complain_of_rest(trial, restored.folder, restored.home)
        for line in subject.notes.all():
            restored.notes.note(**line)
        trial.check(restored, newest=_ASKED_FOR)


def _complain_of_rest(trial: Trial, place: Path, target: Path) -> None:
    """A backup or restore that was killed leaves a hidden folder, which the next one for the same place sweeps."""
    for left in place.glob(f".{target.name}.*"):
        trial.complain(f"{left.name} was left behind")


def _seconds_of(subject: Subject, *order: object) -> float:
    begun = time.monotonic()
    subject.run(*order)
    return time.monotonic() - begun


FAULTS = (
    Fault("backup-busy", "a backup while clients upload, tag and dispose, restored and compared with that moment",
          _made_while_busy, numbered(20), in_short=True),
    Fault("kill-backup", "SIGKILL while a backup is made", _killed_backup, numbered(10)),
    Fault("kill-restore", "SIGKILL while a backup is restored", _killed_restore, numbered(10)),
)  # fmt: skip
