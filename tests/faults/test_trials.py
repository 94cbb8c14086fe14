"""What a case says of what went wrong."""

from collections.abc import Callable
from pathlib import Path

import pytest

from faults.trials import Fault, Rig, Trial, numbered

SAID = "It was out of memory."


def _has_log(home: Path) -> None:
    (home / "failures.log").write_text(f"{SAID}\n")


def _has_log_on_a_bad_disk(home: Path) -> None:
    # Reading the beginning of one's own memory is an input/output error.
    (home / "failures.log").symlink_to("/proc/self/mem")


@pytest.mark.parametrize(
    ("prepare", "complaints", "said"),
    [
        (_has_log, ["a paper is missing"], ["a paper is missing", f"failures.log ends with: {SAID}"]),
        (_has_log_on_a_bad_disk, ["a paper is missing"], ["a paper is missing"]),
        (_has_log, [], []),
    ],
    ids=["with its log", "with a log that cannot be read", "nothing wrong"],
)
def test_complaint_brings_the_end_of_the_programs_own_log(
    tmp_path: Path, prepare: Callable[[Path], None], complaints: list[str], said: list[str]
) -> None:
    def case(trial: Trial) -> None:
        home = trial.subject(fresh=True).home
        home.mkdir(exist_ok=True)
        prepare(home)
        for complaint in complaints:
            trial.complain(complaint)

    assert Fault("one", "", case, numbered(1)).try_case(Rig(tmp_path, 1), "0").wrong == said
