"""What a board sees, for a page: today's picture or one that was kept, in the words of the printed paper."""

from dataclasses import dataclass
from datetime import date

from app.reporting import board_in_words
from app.web.home.charts import MOST_BOARDS, Trends, trends_of
from app.web.wording import in_address, many
from app.wiring import Library
from evidence.domain import boards
from evidence.domain.assurance import Board
from evidence.domain.boards import read
from evidence.reports.board_paper import NOBODY, BoardPaper, OwnerLine, board_paper


@dataclass(frozen=True, slots=True)
class OwnerRow:
    """What one person is behind with, and where it is listed."""

    owner: str
    address: str
    """Of everything that is theirs; empty for nobody."""
    out_of_date: int
    out_of_date_address: str
    due: int
    due_address: str
    actions: int
    actions_address: str


@dataclass(frozen=True, slots=True)
class BoardView:
    """Everything that one board is shown."""

    paper: BoardPaper
    owners: tuple[OwnerRow, ...]
    trends: Trends | None
    """How each statement went on; nothing before there are two days to draw."""


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One earlier board in the list."""

    id: str
    address: str
    on: date
    taken_by: str
    rating: str
    decisions: str


def today(library: Library) -> BoardView:
    """Return what a board would see today, with one look at readiness."""
    readiness, actions = library.assurance.readiness(), library.assurance.actions()
    picture = boards.picture(readiness, actions=actions, needs_by_owner=library.listing.needs_by_owner(readiness.on))
    kept = [
        one for one in library.boards.list() if one.framework == readiness.framework_ref and one.on <= readiness.on
    ][:MOST_BOARDS]
    points = boards.trend([*(one.picture for one in reversed(kept)), picture])
    board = Board(
        id="", on=readiness.on, framework=readiness.framework_ref, framework_version=readiness.framework_version,
        picture=picture, taken_at=library.clock.now(), taken_by="",
    )  # fmt: skip
    paper = board_paper(
        board, council=library.facts.council(), trends=points, actions={one.id: one.text for one in actions},
        changes=boards.compare(kept[0].picture if kept else None, picture),
    )  # fmt: skip
    titles = {one.ref: one.title for one in readiness.statements}
    return BoardView(paper, _owners(paper.owners), trends_of(points, titles) if kept else None)


def kept(library: Library, board: Board) -> BoardView:
    """Return what a board saw."""
    paper = board_in_words(library, board.id)
    points = library.boards.trends(until=board)
    titles = {one.ref: one.title for one in paper.lines}
    several = len({point.on for found in points.values() for point in found}) > 1
    return BoardView(paper, _owners(paper.owners), trends_of(points, titles) if several else None)


def _owners(lines: tuple[OwnerLine, ...]) -> tuple[OwnerRow, ...]:
    return tuple(_owner(one) for one in lines)


def _owner(one: OwnerLine) -> OwnerRow:
    name = "none" if one.owner == NOBODY else in_address(one.owner)
    documents = f"/documents?owner={name}&need="
    return OwnerRow(
        owner=one.owner, address="" if one.owner == NOBODY else f"/owners/{name}",
        out_of_date=one.out_of_date, out_of_date_address=f"{documents}out-of-date",
        due=one.due, due_address=f"{documents}due",
        actions=one.actions, actions_address=f"/actions?owner={name}&state=overdue",
    )  # fmt: skip


def row(board: Board) -> BoardRow:
    """Return an earlier board as a line of the list."""
    rating = read(board.picture).rating
    return BoardRow(
        id=board.id, address=f"/board/{board.id}", on=board.on, taken_by=board.taken_by,
        rating=f"{rating.shown}%, {rating.band_title}" + (" (provisional)" if rating.provisional else "")
        if rating else "no score yet",
        decisions=many(len(board.decisions), "decision") if board.decisions else "none",
    )  # fmt: skip


def one_a_line(decisions: list[str]) -> str:
    r"""Return decisions as the form shows them.

    >>> one_a_line(["Agree the plan", "Fund the post\nfrom April"])
    'Agree the plan\nFund the post from April'
    """
    return "\n".join(" ".join(one.split()) for one in decisions)
