"""PDF files that lead in circles, nest without end, or contradict themselves."""

from tests.hostile.pdf_writing import (
    CATALOG,
    CONTENT,
    FONT,
    ONE_PAGE,
    PAGE,
    Body,
    deflated,
    one_page,
    stream,
    written,
)
from tests.hostile.sample import Family, Traps

PDF_TANGLES = Family("T16", ".pdf")
_DEEP = 50_000


def _changed(objects: dict[int, Body], trailer: str = "") -> bytes:
    whole: dict[int, Body] = {1: CATALOG, 2: ONE_PAGE, 3: PAGE, 4: FONT, 5: stream(CONTENT)}
    return written({**whole, **objects}, trailer)


def _drawing(resources: str, content: str, more: dict[int, Body]) -> bytes:
    page = PAGE.replace("/Resources <<", f"/Resources << {resources}")
    return _changed({3: page, 5: stream(f"{CONTENT} {content}"), **more})


_TANGLED: dict[str, dict[int, Body]] = {
    "pages_that_hold_themselves": {2: "<< /Type /Pages /Count 9 /Kids [2 0 R 2 0 R 3 0 R] >>"},
    "page_that_is_its_own_parent": {3: PAGE.replace("2 0 R", "3 0 R").replace("[0 0 595 842]", "null")},
    "references_in_a_circle": {3: "6 0 R", 6: "7 0 R", 7: "3 0 R"},
    "length_that_is_its_own": {5: "<< /Length 5 0 R >>\nstream\nBT ET\nendstream"},
    "length_below_nothing": {5: "<< /Length -1 >>\nstream\nBT ET\nendstream"},
    "length_beyond_the_end": {5: "<< /Length 2147483647 >>\nstream\nBT ET\nendstream"},
    "page_of_absurd_size": {3: PAGE.replace("[0 0 595 842]", "[0 0 1e38 1e38]")},
    "page_of_no_size": {3: PAGE.replace("[0 0 595 842]", "[0 0 0 0]")},
    "page_inside_out": {3: PAGE.replace("[0 0 595 842]", "[99999999 0 -99999999 nan]")},
    "page_a_mile_long": {3: PAGE.replace("[0 0 595 842]", "[0 0 1 14400000]")},
    "pages_without_pages": {2: "<< /Type /Pages /Count 0 /Kids [] >>"},
    "catalogue_of_another_kind": {1: "[ 1 0 R ]"},
    "dictionaries_without_end": {6: "<< /A " * _DEEP},
    "arrays_without_end": {3: PAGE.replace("/Contents 5 0 R", f"/Contents {'[' * _DEEP}{']' * _DEEP}")},
    "content_saved_without_end": {5: stream("q " * 500_000 + CONTENT)},
    "content_of_brackets": {5: stream("[" * 300_000 + CONTENT)},
    "numbers_too_long": {5: stream(f"{'9' * 500_000} 0 0 {'9' * 500_000} 0 0 cm {CONTENT}")},
    "letters_of_absurd_size": {5: stream(f"BT /F1 1e30 Tf 1e-30 TL {'1e20 ' * 6} Tm (words) Tj ET")},
    "outline_in_a_circle": {
        1: CATALOG.replace(" >>", " /Outlines 6 0 R >>"),
        6: "<< /First 7 0 R /Last 7 0 R /Count 9 >>",
        7: "<< /Title (a) /Parent 6 0 R /Next 7 0 R /Prev 7 0 R /First 6 0 R >>",
    },
    "names_in_a_circle": {
        1: CATALOG.replace(" >>", " /Names << /EmbeddedFiles 6 0 R /Dests 6 0 R >> >>"),
        6: "<< /Kids [6 0 R 6 0 R] >>",
    },
    "form_fields_in_a_circle": {
        1: CATALOG.replace(" >>", " /AcroForm << /Fields [6 0 R] >> >>"),
        6: "<< /FT /Tx /T (a) /Kids [6 0 R 6 0 R] /Parent 6 0 R >>",
    },
    "fonts_in_a_circle": {
        4: "<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /DescendantFonts [4 0 R] /ToUnicode 4 0 R >>"
    },
    "map_of_characters_without_end": {
        4: FONT.replace(" >>", " /ToUnicode 6 0 R >>"),
        6: stream("begincmap 100 beginbfrange\n" + "<0000> <ffff> <0041>\n" * 20_000 + "endbfrange endcmap"),
    },
    "optional_layers_without_end": {
        1: CATALOG.replace(" >>", " /OCProperties << /OCGs [6 0 R] /D << /Order 6 0 R >> >> >>"),
        6: "[ 6 0 R 6 0 R ]",
    },
}


def _add_tangled() -> None:
    shown = {
        "references_in_a_circle",
        "dictionaries_without_end",
        "page_of_absurd_size",
        "pages_that_hold_themselves",
    }
    for name, objects in _TANGLED.items():

        def make(traps: Traps, objects: dict[int, Body] = objects) -> bytes:
            del traps
            return _changed(objects)

        PDF_TANGLES.add(name, make, "read", "unread", short=name in shown)


_add_tangled()


@PDF_TANGLES.file("read", "unread")
def form_that_draws_itself(traps: Traps) -> bytes:
    del traps
    form = stream(
        "/X Do /X Do", "/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>"
    )
    return _drawing("/XObject << /X 6 0 R >>", "/X Do", {6: form})


@PDF_TANGLES.file("read", "unread")
def forms_that_double(traps: Traps) -> bytes:
    """Thirty forms, each drawn twice by the next: a thousand million drawings."""
    del traps
    about = "/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /X {} 0 R >> >>"
    forms: dict[int, Body] = {n: stream("/X Do /X Do", about.format(n + 1)) for n in range(6, 36)}
    forms[36] = stream("0 0 9 9 re f", "/Type /XObject /Subtype /Form /BBox [0 0 9 9]")
    return _drawing("/XObject << /X 6 0 R >>", "/X Do", forms)


@PDF_TANGLES.file("read", "unread")
def pattern_painted_with_itself(traps: Traps) -> bytes:
    del traps
    about = "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.0001 /YStep 0.0001 "
    pattern = stream("/Pattern cs /P scn 0 0 1 1 re f", f"{about} /Resources << /Pattern << /P 6 0 R >> >>")
    return _drawing("/Pattern << /P 6 0 R >>", "/Pattern cs /P scn 0 0 595 842 re f", {6: pattern})


@PDF_TANGLES.file("read", "unread")
def letters_drawn_with_themselves(traps: Traps) -> bytes:
    del traps
    font = (
        "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /CharProcs << /a 7 0 R >> "
        "/Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [9] "
        "/Resources << /Font << /F1 4 0 R >> >> >>"
    )
    return _changed({4: font, 5: stream("BT /F1 9 Tf (aaaa) Tj ET"), 7: stream("BT /F1 9 Tf (aaaa) Tj ET")})


@PDF_TANGLES.file("read", "unread", "refused")
def table_that_precedes_itself(traps: Traps) -> bytes:
    del traps
    whole = _changed({})
    at = whole.rindex(b"xref\n0")
    return whole.replace(b" /Root", f" /Prev {at} /Root".encode())


@PDF_TANGLES.file("read", "unread")
def table_of_absurd_size(traps: Traps) -> bytes:
    del traps
    return _changed({}).replace(b"xref\n0 6", b"xref\n0 2147483646")


@PDF_TANGLES.file("read", "unread")
def packed_table_of_absurd_widths(traps: Traps) -> bytes:
    del traps
    table = deflated(
        b"\x00" * 64, "/Type /XRef /W [2147483647 2147483647 1] /Index [0 2147483647] /Size 2147483647 /Root 1 0 R"
    )
    made = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n"
    return made + b"6 0 obj\n" + table + b"\nendobj\nstartxref\n%d\n%%%%EOF" % len(made)


@PDF_TANGLES.file("read", "unread")
def objects_that_extend_each_other(traps: Traps) -> bytes:
    del traps
    return _changed({6: deflated("7 0 8 0 << >>", "/Type /ObjStm /N 2147483647 /First 2147483647 /Extends 6 0 R")})


@PDF_TANGLES.file("unread", "read")
def only_the_first_line(traps: Traps) -> bytes:
    del traps
    return b"%PDF-1.7\n"


@PDF_TANGLES.file("unread", "read")
def a_thousand_ends(traps: Traps) -> bytes:
    del traps
    return _changed({}) + b"\nstartxref\n0\n%%EOF\n" * 5_000


@PDF_TANGLES.file("unread", "read", short=True)
def locked_by_nobody_known(traps: Traps) -> bytes:
    del traps
    return one_page(trailer="/Encrypt << /Filter /Unheard /V 99 /R 99 /O <00> /U <00> /P -1 >> /ID [<00><00>]")
