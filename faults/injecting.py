"""Injects faults, several at once, and says what became of each."""

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from faults.assurance import Row
from faults.trials import Fault, Rig, Trial

_LANES = 1 + (os.cpu_count() or 1)


def inject(rig: Rig, faults: Sequence[Fault]) -> Iterator[Row]:
    """Inject the faults that are asked for; yields what became of each, in order."""
    rig.template()
    with ThreadPoolExecutor(_LANES) as lanes:
        try:
            begun = []
            for fault in (one for one in faults if not rig.only or one.name in rig.only):
                lacking = fault.missing()
                labels = () if lacking else fault.cases(rig)
                begun.append((fault, lacking, [lanes.submit(fault.try_case, rig, label) for label in labels]))
            for fault, lacking, trials in begun:
                yield _told(rig, fault, lacking, [trial.result() for trial in trials])
        except KeyboardInterrupt:
            # Cases under way end, and undo what they mounted; no other begins.
            lanes.shutdown(cancel_futures=True)
            raise


def _told(rig: Rig, fault: Fault, lacking: str | None, trials: Sequence[Trial]) -> Row:
    short = " --short" if rig.short else ""
    again = f"python -m faults --only {fault.name} --seed {rig.seed}{short} --case"
    wrong = [f"{what}\n        again: {again} '{trial.label}'" for trial in trials for what in trial.wrong]
    many, seconds = sum(trial.done for trial in trials), sum(trial.seconds for trial in trials)
    if not (trials or lacking):
        lacking = "left to the full form"
    share = f": {'every one' if rig.every else fault.some}" if fault.some else ""
    return Row(fault.name, f"{fault.what}{share}", many, wrong, seconds, lacking or "")
