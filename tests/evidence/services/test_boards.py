"""Boards: taken once, compared with the one before, their words editable and their picture fixed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain.boards import read
from evidence.domain.people import folder_owner
from evidence.errors import Invalid, NotFound, StaleEdit
from evidence.services.boards import LONGEST_NOTE, MOST_DECISIONS
from evidence.services.drafts import TagDraft

ASHA = folder_owner("Asha")
TODAY = date(2026, 11, 23)
Put = Callable[..., str]


@pytest.fixture
def dated(put: Put) -> str:
    """A survey of people from September that speaks to QS1."""
    return put("People told us that waits were shorter.", "survey.txt", kind="survey", dated_on=date(2026, 9, 1))


class TestTaking:
    def test_a_board_keeps_how_everything_stood(self, library: Library, dated: str) -> None:
        library.tagging.tag(ASHA, [dated], TagDraft("QS1", category="people-experience", proof="practice"))
        library.assurance.score(ASHA, "QS1", 3)
        library.documents.set(ASHA, dated, {"owner": "Ben"})

        board = library.boards.take(ASHA, decisions=[" Agree the plan. ", " "], note=" All is well. ")

        assert (board.id, board.on, board.framework) == ("B-0001", TODAY, "cqc-local-authority")
        assert (board.decisions, board.note, board.taken_by) == (["Agree the plan."], "All is well.", "Asha")
        kept = read(library.boards.get("b-0001").picture)
        one = kept.statement("QS1")
        assert one is not None
        assert (one.verdict, one.score) == ("missing", 3)
        assert {cell.category: cell.counted for cell in one.cells if cell.counted} == {"people-experience": 1}
        assert "high-score-thin-evidence" in one.flags
        assert kept.needs_by_owner == library.listing.needs_by_owner(TODAY)

    def test_its_event_names_the_board_alone(self, library: Library, dated: str) -> None:
        library.boards.take(ASHA, decisions=["Close the day centre"], note="Not to be told")

        with library.catalogue.reading() as view:
            event = view.events(newest_first=True, limit=1)[0]
        assert (event.verb, event.refs, event.about) == ("board taken", [], {"board": "B-0001"})

    def test_a_picture_stays_as_it_was_taken(self, library: Library, dated: str) -> None:
        board = library.boards.take(ASHA)
        library.tagging.tag(ASHA, [dated], TagDraft("QS1", category="people-experience"))
        library.assurance.score(ASHA, "QS1", 2)

        assert library.boards.get(board.id).picture == board.picture
        assert library.boards.current() != board.picture

    def test_the_picture_of_an_earlier_day_is_what_is_known_of_that_day(self, library: Library, dated: str) -> None:
        library.tagging.tag(ASHA, [dated], TagDraft("QS1", category="people-experience"))
        library.assurance.score(ASHA, "QS1", 2, on=date(2026, 10, 1))

        kept = read(library.boards.take(ASHA, on=date(2026, 9, 15)).picture)

        assert kept.on == date(2026, 9, 15)
        assert kept.rating is None
        assert kept.statements[0].cells[0].verdict == "weak"

    def test_a_day_before_the_first_document_is_refused(self, library: Library, dated: str) -> None:
        with pytest.raises(Invalid, match="its first document is of 1 September 2026"):
            library.boards.take(ASHA, on=date(2026, 8, 31))

        assert library.boards.list() == []

    def test_an_empty_library_has_nothing_to_look_at(self, library: Library, put: Put) -> None:
        with pytest.raises(Invalid, match="no documents yet"):
            library.boards.take(ASHA)
        library.documents.withdraw(ASHA, put("words"))
        with pytest.raises(Invalid, match="no documents yet"):
            library.boards.take(ASHA)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"decisions": ["x"] * (MOST_DECISIONS + 1)}, "at most"),
            ({"decisions": ["x" * 2_001]}, "Say the rest in the note"),
            ({"note": "x" * (LONGEST_NOTE + 1)}, "at most 20,000"),
        ],
    )
    def test_too_much_is_refused(self, library: Library, dated: str, given: dict[str, object], said: str) -> None:
        with pytest.raises(Invalid, match=said):
            library.boards.take(ASHA, **given)  # type: ignore[arg-type]  # one of the two, by its name

    def test_undo_takes_it_back(self, library: Library, dated: str) -> None:
        library.boards.take(ASHA)
        library.undoing.undo(ASHA)

        assert library.boards.list() == []


class TestWords:
    def test_decisions_and_note_change_and_the_picture_does_not(self, library: Library, dated: str) -> None:
        board = library.boards.take(ASHA, decisions=["One"], note="First")

        library.boards.set(ASHA, board.id, decisions=["Two", "Three"])
        changed = library.boards.set(ASHA, board.id, note="")

        assert (changed.decisions, changed.note) == (["Two", "Three"], None)
        assert library.boards.get(board.id).picture == board.picture

    def test_words_that_somebody_changed_since_they_were_read_stay(self, library: Library, dated: str) -> None:
        read_before = library.boards.take(ASHA, note="Old")
        library.boards.set(folder_owner("Ben"), "B-0001", note="Theirs")
        with pytest.raises(StaleEdit, match="Somebody changed B-0001"):
            library.boards.set(ASHA, "B-0001", note="Mine", seen=read_before.mark)

        now = library.boards.get("B-0001")
        assert now.note == "Theirs"
        assert library.boards.set(ASHA, "B-0001", note="Mine", seen=now.mark).note == "Mine"

    def test_nothing_new_is_no_event(self, library: Library, dated: str) -> None:
        board = library.boards.take(ASHA, note="Same")
        before = library.shelf.last_event()

        library.boards.set(ASHA, board.id, note=" Same ")
        assert library.shelf.last_event() == before
        library.boards.set(ASHA, board.id, note="Other")
        with library.catalogue.reading() as view:
            event = view.events(newest_first=True, limit=1)[0]
        assert (event.verb, event.about) == ("board changed", {"board": board.id})

    def test_no_such_board_is_named(self, library: Library) -> None:
        with pytest.raises(NotFound, match="no board B-0009"):
            library.boards.get("B-0009")
        with pytest.raises(NotFound, match="no board B-0009"):
            library.boards.set(ASHA, "B-0009", note="x")
        with pytest.raises(NotFound, match="no board B-0009"):
            library.boards.changes("B-0009")


class TestChanges:
    def test_each_board_is_compared_with_the_one_of_the_day_before_it(self, library: Library, dated: str) -> None:
        library.assurance.score(ASHA, "QS1", 2, on=date(2026, 10, 10))
        library.assurance.score(ASHA, "QS1", 3, on=date(2026, 11, 10))
        november = library.boards.take(ASHA, on=date(2026, 11, 1))
        october = library.boards.take(ASHA, on=date(2026, 10, 1))

        def score_moves(board_id: str | None) -> list[tuple[object, object]]:
            return [(s.score.before, s.score.after) for s in library.boards.changes(board_id).statements if s.score]

        assert [board.id for board in library.boards.list()] == [november.id, october.id]
        assert library.boards.changes(october.id).since is None
        assert score_moves(november.id) == [(None, 2)]
        assert score_moves(None) == [(2, 3)]
        assert library.boards.changes().since == date(2026, 11, 1)

    def test_the_last_board_and_the_last_before_a_day(self, library: Library, dated: str) -> None:
        assert library.boards.last() is None
        first = library.boards.take(ASHA, on=date(2026, 10, 1))
        second = library.boards.take(ASHA, on=date(2026, 11, 1))

        assert library.boards.last() == second
        assert library.boards.last(before=date(2026, 11, 1)) == first
        assert library.boards.last(before=date(2026, 10, 1)) is None

    def test_a_board_of_a_day_to_come_is_not_what_today_is_compared_with(self, library: Library, dated: str) -> None:
        library.boards.take(ASHA, on=TODAY + timedelta(days=7))

        assert library.boards.changes().since is None

    def test_actions_closed_since_are_named(self, library: Library, clock: FixedClock, dated: str) -> None:
        library.assurance.add_action(ASHA, "QS1", "Shorten the form", due=TODAY)
        library.boards.take(ASHA)
        clock.at = datetime(2026, 12, 1, 9, tzinfo=UTC)
        assert [one.id for one in library.boards.changes().overdue] == ["A-0001"]
        library.assurance.close_action(ASHA, "A-0001", effect=[dated])
        library.assurance.add_action(ASHA, "QS2", "Ask carers")

        changes = library.boards.changes()

        assert ([a.id for a in changes.closed], [a.id for a in changes.opened]) == (["A-0001"], ["A-0002"])
        assert changes.overdue == ()

    def test_boards_under_another_framework_are_not_compared_with(self, library: Library, dated: str) -> None:
        board = library.boards.take(ASHA)
        library.frameworks.put_in_force(ASHA, "apa-2009-10")

        assert library.boards.changes().since is None
        assert library.boards.previous(library.boards.take(ASHA)) is None
        assert set(library.boards.trends(until=board)) == {f"QS{n}" for n in range(1, 10)}


class TestTrends:
    def test_a_point_for_each_board_and_today_where_asked(self, library: Library, dated: str) -> None:
        assert {len(points) for points in library.boards.trends().values()} == {1}
        first = library.boards.take(ASHA, on=date(2026, 10, 1))
        library.boards.take(ASHA, on=date(2026, 11, 1))

        days = [point.on for point in library.boards.trends()["QS1"]]
        assert days == [date(2026, 10, 1), date(2026, 11, 1)]
        assert [point.on for point in library.boards.trends(today=True)["QS9"]] == [*days, TODAY]
        assert [point.on for point in library.boards.trends(until=first)["QS1"]] == days[:1]
