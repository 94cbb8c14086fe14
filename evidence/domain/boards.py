"""Boards: how everything stood on a day, what moved between two of them, and how each statement went on.

Pure: ``picture`` is made of a readiness picture and kept as it is; nothing here recomputes an old one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal, NamedTuple

from evidence.domain.assurance import Action
from evidence.domain.board_pictures import (
    FORM,
    Picture,
    PicturedAction,
    PicturedCell,
    PicturedRating,
    PicturedScore,
    PicturedState,
    PicturedStatement,
    read,
)
from evidence.domain.needs import Need
from evidence.domain.readiness_parts import RANK, Readiness, StatementReadiness, Verdict
from evidence.domain.scores import Rating

__all__ = [
    "FORM", "Changes", "Move", "Picture", "PicturedAction", "PicturedCell", "PicturedRating", "PicturedScore",
    "PicturedStatement", "RatingMove", "StatementChange", "TrendPoint", "compare", "picture", "read", "trend",
]  # fmt: skip


def picture(
    readiness: Readiness,
    *,
    actions: Iterable[Action],
    needs_by_owner: Mapping[str, Mapping[Need, int]],
) -> dict[str, object]:
    """Return the JSON-ready picture of a day, as ``read`` takes it back.

    Actions stand as on that day: one closed later is open, and overdue where its day had passed. Those of
    another framework are left out. Owners and needs without a document are left out.
    """
    on = readiness.on
    mine = sorted((one for one in actions if one.framework == readiness.framework_ref), key=lambda one: one.id)
    needs = {
        owner: {str(need): count for need, count in counted.items() if count}
        for owner, counted in needs_by_owner.items()
    }
    made = Picture(
        on=on,
        visit_on=readiness.visit_on,
        framework=readiness.framework_ref,
        framework_title=readiness.framework_title,
        framework_version=readiness.framework_version,
        statements=tuple(_statement(one) for one in readiness.statements),
        rating=_rating(readiness.score),
        actions=tuple(_action(one, on) for one in mine),
        needs_by_owner={owner: counted for owner, counted in needs.items() if counted},
    )
    return made.model_dump(mode="json")


def _statement(one: StatementReadiness) -> PicturedStatement:
    return PicturedStatement(
        ref=one.ref,
        title=one.title,
        lead=one.lead,
        deputy=one.deputy,
        verdict=one.verdict,
        evidenced=one.evidenced,
        of=len(one.sub_topics),
        cells=tuple(
            PicturedCell(
                category=cell.category, title=cell.title, standing=cell.standing, verdict=cell.verdict,
                counted=cell.counted, documents=len(cell.documents),
            )
            for cell in one.cells
        ),
        unsorted=len(one.unsorted),
        scores={score.by: PicturedScore(value=score.value, on=score.on) for score in one.scores},
        flags=tuple(flag.code for flag in one.flags),
    )  # fmt: skip


def _rating(rating: Rating | None) -> PicturedRating | None:
    if rating is None:
        return None
    return PicturedRating(
        total=rating.total, most=rating.most, shown=rating.shown, exact=rating.exact_text, band=rating.band.ref,
        band_title=rating.band.title, scored=rating.scored, of=rating.of,
    )  # fmt: skip


def _action(one: Action, on: date) -> PicturedAction:
    closed = one.state == "closed" and (one.closed_on is None or one.closed_on <= on)
    late = one.due is not None and one.due < on
    state: PicturedState = "closed" if closed else "overdue" if late else "open"
    return PicturedAction(
        id=one.id, statement=one.statement, owner=one.owner, due=one.due, state=state,
        closed_on=one.closed_on if closed else None,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Move:
    """One value of a statement that differs: words for a verdict, numbers otherwise, ``None`` for none."""

    what: Literal["verdict", "evidenced", "score"]
    before: str | int | None
    after: str | int | None
    better: bool | None
    """Whether it rose; ``None`` where a score came or went."""

    @property
    def sentence(self) -> str:
        """Say it.

        >>> Move("verdict", "weak", "adequate", better=True).sentence
        'Evidence rose from weak to adequate.'
        >>> Move("score", None, 3, better=None).sentence
        'The council gave its first score, 3.'
        """
        if self.before is None:
            return f"The council gave its first score, {self.after}."
        if self.after is None:
            return f"The council’s score of {self.before} no longer stands."
        went = "rose" if self.better else "fell"
        return f"{_SUBJECTS[self.what]} {went} from {self.before} to {self.after}."


_SUBJECTS = {"verdict": "Evidence", "evidenced": "Sub-topics evidenced", "score": "The council’s score"}


@dataclass(frozen=True, slots=True)
class StatementChange:
    """What moved in one statement; at least one of the three."""

    ref: str
    title: str
    verdict: Move | None
    evidenced: Move | None
    score: Move | None

    @property
    def moves(self) -> tuple[Move, ...]:
        """What moved, verdict first."""
        return tuple(one for one in (self.verdict, self.evidenced, self.score) if one)


@dataclass(frozen=True, slots=True)
class RatingMove:
    """The council's own rating where it differs; a side is ``None`` without a score."""

    before: PicturedRating | None
    after: PicturedRating | None

    @property
    def sentence(self) -> str:
        """Say what it is now and what it was."""
        if self.after is None:
            return "The council’s own scores no longer stand."
        now = f"The council’s own scores come to {self.after.shown}% ({self.after.band_title})"
        if self.before is None:
            return f"{now}; there were none before."
        if (self.before.shown, self.before.band) == (self.after.shown, self.after.band):
            scored = f"{self.after.scored} of {self.after.of} statements scored, {self.before.scored} before"
            return f"{now}, as before ({scored})."
        return f"{now}; before it was {self.before.shown}% ({self.before.band_title})."


@dataclass(frozen=True, slots=True)
class Changes:
    """What differs between two pictures; empty, and ``since`` ``None``, when there is nothing to compare with."""

    on: date
    since: date | None
    statements: tuple[StatementChange, ...] = ()
    """Only those in which something moved, in the framework's order."""
    rating: RatingMove | None = None
    opened: tuple[PicturedAction, ...] = ()
    """New, or open again; one that was closed since too stands in ``closed`` as well."""
    closed: tuple[PicturedAction, ...] = ()
    overdue: tuple[PicturedAction, ...] = ()
    """Those that were not overdue before."""
    came: tuple[str, ...] = ()
    """References of statements that the framework did not have before ..."""
    went: tuple[str, ...] = ()
    """... and of those that it has no longer."""

    @property
    def is_empty(self) -> bool:
        """Whether nothing differs."""
        parts = (self.statements, self.opened, self.closed, self.overdue, self.came, self.went)
        return self.rating is None and not any(parts)

    def of(self, ref: str) -> StatementChange | None:
        """What moved in one statement; ``None`` when nothing did."""
        return next((one for one in self.statements if one.ref == ref), None)


def compare(before: Mapping[str, object] | Picture | None, after: Mapping[str, object] | Picture) -> Changes:
    """Say what moved from one picture to a later one, statement by statement.

    ``None`` is nothing to compare with. Raises ``ValueError`` for pictures of two frameworks.
    """
    new = read(after)
    if before is None:
        return Changes(on=new.on, since=None)
    old = read(before)
    if old.framework != new.framework:
        raise ValueError(f"{old.framework} and {new.framework} cannot be compared")
    pairs = [(found, one) for one in new.statements if (found := old.statement(one.ref))]
    then = {one.id: one for one in old.actions}
    was = {state: {one.id for one in old.in_state(state)} for state in ("open", "overdue", "closed")}
    return Changes(
        on=new.on,
        since=old.on,
        statements=tuple(change for was_, is_ in pairs if (change := _moved(was_, is_)).moves),
        rating=RatingMove(old.rating, new.rating) if old.rating != new.rating else None,
        opened=tuple(
            one for one in new.actions if one.id not in then or (one.id in was["closed"] and one.state != "closed")
        ),
        closed=tuple(one for one in new.in_state("closed") if one.id not in was["closed"]),
        overdue=tuple(one for one in new.in_state("overdue") if one.id not in was["overdue"]),
        came=tuple(one.ref for one in new.statements if old.statement(one.ref) is None),
        went=tuple(one.ref for one in old.statements if new.statement(one.ref) is None),
    )


def _moved(old: PicturedStatement, new: PicturedStatement) -> StatementChange:
    verdict = evidenced = score = None
    if old.verdict != new.verdict:
        verdict = Move("verdict", old.verdict, new.verdict, better=RANK[new.verdict] > RANK[old.verdict])
    if old.evidenced != new.evidenced:
        evidenced = Move("evidenced", old.evidenced, new.evidenced, better=new.evidenced > old.evidenced)
    if old.score != new.score:
        both = old.score is not None and new.score is not None
        score = Move("score", old.score, new.score, better=(new.score or 0) > (old.score or 0) if both else None)
    return StatementChange(new.ref, new.title, verdict, evidenced, score)


class TrendPoint(NamedTuple):
    """One statement in one picture."""

    on: date
    verdict: Verdict
    rank: int
    """0 is missing, 3 is strong."""
    evidenced: int
    of: int
    score: int | None
    """The council's."""


def trend(pictures: Sequence[Mapping[str, object] | Picture]) -> dict[str, list[TrendPoint]]:
    """Return each statement of the last picture with its points, in the order of days.

    A statement that a picture does not have has no point there; the last of several on one day stands.
    """
    by_day = {one.on: one for one in map(read, pictures)}
    ordered = [by_day[on] for on in sorted(by_day)]
    if not ordered:
        return {}
    return {
        statement.ref: [
            TrendPoint(one.on, found.verdict, RANK[found.verdict], found.evidenced, found.of, found.score)
            for one in ordered
            if (found := one.statement(statement.ref))
        ]
        for statement in ordered[-1].statements
    }
