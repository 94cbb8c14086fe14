"""Cells of the register: what is written can be read again, and what people type is understood."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from evidence.domain.register_cells import (
    CUT,
    MOST_IN_CELL,
    Broken,
    guard,
    read_date,
    read_text,
    same,
    shown,
    unguard,
)
from evidence.errors import Invalid

TEXT = some.text(some.characters(codec="utf-8"), max_size=80)
RISKY = some.text("'=+-@\t\r\n |%x＝", max_size=8)


@given(TEXT | RISKY)
def test_a_guarded_text_comes_back_exactly(text: str) -> None:
    assert unguard(guard(text)) == text


@given(TEXT | RISKY)
def test_a_guarded_text_begins_with_nothing_that_is_calculated(text: str) -> None:
    assert not guard(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n"))


@given(TEXT)
def test_what_is_shown_is_recognised(text: str) -> None:
    assert same(shown(text), shown(text))


@given(some.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_day_is_read_in_every_style(day: date) -> None:
    written = [day.isoformat(), f"{day:%d/%m/%Y}", f"{day.day}.{day.month}.{day.year}", f"{day.day} {day:%B %Y}",
               f"{day:%A} {day.day}th {day:%b} {day.year}", f"{day.isoformat()}T00:00:00"]  # fmt: skip
    assert {read_date(text) for text in written} == {day}
    assert same(datetime.combine(day, datetime.min.time()), day)


@pytest.mark.parametrize("letter", ["x", "😀"])
def test_a_text_too_long_for_a_cell_ends_with_a_mark_and_fits(letter: str) -> None:
    text = shown(letter * 40_000)
    assert isinstance(text, str)
    assert text.endswith(CUT)
    assert len(text.encode("utf-16-le")) // 2 <= MOST_IN_CELL
    with pytest.raises(Invalid, match="longer than a cell"):
        read_text("y" + text)


def test_a_broken_cell_is_neither_blank_nor_anything_else() -> None:
    assert not same(Broken("#REF!"), "#REF!")
    assert not same(Broken("#REF!"), None)
    with pytest.raises(Invalid, match="#REF!"):
        read_text(Broken("#REF!"))


def test_words_in_a_date_column_that_the_library_wrote_are_recognised() -> None:
    assert same("1834-08-14", date(1834, 8, 14))
    assert not same("soon", date(1834, 8, 14))
