"""Typical evidence: what is named in a title is found, and what only shares ordinary words is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.typical import MOST, Held, to_search_for, typical_held
from evidence.domain.vocabulary import Abbreviation

DOLS = Abbreviation(short="DoLS", expansions=("deprivation of liberty safeguards",))


def held(title: str, kind: str = "", *quotes: str, ref: str = "E-0001", counts: bool = True) -> Held:
    return Held(ref, title, kind, counts, quotes)


def found(line: str, *documents: Held) -> list[str]:
    return [match.title for match in typical_held([line], documents, [DOLS])[0].matches]


@pytest.mark.parametrize(
    ("line", "title", "kind"),
    [
        ("Winter plan", "Winter plan 2026-27", "Plan"),
        ("Reports of Healthwatch", "Healthwatch Larkmere, getting help to stay at home", "Feedback"),
        ("Carers strategy, and numbers and outcomes of carers' assessments", "Strategy for unpaid carers", ""),
        (
            "Policy and pathway for assessment, planning and review",
            "Assessment, support planning and review policy",
            "",
        ),
        ("Training rates", "Adult social care training matrix", "Training record"),
        ("Results of case file audits", "Practice audit, half-year report", "Audit"),
        (
            "Provider failure and business continuity plans, and how they were tested",
            "Provider failure and service interruption protocol",
            "",
        ),
        ("Waiting list for deprivation of liberty safeguards", "DoLS applications, backlog and triage", ""),
        ("Adult social care strategy", "Living well in Larkmere, adult social care strategy", ""),
    ],
)
def test_a_title_that_names_the_thing_is_found(line: str, title: str, kind: str) -> None:
    assert found(line, held(title, kind)) == [title]


@pytest.mark.parametrize(
    ("line", "title", "kind"),
    [
        ("Reports of the principal social worker", "Adult social care, half-year report to scrutiny", "Report"),
        ("Corporate and directorate risk registers", "Directorate leadership team minutes", "Minutes"),
        ("Adult social care strategy", "Adult social care performance dashboard", "Performance figures"),
        ("Contract hand-backs and what was done", "Home care contract, schedule 4", "Contract or specification"),
        ("Equality objectives and progress against them", "Analysis of inequality", ""),
        ("Provider failure plans, and how they were tested in exercises", "Exercises in the gym", ""),
        ("Results of case file audits", "Case study, Jean and her brother", "Case study or story"),
    ],
)
def test_ordinary_words_are_not_enough(line: str, title: str, kind: str) -> None:
    assert found(line, held(title, kind)) == []


def test_a_passage_says_what_the_title_does_not() -> None:
    document = held("Monthly figures", "", "Feedback to the person who raised the concern: 83 per cent")
    line = typical_held(["Feedback to those who raised a concern"], [document])[0]

    assert [(match.ref, match.by_passage) for match in line.matches] == [("E-0001", True)]


def test_one_word_of_a_passage_says_nothing() -> None:
    assert found("Winter plan", held("Notes", "", "The winter was mild.")) == []


def test_the_best_fit_comes_first_and_leaves_weak_ones_out() -> None:
    best, weak = held("Reablement outcomes", ref="E-0002"), held("Reablement team huddle", ref="E-0001")

    assert found("Reablement outcomes", weak, best) == ["Reablement outcomes"]
    assert found("Reablement outcomes", weak) == ["Reablement team huddle"]


def test_each_thing_of_a_line_keeps_its_own_best() -> None:
    market, fees = held("Market position statement", ref="E-0001"), held("Fee decisions 2026", ref="E-0002")

    assert found("Market position statement and fee decisions", market, fees) == [market.title, fees.title]


def test_what_does_not_count_comes_last_and_is_no_tick() -> None:
    old = held("Winter plan 2024", ref="E-0001", counts=False)
    new = held("Winter plan 2026", ref="E-0002")

    only_old = typical_held(["Winter plan"], [old])[0]
    assert (only_old.held, len(only_old.matches)) == (False, 1)
    assert typical_held(["Winter plan"], [old, new])[0].held
    assert found("Winter plan", old, new) == ["Winter plan 2026", "Winter plan 2024"]


def test_many_are_cut_short() -> None:
    assert len(found("Winter plan", *(held(f"Winter plan {n}", ref=f"E-{n:04}") for n in range(10)))) == MOST


def test_ambiguous_abbreviations_and_those_of_another_case_are_left_as_they_are() -> None:
    short = [
        Abbreviation(short="WP", expansions=("winter plan",), ambiguous=True),
        Abbreviation(short="IT", expansions=("winter plan",), case_matters=True),
    ]

    def ticked(title: str) -> bool:
        return typical_held(["Winter plan"], [held(title)], short)[0].held

    assert (ticked("WP 2026"), ticked("Is it on"), ticked("Our IT")) == (False, False, True)


@given(st.lists(st.text(max_size=60), max_size=4), st.lists(st.text(max_size=60), max_size=4))
def test_any_words_give_an_answer_whatever_the_order(lines: list[str], titles: list[str]) -> None:
    documents = [held(title, "Plan", title, ref=f"E-{place:04}") for place, title in enumerate(titles)]

    forwards, backwards = typical_held(lines, documents), typical_held(lines, documents[::-1])

    assert [line.text for line in forwards] == lines
    assert forwards == backwards


@given(st.text(max_size=80))
def test_there_is_always_something_to_search_for(line: str) -> None:
    assert to_search_for(line) or not line
