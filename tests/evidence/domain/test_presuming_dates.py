"""Dates and periods as councils write them."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.presuming_dates import find_dates

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
DAY_STYLES = (
    "{d} {month} {y}",
    "{d:02d} {month} {y}",
    "{d}{th} {month} {y}",
    "{d} {th} {month} {y}",
    "{d}{th} of {month} {y}",
    "{d} {upper} {y}",
    "{d} {mon} {y}",
    "{d}-{mon}-{y}",
    "{d}-{mon}-{yy}",
    "{d} {month}, {y}",
    "{month} {d}, {y}",
    "{month} {d}{th}, {y}",
    "{month} {d} {y}",
    "{d:02d}/{m:02d}/{y}",
    "{d}/{m}/{y}",
    "{d}/{m}/{yy}",
    "{d:02d}.{m:02d}.{y}",
    "{d}.{m}.{yy}",
    "{d:02d}-{m:02d}-{y}",
    "{y}-{m:02d}-{d:02d}",
    "{y}/{m:02d}/{d:02d}",
    "{y}.{m:02d}.{d:02d}",
    "Monday, {d} {month} {y}",
    "Monday {d}{th} {month} {y}",
    "{d} {mon} '{yy}",
    "{d} {month}{y}",
    "{d}{mon}{y}",
)
NAME_STYLES = (
    "{y}{m:02d}{d:02d}",
    "{y}{m:02d}{d:02d}_minutes",
    "{d:02d}{m:02d}{y}",
    "report {y}_{m:02d}_{d:02d}",
    "{y} {m:02d} {d:02d} notes",
    "{d} {mon} {yy}",
    "{d:02d}_{mon}_{y}",
    "minutes {d:02d}-{m:02d}-{y}",
    "{d:02d}{m:02d}{yy} notes",
)
DAYS = (date(2025, 1, 7), date(2024, 2, 29), date(2019, 10, 24), date(2023, 12, 31))
SOME_TEXT = st.text(max_size=300)
DATE_LIKE = st.lists(
    st.sampled_from(
        [
            "1",
            "31",
            "12",
            "99",
            "2024",
            "2025",
            "/",
            "-",
            ".",
            " ",
            "–",
            "Jan",
            "May",
            "Q3",
            "FY",
            "th",
            "to",
            "_",
            "'",
            "25",
            "winter",
            "year",
            "٣",
            "ſept",
            "sprıng",
            "31/02/2024",
            "0000",
            "9999",
            "\u00a0",
            "first quarter",
        ]
    ),
    max_size=14,
).map("".join)


def written(style: str, day: date) -> str:
    month = MONTHS[day.month - 1]
    th = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}.get(day.day, "th")
    return style.format(
        d=day.day,
        m=day.month,
        y=day.year,
        yy=f"{day.year % 100:02d}",
        month=month,
        mon=month[:3],
        upper=month.upper(),
        th=th,
    )


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("style", DAY_STYLES)
def test_days_are_read_the_british_way(style: str, day: date) -> None:
    found = find_dates(f"Report of {written(style, day)} to the panel")
    assert [(one.first, one.last, one.precision) for one in found] == [(day, day, "day")]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("style", NAME_STYLES)
def test_days_in_file_names(style: str, day: date) -> None:
    found = find_dates(written(style, day), in_name=True)
    assert [(one.first, one.precision) for one in found] == [(day, "day")]


@pytest.mark.parametrize("month", range(1, 13))
@pytest.mark.parametrize(
    "style", ["{month} {y}", "{mon} {y}", "{mon}-{yy}", "{mon} '{yy}", "{upper} {y}", "{month}, {y}"]
)
def test_months(style: str, month: int) -> None:
    found = find_dates(written(style, date(2025, month, 1)))
    assert [(one.first, one.precision) for one in found] == [(date(2025, month, 1), "month")]
    assert found[0].last.month == month


@pytest.mark.parametrize("month", range(1, 13))
def test_a_month_of_a_reporting_year_is_in_its_own_half(month: int) -> None:
    year = 2025 if month < 4 else 2024
    for style in ("{} 2024/25", "{} 2024-25", "{} 2024/2025"):
        assert [one.first for one in find_dates(style.format(MONTHS[month - 1]))] == [date(year, month, 1)]


@pytest.mark.parametrize("first", range(1999, 2031))
@pytest.mark.parametrize("join", ["/", "-", "–"])
def test_reporting_years_run_from_april_to_march(first: int, join: str) -> None:
    for second in (f"{(first + 1) % 100:02d}", str(first + 1)):
        found = find_dates(f"Annual report {first}{join}{second}")
        assert [(one.first, one.last) for one in found] == [(date(first, 4, 1), date(first + 1, 3, 31))]
        assert found[0].precision == "reporting-year"


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2008/9", "2008-04-01", "2009-03-31"),
        ("2024 to 2025", "2024-04-01", "2025-03-31"),
        ("FY24/25", "2024-04-01", "2025-03-31"),
        ("FY 2024/25", "2024-04-01", "2025-03-31"),
        ("FY25", "2024-04-01", "2025-03-31"),
        ("Q1 2024/25", "2024-04-01", "2024-06-30"),
        ("Q2 2024-25", "2024-07-01", "2024-09-30"),
        ("Q3 2024/25", "2024-10-01", "2024-12-31"),
        ("Q4 2024/25", "2025-01-01", "2025-03-31"),
        ("Q3 24/25", "2024-10-01", "2024-12-31"),
        ("Quarter 3 2024/25", "2024-10-01", "2024-12-31"),
        ("Quarter 2 (2024-25)", "2024-07-01", "2024-09-30"),
        ("2024/25 Q2", "2024-07-01", "2024-09-30"),
        ("third quarter of 2024/25", "2024-10-01", "2024-12-31"),
        ("Q4 2024", "2025-01-01", "2025-03-31"),
        ("October-December 2024", "2024-10-01", "2024-12-31"),
        ("October to December 2024", "2024-10-01", "2024-12-31"),
        ("November to February 2025", "2024-11-01", "2025-02-28"),
        ("September 2018 to September 2019", "2018-09-01", "2019-09-30"),
        ("Apr 24 - Mar 25", "2024-04-01", "2025-03-31"),
        ("1 April 2024 - 31 March 2025", "2024-04-01", "2025-03-31"),
        ("1st April 2024 – 31st March 2025", "2024-04-01", "2025-03-31"),
        ("01/04/2024 to 31/03/2025", "2024-04-01", "2025-03-31"),
        ("autumn 2024", "2024-09-01", "2024-11-30"),
        ("winter 2024/25", "2024-12-01", "2025-02-28"),
        ("2023-2026", "2023-01-01", "2026-12-31"),
        ("2023-26", "2023-01-01", "2026-12-31"),
        ("2023 to 2028", "2023-01-01", "2028-12-31"),
        ("2025-08", "2025-08-01", "2025-08-31"),
        ("01/2025", "2025-01-01", "2025-01-31"),
        ("in 2019 the", "2019-01-01", "2019-12-31"),
        ("20-22 June 2025", "2025-06-22", "2025-06-22"),
    ],
)
def test_periods(text: str, first: str, last: str) -> None:
    assert [(str(one.first), str(one.last)) for one in find_dates(text)] == [(first, last)]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Care Act 2014",
        "Health and Care Act 2022",
        "the 2021 census",
        "Census 2021",
        "Regulations 2014",
        "2014 Act",
        "£2,019",
        "2019%",
        "Tel: 023 8083 2530",
        "31/02/2024",
        "2024/26/99",
        "call 020 7946 0958",
        "paragraph 3.2.1",
        "1234567890",
        "item 12/13",
        "page 1 of 2",
        "24 people",
        "ratio 2025.5",
        "13/13/2024",
        "may be",
        "march on",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


def test_several_dates_keep_their_order_and_place() -> None:
    text = "On-site 27 January 2025, feedback 04/02/2025."
    assert [text[one.start : one.end] for one in find_dates(text)] == ["27 January 2025", "04/02/2025"]


@given(st.one_of(SOME_TEXT, DATE_LIKE), st.booleans())
def test_any_text_gives_ordered_spans_that_do_not_overlap(text: str, in_name: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
    found = find_dates(text, in_name=in_name)
    assert all(one.first <= one.last and 1970 <= one.first.year <= 2079 for one in found)
    assert all(one.end <= two.start for one, two in pairwise(found))
