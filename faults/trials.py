"""One fault, its cases, and what a case is given: chance of its own, libraries to harm, a place for complaints."""

import random
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from faults import checker, checker_answers
from faults.subject import ByCommand, Server, Subject, copy_of, make_template
from faults.waiting import Overdue

BROKE_OFF = "the case broke off"
"""How a complaint begins that tells of the harness rather than of the library."""
_NEWEST = 5
"""Documents that are asked for one by one after a fault, and ``_NEWEST_AT_LAST`` after the last one of a library.

All others too must be in the catalogue, on disk with their hash, and in the index.
"""
_NEWEST_AT_LAST = 40
_END_OF_LOG = 4_000


@dataclass
class Rig:
    """What all cases share: a folder to work in, the seed of all choices, and what is planted, if anything."""

    folder: Path
    seed: int
    bug: str | None = None
    short: bool = False
    """Whether it must not take long."""
    only: frozenset[str] = frozenset()
    """The faults of a part that are asked for; all of them unless told."""
    every: bool = False
    """Whether faults at every call try all of them, however long that takes."""
    cases: tuple[str, ...] = ()
    """The cases that are asked for, by their labels; all unless told."""
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def template(self) -> Path:
        """Return a small library to copy, made when first asked for."""
        with self._lock:
            made = self.folder / "template"
            return made if made.exists() else make_template(made)

    def place(self) -> Path:
        """Make a folder that nobody has used."""
        return Path(tempfile.mkdtemp(dir=self.folder))


class Trial:
    """One case of a fault. ``label`` and the seed say all that was chosen by chance."""

    def __init__(self, rig: Rig, fault: "Fault", label: str) -> None:
        self.rig = rig
        self.label = label
        self.chance = random.Random(f"{rig.seed} {fault.name} {label}")
        self.done = 0
        """How many times the fault was injected."""
        self.wrong: list[str] = []
        self.seconds = 0.0
        self._subjects: list[Subject] = []

    def subject(self, *, within: Path | None = None, fresh: bool = False) -> Subject:
        """Return a library to harm: a copy of the small one unless ``fresh``, in a folder ``within`` another."""
        folder = (within or self.rig.place()) / "subject"
        if fresh:
            folder.mkdir(parents=True)
            made = Subject(folder, self.chance, self.rig.bug)
        else:
            made = copy_of(self.rig.template(), folder, self.chance, bug=self.rig.bug)
        self._subjects.append(made)
        return made

    def another(self, beside: Subject) -> Subject:
        """Return a library that is not there yet, with the notes of none, for what is restored of another."""
        made = Subject(self.rig.place() / "subject", self.chance, beside.bug)
        self._subjects.append(made)
        return made

    def complain(self, what: str) -> None:
        """Say that something is not as it must be."""
        self.wrong.append(what)

    def check(self, subject: Subject, server: Server | None = None, *, newest: int | None = None) -> None:
        """Compare the library with what was acknowledged; ``server`` must serve it, without one commands are asked.

        See ``checker.check``.
        """
        asked = checker_answers.Server(server.ask) if server else ByCommand(subject)
        places = (subject.folder / "out", subject.folder / "tmp")
        self.wrong += checker.check(subject.home, subject.notes, asked=asked, places=places, newest=newest)

    def recovered(self, subject: Subject, *, newest: int | None = _NEWEST) -> Server:
        """Start a server, let it recover in the time that it may take, check before and after, and return it.

        Raises ``Overdue`` where it is not ready or has not settled in time.
        """
        self.wrong += checker.index_ahead(subject.home)
        server = subject.serve()
        if server.running.ended:
            said = server.running.result(within=1)
            raise Overdue(f"the server did not start again: {said.code}: {said.err.strip()[:300]}")
        server.settled()
        self.check(subject, server, newest=newest)
        return server

    def recovered_twice(self, subject: Subject, server: Server) -> None:
        """Stop a server that has recovered, recover once more, and complain where that made a difference (I12)."""
        server.settled()
        server.stop()
        once = checker.portrait(subject.home)
        again = self.recovered(subject, newest=_NEWEST_AT_LAST)
        again.stop()
        twice = checker.portrait(subject.home)
        self.wrong += [f"I12: recovering again changed {name}" for name in once if once[name] != twice.get(name)]

    def explain(self) -> None:
        """Where something was wrong, say also what the program wrote down of what it did not expect."""
        logs = [subject.home / "failures.log" for subject in self._subjects] if self.wrong else []
        for log in logs:
            # A case may have made the disk of this library fail, or taken its folder away.
            with suppress(OSError):
                self.complain(f"{log.name} ends with: {log.read_text('utf-8', 'replace')[-_END_OF_LOG:].strip()}")

    def close(self) -> None:
        """End and remove everything that the case used."""
        for subject in self._subjects:
            subject.close()
            shutil.rmtree(subject.folder.parent, ignore_errors=True)
        # What became of a case is kept to the end, and each process that was started holds a file open.
        self._subjects.clear()


Labels = Callable[[Rig], Sequence[str]]
"""Names the cases of a fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong, and what to do to make it so."""

    name: str
    what: str
    """What is injected, as the table says it."""
    case: Callable[[Trial], None]
    labels: Labels
    missing: Callable[[], str | None] = lambda: None
    """Says what this machine lacks, where the fault cannot be injected on it."""
    around: Callable[[], AbstractContextManager[None]] = nullcontext
    """What has to be so while a case runs, and is undone after it; several cases may run at once."""
    in_short: bool = False
    """Whether the short form has a case of it."""
    some: str = ""
    """Which of its cases are tried where not every one is asked for; empty for all of them."""

    def cases(self, rig: Rig) -> Sequence[str]:
        """Name the cases to try: all of them, or in the short form one by chance."""
        if rig.cases or (rig.short and not self.in_short):
            return rig.cases
        labels = self.labels(rig)
        return [random.Random(rig.seed).choice(labels)] if rig.short else labels

    def try_case(self, rig: Rig, label: str) -> Trial:
        """Run one case to its end, whatever happens; what was wrong stands in the trial."""
        trial = Trial(rig, self, label)
        begun = time.monotonic()
        try:
            with self.around():
                self.case(trial)
        except Overdue as error:
            trial.complain(f"I9: {error}")
        except Exception as error:  # noqa: BLE001 - a case that breaks off has not shown that nothing was lost
            trial.complain(f"{BROKE_OFF}: {type(error).__name__}: {error}")
        finally:
            trial.explain()
            trial.close()
            trial.seconds = time.monotonic() - begun
        return trial


def numbered(many: int) -> Labels:
    """Name so many cases by number."""
    return lambda _rig: [str(number) for number in range(many)]


@contextmanager
def ended(server: Server) -> Iterator[Server]:
    """Have a server end with the block, however that ends."""
    try:
        yield server
    finally:
        server.kill()
