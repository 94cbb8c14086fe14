"""Redacted workbooks: cells that show what was asked for are gone, as words, numbers and dates, and the unseen."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.extractors import media
from evidence.extractors.pool import Pool
from evidence.extractors.redacting import left_in, redact
from evidence.extractors.redacting_words import MARK
from evidence.readings import Reading, Redacted, TakeOut, Unreadable
from tests.evidence.extractors.making_packages import package
from tests.evidence.extractors.searching_bytes import everything_in
from tests.evidence.extractors.seeding_workbook import BIRTHDAY, HUSH, NAME, NUMBER, PHONE, seeded_xlsx

Redact = Callable[..., tuple[Redacted, bytes]]
Write = Callable[[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet], object]


@pytest.fixture
def texts(pool: Pool, tmp_path: Path) -> Callable[[bytes], Reading]:
    def reading(copy: bytes) -> Reading:
        (tmp_path / "made").write_bytes(copy)
        return pool.read(tmp_path / "made", media.XLSX, name="made", staging=tmp_path)

    return reading


def sheet_of(copy: bytes, number: str = "") -> str:
    return zipfile.ZipFile(io.BytesIO(copy)).read(f"xl/worksheets/sheet{number}.xml").decode()


def workbook(write: Write) -> bytes:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        write(book, book.add_worksheet("Sheet"))
    return made.getvalue()


def test_words_numbers_and_dates_are_gone_from_every_place(redacted: Redact) -> None:
    made, copy = redacted(seeded_xlsx(), media.XLSX, NAME, NUMBER, BIRTHDAY, PHONE)
    found = everything_in(copy)

    assert [one.times for one in made.taken] == [16, 2, 1, 1]
    for word in ("ola nordby", "olanordby", "nordby", "9990000042", "18295", "1632960042"):
        assert word not in found


def test_a_workbook_before_redaction_has_them_all() -> None:
    """What the other tests look for is there to be found, so that finding nothing means something."""
    found = everything_in(seeded_xlsx())

    assert all(word in found for word in ("ola nordby", "9990000042", "18295", "1632960042"))
    assert len(set(re.findall(r"hush[-_][a-z-]+", found))) > 30


def test_what_nobody_sees_is_gone_without_asking(redacted: Redact) -> None:
    _, copy = redacted(seeded_xlsx(), media.XLSX, "Nobody Here")

    assert sorted(set(re.findall(r"hush[a-z_-]*", everything_in(copy)))) == []


def test_everything_else_stays(redacted: Redact, texts: Callable[[bytes], Reading]) -> None:
    _, copy = redacted(seeded_xlsx(), media.XLSX, NAME, NUMBER, BIRTHDAY, PHONE)
    reading = texts(copy)

    assert [passage.locator for passage in reading.passages] == [
        f"sheet About {MARK}, rows 1-30",
        f"sheet About {MARK}, text box",
        f"sheet About {MARK}, chart",
    ]
    assert reading.passages[0].text.splitlines() == [
        f"Seen by {MARK}.",
        f"Split: {MARK}.",
        *[MARK] * 5,
        "41",
        MARK,
        "12",
        "Merged",
        "Link",
        "Plain link",
        f"In line: {MARK}",
    ]
    assert reading.passages[2].text == f"Chart of {MARK}\nDays of {MARK}\n{MARK} | Others\n12 | 9"
    assert reading.properties == {}


def test_what_was_left_out_is_said_in_words(redacted: Redact) -> None:
    made, _ = redacted(seeded_xlsx(), media.XLSX, NAME, f"{HUSH}workings", "Nobody Here")

    assert [(bool(one.times), one.left_out) for one in made.taken] == [(True, False), (False, True), (False, False)]
    assert {
        "2 hidden sheets", "1 hidden row", "1 hidden column", "2 cells whose content was hidden", "2 comments",
        "3 formulas (what they show stays)", "1 rule for entries", "1 pivot table", "1 link to another workbook",
        "1 coloured rule that names words or other cells", "1 target of a link",
    } <= set(made.also)  # fmt: skip
    assert made.notes[0].startswith("1 picture stays")


def test_no_formula_is_left_to_work_anything_out_again(redacted: Redact) -> None:
    _, copy = redacted(seeded_xlsx(), media.XLSX, "Nobody Here")

    assert "<f>" not in sheet_of(copy)
    assert "c:f>" not in zipfile.ZipFile(io.BytesIO(copy)).read("xl/charts/chart.xml").decode()


def test_colours_by_value_stay_and_those_that_name_words_go(redacted: Redact) -> None:
    _, copy = redacted(seeded_xlsx(), media.XLSX, NAME)

    assert 'operator="greaterThan"' in sheet_of(copy)
    assert "containsText" not in sheet_of(copy)


@pytest.mark.parametrize(
    ("asked", "value", "form"),
    [
        ("9990000042", 9990000042, "General"),
        ("999-000-0042", 9990000042, "0"),
        ("9990000042", 9990000042.0, "0.00"),
        ("12", 12, "General"),
        ("12%", 0.12, "0%"),
        ("07700 900042", 7700900042, "General"),
        ("1234567890123", 1234567890123, "General"),
        ("31/01/2024", 45322, "dd/mm/yyyy"),
        ("31 Jan 2024", 45322, "yyyy-mm-dd"),
        ("2024-01-31", 45322.5, "dd/mm/yyyy hh:mm"),
    ],
)
def test_a_number_is_found_as_people_write_it(redacted: Redact, asked: str, value: float, form: str) -> None:
    content = workbook(lambda book, sheet: sheet.write_number("B2", value, book.add_format({"num_format": form})))
    made, copy = redacted(content, media.XLSX, asked)

    assert made.taken[0].times == 1
    assert "<v>" not in sheet_of(copy)
    assert MARK in sheet_of(copy)


@pytest.mark.parametrize(("asked", "value"), [("12", 112), ("12", 12.5), ("3", 3000), ("999", 9990000042)])
def test_other_numbers_stay(redacted: Redact, asked: str, value: float) -> None:
    made, copy = redacted(workbook(lambda _book, sheet: sheet.write_number("B2", value)), media.XLSX, asked)

    assert made.taken[0].times == 0
    assert f"<v>{value}</v>" in sheet_of(copy)


def test_a_workbook_that_counts_days_from_1904_shows_the_same_days(redacted: Redact) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "date_1904": True}) as book:
        book.add_worksheet().write_number(0, 0, 43860, book.add_format({"num_format": "dd/mm/yyyy"}))
    said, copy = redacted(made.getvalue(), media.XLSX, "31/01/2024", "Nobody")

    assert said.taken[0].times == 1
    assert 'date1904="1"' in zipfile.ZipFile(io.BytesIO(copy)).read("xl/workbook.xml").decode()


def test_sheets_whose_names_become_alike_stay_apart(redacted: Redact, texts: Callable[[bytes], Reading]) -> None:
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for name in ("Ola Nordby", "Ola  Nordby", "Others"):
            book.add_worksheet(name).write_string(0, 0, "Seen.")
    _, copy = redacted(made.getvalue(), media.XLSX, NAME)

    assert [one.heading for one in texts(copy).passages] == [MARK, f"{MARK} 2", "Others"]


def test_filtered_rows_are_hidden_rows(redacted: Redact) -> None:
    def write(_book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_column("A1", ["Team", "North", "Hush-south"])
        sheet.autofilter("A1:A3")
        sheet.filter_column("A", "x == North")
        sheet.set_row(2, options={"hidden": True})

    made, copy = redacted(workbook(write), media.XLSX, "Nobody")

    assert "1 hidden row" in made.also
    assert "hush" not in everything_in(copy)


def test_a_workbook_without_a_sheet_to_show_is_refused(redacted: Redact) -> None:
    with zipfile.ZipFile(io.BytesIO(seeded_xlsx())) as archive:
        parts: dict[str, str | bytes] = {name: archive.read(name) for name in archive.namelist()}
    hidden = bytes(parts["xl/workbook.xml"]).replace(b'sheetId="1"', b'sheetId="1" state="veryHidden"')  # type: ignore[arg-type]  # read as bytes above
    with pytest.raises(Unreadable, match="cannot be redacted safely"):
        redacted(package(parts | {"xl/workbook.xml": hidden}), media.XLSX, NAME)


def test_macros_are_gone(redacted: Redact) -> None:
    def change(name: str, data: bytes) -> bytes:
        plain = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
        return (
            data.replace(plain, b"application/vnd.ms-excel.sheet.macroEnabled.main+xml") if "Types" in name else data
        )

    made, copy = redacted(seeded_xlsx(change), media.XLSM, NAME)

    assert made.media_type == media.XLSX
    assert "macroEnabled" not in zipfile.ZipFile(io.BytesIO(copy)).read("[Content_Types].xml").decode()


CELL = st.one_of(
    st.text(alphabet="qrstuvwxyz .,", min_size=1, max_size=15),
    st.integers(1, 99_999),  # a nought before a number would make it another one
    st.sampled_from(["999 000 0042", "Ola Nordby", "x Ola Nordby, y"]),
    st.sampled_from([9990000042, 1632960042]),
)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.lists(CELL, min_size=1, max_size=4), min_size=1, max_size=6))
def test_random_tables_keep_nothing_asked_for_and_everything_else(
    rows: list[list[str | int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("random")

    def write(_book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                (sheet.write_string if isinstance(value, str) else sheet.write_number)(number, column, value)

    (folder / "original").write_bytes(workbook(write))
    asked = [TakeOut(NAME), TakeOut(NUMBER), TakeOut(PHONE)]
    redact(folder / "original", media.XLSX, asked, folder / "copy")
    found = everything_in((folder / "copy").read_bytes())

    assert left_in(folder / "copy", media.XLSX, asked) == [(), (), ()]
    assert all(word not in found for word in ("ola nordby", "9990000042", "999 000 0042", "1632960042"))
    kept = [value for row in rows for value in row if isinstance(value, int) and value < 100_000]
    assert sheet_of((folder / "copy").read_bytes()).count("<v>") == len(kept)


def test_a_number_with_a_figure_in_each_cell_is_found(redacted: Redact) -> None:
    """Forms have a box for each figure."""
    content = workbook(lambda _book, sheet: sheet.write_row("B2", [int(figure) for figure in "9990000042"]))
    made, copy = redacted(content, media.XLSX, NUMBER)

    assert made.taken[0].times == 1
    assert "<v>" not in sheet_of(copy)
