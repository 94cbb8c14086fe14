"""Actions: the list narrowed by its address, another action, changing one, and closing it with evidence."""

from datetime import date, timedelta
from typing import Any

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
def several(library: Library) -> Library:
    """Four actions: overdue, to come, without owner and date, and closed would need evidence."""
    today = library.clock.today()
    add = library.assurance.add_action
    add(ASHA, "QS7", "Later", owner="Ben", due=today + timedelta(days=30))
    add(ASHA, "QS1", "Sooner & <b>bold</b>", owner="ann", due=today - timedelta(days=3))
    add(ASHA, "QS1", "Some day")
    add(ASHA, "QS9", "Today", owner="Ben", due=today)
    return library


def ids(client: TestClient, address: str) -> list[str]:
    return [cells[0].split()[0] for cells in rows(shown(client, address))]


class TestList:
    def test_empty_it_says_what_to_do_first(self, client: TestClient) -> None:
        page = shown(client, "/actions")

        assert "No action is recorded yet." in words(page)
        assert not pick(page, "table")
        assert pick(page, "a.govuk-button")[0].get("href") == "/actions/new"

    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("", ["A-0002", "A-0004", "A-0001", "A-0003"]),
            ("?statement=qs1", ["A-0002", "A-0003"]),
            ("?owner=BEN", ["A-0004", "A-0001"]),
            ("?owner=none", ["A-0003"]),
            ("?state=overdue", ["A-0002"]),
            ("?state=closed", []),
            ("?sort=statement", ["A-0002", "A-0003", "A-0001", "A-0004"]),
            ("?sort=owner", ["A-0002", "A-0004", "A-0001", "A-0003"]),
            ("?sort=newest&state=all", ["A-0004", "A-0003", "A-0002", "A-0001"]),
            ("?statement=QS99&state=odd&sort=odd&page=99", ["A-0002", "A-0004", "A-0001", "A-0003"]),
        ],
    )
    def test_the_address_narrows_and_orders(
        self, client: TestClient, several: Library, query: str, found: list[str]
    ) -> None:
        assert ids(client, f"/actions{query}") == found

    def test_what_was_chosen_stands_in_the_form_and_follows_to_the_new_one(
        self, client: TestClient, several: Library
    ) -> None:
        page = shown(client, "/actions?statement=QS1&owner=Nobody+known&state=overdue")
        chosen = [option.get("value") for option in pick(page, "option[selected]")]

        assert chosen == ["QS1", "Nobody known", "overdue", "due"]
        assert part(page, "found") == "No overdue action"
        assert "Nothing matches" in part(page, "actions")
        assert pick(page, "a.govuk-button")[0].get("href") == "/actions/new?statement=QS1"

    def test_words_are_escaped_and_overdue_is_a_word(self, client: TestClient, several: Library) -> None:
        line = rows(shown(client, "/actions"))[0]

        assert line[0] == "A-0002 Sooner & <b>bold</b>"
        assert line[4] == "Overdue"

    def test_long_lists_have_pages_that_keep_the_filters(self, client: TestClient, library: Library) -> None:
        for number in range(26):
            library.assurance.add_action(ASHA, "QS1", f"Do {number}")

        page = shown(client, "/actions?statement=QS1&page=2")
        assert part(page, "found") == "26 open actions"
        assert len(rows(page)) == 1
        assert pick(page, ".govuk-pagination__prev a")[0].get("href") == "/actions?statement=QS1"

    def test_those_of_another_framework_stay_away(self, client: TestClient, several: Library) -> None:
        several.frameworks.put_in_force(ASHA, "apa-2009-10")

        assert "No action is recorded yet." in words(shown(client, "/actions"))
        assert "of another framework" in words(shown(client, "/actions/A-0001"))


class TestAdding:
    def test_first_the_statement_is_chosen(self, client: TestClient) -> None:
        page = shown(client, "/actions/new")
        assert not pick(page, "textarea")
        assert len(pick(page, "#statement option")) == 10

        assert pick(shown(client, "/actions/new?statement=QS7"), "textarea")
        assert not pick(shown(client, "/actions/new?statement=QS99"), "textarea")

    def test_it_answers_areas_of_its_statement(self, client: TestClient, library: Library) -> None:
        ref = filed(
            client, "Twelve people told their story <twice>. Nobody wrote it down.",
            TagDraft("QS7", stance="gap", quote="told their story <twice>"), TagDraft("QS7", stance="challenge"),
            TagDraft("QS7", stance="strength"),
        )  # fmt: skip
        gap, challenge, _ = [tag.id for tag in library.tagging.of(ref)]
        page = shown(client, "/actions/new?statement=QS7")
        boxes = {one.get("value"): words(one.getparent()) for one in pick(page, "input[name=answers]")}
        assert set(boxes) == {gap, challenge}
        assert "“told their story <twice>”" in boxes[gap]
        assert boxes[challenge].startswith("Challenge: ")

        data = {"statement": "QS7", "text": "Ask once", "owner": "Ruth", "answers": [gap, challenge]}
        answer = sent(client, "/actions", data)
        assert answer.headers["location"] == "/actions/A-0001"
        page = shown(client, "/actions/A-0001")
        assert "A-0001 is recorded. Ruth will do it" in part(page, "said")
        assert "“told their story <twice>”" in words(page)
        again = shown(client, "/actions/new?statement=QS7")
        assert "Every area is answered by an action already." in words(again)
        assert "answered by A-0001" in words(again)

        undo(client, page)
        assert library.assurance.actions() == []

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"statement": "QS7", "text": " "}, "text"),
            ({"statement": "QS7", "text": "x" * 2001}, "text"),
            ({"statement": "QS7", "text": "Do", "owner": "x" * 101}, "owner"),
            ({"statement": "QS7", "text": "Do", "due-day": "1"}, "due"),
            ({"statement": "QS7", "text": "Do", "answers": "T-99999"}, "text"),
            ({"text": "Do"}, "statement"),
            ({"statement": "QS99", "text": "Do"}, "statement"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, client: TestClient, library: Library, data: dict[str, str], field: str
    ) -> None:
        page = refused(client, "/actions", data)

        assert list(problems(page)) == [field]
        assert library.assurance.actions() == []


class TestChanging:
    def change(self, client: TestClient, status: int = 303, **data: Any) -> Any:
        page = shown(client, "/actions/A-0001")
        fields = {
            "seen": pick(page, "input[name=seen]")[0].get("value"), "text": page.get_element_by_id("text").text,
            "owner": page.get_element_by_id("owner").get("value", ""), **data,
        }  # fmt: skip
        return sent(client, "/actions/A-0001/change", fields, status=status)

    def test_text_owner_and_day_change_and_can_be_undone(self, client: TestClient, several: Library) -> None:
        self.change(client, text="Later, but sooner", owner="", due="2027-01-05")
        page = shown(client, "/actions/A-0001")
        assert part(page, "said").startswith("A-0001 is changed.")
        changed = several.assurance.action("A-0001")
        assert (changed.text, changed.owner, changed.due) == ("Later, but sooner", None, date(2027, 1, 5))

        undo(client, page)
        assert several.assurance.action("A-0001").owner == "Ben"

    def test_nothing_new_is_no_step(self, client: TestClient, several: Library) -> None:
        due = several.assurance.action("A-0001").due
        assert due is not None
        self.change(client, due=due.isoformat())

        page = shown(client, "/actions/A-0001")
        assert part(page, "said") == "Nothing was changed in A-0001."

    def test_the_second_of_two_sees_both_versions(self, client: TestClient, several: Library) -> None:
        seen = several.assurance.action("A-0001").mark
        theirs = {"text": "Theirs <i>", "owner": "Cleo", "due": None}
        several.assurance.change_action(folder_owner("Ben"), "A-0001", **theirs)
        data = {"seen": seen, "text": "Mine", "owner": "Ben"}

        page = refused(client, "/actions/A-0001/change", data, status=409)
        assert "Theirs <i>" in words(pick(page, "section[aria-labelledby='change'] .govuk-inset-text dl")[0])
        assert page.get_element_by_id("text").text.strip() == "Mine"
        assert pick(page, "section[aria-labelledby='change'] details[open]")
        assert several.assurance.action("A-0001").text == "Theirs <i>"

        again = pick(page, "input[name=seen]")[0].get("value")
        sent(client, "/actions/A-0001/change", {**data, "seen": again})
        assert several.assurance.action("A-0001").text == "Mine"

    def test_a_wrong_change_stands_open_with_what_was_typed(self, client: TestClient, several: Library) -> None:
        page = refused(client, "/actions/A-0001/change", {"text": "", "owner": "Zed"})

        assert list(problems(page)) == ["text"]
        assert page.get_element_by_id("owner").get("value") == "Zed"
        assert pick(page, "section[aria-labelledby='change'] details[open]")

    def test_unknown_and_other_spellings(self, client: TestClient, several: Library) -> None:
        assert "no action A-0099" in words(shown(client, "/actions/A-0099", status=404))
        assert client.get("/actions/a-0001", follow_redirects=False).headers["location"] == "/actions/A-0001"


class TestClosing:
    def test_documents_that_show_a_result_are_offered(self, client: TestClient, several: Library) -> None:
        result = filed(client, "Waits fell.", TagDraft("QS7", proof="result"), title="Waits <fell>")
        filed(client, "A plan.", TagDraft("QS7", proof="intention"))

        boxes = pick(shown(client, "/actions/A-0001"), "input[name=shown_by]")
        assert [(one.get("value"), words(one.getparent())) for one in boxes] == [(result, f"{result} Waits <fell>")]

        other = filed(client, "Other words.")
        sent(client, "/actions/A-0001/close", {"shown_by": result, "effect": f" {other.lower()}, {result} "})
        page = shown(client, "/actions/A-0001")
        assert "A-0001 is closed. Its effect is shown by E-0001 and E-0003." in part(page, "said")
        assert "Waits <fell>" in words(pick(page, "dl")[0])
        assert not pick(page, "main form[action^='/actions']")
        assert ids(client, "/actions?state=closed") == ["A-0001"]

        undo(client, page)
        assert several.assurance.action("A-0001").state == "open"

    @pytest.mark.parametrize("effect", ["", " , ", "E-0099", "x" * 501])
    def test_without_evidence_it_stays_open(self, client: TestClient, several: Library, effect: str) -> None:
        page = refused(client, "/actions/A-0001/close", {"effect": effect})

        assert list(problems(page)) == ["effect"]
        assert "--effect" not in words(page)
        assert page.get_element_by_id("effect").get("value", "").strip() == effect.strip()
        assert several.assurance.action("A-0001").state == "open"

    def test_what_somebody_else_closed_is_told(self, client: TestClient, several: Library) -> None:
        ref = filed(client, "Words.")
        several.assurance.close_action(ASHA, "A-0001", effect=[ref])

        closed = sent(client, "/actions/A-0001/close", {"effect": ref}, status=422)
        changed = sent(client, "/actions/A-0001/change", {"text": "Other"}, status=422)
        assert "A-0001 is closed already." in closed.text
        assert "A-0001 is closed, so it is not changed any more." in changed.text
