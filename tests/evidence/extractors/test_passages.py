"""How text is cut and cleaned."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.extractors.passages import Block, at, one_line, pack, row_text, sections, span, tidy
from evidence.readings import Passage


def _texts(*blocks: Block) -> list[str]:
    return [passage.text for passage in pack(blocks, at("p. 1"))]


def test_whole_paragraphs_fill_a_passage_up_to_three_hundred_words() -> None:
    paragraph = " ".join(["word"] * 120)
    assert [len(text.split()) for text in _texts(*[Block(paragraph)] * 5)] == [240, 240, 120]


def test_a_paragraph_a_little_over_stays_whole() -> None:
    assert len(_texts(Block(" ".join(["word"] * 390)))) == 1


def test_a_very_long_paragraph_is_cut_at_the_ends_of_sentences() -> None:
    sentence = " ".join(["word"] * 49) + " end."
    texts = _texts(Block(" ".join([sentence] * 20)))
    assert all(text.endswith("end.") for text in texts)
    assert [len(text.split()) for text in texts] == [300, 300, 300, 100]


def test_an_endless_sentence_is_cut_between_words() -> None:
    assert [len(text.split()) for text in _texts(Block("word " * 1000))] == [400, 400, 200]


def test_an_endless_word_is_bounded() -> None:
    texts = _texts(Block("x" * 100_000))
    assert max(map(len, texts)) < 12_000
    assert "".join(texts).replace(" ", "").replace("\n", "") == "x" * 100_000


@given(st.lists(st.text(st.sampled_from("ab. \n!”)"), max_size=3_000), max_size=5))
def test_no_letter_is_lost_and_no_order_changed(paragraphs: list[str]) -> None:
    together = "".join(_texts(*map(Block, paragraphs)))
    assert "".join(together.split()) == "".join("".join(paragraphs).split())


@given(st.lists(st.integers(1, 900), max_size=8))
def test_no_word_is_glued_cut_or_lost(lengths: list[int]) -> None:
    paragraphs = [" ".join(f"w{place}" for place in range(length)) for length in lengths]
    words = [word for text in _texts(*map(Block, paragraphs)) for word in text.split()]
    assert words == " ".join(paragraphs).split()


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\x00b", "a b"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("  a \t b  \n\n\n c ", "a b\nc"),
        ("re\u00adable\u202ement", "reablement"),
        ("a\ud800b", "a b"),
        ("\uf0b7 item", "• item"),
        ("10\u00a0days", "10 days"),
    ],
)
def test_text_is_tidied(raw: str, clean: str) -> None:
    assert tidy(raw) == clean


def test_sections_never_cross_a_heading() -> None:
    blocks = [Block("Intro.", None, 1, 1), Block("One", 2, 2, 2), Block("Text.", None, 3, 3), Block("Two", 2, 4, 4)]
    found = [(passage.locator, passage.text, passage.heading) for passage in _sections(blocks)]
    assert found == [
        ("line 1", "Intro.", None),
        ("section One", "One\nText.", "One"),
        ("section Two", "Two", "Two"),
    ]


def test_a_title_stays_with_the_lesser_heading_below_it() -> None:
    blocks = [Block("Report", 1), Block("Summary", 2), Block("Text.")]
    assert [(passage.locator, passage.text) for passage in _sections(blocks)] == [
        ("section Summary", "Report\nSummary\nText.")
    ]


def test_locators_of_many_lines_and_of_one() -> None:
    assert (span("rows", 2, 14), span("rows", 2, 2)) == ("rows 2-14", "row 2")


def test_a_hostile_heading_makes_a_tame_locator() -> None:
    passage = next(_sections([Block("Bad\nname\u202e\x07 " + "x " * 300, 1)]))
    assert "\n" not in passage.locator
    assert len(passage.locator) <= 130


def test_row_keeps_gaps_between_cells_but_not_at_its_ends() -> None:
    assert row_text(["", "a", "", "b\nc", ""]) == "a |  | b c"


def test_one_line_is_cut_at_a_word() -> None:
    assert one_line("one two three", 9) == "one two…"


def _sections(blocks: list[Block]) -> Iterator[Passage]:
    return sections(blocks, unnumbered="text", counted="lines")
