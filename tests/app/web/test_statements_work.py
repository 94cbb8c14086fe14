"""What is done on a statement's page: saying who leads, and what will be done."""

from datetime import timedelta

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.web.statements.routes import AREAS
from app.wiring import Library
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.app.web.statement_pages import ASHA, PAGE, File, part, sent, shown, words
from tests.conftest import last_deed


class TestWhoLeads:
    def test_lead_and_deputy_are_kept_and_can_be_undone(self, client: TestClient) -> None:
        answer = sent(client, "/statements/QS7/lead", {"name": "Ruth <b>", "leading": "lead"})
        sent(client, "/statements/qs7/lead", {"name": "Jonty", "leading": "deputy"})

        assert answer.headers["location"] == "/statements/QS7"
        page = shown(client, "/statements/QS7")
        assert "Jonty deputises for QS7 Safeguarding from" in part(page, "said")
        assert "Led by Ruth <b> Deputy Jonty" in part(page, "standing")

        event = pick(page, "#said input[name=event]")[0].get("value")
        sent(client, "/undo", {"event": event, "back": "/statements/QS7"})
        assert "Deputy Nobody yet" in part(shown(client, "/statements/QS7"), "standing")

    def test_a_lead_to_come_does_not_lead_yet(self, client: TestClient, library: Library) -> None:
        to_come = library.clock.today() + timedelta(days=40)
        dated = {"since-day": str(to_come.day), "since-month": str(to_come.month), "since-year": str(to_come.year)}
        sent(client, "/statements/QS7/lead", {"name": "Ruth", "leading": "lead", **dated})

        page = shown(client, "/statements/QS7")
        assert "Ruth will lead QS7 Safeguarding from" in part(page, "said")
        assert "Led by Nobody yet" in part(page, "standing")

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"name": " ", "leading": "lead"}, "name"),
            ({"name": "x" * 101, "leading": "lead"}, "name"),
            ({"name": "Ruth", "leading": "king"}, "leading"),
            ({"name": "Ruth"}, "leading"),
            (
                {"name": "Ruth", "leading": "lead", "since-day": "31", "since-month": "2", "since-year": "2026"},
                "since",
            ),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(
        self, client: TestClient, library: Library, data: dict[str, str], field: str
    ) -> None:
        before = last_deed(library)
        page = lxml.html.fromstring(sent(client, "/statements/QS7/lead", data, status=422).text)

        assert [link.get("href") for link in pick(page, ".govuk-error-summary a")] == [f"#{field}"]
        assert page.get_element_by_id(field) is not None
        assert pick(page, "title")[0].text.startswith("Error: ")
        assert pick(page, "#standing details[open]")
        assert page.get_element_by_id("name").get("value", "").strip() == data["name"].strip()
        assert last_deed(library) == before


class TestActions:
    @pytest.fixture
    def gap(self, file: File, library: Library) -> str:
        """The tag of an area for improvement."""
        ref = file("Twelve people told their story twice.", TagDraft("QS7", stance="gap", quote="told their story"))
        return library.tagging.of(ref)[0].id

    def test_the_form_stands_under_the_area_it_is_for(self, client: TestClient, gap: str) -> None:
        page = shown(client, "/statements/QS7")
        area = page.get_element_by_id(f"area-{gap}")
        assert "told their story" in words(area)
        assert "No action answers this yet." in words(area)
        assert not pick(page, "#improving form")

        opened = shown(client, pick(area, ".no-print a")[0].get("href"))
        assert len(pick(opened, "#improving form")) == 1
        assert pick(opened.get_element_by_id(f"area-{gap}"), "form input[name=answers]")[0].get("value") == gap

    def test_an_action_answers_the_area_and_can_be_undone(
        self, client: TestClient, library: Library, gap: str
    ) -> None:
        due = library.clock.today() + timedelta(days=30)
        answer = sent(client, "/statements/QS7/actions", {
            "text": "Ask once & write it down", "owner": "Ruth", "answers": gap, "due": due.isoformat(),
        })  # fmt: skip
        assert answer.headers["location"] == "/statements/QS7#improving"

        page = shown(client, "/statements/QS7")
        assert "A-0001 is recorded. Ruth will do it, and it is due on" in part(page, "said")
        assert "A-0001 Ask once & write it down (Ruth; due" in part(page, f"area-{gap}")
        assert "Overdue" not in part(page, f"area-{gap}")
        assert "area for improvement without an action" not in words(page)

        event = pick(page, "#said input[name=event]")[0].get("value")
        sent(client, "/undo", {"event": event, "back": "/statements/QS7"})
        assert library.assurance.actions() == []

    def test_one_that_answers_no_area_stands_with_the_others(self, client: TestClient, gap: str) -> None:
        assert len(pick(shown(client, "/statements/QS7?answer=new"), "#new-action form")) == 1
        sent(client, "/statements/QS7/actions", {"text": "Train everyone", "answers": "new", "due": "2020-01-02"})

        page = shown(client, "/statements/QS7")
        assert "Nobody is named for it yet, and it is due on 2 January 2020." in part(page, "said")
        assert "Train everyone (nobody named; due 2 January 2020) Overdue" in part(page, "improving")
        assert "Train everyone" not in part(page, f"area-{gap}")

    def test_a_closed_action_names_its_evidence(
        self, client: TestClient, library: Library, gap: str, file: File
    ) -> None:
        action = library.assurance.add_action(ASHA, "QS7", "Ask once", answers=[gap])
        library.assurance.close_action(ASHA, action.id, effect=[file("It worked.")])

        page = shown(client, "/statements/QS7")
        assert "Ask once (nobody named; closed, with E-0002)" in part(page, f"area-{gap}")
        assert "No action answers this yet" not in part(page, f"area-{gap}")

    @pytest.mark.parametrize(
        ("data", "field", "said"),
        [
            ({"text": ""}, "text", "Say what will be done."),
            ({"text": "x" * 2001}, "text", "2,001 characters"),
            ({"text": "Do", "owner": "y" * 101}, "owner", "101 characters"),
            ({"text": "Do", "due-day": "1"}, "due", "real date"),
            ({"text": "Do", "answers": "T-99999"}, "text", "There is no tag T-99999."),
        ],
    )
    def test_what_is_wrong_is_said_and_what_was_typed_stays(
        self, client: TestClient, library: Library, data: dict[str, str], field: str, said: str
    ) -> None:
        page = lxml.html.fromstring(sent(client, "/statements/QS7/actions", data, status=422).text)

        summary = pick(page, ".govuk-error-summary a")
        assert [(link.get("href"), said in words(link)) for link in summary] == [(f"#{field}", True)]
        assert page.get_element_by_id("text").text_content().strip() == data["text"]
        assert len(pick(page, "form[action$='/actions']")) == 1
        assert library.assurance.actions() == []

    def test_a_wrong_form_opens_again_under_its_area(self, client: TestClient, gap: str) -> None:
        answer = sent(client, "/statements/QS7/actions", {"text": "", "owner": "Ruth", "answers": gap}, status=422)
        area = lxml.html.fromstring(answer.text).get_element_by_id(f"area-{gap}")

        assert pick(area, "#owner")[0].get("value") == "Ruth"

    def test_many_areas_come_by_pages_and_the_one_asked_about_is_found(
        self, client: TestClient, library: Library, file: File
    ) -> None:
        words_of = [f"Matter number {number} is open." for number in range(AREAS + 2)]
        ref = file("\n\n".join(words_of))
        tags = [
            library.tagging.tag(ASHA, [ref], TagDraft("QS7", stance="gap", quote=said))[0].id for said in words_of
        ]
        first, second = shown(client, "/statements/QS7"), shown(client, "/statements/QS7?areas=2")
        on_pages = [[one.get("id")[5:] for one in pick(page, ".statements-gap")] for page in (first, second)]

        assert [len(ids) for ids in on_pages] == [AREAS, 2]
        assert sorted(on_pages[0] + on_pages[1]) == tags
        assert pick(first, "nav a[rel=next]")[0].get("href") == "/statements/QS7?areas=2#improving"
        assert len(pick(shown(client, "/statements/QS7?areas=99"), ".statements-gap")) == 2
        asked = shown(client, f"/statements/QS7?answer={on_pages[1][0]}")
        assert pick(asked.get_element_by_id(f"area-{on_pages[1][0]}"), "form")

    def test_an_unknown_area_opens_the_general_form(self, client: TestClient) -> None:
        page = shown(client, "/statements/QS7?answer=T-4711")

        assert pick(page, "#new-action form input[name=answers]")[0].get("value") == "new"

    def test_no_other_site_can_record_one(self, client: TestClient, library: Library) -> None:
        headers = {**PAGE, "sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"}
        answer = client.post("/statements/QS7/actions", data={"text": "Do"}, headers=headers)

        assert answer.status_code == 403
        assert library.assurance.actions() == []
