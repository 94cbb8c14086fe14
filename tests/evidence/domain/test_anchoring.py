"""Quotes found again in new versions, and as people type them."""

import random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from evidence.domain.anchoring import Anchor, Words, anchor_of, find, locate_quote, near_misses

PASSAGES = [
    (0, "People wait too long for reviews of their situation. Staff have become used to waiting lists."),
    (1, "Waiting lists vary in size between teams, and nobody could say how long the longest wait was."),
    (2, "The co-production board met six times in the year.\nIt changed the letter that goes to carers."),
    (3, "Concerns are decided within two days; people are asked what they want, and most say it was achieved."),
    (4, "Reablement helped 550 people, 43% more than the year before, and four in five needed no more help."),
]
WORDS = (
    "care",
    "people",
    "wait",
    "review",
    "team",
    "plan",
    "home",
    "week",
    "visit",
    "need",
    "board",
    "long",
    "staff",
)
SENTENCE = st.lists(st.sampled_from(WORDS), min_size=4, max_size=14).map(
    lambda words: " ".join(words).capitalize() + "."
)
PARAGRAPHS = st.lists(st.lists(SENTENCE, min_size=1, max_size=4).map(" ".join), min_size=1, max_size=6)


def anchored(place: int, words: str) -> Anchor:
    text = dict(PASSAGES)[place]
    start = text.index(words)
    return anchor_of(text, start, start + len(words))


class TestKept:
    def test_the_same_words_at_the_same_place(self) -> None:
        anchor = anchored(0, "People wait too long for reviews")
        found = find(anchor, PASSAGES, place=0)
        assert (found.outcome, found.place, found.start, found.end) == ("kept", 0, 0, 32)
        assert found.text == "People wait too long for reviews"

    @pytest.mark.parametrize(
        "written",
        [
            "The co-production board met six times in the year.",
            "The coproduction board met six times in the year.",
            "The co-\nproduction board  met six\ttimes in the year.",
            "The co–production board met six times in the year.",
            "The “co-production” board met six times in the year.",
            "THE CO-PRODUCTION BOARD met six times in the year.",
            "The co\u00ad-production board\u00a0met six times in the year.",
        ],
    )
    def test_white_space_dashes_quotes_and_case_do_not_matter(self, written: str) -> None:
        anchor = anchored(2, "The co-production board met six times in the year.")
        found = find(anchor, [(2, f"First. {written} Then more.")], place=2)
        assert (found.outcome, found.text) == ("kept", written)

    def test_a_quote_may_run_into_the_next_passage(self) -> None:
        anchor = anchored(0, "People wait too long for reviews of their situation.")
        found = find(
            anchor, [(0, "We know: people wait too"), (1, "long for reviews of their situation. So.")], place=0
        )
        assert (found.outcome, found.place, found.end_place, found.text) == (
            "kept",
            0,
            1,
            "people wait too\nlong for reviews of their situation.",
        )

    def test_words_over_three_passages_are_not_one_quote(self) -> None:
        anchor = Anchor("one two three")
        assert find(anchor, [(0, "one"), (1, "two"), (2, "three")], place=0).outcome != "kept"

    def test_words_within_one_passage_come_before_words_over_two(self) -> None:
        found = find(Anchor("Care homes care."), [(0, "Care homes"), (1, "care. Care homes care.")], place=0)
        assert (found.outcome, found.place) == ("moved", 1)

    def test_without_surroundings_the_old_place_decides(self) -> None:
        assert find(Anchor("Two wait."), [(0, "Two wait."), (1, "Two wait.")], place=1).place == 1

    def test_many_quotes_share_passages_folded_once(self) -> None:
        words = Words(PASSAGES)
        assert find(anchored(4, "four in five"), words, place=4).outcome == "kept"
        assert locate_quote("four in five", words).place == 4

    def test_where_no_place_is_known_any_place_is_kept(self) -> None:
        assert find(Anchor("four in five"), PASSAGES, place=None).place == 4

    def test_the_surroundings_tell_the_same_words_apart(self) -> None:
        text = "In north, two people wait. In south, two people wait. In west, two people wait."
        start = text.index("two people wait", 30)
        found = find(anchor_of(text, start, start + 15), [(0, text)], place=0)
        assert (found.start, found.times) == (start, 3)


class TestMoved:
    def test_the_same_words_in_another_passage(self) -> None:
        anchor = anchored(1, "Waiting lists vary in size between teams")
        found = find(anchor, [(0, "New."), (1, "Also new."), (2, PASSAGES[1][1])], place=1)
        assert (found.outcome, found.place) == ("moved", 2)

    def test_the_surroundings_decide_between_several(self) -> None:
        old = "The target was met. Two people wait. Home care is quick."
        start = old.index("Two people wait")
        anchor = anchor_of(old, start, start + 15)
        passages = [(0, "Intro."), (1, "Elsewhere: two people wait. Not ours."), (2, old)]
        assert find(anchor, passages, place=0).place == 2

    def test_the_own_place_yields_to_better_surroundings(self) -> None:
        old = "The target was met. Two people wait. Home care is quick."
        anchor = anchor_of(old, 20, 35)
        passages = [(0, "Another matter: two people wait, it is said, for keys."), (1, old)]
        assert find(anchor, passages, place=0).outcome == "moved"


class TestChanged:
    @pytest.mark.parametrize(
        ("place", "words", "now"),
        [
            (
                0,
                "People wait too long for reviews of their situation.",
                "People wait far too long for reviews of their situation.",
            ),
            (
                4,
                "Reablement helped 550 people, 43% more than the year before",
                "Reablement helped 612 people, 11% more than the year before",
            ),
            (3, "Concerns are decided within two days", "Concerns were decided within three days"),
            (1, "nobody could say how long the longest wait was", "nobody could say how long the longest waits were"),
        ],
    )
    def test_a_few_letters_differ(self, place: int, words: str, now: str) -> None:
        passages = [(at, text.replace(words, now)) for at, text in PASSAGES]
        found = find(anchored(place, words), passages, place=place)
        assert (found.outcome, found.place) == ("changed", place)
        assert found.text is not None
        assert now.startswith(found.text.rstrip("."))
        assert len(found.text) >= len(now) - 2

    def test_a_short_quote_is_known_by_its_surroundings(self) -> None:
        anchor = anchored(4, "43%")
        passages = [(4, PASSAGES[4][1].replace("43%", "11%"))]
        assert find(anchor, passages, place=4).outcome == "changed"

    def test_a_short_quote_without_its_surroundings_is_lost(self) -> None:
        assert find(anchored(4, "43%"), [(4, "Elsewhere 48% of homes are good.")], place=4).outcome == "lost"

    def test_of_two_the_one_with_its_surroundings_is_taken(self) -> None:
        passages = [(0, "Long ago people wait so long for review."), (1, PASSAGES[0][1].replace("too", "very"))]
        found = find(anchored(0, "People wait too long for reviews"), passages, place=0)
        assert (found.outcome, found.place) == ("changed", 1)


class TestLost:
    @pytest.mark.parametrize(
        "passages",
        [[], [(0, "")], [(0, "Something else altogether, about roads and bins.")], [(0, "—"), (1, " ")]],
    )
    def test_nothing_close_enough(self, passages: list[tuple[int, str]]) -> None:
        found = find(anchored(0, "People wait too long for reviews"), passages, place=0)
        assert (found.outcome, found.place, found.text) == ("lost", None, None)

    def test_letters_inside_another_word_are_not_the_quote(self) -> None:
        anchor = anchor_of("The SAR was published.", 4, 7)
        assert find(anchor, [(0, "It is a rule, and necessary.")], place=0).outcome == "lost"


class TestTypedQuotes:
    @pytest.mark.parametrize(
        "typed",
        [
            "The co-production board met six times",
            "the co–production board met  six times",
            "“The co-production board met six times”",
            '"the coproduction board met six times."',
            "board met\nsix times in the year. It changed",
        ],
    )
    def test_what_a_person_types_is_found_in_the_own_writing(self, typed: str) -> None:
        found = locate_quote(typed, PASSAGES)
        assert (found.outcome, found.place) == ("kept", 2)
        assert found.text is not None
        assert found.text in PASSAGES[2][1]

    def test_only_whole_words_are_found(self) -> None:
        assert locate_quote("eople wai", PASSAGES).outcome == "lost"

    @pytest.mark.parametrize("typed", ["", "   ", "“”", "-", "no such words stand here"])
    def test_what_is_not_there_is_lost(self, typed: str) -> None:
        assert locate_quote(typed, PASSAGES).outcome == "lost"

    def test_the_first_of_several_is_taken_and_the_number_told(self) -> None:
        found = locate_quote("waiting lists", PASSAGES)
        assert (found.place, found.times) == (0, 2)

    def test_the_nearest_words_are_named(self) -> None:
        near = near_misses("Concerns are decided in two days", PASSAGES)
        assert near[0].text == "Concerns are decided within two days"

    def test_nothing_is_near_to_nonsense(self) -> None:
        assert near_misses("xyzzy qwerty", PASSAGES) == []


@given(PARAGRAPHS, st.data())
def test_any_words_are_kept_in_the_same_text(paragraphs: list[str], data: st.DataObject) -> None:
    passages = list(enumerate(paragraphs))
    place = data.draw(st.integers(0, len(passages) - 1))
    text = paragraphs[place]
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    found = find(anchor_of(text, start, end), passages, place=place)
    assert (found.outcome, found.place) == ("kept", place)
    assert found.text == text[start:end]


@given(st.text(min_size=1, max_size=60), st.data())
def test_any_letters_are_kept_in_the_same_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    assert find(anchor_of(text, start, end), [(3, text)], place=3).outcome == "kept"


@given(PARAGRAPHS, st.integers(1, 3), st.data())
def test_paragraphs_put_before_move_the_quote(paragraphs: list[str], before: int, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(paragraphs) - 1))
    text = paragraphs[place]
    assume(sum(text.casefold() in other.casefold() for other in paragraphs) == 1)
    assume(paragraphs[place].casefold().count(text.casefold()) == 1)
    new = [f"Added note {number} about quite other matters: xylophones." for number in range(before)]
    shifted = list(enumerate([*new, *paragraphs]))
    found = find(anchor_of(text, 0, len(text)), shifted, place=place)
    assert found.place == place + before
    assert found.outcome == "moved"


@given(st.integers(0, 4), st.randoms(use_true_random=False))
def test_a_small_edit_changes_the_quote(place: int, rng: random.Random) -> None:
    text = PASSAGES[place][1]
    words = text.split(" ")
    at = rng.randrange(2, len(words) - 2)
    edited = " ".join([*words[:at], "quite", *words[at:]])
    passages = [(other, edited if other == place else kept) for other, kept in PASSAGES]
    found = find(anchor_of(text, 0, len(text)), passages, place=place)
    assert (found.outcome, found.place, found.text) == ("changed", place, edited)
    assert 0.75 <= found.similarity < 1


@given(st.text(max_size=80), st.lists(st.text(max_size=80), max_size=4), st.none() | st.integers(0, 5))
def test_nothing_raises_on_any_text(quote: str, texts: list[str], place: int | None) -> None:
    passages = list(enumerate(texts))
    for found in (
        find(Anchor(quote), passages, place=place),
        locate_quote(quote, passages),
        *near_misses(quote, passages),
    ):
        if found.outcome == "lost":
            assert found.place is None
        elif found.place == found.end_place and found.place is not None:
            assert found.text == texts[found.place][found.start : found.end]


def test_marks_of_bold_type_and_tags_copied_along_do_not_matter() -> None:
    found = locate_quote(
        "Visible leadership** – <b>a programme</b>", [(0, "Visible leadership – a programme of visits.")]
    )
    assert (found.outcome, found.text) == ("kept", "Visible leadership – a programme")
