"""Signs by which a document is presumed to tell of somebody: numbers and dates of birth, never names alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.personal_data import sure_sign_of_somebody
from evidence.domain.personal_data_numbers import is_nhs_number
from evidence.domain.presuming import PERSONAL_SIGNS


@pytest.mark.parametrize(
    "text",
    [
        "NHS No: 943 476 5919",
        "NHS number 9434765919",
        "943-476-5919",
        "DOB: 12/03/1941",
        "D.O.B. 12.3.41",
        "Date of birth | 12 March 1941",
        "born on 3rd May 1950",
        "Date of birth: 1941-03-12",
        "NI: AB123456C",
        "AB 12 34 56 C",
    ],
)
def test_a_sign_of_somebody_is_seen(text: str) -> None:
    assert sure_sign_of_somebody(f"Mrs A lives alone. {text}. She has two sons.") in PERSONAL_SIGNS


@pytest.mark.parametrize(
    "text",
    [
        "943 476 5918",
        "Tel 023 8083 2530",
        "order 9434765919 of March",
        "£9,434,765,919",
        "the date of birth of the person",
        "DOB missing for 12 people",
        "BG123456A",
        "QQ123456C",
        "0300 123 4567",
        "4444444444 NHS",
        "in 2019/20 we met 1,234",
    ],
)
def test_what_is_no_sign_of_anybody(text: str) -> None:
    assert sure_sign_of_somebody(text) is None


@given(st.integers(min_value=0, max_value=999_999_999))
def test_exactly_one_check_figure_fits_at_most(nine: int) -> None:
    fitting = [figure for figure in range(10) if is_nhs_number(f"{nine:09d}{figure}")]
    assert len(fitting) <= 1


@given(st.text(max_size=500))
def test_every_sign_has_its_words(text: str) -> None:
    assert sure_sign_of_somebody(text) in {None, *PERSONAL_SIGNS}
