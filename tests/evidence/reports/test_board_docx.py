"""The Word paper of a board: headings, tables, language, harmless words, bytes that repeat."""

import io

import pytest
from docx import Document
from docx.oxml.ns import qn

from evidence.reports.board_docx import BoardDocx
from evidence.reports.board_paper import BoardPaper
from tests.evidence.reports.board_builder import HOSTILE, NEXT_TO_NOTHING, PAPER, spaced, with_words


def opened(paper: BoardPaper) -> Document:
    return Document(io.BytesIO(BoardDocx().render(paper)))


def words_in(paper: BoardPaper) -> str:
    root = opened(paper).element.body
    breaks = {qn("w:t"): lambda one: one.text or "", qn("w:br"): lambda _: "\n"}
    parts = ("".join(breaks[t.tag](t) for t in p.iter(*breaks)) for p in root.iter(qn("w:p")))
    return spaced(" ".join(parts))


def test_it_says_everything_of_the_paper() -> None:
    words = words_in(PAPER)

    for part in (
        PAPER.title, PAPER.council, PAPER.framework, PAPER.not_a_judgement, *PAPER.decisions, PAPER.rating,
        "Waits have fallen.", *PAPER.changes, "Compared with the board of 11 December 2025.",
        "QS1 Assessing needs Asha Lead 3 5 of 7 Evidence: adequate Evidence rose from weak to adequate. None",
        "The score of 3 is not supported: its evidence is missing.", "QS2 not in this framework missing; 1 of 5; no",
        "Carys Penhallow 2 11 1", "A-0002 QS1 Ring everyone who waits Ben 1 March 2026 open, new",
    ):  # fmt: skip
        assert part in words


def test_headings_tables_language_and_title_are_real() -> None:
    document = opened(PAPER)

    headings = [p.text for p in document.paragraphs if p.style.name == "Heading 1"]
    assert headings == [
        "Decisions wanted", "What the lead says", "The council’s own scores", "Change since the last board",
        "The quality statements", "How each statement has moved", "Overdue, by owner", "Actions",
    ]  # fmt: skip
    assert [len(table.rows) for table in document.tables] == [3, 3, 2, 2]
    first_rows = [table.rows[0]._tr for table in document.tables]
    assert all(row.trPr.find(qn("w:tblHeader")) is not None for row in first_rows)
    assert {one.get(qn("w:val")) for one in document.styles.element.iter(qn("w:lang"))} == {"en-GB"}
    assert document.core_properties.title == "Assurance board, 15 January 2026"
    assert "not a judgement of the service" in document.sections[0].footer.paragraphs[0].text


def test_a_first_board_without_anything_says_so() -> None:
    words = words_in(NEXT_TO_NOTHING)

    assert "No decision is wanted of this board." in words
    assert "Nobody is behind" in words
    assert "There are no actions." in words
    assert "How each statement has moved" not in words


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_of_people_come_out_in_full(hostile: str) -> None:
    assert words_in(with_words(hostile)).count(spaced(hostile)) >= 7


def test_a_long_note_comes_out_in_full() -> None:
    long = "Waits fell. " * 850
    assert spaced(long) in words_in(with_words(long.strip()))


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert BoardDocx().render(PAPER) == BoardDocx().render(PAPER)
