"""What a board is shown, as plain values in words: the Word and the PDF report print the same ones."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.domain.assurance import Board
from evidence.domain.boards import Changes, Picture, PicturedAction, PicturedStatement, TrendPoint, read
from evidence.domain.readiness import NOT_A_JUDGEMENT, Verdict
from evidence.domain.readiness_words import day_words, number
from evidence.reports.readiness_phrases import clean, evidence_words

HEADING = "Assurance board"
FIRST = "This is the first board, so there is nothing to compare with."
NO_SCORE = "no score"
NOBODY = "No owner"
_DAYS_IN_TREND = 6
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of the words after them, so that a name could pass for another."""


@dataclass(frozen=True, slots=True)
class BoardLine:
    """One statement."""

    ref: str
    title: str
    lead: str
    score: str
    """What the council gave itself, or that it gave none."""
    sub_topics: str
    """``5 of 7``."""
    verdict: Verdict
    evidence: str
    """``Evidence: strong``."""
    change: str
    """What moved since the board before."""
    not_supported: str
    """Why the score is not borne out, or ``None`` in words."""


@dataclass(frozen=True, slots=True)
class OwnerLine:
    """What one person is behind with."""

    owner: str
    out_of_date: int
    """Documents."""
    due: int
    """Documents due for review soon."""
    actions: int
    """Actions past their day."""


@dataclass(frozen=True, slots=True)
class ActionLine:
    """One action."""

    id: str
    statement: str
    text: str
    owner: str
    due: str
    state: str
    """``overdue``, ``open`` or ``closed on 3 March 2026``; new ones say so."""


@dataclass(frozen=True, slots=True)
class TrendCell:
    """One statement on the day of one board."""

    verdict: Verdict | None
    """``None`` where the framework did not have the statement then."""
    said: str


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One statement over the last boards."""

    ref: str
    cells: tuple[TrendCell, ...]
    """One for each of the paper's ``trend_days``."""


@dataclass(frozen=True, slots=True)
class BoardPaper:
    """One board, ready to print. Line ends in ``note``, ``decisions`` and actions are kept."""

    id: str
    council: str
    on: date
    day: str
    previous_day: str | None
    framework: str
    """Title, reference and version."""
    not_a_judgement: str
    decisions: tuple[str, ...]
    note: str
    rating: str
    changes: tuple[str, ...]
    """Sentences; a single one that says that nothing moved, or that this is the first board, where that is so."""
    lines: tuple[BoardLine, ...]
    trend_days: tuple[str, ...]
    trend: tuple[TrendLine, ...]
    """Empty before the second board."""
    owners: tuple[OwnerLine, ...]
    """Those behind with something, most first; nobody stands last."""
    actions: tuple[ActionLine, ...]
    """Overdue, then open, then closed since the board before."""

    @property
    def title(self) -> str:
        """What the document is called."""
        return f"{HEADING}, {self.day}"


def board_paper(
    board: Board,
    *,
    council: str,
    changes: Changes,
    trends: Mapping[str, Sequence[TrendPoint]],
    actions: Mapping[str, str],
) -> BoardPaper:
    """Put a board into words.

    ``changes`` are those since the board before and ``trends`` the points up to this one, as ``Boards`` gives
    them; ``actions`` is id -> text, which a picture does not hold. Marks that turn the direction of writing
    and characters that no document can hold come out as a visible mark.
    """
    picture = read(board.picture)
    days = _trend_days(trends)
    return BoardPaper(
        id=board.id,
        council=said(council),
        on=board.on,
        day=day_words(board.on),
        previous_day=day_words(changes.since) if changes.since else None,
        framework=f"{picture.framework_title} ({picture.framework}), version {picture.framework_version}",
        not_a_judgement=NOT_A_JUDGEMENT,
        decisions=tuple(said(one) for one in board.decisions),
        note=said(board.note or ""),
        rating=_rating(picture),
        changes=_changes(changes),
        lines=tuple(_line(one, changes) for one in picture.statements),
        trend_days=tuple(day_words(day) for day in days),
        trend=tuple(_trend_line(one.ref, trends.get(one.ref, ()), days) for one in picture.statements)
        if days
        else (),
        owners=_owners(picture),
        actions=_actions(picture, changes, actions),
    )


def said(text: str) -> str:
    """Make words of people harmless, in full.

    >>> said("a" + chr(0x202E) + "b")
    'a\ufffdb'
    """
    return _TURNS.sub("\ufffd", clean(re.sub("\r\n?|[\u2028\u2029\x85\x0b\x0c]", "\n", text)))


def _rating(picture: Picture) -> str:
    rating = picture.rating
    if rating is None:
        return "No statement has a score yet."
    words = f"{rating.total} of {rating.most} points, {rating.shown}% (exactly {rating.exact}%): {rating.band_title}."
    if rating.provisional:
        words += f" Provisional: {rating.scored} of {rating.of} statements scored."
    return words


def _changes(changes: Changes) -> tuple[str, ...]:
    if changes.since is None:
        return (FIRST,)
    if changes.is_empty:
        return (f"Nothing has moved since the board of {day_words(changes.since)}.",)
    sentences = [changes.rating.sentence] if changes.rating else []
    sentences += [
        f"{one.ref} {one.title}: {' '.join(move.sentence for move in one.moves)}" for one in changes.statements
    ]
    sentences += [f"{ref} is new in this framework." for ref in changes.came]
    sentences += [f"{ref} is no longer in this framework." for ref in changes.went]
    for verb, some in (("opened", changes.opened), ("closed", changes.closed), ("newly overdue", changes.overdue)):
        if some:
            named = ", ".join(one.id for one in some)
            sentences.append(f"{number(len(some), 'action')} {verb}: {named}.")
    return tuple(said(sentence) for sentence in sentences)


def _line(one: PicturedStatement, changes: Changes) -> BoardLine:
    moved = changes.of(one.ref)
    if moved:
        change = " ".join(move.sentence for move in moved.moves)
    else:
        change = "No change." if changes.since and one.ref not in changes.came else "Nothing to compare with."
    return BoardLine(
        ref=one.ref,
        title=said(one.title),
        lead=said(one.lead or "no lead named"),
        score=NO_SCORE if one.score is None else str(one.score),
        sub_topics=f"{one.evidenced} of {one.of}" if one.of else "none named",
        verdict=one.verdict,
        evidence=evidence_words(one.verdict),
        change=change,
        not_supported=_not_supported(one),
    )


def _not_supported(one: PicturedStatement) -> str:
    if "high-score-thin-evidence" in one.flags:
        if one.verdict in {"missing", "weak"}:
            return f"The score of {one.score} is not supported: its evidence is {one.verdict}."
        return f"The score of {one.score} is not supported: most documents name areas for improvement or challenges."
    if "low-score-without-action" in one.flags:
        return f"The score of {one.score} has no action that says what will be done."
    return "None"


def _trend_days(trends: Mapping[str, Sequence[TrendPoint]]) -> list[date]:
    days = sorted({point.on for points in trends.values() for point in points})
    return days[-_DAYS_IN_TREND:] if len(days) > 1 else []


def _trend_line(ref: str, points: Sequence[TrendPoint], days: Iterable[date]) -> TrendLine:
    by_day = {point.on: point for point in points}
    return TrendLine(ref, tuple(_trend_cell(by_day.get(day)) for day in days))


def _trend_cell(point: TrendPoint | None) -> TrendCell:
    if point is None:
        return TrendCell(None, "not in this framework")
    score = NO_SCORE if point.score is None else f"score {point.score}"
    topics = f"{point.evidenced} of {point.of}; " if point.of else ""
    return TrendCell(point.verdict, f"{point.verdict}; {topics}{score}")


def _owners(picture: Picture) -> tuple[OwnerLine, ...]:
    late: dict[str, int] = {}
    for action in picture.in_state("overdue"):
        late[action.owner or ""] = late.get(action.owner or "", 0) + 1
    needs = picture.needs_by_owner
    found = [
        OwnerLine(
            owner=owner,
            out_of_date=needs.get(owner, {}).get("out-of-date", 0),
            due=needs.get(owner, {}).get("due", 0),
            actions=late.get(owner, 0),
        )
        for owner in {*needs, *late}
    ]
    behind = [one for one in found if one.out_of_date or one.actions]
    behind.sort(key=lambda one: (not one.owner, -(one.out_of_date + one.actions), one.owner.casefold(), one.owner))
    return tuple(
        OwnerLine(said(one.owner) or NOBODY, one.out_of_date, one.due, one.actions) for one in behind
    )  # fmt: skip


def _actions(picture: Picture, changes: Changes, texts: Mapping[str, str]) -> tuple[ActionLine, ...]:
    new = {one.id for one in changes.opened}
    closed = tuple(one for one in changes.closed if one.state == "closed")
    shown = (*picture.in_state("overdue"), *picture.in_state("open"), *closed)
    return tuple(_action(one, texts, is_new=one.id in new) for one in shown)


def _action(one: PicturedAction, texts: Mapping[str, str], *, is_new: bool) -> ActionLine:
    state: str = one.state
    if one.state == "closed" and one.closed_on:
        state = f"closed on {day_words(one.closed_on)}"
    return ActionLine(
        id=one.id,
        statement=one.statement,
        text=said(texts.get(one.id, "This action is no longer kept.")),
        owner=said(one.owner or NOBODY),
        due=day_words(one.due) if one.due else "no day set",
        state=f"{state}, new" if is_new else state,
    )
