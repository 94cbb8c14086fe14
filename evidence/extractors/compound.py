"""The directory of an OLE compound file, read with bounds: enough to tell what kind of file it is.

Nothing else of these files is read here.
"""

import struct
from typing import BinaryIO

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEADER = 512
_MOST_SECTORS = 64  # of the directory; a .msg with hundreds of recipients needs about forty
_MOST_TABLES = 4_096
_ENTRY = 128
_NONE = 0xFFFFFFF0  # this and above mark the end of a chain or a free sector


def root_names(stream: BinaryIO) -> frozenset[str]:
    """Return the names in the root folder of the compound file in ``stream``, as far as they can be read.

    A damaged file gives what can be found, often nothing; it never raises for its content.
    """
    stream.seek(0)
    header = stream.read(_HEADER)
    if len(header) < _HEADER or not header.startswith(MAGIC):
        return frozenset()
    shift = struct.unpack_from("<H", header, 30)[0]
    size = 1 << shift if shift in {9, 12} else 512
    return _names(_directory(stream, header, size))


def _directory(stream: BinaryIO, header: bytes, size: int) -> bytes:
    sector = struct.unpack_from("<I", header, 48)[0]
    tables = [entry for entry in struct.unpack_from("<109I", header, 76) if entry < _NONE][:_MOST_TABLES]
    found = bytearray()
    seen: set[int] = set()
    while sector < _NONE and sector not in seen and len(seen) < _MOST_SECTORS:
        seen.add(sector)
        found += _sector(stream, sector, size)
        sector = _next(stream, tables, sector, size)
    return bytes(found)


def _sector(stream: BinaryIO, number: int, size: int) -> bytes:
    stream.seek((number + 1) * size)
    return stream.read(size)


def _next(stream: BinaryIO, tables: list[int], sector: int, size: int) -> int:
    a_table = size // 4
    if sector // a_table >= len(tables):
        return _NONE
    stream.seek((tables[sector // a_table] + 1) * size + (sector % a_table) * 4)
    raw = stream.read(4)
    return int(struct.unpack("<I", raw)[0]) if len(raw) == 4 else _NONE  # noqa: PLR2004 - one entry


def _names(directory: bytes) -> frozenset[str]:
    """Walk the root's own tree of siblings, leaving out what lies in folders."""
    if len(directory) < _ENTRY:
        return frozenset()
    waiting = [struct.unpack_from("<I", directory, 76)[0]]
    seen: set[int] = set()
    names = set()
    while waiting:
        number = waiting.pop()
        at = number * _ENTRY
        if number in seen or at + _ENTRY > len(directory):
            continue
        seen.add(number)
        length = min(struct.unpack_from("<H", directory, at + 64)[0], 64)
        names.add(directory[at : at + max(length - 2, 0)].decode("utf-16-le", "replace"))
        waiting += struct.unpack_from("<II", directory, at + 68)
    return frozenset(names)
