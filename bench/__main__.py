"""``make bench``: every measurement, one table, written into ``docs/figures.md``."""

import argparse
import os
import platform
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from bench import adding, packs, pages, personal_data, readiness, search, serving
from bench.rows import Row, table

_HEAD = "# Figures\n\nWritten by `make bench`; nothing here is typed by hand.\n\n"
FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures.md"


PARTS: dict[str, Callable[[Path, bool], list[Row]]] = {
    "serving": lambda place, small: serving.measure(place, documents=12 if small else 60),
    "adding": lambda place, small: adding.measure(place, documents=60 if small else 600),
    "readiness": lambda place, small: readiness.measure(place, documents=1_000 if small else 10_000),
    "pages": lambda place, small: pages.measure(place, sizes=(60,) if small else (600, 10_000)),
    "search": lambda place, small: search.measure(place, documents=60 if small else 600),
    "search-large": lambda place, small: search.measure(place, documents=100 if small else 10_000),
    "personal-data": lambda place, small: personal_data.measure(place, count=240 if small else 1_200),
    "packs": lambda place, small: packs.measure(place, gigabytes=0.1 if small else 2),
}


def main() -> None:
    """Measure everything, print the table, and write it down."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="A tenth of everything, to try the bench itself.")
    options.add_argument("--only", nargs="+", choices=PARTS, default=list(PARTS), help="Only these parts.")
    options.add_argument("--write", action="store_true", help="Write the table to docs/figures.md, other parts kept.")
    given = options.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="evidence-bench-") as folder:
        for name in given.only:
            print(f"measuring {name} ...", flush=True)
            rows += PARTS[name](Path(folder), given.quick)
    lines = table(rows).splitlines()
    print(f"{_machine()}\n", *lines, sep="\n")
    if given.write:
        body = "\n".join([*lines[:2], *_merged(lines[2:])])
        FIGURES.write_text(f"{_HEAD}{_machine()}\n\n{body}\n", encoding="utf-8")


def _merged(fresh: list[str]) -> list[str]:
    """Put fresh rows in the place of older ones of the same name; rows of parts not measured now stay."""
    older = [line for line in FIGURES.read_text(encoding="utf-8").splitlines() if line.startswith("| ")][2:]
    by_name = {line.split(" | ")[0]: line for line in fresh}
    kept = [by_name.pop(line.split(" | ")[0], line) for line in older]
    return [*kept, *by_name.values()]


def _machine() -> str:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    programs = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {programs}. Each figure and its reference are from one run; "
        "parts may be measured in runs of their own."
    )


if __name__ == "__main__":
    main()
