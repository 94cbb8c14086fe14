"""The brief: what to say, three examples with where to find them, one's own team, and what is missing."""

from datetime import date, timedelta

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.app.web.statement_pages import ASHA, File, shown, words

RESULT = {"category": "processes", "proof": "result"}


def brief(client: TestClient, query: str = "") -> lxml.html.HtmlElement:
    return shown(client, f"/statements/QS7/brief{query}")


def after(page: lxml.html.HtmlElement, heading: str) -> str:
    """The words between a heading and the next one."""
    found = next(one for one in pick(page, ".brief h2") if words(one) == heading)
    said = []
    for element in found.itersiblings():
        if element.tag == "h2":
            break
        said.append(words(element))
    return " ".join(said)


class TestNothingHeld:
    def test_it_says_what_is_missing_and_whom_to_ask(self, client: TestClient, library: Library) -> None:
        library.assurance.assign(ASHA, "QS7", "Ruth Pemberly")
        library.assurance.assign(ASHA, "QS7", "Jonty Askwith", leading="deputy")
        page = brief(client)

        told = after(page, "Examples to give")
        assert told == (
            "No example is held yet. Ask Ruth Pemberly, who leads this statement, or Jonty Askwith, who deputises."
        )
        assert "People's experience; " in after(page, "What is missing")
        assert "Making safeguarding personal" in after(page, "What is missing")
        assert after(page, "What we say") == "The council has not scored this statement yet."
        assert "No area for improvement" in after(page, "What we are improving")

    def test_without_a_lead_it_says_whom_to_ask_instead(self, client: TestClient) -> None:
        assert "ask the regulatory assurance lead" in after(brief(client), "Examples to give")


class TestWhatItTells:
    def test_the_score_its_reason_and_the_difference_made(
        self, client: TestClient, library: Library, file: File
    ) -> None:  # fmt: skip
        library.assurance.score(ASHA, "QS7", 4, by="peer", because="Others say so")
        file("Words.", TagDraft("QS7", impact="People feel safer", **RESULT))
        assert "has not scored" in after(brief(client), "What we say")

        library.assurance.score(ASHA, "QS7", 3, because="Concerns are decided in <two> days.")
        told = after(brief(client), "What we say")
        assert "The council scores itself 3 (evidence shows a good standard): Concerns are decided in <two>" in told
        assert "What it meant for people: People feel safer." in told
        assert "Others say so" not in told

    def test_three_examples_at_most_each_with_its_place(self, client: TestClient, file: File) -> None:
        for number in range(5):
            file(f"Number {number} fell by half.", TagDraft("QS7", quote=f"Number {number} fell", **RESULT))

        figures = pick(brief(client), "figure")
        assert len(figures) == 3
        for figure in figures:
            document, place = (link.get("href") for link in pick(figure, "a"))
            assert place == f"{document}?place=0#passage-0"

    def test_long_words_are_cut_to_fit_the_sheet(self, client: TestClient, library: Library, file: File) -> None:
        long = "waits fell again " * 60
        file(long, TagDraft("QS7", quote=long.strip(), impact=long, **RESULT), title=long[:490])
        library.assurance.score(ASHA, "QS7", 3, because=long)
        for _ in range(6):
            library.assurance.add_action(ASHA, "QS7", long)

        page = brief(client)
        assert len(words(pick(page, "blockquote")[0])) < 280
        assert len(after(page, "What we say")) < 600
        assert "3 more on the statement’s page." in after(page, "What we are improving")

    def test_answered_areas_come_first_with_their_actions(
        self, client: TestClient, library: Library, file: File
    ) -> None:  # fmt: skip
        file("Nobody saw to this.", TagDraft("QS7", stance="gap", quote="Nobody saw to this."))
        ref = file("This is in hand.", TagDraft("QS7", stance="gap", quote="This is in hand."))
        file("A plan for spring.", TagDraft("QS7", stance="planned"), title="Spring plan")
        tag = library.tagging.of(ref)[0].id
        due = library.clock.today() + timedelta(days=9)
        library.assurance.add_action(ASHA, "QS7", "Ask once", owner="Ruth", due=due, answers=[tag])

        told = after(brief(client), "What we are improving")
        assert told.index("This is in hand. (E-0002) A-0001 Ask once (Ruth; due") < told.index("Nobody saw to this.")
        assert "Nobody saw to this. (E-0001) No action is recorded." in told
        assert "Planned: E-0003 Spring plan" in told


class TestOnesOwnTeam:
    @pytest.fixture(autouse=True)
    def held(self, file: File) -> None:
        file("West halved its waits.", TagDraft("QS7", **RESULT), labels=("locality:West",), team="Carers")
        file(
            "Old words.", TagDraft("QS7", category="processes"), labels=("locality:West",), dated_on=date(2001, 1, 1)
        )
        file("East words.", TagDraft("QS7", category="processes"), labels=("locality:East",))

    def test_values_that_exist_are_offered_by_group(self, client: TestClient) -> None:
        offered = {
            group.get("label"): [(option.get("value"), words(option)) for option in group]
            for group in pick(brief(client), "optgroup")
        }
        assert list(offered)[:2] == ["Team", "Locality"]
        assert offered["Locality"] == [("locality:West", "West (2)"), ("locality:East", "East (1)")]

    @pytest.mark.parametrize("query", ["?label=locality:West", "?label=LOCALITY:west"])
    def test_its_numbers_are_told(self, client: TestClient, query: str) -> None:
        page = brief(client, query)

        heading = next(words(one) for one in pick(page, "h2") if words(one).startswith("For "))
        assert heading.casefold() == "for west (locality)"
        assert "2 of the 3 documents about QS7 carry this label; 1 is final and in date." in after(page, heading)
        assert [one.get("value") for one in pick(page, "option[selected]")] == ["locality:West"]

    def test_a_team_can_be_named_by_itself(self, client: TestClient) -> None:
        assert "1 of the 3 documents about QS7 carries" in after(brief(client, "?team=Carers"), "For Carers (team)")

    def test_a_value_that_nothing_carries_says_so_and_stays_chosen(self, client: TestClient) -> None:
        page = brief(client, "?label=locality:<b>North")

        assert "No document about QS7 carries this label" in after(page, "For <b>North (locality)")
        assert [one.get("value") for one in pick(page, "option[selected]")] == ["locality:<b>North"]

    def test_what_is_no_label_is_refused_beside_the_field(self, client: TestClient) -> None:
        page = shown(client, "/statements/QS7/brief?label=West", status=422)

        assert [link.get("href") for link in pick(page, ".govuk-error-summary a")] == ["#label"]
        assert "Examples to give" in words(page)

    def test_a_very_long_one_is_refused(self, client: TestClient) -> None:
        shown(client, f"/statements/QS7/brief?label=locality:{'x' * 300}", status=422)

    def test_other_spellings_keep_the_team(self, client: TestClient) -> None:
        answer = client.get("/statements/qs7/brief?team=Carers", follow_redirects=False)
        assert answer.headers["location"] == "/statements/QS7/brief?team=Carers"
