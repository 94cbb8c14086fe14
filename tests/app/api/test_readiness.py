"""``GET /readiness`` and ``GET /frameworks``."""

import pytest

from tests.app.forms import problem_in

ADDRESS = "/api/v1/readiness"


def test_form_is_that_of_the_command(client):
    answer = client.get(ADDRESS, params={"on": "2026-11-23"}).json()

    assert (answer["on"], answer["framework"]) == ("2026-11-23", "cqc-local-authority")
    assert [statement["ref"] for statement in answer["statements"]] == [f"QS{n}" for n in range(1, 10)]
    assert {"ref", "title", "theme", "verdict", "sub_topics", "cells", "flags"} <= set(answer["statements"][0])


@pytest.mark.parametrize(
    ("form", "media_type"),
    [
        ("text", "text/plain"), ("csv", "text/csv"), ("html", "text/html"),
        ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
)  # fmt: skip
def test_report_is_a_file_named_for_its_day(client, form, media_type):
    answer = client.get(ADDRESS, params={"format": form, "on": "2026-11-23"})

    assert answer.status_code == 200
    assert answer.headers["content-type"].split(";")[0] == media_type
    name = "txt" if form == "text" else form
    assert answer.headers["content-disposition"] == f'attachment; filename="readiness-2026-11-23.{name}"'
    assert len(answer.content) > 500


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("on=23%20May", 422),
        ("on=2026-02-30", 422),
        ("format=pdf", 422),
        ("framework=nope", 404),
        ("framework=..", 404),
    ],
)
def test_wrong_request_is_a_problem_document(client, asked, status):
    answer = client.get(f"{ADDRESS}?{asked}")

    assert answer.status_code == status
    problem_in(answer.json())


def test_another_framework(client):
    answer = client.get(ADDRESS, params={"framework": "apa-2009-10"}).json()

    assert (answer["framework"], len(answer["statements"])) == ("apa-2009-10", 9)


def test_frameworks_are_listed_and_shown(client):
    listed = client.get("/api/v1/frameworks").json()["frameworks"]

    assert [(one["ref"], one["in_force"]) for one in listed] == [
        ("cqc-local-authority", True),
        ("apa-2009-10", False),
    ]
    for one in listed:
        assert client.get(f"/api/v1/frameworks/{one['ref']}").json()["title"] == one["title"]


@pytest.mark.parametrize("ref", ["nope", "..%2fkinds", "%00", "cqc-local-authority.yaml"])
def test_unknown_framework(client, ref):
    answer = client.get(f"/api/v1/frameworks/{ref}")

    assert answer.status_code == 404
    problem_in(answer.json())
