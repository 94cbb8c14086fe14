"""Redacted copies over the API: made, shown, removed."""

import pytest

from tests.app.forms import problem_in
from tests.evidence.extractors.making_packages import docx, word_paragraph

ADDRESS = "/api/v1/documents/E-0001/redactions"
NUMBER = "943 476 5919"
BODY = {"findings": [1], "phrases": ["Words for all"], "because": "It goes to the regulator"}


@pytest.fixture(autouse=True)
def _paper(upload, settled):
    content = docx(word_paragraph(f"NHS number: {NUMBER}. Annabel and Ann wait.") + word_paragraph("Words for all."))
    upload(("review.docx", content), kind="policy", title="Charging review")
    settled()


def test_made_shown_and_removed(client, settled):
    answer = client.post(ADDRESS, json=BODY)
    made = answer.json()
    settled()

    assert answer.status_code == 201
    assert (made["version"], made["copy"]["number"], made["copy"]["redacted_from"]) == (1, 2, 1)
    assert made["copy"]["file_name"] == "E-0001 version 1 redacted.docx"
    assert [(one["finding"], one["words"], one["times"]) for one in made["taken"]] == [
        (1, NUMBER, 1), (None, "Words for all", 1)
    ]  # fmt: skip
    assert client.get(f"{ADDRESS}/2").json()["taken"] == made["taken"]
    assert NUMBER not in client.get("/api/v1/documents/E-0001/passages?version=2").text
    held = client.get("/api/v1/documents/E-0001/versions").json()["versions"]
    assert [(one["number"], one.get("redacted_from"), "redaction" in one) for one in held] == [
        (1, None, False), (2, 1, False)
    ]  # fmt: skip

    assert client.delete(f"{ADDRESS}/2").json()["removed"]["version"] == 2
    assert client.get(f"{ADDRESS}/2").status_code == 404
    assert client.get("/api/v1/documents/E-0001/findings").json()["findings"][0]["decision"] is None


def test_longer_words_that_stay_are_told(client):
    made = client.post(ADDRESS, json={"phrases": ["Ann"], "because": "It goes"}).json()

    assert [(one["times"], one["inside"]) for one in made["taken"]] == [(1, ["annabel"])]


def test_what_will_not_do_is_refused_and_makes_no_copy(client):
    for body, status in (
        ({**BODY, "because": ""}, 422),
        ({"because": "Nothing was chosen"}, 422),
        ({"findings": [77], "because": "It goes"}, 404),
        ({"phrases": ["Zebra crossing"], "because": "It goes"}, 422),
        ({"pages": [1], "because": "It goes"}, 422),
        ({**BODY, "version": 9}, 404),
        ({**BODY, "phrases": ["x"] * 201}, 422),
    ):
        answer = client.post(ADDRESS, json=body)
        assert answer.status_code == status, body
        problem_in(answer.json())
    assert client.delete(f"{ADDRESS}/1").status_code == 409
    assert client.get(f"{ADDRESS}/1").status_code == 404
    assert len(client.get("/api/v1/documents/E-0001/versions").json()["versions"]) == 1


def test_of_what_is_restricted_nothing_is_shown_before_it_is_opened(client):
    client.post(ADDRESS, json=BODY)
    decision = {"findings": [1], "decision": "stays", "because": "Seen"}
    assert client.patch("/api/v1/documents/E-0001", json={"sensitivity": "restricted"}).status_code == 200, decision

    for answer in (client.get(f"{ADDRESS}/2"), client.post(ADDRESS, json=BODY)):
        assert (answer.status_code, answer.json()["code"], "Words for all" in answer.text) == (
            403,
            "not-opened",
            False,
        )


def test_numbers_and_letters_that_are_none_are_refused_in_plain_words(client):
    for address in (f"{ADDRESS}/{10**30}", f"{ADDRESS}/0"):
        assert (client.get(address).status_code, client.delete(address).status_code) == (422, 422)
    for phrase in ("\\ud800words", "\\u0000", "\\ud83d\\ude00"):
        body = f'{{"phrases": ["{phrase}"], "because": "It goes"}}'
        answer = client.post(ADDRESS, content=body, headers={"content-type": "application/json"})
        assert answer.status_code == 422, answer.text
    assert client.post(ADDRESS, json={"findings": [10**30, -1], "because": "It goes"}).status_code == 404
