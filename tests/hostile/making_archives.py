"""Zip archives that unpack to far too much, whose members climb out of them, or that lie about themselves."""

import io
import stat
import struct
import zipfile
import zlib

from tests.hostile.making_pdf_burdens import packed
from tests.hostile.making_pdf_traps import canary_pickle
from tests.hostile.sample import Family, Traps

ARCHIVES = Family("T18", ".zip")
_WORDS = b"Waiting times for reablement fell. "


def zipped(members: dict[str, bytes], *, modes: dict[str, int] | None = None) -> bytes:
    """Return an archive; ``modes`` are what a Unix keeps of a member's kind, by name."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        for name, data in members.items():
            member = zipfile.ZipInfo(name)
            member.filename = name
            member.external_attr = (modes or {}).get(name, 0) << 16
            archive.writestr(member, data, zipfile.ZIP_DEFLATED)
    return made.getvalue()


def _entry(name: bytes, *, at: int, size: int, packed_size: int, crc: int = 0, method: int = 8) -> bytes:
    about = struct.pack(
        "<HHHHHHIIIHHHHHII", 20, 20, 0, method, 0, 0x21, crc, packed_size, size, len(name), 0, 0, 0, 0, 0, at
    )
    return b"PK\x01\x02" + about + name


def _local(name: bytes, data: bytes, *, size: int, crc: int = 0, method: int = 8) -> bytes:
    about = struct.pack("<HHHHHIIIHH", 20, 0, method, 0, 0x21, crc, len(data), size, len(name), 0)
    return b"PK\x03\x04" + about + name + data


def _end(count: int, directory: int, start: int) -> bytes:
    return b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count & 0xFFFF, count & 0xFFFF, directory, start, 0)


def _raw_deflated(data: bytes) -> bytes:
    return data[2:-4]


@ARCHIVES.file("refused", "read", "unread", threat="T15")
def a_gigabyte_of_nothing(traps: Traps) -> bytes:
    del traps
    body = _raw_deflated(packed(1_074))
    local = _local(b"zeros.txt", body, size=1_074_000_000)
    entry = _entry(b"zeros.txt", at=0, size=1_074_000_000, packed_size=len(body))
    return local + entry + _end(1, len(entry), len(local))


@ARCHIVES.file("refused", "read", "unread", threat="T15")
def ten_in_ten_in_ten(traps: Traps) -> bytes:
    del traps
    inner = b"\x00" * 10_000_000
    for level in range(5):
        inner = zipped({f"{level}-{n}.zip" if level else f"{n}.bin": inner for n in range(10)})
    return inner


@ARCHIVES.file("refused", "read", "unread", threat="T15")
def members_that_overlap(traps: Traps) -> bytes:
    """Nine thousand members that are all the same packed megabyte."""
    del traps
    plain = b"\x00" * 1_000_000
    body = _raw_deflated(zlib.compress(plain, 9))
    local = _local(b"a", body, size=len(plain), crc=zlib.crc32(plain))
    entries = b"".join(
        _entry(b"a", at=0, size=len(plain), packed_size=len(body), crc=zlib.crc32(plain)) for _ in range(9_000)
    )
    return local + entries + _end(9_000, len(entries), len(local))


@ARCHIVES.file("refused", "read", "unread", threat="T15", short=True)
def sizes_that_are_lies(traps: Traps) -> bytes:
    """It says that it holds a hundred bytes, packed from a gigabyte: what comes out has to be counted."""
    del traps
    body = _raw_deflated(packed(400))
    local = _local(b"small.txt", body, size=100)
    entry = _entry(b"small.txt", at=0, size=100, packed_size=0x7FFFFFFF)
    return local + entry + _end(1, len(entry), len(local))


@ARCHIVES.file("refused", "read", "unread", threat="T15")
def more_members_than_anybody_needs(traps: Traps) -> bytes:
    del traps
    return zipped({f"{n}.txt": b"" for n in range(10_001)})


_CLIMBING = {
    "up_and_out": "../../../../../../tmp/climbed.txt",
    "up_the_windows_way": "..\\..\\..\\windows\\climbed.txt",
    "from_the_root": "/tmp/climbed.txt",
    "from_a_drive": "C:\\Windows\\climbed.txt",
    "from_a_share": "\\\\server\\share\\climbed.txt",
    "hidden_in_the_middle": "papers/../../climbed.txt",
    "with_an_end_in_it": "papers\x00/../../climbed.txt",
    "of_a_device": "CON.txt",
    "with_another_stream": "papers.txt:hidden.txt",
    "of_dots": "....//....//climbed.txt",
    "of_colour": "\x1b[31mred\x1b[0m.txt",
    "turned_round": "invoice\u202etxt.exe",
}


def _add_climbing() -> None:
    for name, inside in _CLIMBING.items():

        def make(traps: Traps, inside: str = inside) -> bytes:
            return zipped({inside: _WORDS + inside.encode(), f"{traps.canary}": b"climbed"})

        ARCHIVES.add(f"name_{name}", make, "read", "refused", short=name in {"up_and_out", "hidden_in_the_middle"})


_add_climbing()


@ARCHIVES.file("refused", "read", short=True)
def link_to_a_file_of_this_machine(traps: Traps) -> bytes:
    members = {"minutes.txt": str(traps.secret).encode(), "folder": b"/etc", "folder/hostname": b"words"}
    link = stat.S_IFLNK | 0o777
    return zipped(members, modes={"minutes.txt": link, "folder": link})


@ARCHIVES.file("refused", "read")
def devices_and_pipes(traps: Traps) -> bytes:
    del traps
    kinds = {"zero": stat.S_IFCHR, "disk": stat.S_IFBLK, "pipe": stat.S_IFIFO, "socket": stat.S_IFSOCK}
    return zipped(
        {name: _WORDS + name.encode() for name in kinds}, modes={n: kind | 0o666 for n, kind in kinds.items()}
    )


@ARCHIVES.file("refused", "read", "unread")
def one_name_many_times(traps: Traps) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for number in range(20):
            member = zipfile.ZipInfo("minutes.txt")
            member._raw_time = number  # type: ignore[attr-defined]  # so that nothing warns of the same name
            archive.writestr(zipfile.ZipInfo(f"minute{number:02}.txt"), _WORDS + str(number).encode())
    whole = made.getvalue()
    for number in range(20):
        whole = whole.replace(f"minute{number:02}.txt".encode(), b"minutes0.txt1"[:12])
    del traps
    return whole


@ARCHIVES.file("refused", "read", "unread")
def two_names_for_one_member(traps: Traps) -> bytes:
    """What stands before the bytes and what the list says are different names."""
    return zipped({"minutes.txt": _WORDS}).replace(b"minutes.txt", b"../../a.txt", 1) + str(traps.port).encode()[:0]


@ARCHIVES.file("refused", "read")
def names_that_only_differ_for_some(traps: Traps) -> bytes:
    del traps
    names = ("Plan.txt", "PLAN.TXT", "plan.txt", "caf\u00e9.txt", "cafe\u0301.txt", "plan.txt ", "plan.txt.")
    return zipped({name: _WORDS + name.encode() for name in names})


@ARCHIVES.file("refused", "read", "unread")
def name_of_sixty_thousand_letters(traps: Traps) -> bytes:
    del traps
    return zipped({"n" * 60_000 + ".txt": _WORDS})


@ARCHIVES.file("refused", "unread", "read")
def method_nobody_knows(traps: Traps) -> bytes:
    del traps
    local = _local(b"a.txt", _WORDS, size=len(_WORDS), method=99)
    entry = _entry(b"a.txt", at=0, size=len(_WORDS), packed_size=len(_WORDS), method=99)
    return local + entry + _end(1, len(entry), len(local))


@ARCHIVES.file("refused", "unread", "read")
def list_beyond_the_end(traps: Traps) -> bytes:
    del traps
    local = _local(b"a.txt", _WORDS, size=len(_WORDS), method=0)
    entry = _entry(b"a.txt", at=0xFFFFFFF0, size=0xFFFFFFFF, packed_size=0xFFFFFFFF, method=0)
    return local + entry + _end(65_535, 0xFFFFFFF0, 0xFFFFFFF0)


@ARCHIVES.file("refused", "unread", "read")
def list_cut_off(traps: Traps) -> bytes:
    del traps
    return zipped({f"{n}.txt": _WORDS + str(n).encode() for n in range(50)})[:-200]


@ARCHIVES.file("refused", "unread", "read")
def locked_members(traps: Traps) -> bytes:
    del traps
    whole = bytearray(zipped({"a.txt": _WORDS}))
    whole[6] |= 1
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(whole)


@ARCHIVES.file("refused", "unread", "read", threat="T5", short=True)
def pickles_and_programs(traps: Traps) -> bytes:
    start = f"import pathlib; pathlib.Path({str(traps.canary)!r}).touch()"
    return zipped(
        {
            "index.pickle": canary_pickle(traps),
            "catalogue.txt": canary_pickle(traps),
            "sitecustomize.py": start.encode(),
            "evidence/__init__.py": start.encode(),
            "run.bat": f"echo > {traps.canary}".encode(),
            "setup.exe": b"MZ" + b"\x00" * 500,
        }
    )
