"""What was found before a document leaves, on pages: shown in its place, decided, reopened, listed."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from evidence.domain.people import Role
from tests.app.web.account_builder import as_somebody, post
from tests.app.web.reading_builder import PAGE, settled, shown, words

TEXT = "Charging policy\n\nNHS number: 943 476 5919\n\nIn the year two people died while waiting.\n"
ADDRESS = "/documents/E-0001/findings"


@pytest.fixture(autouse=True)
def _paper(client: TestClient, upload: Any) -> None:
    upload(("policy.txt", TEXT), kind="policy", title="Charging policy")
    settled(client)


def test_the_document_says_what_must_happen_before_it_leaves(client: TestClient) -> None:
    said = words(shown(client, "/documents/E-0001"))

    assert "Somebody must decide before it leaves" in said
    assert "NHS numbers: 1." in said


def test_findings_stand_marked_in_their_surroundings(client: TestClient) -> None:
    tree = shown(client, ADDRESS)

    assert [mark.text_content() for mark in tree.iter("mark")] == ["943 476 5919", "two people"]
    assert "NHS number: 943 476 5919" in " ".join(tree.text_content().split())


def test_decided_undone_and_reopened(client: TestClient) -> None:
    answer = post(client, ADDRESS, findings="1", decision="stays", because="An invented number")
    assert answer.status_code == 303
    said = words(shown(client, ADDRESS))
    assert "It may stay: An invented number (Asha" in said
    assert "NHS numbers: 1." not in said

    post(client, ADDRESS, findings="1", reopen="1")
    assert "NHS numbers: 1." in words(shown(client, ADDRESS))


def test_all_at_once_with_one_reason(client: TestClient) -> None:
    post(client, ADDRESS, all="1", decision="stays", because="Published figures")

    assert "Nothing was spotted that must stay here" in words(shown(client, "/documents/E-0001"))
    assert "Nothing waits for a decision" in words(shown(client, "/findings"))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"decision": "stays", "because": "Invented"}, "Choose at least one finding."),
        ({"findings": "1", "decision": "stays", "because": ""}, "Say why."),
        ({"findings": "77", "decision": "stays", "because": "Invented"}, "no finding 77 any more"),
        ({"findings": "x", "decision": "stays", "because": "Invented"}, "Choose at least one finding."),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(client: TestClient, fields: dict[str, str], said: str) -> None:
    answer = post(client, ADDRESS, **fields)

    assert answer.status_code == 422
    assert said in answer.text
    assert "NHS numbers: 1." in words(shown(client, ADDRESS))


def test_restricting_by_the_same_act_asks_why_it_is_opened(client: TestClient) -> None:
    assert post(client, ADDRESS, findings="1", decision="restricted", because="Tells of a person").status_code == 303

    closed = client.get(ADDRESS, headers=PAGE, follow_redirects=False)
    assert closed.status_code == 303
    assert closed.headers["location"].startswith("/documents/E-0001/open?next=")
    assert "5919" not in client.get(ADDRESS, headers=PAGE).text


@pytest.mark.parametrize("narrowed", ["?kind=nhs-number", "?kind=small-count", "", "?kind=&statement="])
def test_documents_that_wait_are_listed(client: TestClient, narrowed: str) -> None:
    assert "E-0001 Charging policy" in words(shown(client, f"/findings{narrowed}"))


@pytest.mark.parametrize("narrowed", ["?kind=comment", "?statement=QS1", "?kind=nonsense"])
def test_the_list_is_narrowed(client: TestClient, narrowed: str) -> None:
    assert "Nothing of this kind waits for a decision." in words(shown(client, f"/findings{narrowed}"))


@pytest.mark.parametrize(("role", "listed"), [("governance", 200), ("contributor", 403), ("reader", 403)])
def test_only_who_decides_is_offered_it(client: TestClient, role: Role, listed: int) -> None:
    other = as_somebody(client, role, email="other@example.org")

    assert other.get("/findings", headers=PAGE).status_code == listed
    assert ('name="because"' in other.get(ADDRESS, headers=PAGE).text) == (listed == 200)
    assert post(other, ADDRESS, findings="1", because="Invented").status_code == (303 if listed == 200 else 403)
