"""The first page: what it says on day one, and that every number leads where it says."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.people import folder_owner
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.conftest import sign_in

ASHA = folder_owner("Asha")
PAGE = {"accept": "text/html"}
STRONG_CELLS = ("people-experience", "processes")


@pytest.fixture
def library(client: TestClient) -> Library:
    opened: Library = client.app.state.library
    return opened


@pytest.fixture
def file(upload: Callable[..., Any], settled: Callable[[], None]) -> Callable[..., str]:
    def _file(text: str, name: str = "paper.txt", **stated: str) -> str:
        ref: str = upload((name, text), **stated).json()["added"][0]["ref"]
        settled()
        return ref

    return _file


def shown(client: TestClient, address: str = "/", *, status: int = 200) -> lxml.html.HtmlElement:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, answer.text[:500]
    return lxml.html.fromstring(answer.text)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def section(page: lxml.html.HtmlElement, name: str) -> lxml.html.HtmlElement:
    (found,) = pick(page, f"section[aria-labelledby='{name}']")
    return found


def links(element: lxml.html.HtmlElement) -> dict[str, str]:
    return {words(one): one.get("href") for one in pick(element, "a[href]")}


class TestDayOne:
    def test_an_empty_library_says_what_to_do_first_and_shows_no_verdict(self, client: TestClient) -> None:
        page = shown(client)

        assert links(section(page, "start"))["Add your first documents"] == "/add"
        assert "/contribute" in links(section(page, "start")).values()
        assert [one.get("href") for one in pick(section(page, "statements"), "a")][:2] == [
            "/statements/QS1", "/statements/QS2",
        ]  # fmt: skip
        assert "missing" not in words(page.get_element_by_id("main-content"))
        assert pick(page, ".map") == []

    def test_an_untagged_library_asks_for_tags_and_shows_no_verdict(
        self, client: TestClient, file: Callable[..., str]
    ) -> None:
        file("One paper")
        file("Another paper", name="other.txt")

        page = shown(client)

        assert links(section(page, "start"))["Tag these 2 documents"] == "/triage"
        assert pick(page, ".map") == []
        assert "missing" not in words(page.get_element_by_id("main-content"))

    def test_once_something_is_tagged_the_map_stands_with_what_it_is_not(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        library.tagging.tag(ASHA, [file("One paper")], TagDraft("QS7", category="processes"))
        file("Another paper", name="other.txt")

        page = shown(client)

        assert len(pick(page, ".map tbody tr")) == 9
        assert "not a judgement of the service" in words(section(page, "map"))
        assert links(page)["Tag this document"] == "/triage"
        assert pick(page, ".start") == []


class TestDates:
    def test_without_dates_it_says_where_to_give_them(self, client: TestClient) -> None:
        assert list(links(section(shown(client), "dates")).values()) == ["/administration"]

    def test_the_next_date_comes_first_and_one_that_is_over_not_at_all(
        self, client: TestClient, library: Library
    ) -> None:
        today = library.clock.today()
        library.facts.set(ASHA, {"visit_on": str(today + timedelta(30)), "return_due": str(today + timedelta(1))})
        assert [words(one) for one in pick(shown(client), ".dates__number")] == ["1 day", "30 days"]

        library.facts.set(ASHA, {"return_due": str(today - timedelta(1))})
        assert [words(one) for one in pick(shown(client), ".dates__number")] == ["30 days"]

    def test_the_day_itself_is_today(self, client: TestClient, library: Library) -> None:
        library.facts.set(ASHA, {"visit_on": str(library.clock.today())})

        assert "Today is the on-site visit" in words(section(shown(client), "dates"))


class TestWaiting:
    def test_it_gathers_by_the_name_of_who_is_signed_in(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        ben = library.people.add(ASHA, "Ben <b>O'Hara</b>", "ben@example.org", roles=["contributor"])[1]
        file("One paper", owner="Ben <b>O'Hara</b>")
        today = library.clock.today()
        library.assurance.add_action(
            ASHA, "QS3", "Ask <i>carers</i>", owner="Ben <b>O'Hara</b>", due=today - timedelta(1)
        )
        library.assurance.add_action(ASHA, "QS4", "Something of others", owner="Asha")
        sign_in(client, ben)

        found = section(shown(client), "awaiting")

        assert links(found)["1 document you own needs something"] == "/owners/Ben%20%3Cb%3EO%27Hara%3C%2Fb%3E"
        assert links(found)["A-0001 Ask <i>carers</i>"] == "/statements/QS3"
        assert "overdue" in words(found)
        assert "Something of others" not in words(found)

    def test_contributions_and_guesses_wait_for_whoever_looks_after_the_library(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        file("Minutes of the board, 3 March 2026", name="minutes.txt")
        library.offers.offer_example(ASHA, title="An example", text="It helped.", given_by="Ben")

        found = links(section(shown(client), "awaiting"))

        assert found["1 contribution waits for a decision"] == "/contributions"
        assert "/upkeep?need=presumed" in found.values()

    def test_many_actions_are_cut_short(self, client: TestClient, library: Library, file: Callable[..., str]) -> None:
        file("One paper")
        for number in range(5):
            library.assurance.add_action(ASHA, "QS3", f"Action {number}", owner="asha")

        found = links(section(shown(client), "awaiting"))

        assert found["2 more actions of yours"] == "/owners/Asha"


class TestAgeing:
    def test_it_counts_by_owner_and_leads_to_their_documents(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        old = str(library.clock.today() - timedelta(2000))
        for name in ("a", "b"):
            file(f"Old policy {name}", name=f"{name}.txt", kind="policy", dated_on=old, owner="Ann & Co")
        file("Old policy of nobody", name="c.txt", kind="policy", dated_on=old)

        found = section(shown(client), "ageing")

        assert links(found)["Ann & Co"] == "/owners/Ann%20%26%20Co"
        assert links(found)["2 out of date, Ann & Co"] == "/documents?owner=Ann+%26+Co&need=out-of-date"
        assert links(found)["1 out of date, no owner"] == "/documents?owner=none&need=out-of-date"
        assert links(found)["3 out of date in all"] == "/documents?need=out-of-date"
        assert "Give its date" in words(found)


class TestLines:
    def test_a_score_that_the_evidence_does_not_bear_out_is_marked(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        library.tagging.tag(ASHA, [file("One paper")], TagDraft("QS7"))
        library.assurance.score(ASHA, "QS7", 4)
        library.assurance.assign(ASHA, "QS7", "Ruth Pemberly")

        (row,) = [one for one in pick(section(shown(client), "lines"), "tbody tr") if "QS7" in words(one)]

        assert "Ruth Pemberly" in words(row)
        assert "not borne out" in words(row)
        assert len(pick(row, ".verdict")) == 1

    def test_changes_are_told_since_the_last_board(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        ref = file("One paper", dated_on=str(library.clock.today() - timedelta(20)))
        assert pick(shown(client), "#trends") == []
        library.tagging.tag(ASHA, [ref], TagDraft("QS7"))
        assert "No board has been taken yet" in words(shown(client))

        library.boards.take(ASHA, on=library.clock.today() - timedelta(10))
        library.assurance.score(ASHA, "QS7", 3)
        page = shown(client)

        changed = [words(one) for one in pick(section(page, "lines"), "tbody tr") if "first score, 3" in words(one)]
        assert len(changed) == 1
        assert len(pick(section(page, "trends"), "svg")) == 9
        assert len(pick(section(page, "trends"), "thead th")) == 3

    def test_a_board_of_a_later_day_is_not_compared_with(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        library.tagging.tag(ASHA, [file("One paper")], TagDraft("QS7"))
        library.boards.take(ASHA, on=library.clock.today() + timedelta(10))

        assert "No board has been taken yet" in words(shown(client))


class TestScores:
    def test_each_judge_is_drawn_with_the_numbers_beside(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        library.tagging.tag(ASHA, [file("One paper")], TagDraft("QS7"))
        for number in range(1, 10):
            library.assurance.score(ASHA, f"QS{number}", 3 if number < 6 else 2)
        library.assurance.score(ASHA, "QS1", 1, by="cqc", on=date(2026, 1, 5))

        found = section(shown(client), "scores")

        assert [words(one) for one in pick(found, "svg title")][::2] == [
            "Council: 64%, Good", "CQC: 25%, Inadequate",
        ]  # fmt: skip
        table = words(pick(found, "table")[0])
        assert "63.89%" in table
        assert "9 points to Outstanding" in table
        assert "Inadequate (provisional)" in table

    def test_without_scores_it_says_where_to_give_one(
        self, client: TestClient, library: Library, file: Callable[..., str]
    ) -> None:
        library.tagging.tag(ASHA, [file("One paper")], TagDraft("QS7"))

        assert links(section(shown(client), "scores")) == {"Give the first score": "/scores"}


def test_steps_lead_to_the_cells_that_they_lift(
    client: TestClient, library: Library, file: Callable[..., str]
) -> None:
    library.tagging.tag(ASHA, [file("One paper")], TagDraft("QS7", category="processes"))

    steps = pick(section(shown(client), "steps"), "ol li")

    assert len(steps) == 5
    for step in steps:
        for address in links(step).values():
            assert client.get(address, headers=PAGE).status_code == 200


class TestBackups:
    @pytest.fixture
    def used_for(self, begun: Settings, request: pytest.FixtureRequest) -> Callable[[int], TestClient]:
        """A library that has been used for so many days, and a browser in it."""

        def _used(days: int) -> TestClient:
            clock = FixedClock(datetime.now(UTC) - timedelta(days=days))
            opened = open_library(begun, clock=clock)
            opened.facts.set(ASHA, {"council": "Exampleshire"})
            opened.close()
            client: TestClient = request.getfixturevalue("client")
            return client

        return _used

    def test_who_leads_is_warned_when_there_was_none_for_too_long(
        self, used_for: Callable[[int], TestClient], tmp_path: Path
    ) -> None:
        client = used_for(8)
        library: Library = client.app.state.library
        (warning,) = pick(shown(client), "#no-backup")
        assert "There is no whole backup yet" in words(warning)
        assert "every 7 days" in words(warning)
        health = words(shown(client, "/administration/health"))
        assert "There is no whole backup yet" in health

        *_, made = library.backups.back_up(ASHA, tmp_path / "backup")

        assert made.damage == []
        assert pick(shown(client), "#no-backup") == []
        assert "The last whole backup was made" in words(shown(client, "/administration/health"))

    def test_nobody_is_warned_in_the_first_days(self, used_for: Callable[[int], TestClient]) -> None:
        assert pick(shown(used_for(6)), "#no-backup") == []

    def test_who_can_do_nothing_about_it_is_not_warned(self, used_for: Callable[[int], TestClient]) -> None:
        client = used_for(30)
        ben = client.app.state.library.people.add(ASHA, "Ben", "ben@example.org", roles=["contributor"])[1]

        assert pick(shown(sign_in(client, ben)), "#no-backup") == []
