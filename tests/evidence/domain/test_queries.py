"""The query grammar reads anything, prints it back, and adds the sector's abbreviations."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.domain.expansions import expand
from evidence.domain.queries import (
    MAX_LENGTH,
    MAX_PARTS,
    AnyOf,
    Expanded,
    FieldTerm,
    Not,
    Phrase,
    Prefix,
    Word,
    parse,
    reference_key,
)
from evidence.domain.vocabulary import Abbreviation, Vocabulary

_PIECES = [
    "carers", "waiting", "S42", "60.7%", "co-production", "12/03/2024", '"', '"direct payments"', "-", "-draft",
    "(", ")", "OR", "AND", "NOT", "or", "kind:policy", "kind:", 'team:"front door"', "foo:bar", "qs:QS1", "assess*",
    "SAR?", "*", "?", "“", "”", "’", ":", "it's", "--x", ",kind:x", "e-42", "\x00", "é", "a" * 40, "ref:E-0042",
    "-(a OR b)",
]  # fmt: skip


class TestWhatPeopleType:
    @pytest.mark.parametrize(
        ("text", "parts"),
        [
            ("", ()),
            ("   ", ()),
            ("waiting list", (Word("waiting"), Word("list"))),
            ("waiting AND list", (Word("waiting"), Word("list"))),
            ('"waiting  list"', (Phrase("waiting list"),)),
            ("“waiting list”", (Phrase("waiting list"),)),
            ("-draft", (Not(Word("draft")),)),
            ("NOT draft", (Not(Word("draft")),)),
            ('-"first draft"', (Not(Phrase("first draft")),)),
            ("a OR b c", (AnyOf((Word("a"), Word("b"))), Word("c"))),
            ("a OR b OR c", (AnyOf((Word("a"), Word("b"), Word("c"))),)),
            ("OR a", (Word("a"),)),
            ("a OR", (Word("a"),)),
            ("assess*", (Prefix("assess"),)),
            ("SAR?", (Word("SAR", asked=True),)),
            ("kind:policy", (FieldTerm("kind", "policy"),)),
            ("KIND:policy", (FieldTerm("kind", "policy"),)),
            ("qs:QS1", (FieldTerm("statement", "QS1"),)),
            ('team:"front door"', (FieldTerm("team", "front door"),)),
            ("-status:draft", (Not(FieldTerm("status", "draft")),)),
            ("kind:a OR kind:b", (AnyOf((FieldTerm("kind", "a"), FieldTerm("kind", "b"))),)),
            ("(a (b))", (Word("a"), Word("b"))),
            ("-(-a)", (Word("a"),)),
            ("waiting, list.", (Word("waiting"), Word("list"))),
            ("60.7%", (Word("60.7"),)),
            ("co-production", (Word("co-production"),)),
            ("a - b", (Word("a"), Word("b"))),
            ("... * ?", ()),
            ("(((", ()),
            ('""', ()),
        ],
    )
    def test_is_read_as_meant(self, text: str, parts: tuple[object, ...]) -> None:
        assert parse(text).parts == parts

    @pytest.mark.parametrize(
        ("text", "words"),
        [
            ('"waiting list', "not closed"),
            ("foo:bar", "There is no field “foo”"),
            ("kind:", "“kind:” had no value"),
            ("x" * (MAX_LENGTH + 1), "first 2,000 characters"),
            ("a " * (MAX_PARTS + 1), "first 60 words"),
            ("kind:policy OR carers", "every field named must hold"),
        ],
    )
    def test_is_noted_where_it_could_not_be_read_as_meant(self, text: str, words: str) -> None:
        assert words in " ".join(parse(text).notes)

    def test_fields_are_parted_from_words(self) -> None:
        query = parse("carers kind:policy -status:draft")
        assert query.words.parts == (Word("carers"),)
        assert query.fields == (FieldTerm("kind", "policy"), Not(FieldTerm("status", "draft")))

    def test_fields_beside_words_in_a_choice_narrow_all_of_it(self) -> None:
        assert str(parse("carers OR kind:policy")) == "carers kind:policy"

    @pytest.mark.parametrize("typed", ["E-0042", "e-42", "E42", "e0042", "E 42", " e‑42 "])
    def test_references_are_known_however_written(self, typed: str) -> None:
        assert reference_key(typed) == ("E", 42)

    @pytest.mark.parametrize("typed", ["carers", "42", "E-", "E-42 carers", "60.7%", ""])
    def test_other_words_are_no_references(self, typed: str) -> None:
        assert reference_key(typed) is None


class TestPrinting:
    @settings(max_examples=1_500, deadline=None)
    @given(st.lists(st.sampled_from(_PIECES), max_size=14), st.sampled_from(["", " ", "  "]))
    def test_printed_query_parses_to_the_same(self, pieces: list[str], between: str) -> None:
        query = parse(between.join(pieces))
        assert parse(str(query)) == query

    @settings(max_examples=1_500, deadline=None)
    @given(st.text(max_size=300))
    @example("-_\x1b0")
    @example("-☃0")
    def test_any_text_is_read_and_printed_without_an_error(self, text: str) -> None:
        query = parse(text)
        assert parse(str(query)) == query

    def test_deep_parentheses_do_no_harm(self) -> None:
        assert parse("(" * 1_900 + "carers").parts == (Word("carers"),)


class TestExpansion:
    @pytest.mark.parametrize(
        ("typed", "also"),
        [
            ("S42", ("section 42", "section 42 enquiry")),
            ("s42", ("section 42", "section 42 enquiry")),
            ("section 42", ("S42",)),
            ("section 42 enquiry", ("S42", "section 42")),
            ('"section 42"', ("S42",)),
            ("LA", ("local authority",)),
            ("local authority", ("LA",)),
            ("local authorities", ()),
            ("direct payment", ("DP",)),
            ("direct payments", ("DP",)),
            ("SAR?", ("safeguarding adults review", "subject access request")),
            ("I&A", ("information and advice",)),
        ],
    )
    def test_adds_what_is_meant_as_well(self, typed: str, also: tuple[str, ...]) -> None:
        expanded = expand(parse(typed), VOCABULARY).expanded
        assert tuple(entry.also for entry in expanded) == ((also,) if also else ())

    @pytest.mark.parametrize("typed", ["la", "SAR", "carers policy", "", "kind:S42", "-S42"])
    def test_leaves_alone_what_is_not_meant(self, typed: str) -> None:
        assert expand(parse(typed), VOCABULARY).parts == parse(typed).parts

    def test_ambiguous_abbreviation_is_explained(self) -> None:
        assert "Write SAR? to search" in expand(parse("SAR"), VOCABULARY).notes[0]

    def test_ambiguous_abbreviation_is_expanded_when_asked(self) -> None:
        assert expand(parse("SAR"), VOCABULARY, ambiguous=True).expanded[0].typed == "SAR"

    def test_true_meaning_weighs_more_than_related_ones(self) -> None:
        (part,) = expand(parse("S42"), VOCABULARY).parts
        assert isinstance(part, Expanded)
        assert [weight for _, weight in part.others] == [0.9, 0.5]

    def test_longest_run_is_taken_first(self) -> None:
        query = expand(parse("the section 42 enquiry policy"), VOCABULARY)
        assert [entry.typed for entry in query.expanded] == ["section 42 enquiry"]

    @settings(max_examples=300, deadline=None)
    @given(st.lists(st.sampled_from([*_PIECES, "section", "42", "LA", "local", "authority"]), max_size=10))
    def test_expanded_query_prints_as_it_was_typed(self, pieces: list[str]) -> None:
        query = parse(" ".join(pieces))
        assert str(expand(query, VOCABULARY, ambiguous=True)) == str(query)


VOCABULARY = Vocabulary(
    kinds=(),
    abbreviations=(
        Abbreviation(short="S42", expansions=("section 42", "section 42 enquiry")),
        Abbreviation(short="LA", expansions=("local authority",), case_matters=True),
        Abbreviation(short="DP", expansions=("direct payment", "direct payments")),
        Abbreviation(short="I&A", expansions=("information and advice",)),
        Abbreviation(
            short="SAR", expansions=("safeguarding adults review", "subject access request"), ambiguous=True
        ),
    ),
)
