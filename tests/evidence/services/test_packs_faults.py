"""Packs whose making is killed, or whose disk is full: nothing under the final name, and a record that says so."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from evidence.domain.packing import Choice
from evidence.services.pack_verifying import verify
from tests.evidence.services.packs_builder import ASHA, World

QS1 = Choice(statements=("QS1",))
REPOSITORY = Path(__file__).resolve().parents[3]
KILLED_AT = """
import os, signal, sys
from pathlib import Path
from evidence.domain.packing import Choice
from tests.evidence.services.packs_builder import ASHA, World
home, out, at = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
world = World(home)
def kill(*_anything, **_named):
    os.kill(os.getpid(), signal.SIGKILL)
def told(done, total):
    if done > total // 2:
        kill()
progress = told if at == "halfway" else None
if at != "halfway":
    # A kill at one call of the system's, as a power cut would hit it.
    setattr(os, at, kill)
world.packs.build(ASHA, Choice(statements=("QS1",)), out, progress=progress)
"""
LIMITED = """
import resource, sys
from pathlib import Path
from evidence.domain.packing import Choice
from evidence.errors import Unavailable
from tests.evidence.services.packs_builder import ASHA, World
world = World(Path(sys.argv[1]))
world.packs.settle()
resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))
try:
    world.packs.build(ASHA, Choice(statements=("QS1",)), Path(sys.argv[2]))
except Unavailable as error:
    print(error.message)
print(world.packs.list()[0].state)
"""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    world = World(tmp_path / "home")
    for number in range(4):
        world.add(f"Paper {number}", os.urandom(1_500_000), tags={"QS1": []})
    (tmp_path / "out").mkdir()
    yield world
    world.close()


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], cwd=REPOSITORY, capture_output=True, text=True,
        check=False,
    )  # fmt: skip


@pytest.mark.parametrize("at", ["halfway", "fsync", "link"])
def test_a_killed_build_leaves_no_pack_and_is_settled(world: World, tmp_path: Path, at: str) -> None:
    out = tmp_path / "out" / "pack.zip"
    killed = run(KILLED_AT, world.home, out, at)
    assert killed.returncode == -9, killed.stderr
    assert not out.exists()
    assert world.packs.list()[0].state == "building"
    assert world.packs.settle() == 1
    assert world.packs.list()[0].state == "failed"
    assert list((tmp_path / "out").iterdir()) == []
    assert list((world.home / "packs").iterdir()) == []
    world.packs.build(ASHA, QS1, out)
    assert verify(out).ok


def test_a_build_killed_after_it_had_its_name_is_a_complete_one(world: World, tmp_path: Path) -> None:
    out = tmp_path / "out" / "pack.zip"
    # The part is unlinked once the pack has its name.
    killed = run(KILLED_AT.replace("setattr(os, at, kill)", "Path.unlink = kill"), world.home, out, "unlink")
    assert killed.returncode == -9, killed.stderr
    assert verify(out).ok
    assert world.packs.settle() == 1
    record = world.packs.list()[0]
    assert (record.state, record.size) == ("complete", out.stat().st_size)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["pack.zip"]


def test_a_full_disk_is_said_plainly_and_leaves_nothing(world: World, tmp_path: Path) -> None:
    limited = run(LIMITED, world.home, tmp_path / "out" / "pack.zip")
    assert limited.stdout.splitlines() == [
        "The disk is full, so no pack was made. Free some space and try again.", "failed",
    ], limited.stderr  # fmt: skip
    assert limited.stderr == ""
    assert list((tmp_path / "out").iterdir()) == []
