"""Word and PowerPoint files that nest, repeat and swell without end, and those that carry macros."""

from tests.evidence.extractors import making_packages
from tests.evidence.extractors.making_packages import content_types, package
from tests.hostile.making_word_traps import KIND, WORDS, R, W, docx, relations
from tests.hostile.sample import Family, Traps

WORD_BURDENS = Family("T15", ".docx")
_P = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" {R}'
)


@WORD_BURDENS.file("unread")
def half_a_gigabyte_of_spaces(traps: Traps) -> bytes:
    del traps
    return docx(document=f"<w:document {W}><w:body>{WORDS}" + " " * 400_000_000)


@WORD_BURDENS.file("read", "unread")
def sixty_megabytes_of_words(traps: Traps) -> bytes:
    del traps
    return docx(WORDS * (60_000_000 // len(WORDS)))


@WORD_BURDENS.file("read", "unread")
def millions_of_empty_paragraphs(traps: Traps) -> bytes:
    del traps
    return docx(WORDS + "<w:p/>" * 3_000_000)


@WORD_BURDENS.file("read", "unread")
def one_paragraph_of_many_megabytes(traps: Traps) -> bytes:
    del traps
    return docx(f"<w:p><w:r><w:t>{'word ' * 3_000_000}</w:t></w:r></w:p>")


@WORD_BURDENS.file("read", "unread")
def one_word_of_many_megabytes(traps: Traps) -> bytes:
    del traps
    return docx(f"<w:p><w:r><w:t>{'w' * 9_000_000}</w:t></w:r></w:p>")


@WORD_BURDENS.file("read", "unread", threat="T16", short=True)
def tables_in_tables(traps: Traps) -> bytes:
    del traps
    deep = 20_000
    return docx("<w:tbl><w:tr><w:tc>" * deep + WORDS + "</w:tc></w:tr></w:tbl>" * deep)


@WORD_BURDENS.file("read", "unread", threat="T16")
def two_cells_in_each_of_two_cells(traps: Traps) -> bytes:
    """Tables of two cells nested two hundred deep: whoever reads a cell twice for its row doubles each time."""
    del traps
    deep = 200
    cell = f"<w:tc>{WORDS}</w:tc>"
    return docx(f"<w:tbl><w:tr>{cell}<w:tc>" * deep + WORDS + "</w:tc></w:tr></w:tbl>" * deep)


@WORD_BURDENS.file("read", "unread", threat="T16")
def boxes_in_boxes(traps: Traps) -> bytes:
    del traps
    deep = 3_000
    return docx("<w:p><w:r><w:txbxContent>" * deep + WORDS + "</w:txbxContent></w:r></w:p>" * deep)


@WORD_BURDENS.file("read", "unread", threat="T16")
def a_hundred_thousand_attributes(traps: Traps) -> bytes:
    del traps
    many = " ".join(f'a{n}="{n}"' for n in range(100_000))
    return docx(f"{WORDS}<w:p {many}/>")


@WORD_BURDENS.file("read", "unread", threat="T16")
def fifty_thousand_namespaces(traps: Traps) -> bytes:
    del traps
    many = " ".join(f'xmlns:n{n}="urn:{n}"' for n in range(50_000))
    return docx(f"{WORDS}<w:p {many}><n1:a/></w:p>")


@WORD_BURDENS.file("read", "unread", threat="T16")
def styles_based_on_each_other(traps: Traps) -> bytes:
    del traps
    rows = "".join(
        f'<w:style w:styleId="s{n}"><w:basedOn w:val="s{(n + 1) % 4_000}"/></w:style>' for n in range(4_000)
    )
    return docx(**{"word__styles.xml": f"<w:styles {W}>{rows}</w:styles>"})


@WORD_BURDENS.file("read", "unread", threat="T16")
def thousands_of_headers(traps: Traps) -> bytes:
    del traps
    parts: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types("word/document.xml", KIND),
        "_rels/.rels": relations(("officeDocument", "word/document.xml", False)),
        "word/document.xml": f"<w:document {W}><w:body>{WORDS}</w:body></w:document>",
    }
    headers = {
        f"word/header{n}.xml": f"<w:hdr {W}>{WORDS}<w:p><w:r><w:t>{n}</w:t></w:r></w:p></w:hdr>" for n in range(9_000)
    }
    return package({**parts, **headers})


@WORD_BURDENS.file("unread", "read", threat="T16")
def main_part_is_its_own_relations(traps: Traps) -> bytes:
    del traps
    return docx(**{"_rels__.rels": relations(("officeDocument", "_rels/.rels", False))})


@WORD_BURDENS.file("read", "unread", threat="T16", file_name="one slide many times.pptx")
def one_slide_many_times(traps: Traps) -> bytes:
    del traps
    number = 20_000
    rows = "".join(f'<p:sldId id="{n}" r:id="r0"/>' for n in range(number))
    shape = "<p:sp><p:txBody><a:p><a:r><a:t>The same words.</a:t></a:r></a:p></p:txBody></p:sp>"
    return package(
        {
            "[Content_Types].xml": content_types("ppt/presentation.xml", _POWERPOINT),
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml", False)),
            "ppt/presentation.xml": f"<p:presentation {_P}><p:sldIdLst>{rows}</p:sldIdLst></p:presentation>",
            "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml", False)),
            "ppt/slides/slide1.xml": f"<p:sld {_P}>{shape}</p:sld>",
            "ppt/slides/_rels/slide1.xml.rels": relations(("notesSlide", "../slides/slide1.xml", False)),
        }
    )


_POWERPOINT = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"


@WORD_BURDENS.file("read", "unread", threat="T13", file_name="film from elsewhere.pptx")
def film_from_elsewhere(traps: Traps) -> bytes:
    shape = (
        '<p:pic><p:nvPicPr><p:nvPr><a:videoFile r:link="r1"/></p:nvPr></p:nvPicPr></p:pic>'
        "<p:sp><p:txBody><a:p><a:r><a:t>Words.</a:t></a:r></a:p></p:txBody></p:sp>"
    )
    outside = (
        ("video", traps.address, True),
        ("video", traps.address, True),
        ("notesSlide", str(traps.secret), False),
    )
    return package(
        {
            "[Content_Types].xml": content_types("ppt/presentation.xml", _POWERPOINT),
            "_rels/.rels": relations(("officeDocument", "ppt/presentation.xml", False)),
            "ppt/presentation.xml": f'<p:presentation {_P}><p:sldIdLst><p:sldId r:id="r0"/></p:sldIdLst></p:presentation>',
            "ppt/_rels/presentation.xml.rels": relations(("slide", "slides/slide1.xml", False)),
            "ppt/slides/slide1.xml": f"<p:sld {_P}>{shape}</p:sld>",
            "ppt/slides/_rels/slide1.xml.rels": relations(*outside),
        }
    )


_MACROS = {
    "docm": lambda: making_packages.docx(WORDS, macros=True),
    "pptm": lambda: making_packages.pptx(macros=True),
}


def _add_macros() -> None:
    for suffix, make in _MACROS.items():
        for named in (suffix, suffix.replace("m", "x"), "txt"):
            WORD_BURDENS.add(
                f"macros_of_{suffix}_named_{named}", lambda _, make=make: make(), "read",
                threat="T34", file_name=f"macros of {suffix}.{named}", short=named == suffix,
            )  # fmt: skip


_add_macros()


@WORD_BURDENS.file("read", threat="T34", file_name="macros in a plain document.docx")
def macros_in_a_plain_document(traps: Traps) -> bytes:
    """The kind says that there are no macros, and there are some."""
    del traps
    return docx(**{"word__vbaProject.bin": b"Sub AutoOpen()\nShell(cmd)\nEnd Sub"})


@WORD_BURDENS.file("read", "refused", threat="T34", file_name="template.dotm")
def template_with_macros(traps: Traps) -> bytes:
    kind = "application/vnd.ms-word.template.macroEnabledTemplate.main+xml"
    code = f"Sub AutoOpen()\nOpen {traps.canary} For Output As #1\nEnd Sub".encode()
    return docx(**{"[Content_Types].xml": content_types("word/document.xml", kind), "word__vbaProject.bin": code})


@WORD_BURDENS.file("refused", threat="T34", file_name="addin.xlam")
def workbook_add_in(traps: Traps) -> bytes:
    del traps
    kind = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
    return package(
        {"[Content_Types].xml": content_types("xl/workbook.xml", kind), "xl/vbaProject.bin": b"\x00" * 900}
    )
