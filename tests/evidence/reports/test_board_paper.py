"""A board in words: what each line says, in the sector's own."""

from datetime import UTC, date, datetime
from typing import Any

from evidence.domain.assurance import Board
from evidence.domain.boards import compare, trend
from evidence.reports.board_paper import FIRST, BoardPaper, board_paper, said

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def statement(ref: str, **stated: Any) -> dict[str, Any]:
    plain = {
        "ref": ref, "title": f"About {ref}", "lead": None, "deputy": None, "verdict": "weak", "evidenced": 1,
        "of": 2, "cells": [], "unsorted": 0, "scores": {}, "flags": [],
    }  # fmt: skip
    return {**plain, **stated}


def kept(on: str, *statements: dict[str, Any], **stated: Any) -> dict[str, Any]:
    plain = {
        "form": 1, "on": on, "visit_on": None, "framework": "toy", "framework_title": "Toy",
        "framework_version": "2", "statements": list(statements), "rating": None, "actions": [],
        "needs_by_owner": {},
    }  # fmt: skip
    return {**plain, **stated}


def action(number: int, state: str, **stated: Any) -> dict[str, Any]:
    plain = {"id": f"A-{number}", "statement": "QS1", "owner": None, "due": None, "state": state, "closed_on": None}
    return {**plain, **stated}


def council_score(value: int) -> dict[str, Any]:
    return {"council": {"value": value, "on": "2025-12-01"}}


def paper_of(now: dict[str, Any], before: dict[str, Any] | None = None, **stated: Any) -> BoardPaper:
    board = Board(
        id="B-0002", on=date.fromisoformat(now["on"]), framework="toy", framework_version="2", picture=now,
        taken_at=NOW, taken_by="Asha", **stated,
    )  # fmt: skip
    seen = [before, now] if before else [now]
    texts = {"A-1": "Ring everyone", "A-2": "Ask carers"}
    return board_paper(board, council="Northmoor", changes=compare(before, now), trends=trend(seen), actions=texts)


def test_a_line_says_score_sub_topics_evidence_and_change() -> None:
    before = kept("2025-12-01", statement("QS1", scores=council_score(2)))
    now = kept("2026-01-15", statement("QS1", verdict="strong", evidenced=2, lead="Asha", scores=council_score(3)))

    (line,) = paper_of(now, before).lines

    assert (line.lead, line.score, line.sub_topics, line.evidence) == ("Asha", "3", "2 of 2", "Evidence: strong")
    assert line.change == (
        "Evidence rose from weak to strong. Sub-topics evidenced rose from 1 to 2. "
        "The council’s score rose from 2 to 3."
    )
    assert line.not_supported == "None"


def test_scores_that_are_not_supported_say_why() -> None:
    thin = {"flags": ["high-score-thin-evidence"], "scores": council_score(3)}
    paper = paper_of(
        kept(
            "2026-01-15", statement("QS1", **thin), statement("QS2", verdict="adequate", **thin),
            statement("QS3", flags=["low-score-without-action"], scores=council_score(1)),
        )
    )  # fmt: skip

    assert [line.not_supported for line in paper.lines] == [
        "The score of 3 is not supported: its evidence is weak.",
        "The score of 3 is not supported: most documents name areas for improvement or challenges.",
        "The score of 1 has no action that says what will be done.",
    ]


def test_the_first_board_says_so_and_has_no_trend() -> None:
    paper = paper_of(kept("2026-01-15", statement("QS1")))

    assert (paper.changes, paper.trend, paper.previous_day) == ((FIRST,), (), None)
    assert (paper.lines[0].score, paper.lines[0].lead, paper.lines[0].change) == (
        "no score", "no lead named", "Nothing to compare with.",
    )  # fmt: skip
    assert paper.rating == "No statement has a score yet."
    assert "not a judgement of the service" in paper.not_a_judgement


def test_a_board_on_which_nothing_moved_says_so() -> None:
    paper = paper_of(kept("2026-01-15", statement("QS1")), kept("2025-12-01", statement("QS1")))

    assert paper.changes == ("Nothing has moved since the board of 1 December 2025.",)
    assert paper.lines[0].change == "No change."
    assert [cell.said for cell in paper.trend[0].cells] == ["weak; 1 of 2; no score"] * 2


def test_actions_stand_overdue_first_and_closed_since_last() -> None:
    before = kept("2025-12-01", actions=[action(1, "open"), action(3, "closed", closed_on="2025-11-01")])
    now = kept(
        "2026-01-15",
        actions=[
            action(1, "closed", closed_on="2026-01-02"), action(2, "open", due="2026-03-01", owner="Ben"),
            action(3, "closed", closed_on="2025-11-01"), action(4, "overdue", due="2026-01-01"),
        ],
    )  # fmt: skip

    paper = paper_of(now, before)

    assert [(one.id, one.text, one.owner, one.due, one.state) for one in paper.actions] == [
        ("A-4", "This action is no longer kept.", "No owner", "1 January 2026", "overdue, new"),
        ("A-2", "Ask carers", "Ben", "1 March 2026", "open, new"),
        ("A-1", "Ring everyone", "No owner", "no day set", "closed on 2 January 2026"),
    ]
    assert paper.changes == (
        "2 actions opened: A-2, A-4.", "1 action closed: A-1.", "1 action newly overdue: A-4.",
    )  # fmt: skip


def test_owners_behind_stand_most_first_and_nobody_last() -> None:
    paper = paper_of(
        kept(
            "2026-01-15",
            actions=[action(1, "overdue", owner="Ben"), action(2, "overdue"), action(5, "open", owner="Cat")],
            needs_by_owner={
                "": {"out-of-date": 9}, "Ben": {"out-of-date": 1, "due": 4}, "Asha": {"out-of-date": 1},
                "Dev": {"due": 3, "unowned": 2},
            },
        )
    )  # fmt: skip

    assert [(one.owner, one.out_of_date, one.due, one.actions) for one in paper.owners] == [
        ("Ben", 1, 4, 1), ("Asha", 1, 0, 0), ("No owner", 9, 0, 1),
    ]  # fmt: skip


def test_marks_that_turn_writing_round_and_characters_nothing_can_hold_are_shown() -> None:
    assert said("a\u202eb\u2066c\x00d") == "a\ufffdb\ufffdc\ufffdd"
    assert said("one\r\ntwo\u2028three\x0bfour") == "one\ntwo\nthree\nfour"

    paper = paper_of(kept("2026-01-15", statement("QS1", lead="Ben\u202e")), decisions=["\x07"], note="\u202e")
    assert (paper.lines[0].lead, paper.decisions, paper.note) == ("Ben\ufffd", ("\ufffd",), "\ufffd")
