"""The unchanging parts of a presentation.

Theme, master and layout, and the lists that hold a package together.
"""

from xml.sax.saxutils import escape

from sample.render.sheet_of_paper import Text

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.presentationml"
NAMES = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    f'xmlns:r="{_OFFICE}/relationships" xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_TREE = (
    '<p:cSld><p:spTree><p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr>'
    "<p:grpSpPr/></p:spTree></p:cSld>"
)
_COLOURS = {
    "dk1": "000000",
    "lt1": "FFFFFF",
    "dk2": "1F3A4D",
    "lt2": "EEF2F4",
    "accent1": "2B6777",
    "accent2": "C8702A",
    "accent3": "5B7F3A",
    "accent4": "6B4E8A",
    "accent5": "8A6D3B",
    "accent6": "4A4A4A",
    "hlink": "1A5FB4",
    "folHlink": "613583",
}
MASTER = (
    f'{_HEAD}<p:sldMaster {NAMES}>{_TREE}<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1" '
    'accent2="accent2" accent3="accent3" accent4="accent4" accent5="accent5" accent6="accent6" hlink="hlink" '
    'folHlink="folHlink"/><p:sldLayoutIdLst><p:sldLayoutId id="2147483649" r:id="rId1"/></p:sldLayoutIdLst>'
    "</p:sldMaster>"
)
LAYOUT = (
    f'{_HEAD}<p:sldLayout {NAMES} type="obj" preserve="1">{_TREE}<p:clrMapOvr><a:masterClrMapping/></p:clrMapOvr>'
    "</p:sldLayout>"
)


def _theme() -> str:
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    face = '<a:latin typeface="Arial"/><a:ea typeface=""/><a:cs typeface=""/>'
    fill = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
    line = f'<a:ln w="9525">{fill}</a:ln>'
    effect = "<a:effectStyle><a:effectLst/></a:effectStyle>"
    return (
        f'{_HEAD}<a:theme xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" name="Council">'
        f'<a:themeElements><a:clrScheme name="Council">{colours}</a:clrScheme><a:fontScheme name="Council">'
        f"<a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>"
        f'<a:fmtScheme name="Council"><a:fillStyleLst>{fill * 3}</a:fillStyleLst><a:lnStyleLst>{line * 3}'
        f"</a:lnStyleLst><a:effectStyleLst>{effect * 3}</a:effectStyleLst><a:bgFillStyleLst>{fill * 3}"
        "</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
    )


THEME = _theme()


def relations(links: list[tuple[str, str]]) -> str:
    """Return a relationships part; ``core`` stands for the core properties."""
    core_kind = f"{_PACKAGE}/relationships/metadata/core-properties"
    listed = "".join(
        f'<Relationship Id="rId{number}" Type="{core_kind if kind == "core" else f"{_OFFICE}/relationships/{kind}"}" '
        f'Target="{target}"/>'
        for number, (kind, target) in enumerate(links, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def presentation_links(slides: int) -> str:
    """Return what the presentation part points at: master first, then slides, then theme."""
    links = [("slideMaster", "slideMasters/slideMaster1.xml")]
    links += [("slide", f"slides/slide{number}.xml") for number in range(1, slides + 1)]
    return relations([*links, ("theme", "theme/theme1.xml")])


def presentation(slides: int) -> str:
    """Return the presentation part, which lists the slides in order."""
    listed = "".join(f'<p:sldId id="{255 + number}" r:id="rId{number + 1}"/>' for number in range(1, slides + 1))
    return (
        f'{_HEAD}<p:presentation {NAMES}><p:sldMasterIdLst><p:sldMasterId id="2147483648" r:id="rId1"/>'
        f"</p:sldMasterIdLst><p:sldIdLst>{listed}</p:sldIdLst>"
        '<p:sldSz cx="9144000" cy="6858000" type="screen4x3"/><p:notesSz cx="6858000" cy="9144000"/></p:presentation>'
    )


def content_types(slides: int) -> str:
    """Return the part that names every other part's type."""
    named = {
        "/ppt/presentation.xml": f"{_KIND}.presentation.main+xml",
        "/ppt/slideMasters/slideMaster1.xml": f"{_KIND}.slideMaster+xml",
        "/ppt/slideLayouts/slideLayout1.xml": f"{_KIND}.slideLayout+xml",
        "/ppt/theme/theme1.xml": "application/vnd.openxmlformats-officedocument.theme+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
    }
    named |= {f"/ppt/slides/slide{number}.xml": f"{_KIND}.slide+xml" for number in range(1, slides + 1)}
    parts = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in named.items())
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def core(text: Text) -> str:
    """Return the core properties: title, author, day, and that the sample is fictional."""
    stamp = f"{text.made_on.isoformat()}T10:00:00Z"
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(text.title)}</dc:title><dc:creator>{escape(text.author)}</dc:creator>"
        f"<cp:keywords>fictional sample</cp:keywords><dc:description>{escape(text.footer)}</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{stamp}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{stamp}</dcterms:modified></cp:coreProperties>'
    )
