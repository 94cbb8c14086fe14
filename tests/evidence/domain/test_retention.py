"""Until when a document is kept: by the rule of its kind, its days and the day asked about; trusting the clock."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.events import Event
from evidence.domain.retention import (
    CLOCK_CONFIRMED,
    CLOCK_DRIFT,
    Moments,
    Phrases,
    clock_is_believed,
    keeping,
    read_rule,
    rule_words,
)
from evidence.domain.vocabulary import RETAINED_SINCE, RetentionRule
from evidence.errors import Invalid

ADDED = date(2020, 5, 1)
DAYS = st.dates(date(1990, 1, 1), date(2100, 1, 1))
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("since", "moments", "until"),
    [
        ("dated", Moments(ADDED, dated=date(2019, 2, 28)), date(2020, 2, 28)),
        ("dated", Moments(ADDED), date(2021, 5, 1)),
        ("added", Moments(ADDED, dated=date(2019, 2, 28)), date(2021, 5, 1)),
        ("superseded", Moments(ADDED, superseded=date(2022, 1, 31)), date(2023, 1, 31)),
        ("superseded", Moments(ADDED), None),
        ("assessed", Moments(ADDED, assessed=date(2024, 7, 1)), date(2025, 7, 1)),
        ("assessed", Moments(ADDED), None),
        ("assessed", Moments(ADDED, assessed=date(2019, 7, 1)), None),
    ],
)
def test_time_counts_from_what_the_rule_says(since: str, moments: Moments, until: date | None) -> None:
    kept = keeping(RetentionRule(months=12, since=since), moments)

    assert kept.until == until
    assert bool(kept.why_not) == (until is None)


@given(
    st.none() | st.integers(1, 1200), st.sampled_from(RETAINED_SINCE), DAYS, st.none() | DAYS, st.none() | DAYS, DAYS
)
def test_nothing_is_due_before_its_time_is_over(
    months: int | None, since: str, added: date, dated: date | None, superseded: date | None, on: date
) -> None:
    kept = keeping(RetentionRule(months=months, since=since), Moments(added, dated, superseded))

    if kept.is_due(on):
        assert months
        assert kept.since
        assert (on - kept.since).days >= months * 28
        assert kept.is_due(on + timedelta(days=1)), "what is due stays due"
        assert not kept.is_due(kept.since)


def test_months_that_are_none_keep_it_for_good() -> None:
    assert keeping(read_rule("", "dated"), Moments(ADDED)).until is None
    assert rule_words(read_rule("30", "added")) == "2 years and 6 months from the day it was added"


@pytest.mark.parametrize(
    ("months", "since"), [("0", "dated"), ("1201", "dated"), ("x", "dated"), ("-1", "added"), ("6", "")]
)
def test_a_rule_that_will_not_do_says_what_would(months: str, since: str) -> None:
    with pytest.raises(Invalid, match=r"whole number|counts from"):
        read_rule(months, since)


def events(*hours: float, verb: str = "added") -> list[Event]:
    """Events so many hours before now, the newest first."""
    return [
        Event(seq=len(hours) - place, at=NOW - timedelta(hours=ago), actor="Asha", verb=verb)
        for place, ago in enumerate(hours)
    ]


@given(st.lists(st.floats(0, 24), max_size=20))
def test_a_clock_with_an_event_each_day_is_believed(pauses: list[float]) -> None:
    ago = [sum(pauses[: place + 1]) for place in range(len(pauses))]

    assert clock_is_believed(NOW, events(*ago))


@pytest.mark.parametrize("hours", [(25,), (-25,), (1, 2, 40), (0, -30), (0, 24 * 365 * 5)])
def test_a_pause_or_a_jump_back_anywhere_before_is_in_doubt_until_confirmed(hours: tuple[float, ...]) -> None:
    assert not clock_is_believed(NOW, events(*hours))
    assert clock_is_believed(NOW, [*events(0, verb=CLOCK_CONFIRMED), *events(*hours)])
    assert not clock_is_believed(
        NOW + CLOCK_DRIFT + timedelta(1), [*events(0, verb=CLOCK_CONFIRMED), *events(*hours)]
    )


@given(st.text(), st.text())
def test_phrases_are_gone_from_whatever_json_and_nothing_else_is(before: str, after: str) -> None:
    phrase = "The case of Mrs Placeholder"
    found = Phrases({phrase: "E-0042"}).without({"note": [f"{before} {phrase} {after}"], "n": 4, "none": None})

    assert phrase.casefold() not in str(found).casefold()
    assert found == {"note": [f"{before} E-0042 {after}"], "n": 4, "none": None}
    assert Phrases({}).without(before) == before


def test_a_phrase_inside_a_longer_word_stays() -> None:
    assert Phrases({"plan 2024": "E-0001"}).without("airplan 2024 and plan 2024s") == "airplan 2024 and plan 2024s"
