"""Reading registers: workbooks through calamine, CSV however a spreadsheet saved it."""

import csv
import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import python_calamine as calamine
from lxml import etree

from evidence.domain.register import RawRow, RawSheet
from evidence.domain.register_cells import Broken, Cell, is_blank, unguard
from evidence.errors import Invalid, NotFound, TooLarge, Unavailable

MOST_BYTES = 64 * 1024**2
"""Of a file, and of one part of a workbook unpacked."""
MOST_ROWS = 50_000
MOST_CELLS = 5_000_000
"""Cells from the first corner to the last, blank ones included: that many are held at once."""
_MOST_FIELD = 1_000_000
_CHUNK = 1024 * 1024

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>])")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^<>]*?\br\s*=\s*[\"'](\d{1,7})[\"']")
_PLACE = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})(\d{1,7})[\"']")
_IS_ERROR = re.compile(rb"\bt\s*=\s*[\"']e[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)(?:\s[^<>]*)?>([^<]*)")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_UNPROTECT = "Remove the password in Excel, and save it."
_SAVE_AS = "Save it as an Excel workbook (.xlsx) or as CSV, and import that."


def read_register(path: Path) -> Sequence[RawSheet]:
    """Return the sheets of a workbook (.xlsx, .xlsm) or the one of a CSV, judged by content.

    Raises ``Invalid`` for anything else, an empty file and one with a password; ``TooLarge`` beyond the limits;
    ``Unavailable`` when it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            data = stream.read(MOST_BYTES + 1)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {path.name}. Check the name and the folder.") from error
    except OSError as error:
        raise Unavailable(
            f"{path.name} cannot be read ({error.strerror}). Close it elsewhere and try again."
        ) from error
    if len(data) > MOST_BYTES:
        raise TooLarge(f"{path.name} is larger than a register can be.", details={"most_bytes": MOST_BYTES})
    if not data.strip(b"\x00\xef\xbb\xbf\xff\xfe \r\n\t"):
        raise Invalid(f"{path.name} is empty. Check that it is the right file.")
    if data.startswith(b"PK"):
        return _workbook(data, path.name)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise Invalid(f"{path.name} is protected with a password. Remove the password in Excel, and save it.")
        raise Invalid(f"{path.name} is in an old format of Excel. {_SAVE_AS}")
    return [RawSheet("", list(_csv_rows(_decoded(data, path.name), path.name)))]


def _decoded(data: bytes, name: str) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        # What Excel writes where nobody chose UTF-8.
        text = data.decode("cp1252", "replace")
    if data.startswith((b"%PDF", b"{\\rtf", b"\x89PNG")) or "\x00" in text:
        raise Invalid(f"{name} is not a spreadsheet. {_SAVE_AS}")
    return text


def _csv_rows(text: str, name: str) -> Iterator[RawRow]:
    head = text.lstrip("\r\n")[:200].splitlines()[0]
    told = re.fullmatch(r'"?sep=(.)"?', head.strip(), re.IGNORECASE)
    delimiter = told[1] if told else _delimiter(text)
    kept = 0
    csv.field_size_limit(_MOST_FIELD)
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), 1):
            cells: list[Cell] = [unguard(cell) for cell in row]
            if all(map(is_blank, cells)) or (told and not kept and len(row) <= 2 and row[0].startswith("sep=")):  # noqa: PLR2004 - the mark splits in two
                continue
            kept += 1
            _check_rows(kept, name)
            yield RawRow(number, cells)
    except csv.Error as error:
        raise Invalid(f"{name} cannot be read as CSV ({error}). {_SAVE_AS}") from error


def _delimiter(text: str) -> str:
    """Return what stands between the headers: a comma, or what Excel puts there in other countries."""
    lines = (line for line in text.splitlines()[:20] if line.strip())
    head = re.sub(r'"[^"]*"', "", max(lines, key=lambda line: sum(map(line.count, ",;\t")), default=""))
    return max((",", ";", "\t"), key=head.count)


def _check_rows(rows: int, name: str) -> None:
    if rows > MOST_ROWS:
        raise TooLarge(
            f"{name} has more than {MOST_ROWS:,} rows, which is more than a register can have. Import it in parts.",
            details={"most_rows": MOST_ROWS},
        )


@dataclass(slots=True)
class _Scanned:
    """What a look at a sheet's bytes told: its corners, and cells whose formula has no value."""

    first: tuple[int, int] = (2**31, 2**31)
    last: tuple[int, int] = (0, 0)
    broken: dict[tuple[int, int], Broken] = field(default_factory=dict)

    def reach(self, row: int, column: int) -> None:
        """Take in that there is a cell at this place."""
        self.first = (min(self.first[0], row), min(self.first[1], column))
        self.last = (max(self.last[0], row), max(self.last[1], column))


def _workbook(data: bytes, name: str) -> Sequence[RawSheet]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            scans = _scans(package, name)
        with calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return [_sheet(workbook, title, scan, name) for title, scan in scans.items()]
    except (calamine.PasswordError, RuntimeError) as error:
        raise Invalid(f"{name} is protected with a password. {_UNPROTECT}") from error
    except (
        calamine.CalamineError,
        zipfile.BadZipFile,
        zlib.error,
        etree.XMLSyntaxError,
        ValueError,
        EOFError,
    ) as error:
        raise Invalid(f"{name} is not a workbook, or is damaged. {_SAVE_AS}") from error


def _scans(package: zipfile.ZipFile, name: str) -> dict[str, _Scanned]:
    """Look at every sheet before it is opened: one cell in the last corner would take all memory."""
    names = package.namelist()
    if "xl/workbook.xml" not in names:
        raise Invalid(f"{name} is not an Excel workbook. {_SAVE_AS}")
    targets = {one.get("Id"): one.get("Target", "") for one in _xml(package, "xl/_rels/workbook.xml.rels", name)}
    found: dict[str, _Scanned] = {}
    for part in ("xl/sharedStrings.xml", "xl/styles.xml"):
        if part in names:
            _part(package, part, name)
    for sheet in _xml(package, "xl/workbook.xml", name).iter("{*}sheet"):
        target = targets.get(sheet.get(_RELATION), "")
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if part in names and "worksheets/" in part:
            found[sheet.get("name", "")] = _scan(_part(package, part, name))
    return found


def _xml(package: zipfile.ZipFile, part: str, name: str) -> "etree._Element":
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        return etree.fromstring(_part(package, part, name), parser)
    except KeyError as error:
        raise Invalid(f"{name} is not a workbook, or is damaged. {_SAVE_AS}") from error


def _part(package: zipfile.ZipFile, part: str, name: str) -> bytes:
    """Unpack one part, counting bytes as they come: what a package says of its own sizes is not believed."""
    data = bytearray()
    with package.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            data += chunk
            if len(data) > MOST_BYTES:
                raise TooLarge(
                    f"{name} unpacks to far more than a register can hold. Check that it is the right file."
                )
    return bytes(data)


def _scan(data: bytes) -> _Scanned:
    scanned, placeless = _Scanned(), False
    for piece in _CELL.split(data)[1:]:
        attributes, _, rest = piece.partition(b">")
        place = _PLACE.search(attributes)
        if attributes.endswith(b"/"):
            continue
        if place is None:
            placeless = True
            continue
        row, column = int(place[2]), _number(place[1].upper())
        scanned.reach(row, column)
        body = rest.partition(b"</c>")[0]
        value = _VALUE.search(body)
        if _IS_ERROR.search(attributes):
            scanned.broken[row, column] = Broken(value[1].decode("utf-8", "replace") if value else "an error")
        elif value is None and _FORMULA.search(body):
            scanned.broken[row, column] = Broken("a formula without a value")
    if placeless:
        # A cell without a place stands in the row that holds it, which may be any.
        scanned.reach(max(map(int, _ROW.findall(data)), default=1), 1)
    return scanned


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _sheet(workbook: calamine.CalamineWorkbook, title: str, scan: _Scanned, name: str) -> RawSheet:
    rows, columns = scan.last
    if not rows:
        return RawSheet(title, [])
    if (rows - scan.first[0] + 1) * (columns - scan.first[1] + 1) > MOST_CELLS:
        raise TooLarge(
            f"{name}: the sheet “{title[:40]}” reaches to row {rows:,} and column {columns:,}, more than a register "
            "can. Delete the rows and columns beyond the table, and save it.",
        )
    found: list[RawRow] = []
    grid = workbook.get_sheet_by_name(title).to_python(skip_empty_area=False)
    for number, cells in enumerate(grid, 1):
        row: list[Cell] = list(cells)
        if any(not is_blank(cell) for cell in row):
            found.append(RawRow(number, row))
            _check_rows(len(found), name)
    return RawSheet(title, _with_broken(found, scan))


def _with_broken(rows: list[RawRow], scan: _Scanned) -> list[RawRow]:
    if not scan.broken:
        return rows
    cells = {row.number: list(row.cells) for row in rows}
    for (number, column), broken in scan.broken.items():
        row = cells.setdefault(number, [])
        row += [None] * (column - len(row))
        row[column - 1] = broken
    return [RawRow(number, cells[number]) for number in sorted(cells)]
