"""Actions: the list, and recording what will be done about areas for improvement."""

from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.api.resources import Page as PageNumber
from app.web.actions import view
from app.web.forms import Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.web.statements.view import action_sentence
from app.web.turning import Turning, turned
from app.wiring import Library
from evidence.domain.assurance import Action
from evidence.domain.frameworks import Framework, Statement
from evidence.domain.people import Actor
from evidence.errors import EvidenceError, Invalid

router = APIRouter()
PER_PAGE = 25
LONGEST_TEXT, LONGEST_NAME = 2_000, 100


@dataclass(frozen=True, kw_only=True)
class ActionsPage(Page):
    """The list of actions."""

    template: ClassVar[str] = "actions/list.html"
    section: ClassVar[str] = "scores"

    asked: view.Asked
    """What the address asks."""
    any_at_all: bool
    """Whether there is any action, narrowed or not."""
    found: str
    """How many there are, in words."""
    overdue: int
    """How many are past their day, in all."""
    rows: tuple[view.ActionRow, ...]
    """The actions of this page."""
    turning: Turning
    """Where the other pages are."""
    filters: dict[str, list[tuple[str, str]]]
    """What the list can be narrowed to and ordered by: name -> values and their words."""
    add_address: str
    """Where an action is added, for the statement chosen."""


@dataclass(frozen=True, kw_only=True)
class NewActionPage(Page):
    """The form for another action: first its statement, then the rest."""

    template: ClassVar[str] = "actions/new.html"
    section: ClassVar[str] = "scores"

    statements: list[tuple[str, str]]
    """The statements to choose from."""
    statement: Statement | None
    """The one chosen."""
    unanswered: tuple[view.Area, ...]
    """Its areas for improvement that no action answers."""
    answered: tuple[view.Area, ...]
    """Those that some action answers already."""
    people: tuple[str, ...]
    """Names to offer where a person is asked for."""


@router.get("/actions")
def list_actions(request: Request, library: LibraryDep, page: PageNumber = 1) -> Response:
    """Show a page of the actions."""
    return show(request, _list(library, request, page))


@router.get("/actions/new")
def new_action(
    request: Request, library: LibraryDep, statement: Annotated[str, Query(max_length=200)] = ""
) -> Response:
    """Show the form for another action."""
    framework = library.frameworks.in_force()
    chosen = _statement(framework, statement) if statement.strip() else None
    return show(request, _new(library, framework, chosen))


@router.post("/actions")
def add_action(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, form: FormDep
) -> Response:
    """Record what will be done."""
    framework = library.frameworks.in_force()
    chosen = _statement(framework, form.text("statement"))
    if chosen is None:
        form.wrong("statement", "Choose one of the quality statements that are offered.")
    made = _add(library, actor, chosen, form) if chosen else None
    if made is None:
        return show(request, _new(library, framework, chosen, form))
    background.wake()
    action, undo = made
    return go(f"/actions/{action.id}", Said(action_sentence(action), undo, "/actions", "All actions"))


def _list(library: Library, request: Request, page: int) -> ActionsPage:
    framework, today = library.frameworks.in_force(), library.clock.today()
    titles = {one.ref: one.title for one in framework.in_force}
    asked = view.Asked.read(request.query_params, titles)
    own = [one for one in library.assurance.actions() if one.framework == framework.ref]
    found = view.narrowed(own, asked, today, list(titles))
    items, turning = turned(found, page, PER_PAGE, "/actions", asked.parts)
    return ActionsPage(
        title="Actions", asked=asked, any_at_all=bool(own), found=view.found_words(len(found), asked),
        overdue=sum(view.state_of(one, today) == "overdue" for one in own),
        rows=tuple(view.row(one, today, titles) for one in items), turning=turning,
        filters={
            "statement": [(ref, f"{ref} {title}") for ref, title in titles.items()],
            "owner": view.owners_of(own, asked.owner), "state": list(view.STATES.items()),
            "sort": list(view.SORTS.items()),
        },
        add_address=f"/actions/new?statement={asked.statement}" if asked.statement else "/actions/new",
    )  # fmt: skip


def _statement(framework: Framework, name: str) -> Statement | None:
    try:
        found = framework.statement(name)
    except Invalid:
        return None
    return found if found in framework.in_force else None


def _new(
    library: Library, framework: Framework, statement: Statement | None, form: Form | None = None
) -> NewActionPage:
    areas = view.areas(library.examples.gaps(statement.ref).gaps) if statement else ()
    return NewActionPage(
        title="Add an action", statement=statement,
        statements=[(one.ref, f"{one.ref} {one.title}") for one in framework.in_force],
        unanswered=tuple(one for one in areas if not one.answered_by),
        answered=tuple(one for one in areas if one.answered_by), people=people(library),
        errors=tuple(form.errors) if form else (), values=form.values if form else {},
    )  # fmt: skip


def people(library: Library) -> tuple[str, ...]:
    """Return the names to offer where a person is asked for."""
    return tuple(owner.name for owner in library.listing.owners() if owner.name)


def details(form: Form) -> dict[str, Any]:
    """Read what will be done, by whom and by when; what is wrong stands in the form's errors."""
    return {
        "text": form.text("text", required="Say what will be done.", longest=LONGEST_TEXT),
        "owner": form.text("owner", longest=LONGEST_NAME) or None,
        "due": form.day("due"),
    }


def _add(library: Library, actor: Actor, statement: Statement, form: Form) -> tuple[Action, int | None] | None:
    """Record the action; ``None`` when something is wrong with it."""
    given = details(form)
    if form.errors:
        return None
    try:
        return stepped(
            library, actor,
            lambda: library.assurance.add_action(actor, statement.ref, **given, answers=form.texts("answers")),
        )  # fmt: skip
    except EvidenceError as error:
        form.refuse(error, field="text")
        return None
