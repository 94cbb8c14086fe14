"""The board: what it would see today, taking a picture, its words, and its paper in Word and PDF."""

import re
from datetime import timedelta
from io import BytesIO

import docx
import pypdfium2
import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.services.drafts import TagDraft
from tests.app.web.assurance_pages import ASHA, filed, part, problems, refused, rows, sent, shown, undo, words
from tests.app.web.picking import pick


@pytest.fixture
def library(client: TestClient) -> Library:
    opened: Library = client.app.state.library
    return opened


@pytest.fixture
def held(client: TestClient, library: Library) -> Library:
    """One survey of a year ago that speaks to QS1."""
    on = library.clock.today() - timedelta(days=365)
    filed(client, "People wait less.", TagDraft("QS1"), dated_on=on, kind="survey", owner="Ben O'Hara")
    return library


class TestToday:
    def test_an_empty_library_has_nothing_to_look_at(self, client: TestClient) -> None:
        page = shown(client, "/board")

        assert "Add the first documents" in words(page)
        assert not pick(page, "main form")

    def test_the_first_board_is_explained(self, client: TestClient, held: Library) -> None:
        page = shown(client, "/board")

        assert "No board has been taken yet" in words(page)
        assert part(page, "take") == "Take the first board"
        assert not pick(page, "#changes")
        assert len(rows(page, ".lines-table")) == 9
        assert "It is not a judgement of the service." in words(page)

    def test_it_tells_what_moved_since_the_last_and_who_is_behind(self, client: TestClient, held: Library) -> None:
        today = held.clock.today()
        held.boards.take(ASHA, on=today - timedelta(days=30))
        held.assurance.score(ASHA, "QS1", 3)
        held.assurance.add_action(ASHA, "QS1", "Late <b>", owner="Ben O'Hara", due=today - timedelta(days=1))

        page = shown(client, "/board")
        assert pick(page, "#changes a")[0].get("href") == "/board/B-0001"
        moved = words(pick(page, "section[aria-labelledby='changes']")[0])
        assert "The council gave its first score, 3." in moved
        assert "1 action newly overdue: A-0001." in moved
        line = rows(page, ".lines-table")[0]
        assert line[2] == "3"
        assert "The score of 3 is not supported: its evidence is missing." in line[5]
        (behind,) = rows(page, ".behind-table")
        assert behind[0] == "Ben O'Hara"
        links = [one.get("href") for one in pick(page, ".behind-table a")]
        assert links[0] == "/owners/Ben%20O%27Hara"
        assert links[-1] == "/actions?owner=Ben%20O%27Hara&state=overdue"
        assert "A-0001 Late <b>" in words(page)
        assert len(pick(page, ".trend-table svg")) == 9
        assert len(pick(page, ".trend-table thead th")) == 4

    def test_every_number_of_an_owner_opens_its_list(self, client: TestClient, held: Library) -> None:
        held.assurance.add_action(ASHA, "QS1", "Late", due=held.clock.today() - timedelta(days=1))

        for link in pick(shown(client, "/board"), ".behind-table tbody a"):
            shown(client, link.get("href"))


class TestTaking:
    def test_it_is_kept_confirmed_and_can_be_undone(self, client: TestClient, held: Library) -> None:
        data = {"decisions": "Agree the plan\r\n\r\n Fund <two> posts ", "note": "All is\r\n\r\nwell."}
        answer = sent(client, "/board", data)
        assert answer.headers["location"] == "/board/B-0001"

        page = shown(client, "/board/B-0001")
        assert "is kept as B-0001." in part(page, "said")
        assert [words(one) for one in pick(page, "section[aria-labelledby='wanted'] ol li")] == [
            "Agree the plan", "Fund <two> posts",
        ]  # fmt: skip
        board = held.boards.get("B-0001")
        assert (board.on, board.note, board.taken_by) == (held.clock.today(), "All is\n\nwell.", held.actor.name)
        assert "B-0001" in words(pick(shown(client, "/board"), ".boards-table")[0])

        undo(client, page)
        assert held.boards.list() == []

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"on": "1999-01-01"}, "on"),
            ({"on": "2999-01-01"}, "on"),
            ({"on-day": "30", "on-month": "2", "on-year": "2026"}, "on"),
            ({"decisions": "x" * 2001}, "decisions"),
            ({"decisions": "\n".join(["Agree"] * 31)}, "decisions"),
            ({"note": "x" * 20_001}, "note"),
        ],
    )
    def test_what_is_wrong_is_said(self, client: TestClient, held: Library, data: dict[str, str], field: str) -> None:
        page = refused(client, "/board", data)

        assert list(problems(page)) == [field]
        assert held.boards.list() == []

    def test_many_boards_have_pages(self, client: TestClient, held: Library) -> None:
        for days in range(25):
            held.boards.take(ASHA, on=held.clock.today() - timedelta(days=days))

        page = shown(client, "/board?page=2")
        assert len(rows(page, ".boards-table")) == 1
        assert pick(page, ".govuk-pagination__prev a")[0].get("href") == "/board#boards"


class TestKept:
    def test_the_picture_stays_as_it_was(self, client: TestClient, held: Library) -> None:
        held.boards.take(ASHA, on=held.clock.today() - timedelta(days=30))
        held.boards.take(ASHA)
        held.assurance.score(ASHA, "QS1", 3)

        first, second = shown(client, "/board/B-0001"), shown(client, "/board/B-0002")
        assert rows(second, ".lines-table")[0][2] == "no score"
        assert "This is the first board" in words(first)
        assert [one.get("href") for one in pick(first, "a[rel='next']")] == ["/board/B-0002"]
        assert [one.get("href") for one in pick(second, "a[rel='prev']")] == ["/board/B-0001"]
        assert len(pick(second, ".trend-table svg")) == 9

    def test_words_change_and_can_be_undone(self, client: TestClient, held: Library) -> None:
        held.boards.take(ASHA, decisions=["One\nin two lines", "Two"], note="Old")
        page = shown(client, "/board/B-0001")
        fields = {
            "seen": pick(page, "input[name=seen]")[0].get("value"),
            "decisions": page.get_element_by_id("decisions").text.strip(),
        }
        sent(client, "/board/B-0001", {**fields, "note": "New"})

        board = held.boards.get("B-0001")
        assert (board.decisions, board.note) == (["One\nin two lines", "Two"], "New")
        undo(client, shown(client, "/board/B-0001"))
        assert held.boards.get("B-0001").note == "Old"

    def test_the_second_of_two_sees_both_versions(self, client: TestClient, held: Library) -> None:
        seen = held.boards.take(ASHA, note="Old").mark
        held.boards.set(folder_owner("Ben"), "B-0001", note="Theirs")
        data = {"seen": seen, "decisions": "Mine", "note": "My note"}

        page = refused(client, "/board/B-0001", data, status=409)
        now = words(pick(page, "section[aria-labelledby='wanted']")[0]).partition("Changed while you were editing")[0]
        assert "Theirs" in now
        assert page.get_element_by_id("note").text.strip() == "My note"
        assert held.boards.get("B-0001").note == "Theirs"

        again = pick(page, "input[name=seen]")[0].get("value")
        sent(client, "/board/B-0001", {**data, "seen": again})
        assert held.boards.get("B-0001").decisions == ["Mine"]

    def test_wrong_words_stand_as_typed(self, client: TestClient, held: Library) -> None:
        held.boards.take(ASHA)
        page = refused(client, "/board/B-0001", {"decisions": "x" * 2001, "note": "Kept"})

        assert list(problems(page)) == ["decisions"]
        assert page.get_element_by_id("note").text.strip() == "Kept"
        assert pick(page, "details[open]")

    def test_unknown_and_other_spellings(self, client: TestClient, held: Library) -> None:
        held.boards.take(ASHA)

        assert "no board B-0009" in words(shown(client, "/board/B-0009", status=404))
        assert client.get("/board/b-0001", follow_redirects=False).headers["location"] == "/board/B-0001"


class TestPaper:
    def test_word_and_pdf_come_as_attachments_that_open(self, client: TestClient, held: Library) -> None:
        held.boards.take(ASHA, decisions=["Agree the plan"])

        word = client.get("/board/B-0001/report/docx")
        pdf = client.get("/board/B-0001/report/pdf")
        for answer, suffix in ((word, "docx"), (pdf, "pdf")):
            assert re.fullmatch(
                rf'attachment; filename="board-\d{{4}}-\d\d-\d\d-B-0001\.{suffix}"',
                answer.headers["content-disposition"],
            )
        assert "Agree the plan" in [one.text for one in docx.Document(BytesIO(word.content)).paragraphs]
        opened = pypdfium2.PdfDocument(pdf.content)
        assert "Agree the plan" in opened[0].get_textpage().get_text_range()

    @pytest.mark.parametrize("address", ["/board/B-0001/report/odt", "/board/B-0009/report/pdf"])
    def test_what_is_not_there_is_not_found(self, client: TestClient, held: Library, address: str) -> None:
        held.boards.take(ASHA)

        shown(client, address, status=404)
