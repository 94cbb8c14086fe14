"""How text becomes terms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.adapters.search.whoosh_words import fold, stem, term_positions


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Carers’ carer's", {"carer": [0, 1]}),
        ("co-production", {"co": [0], "product": [1], "coproduct": [0, 1]}),
        ("co production", {"co": [0], "product": [1], "coproduct": [0, 1]}),
        ("coproduction", {"coproduct": [0]}),
        ("LA la", {"la": [0, 1], "^la": [0]}),
        ("N.H.S.", {"nhs": [0], "^nhs": [0]}),
        ("s.42 S42", {"s42": [0, 1]}),
        ("60.7% 1,234", {"60.7": [0], "1234": [1]}),
        ("12.03.2024", {"12": [0], "03": [1], "2024": [2]}),
        ("O’Neill", {"oneil": [0]}),
        ("a_b", {"a": [0], "b": [1]}),
        ("soft\u00adhyphen", {"softhyphen": [0]}),
        ("", {}),
        ("… – —", {}),
    ],
)
def test_text_becomes_terms(text: str, terms: dict[str, list[int]]) -> None:
    assert term_positions(text)[0] == terms


@pytest.mark.parametrize(
    ("one", "other"), [("policies", "policy"), ("organization", "organisation"), ("reviewing", "reviews"), ("é", "e")]
)
def test_words_of_one_stem(one: str, other: str) -> None:
    assert stem(fold(one)) == stem(fold(other))


@settings(max_examples=1_000, deadline=None)
@given(st.text(max_size=200))
def test_any_text_is_cut_with_positions_in_order(text: str) -> None:
    terms, length, _ = term_positions(text)
    assert all(0 <= place < length for places in terms.values() for place in places)
    assert all(term and len(term) <= 300 for term in terms)
