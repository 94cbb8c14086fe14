"""Small Word, PowerPoint and OpenDocument files, written part by part as their standards say."""

import io
import zipfile

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_MAIN = "application/vnd.openxmlformats-officedocument"
_W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_A = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    f'xmlns:r="{_OFFICE}"'
)
_O = "urn:oasis:names:tc:opendocument:xmlns:"
_ODF = (
    f'xmlns:office="{_O}office:1.0" xmlns:text="{_O}text:1.0" xmlns:table="{_O}table:1.0" '
    f'xmlns:draw="{_O}drawing:1.0" '
    f'xmlns:presentation="{_O}presentation:1.0" xmlns:style="{_O}style:1.0" xmlns:meta="{_O}meta:1.0" '
    f'xmlns:manifest="{_O}manifest:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/"'
)
CORE = (
    '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/">'
    "<dc:title>Reablement review</dc:title><dc:creator>Asha</dc:creator>"
    "<dcterms:created>2024-01-31T09:30:00Z</dcterms:created></cp:coreProperties>"
)


def package(parts: dict[str, str | bytes]) -> bytes:
    """Return a zip of the parts, in order."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            stored = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(name, content, stored)
    return made.getvalue()


def relations(*rows: tuple[str, str, str]) -> str:
    """Return a relations part of (id, last word of the type, target)."""
    inner = "".join(f'<Relationship Id="{i}" Type="{_OFFICE}/{kind}" Target="{target}"/>' for i, kind, target in rows)
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{inner}</Relationships>'


def content_types(part: str, kind: str) -> str:
    """Return the part that says what kind of package this is."""
    override = f'<Override PartName="/{part}" ContentType="{kind}"/>'
    return f'<Types xmlns="{_PACKAGE}/content-types">{override}</Types>'


def word_run(text: str, *, bold: bool = False) -> str:
    """Return a run of Word text."""
    properties = "<w:rPr><w:b/></w:rPr>" if bold else ""
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'


def word_paragraph(text: str, style: str = "", *, bold: bool = False) -> str:
    """Return a paragraph of Word text, with a style where one is named."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{word_run(text, bold=bold)}</w:p>"


def word_table(*rows: tuple[str, ...]) -> str:
    """Return a Word table."""
    cells = ("".join(f"<w:tc>{word_paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


def docx(body: str, *, macros: bool = False, **parts: str) -> bytes:
    """Return a Word document; ``parts`` are further parts of the folder ``word``, such as ``header1``."""
    kind = (
        "application/vnd.ms-word.document.macroEnabled.main+xml"
        if macros
        else f"{_MAIN}.wordprocessingml.document.main+xml"
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{style}"><w:name w:val="{name}"/>{under}</w:style>'
        for style, name, under in (
            ("Heading1", "heading 1", ""),
            ("Heading2", "heading 2", ""),
            ("Title", "Title", ""),
            ("CouncilHeading", "Council heading", '<w:basedOn w:val="Heading1"/>'),
        )
    )
    held: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types("word/document.xml", kind),
        "_rels/.rels": relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": f"<w:document {_W}><w:body>{body}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(("rId1", "styles", "styles.xml")),
        "word/styles.xml": f"<w:styles {_W}>{styles}</w:styles>",
        "docProps/core.xml": CORE,
    }
    held |= {f"word/{name}.xml": f"<w:{_root(name)} {_W}>{inner}</w:{_root(name)}>" for name, inner in parts.items()}
    if macros:
        held["word/vbaProject.bin"] = b"\x00macro"
    return package(held)


def _root(name: str) -> str:
    return {"header1": "hdr", "header2": "hdr", "footer1": "ftr"}.get(name, name)


def full_docx() -> bytes:
    """Return a Word document with text in every place that readers of the format often miss."""
    box = f"<w:txbxContent>{word_paragraph('In a text box.')}</w:txbxContent>"
    choice = (
        f"<mc:Choice><wps:txbx>{box}</wps:txbx></mc:Choice><mc:Fallback><v:textbox>{box}</v:textbox></mc:Fallback>"
    )
    deleted = "<w:del><w:r><w:delText>deleted words</w:delText></w:r></w:del>"
    parts = (
        word_paragraph("Before any heading."),
        word_paragraph("Areas to improve", "CouncilHeading"),
        word_paragraph("Waiting times for reablement fell."),
        f"<w:sdt><w:sdtContent>{word_paragraph('In a content control.')}</w:sdtContent></w:sdt>",
        f"<w:p>{word_run('Kept ')}<w:ins>{word_run('inserted words')}</w:ins>{deleted}</w:p>",
        f"<w:p><w:hyperlink>{word_run('linked words')}</w:hyperlink></w:p>",
        f"<w:p><w:r><w:t>Host.</w:t><mc:AlternateContent>{choice}</mc:AlternateContent></w:r></w:p>",
        word_table(("Team", "Days"), ("North", "12")),
        word_table(("Framed alone",)),
    )
    separator = f'<w:footnote w:type="separator">{word_paragraph("no")}</w:footnote>'
    return docx(
        "".join(parts),
        header1=word_paragraph("Official header"),
        header2=word_paragraph("Official header"),
        footer1=word_paragraph("The footer"),
        footnotes=f"{separator}<w:footnote>{word_paragraph('A footnote.')}</w:footnote>",
        endnotes=f"<w:endnote>{word_paragraph('An endnote.')}</w:endnote>",
        comments=f'<w:comment w:author="Ben">{word_paragraph("Is this right?")}</w:comment>',
    )


def pptx(*, macros: bool = False) -> bytes:
    """Return three slides, stored in another order than shown, one hidden, with a group, table, chart and notes."""
    kind = (
        "application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml"
        if macros
        else f"{_MAIN}.presentationml.presentation.main+xml"
    )
    order = "".join(f'<p:sldId id="{place}" r:id="rId{place}"/>' for place in (2, 1, 3))
    words = "<a:p><a:r><a:t>Days waited</a:t></a:r></a:p>"
    series = "<c:ser><c:tx><c:v>North</c:v></c:tx><c:val><c:v>12</c:v><c:v>9</c:v></c:val></c:ser>"
    notes = _shape("Say this aloud.") + _shape("77", "sldNum")
    held: dict[str, str | bytes] = {
        "[Content_Types].xml": content_types("ppt/presentation.xml", kind),
        "_rels/.rels": relations(("rId1", "officeDocument", "ppt/presentation.xml")),
        "ppt/presentation.xml": f"<p:presentation {_A}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(
            *((f"rId{place}", "slide", f"slides/slide{place}.xml") for place in (1, 2, 3))
        ),
        "ppt/slides/slide1.xml": f"<p:sld {_A}>{_shape('The second slide.')}</p:sld>",
        "ppt/slides/slide2.xml": f"<p:sld {_A}>{_full_slide()}</p:sld>",
        "ppt/slides/slide3.xml": f'<p:sld show="0" {_A}>{_shape("Hidden slide.")}</p:sld>',
        "ppt/slides/_rels/slide2.xml.rels": relations(
            ("rId1", "chart", "../charts/chart1.xml"), ("rId2", "notesSlide", "../notesSlides/notesSlide1.xml")
        ),
        "ppt/charts/chart1.xml": f'<c:chart xmlns:c="urn:c" {_A}>{words}{series}</c:chart>',
        "ppt/notesSlides/notesSlide1.xml": f"<p:notes {_A}>{notes}</p:notes>",
        "docProps/core.xml": CORE,
    }
    if macros:
        held["ppt/vbaProject.bin"] = b"\x00macro"
    return package(held)


def _full_slide() -> str:
    cells = "".join(f"<a:tc><a:txBody>{_words(cell)}</a:txBody></a:tc>" for cell in ("Team", "Days"))
    group = f"<p:grpSp><p:grpSp>{_shape('Waiting times for reablement fell.')}</p:grpSp></p:grpSp>"
    table = f"<p:graphicFrame><a:tbl><a:tr>{cells}</a:tr></a:tbl></p:graphicFrame>"
    return _shape("Our performance", "title") + group + table


def _shape(text: str, placeholder: str = "") -> str:
    kind = f'<p:nvSpPr><p:nvPr><p:ph type="{placeholder}"/></p:nvPr></p:nvSpPr>' if placeholder else ""
    return f"<p:sp>{kind}<p:txBody>{_words(text)}</p:txBody></p:sp>"


def _words(text: str) -> str:
    return f"<a:p><a:r><a:t>{text}</a:t></a:r></a:p>"


def open_document(kind: str, body: str, *, encrypted: bool = False) -> bytes:
    """Return an OpenDocument file; ``kind`` is text, spreadsheet or presentation, ``body`` the content in it."""
    secret = "<manifest:file-entry><manifest:encryption-data/></manifest:file-entry>" if encrypted else ""
    header = "<style:header><text:p>Official header</text:p></style:header>"
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {_ODF}><office:body><office:{kind}>{body}</office:{kind}>"
            "</office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_ODF}>{header}</office:document-styles>",
            "meta.xml": f"<office:document-meta {_ODF}><office:meta><dc:title>Reablement review</dc:title>"
            "<meta:creation-date>2024-01-31T09:30:00</meta:creation-date></office:meta></office:document-meta>",
            "META-INF/manifest.xml": f"<manifest:manifest {_ODF}>{secret}</manifest:manifest>",
        }
    )


def odt() -> bytes:
    """Return a text with a heading, a note, a box, a table and a deletion."""
    body = (
        "<text:tracked-changes><text:p>deleted words</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">Areas to improve</text:h>'
        '<text:p>Waiting<text:s text:c="2"/>times for <text:span>reable</text:span>ment fell.'
        "<text:note><text:note-body><text:p>A footnote.</text:p></text:note-body></text:note></text:p>"
        "<text:p><draw:frame><draw:text-box><text:p>In a text box.</text:p></draw:text-box></draw:frame></text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>Team</text:p></table:table-cell>"
        "<table:table-cell><text:p>Days</text:p></table:table-cell></table:table-row></table:table>"
    )
    return open_document("text", body)


def odp() -> bytes:
    """Return two slides, the first with a title and notes."""

    def frame(text: str, kind: str = "outline") -> str:
        box = f"<draw:text-box><text:p>{text}</text:p></draw:text-box>"
        return f'<draw:frame presentation:class="{kind}">{box}</draw:frame>'

    notes = f"<presentation:notes>{frame('Say this aloud.')}</presentation:notes>"
    first = frame("Our performance", "title") + frame("Waiting times for reablement fell.") + notes
    pages = (first, frame("The second slide."))
    return open_document("presentation", "".join(f"<draw:page>{page}</draw:page>" for page in pages))


def ods() -> bytes:
    """Return one sheet whose table begins in the third row."""

    def row(*cells: str) -> str:
        inner = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
            for cell in cells
        )
        return f"<table:table-row>{inner}</table:table-row>"

    empty = '<table:table-row table:number-rows-repeated="2"><table:table-cell/></table:table-row>'
    rows = empty + row("Team", "What happened") + row("North", "Waiting times for reablement fell.")
    return open_document("spreadsheet", f'<table:table table:name="Waiting list">{rows}</table:table>')
