"""A statement's page: its addresses and what it shows."""

from datetime import date

import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.app.web.statement_pages import ASHA, PAGE, File, part, sent, shown, words
from tests.conftest import last_deed


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
        before = last_deed(library)
        sent(client, f"/statements/QS12/{form}", {"name": "Ruth", "text": "Do it", "leading": "lead"}, status=404)

        assert last_deed(library) == before


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
