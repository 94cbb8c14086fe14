"""What must not leave: how well personal data is spotted, and what restricted documents show to others (T1).

Both are measured elsewhere, by the benchmark and by the two-world test; here they run and say what came of it.
"""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from bench import personal_data
from faults.assurance import Row
from faults.trials import Rig

_PASSAGES, _PASSAGES_SHORT = 1_200, 60
_REPOSITORY = Path(__file__).resolve().parent.parent
_WORLDS_SECONDS = 600.0
_ASKED = "parameter sets"
"""Under this name the two-world test says how many it asked in one role."""


def spotting(rig: Rig) -> Iterator[Row]:
    """Measure precision and recall on seeded passages; see ``Part``."""
    count = _PASSAGES_SHORT if rig.short else _PASSAGES
    begun = time.monotonic()
    for one in personal_data.measure(rig.place(), count=count, seed=rig.seed):
        if one.met is None and not one.figure.startswith("precision"):
            continue
        # A figure, not a fault: people decide, and are told that finding nothing proves nothing.
        verdict = {True: f"aim of {one.aim} met", False: f"aim of {one.aim} MISSED", None: "measured"}[one.met]
        yield Row(one.what, one.figure, count, seconds=time.monotonic() - begun, verdict=verdict)


def worlds(rig: Rig) -> Iterator[Row]:
    """Ask a library with restricted documents and one that never held them the same; see ``Part``."""
    report, begun = rig.place() / "report.xml", time.monotonic()
    order = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-o", "junit_family=xunit1"]
    order += [f"--junitxml={report}", "tests/secrecy/test_two_worlds.py"]
    ran = subprocess.run(order, cwd=_REPOSITORY, capture_output=True, text=True, check=False, timeout=_WORLDS_SECONDS)
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 - written by our own tests
    for case in cases:
        asked = [int(one.attrib["value"]) for one in case.iter("property") if one.attrib["name"] == _ASKED]
        wrong = [one.attrib.get("message", "")[:600] for kind in ("failure", "error") for one in case.iter(kind)]
        if asked or wrong:
            role = case.attrib["name"].partition("[")[2].rstrip("]")
            what = "parameter sets answered alike by a library with restricted documents and by one without"
            yield Row(
                f"two worlds: {role or case.attrib['name']}", what, sum(asked), wrong, float(case.attrib["time"])
            )
    if ran.returncode and not cases:
        yield Row("two worlds", "did not run", 1, [ran.stdout[-600:]], time.monotonic() - begun)
