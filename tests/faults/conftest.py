"""A rig that all tests of the harness share: loading the program once is most of their cost."""

import sys

import pytest

from faults.trials import Rig

SEED = 20_261_123


@pytest.fixture(scope="session")
def rig(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    if sys.platform != "linux":
        pytest.skip("faults are injected on Linux only")
    return Rig(tmp_path_factory.mktemp("faults"), SEED, short=True)
