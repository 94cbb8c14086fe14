"""What is looked for in a version's words, names and file, and how the rules are given."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.looking_through import MOST_LISTED, Rules, Spot, counts, in_hidden, listed, rules_from
from evidence.errors import Invalid
from evidence.hidden_content import Hidden, HiddenContent

PLAIN = Rules()


def kinds(spots: object) -> list[str]:
    return [spot.kind for spot in spots]  # type: ignore[attr-defined]  # any iterable of spots


def test_words_are_searched_for_personal_data_small_counts_and_stories() -> None:
    passages = [
        (0, 1, "NHS number: 943 476 5919"),
        (1, 2, "In the year two people died while waiting."),
        (2, 2, "She is 84 and lives alone. Since her fall she has not left her flat."),
    ]
    found = list(PLAIN.in_text(passages))

    assert [(one.kind, one.passage, one.page) for one in found] == [
        ("nhs-number", 0, 1), ("small-count", 1, 2), ("single-story", 2, 2)
    ]  # fmt: skip
    assert passages[0][2][found[0].start : found[0].end] == "943 476 5919"


def test_file_names_are_searched_as_words_and_keep_their_places() -> None:
    name = "Review_of_NHS_number_9434765919.docx"
    (found,) = PLAIN.in_name(name, "file-name")

    assert (found.kind, name[found.start : found.end]) == ("nhs-number", "9434765919")
    assert "name of the file" in found.reason


def test_reasons_never_repeat_what_was_found() -> None:
    found = [*PLAIN.in_name("NHS number 943 476 5919", "title")]

    assert found
    assert all("5919" not in one.reason for one in found)


def test_what_a_file_hides_is_numbered_and_long_lists_are_counted() -> None:
    content = HiddenContent((Hidden("comment", "p. 2", "Ben: Is this right?", 2),), more={"comment": 40})

    spots = listed(in_hidden(content))

    assert [(one.part, one.start, one.end, one.page) for one in spots] == [("hidden", 0, 1, 2), ("rest", 0, 40, None)]
    assert counts(spots) == {"comment": 41}
    assert all("Ben" not in one.reason for one in spots)


@given(st.lists(st.tuples(st.sampled_from(["name", "comment"]), st.integers(0, 400)), max_size=4))
def test_nothing_is_lost_by_listing(given_spots: list[tuple[str, int]]) -> None:
    spots = [
        Spot(kind, "text", at, at + 1, "likely", "Why.", passage=number)
        for number, (kind, many) in enumerate(given_spots)
        for at in range(many)
    ]
    kept = listed(spots)

    assert counts(kept) == counts(spots)
    assert len({one.key for one in kept}) == len(kept)
    assert len(kept) <= 2 * (MOST_LISTED + 1)


def test_rules_are_marked_by_all_they_depend_on() -> None:
    marks = {
        PLAIN.mark("A"), PLAIN.mark("B"), rules_from("LAS-#######", "").mark("A"),
        rules_from("", "ashmere.example").mark("A"),
    }  # fmt: skip
    assert len(marks) == 4
    assert PLAIN.mark("A") == rules_from(" ", "\n").mark("A")


def test_patterns_and_domains_given_count() -> None:
    rules = rules_from("LAS-#######, AB/####", "@Ashmere.example; larkmere.example")

    assert kinds(rules.in_text([(0, None, "See LAS-1234567.")])) == ["case-reference"]
    assert kinds(rules.in_text([(0, None, "Write to j.bloggs@ashmere.example today.")])) == []
    assert kinds(PLAIN.in_text([(0, None, "Write to j.bloggs@ashmere.example today.")])) == ["email-address"]


@pytest.mark.parametrize(
    ("patterns", "domains", "field"),
    [("LAS", "", "case_references"), ("#" * 60, "", "case_references"), ("", "not a domain", "own_domains"),
     ("", ", ".join(f"a{n}.example" for n in range(60)), "own_domains")],
)  # fmt: skip
def test_what_will_not_do_is_refused_in_plain_words(patterns: str, domains: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        rules_from(patterns, domains)
    assert refused.value.details["field"] == field
    assert "such as" in refused.value.message
