"""Figures of every script, hyphens of every kind and small letters: what a search must not stumble over."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.looking_through import Rules
from evidence.domain.personal_data import personal_data
from evidence.domain.personal_data_kinds import CaseReferences
from evidence.domain.small_counts import small_counts

FIGURES = "".join(chr(one) for one in range(sys.maxunicode + 1) if unicodedata.category(chr(one)) in {"Nd", "No"})
DECIMALS = "".join(one for one in FIGURES if one.isdecimal())
ZEROS = [one for one in FIGURES if one.isdecimal() and unicodedata.decimal(one) == 0]
RULES = Rules(CaseReferences(["LAS-#######"]), [])
PIECES = ["NHS number: ", " ", "-", "\n", " | ", "born ", "Tel ", "NI no ", "/", ".", "LAS-", " people "]
WORDS = st.lists(
    st.one_of(
        st.text(st.sampled_from(DECIMALS), min_size=10, max_size=10),
        st.text(st.sampled_from(FIGURES), min_size=1, max_size=12),
        st.sampled_from(PIECES),
        st.text(max_size=5),
    ),
    max_size=12,
).map("".join)


@given(WORDS)
def test_nothing_stands_outside_the_text_or_breaks_the_search(text: str) -> None:
    for spot in (*RULES.in_text([(0, None, text)]), *RULES.in_name(text, "title"), *RULES.in_name(text, "file-name")):
        assert 0 <= spot.start < spot.end <= len(text)


@pytest.mark.parametrize("zero", [f"{ord(one):x}" for one in ZEROS])
def test_a_number_is_found_in_the_figures_of_every_script(zero: str) -> None:
    written = "".join(chr(int(zero, 16) + int(figure)) for figure in "9434765919")
    for text, certainty in ((f"NHS number: {written}", "certain"), (f"It was {written} again.", "possible")):
        (found,) = personal_data(text)
        assert (found.kind, found.certainty, text[found.start : found.end]) == ("nhs-number", certainty, written)


@pytest.mark.parametrize(
    ("text", "kind", "found"),
    [
        ("NHS number 943.476.5919", "nhs-number", "943.476.5919"),
        ("Her NI number: ab123456c", "national-insurance-number", "ab123456c"),
        ("Seen as LAS\u20111234567 today", "case-reference", "LAS\u20111234567"),
        ("Seen as LAS\u20101234567 today", "case-reference", "LAS\u20101234567"),
        ("Seen as LAS\u20131234567 today", "case-reference", "LAS\u20131234567"),
        ("Seen as las-1234567 today", "case-reference", "las-1234567"),
        ("Cases LAS-1234567\u2013LAS-7654321 alone", "case-reference", "LAS-7654321"),
    ],
)
def test_other_ways_to_write_them(text: str, kind: str, found: str) -> None:
    spots = [(one.kind, text[one.start : one.end]) for one in RULES.in_text([(0, None, text)])]
    assert (kind, found) in spots


def test_small_letters_without_a_label_are_no_insurance_number() -> None:
    assert personal_data("The part ab123456c was ordered.") == ()


@pytest.mark.parametrize(
    ("text", "counted"),
    [
        ("In the year 4 of 120 adults waited.", [4]),
        ("Two out of 7 residents moved.", [2]),
        ("3 out of 10 people own a car.", []),
        ("4 of 100 people were asked.", []),
    ],
)
def test_a_few_of_many_are_counted_and_rates_are_not(text: str, counted: list[int]) -> None:
    assert [one.count for one in small_counts(text)] == counted
