"""Percentage and band: every sum of nine scores, published councils, and the edges."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from evidence.domain.frameworks import Band, Framework, Score, Statement, Theme
from evidence.domain.scores import band_of, rate
from evidence.errors import Invalid

PUBLISHED = Path(__file__).parents[4] / "shared/data/published-scores.csv"
NINE = tuple(f"QS{number}" for number in range(1, 10))
BANDS = (
    Band(ref="inadequate", title="Inadequate", at_least=25, at_most=38),
    Band(ref="requires-improvement", title="Requires improvement", at_least=39, at_most=62),
    Band(ref="good", title="Good", at_least=63, at_most=87),
    Band(ref="outstanding", title="Outstanding", at_least=88, at_most=100),
)


def framework(bands: tuple[Band, ...] = BANDS) -> Framework:
    return Framework(
        ref="toy",
        version="1",
        title="Toy framework",
        dated_on=date(2026, 1, 1),
        provider="-",
        source_address="-",
        rights="-",
        themes=(Theme(number=1, ref="one", title="One"),),
        statements=tuple(Statement(ref=ref, title=ref, theme=1, asks="?") for ref in NINE),
        categories=(),
        scale=tuple(Score(value=value, meaning="-") for value in (1, 2, 3, 4)),
        bands=bands,
    )


def summing_to(total: int) -> dict[str, int]:
    """Nine scores that add up to ``total``, as even as can be."""
    return {ref: total // 9 + (number < total % 9) for number, ref in enumerate(NINE)}


EVERY_SUM = [
    (9, "25.00", 25, "inadequate", 5),
    (10, "27.78", 28, "inadequate", 4),
    (11, "30.56", 31, "inadequate", 3),
    (12, "33.33", 34, "inadequate", 2),
    (13, "36.11", 37, "inadequate", 1),
    (14, "38.89", 39, "requires-improvement", 9),
    (15, "41.67", 42, "requires-improvement", 8),
    (16, "44.44", 45, "requires-improvement", 7),
    (17, "47.22", 48, "requires-improvement", 6),
    (18, "50.00", 50, "requires-improvement", 5),
    (19, "52.78", 53, "requires-improvement", 4),
    (20, "55.56", 56, "requires-improvement", 3),
    (21, "58.33", 59, "requires-improvement", 2),
    (22, "61.11", 62, "requires-improvement", 1),
    (23, "63.89", 64, "good", 9),
    (24, "66.67", 67, "good", 8),
    (25, "69.44", 70, "good", 7),
    (26, "72.22", 73, "good", 6),
    (27, "75.00", 75, "good", 5),
    (28, "77.78", 78, "good", 4),
    (29, "80.56", 81, "good", 3),
    (30, "83.33", 84, "good", 2),
    (31, "86.11", 87, "good", 1),
    (32, "88.89", 89, "outstanding", None),
    (33, "91.67", 92, "outstanding", None),
    (34, "94.44", 95, "outstanding", None),
    (35, "97.22", 98, "outstanding", None),
    (36, "100.00", 100, "outstanding", None),
]


@pytest.mark.parametrize(("total", "exact", "shown", "band", "missing"), EVERY_SUM)
def test_every_sum_of_nine_scores(total: int, exact: str, shown: int, band: str, missing: int | None) -> None:
    rating = rate(summing_to(total), framework())
    assert rating
    found = (rating.total, rating.exact_text, rating.shown, rating.band.ref, rating.to_next_band)
    assert found == (total, exact, shown, band, missing)
    assert rating.exact == Fraction(100 * total, 36)
    assert not rating.provisional


def published() -> list[dict[str, str]]:
    if not PUBLISHED.exists():
        return []
    with PUBLISHED.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.mark.council_papers
@pytest.mark.skipif(not PUBLISHED.exists(), reason="published-scores.csv of the shared folder is absent")
@pytest.mark.parametrize("council", published(), ids=lambda council: council["council"])
def test_published_council_has_its_published_figures(council: dict[str, str]) -> None:
    rating = rate({ref: int(council[ref.lower()]) for ref in NINE}, framework())
    assert rating
    assert council["rating"].startswith(rating.band.title)
    assert council["overall_published"] in ("", str(rating.shown))


def test_no_scores_give_no_rating() -> None:
    assert rate({}, framework()) is None


def test_some_scores_are_rated_among_themselves_and_provisional() -> None:
    rating = rate({"QS1": 3, "QS2": 2}, framework())
    assert rating
    assert (rating.provisional, rating.scored, rating.of, rating.most) == (True, 2, 9, 8)
    assert (rating.exact_text, rating.shown, rating.band.ref) == ("62.50", 63, "good")
    assert (rating.next_band, rating.to_next_band) == (BANDS[3], 2)


@pytest.mark.parametrize("scores", [{"QS1": 0}, {"QS1": 5}, {"QS10": 3}])
def test_score_that_cannot_be_is_refused(scores: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        rate(scores, framework())


@pytest.mark.parametrize(
    ("shown", "band"), [(0, "inadequate"), (38, "inadequate"), (39, "requires-improvement"), (100, "good")]
)
def test_band_is_the_highest_whose_lower_edge_is_reached(shown: int, band: str) -> None:
    assert band_of(shown, framework(BANDS[:3])).ref == band
