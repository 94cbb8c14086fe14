"""What counts as the same words, and what does not: the part of redaction that everything else rests on."""

import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from evidence.extractors.redacting_texts import lines, take_out
from evidence.extractors.redacting_words import MARK, Search, is_structural


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Joan Smith", "JOAN SMITH"),
        ("Joan Smith", "Joan\u00a0 Smith"),
        ("Joan Smith", "Joan\nSmith"),
        ("Joan Smith", "Jo\u00adan Smi\u200bth"),
        ("Joan Smith", "Joan | Smith"),
        ("Joan | Smith", "Joan Smith"),
        ("joan smith", "ＪＯＡＮ Ｓｍｉｔｈ"),
        ("José Núñez", unicodedata.normalize("NFD", "José Núñez")),
        ("Jose Nunez", "José Núñez"),
        ("Siân", "SIAN"),
        ("Griffith", "Gri\ufb03th"),
        ("O'Brien", "O’Brien"),
        ("O’Brien", "OBrien"),
        ("Joan Smith", "mailto:joan.smith@example.org"),
        ("Joan Smith", "Scan_Joan-Smith_2.jpg"),
        ("Smith-Jones", "Smith‑Jones"),
        ("Smith-Jones", "Smith Jones"),
        ("999 000 0042", "9990000042"),
        ("9990000042", "999-000-0042"),
        ("NHS number 999 000 0042", "NHS number 9990000042"),
        ("SW1A 1AA", "sw1a1aa"),
        ("SW1A1AA", "SW1A 1AA"),
        ("QQ123456C", "QQ 12 34 56 C"),
        ("(01632) 960042", "01632 960 042"),
        ("1 February 1950", "01/02/1950"),
        ("01/02/1950", "01.02.1950"),
        ("joan@example.org", "Joan@Example.org"),
        ("Lee", "Lee's"),
        ("Lee", "_Lee_"),
        ("3", "under 3 people"),
        ("日本", "日本"),
    ],
)  # fmt: skip
def test_the_same_words_are_found_however_they_are_written(asked: str, written: str) -> None:
    search = Search([asked])

    assert MARK in search.replaced(f"before {written} after")
    assert search.times == [1]


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("Ann", "annual"), ("Lee", "sleet"), ("Smith", "Smithson"), ("999 000 0042", "19990000042"),
        ("3", "13"), ("3", "3.5"), ("3", "3,000"), ("Joan Smith", "Joan and Smith"), ("", "anything"), ("...", "..."),
    ],
)  # fmt: skip
def test_other_words_stay(asked: str, written: str) -> None:
    search = Search([asked])

    assert search.replaced(written) == written
    assert search.times == [0]


def test_longer_words_that_hold_the_words_are_told() -> None:
    search = Search(["Smith", "Joan Smith", "123456"])
    search.replaced("Smith, Smithson, jsmith2 and Joan Smithson of case 91234567")

    assert search.inside == [{"smithson", "jsmith2"}, {"joan smithson"}, {"91234567"}]


def test_words_within_words_are_taken_out_once_and_counted_each() -> None:
    search = Search(["Joan Smith", "Smith"])

    assert search.replaced("Joan Smith met Smith.") == f"{MARK} met {MARK}."
    assert search.times == [1, 2]


def test_the_mark_says_nothing_of_the_length() -> None:
    assert Search(["Al"]).replaced("Al") == Search(["Bartholomew Featherstonehaugh"]).replaced(
        "Bartholomew Featherstonehaugh"
    )


@pytest.mark.parametrize("value", ["center", "black", "1", "5731510", "12.5pt", "FF00AA", "AB12", "A1:C3", ""])
def test_what_arranges_a_page_is_told_from_words(value: str) -> None:
    assert is_structural(value)


@pytest.mark.parametrize("value", ["Joan", "joan smith", "9990000042", "Scan 3.jpg", "C:/joan", "joan-smith"])
def test_words_are_told_from_what_arranges_a_page(value: str) -> None:
    assert not is_structural(value)


WORDS = st.text(alphabet="abcdeéöŵ'-0123456789 ", min_size=3, max_size=20).map(lambda text: " ".join(text.split()))


@given(
    asked=WORDS.filter(lambda text: sum(letter.isalnum() for letter in text) > 1),
    around=st.tuples(*[st.text(alphabet="xyz .,\n", max_size=12)] * 2),
    cuts=st.lists(st.integers(0, 60), max_size=8),
    capital=st.booleans(),
)
def test_no_cutting_into_runs_hides_words(
    asked: str, around: tuple[str, str], cuts: list[int], *, capital: bool
) -> None:
    shown = asked.upper() if capital else asked
    text = f"{around[0]} {shown} {around[1]}"
    places = [0, *sorted(min(cut, len(text)) for cut in cuts), len(text)]
    root = etree.Element("root")
    paragraph = etree.SubElement(root, "p")
    for start, end in pairwise(places):
        etree.SubElement(etree.SubElement(paragraph, "r"), "t").text = text[start:end]
    search = Search([asked])
    take_out(search, list(lines(root)))
    left = "".join(paragraph.itertext())

    assert search.times[0] >= 1
    assert MARK in left
    assert Search([asked]).met(left) == set()
    for outside in around:  # nothing else is lost
        assert "".join(outside.split()) in "".join(left.split()) or not outside.strip()


@given(
    texts=st.lists(st.text(alphabet="ab1é -'.", max_size=5), max_size=3),
    text=st.text(alphabet="ab1é -'.\n", max_size=60),
)
def test_after_replacing_nothing_is_met(texts: list[str], text: str) -> None:
    assert Search(texts).met(Search(texts).replaced(text)) == set()
