"""Words that a file breaks, shows otherwise or keeps as numbers are taken out all the same, or no copy is made."""

import io
import zipfile
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import xlsxwriter
from PIL import Image

from evidence.extractors import media, reasons
from evidence.extractors.redacting_words import MARK, Search
from evidence.readings import Reading, Redacted, Unreadable
from tests.evidence.extractors.making_packages import package
from tests.evidence.extractors.making_pdf import pdf, stamped
from tests.evidence.extractors.searching_bytes import everything_in
from tests.evidence.extractors.seeding_word import SPACES, paragraph

Redact = Callable[..., tuple[Redacted, bytes]]
Read = Callable[..., Reading]


def workbook(fill: Callable[[Any, Any], None]) -> bytes:
    """Return a workbook with one sheet, as ``fill`` fills it."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        fill(book, book.add_worksheet())
    return made.getvalue()


def words(read: Read, copy: bytes) -> str:
    return " ".join(passage.text for passage in read(copy, "copy.pdf").passages)


@pytest.mark.parametrize(
    ("asked", "lines"),
    [
        ("margaret.ellison@ash.example", ["margaret.ellison@", "ash.example"]),
        ("margaret.ellison@ash.example", ["margaret.", "ellison@ash.example"]),
        ("margaret.ellison@ash.example", ["margaret.ellison@ash.exam", "ple"]),
        ("https://ash.example/case/ellison-2231", ["https://ash.example/case/", "ellison-2231"]),
        ("https://ash.example/case/ellison-2231", ["https://ash.example/case/ellison-", "2231"]),
        ("Venkataramanan", ["Venkatarama", "nan"]),
        ("943 476 5919", ["943 476 59191"]),
    ],
)
def test_what_is_broken_at_a_line_or_has_the_figure_of_a_note(
    asked: str, lines: list[str], redacted: Redact, read: Read
) -> None:
    made, copy = redacted(pdf([["Other words stay", *lines, "Last words stay"]]), media.PDF, asked)

    assert made.taken[0].times == 1
    assert words(read, copy).split() == f"Other words stay {MARK} Last words stay".split()


def test_a_longer_number_or_address_is_another() -> None:
    search = Search(["943 476 5919", "margaret.ellison@ash.example"])

    for other in ("943 476 5919 1234", "94347659191234", "garet.ellison@ash.example"):
        assert (MARK in search.replaced(other)) == (other == "943 476 5919 1234")


def test_a_name_over_the_end_of_a_page_makes_no_copy(redacted: Redact) -> None:
    pages = [["Margaret Ellison lives alone", "She knows Margaret"], ["Ellison and others"]]
    with pytest.raises(Unreadable) as refused:
        redacted(pdf(pages), media.PDF, "Margaret Ellison")

    assert refused.value.reason == reasons.OVER_A_PAGE
    made, copy = redacted(pdf(pages), media.PDF, "Margaret Ellison", "Margaret", "Ellison")
    assert [one.times for one in made.taken] == [1, 2, 2]
    assert "ellison" not in everything_in(copy)


@pytest.mark.parametrize("asked", ["12/03/45", "12-03-45", "12 March 1945", "12th March 1945", "12th of March, 1945"])
def test_a_day_of_birth_in_a_workbook_however_it_is_typed(asked: str, redacted: Redact) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", f"Born {asked}")
        sheet.write_datetime("A2", datetime(1945, 3, 12), book.add_format({"num_format": "dd/mm/yy"}))  # noqa: DTZ001 - a day

    made, copy = redacted(workbook(fill), media.XLSX, asked)

    assert made.taken[0].times == 2
    assert "16508" not in everything_in(copy)


@pytest.mark.parametrize(
    ("asked", "number", "form"),
    [("1,234,567", 1234567, "#,##0"), ("£1,234,567.00", 1234567, "£#,##0.00"), ("1,234.57", 1234.5678, "#,##0.00")],
)
def test_numbers_as_people_write_them(asked: str, number: float, form: str, redacted: Redact) -> None:
    def fill(book: Any, sheet: Any) -> None:
        sheet.write("A1", f"Fee {asked}")
        sheet.write_number("A2", number, book.add_format({"num_format": form}))

    _, copy = redacted(workbook(fill), media.XLSX, asked)

    assert str(number) not in everything_in(copy)


def test_a_header_that_writes_and_twice(redacted: Redact) -> None:
    def fill(_book: Any, sheet: Any) -> None:
        sheet.write("A1", "Case of Mr & Mrs Patel")
        sheet.set_header("&LCase of Mr && Mrs Patel&RPage &P")

    _, copy = redacted(workbook(fill), media.XLSX, "Mr & Mrs Patel")

    assert "patel" not in everything_in(copy)


def test_days_and_numbers_of_charts(redacted: Redact) -> None:
    def fill(book: Any, sheet: Any) -> None:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        for row, (when, telephone) in enumerate(((datetime(2024, 3, 12), 7700900123), (datetime(2024, 3, 13), 5))):  # noqa: DTZ001 - a day
            sheet.write_datetime(row, 0, when, day)
            sheet.write_number(row, 1, telephone)
        sheet.write("D1", "On 12/03/2024 call 07700 900123")
        chart = book.add_chart({"type": "column"})
        chart.add_series({"categories": "=Sheet1!$A$1:$A$2", "values": "=Sheet1!$B$1:$B$2"})
        sheet.insert_chart("F2", chart)

    _, copy = redacted(workbook(fill), media.XLSX, "12/03/2024", "07700 900123")
    found = everything_in(copy)

    assert "45363" not in found
    assert "7700900123" not in found
    assert "45364" in found


def test_what_stands_before_the_items_of_a_list(redacted: Redact) -> None:
    numbering = (
        f'<w:numbering {SPACES}><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0">'
        '<w:lvlText w:val="patel"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    content = package(
        {
            "word/document.xml": f"<w:document {SPACES}><w:body>{paragraph('Patel')}</w:body></w:document>",
            "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/'
            'relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
            'relationships/numbering" Target="numbering.xml"/></Relationships>',
            "word/numbering.xml": numbering,
        }
    )
    _, copy = redacted(content, media.DOCX, "Patel")

    assert "patel" not in everything_in(copy)
    assert any("numbering" in name for name in zipfile.ZipFile(io.BytesIO(copy)).namelist())


def test_a_scan_with_a_stamp_is_a_scan(read: Read, redacted: Redact) -> None:
    content = stamped(Image.new("L", (60, 85), 200), "Bundle page 2 of 60")

    assert read(content, "scan.pdf").scanned_pages == (1,)
    made, _ = redacted(content, media.PDF, "Bundle")
    assert made.notes == (
        "Page 1 is mostly pictures, and words in pictures were not looked for: look, and cover such pages whole.",
    )


def test_a_page_with_a_small_picture_or_words_over_a_large_one_is_none(read: Read) -> None:
    written = ") Tj 0 12 Td (".join(["Words of a page that lie over its picture"] * 6)

    assert read(stamped(Image.new("L", (60, 85), 200), written), "a.pdf").scanned_pages == ()
    small = stamped(Image.new("L", (60, 85), 200), "A page").replace(b"595 0 0 842 0 0 cm", b"300 0 0 400 0 0 cm")
    assert read(small, "a.pdf").scanned_pages == ()
