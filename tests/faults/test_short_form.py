"""A case of some faults: what was acknowledged is never lost. `make faults` injects thousands of all of them."""

import pytest

from faults.parts import FAULTS
from faults.trials import Fault, Rig

pytestmark = pytest.mark.xdist_group("faults")
IN_SHORT = [fault for fault in FAULTS.values() if fault.in_short]


@pytest.mark.parametrize("fault", IN_SHORT, ids=lambda fault: fault.name)
def test_nothing_is_lost(rig: Rig, fault: Fault) -> None:
    if lacking := fault.missing():
        pytest.skip(lacking)
    trials = [fault.try_case(rig, label) for label in fault.cases(rig)]

    assert [(trial.label, what) for trial in trials for what in trial.wrong] == [], f"seed {rig.seed}"
    assert sum(trial.done for trial in trials), "the fault was not injected"
