"""``make faults``: every part, one line each, and the seed and the case of whatever went wrong."""

import argparse
import logging
import secrets
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from faults.assurance import Row, heading, line, write
from faults.parts import FAULTS, PART_OF, PARTS
from faults.proving import PROOFS
from faults.trials import Rig


def main() -> None:
    """Run what was asked for, print what became of it, and end with 1 where anything failed."""
    given = _options().parse_args()
    if given.write and (given.short or given.bug or given.case):
        sys.exit("Only whole faults of the full form are written down.")
    # What the program logs, in this process too, is not what is told here.
    logging.getLogger().addHandler(logging.NullHandler())
    # Whoever ends this ends it in order: what was mounted is taken away, and the system's settings are put back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = given.only or list(PARTS)
    print(f"seed {given.seed}\n{heading()}", flush=True)
    failures, begun = 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="evidence-faults-") as folder:
        rig = Rig(Path(folder), given.seed, given.bug, given.short, every=given.every, cases=tuple(given.case or ()))
        for part in PARTS:
            some = frozenset(name for name in chosen if PART_OF.get(name) == part)
            if part in chosen or some:
                failures += _run(
                    part, replace(rig, only=frozenset() if part in chosen else some), written=given.write
                )
    print(f"\nseed {given.seed}: {failures} failures in {(time.monotonic() - begun) / 60:.1f} minutes")
    sys.exit(1 if failures else 0)


def _run(part: str, rig: Rig, *, written: bool) -> int:
    """Run a part and return its failures; what it said is written down at its end, or wherever it is broken off."""
    begun, lines, many, failures, whole = time.monotonic(), list[str](), 0, 0, False
    try:
        for row in _rows(part, rig):
            many, failures = many + row.many, failures + len(row.wrong)
            lines.append(line(row.cells(part, rig.seed)))
            print(lines[-1], *(f"    {one}" for one in row.wrong), sep="\n", flush=True)
        whole = not rig.only
    finally:
        if written:
            write(lines, whole=[part] if whole else [], order=list(PARTS))
    seconds = time.monotonic() - begun
    print(f"({part}: seed {rig.seed}, {many:,} in {seconds:.0f} s, {failures} failures)", flush=True)
    return failures


def _rows(part: str, rig: Rig) -> Iterator[Row]:
    """Yield what a part says; one that breaks off says so, and the others go on."""
    try:
        yield from PARTS[part](rig)
    except Exception as error:  # noqa: BLE001 - a part that breaks off has not shown what it is there to show
        yield Row("the part itself", "broke off", 1, [f"{type(error).__name__}: {error}"])


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    names = [*PARTS, *FAULTS]
    options.add_argument("--short", action="store_true", help="A few cases of each, in a minute.")
    options.add_argument(
        "--only", nargs="+", choices=names, metavar="NAME", help=f"Only these parts or faults: {', '.join(names)}."
    )
    options.add_argument("--case", nargs="+", help="With --only and one fault: these cases, by their names.")
    options.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="What every choice follows from.")
    options.add_argument("--every", action="store_true", help="All system calls, not a share of them: takes longer.")
    bugs = [proof.bug for proof in PROOFS]
    options.add_argument("--bug", choices=bugs, help="Plant a bug in the program, to see what finds it.")
    options.add_argument("--write", action="store_true", help="Write docs/assurance.md; rows of parts not run stay.")
    return options


if __name__ == "__main__":
    main()
