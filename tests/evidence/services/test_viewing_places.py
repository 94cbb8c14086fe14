"""Where on a page words and quotes stand, and sheets as tables."""

import io
from collections.abc import Callable

import pypdfium2
import pytest
from PIL import Image

from evidence.domain.people import folder_owner
from evidence.errors import Invalid, NotFound
from evidence.readings import Box, Sheet
from evidence.services.viewing import Viewing
from tests.evidence.extractors import making_pdf
from tests.evidence.services.viewing_builder import PAGES, paper, workbook

ASHA = folder_owner("Asha")
Offer = Callable[..., str]


def words_under(content: bytes, page: int, boxes: list[Box]) -> list[str]:
    """What a reader of the file finds under each box: asked of the file itself."""
    document = pypdfium2.PdfDocument(content)
    shown = document[page - 1]
    wide, tall = shown.get_size()
    text = shown.get_textpage()
    found = [
        text.get_text_bounded(b.x0 * wide, (1 - b.y1) * tall, b.x1 * wide, (1 - b.y0) * tall).strip() for b in boxes
    ]
    text.close()
    document.close()
    return found


class TestPlaces:
    def test_passages_of_a_page_come_with_their_places(self, viewing: Viewing, offer: Offer) -> None:
        ref = offer(paper(*PAGES))
        (passage,) = viewing.page(ref, 2)
        assert (passage.place, passage.page, passage.locator) == (1, 2, "p. 2")
        assert "Safeguarding" in passage.text
        assert viewing.places(ref) == {0: 1, 1: 2}
        with pytest.raises(NotFound):
            viewing.page(ref, 3)

    def test_words_searched_for_are_marked_by_the_rules_that_find_them(self, viewing: Viewing, offer: Offer) -> None:
        content = paper(*PAGES)
        ref = offer(content)
        assert words_under(content, 1, viewing.boxes(ref, 1, words="wait kind:policy -reablement")) == [
            "waited", "waiting",
        ]  # fmt: skip
        assert words_under(content, 1, viewing.boxes(ref, 1, words='"waiting lists"')) == ["waiting list"]
        assert words_under(content, 2, viewing.boxes(ref, 2, words="DP")) == ["Direct payments"]
        assert viewing.boxes(ref, 2, words="reablement") == []
        assert viewing.boxes(ref, 1, words="kind:policy") == viewing.boxes(ref, 1) == []

    @pytest.mark.parametrize("turn", [0, 90, 180, 270])
    def test_boxes_turn_with_the_page(self, turn: int, viewing: Viewing, offer: Offer) -> None:
        document, made = pypdfium2.PdfDocument(making_pdf.pdf([["Waiting"]])), io.BytesIO()
        document[0].set_rotation(turn)
        document.save(made)
        document.close()
        ref = offer(made.getvalue())
        (box,) = viewing.boxes(ref, 1, words="waiting")
        with Image.open(viewing.picture(ref, 1)) as picture:
            ink = picture.convert("L").point(lambda value: 255 if value < 128 else 0)
        left, top, right, bottom = ink.getbbox() or (0, 0, 0, 0)
        assert box.x0 * ink.width <= left + 1
        assert box.y0 * ink.height <= top + 1
        assert box.x1 * ink.width >= right - 1
        assert box.y1 * ink.height >= bottom - 1
        assert (box.x1 - box.x0) * (box.y1 - box.y0) < 0.01

    @pytest.mark.parametrize(
        "quote", ["people WAIT too-long", "“People wait too\n long”", "wait too long for re-views", "wait too long"]
    )
    def test_a_quote_is_found_over_line_ends_and_hyphens(self, quote: str, viewing: Viewing, offer: Offer) -> None:
        ref = offer(making_pdf.pdf([["We heard that people wait", "too long for re-", "views here."]]))
        boxes = viewing.boxes(ref, 1, quote=quote)
        assert len(boxes) == (3 if "views" in quote else 2)
        assert [box.y0 for box in boxes] == sorted(box.y0 for box in boxes)

    def test_a_quote_is_exact_and_what_stood_around_it_decides(self, viewing: Viewing, offer: Offer) -> None:
        content = making_pdf.pdf([["In 2024 people waited.", "In 2025 people waited less."]])
        ref = offer(content)
        assert viewing.boxes(ref, 1, quote="people waited longer") == []
        first = viewing.boxes(ref, 1, quote="people waited", before="In 2024 ")
        second = viewing.boxes(ref, 1, quote="people waited", before="In 2025 ", after=" less.")
        assert first[0].y1 <= second[0].y0 + 0.01

    def test_a_quote_over_a_page_end_is_marked_on_both(self, viewing: Viewing, offer: Offer) -> None:
        content = making_pdf.pdf([["First. People wait"], ["too long. Last."], ["Else."]])
        ref = offer(content)
        assert words_under(content, 1, viewing.boxes(ref, 1, quote="wait too long")) == ["wait"]
        assert words_under(content, 2, viewing.boxes(ref, 2, quote="wait too long")) == ["too long."]
        assert viewing.boxes(ref, 3, quote="wait too long") == []

    def test_kinds_without_pages_have_no_boxes(self, viewing: Viewing, offer: Offer) -> None:
        assert viewing.boxes(offer(b"Words.", "paper.txt"), 1, words="words") == []


class TestTables:
    def test_a_long_and_wide_sheet_comes_in_parts_with_true_numbers(self, viewing: Viewing, offer: Offer) -> None:
        ref = offer(workbook(), "list.xlsx")
        table = viewing.tables(ref)
        assert [table.part.rows[at].number for at in (0, -1)] == [1, 500]
        assert table.part.rows[3].cells[:3] == ("zebrafinch 3", "x", "x")
        assert table.part.first_column == 1
        assert (table.more, table.part.next_row, table.part.more_columns) == (True, 501, 11)
        rest = viewing.tables(ref, first=501)
        assert (len(rest.part.rows), rest.part.next_row) == (100, None)

    def test_a_hidden_sheet_is_shown_and_marked(self, viewing: Viewing, offer: Offer) -> None:
        table = viewing.tables(offer(workbook(), "list.xlsx"), sheet=2)
        assert table.sheets[table.sheet - 1] == Sheet("Workings", hidden=True)
        assert [row.cells for row in table.part.rows] == [("Hidden workings",)]
        assert not table.more

    def test_a_table_of_text_is_one_sheet(self, viewing: Viewing, offer: Offer) -> None:
        table = viewing.tables(offer(b"Team,Waits\n,12\n", "list.csv"))
        assert table.sheets == (Sheet(""),)
        assert [row.cells for row in table.part.rows] == [("Team", "Waits"), ("", "12")]

    def test_what_is_not_there_or_no_table_says_so(self, viewing: Viewing, offer: Offer) -> None:
        ref = offer(workbook(), "list.xlsx")
        for sheet in (0, 3):
            with pytest.raises(NotFound, match="it has 2"):
                viewing.tables(ref, sheet=sheet)
        with pytest.raises(Invalid, match="no table"):
            viewing.tables(offer(paper(*PAGES)))
