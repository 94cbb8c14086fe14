"""Clocks that are wrong, or jump (F14)."""

import time
from datetime import UTC, datetime

from faults.asking import API
from faults.subject import STATEMENT, Server, Subject
from faults.trials import Fault, Rig, Trial, ended

_DAY = 86_400.0
_OK = 200
_UNTIL_AFTER_SECONDS = 2.0


def _to(moment: datetime) -> float:
    """By how much a clock is wrong that shows ``moment`` now."""
    return (moment - datetime.now(UTC)).total_seconds()


def _next_year() -> int:
    return datetime.now(UTC).year + 1


_JUMPS = {
    "five-years-on": lambda: 5 * 365.25 * _DAY,
    "ten-days-back": lambda: -10 * _DAY,
    "thirty-years-back": lambda: -30 * 365.25 * _DAY,
    # At one in the morning UTC, London goes from two o'clock back to one.
    "clocks-go-back": lambda: _to(datetime(_next_year(), 10, 31, 0, 59, 58, tzinfo=UTC)),
    "clocks-go-forward": lambda: _to(datetime(_next_year(), 3, 28, 0, 59, 58, tzinfo=UTC)),
    "leap-day": lambda: _to(datetime(_leap_year(), 2, 28, 23, 59, 58, tzinfo=UTC)),
}


def _leap_year() -> int:
    year = _next_year()
    return year + (-year % 4)


def _jump(trial: Trial) -> None:
    """The clock jumps while a server runs, and back again: documents, packs and history are as they should be."""
    subject = trial.subject()
    subject.clock = subject.folder / "clock"
    subject.clock.write_text("0", encoding="ascii")
    with ended(subject.serve()) as server:
        subject.clock.write_text(f"{_JUMPS[trial.label]():.0f}", encoding="ascii")
        trial.done += 1
        if server.ask.get(f"{API}/documents").status != _OK:
            # Whoever was signed in may have been signed out: that is the safe way.
            server.sign_in_again()
        _work(trial, server, "after the jump")
        # Until after the moment at which the hour changes or the leap day begins.
        time.sleep(_UNTIL_AFTER_SECONDS)
        _work(trial, server, "some time after the jump")
        server.settled()
        trial.check(subject, server)
        subject.clock.write_text("0", encoding="ascii")
        if server.ask.get(f"{API}/documents").status != _OK:
            server.sign_in_again()
        _work(trial, server, "after the jump back")
    trial.recovered(subject).kill()
    _ask(trial, server.subject, "after the jump back", ("verify",), ("readiness",))


def _work(trial: Trial, server: Server, when: str) -> None:
    subject = server.subject
    answer = server.add(subject.papers(1, sentences=5))
    if answer is None or answer.status != 201:
        trial.complain(f"{when}, an upload got {answer and (answer.status, answer.said)}")
    out = subject.folder / "out" / f"{time.monotonic_ns()}.zip"
    _ask(trial, subject, when, ("pack", "build", "--internal", "--statement", STATEMENT, "--out", out))
    for path in (f"{API}/search?q=quarterly", "/", "/documents"):
        got = server.ask.get(path)
        if got.status != _OK:
            trial.complain(f"{when}, {path} got {got.status}: {got.said}")


def _ask(trial: Trial, subject: Subject, when: str, *orders: tuple[object, ...]) -> None:
    for order in orders:
        ran = subject.run(*order)
        if ran.code:
            trial.complain(f"{when}, `{order[0]}` ended with {ran.code}: {(ran.err + ran.out)[:400]}")


def _labels(_rig: Rig) -> list[str]:
    return list(_JUMPS)


FAULTS = (Fault("clock-jumps", "the clock jumps by days and years, over the change of the hour and a leap day", _jump,
                _labels),)  # fmt: skip
"""The clock is made wrong in the program, by what starts it; nothing has to be installed for it."""
