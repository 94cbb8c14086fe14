"""Boards: dated pictures of how everything stands, which later boards compare with."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from evidence.domain import boards as pictures
from evidence.domain.assurance import Board
from evidence.domain.boards import Changes, TrendPoint
from evidence.domain.documents import Document
from evidence.domain.needs import Need
from evidence.domain.people import Actor
from evidence.domain.readiness_words import day_words
from evidence.errors import Invalid, NotFound, StaleEdit
from evidence.ports import Catalogue, Clock, Reading
from evidence.services.assurance import Assurance

Needs = Callable[[date], Mapping[str, Mapping[Need, int]]]
"""What documents need on a day: owner (empty for none) -> need -> how many."""
MOST_DECISIONS, LONGEST_DECISION, LONGEST_NOTE = 30, 2_000, 20_000


class Boards:
    """Takes and keeps pictures. A picture once taken is never changed; its decisions and note may be."""

    def __init__(self, catalogue: Catalogue, assurance: Assurance, needs: Needs, clock: Clock) -> None:
        self._catalogue = catalogue
        self._assurance = assurance
        self._needs = needs
        self._clock = clock

    def take(
        self, actor: Actor, *, on: date | None = None, decisions: Sequence[str] = (), note: str | None = None
    ) -> Board:
        """Keep the picture of a day (today unless told), with the decisions wanted of the board.

        The picture of another day is what is known now of that day. Raises ``Invalid`` for a library without
        documents and for a day before its first one.
        """
        day = on or self._clock.today()
        wanted, said = _decisions(decisions), _note(note)
        self._refuse_before_the_first(day)
        picture = self._picture(day)
        with self._catalogue.writing(actor) as work:
            board = Board(
                id=work.next_id("B"), on=day, framework=str(picture["framework"]),
                framework_version=str(picture["framework_version"]), picture=picture, decisions=wanted, note=said,
                taken_at=self._clock.now(), taken_by=actor.name,
            )  # fmt: skip
            work.save(board)
            work.record("board taken", about={"board": board.id})
        return board

    def list(self) -> list[Board]:
        """Return every board, the newest day first."""
        with self._catalogue.reading() as view:
            return sorted(view.all(Board), key=_place, reverse=True)

    def get(self, board_id: str) -> Board:
        """Return one board; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return _board_in(view, board_id)

    def set(
        self, actor: Actor, board_id: str, *, decisions: Sequence[str] | None = None, note: str | None = None,
        seen: str | None = None,
    ) -> Board:  # fmt: skip
        """Change decisions and note; what is ``None`` stays, an empty note goes. The picture is fixed.

        With ``seen``, the mark of the board as it was read, raises ``StaleEdit`` when somebody changed it since.
        """
        with self._catalogue.writing(actor) as work:
            board = _board_in(work, board_id)
            if seen is not None and seen != board.mark:
                raise StaleEdit(
                    f"Somebody changed {board.id} since you read it. Look at it again, then repeat your change.",
                    details={"board": board.id},
                )
            before = (list(board.decisions), board.note)
            if decisions is not None:
                board.decisions = _decisions(decisions)
            if note is not None:
                board.note = _note(note)
            if (board.decisions, board.note) != before:
                work.save(board)
                work.record("board changed", about={"board": board.id})
        return board

    def last(self, before: date | None = None) -> Board | None:
        """Return the board of the newest day, or of the newest before a day; ``None`` when there is none."""
        return next((board for board in self.list() if before is None or board.on < before), None)

    def previous(self, board: Board) -> Board | None:
        """Return the board that one compares with: the newest earlier one under the same framework."""
        earlier = (one for one in self.list() if one.framework == board.framework and _place(one) < _place(board))
        return next(earlier, None)

    def current(self) -> dict[str, object]:
        """Return the picture of today, kept nowhere; ``boards.read`` gives it types."""
        return self._picture(self._clock.today())

    def changes(self, board_id: str | None = None) -> Changes:
        """Say what moved since the board before; without an id, what has moved since the last one until today.

        Only boards under the same framework are compared with. Raises ``NotFound``.
        """
        if board_id is not None:
            board = self.get(board_id)
            before = self.previous(board)
            return pictures.compare(before.picture if before else None, board.picture)
        now = self.current()
        same = (one for one in self.list() if one.framework == now["framework"] and one.on <= self._clock.today())
        before = next(same, None)
        return pictures.compare(before.picture if before else None, now)

    def trends(self, *, until: Board | None = None, today: bool = False) -> Mapping[str, Sequence[TrendPoint]]:
        """Return statement -> its points, one for each day of a board under the same framework.

        Up to the board ``until``, or else all under the framework in force; ``today`` adds today's picture.
        """
        now = self.current() if until is None else None
        framework = until.framework if until else now["framework"] if now else ""
        kept = [
            one for one in self.list() if one.framework == framework and (not until or _place(one) <= _place(until))
        ]
        found = [one.picture for one in reversed(kept)]
        return pictures.trend([*found, now] if now and (today or not found) else found)

    def _picture(self, on: date) -> dict[str, object]:
        readiness = self._assurance.readiness(on=on)
        return pictures.picture(readiness, actions=self._assurance.actions(), needs_by_owner=self._needs(on))

    def _refuse_before_the_first(self, day: date) -> None:
        with self._catalogue.reading() as view:
            rows = view.columns(Document, "status", "dated_on", "added_at")
        days = [min(dated or added.date(), added.date()) for status, dated, added in rows if status != "withdrawn"]
        if not days:
            raise Invalid("The library holds no documents yet, so there is nothing to look at. Add some first.")
        if day < min(days):
            raise Invalid(
                f"Nothing in the library is as old as {day_words(day)}: its first document is of "
                f"{day_words(min(days))}. Choose that day or a later one.",
                details={"field": "on", "first": min(days).isoformat()},
            )


def _place(board: Board) -> tuple[date, str]:
    return board.on, board.id


def _board_in(view: Reading, board_id: str) -> Board:
    board = view.find(Board, board_id.strip().upper())
    if board is None:
        raise NotFound(
            f"There is no board {board_id[:40]}. `evidence board list` shows those there are.",
            details={"board": board_id[:40]},
        )
    return board


def _decisions(given: Sequence[str]) -> list[str]:
    wanted = [decision.strip() for decision in given if decision.strip()]
    if len(wanted) > MOST_DECISIONS:
        raise Invalid(f"A board can be asked for {MOST_DECISIONS} decisions at most.", details={"field": "decisions"})
    if any(len(decision) > LONGEST_DECISION for decision in wanted):
        raise Invalid(
            f"A decision has at most {LONGEST_DECISION:,} characters. Say the rest in the note.",
            details={"field": "decisions"},
        )
    return wanted


def _note(given: str | None) -> str | None:
    said = (given or "").strip()
    if len(said) > LONGEST_NOTE:
        raise Invalid(f"A note has at most {LONGEST_NOTE:,} characters.", details={"field": "note"})
    return said or None
