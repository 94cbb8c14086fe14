"""What every file store promises, shown on the folder."""

import fcntl
import hashlib
import os
import resource
import stat
import subprocess
import sys
import tempfile
from io import BytesIO, RawIOBase
from pathlib import Path

import pytest

from evidence.adapters.files.folder import FolderFiles
from evidence.errors import Damaged, TooLarge, Unavailable

MIB = 1 << 20


def sha(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def put(files: FolderFiles, content: bytes) -> str:
    staged = files.stage(BytesIO(content), max_bytes=10 * MIB)
    files.keep(staged)
    return staged.sha256


def everything(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home)) for path in home.rglob("*") if path.is_file())


class TestStaging:
    def test_staged_bytes_are_whole_named_by_their_hash_and_not_yet_kept(self, files: FolderFiles) -> None:
        content = os.urandom(3 * MIB + 17)

        staged = files.stage(BytesIO(content), max_bytes=10 * MIB)

        assert (staged.sha256, staged.size) == (sha(content), len(content))
        assert staged.path.read_bytes() == content
        assert not files.holds(staged.sha256)

    def test_stream_is_read_from_where_it_stands_and_left_open(self, files: FolderFiles) -> None:
        stream = BytesIO(b"heading and body")
        stream.seek(8)

        assert files.stage(stream, max_bytes=100).sha256 == sha(b"and body")
        assert not stream.closed

    def test_stream_that_gives_little_at_a_time_is_read_to_its_end(self, files: FolderFiles) -> None:
        assert files.stage(Dripping(b"abcdefg"), max_bytes=100).sha256 == sha(b"abcdefg")

    def test_empty_stream_is_staged(self, files: FolderFiles) -> None:
        assert files.stage(BytesIO(b""), max_bytes=1).size == 0

    def test_dropped_bytes_are_gone_and_dropping_again_is_harmless(self, files: FolderFiles, home: Path) -> None:
        staged = files.stage(BytesIO(b"x"), max_bytes=1)

        files.drop(staged)
        files.drop(staged)

        assert everything(home) == []

    def test_limit_counts_the_stream_and_leaves_nothing(self, files: FolderFiles, home: Path) -> None:
        endless = Endless()

        with pytest.raises(TooLarge, match="larger than 5 MB") as refused:
            files.stage(endless, max_bytes=5_000_000)

        assert refused.value.details == {"max_bytes": 5_000_000}
        assert endless.given < 5_000_000 + 2 * MIB
        assert everything(home) == []

    def test_stream_of_exactly_the_limit_is_taken(self, files: FolderFiles) -> None:
        assert files.stage(BytesIO(b"12345"), max_bytes=5).size == 5

    def test_stream_that_breaks_off_leaves_nothing(self, files: FolderFiles, home: Path) -> None:
        with pytest.raises(ZeroDivisionError):
            files.stage(Breaking(), max_bytes=10 * MIB)

        assert everything(home) == []

    def test_staging_folder_that_is_gone_is_told_in_plain_words(self, files: FolderFiles, home: Path) -> None:
        (home / "staging").rmdir()

        with pytest.raises(Unavailable, match="Nothing was added"):
            files.stage(BytesIO(b"x"), max_bytes=1)


class TestKeeping:
    def test_kept_bytes_are_found_under_their_hash(self, files: FolderFiles, home: Path) -> None:
        name = put(files, b"the policy")

        assert name == sha(b"the policy")
        assert files.holds(name)
        assert files.path(name).read_bytes() == b"the policy"
        assert everything(home) == [f"files/{name[:2]}/{name[2:]}"]

    def test_same_bytes_kept_twice_are_kept_once(self, files: FolderFiles, home: Path) -> None:
        assert put(files, b"twice") == put(files, b"twice")
        assert len(everything(home)) == 1

    def test_dropping_what_was_kept_does_not_take_it_away(self, files: FolderFiles) -> None:
        staged = files.stage(BytesIO(b"kept"), max_bytes=10)
        files.keep(staged)

        files.drop(staged)

        assert files.path(staged.sha256).read_bytes() == b"kept"

    def test_missing_bytes_are_named(self, files: FolderFiles) -> None:
        absent = sha(b"never added")

        with pytest.raises(Damaged, match="missing from the library") as missing:
            files.path(absent)

        assert missing.value.details == {"findings": [f"missing: {absent}"]}
        assert not files.holds(absent)

    def test_removed_bytes_are_gone_and_removing_again_is_harmless(self, files: FolderFiles) -> None:
        kept, other = put(files, b"mistake"), put(files, b"other")

        files.remove(kept)
        files.remove(kept)

        assert list(files.all()) == [(other, 5)]

    def test_everything_kept_is_listed_in_order_with_its_size(self, files: FolderFiles) -> None:
        contents = [f"document {number}".encode() * number for number in range(1, 30)]
        for content in contents:
            put(files, content)
        files.stage(BytesIO(b"only staged"), max_bytes=100)

        assert list(files.all()) == sorted((sha(content), len(content)) for content in contents)

    def test_another_store_on_the_same_folder_sees_what_is_kept(self, files: FolderFiles, home: Path) -> None:
        kept = put(files, b"shared")

        assert FolderFiles(home / "files", home / "staging").path(kept).read_bytes() == b"shared"


class TestPrivacy:
    def test_only_the_owner_may_look(self, files: FolderFiles, home: Path) -> None:
        put(files, b"private")
        files.stage(BytesIO(b"staged"), max_bytes=10)

        modes = {stat.S_IMODE(path.stat().st_mode) for path in home.rglob("*") if path.is_dir()}
        assert modes == {0o700}
        assert {stat.S_IMODE((home / name).stat().st_mode) for name in everything(home)} == {0o600}

    def test_nothing_is_written_outside_the_two_folders(self, files: FolderFiles, home: Path) -> None:
        kept = put(files, b"one")
        files.remove(put(files, b"two"))
        files.sweep_staging()

        assert sorted(path.name for path in home.iterdir()) == ["files", "staging"]
        assert [path.name for path in home.parent.iterdir()] == [home.name]
        assert files.path(kept).is_relative_to(home / "files")


class TestFullDisk:
    def test_full_disk_is_told_in_plain_words_and_leaves_nothing(self, home: Path) -> None:
        ran = run(FILL, home)

        assert ran.stdout.splitlines() == [
            "unavailable The disk is full, so nothing was added. Free some space and try again.",
            "[]",
            "small one kept",
        ]
        assert ran.stderr == ""


class TestSweeping:
    def test_leftovers_of_a_process_that_died_are_swept(self, files: FolderFiles, home: Path) -> None:
        run(LEAVE, home)
        assert len(everything(home)) == 2

        assert files.sweep_staging() == 2
        assert list((home / "staging").iterdir()) == []

    def test_file_being_written_by_another_process_is_left_alone(self, files: FolderFiles, home: Path) -> None:
        writer = subprocess.Popen(
            [sys.executable, "-c", HOLD, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )  # fmt: skip
        assert writer.stdout.readline() == "writing\n"

        swept = files.sweep_staging()
        said, _ = writer.communicate("go on\n", timeout=60)

        assert swept == 0
        assert said.strip() == sha(b"first half, second half")
        assert files.holds(said.strip())

    def test_file_staged_in_this_process_is_left_alone_until_it_is_kept(self, files: FolderFiles) -> None:
        staged = files.stage(BytesIO(b"waiting"), max_bytes=10)

        assert files.sweep_staging() == 0
        files.keep(staged)
        assert files.sweep_staging() == 0
        assert files.path(staged.sha256).read_bytes() == b"waiting"

    def test_folder_in_use_is_left_alone_and_gone_afterwards(self, files: FolderFiles, home: Path) -> None:
        with files.folder() as folder:
            (folder / "member.txt").write_text("kept")
            assert files.sweep_staging() == 0
            assert (folder / "member.txt").read_text() == "kept"

        assert list((home / "staging").iterdir()) == []

    @pytest.mark.parametrize("moment", ["before it is opened", "before it is locked"])
    def test_folder_that_a_sweep_took_at_first_is_made_anew(
        self, files: FolderFiles, moment: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        swept: list[int] = []
        make, lock = tempfile.mkdtemp, fcntl.flock

        def sweep_once() -> None:
            if not swept:
                swept.append(0)
                swept[0] = files.sweep_staging()

        def made(prefix: str, dir: Path) -> str:  # noqa: A002 - the name that callers give
            place = make(prefix=prefix, dir=dir)
            if moment == "before it is opened":
                sweep_once()
            return place

        def locked(handle: int, operation: int) -> None:
            if moment == "before it is locked":
                sweep_once()
            lock(handle, operation)

        monkeypatch.setattr(tempfile, "mkdtemp", made)
        monkeypatch.setattr(fcntl, "flock", locked)
        with files.folder() as folder:
            assert swept == [1]
            assert files.sweep_staging() == 0
            (folder / "member.txt").write_text("there is a folder")

    def test_folder_on_a_full_or_failing_disk_is_refused_in_plain_words(self, files: FolderFiles, home: Path) -> None:
        (home / "staging").rmdir()

        with pytest.raises(Unavailable, match="did not take the file"), files.folder():
            pass

    def test_other_files_in_staging_are_left_alone(self, files: FolderFiles, home: Path) -> None:
        (home / "staging" / "notes.txt").write_text("not ours")

        assert files.sweep_staging() == 0
        assert (home / "staging" / "notes.txt").exists()


def run(program: str, home: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program, str(home)], capture_output=True, text=True, timeout=60, check=False
    )


OPEN = """
import os, resource, signal, sys
from io import BytesIO
from pathlib import Path
from evidence.adapters.files.folder import FolderFiles
from evidence.errors import Unavailable
home = Path(sys.argv[1])
files = FolderFiles(home / "files", home / "staging")
"""
FILL = (
    OPEN
    + """
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, resource.RLIM_INFINITY))
try:
    files.stage(BytesIO(bytes(5 << 20)), max_bytes=10 << 20)
except Unavailable as error:
    print(error.code, error.message)
print([path for path in home.rglob("*") if path.is_file()])
staged = files.stage(BytesIO(b"small"), max_bytes=10)
files.keep(staged)
print("small one kept" if files.holds(staged.sha256) else "lost")
"""
)
LEAVE = (
    OPEN
    + """
(home / "staging" / "unpacked-abc").mkdir()
(home / "staging" / "unpacked-abc" / "member-1").write_text("from an archive")
files.stage(BytesIO(b"never kept"), max_bytes=100)
os.kill(os.getpid(), signal.SIGKILL)
"""
)
HOLD = (
    OPEN
    + """
class Slow:
    parts = [b"first half, ", b"second half", b""]
    def read(self, size):
        if len(self.parts) == 2:
            print("writing", flush=True)
            sys.stdin.readline()
        return self.parts.pop(0)
staged = files.stage(Slow(), max_bytes=100)
files.keep(staged)
print(staged.sha256)
"""
)


class Dripping(BytesIO):
    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 2, 2))


class Endless(RawIOBase):
    given = 0

    def read(self, size: int = -1) -> bytes:
        self.given += size
        return bytes(size)


class Breaking(RawIOBase):
    calls = 0

    def read(self, size: int = -1) -> bytes:
        self.calls += 1
        return bytes(size) if self.calls < 3 else bytes(1 // 0)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] == resource.RLIM_INFINITY
    made = tmp_path / "home"
    made.mkdir(mode=0o700)
    return made


@pytest.fixture
def files(home: Path) -> FolderFiles:
    return FolderFiles(home / "files", home / "staging")
