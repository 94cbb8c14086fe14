"""What a run says goes into one table; what was not run stays in it."""

from pathlib import Path

import pytest

from faults.assurance import Row, line, write
from faults.parts import FAULTS, PART_OF, PARTS

ORDER = ["kills", "power"]


def said(part: str, name: str, *wrong: str, seed: int = 7, **more: str) -> str:
    return line(Row(name, "done to it", 1_200, wrong, 61.0, **more).cells(part, seed))


@pytest.fixture
def written(tmp_path: Path) -> Path:
    path = tmp_path / "assurance.md"
    write([said("kills", "one"), said("kills", "two"), said("power", "cut")], whole=ORDER, order=ORDER, into=path)
    return path


def rows(path: Path) -> dict[str, list[str]]:
    lines = [one.strip("| ").split(" | ") for one in path.read_text("utf-8").splitlines() if one.startswith("| ")]
    return {cells[1]: cells for cells in lines[2:]}


def test_row_says_what_how_many_failures_and_seed(written: Path) -> None:
    cells = rows(written)["one"]

    assert cells[:6] == ["kills", "one", "done to it", "1,200", "0", "7"]
    assert cells[7:] == ["61", "held"]


def test_failures_are_counted_and_cannot_break_the_table(written: Path) -> None:
    write([said("kills", "one", "a | b\nc", "d")], whole=(), order=ORDER, into=written)

    assert rows(written)["one"][4] == "2"
    assert rows(written)["one"][-1] == "**FAILED**"


def test_what_was_skipped_is_named_and_has_no_figures(written: Path) -> None:
    write([said("power", "cut", skipped="only root may mount")], whole=("power",), order=ORDER, into=written)

    assert rows(written)["cut"][3:6] == ["–", "–", "–"]
    assert rows(written)["cut"][-1] == "skipped: only root may mount"


def test_parts_not_run_stay_as_they_were(written: Path) -> None:
    write([said("power", "cut", seed=8)], whole=("power",), order=ORDER, into=written)

    assert {name: cells[5] for name, cells in rows(written).items()} == {"one": "7", "two": "7", "cut": "8"}


def test_single_fault_of_a_part_leaves_the_others(written: Path) -> None:
    write([said("kills", "two", seed=9)], whole=(), order=ORDER, into=written)

    assert {name: cells[5] for name, cells in rows(written).items()} == {"one": "7", "two": "9", "cut": "7"}


def test_what_a_whole_part_no_longer_says_goes(written: Path) -> None:
    write([said("kills", "three")], whole=("kills",), order=ORDER, into=written)

    assert list(rows(written)) == ["three", "cut"]


def test_writing_the_same_again_changes_nothing(written: Path) -> None:
    before = written.read_text("utf-8")
    write([], whole=(), order=ORDER, into=written)

    assert written.read_text("utf-8") == before


def test_faults_and_parts_have_names_of_their_own() -> None:
    assert FAULTS.keys() & PARTS.keys() == set()
    assert set(PART_OF.values()) <= PARTS.keys()
