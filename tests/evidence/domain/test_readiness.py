"""Each declared rule of readiness, as tables: what is held, and the verdict, the reason, the next step."""

from datetime import date

import pytest

from evidence.domain.assurance import Assignment
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import Band, Category, Framework, Score, Statement, SubTopic, Theme
from evidence.domain.readiness import NOT_A_JUDGEMENT, Cell, Readiness, as_json, assess

ON = date(2026, 1, 15)
PEOPLE, STAFF, PARTNERS, PROCESSES = "people-experience", "staff-leaders", "partners", "processes"


def framework(**changes: object) -> Framework:
    """One statement with two sub-topics; two required and two supporting categories."""
    statement = Statement(
        ref="QS1",
        title="Assessing needs",
        theme=1,
        asks="Are needs assessed?",
        sub_topics=(SubTopic(ref="timely", title="Timeliness"), SubTopic(ref="advocacy", title="Advocacy")),
        required=(PEOPLE, PROCESSES),
        supporting=(STAFF, PARTNERS),
    )
    fields = {
        "ref": "toy",
        "version": "1",
        "title": "Toy framework",
        "dated_on": ON,
        "provider": "Nobody",
        "source_address": "https://example.org",
        "rights": "None",
        "themes": (Theme(number=1, ref="people", title="Working with people"),),
        "statements": (statement,),
        "categories": (
            Category(ref=PEOPLE, title="People's experience"),
            Category(ref=STAFF, title="Staff and leaders"),
            Category(ref=PARTNERS, title="Partners"),
            Category(ref=PROCESSES, title="Processes"),
            Category(ref="outcomes", title="Outcomes", counted=False),
        ),
        "scale": tuple(Score(value=value, meaning=str(value)) for value in (1, 2, 3, 4)),
        "bands": (Band(ref="all", title="All", at_least=0, at_most=100),),
    }
    return Framework.model_validate({**fields, **changes})


def row(ref: str, category: str | None = PEOPLE, **facts: object) -> EvidenceRow:
    """A held, final, in-date practice document about QS1, but for what is said."""
    plain = EvidenceRow(
        tag=f"T-{ref}-{category}-{facts.get('sub_topic')}",
        ref=ref,
        title=f"Title of {ref}",
        statement="QS1",
        sub_topic=None,
        category=category,
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
    return plain._replace(**facts)


def look(rows: list[EvidenceRow], **options: object) -> Readiness:
    return assess(rows, framework(), on=ON, **options)


def cell(rows: list[EvidenceRow], category: str = PEOPLE) -> Cell:
    return look(rows).statement("QS1").cell(category)


A, B, C = row("E-1"), row("E-2"), row("E-3", proof="result", source="people")
STRONG = [A, B, C]


class TestVerdictOfARequiredCell:
    @pytest.mark.parametrize(
        ("rows", "verdict"),
        [
            ([], "missing"),
            ([row("E-1", form="wanted")], "missing"),
            ([A], "weak"),
            ([A, row("E-1", sub_topic="timely")], "weak"),
            ([A, row("E-2", status="draft")], "weak"),
            ([A, row("E-2", status="superseded")], "weak"),
            ([A, row("E-2", currency="out-of-date")], "weak"),
            ([A, row("E-2", currency="unknown")], "weak"),
            ([A, row("E-2", currency="not-yet")], "weak"),
            ([A, row("E-2", form="wanted")], "weak"),
            ([row("E-1", status="draft"), row("E-2", currency="out-of-date")], "weak"),
            ([row("E-1", proof="policy"), row("E-2", proof="intention")], "weak"),
            ([row("E-1", proof=None), row("E-2", proof=None), row("E-3", source="people")], "adequate"),
            ([row("E-1", proof=None), row("E-2", proof=None)], "weak"),
            ([A, B], "adequate"),
            ([A, row("E-2", currency="due", date_presumed=True)], "adequate"),
            ([A, row("E-2", form="link", proof="policy")], "adequate"),
            ([A, row("E-2", stance="gap")], "adequate"),
            ([A, B, row("E-3", proof="result")], "adequate"),
            ([A, B, row("E-3", source="people")], "adequate"),
            ([A, B, row("E-3", proof="result", source=None)], "adequate"),
            ([A, C], "adequate"),
            (STRONG, "strong"),
            ([A, B, row("E-3", proof="outcome", source="people")], "strong"),
            ([A, B, row("E-3"), row("E-3", sub_topic="timely", proof="result", source="people")], "strong"),
        ],
    )
    def test_follows_the_declared_rule(self, rows: list[EvidenceRow], verdict: str) -> None:
        assert cell(rows).verdict == verdict

    def test_strong_in_processes_takes_every_sub_topic(self) -> None:
        rows = [one._replace(category=PROCESSES, sub_topic="timely") for one in STRONG]
        found = cell(rows, PROCESSES)
        assert (found.verdict, found.next_step) == (
            "adequate",
            "Tag or file evidence under Processes for the sub-topic “Advocacy”.",
        )
        more = EvidenceRow._replace(rows[0], sub_topic="advocacy", tag="T-more")
        assert cell([*rows, more], PROCESSES).verdict == "strong"


@pytest.mark.parametrize(
    ("rows", "verdict"),
    [
        ([], "missing"),
        ([row("E-1", STAFF, proof="policy")], "weak"),
        ([row("E-1", STAFF)], "adequate"),
        ([row("E-1", STAFF), row("E-2", STAFF)], "adequate"),
        ([row("E-1", STAFF), row("E-2", STAFF, source="staff", proof="policy")], "strong"),
    ],
)
def test_supporting_cell_follows_the_supporting_thresholds(rows: list[EvidenceRow], verdict: str) -> None:
    assert cell(rows, STAFF).verdict == verdict


def every_cell_strong() -> list[EvidenceRow]:
    required = [one._replace(category=name) for name in (PEOPLE, PROCESSES) for one in STRONG]
    supporting = [one._replace(category=name) for name in (STAFF, PARTNERS) for one in STRONG]
    topics = [row("E-1", PROCESSES, sub_topic="timely"), row("E-1", PROCESSES, sub_topic="advocacy")]
    return [*required, *supporting, *topics]


@pytest.mark.parametrize(
    ("without", "verdict"),
    [((), "strong"), ((PARTNERS,), "adequate"), ((PEOPLE,), "missing"), ((PEOPLE, PARTNERS), "missing")],
)
def test_statement_is_its_lowest_required_cell_capped_by_a_missing_supporting_one(
    without: tuple[str, ...], verdict: str
) -> None:
    rows = [one for one in every_cell_strong() if one.category not in without]
    assert look(rows).statement("QS1").verdict == verdict


def test_weak_supporting_cell_does_not_cap() -> None:
    rows = [one for one in every_cell_strong() if one.category != PARTNERS]
    assert look([*rows, row("E-9", PARTNERS, status="draft")]).statement("QS1").verdict == "strong"


@pytest.mark.parametrize(
    ("rows", "step"),
    [
        ([], "File a first document under People's experience."),
        ([row("E-1", form="wanted")], "Get E-1, final and in date: it is wanted, not held yet."),
        ([A], "File 1 more document under People's experience, final and in date."),
        ([A, row("E-2", status="draft")], "Make E-2 final: it is still a draft."),
        (
            [A, row("E-2", status="draft", currency="out-of-date")],
            "Bring E-2 up to date and make it final: it is still a draft, and not in date.",
        ),
        (
            [A, row("E-2", currency="out-of-date")],
            "Bring E-2 up to date, or set a new review date if it still holds: it is out of date.",
        ),
        ([A, row("E-2", currency="unknown")], "Give E-2 its date: the date is not known."),
        (
            [A, row("E-2", currency="not-yet")],
            "File 1 more document under People's experience, final and in date.",
        ),
        (
            [row("E-1", proof="policy"), row("E-2", proof=None)],
            (
                "File 1 more document under People's experience, final and in date, showing practice or better."
                " Or say what E-2 shows, if it does that already."
            ),
        ),
        (
            [A, B],
            (
                "File 1 more document under People's experience, final and in date, showing a result or better,"
                " from a source other than data."
            ),
        ),
        (STRONG, None),
    ],
)
def test_next_step_is_the_one_that_lifts_the_cell(rows: list[EvidenceRow], step: str | None) -> None:
    assert cell(rows).next_step == step


def test_cell_says_rule_and_reasons_with_numbers() -> None:
    found = cell([A, row("E-2", status="draft"), row("E-3", currency="unknown", date_presumed=True)])
    assert found.rule == (
        "Weak: something is held, but not what adequate takes"
        " (at least 2 documents, final and in date, at least one showing practice or better)."
    )
    assert found.reasons == (
        "1 document counts (E-1), from 1 source (data); it shows practice.",
        "Not counted, still a draft: E-2.",
        "Not counted, date not known: E-3.",
        "For adequate it lacks 1 more document.",
    )


def test_guesses_count_and_are_marked() -> None:
    found = cell([row("E-1", date_presumed=True, category_presumed=True, proof=None)])
    (document,) = found.documents
    assert document.counts
    assert document.proof == "policy"
    assert document.marks == ("date to confirm", "category to confirm", "what it shows is not known")
    assert "Date to confirm: E-1." in found.reasons


def test_sub_topics_count_any_stance_and_category_and_unsorted_tags() -> None:
    rows = [
        row("E-1", None, sub_topic="timely", stance="gap"),
        row("E-2", "outcomes", sub_topic="timely"),
        row("E-3", sub_topic="advocacy", status="draft"),
    ]
    found = look(rows).statement("QS1")
    assert found.evidenced == 1
    assert [(topic.ref, topic.refs) for topic in found.sub_topics] == [
        ("timely", ("E-1", "E-2")),
        ("advocacy", ()),
    ]


def test_unsorted_and_uncounted_tags_stand_in_no_cell() -> None:
    found = look([row("E-1", None), row("E-2", "gone-category"), row("E-3", "outcomes")]).statement("QS1")
    assert [one.ref for one in found.unsorted] == ["E-1", "E-2"]
    assert [one.ref for one in found.not_counted] == ["E-3"]
    assert {one.verdict for one in found.cells} == {"missing"}
    assert found.next_steps[-1] == "Say which category 2 unsorted documents belong to."


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({"statement": "QS7"}, "Toy framework, version 1, has no QS7."),
        ({"framework": "other"}, "Tagged under another framework, other."),
    ],
)
def test_tag_that_the_framework_cannot_place_stays_in_sight(facts: dict[str, str], reason: str) -> None:
    readiness = look([row("E-1", **facts)])
    assert [(one.ref, one.reason) for one in readiness.unplaced] == [("E-1", reason)]
    assert readiness.statement("QS1").cell(PEOPLE).verdict == "missing"


def test_replaced_statement_is_not_shown_and_its_tags_stay_in_sight() -> None:
    (new,) = framework().statements
    old = new.model_copy(update={"ref": "OLD", "superseded_by": "QS1"})
    readiness = assess([row("E-1", statement="OLD")], framework(statements=(old, new)), on=ON)
    assert [statement.ref for statement in readiness.statements] == ["QS1"]
    assert [one.reason for one in readiness.unplaced] == ["OLD was replaced by QS1."]


def test_withdrawn_document_is_nowhere() -> None:
    assert look([row("E-1", status="withdrawn")]) == look([])


def test_newest_lead_and_deputy_on_the_day_are_named() -> None:
    def assigned(number: int, name: str, since: date, leading: str = "lead") -> Assignment:
        fields = {"id": f"L-{number}", "framework": "toy", "statement": "QS1", "name": name}
        return Assignment.model_validate({**fields, "since": since, "leading": leading})

    people = [
        assigned(2, "Ben", date(2025, 6, 1)),
        assigned(1, "Asha", date(2025, 1, 1)),
        assigned(3, "Cleo", date(2026, 6, 1)),
        assigned(4, "Dev", date(2025, 1, 1), "deputy"),
    ]
    found = look([], assignments=people).statement("QS1")
    assert (found.lead, found.deputy) == ("Ben", "Dev")


@pytest.mark.parametrize(
    ("required", "supporting", "verdict"),
    [((), (STAFF,), "adequate"), ((), (STAFF, PARTNERS), "missing"), ((), (), "missing")],
)
def test_without_required_categories_the_supporting_ones_decide_or_else_all(
    required: tuple[str, ...], supporting: tuple[str, ...], verdict: str
) -> None:
    (plain,) = framework().statements
    own = plain.model_copy(update={"required": required, "supporting": supporting})
    found = assess([row("E-1", STAFF)], framework(statements=(own,)), on=ON).statement("QS1")
    assert found.verdict == verdict
    assert found.rule.startswith("The lowest counted category decides")


def test_framework_without_categories_has_nothing_to_look_at() -> None:
    (plain,) = framework().statements
    bare = plain.model_copy(update={"required": (), "supporting": ()})
    found = assess([row("E-1")], framework(statements=(bare,), categories=()), on=ON).statement("QS1")
    assert (found.verdict, found.cells, [one.ref for one in found.unsorted]) == ("missing", (), ["E-1"])


def test_asking_for_what_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        look([]).statement("QS9")
    with pytest.raises(KeyError):
        cell([], "outcomes")


def test_outside_form_has_its_fields() -> None:
    found = as_json(look([A]))
    assert found["on"] == "2026-01-15"
    assert found["framework"] == "toy"
    assert found["note"] == NOT_A_JUDGEMENT
    assert found["score"]["percentage"] is None
    (statement,) = found["statements"]
    assert {"ref", "title", "theme", "verdict", "sub_topics", "cells", "flags"} <= set(statement)
    assert (statement["sub_topics"]["evidenced"], statement["sub_topics"]["of"]) == (0, 2)
    first = statement["cells"][0]
    assert {"category", "verdict", "documents", "rule", "reasons", "next_step"} <= set(first)
    assert [document["ref"] for document in first["documents"]] == ["E-1"]
