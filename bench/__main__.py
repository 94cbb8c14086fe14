"""``make bench``: every measurement, one table, written into ``docs/figures.md``."""

import argparse
import os
import platform
import sqlite3
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from bench import adding, packs, readiness, search, serving
from bench.rows import table

_HEAD = "# Figures\n\nWritten by `make bench`; nothing here is typed by hand.\n\n"
FIGURES = Path(__file__).resolve().parent.parent / "docs" / "figures.md"


def main() -> None:
    """Measure everything, print the table, and write it down."""
    options = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    options.add_argument("--quick", action="store_true", help="A tenth of everything, to try the bench itself.")
    options.add_argument("--write", action="store_true", help="Write the table to docs/figures.md.")
    given = options.parse_args()
    small = given.quick
    rows = []
    with tempfile.TemporaryDirectory(prefix="evidence-bench-") as folder:
        place = Path(folder)
        for name, part in (
            ("serving", lambda: serving.measure(place, documents=12 if small else 60)),
            ("adding", lambda: adding.measure(place, documents=60 if small else 600)),
            ("readiness", lambda: readiness.measure(place, documents=1_000 if small else 10_000)),
            ("search", lambda: search.measure(place, documents=60 if small else 600)),
            ("search of 10,000", lambda: [] if small else search.measure(place, documents=10_000)),
            ("packs", lambda: packs.measure(place, gigabytes=0.1 if small else 2)),
        ):
            print(f"measuring {name} ...", flush=True)
            rows += part()
    text = f"{_machine()}\n\n{table(rows)}\n"
    print(text)
    if given.write:
        FIGURES.write_text(_HEAD + text, encoding="utf-8")


def _machine() -> str:
    machine = f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores"
    programs = f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {machine}, {programs}. Every figure and its reference are from this one run."
    )


if __name__ == "__main__":
    main()
