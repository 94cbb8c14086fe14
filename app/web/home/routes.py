"""Where we stand: the first page."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Literal

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, LibraryDep
from app.web.backups import backup_words, is_backup_due, is_for
from app.web.home import charts as home_charts
from app.web.home import parts as home_parts
from app.web.home.charts import ScorePicture, Trends
from app.web.home.parts import Ageing, Awaiting, Countdown, StatementLine, StepLine
from app.web.pages import Page
from app.web.readiness.map import Asked, ReadinessMap, is_tagged, map_of
from app.web.rendering import show
from app.web.wording import in_address, many
from app.wiring import Library
from evidence.domain import boards
from evidence.domain.assurance import Action, Board
from evidence.domain.next_steps import best_steps
from evidence.domain.people import Actor, may
from evidence.domain.readiness import Readiness

router = APIRouter()
Begun = Literal["empty", "untagged", "tagged"]


@dataclass(frozen=True, kw_only=True)
class HomePage(Page):
    """Where the council stands today."""

    template: ClassVar[str] = "home/home.html"
    section: ClassVar[str] = "home"

    today: date
    """The day everything on the page is of."""
    begun: Begun
    """How far the library has come: empty, holding documents of which none is tagged, or in use."""
    documents: int
    """How many documents are held, withdrawn ones apart."""
    untagged: int
    """How many of them are not tagged yet."""
    name: str
    """Who looks, as the history would say."""
    dates: tuple[Countdown, ...]
    """The dates still to come, the next first."""
    no_backup: str
    """That there has been no whole backup for too long, for who can see to it; else empty."""
    awaiting: tuple[Awaiting, ...]
    """What waits for this person."""
    ageing: Ageing
    """What is out of date or will be at the on-site visit, by owner."""
    visit_on: date | None
    """The day of the on-site visit."""
    lines: tuple[StatementLine, ...]
    """A line for each quality statement."""
    board_on: date | None
    """The day of the board that changes are told since; nothing when there is none to compare with."""
    steps: tuple[StepLine, ...]
    """The next steps that would lift most."""
    map: ReadinessMap
    """The readiness map."""
    unplaced: int
    """Documents with tags that the framework in force has no place for."""
    scores: ScorePicture
    """Every judge's scores."""
    trends: Trends | None
    """How each statement went on; nothing before the first board."""


@router.get("/")
def home(request: Request, library: LibraryDep, actor: ActorDep) -> Response:
    """Show where we stand today."""
    return show(request, _page(library, actor))


def _page(library: Library, actor: Actor) -> HomePage:
    """Gather everything, with one look at readiness."""
    readiness, today = library.assurance.readiness(), library.clock.today()
    actions, needs = library.assurance.actions(), library.listing.needs_by_owner()
    documents = sum(row.status != "withdrawn" for row in library.listing.rows())
    kept = _boards(library, readiness)
    picture = boards.picture(readiness, actions=actions, needs_by_owner=needs)
    return HomePage(
        title="Where we stand", today=today, documents=documents, name=actor.name,
        begun="tagged" if is_tagged(readiness) else "untagged" if documents else "empty",
        untagged=library.listing.needs()["untagged"],
        dates=home_parts.countdowns(library.facts.all(), today),
        no_backup=backup_words(library) if is_for(actor) and is_backup_due(library) else "",
        awaiting=_awaiting(library, actor, actions, today),
        ageing=home_parts.ageing(needs), visit_on=readiness.visit_on,
        lines=home_parts.statement_lines(readiness, boards.compare(kept[-1].picture if kept else None, picture)),
        board_on=kept[-1].on if kept else None,
        steps=home_parts.step_lines(best_steps(readiness)),
        map=map_of(readiness, Asked()), unplaced=len({one.ref for one in readiness.unplaced}),
        scores=home_charts.score_picture(readiness, library.frameworks.in_force()),
        trends=_trends(kept, picture, readiness),
    )  # fmt: skip


def _boards(library: Library, readiness: Readiness) -> list[Board]:
    """The last boards under the same framework, oldest first; one of a later day is not looked back to."""
    same = [
        one for one in library.boards.list() if one.framework == readiness.framework_ref and one.on <= readiness.on
    ]
    return same[: home_charts.MOST_BOARDS][::-1]


def _trends(kept: list[Board], picture: dict[str, object], readiness: Readiness) -> Trends | None:
    if not kept:
        return None
    points = boards.trend([*(one.picture for one in kept), picture])
    return home_charts.trends_of(points, {one.ref: one.title for one in readiness.statements})


def _awaiting(library: Library, actor: Actor, actions: list[Action], today: date) -> tuple[Awaiting, ...]:
    """What waits for one person: their own documents and actions first, then what waits for anybody."""
    name = actor.name
    own, wanted = library.listing.of_owner(name), library.listing.awaiting(name)
    mine, theirs = f"/owners/{in_address(name)}", len(library.offers.list("offered"))
    presumed = library.listing.needs()["presumed"]
    asked = len(library.clearing.known(state="asked")) if may(actor, "cleared") else 0
    due = sum(not one.holds for one in library.retention.due()) if may(actor, "disposed") else 0
    found = [
        (own, many(len(own), "document") + f" you own {'needs' if len(own) == 1 else 'need'} something", mine),
        (wanted, many(len(wanted), "wanted document") + " for you to get", mine),
    ]
    everyone = [
        (
            theirs,
            many(theirs, "contribution") + f" {'waits' if theirs == 1 else 'wait'} for a decision",
            "/contributions",
        ),
        (asked, many(asked, "document") + " to clear before they leave", "/clearances"),
        (due, many(due, "document") + f" {'is' if due == 1 else 'are'} due for disposal", "/retention"),
        (presumed, many(presumed, "document") + " with values to confirm", "/upkeep?need=presumed"),
        (
            unclear := len(library.checking.undecided()) if may(actor, "findings decided") else 0,
            many(unclear, "document") + " to decide about before they leave",
            "/findings",
        ),
    ]
    return (
        *(Awaiting(words, address) for there, words, address in found if there),
        *home_parts.own_actions(actions, name, today),
        *(
            Awaiting(words, address, "for whoever looks after the library")
            for there, words, address in everyone
            if there
        ),
    )
