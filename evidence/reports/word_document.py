"""What every Word report has: paper, typefaces, language and properties, and bytes that repeat."""

import io
import zipfile
from datetime import date, datetime, time
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from evidence.reports.readiness_phrases import clean
from evidence.reports.readiness_tables import add_table_styles

_INK = RGBColor(0x0B, 0x0C, 0x0C)
_EARLIEST = (1980, 1, 1, 0, 0, 0)
_LONGEST_PROPERTY = 255


def _without_picture(document: Any) -> None:
    """Leave out the picture of a first page that the template brings: it is of no page of ours."""
    relations = document.part.package.rels
    for name in [name for name, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        relations.pop(name)


def landscape(*, title: str, subject: str, author: str, on: date) -> Any:
    """Start a document on A4, landscape, in British English; its dates are ``on``, never the clock's."""
    document = Document()
    _without_picture(document)
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(1.8)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(10.5)
    normal.paragraph_format.space_after = Pt(4)
    for name in ("Title", "Heading 1", "Heading 2", "Heading 3"):
        style = document.styles[name]
        style.font.name, style.font.color.rgb = "Arial", _INK
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
    add_table_styles(document)
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "en-GB")
    facts = document.core_properties
    facts.title, facts.subject = clean(title)[:_LONGEST_PROPERTY], clean(subject)[:_LONGEST_PROPERTY]
    facts.author = facts.last_modified_by = clean(author)[:_LONGEST_PROPERTY] or "Evidence library"
    facts.language, facts.comments, facts.revision = "en-GB", "", 1
    facts.created = facts.modified = datetime.combine(on, time())
    return document


def packed(document: Any) -> bytes:
    """Save, then pack again with fixed times: python-docx stamps entries with the clock."""
    made, out = io.BytesIO(), io.BytesIO()
    document.save(made)
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, date_time=_EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            new.writestr(entry, old.read(name))
    return out.getvalue()
