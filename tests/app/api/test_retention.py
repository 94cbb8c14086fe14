"""Retention over the API: what is due, disposing, holds and rules."""

from datetime import date
from io import BytesIO

import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.services.drafts import Draft
from tests.conftest import ASHA, settle

API = "/api/v1"


@pytest.fixture
def old(client: TestClient) -> str:
    library: Library = client.app.state.library
    draft = Draft(kind="minutes", dated_on=date(2010, 1, 1))
    ref = library.adding.add(ASHA, draft, BytesIO(b"Old words"), name="old.txt").added[0].ref
    settle(library)
    return ref


def test_due_disposed_and_recorded(client: TestClient, old: str) -> None:
    assert [one["ref"] for one in client.get(f"{API}/retention/due").json()["items"]] == [old]

    refused = client.post(f"{API}/retention/disposals", json={"refs": [old]})
    answer = client.post(f"{API}/retention/disposals", json={"refs": [old], "because": "Time is over"})

    assert (refused.status_code, answer.status_code) == (422, 201)
    assert answer.json()["disposed"][0]["sha256"]
    assert client.app.state.background.wait_until_settled(30)
    (record,) = client.get(f"{API}/retention/disposals").json()["items"]
    assert (record["ref"], record["because"]) == (old, "Time is over")
    assert record["settled_at"], "the server removes the last traces by itself"
    again = client.post(f"{API}/retention/disposals", json={"refs": [old], "because": "Time is over"})
    assert again.status_code == 404


def test_a_hold_blocks_until_lifted(client: TestClient, old: str) -> None:
    hold = client.post(f"{API}/documents/{old}/holds", json={"because": "A claim"}).json()
    wanted = {"refs": [old], "because": "Time is over"}

    refused = client.post(f"{API}/retention/disposals", json=wanted)

    assert (refused.status_code, refused.json()["code"]) == (409, "on-hold")
    assert client.post(f"{API}/holds/{hold['id']}/lift", json={"because": "Settled"}).status_code == 200
    assert client.get(f"{API}/documents/{old}/holds").json()["holds"][0]["lifted_because"] == "Settled"
    assert client.post(f"{API}/retention/disposals", json=wanted).status_code == 201


def test_a_rule_is_changed(client: TestClient) -> None:
    answer = client.put(f"{API}/retention/rules/minutes", json={"months": 24, "since": "added"})

    assert answer.status_code == 200
    known = {one["kind"]: one for one in client.get(f"{API}/retention/rules").json()["rules"]}
    assert (known["minutes"]["months"], known["minutes"]["changed"]) == (24, True)
    assert client.put(f"{API}/retention/rules/nothing", json={"months": 24}).status_code == 404
