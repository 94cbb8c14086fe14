"""How text becomes terms."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.adapters.search.whoosh_words import beginning, fold, stem, term_positions


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


_ENDINGS = ["s", "es", "ed", "ing", "ly", "y", "ies", "ied", "ization", "isations", "izational", "ize",
            "izes", "izing", "izer", "ation", "ations", "ability", "ibility", "ously", "iveness", "fulness",
            "ment", "ments", "ibly", "edly", "eed", "ative", "alize", "icate", "iciti", "ical", "ful",
            "tional", "enci", "abli", "alli", "ogi", "logy", "ement", "ence", "ance", "al", "er", "ers", "ic",
            "ible", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "sion", "e", "l", "d"]  # fmt: skip
_IRREGULAR = ["dying", "lying", "tying", "skies", "skis", "idly", "gently", "ugly", "early", "only", "singly", "news"]


@settings(max_examples=3_000, deadline=None)
@given(
    st.text(alphabet="aeioubcdglmnrstvyz", max_size=6),
    st.lists(st.sampled_from(_ENDINGS), max_size=3),
    st.sampled_from(["", *_IRREGULAR]),
)
def test_a_word_begins_as_its_term_says(root: str, endings: list[str], irregular: str) -> None:
    for word in (root + "".join(endings), irregular):
        assert word.startswith(beginning(stem(word))) if word else True
