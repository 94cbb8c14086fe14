"""Metrics and logs: what they tell, to whom, and that no word of documents, people or searches is in them."""

import io
import json
import logging
import re
import signal
import socket
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.logs import JsonLines
from app.main import create_app
from app.settings import Settings
from tests.app.test_server import Running
from tests.conftest import LOCAL, sign_in_first

CANARY = "zephyrquill"
TOKEN = "a-token-for-the-tests-of-metrics"
ASKING = {"authorization": f"Bearer {TOKEN}"}
SAMPLE = re.compile(r'evidence_[a-z_]+(\{([a-z]+="[^"]*",?)+\})? [0-9.e+-]+')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"metrics_token": TOKEN})


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What a server would write with every request logged."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(JsonLines())
    requests = logging.getLogger("evidence.requests")
    requests.addHandler(handler)
    logging.getLogger("evidence.server").addHandler(handler)
    requests.setLevel(logging.INFO)
    yield out
    requests.setLevel(logging.NOTSET)
    for name in ("evidence.requests", "evidence.server"):
        logging.getLogger(name).removeHandler(handler)


def test_metrics_are_for_who_has_the_token_and_off_without_one(nobody: TestClient, tmp_path) -> None:
    assert nobody.get("/metrics").status_code == 401
    assert nobody.get("/metrics", headers={"authorization": f"Bearer {TOKEN}x"}).status_code == 401
    assert nobody.get("/metrics", headers=ASKING).status_code == 200
    with TestClient(create_app(Settings(home=tmp_path / "other")), base_url=LOCAL) as other:
        assert other.get("/metrics", headers=ASKING).status_code == 404
        assert sign_in_first(other).get("/metrics").status_code == 404


def test_every_answer_is_counted_under_the_template_of_its_route(client: TestClient) -> None:
    for ref in ("E-0001", "E-0002"):
        assert client.get(f"/api/v1/documents/{ref}").status_code == 404
    client.get(f"/{CANARY}")
    client.request("BREW", "/healthz")

    told = client.get("/metrics", headers=ASKING).text

    labels = 'method="GET",route="/api/v1/documents/{ref}"'
    assert f'evidence_requests_total{{{labels},status="404"}} 2' in told
    assert f'evidence_request_seconds_bucket{{{labels},le="+Inf"}} 2' in told
    assert f"evidence_request_seconds_count{{{labels}}} 2" in told
    assert 'route="none",status="404"} 1' in told
    assert 'method="other"' in told
    assert CANARY not in told


def test_metrics_say_how_the_library_is_in_the_format_of_prometheus(client: TestClient) -> None:
    library = client.app.state.library
    library.heads.sign("asked")

    told = client.get("/metrics", headers=ASKING)

    assert told.headers["content-type"].startswith("text/plain; version=0.0.4")
    samples = [line for line in told.text.splitlines() if not line.startswith("#")]
    assert [line for line in samples if not SAMPLE.fullmatch(line)] == []
    known = dict(line.rsplit(" ", 1) for line in samples)
    assert float(known["evidence_database_bytes"]) > 10_000
    assert float(known["evidence_head_age_seconds"]) >= 0
    assert known["evidence_texts_waiting"] == "0"
    assert "evidence_backup_age_seconds" not in known
    assert told.text.count("# TYPE evidence_request_seconds histogram") == 1


def test_a_request_is_one_line_and_a_failure_is_found_by_the_id_that_is_shown(
    settings: Settings, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    with TestClient(create_app(settings), base_url=LOCAL, raise_server_exceptions=False) as client:
        library = sign_in_first(client).app.state.library

        def broken(*_given: object, **_more: object) -> None:
            raise RuntimeError(CANARY)

        monkeypatch.setattr(type(library.histories), "stretch", broken)
        shown = client.get(f"/administration/history?person={CANARY}").json()["details"]["id"]

    told = [json.loads(line) for line in lines.getvalue().splitlines()]
    assert [one.get("status") for one in told] == [None, 500]
    assert {one["id"] for one in told} == {shown}
    assert (told[0]["failure"], told[1]["route"]) == ("RuntimeError", "/administration/history")
    assert set(told[1]) == {
        "at", "level", "from", "message", "id", "method", "route", "status", "milliseconds",
    }  # fmt: skip
    assert CANARY not in lines.getvalue()


def test_what_an_exception_or_another_package_says_is_left_out() -> None:
    error = (ValueError, ValueError(CANARY), None)
    ours = logging.LogRecord("evidence.chores", logging.ERROR, "x.py", 1, "broke off: %s", ("ValueError",), error)
    theirs = logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 1, f"about {CANARY} %s", (CANARY,), error)

    told = [json.loads(JsonLines().format(one)) for one in (ours, theirs)]

    assert (told[0]["message"], told[0]["failure"]) == ("broke off: ValueError", "ValueError")
    assert "message" not in told[1]
    assert CANARY not in json.dumps(told)


def test_no_word_that_anybody_sends_is_in_what_a_server_writes_or_measures(
    tmp_path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVIDENCE_LOG", "requests")
    monkeypatch.setenv("EVIDENCE_METRICS_TOKEN", TOKEN)
    server = Running(tmp_path / "library")
    http, word = server.http, {"user-agent": CANARY, "referer": f"http://127.0.0.1/{CANARY}"}
    try:
        for path in (f"/{CANARY}", f"/search?q={CANARY}", f"/documents/{CANARY}?q={CANARY}", f"/static/{CANARY}.css",
                     f"/api/v1/search?q=title:{CANARY}", f"/api/v1/documents?page={CANARY}"):  # fmt: skip
            http.get(path, headers=word)
        http.get("/", headers={**word, "host": f"{CANARY}.example"})
        http.get("/", headers={"authorization": f"Bearer {CANARY}", "cookie": f"evidence={CANARY}"})
        http.request(CANARY.upper(), f"/{CANARY}")
        http.post("/sign-in", data={"email": f"{CANARY}@example.org", "password": CANARY})
        http.post("/api/v1/documents", files={"files": (f"{CANARY}.txt", CANARY.encode())}, data={"title": CANARY})
        http.post("/api/v1/documents", content=CANARY.encode(), headers={"content-type": f"multipart/{CANARY}"})
        with socket.create_connection((http.base_url.host, http.base_url.port)) as raw:
            raw.sendall(f"{CANARY} no http\r\n\r\n".encode())
            raw.recv(100)
        measured = http.get("/metrics", headers=ASKING).text
    finally:
        http.close()
        _, said = server.end(signal.SIGTERM)

    assert said.count('"from": "evidence.requests"') >= 12
    assert CANARY not in (said + measured).casefold()
    failures = tmp_path / "library" / "failures.log"
    assert not failures.exists() or CANARY not in failures.read_text()
