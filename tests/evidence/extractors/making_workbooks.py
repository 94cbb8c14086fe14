"""Small Excel workbooks of the newer kinds."""

import datetime as dt
import io
import struct
import zipfile

import xlsxwriter

from tests.evidence.extractors.making_packages import content_types, package, relations

ROWS = (("Team", "What happened"), ("North", "Waiting times for reablement fell."))


def xlsx() -> bytes:
    """Return a sheet that begins in the third row, with a percentage, a date, a comment and a chart; one hidden."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": "Reablement review", "author": "Asha"})
        sheet = book.add_worksheet("Waiting list")
        for place, row in enumerate(ROWS, 2):
            sheet.write_row(place, 1, row)
        sheet.write_number(4, 1, 0.93, book.add_format({"num_format": "0%"}))
        sheet.write_datetime(4, 2, dt.datetime(2024, 1, 31), book.add_format({"num_format": "dd/mm/yy"}))  # noqa: DTZ001 - cells know no zone
        sheet.write_number(4, 3, 12)
        sheet.write_comment("B4", "Check this with Ben.")
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"name": "Days", "values": "='Waiting list'!$D$5:$D$5"})
        chart.set_title({"name": "Days waited"})
        sheet.insert_chart("F1", chart)
        hidden = book.add_worksheet("Workings")
        hidden.write_string(0, 0, "Hidden workings")
        hidden.hide()
    return made.getvalue()


def xlsm() -> bytes:
    """Return the same workbook with macros in it."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx())) as source, zipfile.ZipFile(made, "w") as target:
        for name in source.namelist():
            data = source.read(name)
            if name == "[Content_Types].xml":
                plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
                data = data.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml")
            target.writestr(name, data)
        target.writestr("xl/vbaProject.bin", b"\x00macro")
    return made.getvalue()


def xlsb() -> bytes:
    """Return a binary workbook with one sheet, its table beginning in the third row."""
    cells = b"".join(
        _record(0, struct.pack("<I", row) + b"\x00" * 21)
        + b"".join(_record(6, struct.pack("<II", column, 0) + _string(text)) for column, text in enumerate(texts))
        for row, texts in enumerate(ROWS, 2)
    )
    sheet = _record(0x94, struct.pack("<IIII", 2, 3, 0, 1)) + _record(0x91) + cells + _record(0x92)
    bundle = _record(0x9C, struct.pack("<II", 0, 1) + _string("rId1") + _string("Waiting list"))
    return package(
        {
            "[Content_Types].xml": content_types(
                "xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
            ),
            "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.bin")),
            "xl/workbook.bin": _record(0x83) + _record(0x8F) + bundle + _record(0x90) + _record(0x84),
            "xl/_rels/workbook.bin.rels": relations(("rId1", "worksheet", "worksheets/sheet1.bin")),
            "xl/worksheets/sheet1.bin": _record(0x81) + sheet + _record(0x82),
        }
    )


def _record(kind: int, data: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 0x80 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return head + _variable(len(data)) + data


def _variable(size: int) -> bytes:
    made = b""
    while size >= 0x80:
        made += bytes([size & 0x7F | 0x80])
        size >>= 7
    return made + bytes([size])


def _string(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")
