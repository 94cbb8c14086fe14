"""A board's paper as a Word document, to edit before it goes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt

from evidence.reports import board_words as words
from evidence.reports.board_paper import BoardPaper
from evidence.reports.readiness_tables import Said, add_table
from evidence.reports.word_document import landscape, packed

_PAGE = f'<w:fldSimple {nsdecls("w")} w:instr=" PAGE "><w:r><w:t>1</w:t></w:r></w:fldSimple>'
_WIDTH = 26.0
"""Centimetres between the margins."""


@dataclass(frozen=True, slots=True)
class BoardDocx:
    """A4, landscape, with real headings and tables whose header rows repeat."""

    name: str = "board-docx"
    title: str = "Board paper as a Word document"
    format: str = "docx"
    media_type: str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    suffix: str = ".docx"

    def render(self, paper: BoardPaper) -> bytes:
        """Return the document; its dates are the board's day, so that its bytes repeat."""
        document = landscape(
            title=paper.title, subject=paper.not_a_judgement, author=paper.council, on=paper.on
        )  # fmt: skip
        _foot(document, paper)
        document.add_paragraph(paper.title, style="Title")
        for line in words.about_lines(paper):
            document.add_paragraph(line)
        document.add_paragraph().add_run(paper.not_a_judgement).bold = True
        _opening(document, paper)
        _statements(document, paper)
        _people(document, paper)
        return packed(document)


def _foot(document: Any, paper: BoardPaper) -> None:
    document.styles["Footer"].font.size = Pt(9)
    foot = document.sections[0].footer.paragraphs[0]
    foot.text = f"{words.footer(paper)} Page "
    foot._p.append(parse_xml(_PAGE))  # noqa: SLF001 -- python-docx has no other way to a field


def _opening(document: Any, paper: BoardPaper) -> None:
    _heading(document, "decisions")
    for decision in paper.decisions:
        document.add_paragraph(decision, style="List Number")
    if not paper.decisions:
        document.add_paragraph(words.NO_DECISION)
    if paper.note:
        _heading(document, "note")
    for part in filter(str.strip, paper.note.split("\n")):
        document.add_paragraph(part)
    _heading(document, "scores")
    document.add_paragraph(paper.rating)
    _heading(document, "changes")
    style = "List Bullet" if len(paper.changes) > 1 else None
    for sentence in paper.changes:
        document.add_paragraph(sentence, style=style)


def _statements(document: Any, paper: BoardPaper) -> None:
    _heading(document, "statements")
    rows = [
        [
            Said(f"{one.ref} {one.title}"), Said(one.lead), Said(one.score), Said(one.sub_topics),
            Said(one.evidence, one.verdict), Said(one.change), Said(one.not_supported),
        ]
        for one in paper.lines
    ]  # fmt: skip
    add_table(document, words.LINE_HEADS, rows, [5, 3.6, 2, 2.3, 2.7, 5.4, 5])
    if not paper.trend:
        return
    _heading(document, "trend")
    document.add_paragraph(words.TREND_SAYS)
    each = (_WIDTH - 3) / len(paper.trend_days)
    add_table(
        document,
        [words.TREND_HEAD, *paper.trend_days],
        [[Said(one.ref), *(Said(cell.said, cell.verdict) for cell in one.cells)] for one in paper.trend],
        [3, *([each] * len(paper.trend_days))],
    )


def _people(document: Any, paper: BoardPaper) -> None:
    _heading(document, "owners")
    behind = [[one.owner, str(one.out_of_date), str(one.due), str(one.actions)] for one in paper.owners]
    _table(document, words.OWNER_HEADS, behind, [12.5, 4.5, 4.5, 4.5], words.NO_OWNER)
    _heading(document, "actions")
    planned = [[one.id, one.statement, one.text, one.owner, one.due, one.state] for one in paper.actions]
    _table(document, words.ACTION_HEADS, planned, [2, 2.4, 9.8, 4.2, 3.4, 4.2], words.NO_ACTION)


def _table(
    document: Any, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float], if_none: str
) -> None:
    if not rows:
        document.add_paragraph(if_none)
        return
    add_table(document, heads, [[Said(text) for text in row] for row in rows], widths)


def _heading(document: Any, part: str) -> None:
    document.add_heading(words.HEADS[part], 1)
