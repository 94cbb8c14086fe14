"""Presentations: a slide for each heading, written as the few parts a presentation cannot do without."""

from xml.sax.saxutils import escape

from sample.render.packed import packed
from sample.render.pptx_parts import (
    LAYOUT,
    MASTER,
    NAMES,
    THEME,
    content_types,
    core,
    presentation,
    presentation_links,
    relations,
)
from sample.render.sheet_of_paper import Text
from sample.text import Block, Bullet, Table, sections

_LAYOUT_LINK = ("slideLayout", "../slideLayouts/slideLayout1.xml")
_WIDE = 8229600
_HOLDERS = {"title": '<p:ph type="title"/>', "body": '<p:ph type="body" idx="1"/>', "": ""}


def render(text: Text) -> bytes:
    """Return a presentation.

    Bullets and paragraphs go into the body of a slide, tables stand as tables, and each slide has the footer.
    """
    slides = [_slide(title, blocks, text.footer) for title, blocks in sections(text.blocks)]
    parts = [
        ("[Content_Types].xml", content_types(len(slides))),
        (
            "_rels/.rels",
            relations([("officeDocument", "ppt/presentation.xml"), ("core", "docProps/core.xml")]),
        ),
        ("docProps/core.xml", core(text)),
        ("ppt/presentation.xml", presentation(len(slides))),
        ("ppt/_rels/presentation.xml.rels", presentation_links(len(slides))),
        ("ppt/slideMasters/slideMaster1.xml", MASTER),
        (
            "ppt/slideMasters/_rels/slideMaster1.xml.rels",
            relations([_LAYOUT_LINK, ("theme", "../theme/theme1.xml")]),
        ),
        ("ppt/slideLayouts/slideLayout1.xml", LAYOUT),
        (
            "ppt/slideLayouts/_rels/slideLayout1.xml.rels",
            relations([("slideMaster", "../slideMasters/slideMaster1.xml")]),
        ),
        ("ppt/theme/theme1.xml", THEME),
    ]
    for number, slide in enumerate(slides, 1):
        parts.append((f"ppt/slides/slide{number}.xml", slide))
        parts.append((f"ppt/slides/_rels/slide{number}.xml.rels", relations([_LAYOUT_LINK])))
    return packed([(name, part.encode()) for name, part in parts], text.made_on)


def _slide(title: str, blocks: list[Block], footer: str) -> str:
    words = [block for block in blocks if not isinstance(block, Table)]
    tables = [block for block in blocks if isinstance(block, Table)]
    body = "".join(_paragraph(getattr(block, "text", ""), bullet=isinstance(block, Bullet)) for block in words)
    tall = 3200000 if tables else 4400000
    shapes = [
        _shape(2, "Title", (457200, 274638, _WIDE, 900000), _paragraph(title, size=3200), "title"),
        _shape(3, "Content", (457200, 1300000, _WIDE, tall), body or "<a:p/>", "body"),
        _shape(4, "Footer", (457200, 6400000, _WIDE, 300000), _paragraph(footer, size=900), ""),
    ]
    shapes += [_frame(10 + place, table) for place, table in enumerate(tables)]
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><p:sld {NAMES}><p:cSld><p:spTree><p:nvGrpSpPr>'
        '<p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        f"{''.join(shapes)}</p:spTree></p:cSld></p:sld>"
    )


def _shape(number: int, name: str, place: tuple[int, int, int, int], body: str, role: str) -> str:
    x, y, wide, tall = place
    holder = _HOLDERS[role]
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{number}" name="{name}"/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr>'
        f'<p:spPr><a:xfrm><a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{tall}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f'<p:txBody><a:bodyPr wrap="square"/><a:lstStyle/>{body}</p:txBody></p:sp>'
    )


def _paragraph(words: str, *, bullet: bool = False, size: int = 1800) -> str:
    marks = (
        '<a:pPr marL="285750" indent="-285750"><a:buChar char="&#8226;"/></a:pPr>'
        if bullet
        else "<a:pPr><a:buNone/></a:pPr>"
    )
    return f'<a:p>{marks}<a:r><a:rPr lang="en-GB" sz="{size}"/><a:t>{escape(words)}</a:t></a:r></a:p>'


def _frame(number: int, table: Table) -> str:
    count = len(table.rows[0])
    columns = f'<a:gridCol w="{_WIDE // count}"/>' * count
    rows = "".join(f'<a:tr h="320000">{"".join(_cell(cell) for cell in row)}</a:tr>' for row in table.rows)
    return (
        f'<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="{number}" name="Table {number}"/><p:cNvGraphicFramePr/>'
        f'<p:nvPr/></p:nvGraphicFramePr><p:xfrm><a:off x="457200" y="3300000"/><a:ext cx="{_WIDE}" '
        f'cy="{320000 * len(table.rows)}"/></p:xfrm><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/table">'
        f'<a:tbl><a:tblPr firstRow="1"/><a:tblGrid>{columns}</a:tblGrid>{rows}</a:tbl>'
        "</a:graphicData></a:graphic></p:graphicFrame>"
    )


def _cell(words: str) -> str:
    body = _paragraph(words, size=1200)
    return f"<a:tc><a:txBody><a:bodyPr/><a:lstStyle/>{body}</a:txBody><a:tcPr/></a:tc>"
