"""``make faults``: every part, one line each, and the seed and the case of whatever went wrong."""

import argparse
import secrets
import signal
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from faults.assurance import heading, line, write
from faults.parts import FAULTS, PART_OF, PARTS
from faults.proving import PROOFS
from faults.trials import Rig


def main() -> None:
    """Run what was asked for, print what became of it, and end with 1 where anything failed."""
    given = _options().parse_args()
    if given.write and (given.short or given.bug or given.case):
        sys.exit("Only whole faults of the full form are written down.")
    # Whoever ends this ends it in order: what was mounted is taken away, and the system's settings are put back.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    chosen = given.only or list(PARTS)
    print(f"seed {given.seed}\n{heading()}", flush=True)
    lines: list[str] = []
    failures, begun = 0, time.monotonic()
    with tempfile.TemporaryDirectory(prefix="evidence-faults-") as folder:
        rig = Rig(Path(folder), given.seed, given.bug, given.short, cases=tuple(given.case or ()))
        for part in PARTS:
            some = frozenset(name for name in chosen if PART_OF.get(name) == part)
            if part not in chosen and not some:
                continue
            part_begun = time.monotonic()
            for row in PARTS[part](replace(rig, only=frozenset() if part in chosen else some)):
                failures += len(row.wrong)
                lines.append(line(row.cells(part, given.seed)))
                print(lines[-1], *(f"    {one}" for one in row.wrong), sep="\n", flush=True)
            print(f"({part} took {time.monotonic() - part_begun:.0f} s)", flush=True)
    if given.write:
        write(lines, whole=[part for part in chosen if part in PARTS], order=list(PARTS))
    print(f"\nseed {given.seed}: {failures} failures in {(time.monotonic() - begun) / 60:.1f} minutes")
    sys.exit(1 if failures else 0)


def _options() -> argparse.ArgumentParser:
    options = argparse.ArgumentParser(prog="python -m faults", description=__doc__)
    names = [*PARTS, *FAULTS]
    options.add_argument("--short", action="store_true", help="A few cases of each, in a minute.")
    options.add_argument(
        "--only", nargs="+", choices=names, metavar="NAME", help=f"Only these parts or faults: {', '.join(names)}."
    )
    options.add_argument("--case", nargs="+", help="With --only and one fault: these cases, by their names.")
    options.add_argument("--seed", type=int, default=secrets.randbelow(10**6), help="What every choice follows from.")
    bugs = [proof.bug for proof in PROOFS]
    options.add_argument("--bug", choices=bugs, help="Plant a bug in the program, to see what finds it.")
    options.add_argument("--write", action="store_true", help="Write docs/assurance.md; rows of parts not run stay.")
    return options


if __name__ == "__main__":
    main()
