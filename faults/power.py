"""Power cuts while documents are added, discarded and packed (F5).

The library lives on a file system of its own, and the system is kept from writing anything there unasked. At a random
moment everything that uses it is stopped and the disk is copied as it is: only what was pushed is in the copy.
"""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from faults import mounting
from faults.kills import note_pack, send_again, uploading
from faults.mounting import Disk
from faults.subject import STATEMENT, Subject
from faults.trials import Fault, Trial, numbered
from faults.waiting import Overdue

_EARLIEST, _LATEST = 0.05, 1.5


def _cut(*, journal: bool) -> Callable[[Trial], None]:
    def case(trial: Trial) -> None:
        disk = Disk(trial.rig.place(), journal=journal)
        try:
            subject = trial.subject(within=disk.place)
            # Notes are kept on a machine whose power is not cut.
            subject.keep_notes_in(disk.place.parent)
            disk.push()
            server = subject.serve()
            with uploading(trial, server, trial.chance.choice((1, 1, 20))), _commands(trial, subject):
                time.sleep(trial.chance.uniform(_EARLIEST, _LATEST))
                with subject.standing_still():
                    disk.cut()
            disk.plug_in_again()
            subject.go_on()
            trial.done += 1
            server = trial.recovered(subject)
            send_again(trial, subject, server)
            trial.recovered_twice(subject, server)
        finally:
            trial.close()
            disk.unplug()

    return case


@contextmanager
def _commands(trial: Trial, subject: Subject) -> Iterator[None]:
    """Meanwhile discard documents, or build packs, by command until the commands are ended."""
    refs = subject.documents()
    trial.chance.shuffle(refs)
    orders: list[Callable[[], bool]] = [lambda: _discard(subject, refs), lambda: _pack(subject), lambda: False]
    order = trial.chance.choice(orders)

    def work() -> None:
        with suppress(Overdue):
            while order():
                pass

    worker = threading.Thread(target=work)
    worker.start()
    try:
        yield
    finally:
        worker.join()


def _discard(subject: Subject, refs: list[str]) -> bool:
    if not refs:
        return False
    ref = refs.pop()
    ran = subject.run(*subject.forgetting(ref))
    if not ran.code:
        subject.forgotten(ref)
    return not ran.code


def _pack(subject: Subject) -> bool:
    out = subject.folder / "out" / f"{time.monotonic_ns()}.zip"
    ran = subject.run("pack", "build", "--internal", "--statement", STATEMENT, "--out", out, "--json")
    if not ran.code:
        note_pack(subject, out, json.loads(ran.out))
    return not ran.code


FAULTS = (
    Fault("power-cut", "power cut on a file system with a journal, while documents are added, discarded and packed",
          _cut(journal=True), numbered(30), mounting.image_missing, mounting.nothing_written_unasked),
    Fault("power-cut-strict", "the same without a journal, where only what was pushed itself is there",
          _cut(journal=False), numbered(30), mounting.image_missing, mounting.nothing_written_unasked),
)  # fmt: skip
