"""What a form sent: every field read with its error where the reader can find it, and nothing typed lost."""

from datetime import date

import pytest
from starlette.datastructures import FormData

from app.web.forms import Form
from evidence.errors import Invalid


def form(*pairs: tuple[str, str]) -> Form:
    return Form(FormData(list(pairs)))


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ([("d-day", "2"), ("d-month", "11"), ("d-year", "2026")], date(2026, 11, 2)),
        ([("d-day", " 02 "), ("d-month", "11"), ("d-year", "2026")], date(2026, 11, 2)),
        ([("d", "2026-11-02")], date(2026, 11, 2)),
        ([("d-day", ""), ("d-month", ""), ("d-year", "")], None),
        ([], None),
    ],
)
def test_a_day_is_read_from_three_boxes_or_one(typed: list[tuple[str, str]], meant: date | None) -> None:
    given = form(*typed)

    assert given.day("d") == meant
    assert given.errors == []


@pytest.mark.parametrize(
    "typed",
    [
        [("d-day", "31"), ("d-month", "2"), ("d-year", "2026")],
        [("d-day", "x"), ("d-month", "2"), ("d-year", "2026")],
        [("d-day", "1"), ("d-month", "2")],
        [("d-day", "1" * 600), ("d-month", "2"), ("d-year", "2026")],
        [("d-day", "1"), ("d-month", "1"), ("d-year", "0")],
        [("d", "2026-13-01")],
        [("d", "yesterday")],
    ],
)
def test_a_day_that_is_none_is_wrong_at_the_field_itself(typed: list[tuple[str, str]]) -> None:
    given = form(*typed)

    assert given.day("d") is None
    assert [error.field for error in given.errors] == ["d"]


@pytest.mark.parametrize(("typed", "meant"), [("12", 12), ("-3", -3), ("", None)])
def test_a_whole_number_is_read(typed: str, meant: int | None) -> None:
    assert form(("n", typed)).number("n") == meant


@pytest.mark.parametrize("typed", ["1.5", "one", "१", "1" * 40, "--1"])
def test_anything_else_is_no_whole_number(typed: str) -> None:
    given = form(("n", typed))

    given.number("n")
    assert [error.field for error in given.errors] == ["n"]


def test_what_is_not_offered_cannot_be_chosen() -> None:
    given = form(("c", "three"))

    assert given.choice("c", ("one", "two")) == ""
    assert given.errors[0].field == "c"


def test_what_is_too_long_is_said_with_both_numbers() -> None:
    given = form(("t", "x" * 1_200))

    given.text("t", longest=1_000)
    assert "1,200" in given.errors[0].message
    assert "1,000" in given.errors[0].message


def test_the_first_thing_said_of_a_field_stands() -> None:
    given = form()
    given.wrong("t", "First.")
    given.wrong("t", "Second.")

    assert [error.message for error in given.errors] == ["First."]


def test_a_refusal_goes_beside_the_field_that_it_names_without_commands_to_type() -> None:
    given = form()
    given.refuse(
        Invalid("There is no such kind. `evidence list` shows them.", details={"field": "kind"}), field="all"
    )

    assert [(error.field, error.message) for error in given.errors] == [("kind", "There is no such kind.")]


def test_everything_typed_can_be_shown_again() -> None:
    given = form(("a", "1"), ("b", "2"), ("b", "3"))

    assert given.values == {"a": "1", "b": ["2", "3"]}
