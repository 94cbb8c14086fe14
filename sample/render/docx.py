"""Word documents."""

import io
from datetime import UTC, datetime, time

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_BREAK

from sample.render.packed import repacked
from sample.render.sheet_of_paper import Text
from sample.text import Block, Bullet, Heading, NewPage, Paragraph, Table


def render(text: Text) -> bytes:
    """Return a document with real heading, list and table styles, a footer and its properties."""
    document = Document()
    _without_picture(document)
    for block in text.blocks:
        _put(document, block)
    document.sections[0].footer.paragraphs[0].text = text.footer
    made = datetime.combine(text.made_on, time(10, 0), UTC)
    properties = document.core_properties
    properties.title, properties.author, properties.last_modified_by = text.title, text.author, text.author
    properties.created = properties.modified = made
    properties.keywords, properties.comments = "fictional sample", text.footer
    properties.language, properties.revision = "en-GB", 1
    buffer = io.BytesIO()
    document.save(buffer)
    return repacked(buffer.getvalue(), text.made_on)


def _without_picture(document: WordDocument) -> None:
    """Leave out the picture of a first page that the library's template brings: it is of no page of ours."""
    relations = document.part.package.rels
    for name in [name for name, one in relations.items() if one.reltype.endswith("/thumbnail")]:
        relations.pop(name)


def _put(document: WordDocument, block: Block) -> None:
    if isinstance(block, Heading):
        document.add_heading(block.text, block.level)
    elif isinstance(block, Paragraph):
        document.add_paragraph(block.text)
    elif isinstance(block, Bullet):
        document.add_paragraph(block.text, style="List Bullet")
    elif isinstance(block, NewPage):
        document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    elif isinstance(block, Table):
        _table(document, block)


def _table(document: WordDocument, block: Table) -> None:
    table = document.add_table(rows=len(block.rows), cols=len(block.rows[0]), style="Table Grid")
    for row, values in zip(table.rows, block.rows, strict=True):
        for cell, value in zip(row.cells, values, strict=True):
            cell.text = value
    for cell in table.rows[0].cells:
        for run in cell.paragraphs[0].runs:
            run.bold = True
    document.add_paragraph()
