"""What was refused is noted for whoever watches, and nothing that anybody typed."""

import json
import logging

import pytest
from fastapi.testclient import TestClient

from app.logs import JsonLines
from tests.app.web.account_builder import EMAIL, another, as_somebody, come_in, post, with_password
from tests.app.web.reading_builder import PAGE

CANARY = "zephyrquill"


@pytest.fixture
def noted(caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.WARNING, logger="evidence.security")

    def lines() -> list[dict]:
        written = [JsonLines().format(one) for one in caplog.records if one.name == "evidence.security"]
        assert CANARY not in "".join(written)
        return [json.loads(one) for one in written]

    return lines


def test_a_failed_sign_in_is_noted_without_what_was_typed(client: TestClient, noted) -> None:
    with_password(client)
    come_in(another(client), password=CANARY, code=CANARY)
    come_in(another(client), email=f"{CANARY}@example.org")
    post(another(client), "/sign-in/link", key=CANARY)
    another(client).get("/api/v1/documents", headers={"Authorization": f"Bearer {CANARY}"})

    lines = noted()
    assert [(one["code"], one["method"], one["route"]) for one in lines] == [
        ("not-signed-in", "POST", "/sign-in"), ("not-signed-in", "POST", "/sign-in"),
        ("not-signed-in", "POST", "/sign-in/link"), ("not-signed-in", "GET", None),
    ]  # fmt: skip
    assert all(one["at"].endswith("+00:00") and one["address"] for one in lines)
    assert {(one["from"], one["message"]) for one in lines} == {("evidence.security", "refused")}
    assert EMAIL not in json.dumps(lines)


def test_who_may_not_is_noted_with_their_account(client: TestClient, noted) -> None:
    reader = as_somebody(client, "reader")
    reader.get(f"/administration/people?q={CANARY}", headers=PAGE)

    (line,) = noted()
    person = client.app.state.library.people.by_email(EMAIL).id
    assert (line["code"], line["status"], line["person"]) == ("not-allowed", 403, person)


def test_going_round_the_guard_is_noted(client: TestClient, noted) -> None:
    client.get("/healthz", headers={"Host": f"{CANARY}.example"})
    client.post("/undo", data={"event": "1"}, headers={"Sec-Fetch-Site": "cross-site"})
    client.post("/api/v1/documents", content=b"x" * 10, headers={"Origin": f"https://{CANARY}.example"})

    assert [one["code"] for one in noted()] == ["not-allowed"] * 3


def test_who_only_comes_without_signing_in_is_not_noted(client: TestClient, noted) -> None:
    another(client).get("/documents", headers=PAGE)
    another(client).get("/api/v1/documents")

    assert noted() == []
