"""The assurance board: what it will see today, taking a picture for it, and the boards so far."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.api.resources import Page as PageNumber
from app.web.board import view
from app.web.forms import Form, FormDep, day_values
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.web.turning import Turning, turned
from app.web.wording import day
from app.wiring import Library
from evidence.domain.assurance import Board
from evidence.domain.people import Actor
from evidence.errors import EvidenceError
from evidence.services.boards import LONGEST_DECISION, LONGEST_NOTE, MOST_DECISIONS

router = APIRouter()
PER_PAGE = 24
_FARTHEST_DAYS = 366
_LONGEST_DECISIONS = MOST_DECISIONS * (LONGEST_DECISION + 2)


@dataclass(frozen=True, kw_only=True)
class BoardPage(Page):
    """What the board would see today, and the boards so far."""

    template: ClassVar[str] = "board/today.html"
    section: ClassVar[str] = "board"

    begun: bool
    """Whether the library holds anything to look at."""
    seen: view.BoardView
    """Today's picture."""
    last: view.BoardRow | None
    """The board that today is compared with."""
    rows: tuple[view.BoardRow, ...]
    """Boards of this page of the list."""
    turning: Turning
    """Where the other pages of the list are."""


@router.get("/board")
def show_board(request: Request, library: LibraryDep, page: PageNumber = 1) -> Response:
    """Show what the board would see today."""
    return show(request, _page(library, page))


@router.post("/board")
def take_board(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, form: FormDep
) -> Response:
    """Keep the picture of a day for a board."""
    made = _take(library, actor, form)
    if made is None:
        return show(request, _page(library, 1, form))
    background.wake()
    board, undo = made
    return go(f"/board/{board.id}", Said(f"The picture of {day(board.on)} is kept as {board.id}.", undo))


def _page(library: Library, page: int, form: Form | None = None) -> BoardPage:
    today, boards = library.clock.today(), library.boards.list()
    items, turning = turned(boards, page, PER_PAGE, "/board", fragment="#boards")
    seen = view.today(library)
    compared = next((one for one in boards if seen.paper.previous_day == day(one.on)), None)
    known: dict[str, Any] = day_values("on", today)
    return BoardPage(
        title="Assurance board", begun=any(row.status != "withdrawn" for row in library.listing.rows()), seen=seen,
        last=view.row(compared) if compared else None, rows=tuple(view.row(one) for one in items), turning=turning,
        errors=tuple(form.errors) if form else (), values=form.values if form else known,
    )  # fmt: skip


def words_asked(form: Form) -> tuple[list[str], str]:
    """Read the decisions wanted, one a line, and the note."""
    decisions = form.text("decisions", longest=_LONGEST_DECISIONS).split("\n")
    return [one.strip() for one in decisions if one.strip()], form.text("note", longest=LONGEST_NOTE)


def _take(library: Library, actor: Actor, form: Form) -> tuple[Board, int | None] | None:
    """Take the board; ``None`` when something is wrong with what was sent."""
    today = library.clock.today()
    on: date = form.day("on") or today
    decisions, note = words_asked(form)
    if on - today > timedelta(days=_FARTHEST_DAYS):
        form.wrong("on", "This day is more than a year ahead. Take its board nearer to it.")
    if form.errors:
        return None
    try:
        return stepped(
            library, actor, lambda: library.boards.take(actor, on=on, decisions=decisions, note=note or None)
        )
    except EvidenceError as error:
        form.refuse(error, field="on")
        return None
