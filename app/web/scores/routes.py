"""Scores: every judge beside the evidence, the history of one statement, and recording another score."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.forms import Form, FormDep, day_values
from app.web.home.charts import ScorePicture, score_picture
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.web.scores import view
from app.web.wording import JUDGE_TITLES, in_address, listed
from app.wiring import Library
from evidence.domain.assurance import JUDGES
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.people import Actor
from evidence.domain.readiness import StatementReadiness
from evidence.errors import EvidenceError

router = APIRouter()
_LONGEST_REASON = 4_000
_LONGEST_SOURCE = 500


@dataclass(frozen=True, kw_only=True)
class ScoresPage(Page):
    """The newest score of every judge for every statement, beside its evidence."""

    template: ClassVar[str] = "scores/all.html"
    section: ClassVar[str] = "scores"

    framework: str
    """The title of the framework in force."""
    judges: tuple[str, ...]
    """Who gave scores, the council first, as columns."""
    silent: str
    """Who gave none yet, in words; empty when everybody did."""
    lines: tuple[view.ScoreLine, ...]
    """A line for each statement."""
    first: str
    """Address of the statement to score first; empty once there is a score."""
    picture: ScorePicture
    """What every judge's scores come to, drawn and in numbers."""
    provisional: tuple[tuple[str, str], ...]
    """Judges who have not scored every statement, each with what that means."""
    overdue: int
    """Actions past their day."""


@dataclass(frozen=True, kw_only=True)
class StatementScoresPage(Page):
    """Every score of one statement, and the form that records another."""

    template: ClassVar[str] = "scores/one.html"
    section: ClassVar[str] = "scores"

    statement: Statement
    """What the framework says of it."""
    readiness: StatementReadiness
    """How well it is evidenced today."""
    look: tuple[str, ...]
    """What to look at in the council's score."""
    histories: tuple[view.JudgeHistory, ...]
    """Every judge who scored it."""
    scale: list[tuple[str, str]]
    """The scores there are, with their meanings."""
    judges: list[tuple[str, str]]
    """Who may have judged."""


@router.get("/scores")
def list_scores(request: Request, library: LibraryDep) -> Response:
    """Show every judge's newest scores."""
    return show(request, _all(library))


@router.get("/scores/{name}")
def show_scores(request: Request, library: LibraryDep, name: str) -> Response:
    """Show the scores of one statement, by judge."""
    framework = library.frameworks.in_force()
    statement = view.statement_called(framework, name)
    if statement.ref != name:
        return go(f"/scores/{in_address(statement.ref)}")
    return show(request, _one(library, framework, statement))


@router.post("/scores/{name}")
def record_score(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, name: str, form: FormDep
) -> Response:
    """Record what somebody gave a statement."""
    framework = library.frameworks.in_force()
    statement = view.statement_called(framework, name)
    said = _record(library, actor, framework, statement, form)
    if said is None:
        return show(request, _one(library, framework, statement, form))
    background.wake()
    return go(f"/scores/{in_address(statement.ref)}", said)


def _all(library: Library) -> ScoresPage:
    readiness, framework = library.assurance.readiness(), library.frameworks.in_force()
    judges = view.judges_shown(readiness)
    silent = [JUDGE_TITLES[judge] for judge in JUDGES if judge not in judges]
    provisional = [
        (JUDGE_TITLES[judge], words)
        for judge, rating in readiness.ratings.items()
        if (words := view.unscored_words(rating.scored, rating.of))
    ]
    overdue = [
        one for one in library.assurance.actions("open")
        if one.due and one.due < readiness.on and one.framework == framework.ref
    ]  # fmt: skip
    return ScoresPage(
        title="Scores", framework=framework.title, judges=tuple(JUDGE_TITLES[judge] for judge in judges),
        silent=listed(silent) if silent else "", lines=view.score_lines(readiness, judges),
        first="" if readiness.ratings else f"/scores/{in_address(framework.in_force[0].ref)}",
        picture=score_picture(readiness, framework), provisional=tuple(provisional), overdue=len(overdue),
    )  # fmt: skip


def _one(
    library: Library, framework: Framework, statement: Statement, form: Form | None = None
) -> StatementScoresPage:
    whole = library.assurance.readiness()
    readiness = whole.statement(statement.ref)
    known: dict[str, Any] = {"by": "council", **day_values("on", whole.on)}
    return StatementScoresPage(
        title=f"Scores of {statement.ref} {statement.title}", statement=statement, readiness=readiness,
        look=tuple(flag.sentence for flag in readiness.flags if flag.code in view.ABOUT_SCORES),
        histories=view.histories(library.assurance.scores(), framework, statement.ref, whole.on),
        scale=view.scale_options(framework, statement),
        judges=[(judge, JUDGE_TITLES[judge]) for judge in JUDGES],
        errors=tuple(form.errors) if form else (), values=form.values if form else known,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Asked:
    by: str
    value: int
    on: date
    because: str
    source: str


def _asked(form: Form, framework: Framework, today: date) -> _Asked | None:
    """Read the form; ``None`` when something is wrong with it."""
    by = form.choice("by", JUDGES, required="Choose who judged.")
    points = [str(point.value) for point in framework.scale]
    value = form.choice("value", points, required="Choose the score.")
    on = form.day("on") or today
    because = form.text(
        "because", longest=_LONGEST_REASON,
        required="Say why: what the evidence shows. The board and the assessors will ask."
        if by == "council" else None,
    )  # fmt: skip
    source = form.text("source", longest=_LONGEST_SOURCE)
    if on > today:
        form.wrong("on", "A score cannot be of a day that is still to come.")
    return None if form.errors else _Asked(by, int(value), on, because, source)


def _record(
    library: Library, actor: Actor, framework: Framework, statement: Statement, form: Form
) -> Said | None:  # fmt: skip
    """Record the score and say so; ``None`` when something is wrong with it."""
    asked = _asked(form, framework, library.clock.today())
    if asked is None:
        return None
    try:
        score, undo = stepped(library, actor, lambda: library.assurance.score(
            actor, statement.ref, asked.value, by=asked.by, on=asked.on, because=asked.because or None,
            source=asked.source or None,
        ))  # fmt: skip
    except EvidenceError as error:
        form.refuse(error, field="value")
        return None
    newest = max(
        (one for one in library.assurance.scores() if (one.statement, one.by) == (score.statement, score.by)),
        key=lambda one: (one.on, one.id),
    )
    message = view.recorded_sentence(score, statement.title, stands=newest.id == score.id)
    follows = _after(framework, statement)
    if follows is None:
        return Said(message, undo, "/scores", "All scores")
    return Said(message, undo, f"/scores/{in_address(follows.ref)}", f"Next: {follows.ref} {follows.title}")


def _after(framework: Framework, statement: Statement) -> Statement | None:
    """Return the statement that follows in the framework, for scoring one after another."""
    place = framework.in_force.index(statement)
    return next(iter(framework.in_force[place + 1 :]), None)
