"""The clocks: moments in UTC, days in London."""

from datetime import UTC, date, datetime, timedelta

import pytest

from evidence.adapters.clock import FixedClock, SystemClock


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 12, 31, 23, 59, tzinfo=UTC), date(2026, 12, 31)),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), date(2026, 10, 25)),
        (datetime(2028, 2, 29, 12, 0, tzinfo=UTC), date(2028, 2, 29)),
    ],
)
def test_today_is_the_day_in_london(moment: datetime, day: date) -> None:
    assert FixedClock(moment).today() == day


def test_fixed_clock_stands_until_it_is_set() -> None:
    clock = FixedClock(datetime(2026, 11, 23, 9, tzinfo=UTC))
    first = clock.now()
    clock.at = first + timedelta(days=400)

    assert (first, clock.now(), clock.today()) == (clock.at - timedelta(days=400), clock.at, date(2027, 12, 28))


def test_system_clock_tells_moments_with_their_zone_in_order() -> None:
    clock = SystemClock()
    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert first <= second
    assert abs((clock.today() - first.date()).days) <= 1
