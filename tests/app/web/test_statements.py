"""A statement's page: what it shows of evidence, what it lets people record, and where other spellings lead."""

from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import lxml.html
import pytest
from fastapi.testclient import TestClient

from app.web.statements import AREAS
from app.wiring import Library
from evidence.domain.people import Actor
from evidence.services.drafts import Draft, TagDraft
from tests.app.web.picking import pick

ASHA = Actor("Asha")
PAGE = {"accept": "text/html"}
File = Callable[..., str]


@pytest.fixture
def library(client: TestClient) -> Library:
    opened: Library = client.app.state.library
    return opened


@pytest.fixture
def file(client: TestClient, library: Library) -> File:
    """File a text, read, and tag it; returns its reference."""

    def _file(
        text: str, *tags: TagDraft, name: str = "paper.txt", labels: tuple[str, ...] = (), **stated: Any
    ) -> str:
        stated = {"dated_on": library.clock.today(), **stated}
        ref = library.adding.add(ASHA, Draft(**stated), BytesIO(text.encode()), name=name).added[0].ref
        client.app.state.background.wake()
        assert client.app.state.background.wait_until_settled(60)
        for tag in tags:
            library.tagging.tag(ASHA, [ref], tag)
        if labels:
            library.documents.set(ASHA, ref, {"labels": list(labels)})
        return ref

    return _file


def shown(client: TestClient, address: str, *, status: int = 200) -> lxml.html.HtmlElement:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == status, answer.text[:500]
    return lxml.html.fromstring(answer.text)


def words(element: lxml.html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def part(page: lxml.html.HtmlElement, name: str) -> str:
    return words(page.get_element_by_id(name))


def sent(client: TestClient, address: str, data: dict[str, str], *, status: int = 303) -> Any:
    answer = client.post(address, data=data, headers=PAGE, follow_redirects=False)
    assert answer.status_code == status, answer.text[:500]
    return answer


class TestAddresses:
    def test_all_nine_stand_by_theme_with_their_verdict(self, client: TestClient) -> None:
        page = shown(client, "/statements")

        links = [link.get("href") for link in pick(page, ".statements-list__line a")]
        assert links == [f"/statements/QS{number}" for number in range(1, 10)]
        assert [words(one) for one in pick(page, "h2")] == [
            "Working with people", "Providing support", "How the local authority ensures safety within the system",
            "Leadership",
        ]  # fmt: skip
        assert [words(one) for one in pick(page, ".govuk-tag")] == ["No evidence yet"] * 9
        assert "not a judgement of the service" in words(page)
        assert "Add evidence" in words(page)

    def test_once_something_is_tagged_every_one_has_its_verdict(self, client: TestClient, file: File) -> None:
        file("Words.", TagDraft("QS7", category="processes"))
        tags = [words(one) for one in pick(shown(client, "/statements"), ".verdict")]

        assert tags == ["Evidence: missing"] * 9

    @pytest.mark.parametrize("name", ["qs7", "Safeguarding", "SAFEGUARDING", " QS7 "])
    def test_other_spellings_lead_to_the_one_address(self, client: TestClient, name: str) -> None:
        answer = client.get(f"/statements/{name}?answer=new", headers=PAGE, follow_redirects=False)

        assert (answer.status_code, answer.headers["location"]) == (307, "/statements/QS7?answer=new")

    def test_a_title_variant_leads_there_too(self, client: TestClient) -> None:
        answer = client.get("/statements/assessing people’s needs/brief", headers=PAGE, follow_redirects=False)

        assert answer.headers["location"] == "/statements/QS1/brief"

    @pytest.mark.parametrize("address", ["/statements/QS12", "/statements/<b>x/brief", f"/statements/{'Q' * 5000}"])
    def test_an_unknown_one_names_those_there_are(self, client: TestClient, address: str) -> None:
        page = shown(client, address, status=404)

        assert "There is no quality statement" in words(pick(page, "h1")[0])
        assert len(words(pick(page, "h1")[0])) < 150
        assert not pick(page, "main b")
        assert [a.get("href") for a in pick(page, "main li a")] == [f"/statements/QS{n}" for n in range(1, 10)]

    @pytest.mark.parametrize("form", ["lead", "actions"])
    def test_nothing_is_recorded_for_an_unknown_one(self, client: TestClient, library: Library, form: str) -> None:
        sent(client, f"/statements/QS12/{form}", {"name": "Ruth", "text": "Do it", "leading": "lead"}, status=404)

        assert library.shelf.last_event() == 0


class TestWhatItShows:
    def test_nothing_held_says_what_to_do(self, client: TestClient) -> None:
        page = shown(client, "/statements/QS7")

        assert "Evidence: missing" in part(page, "standing")
        assert "File a first document under People's experience." in part(page, "next-steps")
        assert pick(page, "#next-steps a[href='/documents?statement=none']")
        assert part(page, "sub-topics").startswith("Sub-topics: 0 of 4 evidenced")
        assert "Nobody has scored this statement yet." in part(page, "scores")
        assert [one.get("href") for one in pick(page, "[href^='/packs/new']")] == ["/packs/new?statement=QS7"]

    def test_what_was_not_seen_in_a_published_source_is_marked(self, client: TestClient) -> None:
        assert "not seen in a published source: sub-topics, typical evidence" in words(
            shown(client, "/statements/QS7")
        )

    def test_every_entry_of_the_contents_has_its_heading(self, client: TestClient) -> None:
        page = shown(client, "/statements/QS7")
        entries = pick(page, ".statements-contents a")

        assert len(entries) >= 8
        assert [entry.get("href")[1:] for entry in entries] == [one.get("id") for one in pick(page, "main section")]
        for entry in entries:
            assert part(page, entry.get("href")[1:]).startswith(words(entry))

    def test_a_passage_is_quoted_with_where_it_stands(self, client: TestClient, file: File) -> None:
        tag = TagDraft("QS7", category="processes", sub_topic="systems", proof="result", quote="risk fell by half")
        ref = file("Our audits show that risk fell by half.", tag, title="Audit <i>of</i> files & more")

        page = shown(client, "/statements/QS7")
        passage = pick(page, "#evidence figure")[0]

        assert words(pick(passage, "blockquote")[0]) == "“risk fell by half”"
        assert [link.get("href") for link in pick(passage, "a")] == [
            f"/documents/{ref}", f"/documents/{ref}?place=0#passage-0",
        ]  # fmt: skip
        assert "Audit <i>of</i> files & more" in words(passage)
        assert "Shows: a result" in words(passage)
        assert f"{ref} Audit" in part(page, "sub-topics")
        assert part(page, "sub-topics").startswith("Sub-topics: 1 of 4 evidenced")

    def test_a_whole_document_says_how_it_begins(self, client: TestClient, file: File) -> None:
        file("Team notes\n==========\nWhat was said.", TagDraft("QS7", category="processes"))

        passage = pick(shown(client, "/statements/QS7"), "#evidence figure")[0]
        assert words(passage).startswith("The whole document. It begins: Team notes What was said.")
        assert not pick(passage, "blockquote")

    def test_a_category_says_why_and_what_to_do_next(self, client: TestClient, file: File) -> None:
        file("Words.", TagDraft("QS7", category="processes"), dated_on=date(2001, 1, 1), kind="policy")
        page = shown(client, "/statements/QS7")
        categories = {words(pick(one, "h3")[0]): words(one) for one in pick(page, ".statements-category")}

        assert list(categories) == [
            "People's experience", "Processes", "Feedback from staff and leaders", "Feedback from partners",
        ]  # fmt: skip
        assert "Evidence: weak" in categories["Processes"]
        assert "0 of 1 document count" in categories["Processes"]
        assert "out of date" in categories["Processes"]
        assert "Next step: File 2 more documents under Processes" in categories["Processes"]
        assert "1 January 2001 Does not count: out of date" in categories["Processes"]
        assert "Nothing is held" in categories["People's experience"]

    def test_many_documents_of_a_sub_topic_are_folded_away(self, client: TestClient, file: File) -> None:
        for number in range(6):
            file(f"Words {number}.", TagDraft("QS7", category="processes", sub_topic="systems"))

        topic = pick(shown(client, "/statements/QS7"), ".statements-topics dd")[0]
        assert len(pick(topic, "a")) == 6
        assert words(pick(topic, "summary")[0]).startswith("3 more")

    def test_typical_evidence_is_ticked_as_a_guess(self, client: TestClient, file: File) -> None:
        held = file("Words.", TagDraft("QS7"), title="Safeguarding audits, spring", kind="audit")
        file("Old words.", TagDraft("QS7"), title="Training rates", dated_on=date(2001, 1, 1), kind="training-record")

        page = shown(client, "/statements/QS7")
        lines = {words(pick(one, "p")[0]): one for one in pick(page, ".statements-typical__line")}

        ticked = lines["Safeguarding audits: seems to be held"]
        assert pick(ticked, "a")[0].get("href") == f"/documents/{held}"
        assert "guessed from its title" in words(ticked)
        assert "does not count" in words(lines["Training rates: held, but does not count"])
        missing = next(one for said, one in lines.items() if said.startswith("How far people's desired"))
        assert pick(missing, "a")[0].get("href") == "/search?q=desired"

    def test_scores_of_every_judge_and_the_boards_before(
        self, client: TestClient, library: Library, file: File
    ) -> None:
        file("Words.", TagDraft("QS7"))
        library.assurance.score(ASHA, "QS7", 3, because="Concerns are decided <fast>.")
        library.assurance.score(ASHA, "QS7", 2, by="peer")
        assert not pick(shown(client, "/statements/QS7"), "#trend")
        library.boards.take(ASHA)

        page = shown(client, "/statements/QS7")
        assert "Council 3 (evidence shows a good standard)" in part(page, "scores")
        assert "Concerns are decided <fast>." in part(page, "scores")
        assert "Peer review 2" in part(page, "scores")
        assert len(pick(page, "#trend tbody tr")) == 1


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
        page = lxml.html.fromstring(sent(client, "/statements/QS7/lead", data, status=422).text)

        assert [link.get("href") for link in pick(page, ".govuk-error-summary a")] == [f"#{field}"]
        assert page.get_element_by_id(field) is not None
        assert pick(page, "title")[0].text.startswith("Error: ")
        assert pick(page, "#standing details[open]")
        assert page.get_element_by_id("name").get("value", "").strip() == data["name"].strip()
        assert library.shelf.last_event() == 0


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
