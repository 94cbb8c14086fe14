"""The sector's words that the library ships."""

import csv
from pathlib import Path

import pytest

from evidence.adapters.frameworks import FileFrameworks, load_vocabulary, schemas_folder
from evidence.adapters.vocabulary import check_vocabulary
from evidence.domain.vocabulary import Vocabulary

FOLDER = schemas_folder() / "vocabulary"
GLOSSARY = schemas_folder().parent.parent / "shared" / "data" / "glossary.csv"
KINDS = [
    "policy", "procedure", "strategy", "plan", "minutes", "committee-report", "annual-report",
    "performance-data", "survey", "audit", "case-study", "feedback", "complaint-learning", "peer-review",
    "inspection-report", "needs-assessment", "equality-assessment", "contract", "protocol", "risk-register",
    "training-record", "self-assessment", "presentation", "email", "photograph", "other",
]  # fmt: skip
AMBIGUOUS = {"CoP", "ICT", "IR", "LAC", "PA", "SAM", "SAR"}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary(FOLDER)


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_nothing_is_wrong_with_the_file(path: Path) -> None:
    assert check_vocabulary(path) == []


def test_kinds_have_their_permanent_references(vocabulary: Vocabulary) -> None:
    assert [kind.ref for kind in vocabulary.kinds] == KINDS


def test_every_kind_but_other_has_words_to_guess_it_by(vocabulary: Vocabulary) -> None:
    assert [kind.ref for kind in vocabulary.kinds if not kind.words] == ["other"]


def test_presumed_categories_exist_in_every_framework(vocabulary: Vocabulary) -> None:
    frameworks = FileFrameworks(schemas_folder() / "frameworks")
    presumed = {kind.category for kind in vocabulary.kinds if kind.category}
    for ref in frameworks.refs():
        assert presumed <= {category.ref for category in frameworks.load(ref).counted_categories()}


def test_a_kind_that_says_too_little_presumes_no_category(vocabulary: Vocabulary) -> None:
    silent = [kind.ref for kind in vocabulary.kinds if kind.category is None]
    assert silent == ["survey", "presentation", "email", "photograph", "other"]


def test_no_kind_is_presumed_to_show_an_outcome(vocabulary: Vocabulary) -> None:
    assert all(kind.proof != "outcome" for kind in vocabulary.kinds)


@pytest.mark.parametrize(
    ("ref", "months"),
    [("performance-data", 6), ("survey", 24), ("case-study", 12), ("audit", 12), ("annual-report", 18)],
)
def test_currency_follows_common_practice_and_says_that_it_is_not_verified(
    vocabulary: Vocabulary, ref: str, months: int
) -> None:
    currency = vocabulary.kind(ref).currency
    assert currency.months == months
    assert not currency.verified


def test_papers_that_look_ahead_end_with_the_period_they_are_meant_for(vocabulary: Vocabulary) -> None:
    ahead = [kind.ref for kind in vocabulary.kinds if kind.currency.looks_ahead]
    assert ahead == ["strategy", "plan", "contract"]


def test_there_are_139_abbreviations_and_the_ambiguous_ones_are_marked(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.abbreviations) == 139
    assert {a.short for a in vocabulary.abbreviations if a.ambiguous} == AMBIGUOUS


@pytest.mark.parametrize("short", ["LA", "PA", "OT", "SAM", "POT", "RAG", "RAS", "HW", "DP", "SW", "SALT", "MPS"])
def test_case_matters_where_small_letters_make_another_word(vocabulary: Vocabulary, short: str) -> None:
    assert next(a for a in vocabulary.abbreviations if a.short == short).case_matters


@pytest.mark.parametrize("short", ["CQC", "S42", "SAB", "ASCOF", "DoLS", "JSNA"])
def test_case_does_not_matter_elsewhere(vocabulary: Vocabulary, short: str) -> None:
    assert not next(a for a in vocabulary.abbreviations if a.short == short).case_matters


def test_acts_and_sections_are_marked_as_law(vocabulary: Vocabulary) -> None:
    law = {a.short for a in vocabulary.abbreviations if a.law}
    sections = {"S9", "S10", "S18", "S19", "S42", "S44", "S67", "S75", "S117"}
    assert law == sections | {"CA14", "GDPR", "MCA", "MHA"}


def test_unpaid_carers_have_a_voice_of_their_own(vocabulary: Vocabulary) -> None:
    groups = {group.ref: group for group in vocabulary.labels}
    assert list(groups) == ["service", "organisation", "locality", "people-group", "voice"]
    assert "unpaid carers" in groups["voice"].values
    assert [ref for ref, group in groups.items() if not group.open] == ["voice"]


@pytest.mark.council_papers
@pytest.mark.skipif(not GLOSSARY.exists(), reason="glossary.csv of the shared folder is not here")
def test_every_term_of_the_glossary_is_held_as_it_stands_there(vocabulary: Vocabulary) -> None:
    with GLOSSARY.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    expected = {row["abbreviation"]: (tuple(row["expansions"].split("|")), bool(row["ambiguous"])) for row in rows}
    assert {a.short: (a.expansions, a.ambiguous) for a in vocabulary.abbreviations} == expected
