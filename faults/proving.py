"""Proves the harness: each planted bug must be found by the fault that is there to find it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from faults.assurance import Row
from faults.every_call import OPERATIONS, counted
from faults.trials import BROKE_OFF, Fault, Rig

_TRIES = 6


Cases = Callable[[Rig], Sequence[str]]
"""Names the cases that are tried, until the bug is found."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A planted bug, and the fault that must find it in one of a few cases."""

    bug: str
    fault: str
    cases: Cases


def _numbered(_rig: Rig) -> Sequence[str]:
    return [str(number) for number in range(_TRIES)]


def _pushes_of_the_log(name: str) -> Cases:
    """Kill an operation whenever it pushes the catalogue's log to the disk."""

    def cases(rig: Rig) -> Sequence[str]:
        operation = next(one for one in OPERATIONS if one.name == name)
        pushes = [call for call in counted(rig, operation) if call.name == "fdatasync" and "-wal>" in call.line]
        return [f"fdatasync:signal=SIGKILL:when={call.number}" for call in pushes]

    return cases


def _writes_of_the_log_after_the_index(name: str) -> Cases:
    """Kill an operation when it begins to write the catalogue's log and what it wrote last was the index."""

    def cases(rig: Rig) -> Sequence[str]:
        operation = next(one for one in OPERATIONS if one.name == name)
        calls = [call for call in counted(rig, operation) if call.changes]
        after_index = [call for before, call in pairwise(calls) if "/index/" in before.line]
        writes = [call for call in after_index if call.name == "pwrite64" and "-wal>" in call.line]
        return [f"pwrite64:signal=SIGKILL:when={call.number}" for call in writes]

    return cases


def _pushes_of_the_file(_rig: Rig) -> Sequence[str]:
    """Hold an add up when its file is on its way."""
    return [f"fsync:signal=SIGSTOP:when={number}" for number in range(1, _TRIES)]


PROOFS = (
    Proof("acknowledge-before-fsync", "power-cut-strict", _numbered),
    Proof("no-directory-fsync", "power-cut-strict", _numbered),
    Proof("index-before-commit", "kill-every-call-disposal", _writes_of_the_log_after_the_index("disposal")),
    Proof("sweeper-without-age-limit", "held-up-add", _pushes_of_the_file),
    Proof("audit-outside-the-transaction", "kill-every-call-add", _pushes_of_the_log("add")),
)


def prove_all(rig: Rig, faults: Mapping[str, Fault]) -> Iterator[Row]:
    """Plant each bug in turn; ``faults`` are all that there are, by name."""
    for proof in PROOFS:
        yield prove(rig, proof, faults[proof.fault])


def prove(rig: Rig, proof: Proof, fault: Fault) -> Row:
    """Plant a bug and inject its fault until it is found; the row counts a bug that was not found as a failure."""
    begun = time.monotonic()
    what = f"a planted bug, to be found by {fault.name}"
    if lacking := fault.missing():
        return Row(proof.bug, what, skipped=lacking)
    planted = replace(rig, bug=proof.bug)
    done = 0
    for label in proof.cases(planted):
        trial = fault.try_case(planted, label)
        done += 1
        found = [one for one in trial.wrong if not one.startswith(BROKE_OFF)]
        if found:
            return Row(proof.bug, what, done, seconds=time.monotonic() - begun, verdict=f"found: {found[0][:100]}")
    return Row(proof.bug, what, done, ["it was not found"], time.monotonic() - begun)
