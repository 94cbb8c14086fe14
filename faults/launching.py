"""Starts the real command in processes of its own, each forked from one that has the program loaded already.

So a start costs a moment instead of seconds, and what is planted in one process is in no other.
"""

import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from pathlib import Path

from faults.waiting import Overdue

_CONTEXT = multiprocessing.get_context("forkserver")
_ONE_AT_A_TIME = threading.Lock()
"""Starting a process looks how all others do, and how one ended can be read only once."""
_DYING_SECONDS = 30.0
_STANDING = frozenset("TtZX")
"""Stopped, traced, a zombie, dead."""


@dataclass(frozen=True, slots=True)
class Order:
    """One command to run: its arguments, where it says what it has to say, and what is planted in it."""

    arguments: tuple[str, ...]
    said: Path
    """What it prints goes to this file, what it complains about to ``said`` with the ending ``.err``."""
    temporary: Path
    """The folder that it and its children are told to use for temporary files."""
    environment: dict[str, str] = field(default_factory=dict)
    bug: str | None = None
    """The name of a planted bug."""
    clock: Path | None = None
    """A file that says by how many seconds the clock is wrong, read whenever somebody looks at the clock."""


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said. Its code is negative where a signal ended it."""

    code: int
    out: str
    err: str


class Running:
    """A command that was started; ``held`` back at first where somebody wants to look at it before it begins."""

    def __init__(self, order: Order, *, held: bool = False) -> None:
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self._order = order
        self._lock = threading.Lock()
        self._gate: Connection | None = None
        theirs: Connection | None = None
        if held:
            theirs, self._gate = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_begin, args=(order, theirs), daemon=True)
        with _ONE_AT_A_TIME:
            _CONTEXT.set_forkserver_preload(["faults.loaded"])
            self._process.start()
        # Unlike its number, this can never come to mean another process.
        self._handle: int | None = None
        with suppress(ProcessLookupError):
            self._handle = os.pidfd_open(self.pid)
        if theirs:
            theirs.close()

    @property
    def pid(self) -> int:
        """The number of its process."""
        return self._process.pid or 0

    def begin(self) -> None:
        """Let a command begin that was held back."""
        if self._gate:
            self._gate.send("begin")
            self._gate.close()

    @property
    def ended(self) -> bool:
        """Whether it ended."""
        return self._ended_within(0)

    def _ended_within(self, seconds: float) -> bool:
        return self._process.sentinel in wait([self._process.sentinel], seconds) or self._code() is not None

    def _code(self) -> int | None:
        with _ONE_AT_A_TIME:
            return self._process.exitcode

    def send(self, number: signal.Signals) -> None:
        """Send it a signal; harmless when it ended already."""
        with self._lock:
            if self._handle is not None:
                with suppress(ProcessLookupError):
                    signal.pidfd_send_signal(self._handle, number)

    def children(self) -> list[int]:
        """Return the numbers of the processes that it has started."""
        found: list[int] = []
        for task in Path(f"/proc/{self.pid}/task").glob("*/children"):
            with suppress(OSError):
                found += map(int, task.read_text("ascii").split())
        return found

    def starved(self) -> float:
        """Return for how many seconds in all its threads waited for a processor that others had."""
        waited = 0
        for task in Path(f"/proc/{self.pid}/task").glob("*/schedstat"):
            with suppress(OSError, ValueError):
                # Nanoseconds: running, waiting; then how often it ran.
                waited += int(task.read_text("ascii").split()[1])
        return waited / 1e9

    @property
    def stands(self) -> bool:
        """Whether all of it stands still, or it ended."""
        tasks = Path(f"/proc/{self.pid}/task")
        with suppress(OSError):
            # The state is the first word after the name, which stands in brackets.
            states = [(task / "stat").read_text().rpartition(")")[2].split()[0] for task in tasks.iterdir()]
            return all(state in _STANDING for state in states)
        return True

    def kill(self) -> None:
        """End it at once, wherever it is (SIGKILL); harmless when it ended already."""
        self.send(signal.SIGKILL)
        self._ended_within(_DYING_SECONDS)
        with self._lock:
            if self._handle is not None:
                os.close(self._handle)
                self._handle = None

    def result(self, *, within: float) -> Ran:
        """Wait until it ends. Raises ``Overdue``, having killed it, when that takes more than so many seconds."""
        overdue = not self._ended_within(within)
        self.kill()
        if overdue:
            raise Overdue(f"`evidence {' '.join(self._order.arguments)}` did not end within {within:.0f} s")
        said = self._order.said
        out, err = (path.read_text("utf-8", "replace") if path.exists() else "" for path in (said, complaints(said)))
        return Ran(self._code() or 0, out, err)


def complaints(said: Path) -> Path:
    """Return where a command complains that says what it has to say in ``said``."""
    return said.with_suffix(".err")


def _begin(order: Order, gate: Connection | None) -> None:
    from faults import loaded  # noqa: PLC0415 - the whole program: only the process that forks commands has it

    loaded.run(order, gate)
