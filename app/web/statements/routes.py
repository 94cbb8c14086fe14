"""A statement's page: how well it is evidenced and why, its best passages, what is to improve, and who leads it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, ClassVar
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.forms import Form, FormDep, day_values
from app.web.pages import Page, Said
from app.web.rendering import go, show
from app.web.statements import view
from app.wiring import Library
from evidence.domain.boards import TrendPoint
from evidence.domain.examples import Improving
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.people import Actor
from evidence.domain.readiness import Readiness, StatementReadiness
from evidence.domain.typical import TypicalLine, typical_held
from evidence.errors import EvidenceError, Invalid

router = APIRouter()
EACH = 3
"""Passages shown of a category."""
AREAS = 15
"""Areas for improvement on a page."""
_MOST = 20  # plans and other actions shown
_READ_OF_EACH = 40  # passages of a category that typical evidence is looked for in
_LONGEST_SHOWN = 60
_LONGEST_TEXT = 2_000
_LONGEST_NAME = 100
NEW = "new"
"""Stands for an action that answers no area in particular."""


@dataclass(frozen=True, slots=True)
class ThemeLines:
    """A theme and the readiness of its statements."""

    title: str
    statements: tuple[StatementReadiness, ...]


@dataclass(frozen=True, kw_only=True)
class StatementsPage(Page):
    """Every quality statement by theme."""

    template: ClassVar[str] = "statements/all.html"
    section: ClassVar[str] = "home"

    themes: tuple[ThemeLines, ...]
    """The framework's themes, in its order."""
    asks: dict[str, str]
    """Reference -> what the statement asks."""
    framework: str
    """The title of the framework in force."""
    on: date
    """The day that readiness is of."""
    empty: bool
    """Whether no document is tagged to any statement."""


@dataclass(frozen=True, kw_only=True)
class UnknownStatementPage(Page):
    """There is no such statement; names those that there are."""

    template: ClassVar[str] = "statements/unknown.html"
    section: ClassVar[str] = "home"

    framework: str
    """The title of the framework in force."""
    statements: tuple[Statement, ...]
    """Those in force."""


@dataclass(frozen=True, kw_only=True)
class StatementPage(Page):
    """One quality statement and everything that is known about how it is evidenced."""

    template: ClassVar[str] = "statements/one.html"
    section: ClassVar[str] = "home"

    statement: Statement
    """What the framework says of it."""
    readiness: StatementReadiness
    """How well it is evidenced today."""
    unverified: str
    """Which parts of the framework's text were not seen in a published source; empty when all were."""
    documents: int
    """How many documents are tagged to it."""
    topics: tuple[view.TopicLine, ...]
    """Its sub-topics with the documents that evidence them."""
    categories: tuple[view.CategoryPart, ...]
    """Its evidence by category, required categories first."""
    typical: tuple[TypicalLine, ...]
    """Typical evidence and what seems to be held of it."""
    gaps: tuple[view.GapLine, ...]
    """Areas for improvement and challenges, unanswered ones first."""
    areas_page: int
    """Which page of the areas for improvement this is, from 1."""
    areas_pages: int
    """How many there are."""
    planned: tuple[view.Shown, ...]
    """Evidence of what is planned."""
    planned_more: int
    """How much of it is not shown."""
    actions: tuple[view.ActionLine, ...]
    """Open actions that answer none of the areas."""
    actions_more: int
    """How many of them are not shown."""
    asking_new: bool
    """Whether the form for an action that answers no area in particular stands open."""
    leading_open: bool
    """Whether the form for who leads stands open."""
    people: tuple[str, ...]
    """Names to offer where a person is asked for."""
    scores: tuple[view.ScoreLine, ...]
    """The newest score of each judge."""
    trend: tuple[TrendPoint, ...]
    """How it stood at each board, oldest first."""
    contents: tuple[tuple[str, str], ...]
    """The sections of this page: where they begin, and their headings."""


@router.get("/statements")
def list_statements(request: Request, library: LibraryDep) -> Response:
    """Show every statement with its verdict."""
    framework, readiness = library.frameworks.in_force(), library.assurance.readiness()
    return show(request, _all(framework, readiness))


@router.get("/statements/{name}")
def show_statement(
    request: Request, library: LibraryDep, name: str, answer: Annotated[str, Query(max_length=40)] = "",
    areas: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Response:  # fmt: skip
    """Show one statement; ``answer`` opens the form for an action under an area, ``areas`` is the page of areas."""
    found = found_or_answer(request, library, name)
    if isinstance(found, Response):
        return found
    return show(request, _one(library, found, answer=answer, areas=areas))


@router.post("/statements/{name}/lead")
def keep_lead(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, name: str, form: FormDep
) -> Response:
    """Keep who leads or deputises for a statement."""
    found = found_or_answer(request, library, name)
    if isinstance(found, Response):
        return found
    said = None if (asked := _lead_asked(form, library)) is None else _keep_lead(library, actor, found, asked, form)
    if said is None:
        return show(request, _one(library, found, form=form, leading_open=True))
    background.wake()
    return go(f"/statements/{found.ref}", said)


@router.post("/statements/{name}/actions")
def add_action(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, name: str, form: FormDep
) -> Response:
    """Record what will be done about an area for improvement."""
    found = found_or_answer(request, library, name)
    if isinstance(found, Response):
        return found
    said = _keep_action(library, actor, found, form)
    if said is None:
        return show(request, _one(library, found, form=form, answer=form.text("answers") or NEW))
    background.wake()
    return go(f"/statements/{found.ref}#improving", said)


def found_or_answer(request: Request, library: Library, name: str, *, below: str = "") -> Statement | Response:
    """Find a statement by its reference; another spelling leads there, and an unknown one to a page of those known.

    ``below`` is what follows the reference in the address.
    """
    framework = library.frameworks.in_force()
    try:
        found = framework.statement(name)
        while found not in framework.in_force and found.superseded_by:
            found = framework.statement(found.superseded_by)
    except Invalid:
        page = UnknownStatementPage(
            title=f"There is no quality statement “{name[:_LONGEST_SHOWN]}”", framework=framework.title,
            statements=framework.in_force,
        )  # fmt: skip
        return show(request, page, status=404)
    if found.ref == name or request.method == "POST":
        return found
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"/statements/{quote(found.ref)}{below}{query}", 307)


def _all(framework: Framework, readiness: Readiness) -> StatementsPage:
    themes = tuple(
        ThemeLines(theme.title, tuple(one for one in readiness.statements if one.theme == theme.number))
        for theme in framework.themes
    )
    return StatementsPage(
        title="Quality statements", themes=tuple(one for one in themes if one.statements),
        asks={one.ref: one.asks for one in framework.in_force}, framework=framework.title, on=readiness.on,
        empty=not any(view.documents_of(one) for one in readiness.statements),
    )  # fmt: skip


def _one(
    library: Library, statement: Statement, *, answer: str = "", areas: int = 1, form: Form | None = None,
    leading_open: bool = False,
) -> StatementPage:  # fmt: skip
    whole, framework = library.assurance.readiness(), library.frameworks.in_force()
    readiness = whole.statement(statement.ref)
    examples = library.examples.by_category(statement.ref, each=_READ_OF_EACH)
    improving = library.examples.gaps(statement.ref)
    rows = {row.ref: row for row in library.listing.rows()}
    held = view.held_documents(readiness, examples, lambda ref: rows[ref].kind_title if ref in rows else "")
    parts: dict[str, Any] = {
        "topics": view.topic_lines(readiness),
        "typical": typical_held(statement.typical_evidence, held, library.vocabulary.abbreviations),
        **_improving(improving, whole.on, answer.strip().upper(), areas),
        "scores": view.score_lines(readiness, framework),
        "trend": _trend(library, statement.ref, framework.ref),
    }
    return StatementPage(
        title=f"{statement.ref} {statement.title}", statement=statement, readiness=readiness,
        unverified=view.unverified_words(statement), documents=len(view.documents_of(readiness)),
        categories=view.category_parts(readiness, examples, each=EACH),
        asking_new=bool(answer) and not any(gap.asking for gap in parts["gaps"]), leading_open=leading_open,
        people=tuple(owner.name for owner in library.listing.owners() if owner.name), **parts,
        contents=_contents(readiness, statement, parts), errors=tuple(form.errors) if form else (),
        values=form.values if form else {"leading": "lead", **day_values("since", whole.on)},
    )  # fmt: skip


def _improving(improving: Improving, on: date, asked: str, areas: int) -> dict[str, Any]:
    """Return one page of areas for improvement, that of the area asked about where there is one, and the rest."""
    lines, actions = view.gap_lines(improving, on, asked), view.other_actions(improving, on)
    pages = max(1, -(-len(lines) // AREAS))
    asking = next((place for place, line in enumerate(lines) if line.asking), None)
    page = min(areas, pages) if asking is None else asking // AREAS + 1
    return {
        "gaps": lines[(page - 1) * AREAS : page * AREAS], "areas_page": page, "areas_pages": pages,
        "planned": tuple(view.shown(one) for one in improving.planned[:_MOST]),
        "planned_more": max(0, len(improving.planned) - _MOST),
        "actions": actions[:_MOST], "actions_more": max(0, len(actions) - _MOST),
    }  # fmt: skip


def _contents(
    readiness: StatementReadiness, statement: Statement, parts: dict[str, Any]
) -> tuple[tuple[str, str], ...]:
    sections = [
        ("standing", "Where it stands", True),
        ("next-steps", "Next steps", True),
        ("look-at", "To look at", bool(readiness.flags)),
        ("sub-topics", "Sub-topics", bool(statement.sub_topics)),
        ("evidence", "Evidence by category", True),
        ("typical", "Typical evidence", bool(statement.typical_evidence)),
        ("improving", "Areas for improvement and actions", True),
        ("planned", "Planned work", True),
        ("scores", "Scores", True),
        ("trend", "How it went on", bool(parts["trend"])),
    ]
    return tuple((anchor, words) for anchor, words, there in sections if there)


def _trend(library: Library, ref: str, framework: str) -> tuple[TrendPoint, ...]:
    """Return the points up to the newest board; today's stand on the page already."""
    newest = next((board for board in library.boards.list() if board.framework == framework), None)
    return tuple(library.boards.trends(until=newest).get(ref, ())) if newest else ()


@dataclass(frozen=True, slots=True)
class _Lead:
    name: str
    leading: str
    since: date


def _lead_asked(form: Form, library: Library) -> _Lead | None:
    """Read the form for who leads; ``None`` when something is wrong with it."""
    name = form.text("name", required="Enter the name of the person.", longest=_LONGEST_NAME)
    leading = form.choice("leading", ("lead", "deputy"), required="Choose whether this person leads or deputises.")
    since = form.day("since") or library.clock.today()
    return None if form.errors else _Lead(name, leading, since)


def _keep_lead(library: Library, actor: Actor, statement: Statement, asked: _Lead, form: Form) -> Said | None:
    """Keep who leads, and say so; ``None`` when it was refused."""
    try:
        library.assurance.assign(
            actor, statement.ref, asked.name, leading="deputy" if asked.leading == "deputy" else "lead",
            since=asked.since,
        )  # fmt: skip
    except EvidenceError as error:
        form.refuse(error, field="name")
        return None
    title = f"{statement.ref} {statement.title}"
    message = view.leads_sentence(asked.name, asked.leading, title, asked.since, library.clock.today())
    return Said(message, undo=_last(library, actor))


def _keep_action(library: Library, actor: Actor, statement: Statement, form: Form) -> Said | None:
    """Record an action, and say so; ``None`` when something is wrong with it."""
    text = form.text("text", required="Say what will be done.", longest=_LONGEST_TEXT)
    owner = form.text("owner", longest=_LONGEST_NAME)
    due, answers = form.day("due"), [tag for tag in form.texts("answers") if tag != NEW]
    if form.errors:
        return None
    try:
        action = library.assurance.add_action(
            actor, statement.ref, text, owner=owner or None, due=due, answers=answers
        )
    except EvidenceError as error:
        form.refuse(error, field="text")
        return None
    return Said(view.action_sentence(action), undo=_last(library, actor), link="/actions", link_text="All actions")


def _last(library: Library, actor: Actor) -> int | None:
    step = library.undoing.last_step(actor)
    return step.seq if step else None
