"""The harness finds each of the five bugs that are planted for it."""

import pytest

from faults.parts import FAULTS
from faults.proving import PROOFS, Proof, prove
from faults.trials import Rig

pytestmark = pytest.mark.xdist_group("faults")


@pytest.mark.parametrize("proof", PROOFS, ids=lambda proof: proof.bug)
def test_planted_bug_is_found(rig: Rig, proof: Proof) -> None:
    row = prove(rig, proof, FAULTS[proof.fault])
    if row.skipped:
        pytest.skip(row.skipped)

    assert row.verdict.startswith("found"), f"seed {rig.seed}"


def test_all_five_are_planted() -> None:
    assert {proof.bug for proof in PROOFS} == {
        "acknowledge-before-fsync",
        "no-directory-fsync",
        "index-before-commit",
        "sweeper-without-age-limit",
        "audit-outside-the-transaction",
    }
