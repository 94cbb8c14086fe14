"""When a document is in date: by kind, by its dates, and on the day asked about."""

from datetime import date

import pytest

from evidence.domain.currency import IN_DATE, TITLES, Currency, Dates, currency, in_date_until, months_after
from evidence.domain.vocabulary import CurrencyRule

YEAR = CurrencyRule(months=12, due_days=60)
PLAN = CurrencyRule(months=12, due_days=60, looks_ahead=True)
AGELESS = CurrencyRule(months=None)
MADE = Dates(dated_on=date(2025, 3, 31))


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 3, 30), "not-yet"),
        (date(2025, 3, 31), "in-date"),
        (date(2026, 1, 30), "in-date"),
        (date(2026, 1, 31), "due"),
        (date(2026, 3, 31), "due"),
        (date(2026, 4, 1), "out-of-date"),
    ],
)
def test_months_of_the_kind_run_from_the_date_and_the_last_day_is_in_date(on: date, expected: str) -> None:
    assert currency(MADE, YEAR, on) == expected


@pytest.mark.parametrize(
    ("dates", "rule", "expected"),
    [
        (Dates(), YEAR, "unknown"),
        (Dates(), AGELESS, "unknown"),
        (Dates(dated_on=date(2001, 1, 1)), AGELESS, "in-date"),
        (Dates(dated_on=date(2001, 1, 1), covers_to=date(2025, 9, 30)), YEAR, "in-date"),
        (Dates(dated_on=date(2025, 9, 30), covers_to=date(2024, 3, 31)), YEAR, "out-of-date"),
        (Dates(dated_on=date(2001, 1, 1), review_by=date(2027, 1, 1)), YEAR, "in-date"),
        (Dates(dated_on=date(2025, 12, 1), review_by=date(2025, 12, 31)), YEAR, "out-of-date"),
        (Dates(review_by=date(2026, 2, 1)), YEAR, "due"),
        (Dates(covers_to=date(2025, 12, 31)), YEAR, "in-date"),
        (Dates(covers_to=date(2026, 3, 31)), YEAR, "in-date"),
        (Dates(dated_on=date(2023, 4, 1), covers_to=date(2027, 3, 31)), PLAN, "in-date"),
        (Dates(dated_on=date(2023, 4, 1), covers_to=date(2026, 3, 1)), PLAN, "due"),
        (Dates(dated_on=date(2022, 4, 1), covers_to=date(2025, 3, 31)), PLAN, "out-of-date"),
        (Dates(dated_on=date(2023, 4, 1)), PLAN, "out-of-date"),
        (Dates(covers_to=date(2025, 3, 31), review_by=date(2027, 3, 31)), PLAN, "in-date"),
        (Dates(dated_on=date(2026, 1, 16), review_by=date(2030, 1, 1)), YEAR, "not-yet"),
    ],
)
def test_what_decides_on_the_fifteenth_of_january_2026(dates: Dates, rule: CurrencyRule, expected: str) -> None:
    assert currency(dates, rule, date(2026, 1, 15)) == expected


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2025, 8, 31), 6, date(2026, 2, 28)),
        (date(2025, 12, 31), 1, date(2026, 1, 31)),
        (date(2025, 1, 15), 24, date(2027, 1, 15)),
    ],
)
def test_months_after_keeps_to_the_end_of_a_short_month(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_what_does_not_age_has_no_last_day() -> None:
    assert in_date_until(MADE, AGELESS) is None
    assert in_date_until(Dates(), YEAR) is None
    assert in_date_until(MADE, YEAR) == date(2026, 3, 31)


def test_due_counts_as_in_date_and_every_word_has_a_title() -> None:
    assert {"in-date", "due"} == IN_DATE
    assert set(TITLES) == set(Currency.__args__)
