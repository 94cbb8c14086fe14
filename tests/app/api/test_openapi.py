"""What OpenAPI says of the routes is so; reading changes nothing."""

import sqlite3
from contextlib import closing

import pytest
from markupsafe import escape

from tests.app.forms import PROBLEM

PROBLEM_TYPE = "application/problem+json"


@pytest.fixture
def described(client) -> dict:
    return client.get("/openapi.json").json()


def operations(described) -> list[tuple[str, str, dict]]:
    return [(m, path, d) for path, methods in described["paths"].items() for m, d in methods.items()]


def test_every_route_documents_its_errors_as_problem_documents(described):
    for method, path, operation in operations(described):
        failures = {status: r for status, r in operation["responses"].items() if status >= "400"}
        assert {"403", "500", "503"} <= set(failures), (method, path)
        for status, response in failures.items():
            if (path, status) != ("/readyz", "503"):
                assert list(response["content"]) == [PROBLEM_TYPE], (method, path, status)


def test_every_route_says_what_it_does(described):
    for method, path, operation in operations(described):
        assert operation["description"].strip().endswith("."), (method, path)


def test_problem_document_is_described_by_its_schema(described):
    shown = described["components"]["schemas"]["Problem"]

    assert shown["required"] == PROBLEM.schema["required"]
    assert shown["properties"].keys() == PROBLEM.schema["properties"].keys()


def test_promised_addresses_are_there(described):
    here = {(method, path.replace("/api/v1", "")) for method, path, _ in operations(described)}

    assert {
        ("post", "/documents"), ("get", "/documents"), ("get", "/documents/{ref}"), ("patch", "/documents/{ref}"),
        ("get", "/documents/{ref}/file"), ("get", "/documents/{ref}/passages"), ("get", "/documents/{ref}/versions"),
        ("get", "/documents/{ref}/tags"), ("get", "/search"), ("get", "/frameworks"), ("get", "/readiness"),
        ("get", "/healthz"), ("get", "/readyz"),
    } <= here  # fmt: skip


def test_page_of_the_api_names_every_route_and_fetches_nothing_from_elsewhere(client, described):
    answer = client.get("/docs")

    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    for method, path, operation in operations(described):
        assert f"{method.upper()} {path}</code>" in answer.text
        assert escape(operation["description"]) in answer.text
    assert "<code>idempotency-key</code>" in answer.text
    assert "<code>wanted_from</code>" in answer.text
    assert "//" not in answer.text.replace(escape("https://"), "")
    assert "<script" not in answer.text


def rows(home) -> list[str]:
    with closing(sqlite3.connect(home / "catalogue.db")) as catalogue:
        return list(catalogue.iterdump())


@pytest.mark.usefixtures("two_papers")
def test_reading_every_address_answers_as_declared_and_changes_nothing(client, described, settings):
    client.post("/api/v1/documents/E-0001/tags", json={"statement": "QS1"})
    assert client.app.state.background.wait_until_settled(60)
    before = rows(settings.home)
    names = {"ref": "E-0001", "tag_id": "T-00001", "id": "P-0001", "pack_id": "P-0001", "number": "1"}

    for method, path, operation in operations(described):
        if method != "get":
            continue
        for asked in (path.format_map(names), path.format_map(names).replace("E-0001", "cqc-local-authority")):
            for reader in ("get", "head", "options"):
                answer = client.request(reader, asked)
                assert answer.status_code < 500, asked
                if reader == "get":
                    declared = operation["responses"][str(answer.status_code)].get("content", {})
                    assert answer.headers["content-type"].split(";")[0] in declared, (asked, answer.status_code)

    assert rows(settings.home) == before
