"""Scores of every judge beside the evidence, the history of one statement, and recording another score."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.services.drafts import TagDraft
from tests.app.web.assurance_pages import ASHA, filed, part, problems, refused, rows, sent, shown, undo, words
from tests.app.web.picking import pick
from tests.conftest import last_deed


@pytest.fixture
def library(client: TestClient) -> Library:
    opened: Library = client.app.state.library
    return opened


class TestAllScores:
    def test_without_a_score_it_says_where_to_begin(self, client: TestClient) -> None:
        page = shown(client, "/scores")

        assert pick(page, ".govuk-inset-text a")[0].get("href") == "/scores/QS1"
        assert len(rows(page)) == 9
        assert not pick(page, "svg")
        assert "not a judgement of the service" in words(page)
        assert "No scores yet from: Peer review, Mock inspection and CQC." in words(page)

    def test_the_newest_of_each_judge_stands_with_day_and_reason(self, client: TestClient, library: Library) -> None:
        today = library.clock.today()
        library.assurance.score(ASHA, "QS7", 2, on=today - timedelta(days=90), because="Older")
        library.assurance.score(ASHA, "QS7", 3, on=today - timedelta(days=9), because="Concerns <b>are</b> decided")
        library.assurance.score(ASHA, "QS7", 1, by="peer", because="word " * 60)

        page = shown(client, "/scores")
        heads = [words(one) for one in pick(page, "thead")[0].xpath(".//th")]
        assert heads == ["Quality statement", "Council", "Peer review", "Evidence held here"]
        line = rows(page)[6]
        assert line[1].startswith("3 ")
        assert line[1].endswith("Concerns <b>are</b> decided")
        assert "Older" not in words(page)
        assert "word… all of it" in line[2]
        assert line[3].startswith("Evidence: missing 0 of 4 sub-topics evidenced Not borne out by the evidence.")
        (whole,) = pick(page, ".given__because a")
        anchor = whole.get("href")
        assert anchor == "/scores/QS7#S-0003"
        assert "word " * 59 + "word" in part(shown(client, anchor), "S-0003")

    def test_a_low_score_without_an_action_is_said_in_words(self, client: TestClient, library: Library) -> None:
        library.assurance.score(ASHA, "QS1", 2)

        assert "No action says what will be done" in rows(shown(client, "/scores"))[0][2]
        library.assurance.add_action(ASHA, "QS1", "Do it")
        assert "No action says what will be done" not in words(shown(client, "/scores"))

    def test_what_they_come_to_exactly_and_provisionally(self, client: TestClient, library: Library) -> None:
        for number in range(1, 10):
            library.assurance.score(ASHA, f"QS{number}", 3 if number < 6 else 2)
        library.assurance.score(ASHA, "QS1", 4, by="cqc")

        page = shown(client, "/scores")
        council, cqc = rows(page)[9:]
        assert council == ["Council", "23 of 36", "64%", "63.89%", "Good", "9 points to Outstanding", "9 of 9"]
        assert cqc[-3:] == ["Outstanding (provisional)", "In the highest band", "1 of 9"]
        assert "CQC. Provisional: 8 of 9 statements have no score yet" in part(page, "main-content")
        assert len(pick(page, ".judges svg[role='img']")) == 4


class TestOneStatement:
    def test_history_by_judge_newest_first(self, client: TestClient, library: Library) -> None:
        today = library.clock.today()
        library.assurance.score(ASHA, "QS7", 3, on=today, because="Now", source="https://example.org/report?a=1&b=2")
        library.assurance.score(ASHA, "QS7", 2, on=today - timedelta(days=300), because="Then")
        library.assurance.score(ASHA, "QS7", 2, by="mock", source="javascript:alert(1)")

        page = shown(client, "/scores/QS7")
        council, mock = pick(page, "ol.history")
        assert [one.get("id") for one in pick(council, "li")] == ["S-0001", "S-0002"]
        assert "stands today" in part(page, "S-0001")
        assert "stands today" not in part(page, "S-0002")
        assert pick(council, "a")[0].get("href") == "https://example.org/report?a=1&b=2"
        assert not pick(mock, "a")
        assert "Nobody said why." in words(mock)

    @pytest.mark.parametrize("name", ["qs7", "Safeguarding"])
    def test_other_spellings_lead_there(self, client: TestClient, name: str) -> None:
        answer = client.get(f"/scores/{name}", follow_redirects=False)

        assert answer.headers["location"] == "/scores/QS7"

    def test_an_unknown_statement_is_not_found(self, client: TestClient) -> None:
        assert "no quality statement" in words(shown(client, "/scores/QS12", status=404))


class TestRecording:
    def test_it_is_confirmed_counts_and_can_be_undone(self, client: TestClient, library: Library) -> None:
        answer = sent(client, "/scores/QS7", {"by": "council", "value": "3", "because": "Concerns\r\nare decided"})
        assert answer.headers["location"] == "/scores/QS7"

        page = shown(client, "/scores/QS7")
        assert "Council: score 3 for QS7 Safeguarding is recorded." in part(page, "said")
        assert pick(page, "#said a")[0].get("href") == "/scores/QS8"
        (score,) = library.assurance.scores()
        assert (score.value, score.on, score.because) == (3, library.clock.today(), "Concerns\nare decided")

        undo(client, page)
        assert library.assurance.scores() == []

    def test_a_judge_from_outside_needs_no_reason_and_may_be_of_an_earlier_day(
        self, client: TestClient, library: Library
    ) -> None:
        library.assurance.score(ASHA, "QS9", 3, by="cqc")
        sent(client, "/scores/QS9", {"by": "cqc", "value": "2", "on": "2025-05-01", "source": "Report, p. 4"})

        page = shown(client, "/scores/QS9")
        assert "A newer one stays the one that counts." in part(page, "said")
        assert pick(page, "#said a")[0].get("href") == "/scores"
        assert "Published: Report, p. 4." in part(page, "S-0002")

    @pytest.mark.parametrize(
        ("data", "field"),
        [
            ({"by": "council", "value": "3"}, "because"),
            ({"by": "council", "value": "3", "because": "x" * 4001}, "because"),
            ({"by": "peer"}, "value"),
            ({"by": "peer", "value": "5"}, "value"),
            ({"value": "3", "because": "Why"}, "by"),
            ({"by": "the mayor", "value": "3", "because": "Why"}, "by"),
            ({"by": "peer", "value": "3", "on-day": "31", "on-month": "2", "on-year": "2026"}, "on"),
            ({"by": "peer", "value": "3", "on": "2999-01-01"}, "on"),
            ({"by": "peer", "value": "3", "source": "x" * 501}, "source"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(
        self, client: TestClient, library: Library, data: dict[str, str], field: str
    ) -> None:
        page = refused(client, "/scores/QS7", data)

        assert list(problems(page)) == [field]
        for name in {"by", "value"} & set(data):
            chosen = [one.get("value") for one in pick(page, f"input[name={name}]") if "checked" in one.attrib]
            assert chosen == ([data[name]] if data[name] in {"council", "peer", "3"} else [])
        assert library.assurance.scores() == []

    def test_no_other_site_can_record_one(self, client: TestClient, library: Library) -> None:
        answer = client.post(
            "/scores/QS7", data={"by": "peer", "value": "3"}, headers={"sec-fetch-site": "cross-site"}
        )

        assert answer.status_code == 403
        assert library.assurance.scores() == []


class TestWhatIf:
    def test_it_begins_with_the_scores_as_they_stand_and_saves_nothing(
        self, client: TestClient, library: Library
    ) -> None:
        for number in range(1, 9):
            library.assurance.score(ASHA, f"QS{number}", 2)
        before = last_deed(library)

        page = shown(client, "/scores/what-if")
        assert "50% Requires improvement" in part(page, "answer")
        assert "These are the council’s own scores as they stand now." in part(page, "answer")
        assert "Provisional: 1 of 9 statements has no score yet" in part(page, "answer")
        assert pick(page.get_element_by_id("QS9"), "option")[0].get("selected") is not None

        tried = shown(client, "/scores/what-if?QS9=4&QS1=3")
        assert "59% Requires improvement" in part(tried, "answer")
        assert "Exactly 58.33%: 21 of 36 points. 2 more points would reach Good." in part(tried, "answer")
        assert "QS1: 3, now 2" in part(tried, "answer")
        assert "QS9: 4, now no score" in part(tried, "answer")
        assert pick(tried, "#start-again a")[0].get("href") == "/scores/what-if"
        assert last_deed(library) == before

    def test_bands_and_distance_are_told_against_now(self, client: TestClient, library: Library) -> None:
        for number in range(1, 10):
            library.assurance.score(ASHA, f"QS{number}", 2 if number < 6 else 3)

        said = part(shown(client, "/scores/what-if?QS1=3"), "answer")
        assert "64% Good" in said
        assert "Now it is 62%, Requires improvement, with 22 of 36 points." in said
        assert "1 point more. The band would go from Requires improvement to Good." in said
        fewer = part(shown(client, "/scores/what-if?QS1=1"), "answer")
        assert "That would be 1 point fewer. The band would stay." in fewer

    def test_the_nearest_to_bear_a_point_more_comes_first(self, client: TestClient, library: Library) -> None:
        for category in ("people-experience", "processes"):
            for number in range(2):
                text = f"Words of {category} {number}."
                filed(client, text, TagDraft("QS7", category=category, sub_topic="systems", proof="practice"))
        for number in range(1, 10):
            library.assurance.score(ASHA, f"QS{number}", 2)

        page = shown(client, "/scores/what-if")
        lines = [words(one) for one in pick(page, "#lift li")]
        assert len(lines) == 5
        assert lines[0].startswith("QS7 Safeguarding from 2 to 3 Evidence: adequate")
        assert "would not bear" not in lines[0]
        assert all("The evidence would not bear a 3 out yet." in line for line in lines[1:])
        assert "arithmetic, not a prediction" in part(page, "lift")

    def test_few_statements_give_more_than_one_point_each(self, client: TestClient) -> None:
        lines = [words(one) for one in pick(shown(client, "/scores/what-if?QS1=4&QS7=1"), "#lift li")]

        assert [line.partition(" Evidence")[0] for line in lines] == [
            "QS7 Safeguarding from 1 to 2", "QS7 Safeguarding from 2 to 3",
        ]  # fmt: skip

    def test_nothing_chosen_and_the_highest_band(self, client: TestClient) -> None:
        nothing = shown(client, "/scores/what-if")
        assert "No score is chosen." in part(nothing, "answer")
        assert part(nothing, "lift") == ""

        highest = shown(client, "/scores/what-if?" + "&".join(f"QS{number}=4" for number in range(1, 10)))
        assert "100% Outstanding" in part(highest, "answer")
        assert "This is the highest band." in part(highest, "answer")
        assert part(highest, "lift") == ""

    @pytest.mark.parametrize("value", ["9", "0", "<b>", "x" * 500, "²"])
    def test_a_score_off_the_scale_is_said(self, client: TestClient, value: str) -> None:
        page = shown(client, f"/scores/what-if?QS3={value}", status=422)

        assert list(problems(page)) == ["QS3"]
        assert pick(page, "title")[0].text.startswith("Error: ")
        assert "Mend the scores" in part(page, "answer")
