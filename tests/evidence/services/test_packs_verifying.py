"""What ``verify`` finds: one thing changed in a sound pack, and zips that mean harm."""

import contextlib
import io
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from evidence.domain.packing import Choice, digest
from evidence.errors import Damaged, Invalid, NotFound, Unavailable
from evidence.services.pack_verifying import Verification, verify
from tests.evidence.services.packs_builder import ASHA, World, contents, rewritten

ONE = "evidence/QS1/E-0001_One.pdf"
TWO = "evidence/QS1/E-0002_Two.txt"


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("pack")
    world = World(folder / "home")
    world.add("One", b"first paper " * 100, tags={"QS1": []})
    world.add("Two", b"second paper " * 100, media_type="text/plain", tags={"QS1": []})
    world.packs.build(ASHA, Choice(statements=("QS1",)), folder / "pack.zip")
    yield folder / "pack.zip"
    world.close()


def told(found: Verification) -> list[tuple[str, str]]:
    assert not found.ok
    return [(finding.path, finding.what) for finding in found.findings]


def manifest(pack: Path) -> Any:
    return json.loads(contents(pack)["manifest.json"])


def with_manifest(pack: Path, out: Path, body: Any, **options: Any) -> Path:
    return rewritten(pack, out, {"manifest.json": json.dumps(body).encode()}, **options)


def test_a_sound_pack_is_sound_and_says_what_it_is(pack: Path) -> None:
    found = verify(pack)
    assert found.ok
    assert found.findings == ()
    assert (found.checked.files, found.checked.documents) == (4, 2)
    assert found.about["council"] == "Our council"
    assert verify(pack, digest=str(found.about["digest"])).ok


def test_packing_it_anew_changes_nothing_that_counts(pack: Path, tmp_path: Path) -> None:
    assert verify(rewritten(pack, tmp_path / "again.zip", {})).ok


def test_one_flipped_byte_names_its_file(pack: Path, tmp_path: Path) -> None:
    for name in contents(pack):
        with zipfile.ZipFile(pack) as opened:
            entry = opened.getinfo(name)
        data = bytearray(pack.read_bytes())
        data[entry.header_offset + 30 + len(entry.filename.encode()) + entry.compress_size // 2] ^= 0x10
        (tmp_path / "flipped.zip").write_bytes(data)
        found = verify(tmp_path / "flipped.zip")
        assert [finding.path for finding in found.findings] == [name]
        assert name in found.findings[0].sentence


def test_changed_missing_and_added_files_are_named(pack: Path, tmp_path: Path) -> None:
    out = rewritten(pack, tmp_path / "x.zip", {ONE: b"other", TWO: None}, {"evidence/extra.pdf": b"new"})
    assert told(verify(out)) == [(ONE, "changed"), (TWO, "missing"), ("evidence/extra.pdf", "added")]
    assert told(verify(rewritten(pack, tmp_path / "y.zip", {"index.html": b"x"}))) == [("index.html", "changed")]


def test_a_changed_manifest_is_found_by_its_digest(pack: Path, tmp_path: Path) -> None:
    body = manifest(pack)
    body["council"] = "Another council"
    assert told(verify(with_manifest(pack, tmp_path / "x.zip", body))) == [("manifest.json", "changed")]


def test_a_manifest_made_anew_is_found_by_the_digest_that_the_sender_gave(pack: Path, tmp_path: Path) -> None:
    body = manifest(pack)
    given = body["digest"]
    body["council"] = "Another council"
    body["digest"] = digest(body)
    out = with_manifest(pack, tmp_path / "x.zip", body)
    assert verify(out).ok
    assert told(verify(out, digest=given)) == [("manifest.json", "changed")]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (None, "missing"), (b"{", "unreadable"), (b"\xff", "unreadable"), (b"[]", "manifest"), (b"{}", "manifest"),
        (b'{"a": 1, "a": 2}', "unreadable"), (b"[" * 200_000, "unreadable"),
    ],
)  # fmt: skip
def test_a_manifest_that_is_none_is_said_to_be_so(pack: Path, tmp_path: Path, data: bytes | None, what: str) -> None:
    assert told(verify(rewritten(pack, tmp_path / "x.zip", {"manifest.json": data}))) == [("manifest.json", what)]


def test_a_manifest_that_contradicts_itself_is_found(pack: Path, tmp_path: Path) -> None:
    body = manifest(pack)
    body["documents"][0]["sha256"] = "0" * 64
    body["entries"].append({**body["entries"][0], "size": 1})
    body["digest"] = digest(body)
    found = verify(with_manifest(pack, tmp_path / "x.zip", body))
    assert ("manifest.json", "manifest") in told(found)
    assert any("E-0001" in finding.sentence for finding in found.findings)
    assert any("more than once" in finding.sentence for finding in found.findings)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_twice_is_found_also_when_only_some_systems_take_them_for_one(pack: Path, tmp_path: Path) -> None:
    out = rewritten(pack, tmp_path / "x.zip", {}, {ONE: b"other"})
    assert told(verify(out)) == [(ONE, "duplicate")]
    out = rewritten(pack, tmp_path / "y.zip", {}, {ONE.upper(): b"other"})
    assert (ONE, "duplicate") in told(verify(out))


@pytest.mark.parametrize("name", ["../up.pdf", "/abs.pdf", "evidence/../../up.pdf", "C:drive.pdf", "a/\x01b", "./x"])
def test_a_name_that_leads_outside_is_found(pack: Path, tmp_path: Path, name: str) -> None:
    found = told(verify(rewritten(pack, tmp_path / "x.zip", {}, {name: b"x"})))
    assert (name, "unsafe name") in found
    assert (name, "added") in found
    assert {path.name for path in tmp_path.iterdir()} == {"x.zip"}


def test_links_comments_and_hidden_bytes_are_found(pack: Path, tmp_path: Path) -> None:
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    out = rewritten(pack, tmp_path / "x.zip", {})
    with zipfile.ZipFile(out, "a") as more:
        more.writestr(link, "/etc/passwd")
        more.comment = b"hello"
    assert set(told(verify(out))) == {("link", "unsafe name"), ("link", "added"), ("", "added")}
    (tmp_path / "before.zip").write_bytes(b"MZ" + pack.read_bytes())
    assert told(verify(tmp_path / "before.zip")) == [("", "added")]
    (tmp_path / "after.zip").write_bytes(pack.read_bytes() + b"more")
    assert told(verify(tmp_path / "after.zip")) == [("", "added")]


def test_a_zip_that_was_cut_off_is_said_to_be_so(pack: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    for length in (5, len(whole) // 2, len(whole) - 1):
        (tmp_path / "cut.zip").write_bytes(whole[:length])
        with pytest.raises(Damaged, match="only part of a zip"):
            verify(tmp_path / "cut.zip")
    # Cut out of the middle: the list is there, and leads nowhere.
    (tmp_path / "holed.zip").write_bytes(whole[: len(whole) // 3] + whole[len(whole) // 2 :])
    with pytest.raises(Damaged, match="only part of a zip"):
        verify(tmp_path / "holed.zip")


def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path) -> None:
    for name, data in {"empty": b"", "paper.pdf": b"%PDF-1.7 " * 9}.items():
        (tmp_path / name).write_bytes(data)
        with pytest.raises(Invalid, match="not a zip"):
            verify(tmp_path / name)
    with pytest.raises(NotFound):
        verify(tmp_path / "absent.zip")
    with pytest.raises(Unavailable):
        verify(tmp_path)


def test_no_more_of_a_bomb_is_read_than_the_manifest_lists(pack: Path, tmp_path: Path) -> None:
    bomb = rewritten(pack, tmp_path / "bomb.zip", {TWO: b"\0" * 300_000_000})
    read: list[int] = []
    inflate = zipfile.ZipExtFile.read

    class Counting(zipfile.ZipExtFile):
        def read(self, n: int | None = -1) -> bytes:
            data = inflate(self, n)
            read.append(len(data))
            return data

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(zipfile, "ZipExtFile", Counting)
        assert told(verify(bomb)) == [(TWO, "changed")]
    assert sum(read) < 1_000_000


def test_a_size_that_lies_is_found_out(pack: Path, tmp_path: Path) -> None:
    data = bytearray(rewritten(pack, tmp_path / "x.zip", {TWO: b"\0" * 50_000_000}).read_bytes())
    real = struct.pack("<L", 50_000_000)
    while (place := data.find(real)) >= 0:
        data[place : place + 4] = struct.pack("<L", 1300)
    (tmp_path / "liar.zip").write_bytes(data)
    assert told(verify(tmp_path / "liar.zip")) == [(TWO, "changed")]


def test_files_that_share_their_bytes_are_found(pack: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.zip"
    stream = io.BytesIO(rewritten(pack, out, {}, {"a": b"x" * 5000, "b": b"x" * 5000}).read_bytes())
    with zipfile.ZipFile(stream) as opened:
        first, second = opened.getinfo("a").header_offset, opened.getinfo("b").header_offset
    data = stream.getvalue()
    place = data.rfind(struct.pack("<L", second) + b"b")
    out.write_bytes(data[:place] + struct.pack("<L", first) + data[place + 4 :])
    found = verify(out)
    assert ("b", "unreadable") in told(found) or ("a", "unreadable") in told(found)


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_methods_that_can_take_all_memory_are_not_unpacked(pack: Path, tmp_path: Path, method: int) -> None:
    with zipfile.ZipFile(tmp_path / "x.zip", "w", method) as copy:
        for name, data in contents(pack).items():
            copy.writestr(name, data, zipfile.ZIP_STORED if name != ONE else method)
    assert told(verify(tmp_path / "x.zip")) == [(ONE, "changed")]


def test_a_list_too_long_to_hold_is_not_opened(tmp_path: Path) -> None:
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 65535, 65535, 400_000_000, 0, 0)
    (tmp_path / "x.zip").write_bytes(b"PK\3\4" + b"\0" * 100 + end)
    with pytest.raises(Invalid, match="more files than any pack"):
        verify(tmp_path / "x.zip")


def test_noise_is_never_an_error_of_ours(pack: Path, tmp_path: Path) -> None:
    whole = pack.read_bytes()
    for seed in range(150):
        data = bytearray(whole)
        mark = zlib.crc32(str(seed).encode())
        place = len(whole) - 1 - mark % min(1200, len(whole))
        data[place] ^= 1 + mark % 255
        (tmp_path / "x.zip").write_bytes(data)
        with contextlib.suppress(Damaged, Invalid):
            verify(tmp_path / "x.zip")
