"""Protective markings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.presuming_marks import marking_in, marking_in_name
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


@given(st.text(max_size=500))
def test_any_text_is_looked_through(text: str) -> None:
    assert isinstance(marking_in(plain_lines(text)), str | None)
    assert isinstance(marking_in_name(text), str | None)
