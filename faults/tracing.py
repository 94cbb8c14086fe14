"""Looks at the system calls of a command, and harms the k-th of a kind: ``strace`` does the harm."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from faults.launching import Ran, Running
from faults.subject import COMMAND_SECONDS, Subject
from faults.waiting import Overdue, until

CALLS = (
    "fsync", "fdatasync", "rename", "renameat", "renameat2", "link", "linkat", "unlink", "unlinkat", "pwrite64",
    "write", "openat", "mkdir", "mkdirat", "ftruncate",
)  # fmt: skip
"""What a program asks of a file system when it changes something, and opening."""
_LINE = re.compile(r"(?:(?P<thread>\d+) +)?(?P<call>\w+)\(")
_ATTACHED_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Call:
    """The ``number``-th call of its name that a thread makes, from 1."""

    name: str
    number: int
    line: str

    @property
    def changes(self) -> bool:
        """Whether it succeeded and may change what is on disk; opening to read changes nothing."""
        return " = -1 " not in self.line and ("O_CREAT" in self.line or self.name != "openat")

    @property
    def takes_room(self) -> bool:
        """Whether a full disk can refuse it."""
        return self.changes and not self.name.startswith("unlink")


def missing() -> str | None:
    """Say why nothing can be traced here, or ``None``."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed"
    tried = subprocess.run([strace, "-qq", "-o", "/dev/null", "true"], capture_output=True, check=False)
    return "this machine does not allow tracing" if tried.returncode else None


class Tracing:
    """Traces a process from where it stands; with ``inject``, harms it as strace says (``fsync:error=EIO:when=3``).

    Only the thread that was started first is looked at, unless ``threads``: its calls come in the same order each
    time. Calls are counted from now on, for each thread by itself.
    """

    def __init__(self, pid: int, log: Path, *, inject: str | None = None, threads: bool = False) -> None:
        self._log = log
        order = ["strace", "-qq", "-y", "-s", "0", "-o", str(log), "-e", f"trace={','.join(CALLS)}", "-p", str(pid)]
        order += ["-f"] if threads else []
        order += ["-e", f"inject={inject}"] if inject else []
        self._strace = subprocess.Popen(order, stderr=subprocess.PIPE)
        status = Path(f"/proc/{pid}/status")
        until(lambda: "TracerPid:\t0\n" not in status.read_text(), within=_ATTACHED_SECONDS, what="strace attached")

    def end(self) -> None:
        """Stop looking; the process goes on."""
        self._strace.terminate()
        self._strace.communicate()

    def calls(self, *places: Path) -> list[Call]:
        """Return the calls seen so far that concern what is in ``places``."""
        numbers: Counter[tuple[str, str]] = Counter()
        found = []
        for line in self._log.read_text("utf-8", "replace").splitlines():
            if match := _LINE.match(line):
                key = (match["thread"] or "", match["call"])
                numbers[key] += 1
                if concerns(line, *places):
                    found.append(Call(match["call"], numbers[key], line))
        return found

    @property
    def stopped(self) -> bool:
        """Whether what is traced was made to stop (SIGSTOP) and stands."""
        return "--- stopped by SIGSTOP ---" in self._log.read_text("utf-8", "replace")

    @property
    def harmed(self) -> str:
        """The call that was harmed, as strace shows it; empty when none was."""
        lines = self._log.read_text("utf-8", "replace").splitlines()
        injected = [line for line in lines if "(INJECTED)" in line]
        killed = [before for before, line in pairwise(lines) if "killed by SIGKILL" in line]
        return next(iter([*injected, *killed]), "")


def concerns(line: str, *places: Path) -> bool:
    """Whether a call, as strace shows it, is about something in ``places``."""
    return any(f"{place}/" in line or f"<{place}>" in line or f'"{place}"' in line for place in places)


def traced(subject: Subject, *order: object, inject: str | None = None) -> tuple[Ran, Tracing]:
    """Run a command under tracing to its end. Raises ``Overdue``."""
    running: Running = subject.start(*order, held=True)
    tracing = Tracing(running.pid, subject.folder / "trace", inject=inject)
    running.begin()
    try:
        return running.result(within=COMMAND_SECONDS), tracing
    except Overdue as error:
        raise Overdue(f"{error}; {tracing.harmed}") from error
    finally:
        tracing.end()
