"""Findings over the API: shown with their words, decided, reopened."""

import pytest

from tests.app.forms import problem_in

ADDRESS = "/api/v1/documents/E-0001/findings"
TEXT = "Charging policy\n\nNHS number: 943 476 5919\n\nIn the year two people died while waiting.\n"


@pytest.fixture(autouse=True)
def _paper(upload, settled):
    upload(("policy.txt", TEXT), kind="policy", title="Charging policy")
    settled()


def test_found_with_words_and_what_stands_around_them(client):
    shown = client.get(ADDRESS).json()

    assert (shown["ref"], shown["version"], shown["check"]) == ("E-0001", 1, "decide")
    first = shown["findings"][0]
    assert (first["place"], first["kind"], first["words"], first["decision"]) == (
        1,
        "nhs-number",
        "943 476 5919",
        None,
    )
    assert first["before"].endswith("NHS number: ")


def test_decided_then_reopened(client):
    body = {"findings": [1, 2], "decision": "stays", "because": "Invented"}
    assert client.post(f"{ADDRESS}/decide", json=body).json() == {"ref": "E-0001", "version": 1, "findings": [1, 2]}
    assert client.get(ADDRESS).json()["check"] == "nothing-spotted"
    assert client.post(f"{ADDRESS}/reopen", json={"findings": [2]}).json()["findings"] == [2]
    assert client.get(ADDRESS).json()["check"] == "decide"


def test_restricted_words_are_for_who_said_why_they_open_it(client):
    decision = {"findings": [1], "decision": "restricted", "because": "Tells of a person"}
    assert client.post(f"{ADDRESS}/decide", json=decision).status_code == 200

    answer = client.get(ADDRESS)
    assert (answer.status_code, answer.json()["code"], "5919" in answer.text) == (403, "not-opened", False)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"findings": [1], "decision": "stays", "because": ""}, 422),
        ({"findings": [], "decision": "stays", "because": "Invented"}, 422),
        ({"findings": [1], "decision": "taken-out", "because": "Invented"}, 422),
        ({"findings": [9], "decision": "stays", "because": "Invented"}, 404),
        ({"findings": [10**30], "decision": "stays", "because": "Invented"}, 404),
        ({"findings": [1], "decision": "stays", "because": "Invented", "version": 4}, 404),
    ],
)
def test_what_will_not_do_is_refused_and_changes_nothing(client, body, status):
    answer = client.post(f"{ADDRESS}/decide", json=body)

    assert answer.status_code == status
    problem_in(answer.json())
    assert all(one["decision"] is None for one in client.get(ADDRESS).json()["findings"])
