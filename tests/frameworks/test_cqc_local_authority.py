"""The scheme in force: its names are exact, its bands are the regulator's, its rules are the library's."""

import csv
import math
from fractions import Fraction

import pytest

from evidence.adapters.frameworks import FileFrameworks, schemas_folder
from evidence.domain.frameworks import Framework, Threshold
from evidence.domain.scores import rate

PUBLISHED = schemas_folder().parent.parent / "shared" / "data" / "published-scores.csv"

THEMES = [
    (1, "Working with people"),
    (2, "Providing support"),
    (3, "How the local authority ensures safety within the system"),
    (4, "Leadership"),
]
STATEMENTS = [
    ("QS1", 1, "Assessing needs"),
    ("QS2", 1, "Supporting people to live healthier lives"),
    ("QS3", 1, "Equity in experience and outcomes"),
    ("QS4", 2, "Care provision, integration and continuity"),
    ("QS5", 2, "Partnerships and communities"),
    ("QS6", 3, "Safe systems, pathways and transitions"),
    ("QS7", 3, "Safeguarding"),
    ("QS8", 4, "Governance, management and sustainability"),
    ("QS9", 4, "Learning, improvement and innovation"),
]
SUB_TOPICS = {
    "QS1": "assessment-arrangements timeliness unpaid-carers non-eligible-needs eligibility charging advocacy",
    "QS2": "prevention reablement equipment information-advice direct-payments",
    "QS3": "barriers inclusion",
    "QS4": "local-needs market-shaping capacity quality sustainability",
    "QS5": "shared-objectives arrangements impact voluntary-sector",
    "QS6": "safety-management transitions contingency",
    "QS7": "systems local-risks concerns-enquiries personal",
    "QS8": "governance strategy information-security",
    "QS9": "learning feedback",
}
VARIANTS = {
    "assessing people's needs": "QS1",
    "Supporting people to lead healthier lives": "QS2",
    "Equity in experiences and outcomes": "QS3",
    "Care provision, integration and continuity of care": "QS4",
    "partnership and communities": "QS5",
    "Safe pathways, systems and transitions": "QS6",
}
COUNTED = ["people-experience", "staff-leaders", "partners", "processes"]


@pytest.fixture(scope="module")
def framework() -> Framework:
    return FileFrameworks(schemas_folder() / "frameworks").load("cqc-local-authority")


def test_themes_have_their_exact_titles(framework: Framework) -> None:
    assert [(theme.number, theme.title) for theme in framework.themes] == THEMES


def test_theme_titles_as_reports_print_them_are_kept(framework: Framework) -> None:
    assert [theme.title_variants[:1] for theme in framework.themes] == [
        ("How the local authority works with people",),
        ("How local authorities provide support",),
        ("How the local authority ensures safety in the system",),
        (),
    ]


def test_statements_have_their_exact_titles(framework: Framework) -> None:
    assert [(s.ref, s.theme, s.title) for s in framework.statements] == STATEMENTS


@pytest.mark.parametrize(("name", "ref"), VARIANTS.items())
def test_titles_that_the_regulator_also_prints_are_accepted(framework: Framework, name: str, ref: str) -> None:
    assert framework.statement(name).ref == ref


def test_sub_topics_have_their_permanent_references(framework: Framework) -> None:
    found = {s.ref: " ".join(topic.ref for topic in s.sub_topics) for s in framework.statements}
    assert found == SUB_TOPICS


def test_only_the_two_sub_topics_seen_in_a_published_source_are_called_verified(framework: Framework) -> None:
    seen = [(s.ref, t.ref) for s in framework.statements for t in s.sub_topics if t.verified]
    assert seen == [("QS1", "assessment-arrangements"), ("QS1", "eligibility")]


def test_four_categories_count_and_two_are_only_to_choose(framework: Framework) -> None:
    assert [category.ref for category in framework.counted_categories()] == COUNTED
    others = [category.ref for category in framework.categories if not category.counted]
    assert others == ["outcomes", "observation"]


@pytest.mark.parametrize("number", range(1, 10))
def test_required_and_supporting_categories_are_the_declared_defaults(framework: Framework, number: int) -> None:
    statement = framework.statement(f"QS{number}")
    expected = {8: {"staff-leaders", "processes"}, 9: {"people-experience", "staff-leaders", "processes"}}
    required = expected.get(number, {"people-experience", "processes"})
    assert set(statement.required) == required
    assert set(statement.supporting) == set(COUNTED) - required


def test_every_statement_has_words_enough_to_suggest_it(framework: Framework) -> None:
    for statement in framework.statements:
        assert 10 <= len(statement.words) <= 25
        for topic in statement.sub_topics:
            assert len(topic.words) >= 4


def test_no_characteristics_are_claimed_before_they_are_published(framework: Framework) -> None:
    for statement in framework.statements:
        assert set(statement.characteristics.values()) == {""}


def test_law_is_named_only_where_it_is_known(framework: Framework) -> None:
    named = {s.ref: len(s.law) for s in framework.statements}
    assert named == {"QS1": 4, "QS2": 3, "QS3": 0, "QS4": 2, "QS5": 0, "QS6": 3, "QS7": 4, "QS8": 0, "QS9": 0}
    assert [s.ref for s in framework.statements if s.law and "law" not in s.unverified] == ["QS7"]


def test_the_rules_are_the_librarys_defaults(framework: Framework) -> None:
    rules = framework.rules
    assert rules.adequate == Threshold(documents=2, sources=1, proof="practice")
    assert rules.strong == Threshold(documents=3, sources=2, proof="result")
    assert rules.supporting_adequate == Threshold(documents=1, sources=1, proof="practice")
    assert rules.supporting_strong == Threshold(documents=2, sources=2, proof="practice")
    assert rules.every_sub_topic_for_strong == ("processes",)
    assert rules.unknown_proof == "policy"


@pytest.mark.parametrize("total", range(9, 37))
def test_every_sum_of_nine_scores_falls_into_its_band(framework: Framework, total: int) -> None:
    shown = math.ceil(Fraction(100 * total, 36))
    inside = [band.ref for band in framework.bands if band.at_least <= shown <= band.at_most]
    if total <= 13:
        expected = "inadequate"
    elif total <= 22:
        expected = "requires-improvement"
    else:
        expected = "good" if total <= 31 else "outstanding"
    assert inside == [expected]


@pytest.mark.council_papers
@pytest.mark.skipif(not PUBLISHED.exists(), reason="published-scores.csv of the shared folder is not here")
def test_published_ratings_follow_from_published_scores(framework: Framework) -> None:
    checked = 0
    with PUBLISHED.open(encoding="utf-8", newline="") as stream:
        for row in csv.DictReader(stream):
            if not row["overall_published"].isdigit():
                continue
            rating = rate({f"QS{n}": int(row[f"qs{n}"]) for n in range(1, 10)}, framework)
            assert rating is not None
            assert rating.shown == int(row["overall_published"]), row["council"]
            assert rating.band.title == row["rating"], row["council"]
            checked += 1
    assert checked == 9
