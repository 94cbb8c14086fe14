"""A full disk: nothing is acknowledged, nothing is left half done, and work goes on once there is room."""

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import resource, signal, sys
from io import BytesIO
from pathlib import Path
from app.settings import Settings
from app.wiring import open_library
from evidence.domain.people import Actor
from evidence.errors import EvidenceError
from evidence.services.drafts import Draft

library = open_library(Settings(home=Path(sys.argv[1]), actor="Asha"))
what, limit = sys.argv[2], resource.RLIM_INFINITY

def add(text, name):
    outcome = library.adding.add(library.actor, Draft(), BytesIO(text.encode()), name=name)
    return [one.ref for one in outcome.added], [(one.code, one.reason) for one in outcome.refused]

print(add("before", "before.txt"))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4_000 if what == "catalogue" else 100_000, limit))
print(add("during " * (1 if what == "catalogue" else 100_000), "during.txt"))
print([document.ref for document in library.cards.documents()])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
print(add("after", "after.txt"))
for _ in library.texts.read_pending():
    pass
library.indexing.keep_up()
*_, found = library.upkeep.verify()
print(found.damage, [path.name for path in (library.home / "staging").iterdir()])
library.close()
"""


@pytest.mark.parametrize(
    ("what", "code", "said"),
    [("file", "unavailable", "The disk is full"), ("catalogue", "unavailable", "disk")],
)
def test_full_disk_refuses_the_file_and_leaves_the_library_whole(
    tmp_path: Path, what: str, code: str, said: str
) -> None:
    ran = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "library"), what],
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip

    assert ran.stderr == ""
    before, during, listed, after, verified = ran.stdout.splitlines()
    assert (before, listed) == ("(['E-0001'], [])", "['E-0001']")
    assert f"([], [('{code}'" in during
    assert said in during
    assert (after, verified) == ("(['E-0002'], [])", "[] []")
