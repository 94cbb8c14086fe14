"""A workbook with words and numbers in every place that such a file keeps them in.

``Ola Nordby``, the number ``9990000042`` and the birthday 1 February 1950 stand wherever a reader sees cells,
and are what the tests ask to take out. ``Hush-`` words stand where no reader looks, and must be gone unasked.
"""

import datetime as dt
import io
import re
import zipfile
from collections.abc import Callable

import xlsxwriter

from tests.evidence.extractors.making_packages import package
from tests.evidence.extractors.seeding_word import HUSH, NAME, drawing

NUMBER = "999 000 0042"
BIRTHDAY = "1 February 1950"
PHONE = "01632 960042"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"


def _cells(book: xlsxwriter.Workbook) -> None:
    sheet = book.add_worksheet(f"About {NAME}")
    sheet.write_string("A1", f"Seen by {NAME}.")
    sheet.write_rich_string("A2", "Split: O", book.add_format({"bold": True}), "la Nor", "dby.")
    sheet.write_string("A3", "Ola")
    sheet.write_string("B3", "NORDBY")
    sheet.write_number("A4", 9990000042, book.add_format({"num_format": "000 000 0000"}))
    sheet.write_datetime("A5", dt.datetime(1950, 2, 1), book.add_format({"num_format": "d mmm yy"}))  # noqa: DTZ001 - cells know no zone
    sheet.write_number("A6", 1632960042)
    sheet.write_formula("A7", f'="Ola"&" Nordby"&"{HUSH}formula"', None, NAME)
    sheet.write_formula("A8", f"='{HUSH}sheet'!A1+1", None, 41)
    sheet.write_formula("A9", "=B20*1", None, 9990000042)
    sheet.write_number("A10", 12)
    sheet.write_string("A11", f"{HUSH}no-format", book.add_format({"num_format": ";;;"}))
    sheet.write_string("A12", f"{HUSH}hidden-row")
    sheet.set_row(11, None, None, {"hidden": True})
    sheet.write_string("D1", f"{HUSH}hidden-column")
    sheet.set_column("D:D", None, None, {"hidden": True})
    sheet.merge_range("A13:C13", "Merged")
    sheet.write_string("B13", f"{HUSH}merged")
    sheet.write_url("A14", "https://example.org/ola%20nordby", string="Link", tip=f"{HUSH}tip")
    sheet.write_url("A15", "https://example.org/", string="Plain link")
    sheet.write_comment("A1", f"{HUSH}comment", {"author": f"{HUSH}commenter"})
    sheet.data_validation("B1", {"validate": "list", "source": [f"{HUSH}choice"]})
    text_rule = {"type": "text", "criteria": "containing", "value": f"{HUSH}rule", "format": book.add_format()}
    sheet.conditional_format("A1:A9", text_rule | {"value": NAME})
    sheet.conditional_format(
        "A10:A10", {"type": "cell", "criteria": ">", "value": 5, "format": book.add_format({"bold": True})}
    )
    sheet.set_header(f"&L{NAME}&R&F")
    sheet.set_footer("&CPage &P")
    sheet.insert_textbox("F1", f"Box of {NAME}", {"description": f"About {NAME}", "textlink": f"='{HUSH}sheet'!$A$1"})
    sheet.insert_image(
        "F9", f"{HUSH}file-name.png", {"image_data": io.BytesIO(drawing()), "description": f"A picture of {NAME}"}
    )
    sheet.protect("hush")
    sheet.autofilter("A1:B3")
    chart = book.add_chart({"type": "bar"})
    chart.add_series(
        {"name": f"Days of {NAME}", "categories": f"='{HUSH}sheet'!$A$2:$A$3", "values": f"='{HUSH}sheet'!$B$2:$B$3",
         "categories_data": [NAME, "Others"], "values_data": [12, 9]}
    )  # fmt: skip
    chart.set_title({"name": f"='{HUSH}sheet'!$A$1", "data": [f"Chart of {NAME}"]})
    sheet.insert_chart("F20", chart)


def seeded_xlsx(change: Callable[[str, bytes], bytes] = lambda _name, data: data) -> bytes:
    """Return the workbook; ``change`` may alter the parts that it begins with."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        book.set_properties({"title": f"{HUSH}title", "author": f"{HUSH}author", "company": f"{HUSH}company"})
        book.set_custom_property("x", f"{HUSH}property")
        _cells(book)
        for name, hide in ((f"{HUSH}sheet", "hide"), (f"{HUSH}very", "very_hidden")):
            sheet = book.add_worksheet(name)
            sheet.write_column("A1", [f"Chart of {NAME}", NAME, f"{HUSH}workings"])
            sheet.write_column("B1", [0, 12, 9])
            getattr(sheet, hide)()
        book.define_name(f"{HUSH.strip('-')}_name", f"='{HUSH}sheet'!$A$1")
    parts: dict[str, str | bytes] = {}
    with zipfile.ZipFile(made) as archive:
        for name in archive.namelist():
            parts[name] = change(name, _altered(name, archive.read(name)))
    parts["customXml/item1.xml"] = f"<x>{HUSH}custom-part</x>"
    parts["xl/connections.xml"] = f"<connections>{HUSH}connection</connections>"
    parts["xl/externalLinks/externalLink1.xml"] = f"<externalLink>{HUSH}outside</externalLink>"
    parts["xl/pivotTables/pivotTable1.xml"] = f"<pivotTable>{HUSH}pivot</pivotTable>"
    parts["xl/pivotCache/pivotCacheRecords1.xml"] = f"<records>{NAME}</records>"
    parts["xl/threadedComments/threadedComment1.xml"] = (
        f"<x><threadedComment><text>{HUSH}thread</text></threadedComment></x>"
    )
    parts["xl/persons/person.xml"] = f"<personList>{HUSH}person</personList>"
    parts["xl/printerSettings/printerSettings1.bin"] = f"{HUSH}printer".encode("utf-16-le")
    return package(parts)


def _altered(name: str, data: bytes) -> bytes:
    """Add what the library that writes the sample cannot: sounds of readings, an inline string, unknown marks."""
    if name == "xl/sharedStrings.xml":
        return data.replace(b"</si>", f"<rPh sb='0' eb='1'><t>{HUSH}phonetic</t></rPh></si>".encode())
    if name == "xl/worksheets/sheet1.xml":
        inline = (
            '<row r="30"><c r="A30" t="inlineStr"><is><r><t>In line: Ola</t></r><r><t> Nordby</t></r></is></c></row>'
        )
        data = re.sub(rb"</sheetData>", f"{inline}</sheetData><!-- {HUSH}xml-comment -->".encode(), data)
        return data.replace(b"<sheetPr>", f'<sheetPr codeName="{HUSH}code">'.encode())
    return data
