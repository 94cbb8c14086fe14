"""Which steps come first: what they lift, not the order of the framework."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from evidence.domain.assurance import Score
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.next_steps import NextStep, best_steps
from evidence.domain.readiness import assess
from tests.evidence.domain.test_readiness import ON, PARTNERS, PEOPLE, PROCESSES, STAFF, framework, row

MOMENT = datetime(2026, 1, 15, tzinfo=UTC)
STRONG = [("practice", "people"), ("practice", "data"), ("result", "staff")]


def two_statements(**changes: object) -> Framework:
    """Two statements, each requiring people's experience and processes."""
    common = {"theme": 1, "asks": "Are they?", "required": (PEOPLE, PROCESSES), "supporting": (STAFF, PARTNERS)}
    statements = tuple(
        Statement.model_validate({"ref": ref, "title": f"Title of {ref}", **common, **changes})
        for ref in ("QS1", "QS2")
    )
    return framework(statements=statements)


def held(statement: str, category: str, many: Sequence[tuple[str, str]] = STRONG) -> list[EvidenceRow]:
    return [
        row(f"E-{statement}-{category}-{n}", category, statement=statement, proof=proof, source=source)
        for n, (proof, source) in enumerate(many)
    ]


def steps(
    rows: list[EvidenceRow], *, most: int = 20, scores: Sequence[Score] = (), **changes: object
) -> list[NextStep]:
    return best_steps(assess(rows, two_statements(**changes), on=ON, scores=scores), most=most)


def places(found: list[NextStep]) -> list[str]:
    return [" + ".join(f"{lift.statement} {lift.category}" for lift in step.lifts) for step in found]


def everything_but(*left_out: tuple[str, str]) -> list[EvidenceRow]:
    every = [(ref, category) for ref in ("QS1", "QS2") for category in (PEOPLE, PROCESSES, STAFF, PARTNERS)]
    return [one for cell in every if cell not in left_out for one in held(*cell)]


def test_nothing_is_left_to_do_where_everything_is_strong() -> None:
    assert steps(everything_but()) == []


def test_a_missing_required_category_comes_before_a_missing_supporting_one() -> None:
    found = steps(everything_but(("QS1", STAFF), ("QS2", PROCESSES)))

    assert places(found) == [f"QS2 {PROCESSES}", f"QS1 {STAFF}"]


def test_the_lowest_required_verdict_comes_first_whatever_the_order_of_statements() -> None:
    weak = held("QS1", PEOPLE, [("practice", "people")])

    found = steps([*everything_but(("QS1", PEOPLE), ("QS2", PEOPLE)), *weak])

    assert places(found) == [f"QS2 {PEOPLE}", f"QS1 {PEOPLE}"]
    assert [(one.lifts[0].verdict, one.lifts[0].becomes) for one in found] == [
        ("missing", "weak"),
        ("weak", "adequate"),
    ]


def test_a_step_that_lifts_its_statement_alone_comes_before_one_of_two_that_are_needed() -> None:
    found = steps(everything_but(("QS1", PEOPLE), ("QS1", PROCESSES), ("QS2", PEOPLE)))

    assert places(found) == [f"QS2 {PEOPLE}", f"QS1 {PEOPLE}", f"QS1 {PROCESSES}"]
    assert [one.lifts[0].alone for one in found] == [True, False, False]


def test_a_missing_supporting_category_that_keeps_a_statement_from_strong_decides() -> None:
    adequate = held("QS2", STAFF, [("practice", "staff")])

    found = steps([*everything_but(("QS1", PARTNERS), ("QS2", STAFF)), *adequate])

    assert places(found) == [f"QS1 {PARTNERS}", f"QS2 {STAFF}"]
    assert [(one.lifts[0].decides, one.lifts[0].alone) for one in found] == [(True, True), (False, False)]


def test_a_statement_whose_score_is_not_borne_out_comes_first_among_equals() -> None:
    high = Score(id="S-1", framework="toy", statement="QS2", value=4, on=ON, added_at=MOMENT, added_by="Asha")

    found = steps(everything_but(("QS1", PEOPLE), ("QS2", PEOPLE)), scores=[high])

    assert places(found) == [f"QS2 {PEOPLE}", f"QS1 {PEOPLE}"]


def test_one_document_that_would_lift_two_cells_is_one_step_that_comes_first() -> None:
    drafts = [
        row("E-9", PEOPLE, statement=ref, status="draft", proof="practice", source="people") for ref in ("QS1", "QS2")
    ]
    one_each = [*held("QS1", PEOPLE, [("practice", "data")]), *held("QS2", PEOPLE, [("practice", "data")])]
    rest = everything_but(("QS1", PEOPLE), ("QS2", PEOPLE))

    found = steps([*rest, *one_each, *drafts])

    assert places(found) == [f"QS1 {PEOPLE} + QS2 {PEOPLE}"]
    assert found[0].words == "Make E-9 final: it is still a draft."
    assert found[0].effort == 0


def test_the_same_words_about_documents_that_nobody_has_yet_are_two_steps() -> None:
    found = steps(everything_but(("QS1", PEOPLE), ("QS2", PEOPLE)))

    assert found[0].words == found[1].words == "File a first document under People's experience."
    assert places(found) == [f"QS1 {PEOPLE}", f"QS2 {PEOPLE}"]


def test_a_category_that_does_not_count_for_a_statement_is_no_next_step() -> None:
    found = steps(everything_but(("QS1", PARTNERS), ("QS2", PARTNERS)), supporting=(STAFF,))

    assert found == []


def test_without_required_categories_the_supporting_ones_decide() -> None:
    found = steps(everything_but(("QS2", STAFF)), required=(), supporting=(PEOPLE, PROCESSES, STAFF, PARTNERS))

    assert (places(found)[0], found[0].lifts[0].alone) == (f"QS2 {STAFF}", True)


@pytest.mark.parametrize("most", [0, 1, 3])
def test_only_as_many_are_named_as_asked(most: int) -> None:
    assert len(steps([], most=most)) == most
