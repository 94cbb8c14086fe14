"""Small OLE compound files, and the Outlook, Excel and Word files that live in them."""

import struct
from dataclasses import dataclass, field
from itertools import pairwise

_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FREE = 0xFFFFFFFF
_END = 0xFFFFFFFE
_TABLE = 0xFFFFFFFD
_SECTOR = 512
_SMALL = 64
_ENTRY = 128
_CUTOFF = 4096

Tree = dict[str, "bytes | Tree"]


def compound(tree: Tree) -> bytes:
    """Return a compound file with the streams (bytes) and folders (dicts) of ``tree``."""
    return _Compound(tree).made()


@dataclass
class _Node:
    name: str
    data: bytes | None
    kids: list[int] = field(default_factory=list)
    start: int = _END


class _Compound:
    """Lays out streams in sectors: small ones together in sectors of their own, as the format wants."""

    def __init__(self, tree: Tree) -> None:
        self._nodes = [_Node("Root Entry", None)]
        self._table: list[int] = []
        self._sectors = b""
        self._add(0, tree)

    def made(self) -> bytes:
        directory_start = self._place(b"\x00" * len(self._nodes) * _ENTRY)
        small, small_table = self._small_streams()
        table_start, self._nodes[0].start = self._place(small_table), self._place(small)
        for node in self._nodes:
            if node.data is not None and len(node.data) >= _CUTOFF:
                node.start = self._place(node.data)
        directory = _padded(self._directory(len(small)), _SECTOR)
        body = directory + self._sectors[len(directory) :]
        tables = -(-(len(self._table) + 8) * 4 // (_SECTOR - 4))
        places = list(range(len(self._table), len(self._table) + tables))
        entries = [*self._table, *[_TABLE] * tables]
        entries += [_FREE] * (tables * _SECTOR // 4 - len(entries))
        header = _MAGIC + b"\x00" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
        header += struct.pack("<IIIII", 0, tables, directory_start, 0, _CUTOFF)
        header += struct.pack("<IIII", table_start, len(small_table) // _SECTOR, _END, 0)
        header += struct.pack("<109I", *places, *[_FREE] * (109 - tables))
        return header + body + struct.pack(f"<{len(entries)}I", *entries)

    def _add(self, folder: int, inside: Tree) -> None:
        for name, held in inside.items():
            self._nodes.append(_Node(name, held if isinstance(held, bytes) else None))
            number = len(self._nodes) - 1
            self._nodes[folder].kids.append(number)
            if not isinstance(held, bytes):
                self._add(number, held)

    def _place(self, data: bytes) -> int:
        start = len(self._table)
        self._table += _chain(start, -(-len(data) // _SECTOR))
        self._sectors += _padded(data, _SECTOR)
        return start if data else _END

    def _small_streams(self) -> tuple[bytes, bytes]:
        data, table = b"", list[int]()
        for node in self._nodes:
            if node.data and len(node.data) < _CUTOFF:
                node.start = len(table)
                table += _chain(node.start, -(-len(node.data) // _SMALL))
                data += _padded(node.data, _SMALL)
        return data, _padded(struct.pack(f"<{len(table)}I", *table), _SECTOR)

    def _directory(self, small: int) -> bytes:
        following = {one: other for node in self._nodes for one, other in pairwise(node.kids)}
        made = b""
        for number, node in enumerate(self._nodes):
            name = node.name.encode("utf-16-le")
            kind = 5 if number == 0 else 1 if node.data is None else 2
            size = small if number == 0 else len(node.data or b"")
            made += name.ljust(64, b"\x00") + struct.pack("<HBB", len(name) + 2, kind, 1)
            made += struct.pack("<III", _FREE, following.get(number, _FREE), node.kids[0] if node.kids else _FREE)
            made += b"\x00" * 36 + struct.pack("<IQ", node.start if kind != 1 else 0, size)
        return made


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END] if count else []


def _padded(data: bytes, size: int) -> bytes:
    return data + b"\x00" * (-len(data) % size)


def _properties(head: int, values: dict[tuple[int, int], bytes]) -> Tree:
    """Return a message's folder: fixed values in its table, others in streams of their own."""
    rows = b"\x00" * head
    streams: Tree = {}
    for (number, kind), value in values.items():
        fixed = kind in {0x0003, 0x0040}
        shown = value.ljust(8, b"\x00") if fixed else struct.pack("<II", len(value) + (2 if kind == 0x1F else 0), 0)
        rows += struct.pack("<HHI", kind, number, 6) + shown
        if not fixed:
            streams[f"__substg1.0_{number:04X}{kind:04X}"] = value
    return {"__properties_version1.0": rows, **streams}


def _text(value: str) -> bytes:
    return value.encode("utf-16-le")


def msg(*, body: dict[tuple[int, int], bytes] | None = None) -> bytes:
    """Return an Outlook email with one attachment and a small inline picture."""
    sent = (133_511_670_000_000_000).to_bytes(8, "little")  # 31 January 2024, 09:30 UTC
    values = {
        (0x001A, 0x1F): _text("IPM.Note"),
        (0x0037, 0x1F): _text("Reablement review"),
        (0x0C1A, 0x1F): _text("Asha"),
        (0x0C1F, 0x1F): _text("asha@council.example"),
        (0x0E04, 0x1F): _text("Ben"),
        (0x0039, 0x40): sent,
        **({(0x1000, 0x1F): _text("Waiting times for reablement fell.\r\n\r\nAsha")} if body is None else body),
    }
    attached = {
        (0x3705, 0x03): b"\x01\x00\x00\x00",
        (0x3707, 0x1F): _text("minutes.txt"),
        (0x3701, 0x0102): b"The minutes.",
    }
    inline = {
        (0x3705, 0x03): b"\x01\x00\x00\x00",
        (0x3707, 0x1F): _text("logo.png"),
        (0x370E, 0x1F): _text("image/png"),
        (0x3712, 0x1F): _text("logo"),
        (0x3701, 0x0102): b"\x89PNG",
    }
    return compound(
        {
            **_properties(32, values),
            "__nameid_version1.0": {
                "__substg1.0_00020102": b"",
                "__substg1.0_00030102": b"",
                "__substg1.0_00040102": b"",
            },
            "__attach_version1.0_#00000000": _properties(8, attached),
            "__attach_version1.0_#00000001": _properties(8, inline),
        }
    )


def xls() -> bytes:
    """Return an Excel 97-2003 workbook with one sheet, its table beginning in the third row."""

    def record(kind: int, data: bytes) -> bytes:
        return struct.pack("<HH", kind, len(data)) + data

    def label(row: int, column: int, text: str) -> bytes:
        return record(0x0204, struct.pack("<HHHHB", row, column, 0, len(text), 0) + text.encode("latin-1"))

    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    name = b"Waiting list"
    bound_size = 4 + 8 + len(name)
    at = len(start) + bound_size + 4
    bound = record(0x0085, struct.pack("<IHBB", at, 0, len(name), 0) + name)
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    sheet += record(0x0200, struct.pack("<IIHHH", 2, 4, 0, 2, 0))
    sheet += label(2, 0, "Team") + label(2, 1, "What happened")
    sheet += label(3, 0, "North") + label(3, 1, "Waiting times for reablement fell.")
    workbook = start + bound + record(0x000A, b"") + sheet + record(0x000A, b"")
    return compound({"Workbook": workbook.ljust(_CUTOFF, b"\x00")})


def old_word() -> bytes:
    """Return what looks like a Word 97-2003 document from outside."""
    return compound({"WordDocument": b"\xec\xa5" + b"\x00" * 5000, "1Table": b"\x00" * 100})


def old_powerpoint() -> bytes:
    """Return what looks like a PowerPoint 97-2003 presentation from outside."""
    return compound({"PowerPoint Document": b"\x00" * 5000, "Current User": b"\x00" * 100})


def locked_office(*, rights: bool = False) -> bytes:
    """Return an Office file with a password, or with restricted permissions."""
    transform = "DRMEncryptedTransform" if rights else "StrongEncryptionTransform"
    return compound(
        {
            "EncryptedPackage": b"\x01" * 6000,
            "\x06DataSpaces": {"TransformInfo": {transform: {"\x06Primary": b"\x00" * 80}}},
        }
    )
