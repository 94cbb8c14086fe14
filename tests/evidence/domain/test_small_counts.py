"""Counts of fewer than five people in sentences and tables."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.small_counts import small_counts


def counted(text: str) -> list[tuple[str, int]]:
    return [(text[one.start : one.end], one.count) for one in small_counts(text)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("In the quarter two people died while waiting.", 2),
        ("We know of 3 service users who moved away.", 3),
        ("Four of the women said that they felt safe.", 4),
        ("1 resident was moved to another home.", 1),
        ("Three older disabled people were in bed and breakfast.", 3),
        ("4 out of 7 carers said that they were tired.", 4),
        ("Three of 12 respondents had waited.", 3),
    ],
)
def test_small_counts_of_people(text: str, count: int) -> None:
    assert [number for _, number in counted(text)] == [count]


@pytest.mark.parametrize(
    "text",
    [
        "Fewer than five people waited.",
        "Two carers come four times a day; 4 out of 10 carers are tired, and 4 carers lift him.",
        "One in four people is over 65, and 12 people were asked.",
        "More than two people are needed, up to three people at most.",
        "The three innovation sites and two teams met four times.",
        "One person at a time may use the lift.",
        "We supported 13,272 people and 1.4 people per household.",
        "Under outcome 2 people told us about dignity.",
        "Spend was £3 people said.",
    ],
)
def test_what_is_no_small_count(text: str) -> None:
    assert counted(text) == []


def test_cells_under_a_heading_that_counts() -> None:
    text = (
        "Ethnic group | Number | % of all | Average weeks\n"
        "Asian | 3 | 2 | 4\nBlack | 12 | 9 | 3\nMixed | 1 | 1 | 2\nNot stated | <5 | 1 | 1"
    )
    assert counted(text) == [("3", 3), ("1", 1)]
    assert [text[one.start - 8 : one.start] for one in small_counts(text)] == ["Asian | ", "Mixed | "]


def test_cells_of_years_and_quarters_in_rows_about_people() -> None:
    text = "Measure | 2023/24 | Q1\nDeaths while waiting | 2 | 0\nRisk score | 3 | 4\nStaff vacancies | 1 | 2"
    assert counted(text) == [("2", 2)]


@pytest.mark.parametrize(
    "text",
    [
        "Risk | Likelihood | Impact\nPeople harmed while waiting | 3 | 4",
        "No. | Name | Team\n1 | Deaths review | North",
        "Priority | Number of people\nPriority 2 | 40",
        "Team | Number of desks\nNorth | 3",
    ],
)
def test_tables_that_count_something_else(text: str) -> None:
    assert counted(text) == []


@given(st.text(alphabet="0123456789 |\nofpeolPQ%", max_size=200))
def test_places_are_those_of_the_count(text: str) -> None:
    for one in small_counts(text):
        assert 1 <= one.count <= 4
        assert str(one.count) in text[one.start : one.end] or text[one.start : one.end][0].isalpha()
