"""Changing readiness rules: what is accepted, what is refused with what advice, and what would differ."""

from dataclasses import replace
from datetime import date

import pytest

from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import Band, Category, Framework, Score, Statement, Theme
from evidence.domain.readiness import assess
from evidence.domain.rules import CellChange, differences, rule_values, with_changes
from evidence.errors import Invalid

ON = date(2026, 1, 15)
PEOPLE, STAFF, PROCESSES = "people-experience", "staff-leaders", "processes"


def statement(ref: str) -> Statement:
    return Statement(ref=ref, title=ref, theme=1, asks="?", required=(PEOPLE, PROCESSES), supporting=(STAFF,))


TOY = Framework(
    ref="toy",
    version="1",
    title="Toy framework",
    dated_on=ON,
    provider="-",
    source_address="-",
    rights="-",
    themes=(Theme(number=1, ref="one", title="One"),),
    statements=(statement("QS1"), statement("QS2")),
    categories=(
        Category(ref=PEOPLE, title="People's experience"),
        Category(ref=STAFF, title="Staff"),
        Category(ref=PROCESSES, title="Processes"),
        Category(ref="outcomes", title="Outcomes", counted=False),
    ),
    scale=(Score(value=1, meaning="-"),),
    bands=(Band(ref="all", title="All", at_least=0, at_most=100),),
)
ROW = EvidenceRow(
    tag="T-1",
    ref="E-1",
    title="One",
    statement="QS1",
    sub_topic=None,
    category=PEOPLE,
    category_presumed=False,
    stance="strength",
    proof="practice",
    source="data",
    status="final",
    form="held",
    currency="in-date",
    currency_at_visit=None,
    date_presumed=False,
)


def test_thresholds_and_lists_change_and_the_rest_stays() -> None:
    changes = {
        "strong.documents": " 4 ",
        "adequate.proof": "result",
        "supporting_strong.sources": "3",
        "unknown_proof": "intention",
        "every_sub_topic_for_strong": "",
        "carers_sources": "unpaid-carers, people",
    }
    found = with_changes(TOY, changes)
    assert rule_values(found) == rule_values(TOY) | {
        "strong.documents": "4",
        "adequate.proof": "result",
        "supporting_strong.sources": "3",
        "unknown_proof": "intention",
        "every_sub_topic_for_strong": "",
        "carers_sources": "unpaid-carers,people",
    }
    assert TOY.rules.strong.documents == 3


@pytest.mark.parametrize(
    ("changes", "required", "supporting"),
    [
        ({"QS1.required": "processes"}, (PROCESSES,), (PEOPLE, STAFF)),
        ({"QS1.required": "people-experience, staff-leaders"}, (PEOPLE, STAFF), (PROCESSES,)),
        ({"QS1.required": "processes", "QS1.supporting": ""}, (PROCESSES,), ()),
        ({"QS1.supporting": "outcomes,staff-leaders"}, (PEOPLE, PROCESSES), ("outcomes", STAFF)),
    ],
)
def test_standing_of_categories_changes_for_one_statement(
    changes: dict[str, str], required: tuple[str, ...], supporting: tuple[str, ...]
) -> None:
    found = with_changes(TOY, changes)
    assert (found.statement("QS1").required, found.statement("QS1").supporting) == (required, supporting)
    assert found.statement("QS2") == TOY.statement("QS2")


def test_changed_framework_answers_by_its_changed_statements() -> None:
    TOY.statement("QS1")
    assert with_changes(TOY, {"QS1.required": "processes"}).in_force[0].required == (PROCESSES,)


def test_values_written_back_change_nothing() -> None:
    assert with_changes(TOY, rule_values(TOY)) == TOY
    assert with_changes(TOY, {}) == TOY


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("strongest.documents", "4", "adequate.documents"),
        ("strong.colour", "4", "strong.sources"),
        ("QS9.required", "processes", "QS1.required"),
        ("QS1.title", "x", "QS1.supporting"),
        ("strong.documents", "0", "from 1 to 99"),
        ("strong.documents", "many", "from 1 to 99"),
        ("strong.documents", "1" * 5000, "from 1 to 99"),
        ("adequate.sources", "-1", "from 1 to 99"),
        ("adequate.proof", "great", "intention, policy, practice, result, outcome"),
        ("unknown_proof", "", "intention, policy"),
        ("peoples_sources", "people,nobody", "unpaid-carers"),
        ("every_sub_topic_for_strong", "policies", "processes, outcomes"),
        ("QS1.required", "", "at least one required category"),
        ("QS1.required", "policies", "people-experience, staff-leaders"),
        ("QS1.supporting", "processes", "processes is required for QS1 already"),
    ],
)
def test_unknown_name_or_value_is_refused_with_what_is_accepted(name: str, value: str, says: str) -> None:
    with pytest.raises(Invalid, match=says) as refused:
        with_changes(TOY, {name: value})
    assert refused.value.details["rule"] == name
    assert refused.value.details["accepted"]


def test_differences_name_each_verdict_that_moves() -> None:
    rows = [ROW, ROW._replace(ref="E-2", tag="T-2"), ROW._replace(tag="T-3", category=PROCESSES)]
    before = assess(rows, TOY, on=ON)
    after = assess(rows, with_changes(TOY, {"adequate.documents": "1"}), on=ON)
    assert differences(before, before) == []
    assert differences(before, after) == [
        CellChange("QS1", None, "weak", "adequate"),
        CellChange("QS1", PROCESSES, "weak", "adequate"),
    ]


def test_differences_name_what_stands_on_one_side_only() -> None:
    after = assess([ROW], with_changes(TOY, {"QS1.supporting": "staff-leaders,outcomes"}), on=ON)
    assert differences(assess([ROW], TOY, on=ON), after) == [CellChange("QS1", "outcomes", None, "missing")]


def test_differences_name_a_statement_that_only_one_framework_has() -> None:
    before = assess([], TOY, on=ON)
    after = replace(before, statements=before.statements[:1])
    assert differences(before, after)[0] == CellChange("QS2", None, "missing", None)
    assert {change.statement for change in differences(before, after)} == {"QS2"}


def test_strong_never_takes_less_than_adequate() -> None:
    rows = [ROW._replace(ref=f"E-{n}", tag=f"T-{n}", source=f"s{n}", proof="result") for n in range(3)]
    changed = with_changes(TOY, {"adequate.documents": "5"})
    assert assess(rows, changed, on=ON).statement("QS1").cell(PEOPLE).verdict == "weak"
