"""``/clearances``: asked by one person, decided by another, taken back."""

import pytest
from fastapi.testclient import TestClient

from tests.app.forms import WAITS, problem_in
from tests.conftest import sign_in

CLEARANCES = "/api/v1/clearances"
ASKED = {"refs": ["E-0001"], "recipient": "CQC", "purpose": "Information return"}


@pytest.fixture
def filed(client, upload, settled):
    upload(("a.txt", WAITS), tag="QS7")
    settled()


@pytest.fixture
def as_cleo(client, filed):
    """Let Cleo, of information governance, use the browser once Asha has asked."""

    def _change() -> TestClient:
        library = client.app.state.library
        _, link = library.people.add(library.actor, "Cleo", "cleo@example.org", roles=["governance"])
        return sign_in(client, link)

    return _change


def test_asked_by_one_and_cleared_by_another(client, filed, as_cleo):
    asked = client.post(CLEARANCES, json=ASKED).json()["clearances"]
    assert [(one["id"], one["state"], one["asked_by"]) for one in asked] == [("CL-0001", "asked", "Asha")]
    own = client.post(f"{CLEARANCES}/clear", json={"ids": ["CL-0001"], "basis": "public-task"})
    assert own.status_code == 403
    problem_in(own.json())

    cleo = as_cleo()
    done = cleo.post(f"{CLEARANCES}/clear", json={"ids": ["CL-0001"], "basis": "public-task"})
    assert done.json()["clearances"][0]["decided_by"] == "Cleo"
    assert cleo.get(f"{CLEARANCES}?state=cleared&ref=E-0001").json() == done.json()
    again = cleo.post(f"{CLEARANCES}/refuse", json={"ids": ["CL-0001"], "because": "No"})
    assert again.status_code == 409
    taken = cleo.post(f"{CLEARANCES}/CL-0001/withdraw", json={"because": "Consent was withdrawn"})
    assert taken.json()["clearances"][0]["state"] == "withdrawn"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("", {**ASKED, "refs": []}, 422),
        ("", {**ASKED, "refs": ["E-0999"]}, 404),
        ("", {**ASKED, "recipient": " "}, 422),
        ("", {**ASKED, "purpose": "x" * 201}, 422),
        ("", {**ASKED, "number": 7}, 422),
        ("", {**ASKED, "override": True}, 422),
        ("/CL-0099/withdraw", {"because": "No"}, 404),
        ("/clear", {"ids": ["CL-0001"], "basis": "because"}, 422),
    ],
)
def test_what_cannot_be_is_a_problem(client, filed, path, body, status):
    answer = client.post(f"{CLEARANCES}{path}", json=body)
    assert answer.status_code == status
    problem_in(answer.json())
