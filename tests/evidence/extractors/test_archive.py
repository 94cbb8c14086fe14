"""Zip archives: taken apart safely, and every refusal explained."""

import io
import stat
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from evidence.extractors import archive
from evidence.extractors.archive import Bounds
from evidence.extractors.pool import Pool
from evidence.readings import Refused, Unpacked, Unreadable
from tests.evidence.extractors import making_packages


def _zip(*members: tuple[str | zipfile.ZipInfo, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in members:
            target.writestr(name, data)
    return made.getvalue()


Unpack = Callable[..., Unpacked]


@pytest.fixture
def unpack(tmp_path: Path) -> Unpack:
    """Unpack bytes into a folder of its own inside a folder that must stay as it is."""

    def unpacking(content: bytes, bounds: Bounds | None = None) -> Unpacked:
        staging = tmp_path / "staging"
        staging.mkdir()
        (tmp_path / "a.zip").write_bytes(content)
        found = archive.unpack(tmp_path / "a.zip", staging, bounds)
        assert sorted(path.name for path in tmp_path.iterdir()) == ["a.zip", "staging"]
        assert all(Path(member.path).parent == staging for member in found.members)
        return found

    return unpacking


def test_members_keep_their_names_and_bytes(unpack: Unpack) -> None:
    found = unpack(_zip(("Board/minutes – May.txt", b"May"), ("a.docx", making_packages.docx(""))))
    assert [member.name for member in found.members] == ["Board/minutes – May.txt", "a.docx"]
    assert Path(found.members[0].path).read_bytes() == b"May"
    assert found.refused == ()


def test_the_pool_unpacks_too(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(_zip(("a.txt", b"words")))
    with pool.folder() as staging:
        found = pool.unpack(tmp_path / "a.zip", staging=staging)
        assert Path(found.members[0].path).read_bytes() == b"words"
    assert not staging.exists()


@pytest.mark.parametrize(
    "name", ["../outside.txt", "a/../../outside.txt", "/etc/outside.txt", "C:\\outside.txt", "..\\outside.txt"]
)
def test_names_that_point_outside_are_refused(name: str, unpack: Unpack) -> None:
    found = unpack(_zip((name, b"x"), ("good.txt", b"y")))
    assert [member.name for member in found.members] == ["good.txt"]
    assert "points outside" in found.refused[0].reason


@pytest.mark.parametrize(
    ("name", "shown"), [("a\nb.txt", "a b.txt"), ("\u202etxt.exe", "txt.exe"), ("x" * 400 + ".txt", "x" * 254 + "…")]
)
def test_strange_names_are_made_harmless(name: str, shown: str, unpack: Unpack) -> None:
    assert unpack(_zip((name, b"x"))).members[0].name == shown


def test_symbolic_links_are_refused(unpack: Unpack) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert unpack(_zip((link, b"/etc/passwd"))).refused == (
        Refused("link.txt", "It only points to another file: add that file itself."),
    )


def test_archives_inside_are_refused_by_name_and_by_content(unpack: Unpack) -> None:
    inner = _zip(("a.txt", b"x"))
    found = unpack(_zip(("inner.zip", inner), ("renamed.pdf", inner)))
    assert [refused.name for refused in found.refused] == ["inner.zip", "renamed.pdf"]
    assert all("unpack it first" in refused.reason for refused in found.refused)


def test_what_systems_leave_behind_is_passed_over(unpack: Unpack) -> None:
    found = unpack(_zip(("__MACOSX/._a.txt", b""), (".DS_Store", b""), ("x/Thumbs.db", b""), ("x/._a.txt", b"")))
    assert found == Unpacked()


def test_members_with_a_password_are_refused(unpack: Unpack) -> None:
    content = bytearray(_zip(("secret.txt", b"x")))
    content[content.index(b"PK\x01\x02") + 8] |= 1
    assert "password" in unpack(bytes(content)).refused[0].reason


def test_damaged_members_are_refused_and_the_rest_taken(unpack: Unpack) -> None:
    content = bytearray(_zip(("bad.txt", b"first words " * 50), ("good.txt", b"y")))
    content[45] ^= 0xFF
    found = unpack(bytes(content))
    assert [member.name for member in found.members] == ["good.txt"]
    assert "damaged" in found.refused[0].reason


def test_names_in_utf8_without_saying_so_are_read(unpack: Unpack) -> None:
    content = _zip(("café–5.txt", b"x")).replace(struct.pack("<H", 0x800) + b"\x08\x00", b"\x00\x00\x08\x00")
    assert unpack(content).members[0].name == "café–5.txt"


def test_a_member_that_packs_too_well_is_refused(unpack: Unpack) -> None:
    bounds = Bounds(ratio=100, ratio_from=100_000)
    assert "far more" in unpack(_zip(("zeros.txt", b"\x00" * 10_000_000)), bounds).refused[0].reason


def test_real_bytes_count_not_those_declared(unpack: Unpack) -> None:
    content = _zip(("zeros.txt", b"\x00" * 3_000_000))
    forged = content.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 10))
    found = unpack(forged, Bounds(member_bytes=1_000_000))
    assert found.members == ()
    assert len(found.refused) == 1


@pytest.mark.parametrize(
    ("content", "bounds"),
    [
        (_zip(("a", b"x" * 60), ("b", b"x" * 60)), Bounds(total_bytes=100)),
        (_zip(*((str(number), b"") for number in range(11))), Bounds(members=10)),
        (_zip(("a", b"x"))[:-10], Bounds()),
        (b"PK\x03\x04", Bounds()),
    ],
    ids=["too many bytes", "too many members", "cut short", "nothing but its mark"],
)
def test_archives_over_the_bounds_or_damaged_are_unreadable(content: bytes, bounds: Bounds, unpack: Unpack) -> None:
    with pytest.raises(Unreadable):
        unpack(content, bounds)


def test_members_that_share_their_bytes_are_refused_before_any_is_written(unpack: Unpack, tmp_path: Path) -> None:
    """One packed member listed a hundred times: what is stored then adds up to more than the file."""
    whole = _zip(("a.txt", b"\x00" * 100_000))
    start = whole.index(b"PK\x01\x02")
    end = whole.index(b"PK\x05\x06")
    listed = whole[start:end] * 100
    closing = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, 100, 100, len(listed), start, 0)

    with pytest.raises(Unreadable):
        unpack(whole[:start] + listed + closing)
    assert list((tmp_path / "staging").iterdir()) == []
