"""What each part of ``make faults`` says in the end: rows, printed as they come and kept in ``docs/assurance.md``."""

import os
import platform
import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).resolve().parent.parent / "docs" / "assurance.md"
_HEADINGS = ("part", "name", "what was done", "how many", "failures", "seed", "on", "seconds", "")
_HEAD = """# Assurance

Written by `make faults`; nothing here is typed by hand. Faults hit the real server and command; after each, a program
that shares no code with the application compares the library with what was acknowledged. None in N says that the rate
is below 3/N, with 95 % confidence. What a machine does not allow is skipped, and says so.

"""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of one thing that was tried ``many`` times; its ``name`` is no other's in its part.

    A row with ``skipped`` says why it was not tried; one with a ``verdict`` has a word of its own for what it shows.
    """

    name: str
    what: str
    many: int = 0
    wrong: Sequence[str] = ()
    """A sentence for each failure, with what it takes to see it again."""
    seconds: float = 0.0
    skipped: str = ""
    verdict: str = ""

    def cells(self, part: str, seed: int) -> tuple[str, ...]:
        """Return the row as it is printed, of the part and run that it belongs to."""
        day = f"{datetime.now(UTC):%Y-%m-%d}"
        if self.skipped:
            return (part, self.name, self.what, "–", "–", "–", day, "–", f"skipped: {self.skipped}")
        verdict = "**FAILED**" if self.wrong else self.verdict or "held"
        counts = (f"{self.many:,}", f"{len(self.wrong):,}", str(seed), day, f"{self.seconds:.0f}")
        return (part, self.name, self.what, *counts, verdict)


def line(cells: Iterable[str]) -> str:
    """Return a line of a Markdown table."""
    return f"| {' | '.join(cell.replace('|', '¦').replace(chr(10), ' ') for cell in cells)} |"


def heading() -> str:
    """Return the first two lines of the table."""
    return f"{line(_HEADINGS)}\n{line('---' for _ in _HEADINGS)}"


def write(fresh: Sequence[str], *, whole: Collection[str], order: Sequence[str], into: Path = RESULTS) -> None:
    """Put lines into the table: rows of parts not run now stay, in the ``order`` of parts.

    Of the parts that ran ``whole``, only what they say now stays; of others a fresh line replaces one of its name.
    """
    older = [one for one in into.read_text("utf-8").splitlines() if one.startswith("| ")][2:] if into.exists() else []
    kept = {_key(one): one for one in older if _key(one)[0] not in whole}
    kept |= {_key(one): one for one in fresh}
    places = {part: place for place, part in enumerate(order)}
    lines = sorted((one for key, one in kept.items() if key[0] in places), key=lambda one: places[_key(one)[0]])
    into.write_text(f"{_HEAD}{_machine()}\n\n{heading()}\n" + "".join(f"{one}\n" for one in lines), "utf-8")


def _key(row: str) -> tuple[str, str]:
    part, name, *_ = row.removeprefix("| ").split(" | ")
    return part, name


def _machine() -> str:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    return f"Last run on {machine}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
