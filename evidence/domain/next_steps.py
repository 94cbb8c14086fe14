"""Which steps would lift the readiness picture most. Pure: ranks the next steps that the cells already name."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from evidence.domain.frameworks import Standing
from evidence.domain.readiness_parts import RANK, Cell, Need, Readiness, StatementReadiness, Verdict
from evidence.domain.readiness_words import mend

_ORDER: dict[Standing, int] = {"required": 0, "supporting": 1, "not-counted": 2}


@dataclass(frozen=True, slots=True)
class Lift:
    """One cell that a step lifts."""

    statement: str
    statement_title: str
    category: str
    category_title: str
    verdict: Verdict
    becomes: Verdict
    decides: bool
    """Whether the cell holds its statement's verdict down, alone or with others."""
    alone: bool
    """Whether lifting it lifts the statement's verdict by itself."""


@dataclass(frozen=True, slots=True)
class NextStep:
    """A step, in words, with everything it would lift, the most useful first."""

    words: str
    lifts: tuple[Lift, ...]
    effort: int
    """How many more documents or sub-topics it takes at least; 0 when it mends one that is there."""


def best_steps(readiness: Readiness, *, most: int = 5) -> list[NextStep]:
    """Return the steps that would lift most, the best first.

    Required cells come first, the lowest verdict first; a missing supporting cell that keeps a statement
    from strong stands with the adequate ones; other supporting cells follow. Among equals: a cell that holds
    its statement down, the step that lifts the statement by itself, the one that lifts more cells, the
    statement whose score its evidence does not bear out, the smaller effort, the framework's order. Making
    one document count may lift several cells: that is one step.
    """
    found: dict[str, list[_Ranked]] = {}
    for place, statement in enumerate(readiness.statements):
        for one in _lifts(statement, place):
            found.setdefault(one.key, []).append(one)
    ranked = [sorted(same, key=lambda one: one.rank) for same in found.values()]
    # How many cells a step lifts stands after what the best of them is worth.
    ranked.sort(key=lambda same: (*same[0].rank[:4], -len(same), *same[0].rank[4:]))
    return [
        NextStep(same[0].words, tuple(one.lift for one in same), max(one.effort for one in same))
        for same in ranked[:most]
    ]


class _Ranked(NamedTuple):
    rank: tuple[int, ...]
    key: str
    """What tells steps apart: the words of one that mends a document, the cell of any other."""
    words: str
    lift: Lift
    effort: int


def _lifts(statement: StatementReadiness, place: int) -> Iterator[_Ranked]:
    thin = any(flag.code == "high-score-thin-evidence" for flag in statement.flags)
    holding, capping = _holding(statement)
    single = len(holding) + len(capping) == 1
    for cell in statement.cells:
        decides = cell in holding or cell in capping
        if cell.need is None or cell.next_step is None or not (decides or cell.standing != "not-counted"):
            continue
        lift = Lift(
            statement=statement.ref, statement_title=statement.title, category=cell.category,
            category_title=cell.title, verdict=cell.verdict, becomes=cell.need.verdict, decides=decides,
            alone=decides and single,
        )  # fmt: skip
        behind = 0 if decides else _ORDER[cell.standing]
        level = RANK[statement.verdict] if cell in capping else RANK[cell.verdict]
        mends = _mends(cell)
        key, effort = (cell.next_step, 0) if mends else (f"{statement.ref}/{cell.category}", _effort(cell.need))
        rank = (behind, level, not decides, not lift.alone, not thin, effort, place)
        yield _Ranked(rank, key, cell.next_step, lift, effort)


def _mends(cell: Cell) -> bool:
    """Whether the next step makes a document count that stands in the cell already."""
    step = cell.next_step or ""
    return any(one.ref in step and mend(one) == step for one in cell.documents if not one.counts)


def _holding(statement: StatementReadiness) -> tuple[list[Cell], list[Cell]]:
    """The cells that hold a statement's verdict down: the lowest that decide, and missing ones that cap it."""
    if not statement.cells:
        return [], []
    first = min(_ORDER[cell.standing] for cell in statement.cells)
    lowest = [
        cell for cell in statement.cells if _ORDER[cell.standing] == first and cell.verdict == statement.verdict
    ]
    absent = [cell for cell in statement.cells if cell.standing == "supporting" and cell.verdict == "missing"]
    return lowest, [cell for cell in absent if cell not in lowest] if statement.verdict == "adequate" else []


def _effort(need: Need) -> int:
    return max(need.documents, need.sources, len(need.sub_topics), 1)
