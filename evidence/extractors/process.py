"""One child process as the pool sees it: started, asked, ended."""

import json
import os
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

from evidence.errors import Unavailable
from evidence.extractors import framing

# An isolated interpreter looks in no folder of ours, so it is told where this very package is.
_BOOT = (
    "import sys; sys.path.insert(0, sys.argv[2]); import evidence.extractors.child as child; "
    "sys.path.remove(sys.argv[2]); child.main()"
)
_ROOT = str(Path(__file__).resolve().parents[2])
# Settings and their secrets stay here; these are needed to find programs, words lists and libraries.
_KEPT = frozenset({"PATH", "LD_LIBRARY_PATH", "TESSDATA_PREFIX", "TZ", "SYSTEMROOT"})
_END_SECONDS = 2.0


class Child:
    """A fresh interpreter in a session of its own, ready for jobs when the constructor returns.

    ``jobs`` counts what it was asked to do.
    The thread that makes it must outlive it. Raises ``Unavailable`` when it does not start in
    ``start_seconds``. Not for use by two threads at once.
    """

    def __init__(self, setup: dict[str, Any], start_seconds: float) -> None:
        self.usable = True
        self.jobs = 0
        with tempfile.TemporaryFile() as errors:
            process = subprocess.Popen(  # noqa: S603 - our own interpreter and our own code
                [sys.executable, "-I", "-c", _BOOT, json.dumps(setup | {"parent": os.getpid()}), _ROOT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=_environment(),
                cwd="/",
                start_new_session=True,
                bufsize=0,
            )
            if process.stdin is None or process.stdout is None:
                raise AssertionError("both were asked for as pipes")
            self._process, self._input, self._output = process, process.stdin, process.stdout
            try:
                greeting = framing.receive(self._output.fileno(), start_seconds)
            except (framing.Closed, framing.OverTime) as error:
                self._kill()
                errors.seek(0)
                said = errors.read(4_000).decode("utf-8", "replace").strip()
                raise Unavailable(
                    "The text reader could not be started on this machine, so texts wait to be read. "
                    "Ask whoever looks after the library to look at its log.",
                    details={"said": said},
                ) from error
        self.isolated = bool(greeting["isolated"])
        self.confined = bool(greeting["confined"])

    def ask(self, job: dict[str, Any], seconds: float) -> dict[str, Any]:
        """Return the answer to ``job``. Raises ``OverTime`` and ``Closed``; the child is then of no more use."""
        usable, self.usable = self.usable, False
        self.jobs += 1
        framing.send(self._input.fileno(), job)
        answer = framing.receive(self._output.fileno(), seconds)
        self.usable = usable and not answer.pop("tired", False)
        return answer

    def alive(self) -> bool:
        """Tell whether the process still runs."""
        return self._process.poll() is None

    def exit_code(self) -> int | None:
        """Return how the process ended, after ending it if need be."""
        with suppress(subprocess.TimeoutExpired):
            return self._process.wait(_END_SECONDS)
        return None

    def ran_out_of_time(self, code: int | None) -> bool:
        """Tell whether ``code`` means that the kernel ended the process for its processor time."""
        return code == -signal.SIGXCPU

    def close(self) -> None:
        """End the process: by closing its pipe while it waits for work, by force with all it started otherwise."""
        self._input.close()
        if self.usable:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(_END_SECONDS)
        self._kill()

    def _kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._input.close()
        self._output.close()


def _environment() -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in _KEPT or name.startswith("COVERAGE_")}
    return kept | {"LANG": "C.UTF-8", "OMP_THREAD_LIMIT": "1"}
