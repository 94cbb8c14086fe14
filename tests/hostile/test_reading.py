"""Damaged and hostile files in the children that read them: always an answer, and never a call to anybody."""

import os
import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.extractors.pool import Pool
from tests.evidence.extractors.samples import SAMPLES, Sample
from tests.hostile.corpus import CORPUS
from tests.hostile.reading import damaged, handled
from tests.hostile.serving import Listener, set_traps

TIMES = 2
REACHING = ("outside_template_by_file", "entity_file", "data_from_elsewhere", "stream_kept_in_another_file",
            "page_that_reaches_outside", "form_with_entities", "character_map_from_elsewhere")  # fmt: skip


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Pool:
    with Pool(1, staging=tmp_path_factory.mktemp("damaged")) as made:
        yield made


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.name)
def test_damage_by_chance_always_has_an_answer(sample: Sample, reader: Pool, tmp_path: Path) -> None:
    chance = random.Random(f"{sample.name} 7")
    good = sample.good()
    for _ in range(TIMES):
        (tmp_path / "file").write_bytes(damaged(good, chance))
        assert handled(reader, tmp_path / "file", sample.name) == []


def test_nobody_is_called_and_no_other_file_is_opened(tmp_path: Path) -> None:
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed, so nobody can say which calls were made")
    listener = Listener()
    traps = set_traps(tmp_path, listener)
    folder = tmp_path / "files"
    folder.mkdir()
    for one in CORPUS:
        if one.name in REACHING:
            (folder / one.file_name).write_bytes(one.make(traps))
    seen = tmp_path / "calls"
    tracer = ["strace", "-f", "-qq", "-s", "300", "-e", "trace=%network,openat,open,execve", "-o", str(seen)]
    ran = subprocess.run(
        [*tracer, sys.executable, "-m", "tests.hostile.reading", str(folder)], capture_output=True, text=True,
        check=False, env=dict(os.environ), cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    if "ptrace" in ran.stderr:
        pytest.skip("this machine lets nobody trace calls")
    calls = seen.read_text(errors="replace")

    assert (ran.returncode, ran.stdout) == (0, ""), ran.stderr
    assert len(list(folder.iterdir())) == len(REACHING) + 1
    assert re.findall(r".*AF_INET.*", calls) == []
    assert [line for line in calls.splitlines() if str(traps.secret) in line or str(traps.canary) in line] == []
    assert listener.calls == []
