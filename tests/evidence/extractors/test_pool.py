"""Children that hang, crash or burst are replaced; nothing they do reaches the calling process."""

import os
import select
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.errors import Unavailable
from evidence.extractors import framing, reasons
from evidence.extractors.limits import Limits
from evidence.extractors.pool import Pool
from evidence.readings import Reading, Unreadable

Make = Callable[..., Pool]
Do = Callable[[Pool, str], str]

_EXTRACTORS = """
import errno, os, socket, sys, time
from pathlib import Path
from evidence.readings import Passage, Reading

class Trouble:
    media_types = ("test/trouble",)

    def read(self, path: Path, staging: Path) -> Reading:
        Trouble.jobs += 1
        what, _, self.about = path.read_text().partition(" ")
        return Reading(passages=(Passage("p. 1", str(getattr(self, what)(staging))),))

    def well(self, staging):
        return os.getpid()

    def hang(self, staging):
        while True:
            pass

    def announce(self, staging):
        (staging / "fifo").write_text(str(os.getpid()))
        time.sleep(60)

    def sleep(self, staging):
        time.sleep(60)

    def crash(self, staging):
        os.abort()

    def leave(self, staging):
        os._exit(0)

    def fail(self, staging):
        raise RuntimeError("secret words of the document")

    def burst(self, staging):
        return len(b"x" * 512 * 1024**2)

    jobs = 0

    def crash_when_worn(self, staging):
        if Trouble.jobs > 1:
            os.abort()
        return os.getpid()

    def crash_late(self, staging):
        if Trouble.jobs > 1:
            time.sleep(0.4)
            os.abort()
        time.sleep(0.4)
        return "later than there was time for"

    def full_disk(self, staging):
        raise OSError(errno.ENOSPC, "No space left on device")

    def shout(self, staging):
        print("this would break the messages")
        os.write(1, b"and this")
        return "heard"

    def connect(self, staging):
        try:
            socket.create_connection(("127.0.0.1", int(self.about)), 1)
        except OSError as error:
            return error.errno
        return "connected"

    def environment(self, staging):
        return sorted(os.environ)

    def modules(self, staging):
        return sorted(name for name in sys.modules if name.partition(".")[0] in {"sqlmodel", "fastapi", "sqlalchemy"}
                      or name.startswith("evidence.") and not name.startswith("evidence.extractors"))

    def fill(self, staging):
        (staging / "big").write_bytes(b"x" * 200_000)

    def long(self, staging):
        return "word " * 2_000_000
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("trouble")
    (made / "trouble_for_tests.py").write_text(_EXTRACTORS)
    return made


@pytest.fixture
def make(folder: Path, tmp_path: Path) -> Iterator[Make]:
    """Make a pool whose one extractor does what the file says."""
    made: list[Pool] = []

    def making(**limits: Any) -> Pool:
        settings = replace(Limits(file_bytes=100_000), **limits)
        extractors = ("trouble_for_tests:Trouble",)
        made.append(Pool(2, staging=tmp_path / "pool", limits=settings, extractors=extractors, paths=(folder,)))
        return made[-1]

    yield making
    for pool in made:
        pool.close()


@pytest.fixture
def do(tmp_path: Path) -> Do:
    """Let the child do something and return what it says."""

    def doing(pool: Pool, what: str) -> str:
        path = tmp_path / f"{what}-{threading.get_ident()}"
        path.write_text(what)
        with pool.folder() as staging:
            return pool.read(path, "test/trouble", name=what, staging=staging).passages[0].text

    return doing


def test_a_child_stays_warm(make: Make, do: Do) -> None:
    pool = make()
    assert do(pool, "well") == do(pool, "well")


@pytest.mark.parametrize(
    ("what", "reason"),
    [("crash", reasons.CRASHED), ("leave", reasons.CRASHED), ("burst", reasons.TOO_BIG_IN_MEMORY)],
)
def test_a_child_that_fails_is_replaced(what: str, reason: str, make: Make, do: Do) -> None:
    pool = make()
    before = do(pool, "well")
    with pytest.raises(Unreadable) as failure:
        do(pool, what)
    assert failure.value.reason == reason
    assert do(pool, "well") != before


@pytest.mark.parametrize("what", ["hang", "sleep"])
def test_a_child_that_takes_too_long_is_replaced(what: str, make: Make, do: Do) -> None:
    pool = make(read_seconds=0.3)
    with pytest.raises(Unreadable) as failure:
        do(pool, what)
    assert failure.value.reason == reasons.TOO_SLOW.format(seconds=0.3)
    assert do(pool, "well")


def test_an_error_keeps_the_child_and_the_words_to_itself(
    make: Make, do: Do, caplog: pytest.LogCaptureFixture
) -> None:
    pool = make()
    before = do(pool, "well")
    with pytest.raises(Unreadable) as failure:
        do(pool, "fail")
    assert failure.value.reason == reasons.DAMAGED
    assert "RuntimeError" in failure.value.detail
    assert "secret" not in failure.value.detail + caplog.text
    assert do(pool, "well") == before


def test_a_child_killed_while_it_waits_is_replaced(make: Make, do: Do) -> None:
    pool = make()
    assert pool.network_isolated in {True, False}
    first = pool._idle[0]._process.pid
    os.kill(first, 9)
    os.waitid(os.P_PID, first, os.WEXITED | os.WNOWAIT)
    assert int(do(pool, "well")) != first


def test_what_a_library_prints_does_not_break_the_messages(make: Make, do: Do) -> None:
    assert do(make(), "shout") == "heard"


def test_children_see_no_settings_of_ours(make: Make, do: Do, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVIDENCE_DATABASE", "secret")
    assert "EVIDENCE" not in do(make(), "environment")


def test_children_import_neither_the_database_nor_the_domain(make: Make, do: Do) -> None:
    assert do(make(), "modules") == "['evidence.readings']"


def test_children_cannot_write_large_files(make: Make, do: Do) -> None:
    with pytest.raises(Unreadable):
        do(make(), "fill")


def test_children_have_no_network_where_the_kernel_allows(make: Make, do: Do) -> None:
    pool = make()
    if not pool.network_isolated:
        pytest.skip("this kernel lets no process leave the network")
    with socket.create_server(("127.0.0.1", 0)) as server:
        assert do(pool, f"connect {server.getsockname()[1]}") != "connected"


def test_a_second_try_has_what_the_first_has_left_of_the_time(make: Make, do: Do) -> None:
    """A child that crashes late is not given the whole time again."""
    pool = make(read_seconds=0.6)
    do(pool, "well")
    with pytest.raises(Unreadable) as failure:
        do(pool, "crash_late")
    assert failure.value.reason == reasons.TOO_SLOW.format(seconds=0.6)


def test_a_reading_of_millions_of_words_is_cut_and_says_so(make: Make, tmp_path: Path) -> None:
    (tmp_path / "long").write_text("long")
    reading = make().read(tmp_path / "long", "test/trouble", name="long", staging=tmp_path)
    assert reading == Reading(notes=("This file is so long that only its text up to p. 1 can be searched.",))


def test_a_fault_of_a_worn_child_is_tried_once_more_in_a_fresh_one(make: Make, do: Do) -> None:
    pool = make()
    before = do(pool, "well")
    assert do(pool, "crash_when_worn") not in {"", before}


def test_a_full_disk_says_nothing_about_the_file(make: Make, do: Do) -> None:
    with pytest.raises(Unavailable, match="look at its disk"):
        do(make(), "full_disk")


def test_a_file_that_is_gone_is_not_a_damaged_file(pool: Pool, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        pool.read(tmp_path / "gone", "text/plain", name="gone", staging=tmp_path)


def test_threads_share_the_pool(make: Make, do: Do) -> None:
    pool = make()
    with ThreadPoolExecutor(6) as threads:
        found = list(threads.map(lambda _: do(pool, "well"), range(40)))
    assert 1 <= len(set(found)) <= 2


def test_a_closed_pool_says_so_and_its_children_are_gone(make: Make, do: Do) -> None:
    pool = make()
    child = int(do(pool, "well"))
    pool.close()
    pool.close()
    assert not Path(f"/proc/{child}").exists()
    with pytest.raises(Unavailable):
        do(pool, "well")


def test_a_child_that_cannot_start_is_unavailable_not_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    with Pool(1, staging=tmp_path) as pool, pytest.raises(Unavailable, match="could not be started"):
        pool.read(Path(__file__), "text/plain", name="x", staging=tmp_path)


def test_folders_left_by_a_process_that_ended_are_removed(tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for name in (f"reading-{gone.pid}-old", f"reading-{os.getpid()}-old", "reading-x"):
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    (tmp_path / f"reading-{gone.pid}-young").mkdir()
    Pool(1, staging=tmp_path).close()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f"reading-{os.getpid()}-old", f"reading-{gone.pid}-young"]
    )


_PARENT = """
import os, pathlib, signal, sys, threading
from evidence.extractors.pool import Pool

staging, extractors = map(pathlib.Path, sys.argv[1:])
os.mkfifo(staging / "fifo")
(staging / "content").write_text("announce")
pool = Pool(1, staging=staging, extractors=("trouble_for_tests:Trouble",), paths=(extractors,))
job = {"name": "a", "staging": staging}
threading.Thread(target=pool.read, args=(staging / "content", "test/trouble"), kwargs=job, daemon=True).start()
print((staging / "fifo").read_text(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_a_child_at_work_ends_with_its_parent(folder: Path, tmp_path: Path) -> None:
    """The parent is killed outright, so that nothing of it can tidy up."""
    command = [sys.executable, "-c", _PARENT, str(tmp_path), str(folder)]
    parent = subprocess.run(command, stdout=subprocess.PIPE, timeout=30, check=False)
    assert parent.returncode == -9
    with suppress(ProcessLookupError):
        waiting = select.poll()
        waiting.register(os.pidfd_open(int(parent.stdout)), select.POLLIN)
        assert waiting.poll(10_000)


def test_a_message_cut_off_is_told_from_one_that_is_late() -> None:
    source, target = os.pipe()
    with pytest.raises(framing.OverTime):
        framing.receive(source, 0.0)
    os.write(target, b"\x00\x00\x00\x05ab")
    os.close(target)
    with pytest.raises(framing.Closed):
        framing.receive(source, 1.0)
    os.close(source)


def test_importing_the_package_loads_no_library() -> None:
    code = (
        "import sys, evidence.extractors.sniffing, evidence.extractors.pool\n"
        "libraries = {'lxml', 'pypdfium2', 'PIL', 'sqlmodel', 'fastapi', 'python_calamine'}\n"
        "print(sorted(libraries & set(sys.modules)))"
    )
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
