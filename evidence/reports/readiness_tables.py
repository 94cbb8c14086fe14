"""Tables of the Word report, written as Word's own XML: python-docx takes seconds for a thousand rows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt

from evidence.domain.readiness import Verdict
from evidence.reports.readiness_phrases import clean

_TEXT, _HEADING = "Table text", "Table heading"
_SHADES: dict[Verdict, str] = {
    "strong": "BFE3CC",
    "adequate": "D5E8F5",
    "weak": "FFE9B8",
    "missing": "F6D7D2",
}
_HEAD = "F3F2F1"
_TWIPS_PER_CM = 567
_PADDING = (("top", 40), ("left", 80), ("bottom", 40), ("right", 80))


@dataclass(frozen=True, slots=True)
class Said:
    """What a table cell says, and the verdict whose shade it takes; line ends are kept."""

    text: str
    verdict: Verdict | None = None


def add_table_styles(document: Any) -> None:
    """Add the two paragraph styles that table cells are written in."""
    for name, bold in ((_TEXT, None), (_HEADING, True)):
        style = document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = document.styles["Normal"]
        style.font.size, style.font.bold = Pt(9), bold
        style.paragraph_format.space_after = Pt(0)


def add_table(document: Any, head: Sequence[str], rows: Iterable[Sequence[Said]], widths: Sequence[float]) -> None:
    """Add a table whose header row repeats and whose rows do not break across pages.

    ``widths`` are centimetres, one per column. An empty paragraph follows, so that two tables never join.
    """
    table = document.add_table(rows=0, cols=len(head), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    body = table._tbl  # noqa: SLF001 -- python-docx has no other way to its XML
    body.tblPr.find(qn("w:tblLook")).addprevious(parse_xml(_padding()))
    styles = document.styles
    body.append(parse_xml(_row([Said(text) for text in head], widths, styles[_HEADING].style_id, head=True)))
    for row in rows:
        body.append(parse_xml(_row(row, widths, styles[_TEXT].style_id)))
    document.add_paragraph()


def _padding() -> str:
    sides = "".join(f'<w:{side} w:w="{twips}" w:type="dxa"/>' for side, twips in _PADDING)
    return f"<w:tblCellMar {nsdecls('w')}>{sides}</w:tblCellMar>"


def _row(said: Sequence[Said], widths: Sequence[float], style: str, *, head: bool = False) -> str:
    cells = "".join(
        _cell(one, round(width * _TWIPS_PER_CM), style, head=head) for one, width in zip(said, widths, strict=True)
    )
    repeated = "<w:tblHeader/>" if head else ""
    return f"<w:tr {nsdecls('w')}><w:trPr><w:cantSplit/>{repeated}</w:trPr>{cells}</w:tr>"


def _cell(said: Said, twips: int, style: str, *, head: bool) -> str:
    fill = _HEAD if head else _SHADES[said.verdict] if said.verdict else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in clean(said.text).split("\n"))
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{twips}" w:type="dxa"/>{shade}</w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr><w:r>{lines}</w:r></w:p></w:tc>'
    )
