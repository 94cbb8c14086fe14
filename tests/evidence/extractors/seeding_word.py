"""A Word document with words in every place that such a file keeps words in.

``Ola Nordby`` stands wherever a reader sees words, and is what the tests ask to take out. ``HUSH`` words stand
where no reader looks, and must be gone without anybody asking.
"""

import io

from PIL import ExifTags, Image, PngImagePlugin

from tests.evidence.extractors.making_packages import CORE, content_types, package

NAME = "Ola Nordby"
HUSH = "Hush-"
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    f'xmlns:a="{_A}" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" '
    'xmlns:hush="urn:Hush-namespace"'
)


def relations(*rows: tuple[str, str, str]) -> str:
    """Return a relations part of (id, kind, target); a target with a colon is outside the package."""
    inner = ""
    for number, kind, target in rows:
        mode = ' TargetMode="External"' if ":" in target else ""
        inner += f'<Relationship Id="{number}" Type="{_TYPE}{kind}" Target="{target}"{mode}/>'
    return f'<Relationships xmlns="{_RELATIONS}">{inner}</Relationships>'


def run(text: str, properties: str = "") -> str:
    """Return a run of text."""
    held = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r w:rsidR="00AB12CD">{held}<w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*inner: str, properties: str = "") -> str:
    """Return a paragraph of runs and other marks; plain text becomes a run."""
    held = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{held}{''.join(one if one.startswith('<') else run(one) for one in inner)}</w:p>"


def field(code: str, shown: str) -> str:
    """Return a field with its code and what it shows."""
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText>{code}</w:instrText></w:r>{marks[1]}{run(shown)}{marks[2]}"


def photograph() -> bytes:
    """Return a JPEG, red on the left and blue on the right, with a place and a camera in it."""
    picture = Image.new("RGB", (60, 20), (255, 0, 0))
    picture.paste((0, 0, 255), (30, 0, 60, 20))
    about = picture.getexif()
    about[ExifTags.Base.Artist] = f"{HUSH}photographer"
    made = io.BytesIO()
    picture.save(made, "JPEG", exif=about, comment=f"{HUSH}jpeg-comment".encode())
    return made.getvalue() + f"{HUSH}after-the-end".encode()


def drawing() -> bytes:
    """Return a PNG with a text in it that no page shows."""
    about = PngImagePlugin.PngInfo()
    about.add_text("Author", f"{HUSH}png-author")
    made = io.BytesIO()
    Image.new("RGB", (20, 20), (0, 255, 0)).save(made, "PNG", pnginfo=about)
    return made.getvalue()


def _picture(number: str, cut: str = "", *, hidden: str = "") -> str:
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="300000"/>'
        f'<wp:docPr id="7" name="{HUSH}file-name.jpg" descr="A picture of {NAME}" title="Scan of {NAME}"{hidden}>'
        f'<a:hlinkClick r:id="rLink" tooltip="{HUSH}picture-tooltip"/></wp:docPr>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
        f'<pic:nvPicPr><pic:cNvPr id="7" name="{HUSH}folder/name.jpg"/><pic:cNvPicPr/></pic:nvPicPr>'
        f'<pic:blipFill><a:blip r:embed="{number}"><a:extLst><a:ext uri="{{{HUSH}extension}}"/></a:extLst></a:blip>'
        f"{cut}<a:stretch><a:fillRect/></a:stretch></pic:blipFill>"
        '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="300000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing></w:r>"
    )


def _box() -> str:
    inner = f"<w:txbxContent>{paragraph(f'Text box of {NAME}.')}</w:txbxContent>"
    shape = (
        '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="300000"/>'
        f'<wp:docPr id="9" name="{HUSH}box-name"/><a:graphic><a:graphicData '
        'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp><wps:cNvSpPr/><wps:spPr>'
        '<a:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="300000"/></a:xfrm><a:prstGeom prst="rect"><a:avLst/>'
        f"</a:prstGeom></wps:spPr><wps:txbx>{inner}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic>"
        "</wp:inline>"
    )
    old = f"<w:pict><v:shape><v:textbox>{inner.replace(NAME, HUSH + 'fallback')}</v:textbox></v:shape></w:pict>"
    return (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{shape}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{old}</mc:Fallback></mc:AlternateContent></w:r>"
    )


def _chart_frame() -> str:
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="3000000" cy="2000000"/>'
        '<wp:docPr id="8" name="Chart"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/chart"><c:chart r:id="rChart"/></a:graphicData>'
        "</a:graphic></wp:inline></w:drawing></w:r>"
    )


def _diagram() -> str:
    return (
        '<w:r><w:drawing><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="900000" cy="300000"/>'
        '<wp:docPr id="6" name="Diagram"/><a:graphic><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/diagram"><dgm:relIds r:dm="rData" r:lo="rLayout" '
        'r:qs="rStyle" r:cs="rColours"/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>'
    )


def _of_diagram(name: str, inner: str) -> str:
    return f"<dgm:{name} {SPACES}>{inner}</dgm:{name}>"


def chart(name: str = NAME) -> str:
    """Return a chart whose title, categories and cells behind it hold words."""
    first, last = name.split()
    runs = f"<a:r><a:t>Chart of {first} </a:t></a:r><a:r><a:t>{last}</a:t></a:r>"
    title = f"<c:title><c:tx><c:rich><a:bodyPr/><a:p>{runs}</a:p></c:rich></c:tx></c:title>"
    series = (
        f'<c:ser><c:idx val="0"/><c:order val="0"/><c:tx><c:strRef><c:f>\'{HUSH}sheet\'!$B$1</c:f><c:strCache>'
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>Days of {name}</c:v></c:pt></c:strCache></c:strRef></c:tx>'
        f"<c:cat><c:strRef><c:f>'{HUSH}sheet'!$A$2</c:f><c:strCache><c:ptCount val=\"1\"/>"
        f'<c:pt idx="0"><c:v>{name}</c:v></c:pt></c:strCache></c:strRef></c:cat>'
        f"<c:val><c:numRef><c:f>'{HUSH}sheet'!$B$2</c:f><c:numCache><c:formatCode>General</c:formatCode>"
        '<c:ptCount val="1"/><c:pt idx="0"><c:v>12</c:v></c:pt></c:numCache></c:numRef></c:val></c:ser>'
    )
    return (
        f'<c:chartSpace xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" xmlns:a="{_A}" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        f'<c:chart>{title}<c:plotArea><c:barChart><c:barDir val="bar"/><c:grouping val="clustered"/>{series}'
        '<c:axId val="1"/><c:axId val="2"/></c:barChart>'
        '<c:catAx><c:axId val="1"/><c:scaling/><c:axPos val="l"/><c:crossAx val="2"/></c:catAx>'
        '<c:valAx><c:axId val="2"/><c:scaling/><c:axPos val="b"/><c:crossAx val="1"/></c:valAx>'
        '</c:plotArea></c:chart><c:externalData r:id="rBook"/></c:chartSpace>'
    )


def body() -> str:
    """Return the document's text, every way of hiding words in it included."""
    ins = f'<w:ins w:id="1" w:author="{HUSH}author" w:date="2024-01-31T09:00:00Z">'
    gone = f'<w:del w:id="2" w:author="{HUSH}author"><w:r><w:delText>{HUSH}deleted</w:delText></w:r></w:del>'
    moved = f'<w:moveFrom w:id="3" w:author="{HUSH}author">{run(HUSH + "moved")}</w:moveFrom>'
    comment = (
        '<w:commentRangeStart w:id="1"/>',
        '<w:commentRangeEnd w:id="1"/><w:r><w:commentReference w:id="1"/></w:r>',
    )
    simple = f'<w:fldSimple w:instr="AUTHOR {HUSH}simple-field">{run("Simple field of " + NAME)}</w:fldSimple>'
    embedded = '<w:r><w:object><o:OLEObject Type="Embed" ProgID="Excel.Sheet.12" r:id="rBook"/></w:object></w:r>'
    control = (
        f'<w:sdt><w:sdtPr><w:alias w:val="{HUSH}alias"/><w:tag w:val="{HUSH}tag"/><w:dropDownList>'
        f'<w:listItem w:displayText="{HUSH}choice" w:value="1"/></w:dropDownList></w:sdtPr>'
        f"<w:sdtContent>{paragraph(f'Control of {NAME}.')}</w:sdtContent></w:sdt>"
    )
    row = "<w:tr>{}{}</w:tr>".format
    cell = "<w:tc><w:tcPr/>{}</w:tc>".format
    table = "<w:tbl><w:tblPr/>{}</w:tbl>".format(
        row("", cell(paragraph("Ola")) + cell(paragraph("Nordby")))
        + row("<w:trPr><w:hidden/></w:trPr>", cell(paragraph(f"{HUSH}hidden-row")))
        + row(f'<w:trPr><w:del w:id="4" w:author="{HUSH}author"/></w:trPr>', cell(paragraph(f"{HUSH}deleted-row")))
    )
    deleted_end = f'<w:rPr><w:del w:id="5" w:author="{HUSH}author"/></w:rPr>'
    ticked = '<w:ffData><w:name w:val="Hush-tick"/><w:checkBox><w:checked/></w:checkBox></w:ffData>'
    return "".join(
        (
            f"<?hush {HUSH}instruction?><!-- {HUSH}xml-comment -->",
            f'<w:bookmarkStart w:id="0" w:name="{HUSH}bookmark"/><w:bookmarkEnd w:id="0"/>',
            paragraph("Waiting times fell.", properties='<w:pStyle w:val="Heading1"/>'),
            paragraph("Split: ", "O", run("la", "<w:b/>"), " Nor", "<w:r><w:softHyphen/></w:r>", "dby."),
            paragraph(comment[0], f"{ins}{run('Inserted for ' + NAME + '.')}</w:ins>", gone, moved, comment[1]),
            paragraph(run(f"{HUSH}vanish", "<w:vanish/>"), run("Shown.", '<w:vanish w:val="0"/>')),
            paragraph(run(f"{HUSH}run-style", '<w:rStyle w:val="Unseen"/>')),
            paragraph(f"{HUSH}paragraph-style", properties='<w:pStyle w:val="UnseenToo"/>'),
            paragraph(field(f'INCLUDETEXT "{HUSH}field-code"', f"Field of {NAME}")),
            paragraph(simple),
            paragraph(
                f'<w:r><w:fldChar w:fldCharType="begin">{ticked}</w:fldChar></w:r>',
                "<w:r><w:instrText> FORMCHECKBOX </w:instrText></w:r>",
                '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
                " agreed",
            ),
            paragraph("Joined", properties=deleted_end),
            paragraph(" here."),
            paragraph(f'<w:hyperlink r:id="rName" w:tooltip="{HUSH}tooltip">{run("Link of " + NAME)}</w:hyperlink>'),
            paragraph(f'<w:hyperlink r:id="rLink">{run("Plain link")}</w:hyperlink>'),
            paragraph(f'<w:hyperlink w:anchor="{HUSH}bookmark">{run("Inner link")}</w:hyperlink>'),
            paragraph("Noted", '<w:r><w:footnoteReference w:id="2"/></w:r><w:r><w:endnoteReference w:id="2"/></w:r>'),
            paragraph(_picture("rPhoto", '<a:srcRect r="50000"/>'), _picture("rDrawing"), _picture("rMeta")),
            paragraph(_box()),
            paragraph(_chart_frame()),
            paragraph(f'<w:r><w:pict><v:shape alt="{NAME}"><v:textpath string="{NAME}"/></v:shape></w:pict></w:r>'),
            paragraph(f"<m:oMath><m:r><m:t>Sum of {NAME}</m:t></m:r></m:oMath>"),
            paragraph(_diagram()),
            paragraph("Tabbed: Ola", "<w:r><w:tab/></w:r>", "Nordby."),
            paragraph(embedded),
            control,
            table,
            '<w:altChunk r:id="rChunk"/>',
            '<w:sectPr><w:headerReference w:type="default" r:id="rHeader"/>',
            '<w:footerReference w:type="default" r:id="rFooter"/></w:sectPr>',
        )
    )


def _story(name: str, inner: str) -> str:
    return f"<w:{name} {SPACES}>{inner}</w:{name}>"


def _notes(name: str) -> str:
    one = f'<w:{name} w:id="{{}}">{{}}</w:{name}>'.format
    return _story(f"{name}s", one(2, paragraph(f"{name} of {NAME}.")) + one(3, paragraph(f"{HUSH}orphan-{name}")))


def _styles() -> str:
    style = '<w:style w:type="{}" w:styleId="{}"><w:name w:val="{}"/>{}</w:style>'.format
    return _story(
        "styles",
        style("paragraph", "Heading1", "heading 1", "")
        + style("character", "Unseen", f"Style of {NAME}", "<w:rPr><w:vanish/></w:rPr>")
        + style("paragraph", "UnseenBase", "base", "<w:rPr><w:vanish/></w:rPr>")
        + style("paragraph", "UnseenToo", "too", '<w:basedOn w:val="UnseenBase"/>'),
    )


def parts() -> dict[str, str | bytes]:
    """Return every part of the document by name."""
    settings = f'<w:docVars><w:docVar w:name="x" w:val="{HUSH}variable"/></w:docVars>'
    types = content_types(
        "word/document.xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    ).replace("<Override", '<Default Extension="xml" ContentType="application/xml"/><Override')
    return {
        "[Content_Types].xml": types,
        "_rels/.rels": relations(
            ("r1", "officeDocument", "word/document.xml"),
            ("r2", "metadata/thumbnail", "docProps/thumbnail.jpeg"),
            ("r3", "custom-properties", "docProps/custom.xml"),
        ),
        "word/document.xml": f"<w:document {SPACES}><w:body>{body()}</w:body></w:document>",
        "word/_rels/document.xml.rels": relations(
            ("rStyles", "styles", "styles.xml"),
            ("rSettings", "settings", "settings.xml"),
            ("rHeader", "header", f"{HUSH}header.xml"),
            ("rFooter", "footer", "footer1.xml"),
            ("rFoot", "footnotes", "footnotes.xml"),
            ("rEnd", "endnotes", "endnotes.xml"),
            ("rComments", "comments", "comments.xml"),
            ("rPhoto", "image", f"media/{HUSH}photo.jpg"),
            ("rDrawing", "image", "media/drawing.png"),
            ("rMeta", "image", "media/words.emf"),
            ("rChart", "chart", "charts/chart1.xml"),
            ("rBook", "package", "embeddings/book.xlsx"),
            ("rData", "diagramData", "diagrams/data1.xml"),
            ("rLayout", "diagramLayout", "diagrams/layout1.xml"),
            ("rStyle", "diagramQuickStyle", "diagrams/style1.xml"),
            ("rColours", "diagramColors", "diagrams/colours1.xml"),
            ("rChunk", "aFChunk", "chunk.html"),
            ("rCustom", "customXml", "../customXml/item1.xml"),
            ("rName", "hyperlink", "https://example.org/ola%20nordby"),
            ("rLink", "hyperlink", "https://example.org/"),
            ("rTemplate", "attachedTemplate", f"file:///C:/{HUSH}template.dotx"),
            ("rPeople", "people", "people.xml"),
            ("rGlossary", "glossaryDocument", "glossary/document.xml"),
        ),
        "word/styles.xml": _styles(),
        "word/settings.xml": _story("settings", f'{settings}<w:evenAndOddHeaders w:val="0"/>'),
        f"word/{HUSH}header.xml": _story("hdr", paragraph(f"Header of {NAME}.")),
        "word/footer1.xml": _story("ftr", paragraph(f"Footer of {NAME}.", field(" PAGE ", "1"))),
        "word/footnotes.xml": _notes("footnote"),
        "word/endnotes.xml": _notes("endnote"),
        "word/comments.xml": _story(
            "comments", f'<w:comment w:id="1" w:author="{HUSH}commenter">{paragraph(HUSH + "comment")}</w:comment>'
        ),
        "word/people.xml": _story("people", paragraph(f"{HUSH}person")),
        "word/glossary/document.xml": _story("glossaryDocument", paragraph(f"{HUSH}glossary")),
        f"word/media/{HUSH}photo.jpg": photograph(),
        "word/media/drawing.png": drawing(),
        "word/media/words.emf": b"\x01\x00\x00\x00" + f"{HUSH}metafile".encode("utf-16-le"),
        "word/charts/chart1.xml": chart(),
        "word/charts/_rels/chart1.xml.rels": relations(("rBook", "package", "../embeddings/book.xlsx")),
        "word/embeddings/book.xlsx": f"{HUSH}embedded".encode(),
        "word/diagrams/data1.xml": _of_diagram(
            "dataModel",
            f"<dgm:ptLst><dgm:pt><dgm:t><a:p><a:r><a:t>Step of {NAME}</a:t></a:r></a:p></dgm:t></dgm:pt></dgm:ptLst>",
        ),
        "word/diagrams/layout1.xml": _of_diagram("layoutDef", f'<dgm:title val="{HUSH}layout"/>'),
        "word/diagrams/style1.xml": _of_diagram("styleDef", ""),
        "word/diagrams/colours1.xml": _of_diagram("colorsDef", ""),
        "word/chunk.html": f"<p>{HUSH}chunk</p>",
        "word/unknown.bin": f"{HUSH}unknown".encode("utf-16-le"),
        "customXml/item1.xml": f"<x>{HUSH}custom-part</x>",
        "docProps/core.xml": CORE.replace("Asha", f"{HUSH}creator"),
        "docProps/app.xml": f"<Properties><Company>{HUSH}company</Company></Properties>",
        "docProps/custom.xml": f"<Properties><p>{HUSH}property</p></Properties>",
        "docProps/thumbnail.jpeg": photograph(),
    }


def seeded_docx() -> bytes:
    """Return the document."""
    return package(parts())
