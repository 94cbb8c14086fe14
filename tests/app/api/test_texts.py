"""Half a character in a JSON body is refused at every route before anything is read or begun."""

import pytest
from fastapi.testclient import TestClient

from tests.app.forms import problem_in

JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/documents/E-0001/openings", rb'{"because": "\ud800"}'),
        ("/documents/E-0001/holds", rb'{"because": "\udfff"}'),
        ("/clearances", rb'{"refs": ["E-0001"], "recipient": "\ud800", "purpose": "Return"}'),
        ("/clearances/CL-0001/withdraw", rb'{"because": "half \ud83d"}'),
        ("/history/exports", rb'{"person": "\ud800"}'),
    ],
)
def test_half_a_character_is_refused(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(f"/api/v1{path}", content=body, headers=JSON)

    assert answer.status_code == 422
    assert problem_in(answer.json())["detail"].startswith("A text holds something that is no character.")


@pytest.mark.parametrize("path", ["/documents", "/clearances", "/history/exports", "/clearances/CL-0001/withdraw"])
@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe\xfd", b"[" * 100_000, b"[" * 900 + b"]" * 900])
def test_what_is_no_json_is_refused_as_the_route_does(client: TestClient, path: str, body: bytes) -> None:
    answer = client.post(f"/api/v1{path}", content=body, headers=JSON)

    assert answer.status_code in {400, 415, 422}
    assert problem_in(answer.json())["detail"]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "1999-12-31", "2101-01-01"])
@pytest.mark.parametrize("name", ["since", "until"])
def test_a_day_no_history_reaches_is_refused(client: TestClient, name: str, day: str) -> None:
    asked = client.get("/api/v1/history", params={name: day})
    taken = client.post("/api/v1/history/exports", json={name: day})

    assert (asked.status_code, taken.status_code) == (422, 422)
    assert problem_in(asked.json())["details"]["field"] == name
