"""SIGKILL, EIO and ENOSPC at every system call of one add, one pack and one disposal (F3, F4).

The calls are counted in a run without harm. SIGKILL comes before every call that changes something on disk: before
one that changes nothing, the disk is as it is before the next. EIO comes at every call, ENOSPC at every call that
takes room. One run tries a share of all these calls, another seed another share; ``--every`` tries all of them.
"""

import json
import signal
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from faults import checker, tracing
from faults.kills import note_pack
from faults.launching import Ran
from faults.subject import COMMAND_SECONDS, FILED, STATEMENT, Subject
from faults.tracing import Call, Tracing, concerns, traced
from faults.trials import Fault, Labels, Rig, Trial, ended
from faults.waiting import until

KILLED = -9
PLAIN = {0, 6, 7}
"""How a command may end whose disk fails: done all the same, not available now, or a file that cannot be read."""
_BY_SERVER = 4
"""One case in so many recovers with a server, the others with the next command."""
_SHARE = 16
"""One run tries one call in so many; ``--every`` tries all of them."""
_SOME = f"one in {_SHARE}"


@dataclass(frozen=True, slots=True)
class Operation:
    """Something a command does; ``order`` makes its arguments, ``note`` notes what it acknowledged."""

    name: str
    order: Callable[[Subject], tuple[object, ...]]
    note: Callable[[Subject, tuple[object, ...], Ran], None]
    done_already: frozenset[int] = frozenset({0})
    """How it ends when it is given again, after it was done or not."""


def _add(subject: Subject) -> tuple[object, ...]:
    return ("add", subject.put(subject.papers(1, sentences=40)), *FILED, "--json")


def _note_added(subject: Subject, order: tuple[object, ...], ran: Ran) -> None:
    place = Path(str(order[1]))
    subject.take_files(ran, place)


def _pack(subject: Subject) -> tuple[object, ...]:
    number = len(list((subject.folder / "out").iterdir()))
    out = subject.folder / "out" / f"{number}.zip"
    return ("pack", "build", "--internal", "--statement", STATEMENT, "--out", out, "--json")


def _note_packed(subject: Subject, order: tuple[object, ...], ran: Ran) -> None:
    if not ran.code:
        note_pack(subject, Path(str(order[order.index("--out") + 1])), json.loads(ran.out))


def _dispose(subject: Subject) -> tuple[object, ...]:
    return subject.disposing(min(subject.documents(), default="E-0001"))


def _note_disposed(subject: Subject, order: tuple[object, ...], ran: Ran) -> None:
    if not ran.code:
        subject.forgotten(str(order[2]))


OPERATIONS = (
    Operation("add", _add, _note_added),
    Operation("pack", _pack, _note_packed, frozenset({0, 5})),
    Operation("disposal", _dispose, _note_disposed, frozenset({0, 4})),
)


def counted(rig: Rig, operation: Operation) -> list[Call]:
    """Return the calls of an operation that concern the library, from a run without harm."""
    trial = Trial(rig, Fault("counting", "", lambda _: None, lambda _: ()), operation.name)
    try:
        subject = trial.subject()
        order = operation.order(subject)
        ran, seen = traced(subject, *order)
        if ran.code:
            raise RuntimeError(f"{operation.name} fails without harm: {ran.err or ran.out}")
        return seen.calls(subject.home, subject.folder / "out")
    finally:
        trial.close()


def _labels(operation: Operation, harms: Callable[[Call], Sequence[str]]) -> Labels:
    def labels(rig: Rig) -> list[str]:
        return [f"{call.name}:{harm}:when={call.number}" for call in counted(rig, operation) for harm in harms(call)]

    return labels


def _some(labels: Labels) -> Labels:
    return lambda rig: _share(rig, list(labels(rig)))


def _share(rig: Rig, labels: list[str]) -> list[str]:
    """Return one case in so many, which follows from the seed, unless all are asked for."""
    return labels if rig.every or rig.short else labels[rig.seed % _SHARE :: _SHARE]


def _kill(call: Call) -> Sequence[str]:
    return ["signal=SIGKILL"] if call.changes else []


def _errors(call: Call) -> Sequence[str]:
    return ["error=EIO", "error=ENOSPC"] if call.takes_room else ["error=EIO"]


def _killed(operation: Operation) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        subject = trial.subject()
        order = operation.order(subject)
        ran, seen = traced(subject, *order, inject=trial.label)
        operation.note(subject, order, ran)
        trial.done += ran.code == KILLED
        if ran.code not in {0, KILLED}:
            trial.complain(f"it ended with {ran.code}, neither killed nor done: {ran.err[:300]}")
        life_goes_on(trial, subject, seen.harmed)
        again = subject.run(*order)
        operation.note(subject, order, again)
        if again.code not in operation.done_already:
            trial.complain(f"given again after {seen.harmed}, it ended with {again.code}: {again.err}{again.out}")
        _recovered(trial, subject)

    return case


def _failed(operation: Operation) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        subject = trial.subject()
        order = operation.order(subject)
        ran, seen = traced(subject, *order, inject=trial.label)
        operation.note(subject, order, ran)
        if concerns(seen.harmed, subject.home, subject.folder / "out"):
            trial.done += 1
            judge(trial, ran, seen.harmed)
        life_goes_on(trial, subject, seen.harmed)
        _recovered(trial, subject)

    return case


def _stop(call: Call) -> Sequence[str]:
    on_its_way = "/staging" in call.line or "/files" in call.line
    return ["signal=SIGSTOP"] if call.changes and on_its_way else []


def _held_up(trial: Trial) -> None:
    """An add stands still while somebody else opens the library, and goes on: it is done, nothing was swept away."""
    subject = trial.subject()
    order = _add(subject)
    running = subject.start(*order, held=True)
    tracing = Tracing(running.pid, subject.folder / "trace", inject=trial.label)
    try:
        running.begin()
        until(lambda: tracing.stopped or running.ended, within=COMMAND_SECONDS, what="an add that stands")
        trial.done += tracing.stopped
        opened = subject.run("list", "--json")
        running.send(signal.SIGCONT)
        ran = running.result(within=COMMAND_SECONDS)
    finally:
        tracing.end()
    _note_added(subject, order, ran)
    for who, one in (("an add that stood still", ran), ("a list beside it", opened)):
        if one.code:
            trial.complain(f"{who} ended with {one.code}: {(one.err + one.out).strip()[:300]}")
    _recovered(trial, subject)


def _upload_failed(trial: Trial) -> None:
    _upload(trial, trial.label)


def _upload(trial: Trial, inject: str | None) -> list[Call]:
    """Upload a paper to a server that is warm, with a call of each of its threads harmed; returns all calls."""
    subject = trial.subject()
    with ended(subject.serve()) as server:
        server.add(subject.papers(1, sentences=1))
        server.settled()
        seen = Tracing(server.running.pid, subject.folder / "trace", inject=inject, threads=True)
        answer = server.add(subject.papers(1, sentences=40))
        seen.end()
        if concerns(seen.harmed, subject.home):
            trial.done += 1
            if answer is None or answer.status not in {201, 503, 507}:
                trial.complain(f"after {seen.harmed}: an upload got {answer and (answer.status, answer.said)}")
        again = server.add(subject.papers(1, sentences=1))
        if again is None or again.status != 201:
            trial.complain(f"after {seen.harmed}: the next upload got {again and (again.status, again.said)}")
        server.settled()
        trial.check(subject, server, newest=3)
    return seen.calls(subject.home)


def _upload_labels(rig: Rig) -> list[str]:
    trial = Trial(rig, Fault("counting", "", lambda _: None, lambda _: ()), "upload")
    try:
        calls = _upload(trial, None)
    finally:
        trial.close()
    return list(dict.fromkeys(f"{call.name}:{harm}:when={call.number}" for call in calls for harm in _errors(call)))


def _recovered(trial: Trial, subject: Subject) -> None:
    if trial.chance.randrange(_BY_SERVER):
        trial.check(subject, newest=2)
    else:
        trial.recovered(subject)


def judge(trial: Trial, ran: Ran, harmed: str) -> None:
    """Complain where a command whose disk failed did not say so in plain words."""
    said = ran.err + ran.out
    if ran.code not in PLAIN:
        trial.complain(f"after {harmed}: it ended with {ran.code} and said: {said.strip()[:600]}")
    if "Traceback" in said:
        trial.complain(f"after {harmed}: it showed a traceback")


def life_goes_on(trial: Trial, subject: Subject, harmed: str) -> None:
    """Look at the index as it was left, and add something else by command line before any server has opened all."""
    trial.wrong += [f"{one}, after {harmed}" for one in checker.index_ahead(subject.home)]
    ran = subject.add_link()
    if ran.code:
        trial.complain(f"nothing could be added after {harmed}: {ran.code}: {ran.err}{ran.out}")


FAULTS = (
    *(
        fault
        for operation in OPERATIONS
        for fault in (
            Fault(f"kill-every-call-{operation.name}",
                  f"SIGKILL before calls of one {operation.name} that change something",
                  _killed(operation), _some(_labels(operation, _kill)), tracing.missing,
                  in_short=operation.name == "add", some=_SOME),
            Fault(f"fail-every-call-{operation.name}", f"EIO and ENOSPC at calls of one {operation.name}",
                  _failed(operation), _some(_labels(operation, _errors)), tracing.missing,
                  in_short=operation.name == "pack", some=_SOME),
        )
    ),
    Fault("held-up-add", "one add stopped at every call on its file, while others open the library",
          _held_up, _labels(OPERATIONS[0], _stop), tracing.missing),
    Fault("fail-every-call-upload", "EIO and ENOSPC at calls of one upload, in every thread of the server",
          _upload_failed, _some(_upload_labels), tracing.missing, some=_SOME),
)  # fmt: skip
