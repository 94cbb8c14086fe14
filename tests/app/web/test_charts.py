"""Where the parts of charts stand: exact at the edges, inside the drawing always, and said in words."""

from datetime import date

import pytest

from app.web.charts import score_bar, score_row, sparkline
from evidence.adapters.frameworks import FileFrameworks, schemas_folder
from evidence.domain.scores import rate

CQC = FileFrameworks(schemas_folder() / "frameworks").load("cqc-local-authority")
REFS = [statement.ref for statement in CQC.in_force]


def bar(*values: int) -> object:
    rating = rate(dict(zip(REFS, values, strict=False)), CQC)
    assert rating
    return score_bar("bar", "Council", rating, CQC.bands)


@pytest.mark.parametrize(
    ("values", "band", "mark"),
    [
        ((1,) * 9, "inadequate", "25%"),
        ((1,) * 4 + (2,) * 5, "requires-improvement", "39%"),
        ((3,) * 5 + (2,) * 4, "good", "64%"),
        ((4,) * 9, "outstanding", "100%"),
    ],
)
def test_the_mark_stands_in_the_band_that_the_regulator_would_give(
    values: tuple[int, ...], band: str, mark: str
) -> None:
    drawn = bar(*values)

    here = next(one for one in drawn.bands if one.here)
    assert here.ref == band
    assert here.x <= drawn.mark_x <= here.x + here.width
    assert drawn.mark == mark


def test_bands_fill_the_width_without_holes() -> None:
    drawn = bar(*(2,) * 9)

    assert drawn.bands[0].x == 0
    for one, after in zip(drawn.bands, drawn.bands[1:], strict=False):
        assert one.x + one.width == pytest.approx(after.x, abs=0.02)
    assert drawn.bands[-1].x + drawn.bands[-1].width == pytest.approx(100, abs=0.02)


def test_the_word_of_a_mark_at_an_edge_stays_inside() -> None:
    assert [bar(*(value,) * 9).anchor for value in (1, 3, 4)] == ["start", "middle", "end"]


def test_a_bar_says_in_words_what_it_shows() -> None:
    drawn = bar(*(3,) * 5 + (2,) * 4)

    assert drawn.title == "Council: 64%, Good"
    assert "Good from 63% to 87%" in drawn.words
    assert "exactly 63.89%" in drawn.words


def test_a_row_fills_as_many_blocks_as_the_score_and_none_where_there_is_none() -> None:
    drawn = score_row("row", "CQC", {"QS1": 1, "QS2": 4, "QS3": None})

    assert [sum(block.filled for block in column.blocks) for column in drawn.columns] == [1, 4, 0]
    lowest_filled = max(block.y for block in drawn.columns[0].blocks)
    assert [block.y for block in drawn.columns[0].blocks if block.filled] == [lowest_filled]
    assert drawn.words == "QS1: 1, QS2: 4, QS3: no score."
    assert all(column.x >= 0 and column.x + column.width <= 100 for column in drawn.columns)


def test_a_row_of_no_statements_is_empty() -> None:
    assert score_row("row", "CQC", {}).columns == ()


def test_a_line_rises_with_its_values_and_sets_days_apart_as_they_were() -> None:
    days = [date(2026, 1, 1), date(2026, 1, 11), date(2026, 4, 11)]

    drawn = sparkline("line", "QS1", list(zip(days, (0, 2, 4), strict=True)), highest=4)

    (x0, y0), (x1, y1), (x2, y2) = drawn.points
    assert (y0, y2) == (drawn.foot, drawn.top)
    assert y0 > y1 > y2
    assert (x1 - x0) / (x2 - x0) == pytest.approx(0.1, abs=0.01)
    assert drawn.words == "Of 4: 0 on 1/1/2026, 2 on 11/1/2026, 4 on 11/4/2026."


@pytest.mark.parametrize(("value", "highest"), [(0, 0), (9, 4)])
def test_a_line_stays_inside_whatever_the_values(value: int, highest: int) -> None:
    drawn = sparkline("line", "QS1", [(date(2026, 1, 1), value)], highest=highest)

    ((x, y),) = drawn.points
    assert 0 <= x <= drawn.width
    assert drawn.top <= y <= drawn.foot


def test_nothing_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="needs a value"):
        sparkline("line", "QS1", [], highest=4)
