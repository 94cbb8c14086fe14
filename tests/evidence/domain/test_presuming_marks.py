"""Protective markings and personal data."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.presuming_marks import is_nhs_number, marking_in, marking_in_name, personal_data_in
from evidence.domain.presuming_titles import plain_lines


@pytest.mark.parametrize(
    "opening",
    [
        "OFFICIAL-SENSITIVE",
        "OFFICIAL - SENSITIVE",
        "OFFICIAL: SENSITIVE",
        "OFFICIAL SENSITIVE",
        "Official-Sensitive",
        "Classification: Official - Sensitive",
        "RESTRICTED",
        "Restricted",
        "CONFIDENTIAL",
        "Private and confidential",
        "STRICTLY PRIVATE AND CONFIDENTIAL",
        "NOT FOR PUBLICATION",
        "Not for publication by virtue of paragraph 3",
        "EXEMPT",
        "Exempt information",
        "Protective marking: RESTRICTED",
        "This report contains exempt information under Schedule 12A",
        "Risk register - OFFICIAL-SENSITIVE",
        "**CONFIDENTIAL**",
    ],
)
def test_markings_are_seen(opening: str) -> None:
    assert marking_in(plain_lines(f"Larkmere Council\n{opening}\nSome text."))


@pytest.mark.parametrize(
    "opening",
    [
        "OFFICIAL",
        "Public",
        "STATEMENT OF CONFIDENTIALITY\nNot applicable",
        "Confidential: no",
        "Exempt: None",
        "EXEMPT: N/A",
        "Not exempt",
        "NOT CONFIDENTIAL",
        "non-confidential",
        "UNRESTRICTED",
        "We keep what people tell us confidential.",
        "CONFIDENTIAL\nNot applicable",
        "Staff had restricted access to the record",
        "Confidentiality policy",
        "Some people are exempt from charges.",
    ],
)
def test_what_is_no_marking(opening: str) -> None:
    assert marking_in(plain_lines(opening)) is None


@pytest.mark.parametrize(
    ("name", "marked"),
    [
        ("RESTRICTED S42 case audit.docx", True),
        ("case_audit_CONFIDENTIAL.docx", True),
        ("Official-Sensitive", True),
        ("Confidentiality policy.docx", False),
        ("unrestricted list.xlsx", False),
        ("not confidential.txt", False),
        ("", False),
    ],
)
def test_markings_in_names(name: str, marked: bool) -> None:  # noqa: FBT001 - a column of the table
    assert (marking_in_name(name) is not None) is marked


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
def test_personal_data_are_seen_and_never_repeated(text: str) -> None:
    reason = personal_data_in(f"Mrs A lives alone. {text}. She has two sons.")
    assert reason
    assert not any(figure.isdigit() for figure in reason)


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
def test_what_is_no_personal_data(text: str) -> None:
    assert personal_data_in(text) is None


@given(st.integers(min_value=0, max_value=999_999_999))
def test_exactly_one_check_figure_fits_at_most(nine: int) -> None:
    fitting = [figure for figure in range(10) if is_nhs_number(f"{nine:09d}{figure}")]
    assert len(fitting) <= 1


@given(st.text(max_size=500))
def test_any_text_is_looked_through(text: str) -> None:
    assert isinstance(marking_in(plain_lines(text)), str | None)
    assert isinstance(marking_in_name(text), str | None)
    assert isinstance(personal_data_in(text), str | None)
