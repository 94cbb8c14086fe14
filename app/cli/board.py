"""``board``: the dated pictures that the assurance board looks at, and its papers."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.main import JsonCommand, app, group
from app.cli.shared import day, session_of, spoken
from evidence.errors import Invalid

board = group("Boards: how everything stood on a day, and what has moved since.")
app.add_typer(board, name="board")
BoardArgument = Annotated[str, typer.Argument(help="Such as B-0003.", metavar="BOARD-ID")]


@board.command("take", cls=JsonCommand)
def take_board(
    context: typer.Context,
    on: Annotated[str | None, typer.Option(help="The day of the board, year-month-day; today unless told.")] = None,
    decision: Annotated[list[str] | None, typer.Option(help="A decision wanted of the board.")] = None,
    note: Annotated[str | None, typer.Option(help="What you say of the picture, in a few sentences.")] = None,
) -> None:
    """Keep a picture of how everything stands, which later boards compare with."""
    session = session_of(context)
    library = session.library
    made = library.boards.take(library.actor, on=day(on), decisions=decision or [], note=note)
    session.settle()
    words = f"{made.id}  The picture of {spoken(made.on)} is kept. `evidence board report {made.id} --out board.pdf`"
    session.show(made.model_dump(mode="json"), f"{words} writes its paper.")


@board.command("list", cls=JsonCommand)
def list_boards(context: typer.Context) -> None:
    """List boards, the newest first."""
    session = session_of(context)
    found = session.library.boards.list()
    lines = [f"{one.id}  {spoken(one.on)}  {_decisions(len(one.decisions))}" for one in found]
    none = "No board has been taken yet. `evidence board take` takes one."
    session.show(
        {"boards": [one.model_dump(mode="json", exclude={"picture"}) for one in found]}, "\n".join(lines) or none
    )


@board.command("report", cls=JsonCommand)
def report_board(
    context: typer.Context,
    board_id: BoardArgument,
    out: Annotated[Path, typer.Option(help="The file to write.")],
    form: Annotated[
        str | None, typer.Option("--format", help="docx or pdf; by the ending of --out unless told.")
    ] = None,
) -> None:
    """Write a board's paper: what moved, the nine statements, who is behind, decisions wanted."""
    from app.reporting import BOARD_REPORTS, board_report, write_whole

    session = session_of(context)
    chosen = form or next((one.format for one in BOARD_REPORTS if one.suffix == out.suffix.casefold()), None)
    if chosen is None:
        raise Invalid("Say which format the paper is to have: --format docx or --format pdf.")
    write_whole(out, board_report(session.library, board_id, chosen))
    session.show({"written": str(out), "format": chosen}, f"Written to {out}.")


def _decisions(count: int) -> str:
    return "no decision wanted" if not count else f"{count} decision{'' if count == 1 else 's'} wanted"
