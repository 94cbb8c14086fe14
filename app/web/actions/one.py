"""One action: what it answers, changing it, and closing it with evidence of its effect."""

from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.web.actions import view
from app.web.actions.routes import details, people
from app.web.forms import FieldError, Form, FormDep, day_values
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.web.statements.view import Named, Shown
from app.web.wording import listed
from app.wiring import Library
from evidence.domain.assurance import Action
from evidence.domain.examples import Improving
from evidence.domain.people import Actor
from evidence.errors import Conflict, EvidenceError, StaleEdit

router = APIRouter()
_LONGEST_REFS = 500
_MOST_SUGGESTED = 6
_READ_FOR_SUGGESTIONS = 60


@dataclass(frozen=True, kw_only=True)
class ActionPage(Page):
    """One action."""

    template: ClassVar[str] = "actions/one.html"
    section: ClassVar[str] = "scores"

    action: Action
    """The action as it is kept."""
    statement: str
    """Reference and title of its statement."""
    known: bool
    """Whether the framework in force has that statement."""
    state: str
    """How it stands: open, overdue or closed."""
    areas: tuple[Shown, ...]
    """The areas for improvement that it answers."""
    areas_gone: int
    """How many that it named are no longer there."""
    effect: tuple[Named, ...]
    """Documents that show its effect, once it is closed."""
    suggested: tuple[tuple[str, str], ...]
    """Documents that may show its effect."""
    people: tuple[str, ...]
    """Names to offer where a person is asked for."""
    changing: bool
    """Whether the form that changes it stands open."""
    theirs: tuple[tuple[str, str], ...]
    """What somebody else has saved meanwhile; empty as a rule."""


@router.get("/actions/{action_id}")
def show_action(request: Request, library: LibraryDep, action_id: str) -> Response:
    """Show one action."""
    action = library.assurance.action(action_id)
    if action.id != action_id:
        return go(f"/actions/{action.id}")
    return show(request, _page(library, action))


@router.post("/actions/{action_id}/change")
def change_action(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, action_id: str,
    form: FormDep,
) -> Response:  # fmt: skip
    """Say anew what will be done, by whom and by when."""
    try:
        said = _change(library, actor, action_id, form)
    except StaleEdit:
        return show(request, _page(library, library.assurance.action(action_id), form, stale=True), status=409)
    if said is None:
        return show(request, _page(library, library.assurance.action(action_id), form, changing=True))
    background.wake()
    return go(f"/actions/{library.assurance.action(action_id).id}", said)


@router.post("/actions/{action_id}/close")
def close_action(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, action_id: str,
    form: FormDep,
) -> Response:  # fmt: skip
    """Close an action with evidence of its effect."""
    action = library.assurance.action(action_id)
    said = _close(library, actor, action, form)
    if said is None:
        return show(request, _page(library, library.assurance.action(action_id), form))
    background.wake()
    return go(f"/actions/{action.id}", said)


def _change(library: Library, actor: Actor, action_id: str, form: Form) -> Said | None:
    """Keep the change and say so; ``None`` when something is wrong with it."""
    given, seen = details(form), form.text("seen")
    if form.errors:
        return None
    try:
        action, undo = stepped(
            library, actor, lambda: library.assurance.change_action(actor, action_id, **given, seen=seen or None)
        )
    except StaleEdit:
        raise
    except Conflict as error:
        form.refuse(error, field="text")
        return None
    return Said(f"{action.id} is changed." if undo else f"Nothing was changed in {action.id}.", undo)


def _close(library: Library, actor: Actor, action: Action, form: Form) -> Said | None:
    """Close the action and say so; ``None`` when something is wrong."""
    typed = form.text("effect", longest=_LONGEST_REFS)
    refs = list(dict.fromkeys([*form.texts("shown_by"), *view.refs_in(typed)]))
    if not refs:
        form.wrong("effect", "An action is closed with evidence of its effect. Name a document that shows it.")
    if form.errors:
        return None
    try:
        closed, undo = stepped(library, actor, lambda: library.assurance.close_action(actor, action.id, effect=refs))
    except EvidenceError as error:
        form.refuse(error, field="effect")
        return None
    return Said(f"{closed.id} is closed. Its effect is shown by {listed(closed.effect)}.", undo)


def _page(
    library: Library, action: Action, form: Form | None = None, *, changing: bool = False, stale: bool = False
) -> ActionPage:
    framework = library.frameworks.in_force()
    known = framework.has_statement(action.statement) and action.framework == framework.ref
    gaps = library.examples.gaps(action.statement) if known else Improving((), (), ())
    areas, gone = view.answered(gaps.gaps, action.answers)
    titles = {row.ref: row.title for row in library.listing.rows()} if action.effect else {}
    return ActionPage(
        title=f"Action {action.id}", action=action, known=known, state=view.state_of(action, library.clock.today()),
        statement=f"{action.statement} {framework.statement(action.statement).title if known else ''}".strip(),
        areas=areas, areas_gone=gone, effect=view.named(action.effect, titles),
        suggested=_suggested(library, action) if known and action.state == "open" else (),
        people=people(library), changing=changing or stale, theirs=view.both_versions(action) if stale else (),
        errors=_errors(action, form, stale=stale), values=_values(action, form, stale=stale),
    )  # fmt: skip


def _suggested(library: Library, action: Action) -> tuple[tuple[str, str], ...]:
    best = library.examples.best(action.statement, limit=_READ_FOR_SUGGESTIONS)
    return view.suggested(best, _MOST_SUGGESTED)


def _errors(action: Action, form: Form | None, *, stale: bool) -> tuple[FieldError, ...]:
    if not stale:
        return tuple(form.errors) if form else ()
    told = f"Somebody changed {action.id} while you were editing it. Compare both versions, then save again."
    return (FieldError("text", told),)


def _values(action: Action, form: Form | None, *, stale: bool) -> dict[str, Any]:
    known = {"text": action.text, "owner": action.owner or "", **day_values("due", action.due), "seen": action.mark}
    sent = form.values if form else {}
    # Once both versions were shown, saving again is meant to replace what stands now.
    return {**known, **sent, **({"seen": action.mark} if stale else {})}
