"""Compound files of the older Office, whose tables lead in circles or beyond their end."""

import struct

from tests.evidence.extractors import making_compound
from tests.hostile.making_pdf_traps import canary_pickle
from tests.hostile.sample import Family, Traps

OLD_OFFICE = Family("T16", ".doc")
_HEADER = {
    "sectors_of_absurd_size": (30, b"\xff\x00"),
    "small_sectors_of_absurd_size": (32, b"\xff\x00"),
    "directory_beyond_the_end": (48, b"\xf0\xff\xff\x7f"),
    "table_in_a_circle": (76, b"\x00\x00\x00\x00"),
    "tables_of_tables_in_a_circle": (68, struct.pack("<II", 0, 0x7FFFFFFF)),
    "small_table_in_a_circle": (60, struct.pack("<II", 1, 0x7FFFFFFF)),
    "more_tables_than_bytes": (44, b"\xff\xff\xff\x7f"),
    "everything_is_small": (56, b"\xff\xff\xff\x7f"),
}
_MAKERS = {
    "doc": making_compound.old_word,
    "ppt": making_compound.old_powerpoint,
    "xls": making_compound.xls,
    "msg": making_compound.msg,
}


def _changed(whole: bytes, at: int, data: bytes) -> bytes:
    made = bytearray(whole)
    made[at : at + len(data)] = data
    return bytes(made)


def _add_headers() -> None:
    for fault, (at, data) in _HEADER.items():
        for suffix, make in _MAKERS.items():
            if suffix in {"doc", "ppt"} and fault not in {"sectors_of_absurd_size", "directory_beyond_the_end"}:
                continue
            OLD_OFFICE.add(
                f"{fault}_in_{suffix}", lambda _, make=make, at=at, data=data: _changed(make(), at, data),
                "read", "unread", "refused", file_name=f"{fault.replace('_', ' ')}.{suffix}",
                short=fault == "table_in_a_circle",
            )  # fmt: skip


_add_headers()


def _record(kind: int, data: bytes, size: int | None = None) -> bytes:
    return struct.pack("<HH", kind, len(data) if size is None else size) + data


_START = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
_BOUND = _record(0x0085, struct.pack("<IHBB", 60, 0, 1, 0) + b"S")
_RECORDS = {
    "strings_without_end": _record(0x00FC, struct.pack("<II", 0x7FFFFFFF, 0x7FFFFFFF) + b"\xff\xff\x08" * 500),
    "record_beyond_the_end": _record(0x0204, b"\x00" * 20, size=65_535),
    "formats_that_are_none": b"".join(
        _record(0x041E, struct.pack("<HHB", n, 65_535, 1) + b"\xff" * 9) for n in range(500)
    ),
    "cell_beyond_every_sheet": _record(0x0204, struct.pack("<HHHHB", 65_535, 65_535, 0, 1, 0) + b"a"),
    "locked_by_claim": _record(0x002F, struct.pack("<HHHH", 1, 1, 1, 1) + b"\xff" * 48),
    "sheets_of_no_place": b"".join(
        _record(0x0085, struct.pack("<IHBB", 0xFFFFFFF0, 0, 255, 1) + b"S") for _ in range(999)
    ),
}


def _add_records() -> None:
    for name, record in _RECORDS.items():
        whole = _START + _BOUND + record + _record(0x000A, b"")
        sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0)) + record + _record(0x000A, b"")
        OLD_OFFICE.add(
            name, lambda _, data=whole + sheet: making_compound.compound({"Workbook": data.ljust(4096, b"\x00")}),
            "read", "unread", file_name=f"{name.replace('_', ' ')}.xls", short=name == "strings_without_end",
        )  # fmt: skip


_add_records()


@OLD_OFFICE.file("unread", threat="T34", short=True, file_name="macros.doc")
def macros_of_old_word(traps: Traps) -> bytes:
    code = f"Sub AutoOpen()\nOpen {traps.canary} For Output As #1\nEnd Sub".encode()
    return making_compound.compound(
        {
            "WordDocument": b"\xec\xa5" + b"\x00" * 5_000,
            "Macros": {"VBA": {"ThisDocument": code, "dir": b"\x01" * 500}},
        }
    )


@OLD_OFFICE.file("unread", threat="T5", file_name="packages.doc")
def programs_packed_inside(traps: Traps) -> bytes:
    return making_compound.compound(
        {
            "WordDocument": b"\xec\xa5" + b"\x00" * 5_000,
            "ObjectPool": {
                "_1": {"\x01Ole10Native": b"MZ" + b"\x00" * 900, "\x03LinkInfo": str(traps.secret).encode()}
            },
            "Pickle": canary_pickle(traps),
        }
    )


@OLD_OFFICE.file("unread", file_name="locked.docx")
def locked(traps: Traps) -> bytes:
    del traps
    return making_compound.locked_office()


@OLD_OFFICE.file("unread", file_name="rights.xlsx")
def restricted_by_its_owner(traps: Traps) -> bytes:
    del traps
    return making_compound.locked_office(rights=True)


@OLD_OFFICE.file("refused", "unread", file_name="only the mark.doc")
def only_the_mark(traps: Traps) -> bytes:
    del traps
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
