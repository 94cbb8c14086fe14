"""Each flag, raised and not raised."""

from datetime import UTC, date, datetime

import pytest

from evidence.domain.assurance import Action
from evidence.domain.assurance import Score as Given
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import Band, Category, Framework, Score, Statement, Theme
from evidence.domain.readiness import FLAG_TITLES, Flag, assess

ON, VISIT = date(2026, 1, 15), date(2026, 3, 2)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOY = Framework(
    ref="toy",
    version="1",
    title="Toy framework",
    dated_on=ON,
    provider="-",
    source_address="-",
    rights="-",
    themes=(Theme(number=1, ref="one", title="One"),),
    statements=(Statement(ref="QS1", title="Assessing needs", theme=1, asks="?", required=("processes",)),),
    categories=(Category(ref="processes", title="Processes"),),
    scale=tuple(Score(value=value, meaning="-") for value in (1, 2, 3, 4)),
    bands=(Band(ref="all", title="All", at_least=0, at_most=100),),
)


def row(ref: str, **facts: object) -> EvidenceRow:
    plain = EvidenceRow(
        tag=f"T-{ref}",
        ref=ref,
        title=ref,
        statement="QS1",
        sub_topic=None,
        category="processes",
        category_presumed=False,
        stance="strength",
        proof="practice",
        source="data",
        status="final",
        form="held",
        currency="in-date",
        currency_at_visit="in-date",
        date_presumed=False,
    )
    return plain._replace(**facts)


def score(value: int, *, on: date = ON, by: str = "council", framework: str = "toy") -> Given:
    fields = {"id": f"S-{on}-{by}", "framework": framework, "statement": "QS1", "value": value}
    return Given.model_validate({**fields, "by": by, "on": on, "added_at": NOW, "added_by": "Asha"})


def action(**facts: object) -> Action:
    fields = {"id": "A-1", "text": "Do it", "framework": "toy", "statement": "QS1"}
    return Action.model_validate({**fields, "added_at": NOW, "added_by": "Asha", **facts})


def flags(rows: list[EvidenceRow], **options: object) -> dict[str, Flag]:
    found = assess(rows, TOY, on=ON, visit_on=VISIT, **options).statement("QS1").flags
    return {flag.code: flag for flag in found}


PEOPLE = row("E-1", source="people")
CARERS = row("E-2", source="unpaid-carers")
DATA = row("E-3")
ENOUGH = [PEOPLE, CARERS, DATA]
GAPS = [row(f"E-{number}", stance="gap") for number in (4, 5, 6, 7)]
EMPTY = {"no-peoples-voice", "no-carers-voice"}


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ([], EMPTY),
        (ENOUGH, set()),
        ([PEOPLE, DATA], {"no-carers-voice"}),
        ([CARERS, DATA], set()),
        ([DATA, row("E-4", source="staff")], EMPTY),
        ([DATA, row("E-4", source="people", status="draft"), row("E-5", source="staff")], EMPTY),
        ([DATA, row("E-4", source="staff", carers_voice=True)], set()),
        ([DATA, row("E-4", source="people", category=None)], {"no-carers-voice"}),
        ([DATA], EMPTY | {"one-source"}),
        ([row("E-1", source=None)], EMPTY | {"one-source"}),
        ([CARERS, row("E-4", source="unpaid-carers"), row("E-5", status="draft")], {"one-source"}),
        ([*ENOUGH, row("E-4", stance="gap")], {"gap-without-action"}),
        ([*ENOUGH, row("E-4", stance="gap", currency="out-of-date")], {"gap-without-action"}),
        ([*ENOUGH, row("E-4", stance="gap", status="superseded")], set()),
        ([*ENOUGH, row("E-4", stance="gap", form="wanted")], set()),
        ([*ENOUGH, row("E-4", stance="challenge")], {"challenge-unanswered"}),
        ([*ENOUGH, row("E-4", currency="due", currency_at_visit="out-of-date")], {"out-of-date-at-visit"}),
        ([*ENOUGH, row("E-4", currency="out-of-date", currency_at_visit="out-of-date")], set()),
    ],
)
def test_flag_about_evidence_is_raised_when_true_and_only_then(rows: list[EvidenceRow], codes: set[str]) -> None:
    assert set(flags(rows)) == codes


@pytest.mark.parametrize(
    ("rows", "value", "raised"),
    [
        (ENOUGH, 3, False),
        ([], 3, True),
        ([PEOPLE], 4, True),
        ([PEOPLE], 2, False),
        ([*ENOUGH, *GAPS], 3, True),
        ([*ENOUGH, *GAPS[:3]], 3, False),
        ([*ENOUGH, *(gap._replace(stance="challenge") for gap in GAPS)], 3, True),
        ([*ENOUGH, *GAPS, EvidenceRow._replace(GAPS[0], tag="T-also", stance="strength")], 3, False),
    ],
)
def test_high_score_is_flagged_when_its_evidence_is_thin(
    rows: list[EvidenceRow], value: int, *, raised: bool
) -> None:
    assert ("high-score-thin-evidence" in flags(rows, scores=[score(value)])) == raised


@pytest.mark.parametrize(
    ("value", "actions", "raised"),
    [
        (1, [], True),
        (2, [], True),
        (3, [], False),
        (2, [action()], False),
        (2, [action(statement="QS2")], True),
        (2, [action(framework="other")], True),
        (2, [action(state="closed", closed_on=date(2026, 1, 14))], True),
        (2, [action(state="closed", closed_on=ON)], False),
    ],
)
def test_low_score_is_flagged_without_an_action(value: int, actions: list[Action], *, raised: bool) -> None:
    found = flags(ENOUGH, scores=[score(value)], actions=actions)
    assert ("low-score-without-action" in found) == raised


@pytest.mark.parametrize("stance", ["gap", "challenge"])
def test_action_that_names_the_tag_answers_it(stance: str) -> None:
    rows = [*ENOUGH, row("E-4", stance=stance)]
    assert flags(rows, actions=[action(answers=["T-E-4"], state="closed", closed_on=ON)]) == {}
    assert len(flags(rows, actions=[action(answers=["T-other"])])) == 1


def test_only_the_councils_newest_score_on_the_day_is_looked_at() -> None:
    given = [
        score(1, on=date(2025, 6, 1)),
        score(3, on=date(2025, 9, 1)),
        score(1, on=date(2026, 6, 1)),
        score(1, by="peer"),
        score(1, on=date(2026, 1, 10), framework="other"),
    ]
    readiness = assess(ENOUGH, TOY, on=ON, scores=given)
    found = readiness.statement("QS1")
    assert found.flags == ()
    assert found.council_score == given[1]
    assert [(one.by, one.value) for one in found.scores] == [("council", 3), ("peer", 1)]
    assert {judge: rating.total for judge, rating in readiness.ratings.items()} == {"council": 3, "peer": 1}


def test_no_visit_planned_raises_no_flag_about_it() -> None:
    ageing = row("E-4", currency_at_visit="out-of-date")
    assert assess([*ENOUGH, ageing], TOY, on=ON).statement("QS1").flags == ()


def test_flags_say_what_was_found_and_name_their_documents() -> None:
    rows = [*ENOUGH, *GAPS, row("E-8", currency_at_visit="out-of-date"), row("E-9", stance="challenge")]
    found = flags(rows, scores=[score(4)])
    assert [(flag.code, flag.sentence, flag.refs) for flag in found.values()] == [
        (
            "gap-without-action",
            "4 areas for improvement without an action, in E-4, E-5, E-6 and E-7.",
            ("E-4", "E-5", "E-6", "E-7"),
        ),
        (
            "high-score-thin-evidence",
            (
                "The council gave QS1 a score of 4, but 5 of the 9 documents that count name only areas for"
                " improvement or challenges."
            ),
            ("E-4", "E-5", "E-6", "E-7", "E-9"),
        ),
        (
            "out-of-date-at-visit",
            "1 document in date now will be out of date at the on-site visit on 2 March 2026: E-8.",
            ("E-8",),
        ),
        ("challenge-unanswered", "1 challenge that no action answers, in E-9.", ("E-9",)),
    ]


def test_every_code_has_a_title() -> None:
    raised = {*flags([row("E-1", stance="gap")]), *flags([*ENOUGH, row("E-4", stance="challenge")])}
    assert raised <= set(FLAG_TITLES)
    assert len(FLAG_TITLES) == 8
