"""A damaged, tampered or half-written index is noticed, never believed, and rebuilt; one writer at a time."""

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.adapters.search import whoosh_index
from evidence.adapters.search.sealed import MANIFEST
from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.domain.queries import parse
from evidence.errors import EvidenceError, NotFound, Unavailable
from evidence.ports import IndexedDocument

Make = Callable[..., IndexedDocument]
Open = Callable[[], WhooshIndex]


def truncate(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def empty(path: Path) -> None:
    os.truncate(path, 0)


def zero(path: Path) -> None:
    path.write_bytes(bytes(path.stat().st_size))


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for at in range(0, len(content), max(1, len(content) // 40)):
        content[at] ^= 0xFF
    path.write_bytes(bytes(content))


def flip_one(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 3] ^= 0x01
    path.write_bytes(bytes(content))


def lengthen(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def delete(path: Path) -> None:
    path.unlink()


DAMAGE = [truncate, empty, zero, flip, flip_one, lengthen, delete]
FILES = ["current", "gen-*/manifest.json", "gen-*/*.toc", "gen-*/*.seg"]


class TestDamage:
    @pytest.mark.parametrize("pattern", FILES)
    @pytest.mark.parametrize("harm", DAMAGE)
    @pytest.mark.parametrize("in_use", [True, False])
    def test_is_noticed_and_rebuilt(
        self,
        built: WhooshIndex,
        folder: Path,
        reopened: Open,
        document: Make,
        pattern: str,
        harm: Callable[[Path], None],
        in_use: bool,  # noqa: FBT001 - a parameter of the table
    ) -> None:
        index = built if in_use else reopened()
        (path,) = folder.glob(pattern)
        harm(path)
        assert (index.cursor(), index.refs()) == (0, set())
        with pytest.raises(Unavailable):
            index.search(parse("carers"), among={"E-0001"})
        with pytest.raises(Unavailable):
            index.update([], removed=(), cursor=2)
        index.rebuild([document("E-0001", "x", "carers")], cursor=9)
        assert (index.cursor(), found(index), reopened().cursor()) == (9, ["E-0001"], 9)

    def test_of_the_whole_folder_changes_no_answer(self, built: WhooshIndex, folder: Path, document: Make) -> None:
        shutil.rmtree(folder)
        assert built.cursor() == 0
        built.rebuild([document("E-0001", "x", "carers")], cursor=1)
        assert found(built) == ["E-0001"]

    def test_other_key_reads_nothing(self, built: WhooshIndex, folder: Path) -> None:
        assert built.cursor() == 1
        assert WhooshIndex(folder, b"another key").cursor() == 0

    def test_manifest_written_without_the_key_is_not_believed(self, built: WhooshIndex, folder: Path) -> None:
        (path,) = folder.glob("gen-*/manifest.json")
        path.write_text(path.read_text().replace('"cursor": 1', '"cursor": 7'))
        assert built.cursor() == 0

    def test_other_layout_reads_nothing(
        self, built: WhooshIndex, reopened: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert built.cursor() == 1
        monkeypatch.setattr(whoosh_index, "LAYOUT", 99)
        assert reopened().cursor() == 0

    def test_older_copy_says_how_old_it_is(
        self, built: WhooshIndex, folder: Path, tmp_path: Path, reopened: Open
    ) -> None:
        shutil.copytree(folder, tmp_path / "copy")
        built.update([], removed={"E-0001"}, cursor=5)
        shutil.rmtree(folder)
        shutil.copytree(tmp_path / "copy", folder)
        assert (built.cursor(), reopened().cursor()) == (1, 1)

    def test_file_of_an_older_state_is_not_believed(
        self, built: WhooshIndex, folder: Path, document: Make, reopened: Open
    ) -> None:
        (before,) = folder.glob("gen-*/*.toc")
        old = before.read_bytes()
        built.update([document("E-0002", "x", "carers")], removed=(), cursor=2)
        (after,) = folder.glob("gen-*/*.toc")
        after.write_bytes(old)
        assert reopened().cursor() == 0

    def test_generation_named_outside_the_folder_is_not_followed(self, built: WhooshIndex, folder: Path) -> None:
        assert built.cursor() == 1
        (folder / "current").write_text("gen-../../elsewhere")
        assert built.cursor() == 0

    def test_damage_that_left_no_trace_is_found_by_hashing_again(self, built: WhooshIndex, folder: Path) -> None:
        (path,) = folder.glob("gen-*/*.seg")
        status = path.stat()
        flip_one(path)
        os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
        assert not built.intact()
        assert built.cursor() == 0


class TestFailure:
    def test_of_the_documents_leaves_the_old_generation(
        self, built: WhooshIndex, folder: Path, document: Make
    ) -> None:
        def broken() -> object:
            yield document("E-0002", "x", "carers")
            raise NotFound("gone")

        with pytest.raises(EvidenceError, match="gone"):
            built.rebuild(broken(), cursor=9)  # type: ignore[arg-type]  # a generator is iterable
        assert (built.cursor(), found(built)) == (1, ["E-0001"])
        built.rebuild([document("E-0003", "x", "carers")], cursor=9)
        assert len(list(folder.glob("gen-*"))) == 1

    def test_killed_rebuild_leaves_the_old_one_and_is_swept(
        self, built: WhooshIndex, folder: Path, document: Make
    ) -> None:
        assert run(KILLED_REBUILD, folder).returncode == -signal.SIGKILL
        assert (built.cursor(), found(built)) == (1, ["E-0001"])
        assert len(list(folder.glob("gen-*"))) == 2
        built.rebuild([document("E-0001", "x", "carers")], cursor=2)
        assert len(list(folder.glob("gen-*"))) == 1

    def test_killed_update_leaves_the_state_before(self, built: WhooshIndex, folder: Path, document: Make) -> None:
        assert run(KILLED_UPDATE, folder).returncode == -signal.SIGKILL
        assert (built.cursor(), found(built)) == (1, ["E-0001"])
        built.update([document("E-0002", "x", "carers")], removed=(), cursor=2)
        (generation,) = folder.glob("gen-*")
        assert found(built) == ["E-0001", "E-0002"]
        assert len(list(generation.iterdir())) == len([MANIFEST, "toc", "old segment", "new segment"])


class TestWriters:
    def test_second_writer_is_refused_at_once_and_searches_go_on(
        self, built: WhooshIndex, reopened: Open, document: Make
    ) -> None:
        with built.writing() as held:
            other = reopened()
            with other.writing() as second:
                assert (held, second) == (True, False)
            with pytest.raises(Unavailable, match="somebody else"):
                other.update([document("E-0002", "x", "carers")], removed=(), cursor=2)
            with pytest.raises(Unavailable, match="somebody else"):
                other.rebuild([], cursor=2)
            assert found(other) == ["E-0001"]
            built.update([document("E-0003", "x", "carers")], removed=(), cursor=2)
        assert found(other) == ["E-0001", "E-0003"]

    def test_lock_is_free_after_the_process_that_held_it(self, built: WhooshIndex, folder: Path) -> None:
        assert run(HELD_LOCK, folder).returncode == 0
        with built.writing() as held:
            assert held

    def test_two_processes_take_turns(self, built: WhooshIndex, folder: Path) -> None:
        writers = [start(MANY_UPDATES, folder, str(number)) for number in (1, 2)]
        assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
        assert built.refs() == {"E-0001", *(f"E-{writer}{n:03d}" for writer in (1, 2) for n in range(10))}


def found(index: WhooshIndex) -> list[str]:
    return [match.ref for match in index.search(parse("carers"), among=index.refs())]


_START = """
import os, signal, sys, time
from pathlib import Path
from evidence.adapters.search.sealed import SealedFolder
from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.errors import Unavailable
from evidence.ports import IndexedDocument, IndexedPassage
index = WhooshIndex(Path(sys.argv[1]), b"a key kept elsewhere in the home")
def document(ref):
    return IndexedDocument(ref, "x", [IndexedPassage(0, "carers")])
def die(*_, **__):
    os.kill(os.getpid(), signal.SIGKILL)
"""
KILLED_REBUILD = (
    _START
    + """
def documents():
    for number in range(30_000):
        yield document(f"E-{number}")
        if number == 25_000:
            die()
index.rebuild(documents(), cursor=9)
"""
)
KILLED_UPDATE = (
    _START
    + """
SealedFolder.seal = die
index.update([document("E-0009")], removed={"E-0001"}, cursor=9)
"""
)
HELD_LOCK = (
    _START
    + """
with index.writing() as held:
    os._exit(0 if held else 1)
"""
)
MANY_UPDATES = (
    _START
    + """
done = 0
while done < 10:
    try:
        index.update([document(f"E-{sys.argv[2]}{done:03d}")], removed=(), cursor=2 + done)
        done += 1
    except Unavailable:
        time.sleep(0.002)
"""
)


def start(script: str, folder: Path, *arguments: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-W", "ignore", "-c", script, str(folder), *arguments])


def run(script: str, folder: Path) -> "subprocess.CompletedProcess[bytes]":
    return subprocess.run([sys.executable, "-W", "ignore", "-c", script, str(folder)], check=False, timeout=120)


@pytest.fixture
def built(index: WhooshIndex, document: Make) -> WhooshIndex:
    index.rebuild([document("E-0001", "x", "carers")], cursor=1)
    assert found(index) == ["E-0001"]
    return index
