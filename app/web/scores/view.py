"""Scores as their pages show them: made of readiness and of what was recorded. Nothing is looked up here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from app.web.wording import JUDGE_TITLES, in_address, many
from evidence.domain.assurance import JUDGES, Judge, Score
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.readiness import Readiness, StatementReadiness, Verdict
from evidence.errors import Invalid, NotFound

ABOUT_SCORES = ("high-score-thin-evidence", "low-score-without-action")
"""Codes of the flags that speak of the council's score."""
_SHORT = 110
"""Characters of a reason that stand in the table of all scores."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one judge last gave a statement."""

    judge: str
    value: int
    on: date
    because: str
    """Why, its beginning where it is long."""
    cut: bool
    """Whether ``because`` is only the beginning."""
    address: str
    """Where it stands in full."""


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """One statement with its newest score by each judge, beside its evidence."""

    ref: str
    title: str
    address: str
    given: tuple[Given | None, ...]
    verdict: Verdict
    evidenced: int
    of: int
    look: str
    """Why the council's score is not borne out, or asks for an action; empty when neither."""
    look_words: str
    """The same in a few words."""


@dataclass(frozen=True, slots=True)
class Recorded:
    """One score in the history of a judge."""

    id: str
    value: int
    meaning: str
    on: date
    because: str
    source: str
    source_address: str
    """Where the source can be opened; empty where it is no web address."""
    added_by: str
    newest: bool
    """Whether it is the one that stands today."""


@dataclass(frozen=True, slots=True)
class JudgeHistory:
    """Everything that one judge gave a statement, the newest first."""

    title: str
    scores: tuple[Recorded, ...]


def judges_shown(readiness: Readiness) -> tuple[Judge, ...]:
    """Return the judges who gave any score, the council always."""
    given = {score.by for one in readiness.statements for score in one.scores}
    return tuple(judge for judge in JUDGES if judge == "council" or judge in given)


def score_lines(readiness: Readiness, judges: Sequence[Judge]) -> tuple[ScoreLine, ...]:
    """Return a line for each statement, in the framework's order."""
    return tuple(_line(one, judges) for one in readiness.statements)


def _line(one: StatementReadiness, judges: Sequence[Judge]) -> ScoreLine:
    address = f"/scores/{in_address(one.ref)}"
    by_judge = {score.by: _given(score, address) for score in one.scores}
    flag = next((flag for flag in one.flags if flag.code in ABOUT_SCORES), None)
    words = ("Not borne out by the evidence", "No action says what will be done")
    return ScoreLine(
        ref=one.ref, title=one.title, address=address, given=tuple(by_judge.get(judge) for judge in judges),
        verdict=one.verdict, evidenced=one.evidenced, of=len(one.sub_topics), look=flag.sentence if flag else "",
        look_words=words[ABOUT_SCORES.index(flag.code)] if flag else "",
    )  # fmt: skip


def _given(score: Score, address: str) -> Given:
    because, cut = beginning(score.because or "")
    return Given(JUDGE_TITLES[score.by], score.value, score.on, because, cut, f"{address}#{score.id}")


def beginning(text: str, longest: int = _SHORT) -> tuple[str, bool]:
    """Return a text, or its first words where it is long, and whether it was cut.

    >>> beginning("Waits have fallen.", 12), beginning("Waits fell.", 12)
    (('Waits have…', True), ('Waits fell.', False))
    """
    text = " ".join(text.split())
    if len(text) <= longest:
        return text, False
    head = text[:longest]
    whole = head.rpartition(" ")[0] if text[longest] != " " else head
    return f"{(whole or head).rstrip(' ,;:.')}…", True


def histories(scores: Sequence[Score], framework: Framework, statement: str, today: date) -> tuple[JudgeHistory, ...]:
    """Return what each judge gave a statement; judges who gave nothing are left out."""
    meanings = {point.value: point.meaning for point in framework.scale}
    found = []
    for judge in JUDGES:
        own = [score for score in scores if score.by == judge and score.statement == statement]
        own.sort(key=lambda score: (score.on, score.id), reverse=True)
        stands = next((score.id for score in own if score.on <= today), None)
        if own:
            found.append(
                JudgeHistory(JUDGE_TITLES[judge], tuple(_recorded(one, meanings, stands) for one in own))
            )  # fmt: skip
    return tuple(found)


def _recorded(score: Score, meanings: dict[int, str], stands: str | None) -> Recorded:
    source = score.source or ""
    return Recorded(
        id=score.id, value=score.value, meaning=meanings.get(score.value, ""), on=score.on,
        because=score.because or "", source=source,
        source_address=source if source.startswith(("https://", "http://")) and " " not in source else "",
        added_by=score.added_by, newest=score.id == stands,
    )  # fmt: skip


def scale_options(framework: Framework, statement: Statement) -> list[tuple[str, str]]:
    """Return each point of the scale with its meaning, and what the regulator has published of it here."""
    found = []
    for point in sorted(framework.scale, key=lambda point: point.value):
        said = statement.characteristics.get(point.value, "")
        found.append((str(point.value), f"{point.value}: {point.meaning}" + (f". {said}" if said else "")))
    return found


def statement_called(framework: Framework, name: str) -> Statement:
    """Find a statement in force by any spelling; raises ``NotFound``."""
    try:
        found = framework.statement(name[:200])
        while found not in framework.in_force and found.superseded_by:
            found = framework.statement(found.superseded_by)
    except Invalid as error:
        raise NotFound(error.message, details=error.details) from error
    return found


def recorded_sentence(score: Score, title: str, *, stands: bool) -> str:
    """Say that a score was recorded.

    >>> from datetime import UTC, datetime
    >>> one = Score(id="S-1", framework="f", statement="QS7", value=3, by="peer", on=date(2026, 6, 26),
    ...             added_at=datetime(2026, 11, 23, tzinfo=UTC), added_by="Asha")
    >>> recorded_sentence(one, "Safeguarding", stands=False)
    'Peer review: score 3 for QS7 Safeguarding is recorded. A newer one stays the one that counts.'
    """
    said = f"{JUDGE_TITLES[score.by]}: score {score.value} for {score.statement} {title} is recorded."
    return said if stands else f"{said} A newer one stays the one that counts."


def unscored_words(scored: int, of: int) -> str:
    """Say that a percentage is provisional; nothing when every statement has a score.

    >>> unscored_words(8, 9)
    'Provisional: 1 of 9 statements has no score yet, so the percentage is over those that have one.'
    """
    missing = of - scored
    if not missing:
        return ""
    return (
        f"Provisional: {missing} of {many(of, 'statement')} {'has' if missing == 1 else 'have'} no score yet, "
        "so the percentage is over those that have one."
    )
