"""The PDF paper of a board: tagged, in full, harmless, and the same each time."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pypdfium2
import pytest

from evidence.reports.board_paper import BoardPaper
from evidence.reports.board_pdf import MARK, SHOWABLE, BoardPdf, TypesettingFailed
from tests.evidence.reports.board_builder import HOSTILE, NEXT_TO_NOTHING, PAPER, spaced, with_words

REPORTS = Path(__file__).resolve().parents[3] / "evidence" / "reports"


def words_in(made: bytes) -> str:
    with pypdfium2.PdfDocument(made) as document:
        return spaced(" ".join(page.get_textpage().get_text_bounded() for page in document))


def closed_up(text: str) -> str:
    """Without white space: a reader of PDF cannot know where a line was broken inside a word."""
    return re.sub(r"[\s\u200b]", "", text)


def shown(paper: BoardPaper) -> str:
    return words_in(BoardPdf().render(paper))


def test_it_says_everything_of_the_paper() -> None:
    words = closed_up(shown(PAPER))

    for part in (
        PAPER.title, PAPER.council, PAPER.framework, PAPER.not_a_judgement, *PAPER.decisions, PAPER.rating,
        "Waits have fallen.", *PAPER.changes, "Compared with the board of 11 December 2025.",
        "Evidence: adequate", "The score of 3 is not supported: its evidence is missing.", "not in this framework",
        "Carys Penhallow", "Ring everyone who waits", "1 March 2026", "open, new",
    ):  # fmt: skip
        assert closed_up(part) in words


def test_it_is_tagged_in_british_english_with_a_title_and_both_standards() -> None:
    made = BoardPdf().render(PAPER)

    with pypdfium2.PdfDocument(made) as document:
        assert document.get_metadata_dict()["Title"] == "Assurance board, 15 January 2026"
        assert document.get_metadata_dict()["CreationDate"].startswith("D:20260115")
        assert document.is_tagged()
    assert re.search(rb"/Lang\s*\(en-GB\)", made)
    assert b"<pdfuaid:part>1<" in made
    assert b"<pdfaid:part>2<" in made
    assert b"<pdfaid:conformance>A<" in made
    for tag in (b"/H1", b"/Table", b"/TH", b"/THead", b"/LI"):
        assert tag in made


def test_a_first_board_without_anything_says_so() -> None:
    words = shown(NEXT_TO_NOTHING)

    assert "No decision is wanted of this board." in words
    assert "Nobody is behind" in words
    assert "There are no actions." in words
    assert "How each statement has moved" not in words


@pytest.mark.parametrize("hostile", HOSTILE)
def test_words_of_people_come_out_as_words(hostile: str) -> None:
    assert closed_up(shown(with_words(hostile))).count(closed_up(hostile)) >= 7


def test_a_character_without_a_shape_becomes_a_mark() -> None:
    words = shown(replace(PAPER, note="Before 中 \ue000 \U0001f600 \u0378 after", decisions=("w\u0302 yes",)))

    assert f"Before {MARK} {MARK} {MARK} {MARK} after" in words
    assert "ŵ yes" in words


def test_every_character_let_through_can_be_shown_plain_and_bold() -> None:
    let_through = re.compile(f"[{SHOWABLE}]")
    every = [chr(code) for code in range(0x20, 0xFFFF) if let_through.match(chr(code))]
    assert len(every) > 1_500

    note = "\n".join(" ".join(f"a{one}" for one in every[at : at + 40]) for at in range(0, len(every), 40))

    assert BoardPdf().render(replace(PAPER, note=note, not_a_judgement=note.replace("\n", " "))).startswith(b"%PDF")


def test_a_long_note_and_a_word_without_end_stay_on_the_page() -> None:
    long, endless = "Waits fell. " * 850, "x" * 2_000
    made = BoardPdf().render(replace(with_words(endless), note=long))

    assert closed_up(words_in(made)).count("Waitsfell.") == 850
    with pypdfium2.PdfDocument(made) as document:
        for page in document:
            text, width = page.get_textpage(), page.get_width()
            boxes = [text.get_charbox(at) for at in range(text.count_chars())]
            assert max(right for _, _, right, _ in boxes) <= width
            assert min(bottom for _, bottom, _, _ in boxes) >= 0


def test_the_same_paper_gives_the_same_bytes() -> None:
    assert BoardPdf().render(PAPER) == BoardPdf().render(PAPER)
    assert BoardPdf().render(PAPER) != BoardPdf().render(replace(PAPER, note="Other"))


def test_a_font_that_is_not_there_is_a_failure_not_another_face(tmp_path: Path) -> None:
    with pytest.raises(TypesettingFailed, match="unknown font family"):
        BoardPdf(fonts=tmp_path).render(PAPER)


def test_a_fault_in_the_template_is_a_failure(tmp_path: Path) -> None:
    shutil.copy(REPORTS / "templates" / "board.typ", tmp_path)
    template = tmp_path / "board.typ"
    template.write_text(template.read_text(encoding="utf-8") + '\n#read("/etc/passwd")\n', encoding="utf-8")
    with pytest.raises(TypesettingFailed):
        BoardPdf(templates=tmp_path).render(PAPER)


def test_the_template_fetches_nothing_and_evaluates_nothing() -> None:
    template = (REPORTS / "templates" / "board.typ").read_text(encoding="utf-8")
    assert not re.search(r"@preview|\beval\b|#import|#include|\bread\(|\bimage\(", template)
