"""Small OLE compound files, and the Outlook, Excel and Word files that live in them."""

import struct
import itertools

_FREE = 0xFFFFFFFF
_END = 0xFFFFFFFE
_FAT = 0xFFFFFFFD
_SECTOR = 512
_MINI = 64
_CUTOFF = 4096

Tree = dict[str, "bytes | Tree"]


def _chain(start: int, count: int) -> list[int]:
    return [*range(start + 1, start + count), _END] if count else []


def _padded(data: bytes, size: int) -> bytes:
    return data + b"\x00" * (-len(data) % size)


def _entry(name: str, kind: int, size: int, start: int, right: int, child: int) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\x00") + struct.pack("<HBBIII", len(raw) + 2, kind, 1, _FREE, right, child)
    return head + b"\x00" * 36 + struct.pack("<IQ", start, size)


def compound(tree: Tree) -> bytes:
    """Return a compound file with the streams (bytes) and folders (dicts) of ``tree``."""
    flat: list[tuple[str, bytes | None, list[int]]] = [("Root Entry", None, [])]

    def add(folder: int, inside: Tree) -> None:
        for name, held in inside.items():
            flat.append((name, held if isinstance(held, bytes) else None, []))
            flat[folder][2].append(len(flat) - 1)
            if not isinstance(held, bytes):
                add(len(flat) - 1, held)

    add(0, tree)
    mini, mini_table, big, places = b"", [], [], {}
    for number, (_, data, _) in enumerate(flat):
        if data is None:
            continue
        if len(data) < _CUTOFF:
            count = -(-len(data) // _MINI)
            places[number] = len(mini) // _MINI if data else _END
            mini_table += _chain(len(mini) // _MINI, count)
            mini += _padded(data, _MINI)
        else:
            big.append(number)
    right = {a: b for _, _, kids in flat for a, b in itertools.pairwise(kids)}
    directory_sectors = -(-len(flat) * 128 // _SECTOR)
    mini_raw = _padded(struct.pack(f"<{len(mini_table)}I", *mini_table), _SECTOR) if mini_table else b""
    table: list[int] = []
    blocks: list[bytes] = []

    def place(data: bytes) -> int:
        start = len(table)
        count = -(-len(data) // _SECTOR)
        table.extend(_chain(start, count))
        blocks.append(_padded(data, _SECTOR))
        return start if count else _END

    directory_start = place(b"\x00" * directory_sectors * _SECTOR)
    mini_table_start = place(mini_raw)
    mini_start = place(mini)
    for number in big:
        places[number] = place(flat[number][1] or b"")
    entries = b""
    for number, (name, data, kids) in enumerate(flat):
        kind = 5 if number == 0 else 1 if data is None else 2
        size = len(mini) if number == 0 else len(data or b"")
        start = mini_start if number == 0 else places.get(number, 0)
        entries += _entry(name, kind, size, start, right.get(number, _FREE), kids[0] if kids else _FREE)
    blocks[0] = _padded(entries, _SECTOR)
    fats = 1
    while (len(table) + fats) * 4 > fats * _SECTOR:
        fats += 1
    first_fat = len(table)
    table += [_FAT] * fats
    table += [_FREE] * (fats * _SECTOR // 4 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 16
    header += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\x00" * 6
    header += struct.pack(
        "<IIIIIIIII", 0, fats, directory_start, 0, _CUTOFF, mini_table_start, len(mini_raw) // _SECTOR, _END, 0
    )
    difat = [*range(first_fat, first_fat + fats)]
    header += struct.pack("<109I", *difat, *[_FREE] * (109 - len(difat)))
    return header + b"".join(blocks) + struct.pack(f"<{len(table)}I", *table)


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
