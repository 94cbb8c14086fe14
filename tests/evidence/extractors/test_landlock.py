"""What reads files can write to one folder only, and reaches nobody else, where the kernel allows it."""

import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.extractors.pool import Pool

_TRIES = """
import errno, json, os, pathlib, socket, subprocess, sys
from evidence.extractors.landlock import write_only_beneath

own, other, port, somebody = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
before = os.open(other / "open before", os.O_RDWR)
allowed = write_only_beneath([own])


def outcome(tried):
    try:
        tried()
    except OSError as error:
        return errno.errorcode[error.errno]
    return "done"


print(json.dumps({
    "allowed": allowed,
    "own": outcome(lambda: (own / "made").write_text("words")),
    "own removed": outcome((own / "made").unlink),
    "nothing": outcome(lambda: pathlib.Path(os.devnull).write_text("words")),
    "read": outcome((other / "kept").read_text),
    "made": outcome(lambda: (other / "made").write_text("words")),
    "changed": outcome(lambda: (other / "kept").write_text("words")),
    "removed": outcome((other / "kept").unlink),
    "moved in": outcome(lambda: (other / "kept").rename(own / "kept")),
    "linked": outcome(lambda: (own / "link").symlink_to(other)),
    "folder": outcome((other / "folder").mkdir),
    "called": outcome(lambda: socket.create_connection(("127.0.0.1", port), 5).close()),
    "signalled": outcome(lambda: os.kill(somebody, 0)),
    "started": subprocess.run([sys.executable, "-c", f"open({str(other / 'made')!r}, 'w')"],
                              stderr=subprocess.DEVNULL).returncode,
}))
"""


def test_it_writes_to_its_own_folder_and_nowhere_else(tmp_path: Path) -> None:
    own, other = tmp_path / "own", tmp_path / "other"
    own.mkdir()
    other.mkdir()
    (other / "kept").write_text("kept")
    (other / "open before").write_text("open")

    with socket.create_server(("127.0.0.1", 0)) as server:
        asked = [str(own), str(other), str(server.getsockname()[1]), str(os.getpid())]
        ran = subprocess.run([sys.executable, "-c", _TRIES, *asked], capture_output=True, text=True, check=True)
    found = json.loads(ran.stdout)

    if not found.pop("allowed"):
        pytest.skip("this kernel has no Landlock")
    known_later = {"called": "EACCES", "signalled": "EPERM"}
    for what, refusal in known_later.items():
        assert found.pop(what) in {refusal, "done"}
    assert found == {
        "own": "done", "own removed": "done", "nothing": "done", "read": "done", "made": "EACCES",
        "changed": "EACCES", "removed": "EACCES", "moved in": "EACCES", "linked": "EACCES", "folder": "EACCES",
        "started": 1,
    }  # fmt: skip
    assert sorted(path.name for path in other.iterdir()) == ["kept", "open before"]
    assert (other / "kept").read_text() == "kept"


def test_what_reads_files_is_kept_so(pool: Pool) -> None:
    if not pool.writes_confined:
        pytest.skip("this kernel has no Landlock")
    said = [Path(f"/proc/{child._process.pid}/status").read_text() for child in pool._idle]

    assert said
    assert all("NoNewPrivs:\t1" in one for one in said)
