"""The register as files: what is written, and what is read of what other programs saved."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import python_calamine as calamine
import xlsxwriter

from evidence.adapters.register_files import MOST_ROWS, read_register
from evidence.domain.register import Book, Line
from evidence.errors import EvidenceError, Invalid, NotFound, TooLarge, Unavailable
from evidence.reports.register_files import write_register

DOCUMENT = Line(
    {"ref": "E-0001", "title": "=1+1", "kind": "Policy", "dated_on": date(2025, 1, 7), "note": "+44 20", "line": 2},
    frozenset({"kind"}),
)
BOOK = Book(
    documents=[DOCUMENT],
    tags=[Line({"id": "T-00001", "ref": "E-0001", "statement": "QS1 Assessing needs"})],
    choices={"kind": ["Policy", "Plan"], "status": ["draft", "final"], "statement": ["QS1 Assessing needs"]},
    sub_topics={"QS1": ["Timeliness"]},
    made_at=datetime(2026, 11, 22, 10, 0, tzinfo=UTC),
)


@pytest.fixture
def workbook(tmp_path: Path) -> Iterator[zipfile.ZipFile]:
    write_register(tmp_path / "register.xlsx", BOOK)
    with zipfile.ZipFile(tmp_path / "register.xlsx") as package:
        yield package


class TestWriting:
    def test_no_cell_is_a_formula_and_words_are_strings(self, workbook: zipfile.ZipFile) -> None:
        for part in (name for name in workbook.namelist() if "worksheets/sheet" in name):
            sheet = workbook.read(part).decode()
            assert not re.search(r"<f[ >]", sheet)
            assert set(re.findall(r'<c [^>]*t="(\w+)"', sheet)) <= {"s"}

    def test_dates_are_dates_in_british_format(self, tmp_path: Path, workbook: zipfile.ZipFile) -> None:
        with calamine.CalamineWorkbook.from_path(tmp_path / "register.xlsx") as read:
            rows = read.get_sheet_by_name("Documents").to_python()
        assert rows[1][rows[0].index("Dated on")] == date(2025, 1, 7)
        assert "dd/mm/yyyy" in workbook.read("xl/styles.xml").decode()

    def test_there_are_lists_to_choose_from_and_a_frozen_header(self, workbook: zipfile.ZipFile) -> None:
        documents, tags = (workbook.read(f"xl/worksheets/sheet{number}.xml").decode() for number in (1, 2))
        assert 'state="frozen"' in documents
        assert "<formula1>Lists!$A$2:$A$3</formula1>" in documents
        assert 'INDIRECT("topics_"' in tags.replace("&quot;", '"')
        assert 'name="topics_QS1"' in workbook.read("xl/workbook.xml").decode()

    def test_guesses_are_tinted(self, workbook: zipfile.ZipFile) -> None:
        assert "FFF2CC" in workbook.read("xl/styles.xml").decode()

    def test_a_csv_is_safe_in_its_first_characters_and_says_that_it_is_utf_8(self, tmp_path: Path) -> None:
        write_register(tmp_path / "register.csv", BOOK)
        text = (tmp_path / "register.csv").read_bytes()
        assert text.startswith(b"\xef\xbb\xbfReference,Title,")
        assert b",'=1+1," not in text.split(b"\r\n")[0]
        assert b"E-0001,'=1+1," in text
        assert b",'+44 20," in text

    def test_another_ending_is_refused_naming_both(self, tmp_path: Path) -> None:
        with pytest.raises(Invalid, match=r"\.xlsx or \.csv"):
            write_register(tmp_path / "register.ods", BOOK)
        assert list(tmp_path.iterdir()) == []

    def test_a_missing_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(Invalid, match="There is no folder"):
            write_register(tmp_path / "none" / "register.csv", BOOK)

    def test_what_cannot_be_written_leaves_nothing_half_done(self, tmp_path: Path) -> None:
        (tmp_path / "register.csv").mkdir()
        with pytest.raises(Unavailable):
            write_register(tmp_path / "register.csv", BOOK)
        assert [path.name for path in tmp_path.iterdir()] == ["register.csv"]

    def test_an_old_file_is_replaced_whole(self, tmp_path: Path) -> None:
        (tmp_path / "register.csv").write_text("ancient " * 10_000)
        write_register(tmp_path / "register.csv", BOOK)
        assert b"ancient" not in (tmp_path / "register.csv").read_bytes()

    def test_a_day_before_excel_began_is_kept_as_words(self, tmp_path: Path) -> None:
        line = Line({"ref": "E-0001", "dated_on": date(1834, 8, 14)})
        write_register(tmp_path / "r.xlsx", Book([line], [], {}, {}, BOOK.made_at))
        rows = read_register(tmp_path / "r.xlsx")[0].rows
        assert rows[1].cells[list(rows[0].cells).index("Dated on")] == "1834-08-14"


def saved(tmp_path: Path, data: bytes, name: str = "own.csv") -> Path:
    path = tmp_path / name
    path.write_bytes(data)
    return path


class TestReadingCsv:
    @pytest.mark.parametrize(
        "data",
        [
            "Reference,Note\r\nE-1,Café – £5\r\n".encode("cp1252"),
            "\ufeffReference,Note\r\nE-1,Café – £5\r\n".encode(),
            "Reference;Note\r\nE-1;Café – £5\r\n".encode(),
            "Reference\tNote\nE-1\tCafé – £5\n".encode("utf-16"),
            "Reference,Note\rE-1,Café – £5\r".encode(),
        ],
    )
    def test_however_excel_saved_it_it_is_read(self, tmp_path: Path, data: bytes) -> None:
        (sheet,) = read_register(saved(tmp_path, data))
        assert [(row.number, list(row.cells)) for row in sheet.rows] == [
            (1, ["Reference", "Note"]),
            (2, ["E-1", "Café – £5"]),
        ]

    def test_rows_have_the_numbers_that_excel_shows(self, tmp_path: Path) -> None:
        data = b'Reference,Note\r\n\r\nE-1,"two\r\nlines"\r\n,\r\nE-2,x\r\n'
        (sheet,) = read_register(saved(tmp_path, data))
        assert [row.number for row in sheet.rows] == [1, 3, 5]

    def test_the_mark_that_names_the_separator_is_no_row(self, tmp_path: Path) -> None:
        (sheet,) = read_register(saved(tmp_path, b"sep=;\r\nReference;Note\r\nE-1;a,b,c\r\n"))
        assert [(row.number, list(row.cells)) for row in sheet.rows][1] == (3, ["E-1", "a,b,c"])


def packed(parts: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            package.writestr(name, data)
    return target.getvalue()


def workbook_of(*cells: tuple[int, int, str]) -> bytes:
    target = io.BytesIO()
    made = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = made.add_worksheet("Documents")
    for row, column, text in cells:
        sheet.write_string(row, column, text)
    made.close()
    return target.getvalue()


class TestRefusing:
    @pytest.mark.parametrize(
        ("data", "says"),
        [
            (b"", "is empty"),
            (b"\xef\xbb\xbf", "is empty"),
            (b" \r\n\r\n", "is empty"),
            (b"%PDF-1.7\n%", "not a spreadsheet"),
            (b"\x89PNG\r\n\x1a\n\x00\x00", "not a spreadsheet"),
            (b"PK\x03\x04 broken", "damaged"),
            (packed({"word/document.xml": b"<w/>"}), "not an Excel workbook"),
            (packed({"xl/workbook.xml": b"<workbook"}), "damaged"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "old format"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        ],
    )
    def test_what_is_no_register_is_refused_in_plain_words(self, tmp_path: Path, data: bytes, says: str) -> None:
        with pytest.raises(Invalid, match=says):
            read_register(saved(tmp_path, data, "own.xlsx"))

    def test_a_file_that_is_not_there_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(NotFound, match="There is no file"):
            read_register(tmp_path / "none.xlsx")

    def test_a_folder_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(EvidenceError):
            read_register(tmp_path)

    def test_too_many_rows_are_refused(self, tmp_path: Path) -> None:
        data = b"Reference,Note\n" + b"E-1,x\n" * (MOST_ROWS + 1)
        with pytest.raises(TooLarge, match="50,000 rows"):
            read_register(saved(tmp_path, data))

    def test_a_cell_in_the_last_corner_takes_no_memory(self, tmp_path: Path) -> None:
        data = workbook_of((0, 0, "Reference"), (1_048_575, 16_383, "far"))
        with pytest.raises(TooLarge, match="row 1,048,576"):
            read_register(saved(tmp_path, data, "own.xlsx"))

    def test_cells_without_places_in_the_last_row_take_no_memory(self, tmp_path: Path) -> None:
        data = _with_sheet(b'<row r="1"><c r="ZZ1" t="str"><v>a</v></c></row><row r="1048576"><c><v>1</v></c></row>')
        with pytest.raises(TooLarge):
            read_register(saved(tmp_path, data, "own.xlsx"))

    def test_a_workbook_that_unpacks_to_far_more_is_refused(self, tmp_path: Path) -> None:
        data = _with_sheet(b" " * (65 * 1024**2))
        assert len(data) < 1_000_000
        with pytest.raises(TooLarge, match="unpacks to far more"):
            read_register(saved(tmp_path, data, "own.xlsx"))

    def test_entities_are_not_expanded(self, tmp_path: Path) -> None:
        data = _with_part("xl/workbook.xml", lambda _old: b'<!DOCTYPE a [<!ENTITY b "c">]><workbook>&b;</workbook>')
        assert read_register(saved(tmp_path, data, "own.xlsx")) == []


def _with_sheet(rows: bytes) -> bytes:
    def change(old: bytes) -> bytes:
        before, _, rest = old.partition(b"<sheetData>")
        return before + b"<sheetData>" + rows + b"</sheetData>" + rest.partition(b"</sheetData>")[2]

    return _with_part("xl/worksheets/sheet1.xml", change)


def _with_part(part: str, change: Callable[[bytes], bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(workbook_of((0, 0, "Reference")))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts[part] = change(parts[part])
    return packed(parts)


def test_formulas_without_a_value_are_not_blank(tmp_path: Path) -> None:
    cells = b'<c r="A1" t="str"><v>Reference</v></c><c r="B1"><f>A9</f></c><c r="C1" t="e"><f>B9</f><v>#N/A</v></c>'
    (sheet,) = read_register(saved(tmp_path, _with_sheet(b'<row r="1">' + cells + b"</row>"), "own.xlsx"))
    assert [str(cell) for cell in sheet.rows[0].cells] == ["Reference", "a formula without a value", "#N/A"]
