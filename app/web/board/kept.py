"""A board that was taken: its picture as it was, its words, which may be changed, and its printed paper."""

from dataclasses import dataclass
from typing import Any, ClassVar

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.api.resources import ActorDep, BackgroundDep, LibraryDep
from app.reporting import BOARD_REPORTS, board_report
from app.web.board import view
from app.web.board.routes import words_asked
from app.web.forms import FieldError, Form, FormDep
from app.web.pages import Page, Said
from app.web.reading.steps import stepped
from app.web.rendering import go, show
from app.web.wording import day
from app.wiring import Library
from evidence.domain.assurance import Board
from evidence.domain.people import Actor
from evidence.errors import EvidenceError, NotFound, StaleEdit

router = APIRouter()


@dataclass(frozen=True, kw_only=True)
class KeptBoardPage(Page):
    """One board that was taken."""

    template: ClassVar[str] = "board/kept.html"
    section: ClassVar[str] = "board"

    board: Board
    """The board as it is kept."""
    seen: view.BoardView
    """Its picture, in words."""
    before: view.BoardRow | None
    """The board that it is compared with."""
    after: view.BoardRow | None
    """The one that followed."""
    changing: bool
    """Whether the form for its words stands open."""
    theirs: Board | None
    """What somebody else has saved meanwhile; nothing as a rule."""


@router.get("/board/{board_id}")
def show_kept(request: Request, library: LibraryDep, board_id: str) -> Response:
    """Show one board as it was taken."""
    board = library.boards.get(board_id)
    if board.id != board_id:
        return go(f"/board/{board.id}")
    return show(request, _page(library, board))


@router.get("/board/{board_id}/report/{form}")
def report(library: LibraryDep, board_id: str, form: str) -> Response:
    """Return the board's paper as a file."""
    board = library.boards.get(board_id)
    chosen = next((one for one in BOARD_REPORTS if one.format == form), None)
    if chosen is None:
        raise NotFound(f"A board has no paper in the format “{form[:20]}”. There are Word (docx) and PDF.")
    name = f"board-{board.on.isoformat()}-{board.id}{chosen.suffix}"
    headers = {"content-disposition": f'attachment; filename="{name}"', "x-content-type-options": "nosniff"}
    return Response(board_report(library, board.id, form), media_type=chosen.media_type, headers=headers)


@router.post("/board/{board_id}")
def change_words(
    request: Request, library: LibraryDep, actor: ActorDep, background: BackgroundDep, board_id: str,
    form: FormDep,
) -> Response:  # fmt: skip
    """Change the decisions wanted and the note; the picture stays as it was."""
    try:
        said = _change(library, actor, board_id, form)
    except StaleEdit:
        return show(request, _page(library, library.boards.get(board_id), form, stale=True), status=409)
    board = library.boards.get(board_id)
    if said is None:
        return show(request, _page(library, board, form))
    background.wake()
    return go(f"/board/{board.id}", said)


def _change(library: Library, actor: Actor, board_id: str, form: Form) -> Said | None:
    """Keep the words and say so; ``None`` when something is wrong with them."""
    decisions, note = words_asked(form)
    seen = form.text("seen") or None
    board = library.boards.get(board_id)
    # Decisions that stand as the form showed them keep the line breaks within them.
    same = decisions == view.one_a_line(board.decisions).split("\n")
    if form.errors:
        return None
    try:
        board, undo = stepped(library, actor, lambda: library.boards.set(
            actor, board_id, decisions=None if same else decisions, note=note, seen=seen,
        ))  # fmt: skip
    except StaleEdit:
        raise
    except EvidenceError as error:
        form.refuse(error, field="decisions")
        return None
    words = f"Decisions and note of the board of {day(board.on)} are saved."
    return Said(words if undo else "Nothing was changed.", undo)


def _page(library: Library, board: Board, form: Form | None = None, *, stale: bool = False) -> KeptBoardPage:
    before = library.boards.previous(board)
    after = next(
        (one for one in reversed(library.boards.list())
         if one.framework == board.framework and (one.on, one.id) > (board.on, board.id)), None,
    )  # fmt: skip
    known: dict[str, Any] = {"decisions": view.one_a_line(board.decisions), "note": board.note or ""}
    told = FieldError(
        "decisions", "Somebody changed this board while you were editing it. Compare both versions, then save again."
    )
    errors = (told,) if stale else tuple(form.errors) if form else ()
    # Once both versions were shown, saving again is meant to replace what stands now.
    seen = form.text("seen") if form and not stale else board.mark
    return KeptBoardPage(
        title=f"Board of {day(board.on)}", board=board, seen=view.kept(library, board),
        before=view.row(before) if before else None, after=view.row(after) if after else None,
        changing=form is not None, theirs=board if stale else None, errors=errors,
        values={**known, **(form.values if form else {}), "seen": seen},
    )  # fmt: skip
