"""Readiness: how well each statement is evidenced on a day, by declared rules, with reasons.

It never says how good the service is. The rules are the framework's (``Framework.rules`` and each
statement's required and supporting categories); none stands here. Pure: no clock, no store.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from evidence.domain.assurance import JUDGES, Action, Assignment, Judge, Leading, Score
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import Category, Framework, Statement
from evidence.domain.readiness_cells import cell_of, counts, gather
from evidence.domain.readiness_flags import FLAG_TITLES, Around, flags_of
from evidence.domain.readiness_json import as_json
from evidence.domain.readiness_parts import (
    NOT_A_JUDGEMENT,
    RANK,
    VERDICTS,
    Cell,
    CellDocument,
    Flag,
    Need,
    Readiness,
    StatementReadiness,
    SubTopicReadiness,
    Unplaced,
    Verdict,
)
from evidence.domain.readiness_words import listed, number
from evidence.domain.scores import Rating, rate

__all__ = [
    "FLAG_TITLES", "NOT_A_JUDGEMENT", "RANK", "VERDICTS", "Cell", "CellDocument", "Flag", "Judged", "Need",
    "Readiness", "StatementReadiness", "SubTopicReadiness", "Unplaced", "Verdict", "as_json", "assess",
]  # fmt: skip


class Judged(NamedTuple):
    """A statement as it was last judged, and everything that went into it."""

    of: tuple[Any, ...]
    readiness: StatementReadiness


def assess(
    rows: Sequence[EvidenceRow],
    framework: Framework,
    *,
    on: date,
    visit_on: date | None = None,
    scores: Sequence[Score] = (),
    actions: Sequence[Action] = (),
    assignments: Sequence[Assignment] = (),
    judged: dict[str, Judged] | None = None,
) -> Readiness:
    """Say how well every statement in force is evidenced on ``on``.

    ``rows`` carry their currency on that day. Scores and assignments dated later are left out, and those
    and actions of another framework. Tags that the framework cannot place stand in ``unplaced``. Without
    required categories the supporting ones decide, or else all. Withdrawing never improves a verdict.

    ``judged`` keeps the statements between calls: one into which nothing else goes than the last time is not
    judged again. It changes no answer.
    """
    placed, unplaced = _place(rows, framework)
    newest = _newest_scores(scores, framework, on)
    led = _leading(assignments, framework, on)
    around = _arounds(framework, visit_on, newest, actions)
    statements = []
    for statement in framework.in_force:
        scored = tuple(newest[judge, statement.ref] for judge in JUDGES if (judge, statement.ref) in newest)
        leading = (led.get(("lead", statement.ref)), led.get(("deputy", statement.ref)))
        of = (statement, placed[statement.ref], around[statement.ref], scored, leading)
        statements.append(_judge(statement.ref, of, {} if judged is None else judged))
    return Readiness(
        on=on,
        visit_on=visit_on,
        framework_ref=framework.ref,
        framework_title=framework.title,
        framework_version=framework.version,
        statements=tuple(statements),
        unplaced=unplaced,
        ratings=_ratings(newest, framework),
    )


def _judge(ref: str, of: tuple[Any, ...], judged: dict[str, Judged]) -> StatementReadiness:
    known = judged.get(ref)
    # Rows that did not change are the same objects still, so that comparing thousands takes no time.
    if known is None or known.of != of:
        known = judged[ref] = Judged(of, _statement(*of))
    return known.readiness


def _place(
    rows: Iterable[EvidenceRow], framework: Framework
) -> tuple[dict[str, list[EvidenceRow]], tuple[Unplaced, ...]]:
    placed: dict[str, list[EvidenceRow]] = {statement.ref: [] for statement in framework.in_force}
    own = ("", framework.ref)
    elsewhere = []
    for row in rows:
        if row.status == "withdrawn":
            continue
        found = placed.get(row.statement)
        if found is None or row.framework not in own:
            elsewhere.append(row)
        else:
            found.append(row)
    unplaced = [
        Unplaced(row.tag, row.ref, row.title, row.statement, row.framework, _why_unplaced(row, framework))
        for row in elsewhere
    ]
    return placed, tuple(sorted(unplaced, key=lambda one: (one.ref, one.tag)))


def _why_unplaced(row: EvidenceRow, framework: Framework) -> str:
    if row.framework not in ("", framework.ref):
        return f"Tagged under another framework, {row.framework}."
    if framework.has_statement(row.statement):
        return f"{row.statement} was replaced by {framework.statement(row.statement).superseded_by}."
    return f"{framework.title}, version {framework.version}, has no {row.statement}."


def _newest_scores(scores: Iterable[Score], framework: Framework, on: date) -> dict[tuple[Judge, str], Score]:
    mine = [score for score in scores if score.framework == framework.ref and score.on <= on]
    mine.sort(key=lambda score: (score.on, score.added_at, score.id))
    return {(score.by, score.statement): score for score in mine}


def _arounds(
    framework: Framework,
    visit_on: date | None,
    newest: dict[tuple[Judge, str], Score],
    actions: Iterable[Action],
) -> dict[str, Around]:
    found = list(actions)
    answered = frozenset(tag for action in found for tag in action.answers)
    return {
        ref: Around(
            framework=framework,
            visit_on=visit_on,
            actions=[one for one in found if (one.framework, one.statement) == (framework.ref, ref)],
            answered=answered,
            score=newest.get(("council", ref)),
        )
        for ref in (statement.ref for statement in framework.in_force)
    }


def _ratings(newest: dict[tuple[Judge, str], Score], framework: Framework) -> dict[Judge, Rating]:
    ratings: dict[Judge, Rating] = {}
    for judge in JUDGES:
        given = {
            statement.ref: newest[judge, statement.ref].value
            for statement in framework.in_force
            if (judge, statement.ref) in newest
        }
        rating = rate(given, framework)
        if rating:
            ratings[judge] = rating
    return ratings


def _leading(assignments: Iterable[Assignment], framework: Framework, on: date) -> dict[tuple[Leading, str], str]:
    mine = [one for one in assignments if one.framework == framework.ref and one.since <= on]
    mine.sort(key=lambda one: (one.since, one.id))
    return {(one.leading, one.statement): one.name for one in mine}


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The tags of a statement by where they stand."""

    cells: dict[str, list[EvidenceRow]]
    unsorted: list[EvidenceRow]
    not_counted: list[EvidenceRow]


def _columns(statement: Statement, framework: Framework) -> list[Category]:
    """The categories of the map, and any other that this statement's rules name."""
    return [
        category
        for category in framework.categories
        if category.counted or statement.standing(category.ref) != "not-counted"
    ]


def _sort(rows: Iterable[EvidenceRow], columns: Iterable[Category], known: frozenset[str]) -> _Sorted:
    """A category that this framework does not know is as good as none: its tags are unsorted."""
    cells: dict[str, list[EvidenceRow]] = {category.ref: [] for category in columns}
    unsorted, not_counted = [], []
    for row in rows:
        if row.category in cells:
            cells[row.category].append(row)
        elif row.category in known:
            not_counted.append(row)
        else:
            unsorted.append(row)
    return _Sorted(cells, unsorted, not_counted)


def _statement(
    statement: Statement,
    rows: Sequence[EvidenceRow],
    around: Around,
    scores: tuple[Score, ...],
    leading: tuple[str | None, str | None],
) -> StatementReadiness:
    framework = around.framework
    columns = _columns(statement, framework)
    known = frozenset(category.ref for category in framework.categories)
    stand = _sort(rows, columns, known)
    cells = tuple(cell_of(category, statement, stand.cells[category.ref], framework.rules) for category in columns)
    verdict, rule = _verdict(cells)
    theme = framework.theme_of(statement)
    counting = [row for row in rows if counts(row)]
    unsorted = gather(stand.unsorted, framework.rules.unknown_proof)
    return StatementReadiness(
        ref=statement.ref,
        title=statement.title,
        theme=theme.number,
        theme_title=theme.title,
        verdict=verdict,
        rule=rule,
        sub_topics=_sub_topics(statement, counting),
        cells=cells,
        unsorted=unsorted,
        not_counted=gather(stand.not_counted, framework.rules.unknown_proof),
        flags=flags_of(statement, verdict, rows, counting, around),
        next_steps=_next_steps(cells, unsorted),
        lead=leading[0],
        deputy=leading[1],
        scores=scores,
    )


def _deciding(cells: Sequence[Cell]) -> list[Cell]:
    """The required cells; where there are none, the supporting ones, or else all."""
    required = [cell for cell in cells if cell.standing == "required"]
    return required or [cell for cell in cells if cell.standing == "supporting"] or list(cells)


def _verdict(cells: Sequence[Cell]) -> tuple[Verdict, str]:
    deciding = _deciding(cells)
    if not deciding:
        return "missing", "This framework has no evidence category to look at."
    verdict = min((cell.verdict for cell in deciding), key=RANK.__getitem__)
    absent = [cell.title for cell in _absent(cells)]
    if verdict == "strong" and absent:
        return "adequate", f"No more than adequate, because nothing is held under {listed(absent)}."
    lowest = listed([cell.title for cell in deciding if cell.verdict == verdict])
    which = "required" if deciding[0].standing == "required" else "counted"
    return verdict, f"The lowest {which} category decides: {verdict} for {lowest}."


def _absent(cells: Sequence[Cell]) -> list[Cell]:
    return [cell for cell in cells if cell.standing == "supporting" and cell.verdict == "missing"]


def _sub_topics(statement: Statement, counting: Iterable[EvidenceRow]) -> tuple[SubTopicReadiness, ...]:
    """Any stance and any category will do, and none: an unsorted tag evidences its sub-topic too."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in counting:
        if row.sub_topic:
            found[row.sub_topic].add(row.ref)
    return tuple(
        SubTopicReadiness(topic.ref, topic.title, tuple(sorted(found.get(topic.ref, ()))))
        for topic in statement.sub_topics
    )


def _next_steps(cells: Sequence[Cell], unsorted: Sequence[CellDocument]) -> tuple[str, ...]:
    """Steps of the lowest deciding cells, then of missing supporting ones, then of the rest, lowest first."""
    deciding = _deciding(cells)
    absent = _absent(cells)
    others = [cell for cell in cells if cell not in deciding and cell not in absent]
    ordered = [
        *sorted(deciding, key=lambda cell: RANK[cell.verdict]),
        *absent,
        *sorted((cell for cell in others if cell.standing == "supporting"), key=lambda c: RANK[c.verdict]),
    ]
    steps = [cell.next_step for cell in ordered if cell.next_step]
    if unsorted:
        verb = "belongs" if len(unsorted) == 1 else "belong"
        steps.append(f"Say which category {number(len(unsorted), 'unsorted document')} {verb} to.")
    return tuple(steps)
