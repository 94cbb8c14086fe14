"""Numbers in workbooks and charts, as people see and write them."""

from collections.abc import Iterator
from datetime import datetime, timedelta

_LEAST_FIGURES = 6  # of a number that may have lost a nought at its beginning, as telephone numbers do
_MOST_EXACT = 2**53
_FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a day, which has no zone
_MOST_DAYS = 2_958_465  # the last day of the year 9999


def otherwise(value: str, seen: str) -> Iterator[str]:
    """Yield how else people write a number: in full, as money, and with the nought that Excel took away."""
    if value != seen:
        yield value
    try:
        number = float(value)
    except ValueError:
        return
    if abs(number) < _MOST_EXACT:
        yield from (f"{number:,.2f}", f"£{number:,.2f}", f"{number:.2f}")
    if abs(number) < _MOST_EXACT and number == int(number):
        whole = str(int(number))
        if whole not in {value, seen}:
            yield whole
        yield from (f"{int(number):,}", f"£{int(number):,}")
        if len(whole) >= _LEAST_FIGURES:
            yield f"0{whole}"


def day(value: str) -> str:
    """Return the day that a number may be shown as; empty for what is no number of a day.

    >>> day("45363")
    '12/03/2024'
    """
    try:
        number = float(value)
    except ValueError:
        return ""
    return f"{_FIRST_DAY + timedelta(days=int(number)):%d/%m/%Y}" if 1 <= number < _MOST_DAYS else ""
