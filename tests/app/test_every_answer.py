"""What every answer of every address carries, whoever asks and whether it is there or not."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.app.forms import parts
from tests.conftest import LOCAL
from tests.secrecy.test_two_worlds import every_route

HTML = {"accept": "text/html"}
GIVEN = {"ref": "E-0001", "tag_id": "T-00001", "person": "P-0001", "page": "1", "event": "1"}


def answers(client: TestClient) -> Iterator[tuple[str, object]]:
    """Every address that can be read, asked as a page and as data, by somebody and by nobody."""
    nobody = TestClient(client.app, base_url=LOCAL)
    paths = [*(path for method, path in every_route() if method == "GET"), "/docs", "/openapi.json", "/healthz",
             "/readyz", "/static/library.css", "/static/library.js", "/static/icon.svg", "/nowhere"]  # fmt: skip
    for path in paths:
        address = re.sub(r"{(\w+)(?::path)?}", lambda found: GIVEN.get(found[1], "none"), path)
        for browser in (client, nobody):
            for headers in ({}, HTML):
                yield f"{address} {headers}", browser.get(address, headers=headers, follow_redirects=False)


@pytest.fixture
def held(client: TestClient) -> TestClient:
    client.post("/api/v1/documents", files=parts(("a.txt", "Carers wait for a review.")))
    assert client.app.state.background.wait_until_settled(60)
    return client


def test_every_answer_says_what_it_is_and_lets_nothing_else_run(held: TestClient) -> None:
    wrong = []
    for asked, answer in answers(held):
        told = answer.headers
        policy = {part.split()[0]: part.split()[1:] for part in told["content-security-policy"].split(";")}
        kind = told.get("content-type", "")
        faults = [
            name
            for name, is_so in {
                "nosniff": told["x-content-type-options"] == "nosniff",
                "referrer": told["referrer-policy"] == "same-origin",
                "not framed": policy.get("frame-ancestors") == ["'none'"] and told["x-frame-options"] == "DENY",
                "no plug-ins": policy.get("object-src") == policy.get("base-uri") == ["'none'"],
                "nothing by default": policy.get("default-src") == ["'none'"],
                "no scripts but ours": policy.get("script-src", ["'self'"]) == ["'self'"],
                "opened apart": told["cross-origin-opener-policy"] == "same-origin",
                "embedded by nobody": told["cross-origin-resource-policy"] == "same-origin",
                "shared with no other site": "access-control-allow-origin" not in told,
                "character set": not kind.startswith("text/") or "charset=utf-8" in kind,
                "kind": bool(kind) or not answer.content,
                "nobody tells their version": "server" not in told and "x-powered-by" not in told,
            }.items()
            if not is_so
        ]
        if faults:
            wrong.append((asked, answer.status_code, faults))

    assert wrong == []


def test_nothing_but_what_never_changes_is_kept_by_a_browser(held: TestClient) -> None:
    kept = {
        asked.split()[0]: answer.headers["cache-control"]
        for asked, answer in answers(held)
        if "no-store" not in answer.headers["cache-control"]
    }

    assert {path for path in kept if not path.startswith("/static/")} == set()


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "DEBUG"])
def test_other_methods_are_refused(client: TestClient, method: str) -> None:
    for path in ("/", "/sign-in", "/api/v1/documents", "/static/library.css"):
        answer = client.request(method, path, headers={"x-canary": "zephyrquill"})
        assert answer.status_code in {403, 405}, path
        assert "zephyrquill" not in answer.text


@pytest.mark.parametrize(
    "path",
    ["/.git/config", "/static/", "/static/vendor/", "/static/../app/main.py", "/static/%2e%2e/main.py",
     "/static/vendor/../../templates/layout.html", "/app/main.py", "/catalogue.db", "/index.key", "/.env"],
)  # fmt: skip
def test_no_folder_is_listed_and_no_file_beside_ours_is_given(client: TestClient, path: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert "import" not in answer.text
