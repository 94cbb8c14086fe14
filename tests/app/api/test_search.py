"""``GET /search``."""

import pytest
from fastapi.testclient import TestClient
from hypothesis import HealthCheck, given, settings, strategies

from app.main import create_app
from app.settings import Settings
from tests.app.forms import CARERS, WAITS, parts, problem_in
from tests.conftest import LOCAL, sign_in_first

ADDRESS = "/api/v1/search"


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """One library for every question: searching changes nothing."""
    with TestClient(
        create_app(Settings(home=tmp_path_factory.mktemp("search"), actor="Asha")), base_url=LOCAL
    ) as client:
        sign_in_first(client)
        client.post("/api/v1/documents", files=parts(("minutes.txt", WAITS)), data={"tag": "QS7/processes"})
        client.post("/api/v1/documents", files=parts(("survey.txt", CARERS)), data={"tag": "QS1"})
        assert client.app.state.background.wait_until_settled(60)
        yield client


def refs(answer) -> list[str]:
    return [document["ref"] for document in answer.json()["documents"]]


def test_form_is_that_of_the_command(served):
    answer = served.get(ADDRESS, params={"q": "review"}).json()

    assert {"query", "expanded", "behind", "total", "documents", "facets"} <= set(answer)
    assert (answer["query"], answer["behind"], answer["total"]) == ("review", 0, 1)
    assert "<mark>review</mark>" in answer["documents"][0]["passages"][0]["snippet"]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("statement=QS7", ["E-0001"]), ("theme=1", ["E-0002"]), ("category=processes", ["E-0001"]),
        ("kind=survey", ["E-0002"]), ("statement=QS1&statement=QS7", ["E-0001", "E-0002"]),
        ("statement=QS7&kind=survey", []), ("limit=1", ["E-0001"]), ("limit=1&offset=1", ["E-0002"]),
        ("offset=99999999999999999999", []),
    ],
)  # fmt: skip
def test_filters_and_pages(served, asked, found):
    assert refs(served.get(f"{ADDRESS}?{asked}")) == found


def test_facets_count_what_was_found_and_mark_what_was_chosen(served):
    facets = served.get(f"{ADDRESS}?statement=QS7").json()["facets"]

    assert {value["value"]: (value["count"], value["chosen"]) for value in facets["statement"]} == {
        "QS1": (1, False), "QS7": (1, True),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "status"),
    [("limit=0", 422), ("limit=201", 422), ("offset=-1", 422), ("sort=colour", 422), ("like=E-0099", 404)],
)
def test_wrong_request_is_a_problem_document(served, asked, status):
    answer = served.get(f"{ADDRESS}?{asked}")

    assert answer.status_code == status
    problem_in(answer.json())


@pytest.mark.parametrize(
    "query",
    ['"', '""', '"unclosed', "-", "--", "- -", "*", "a*", "**", "OR", "OR OR", "a OR", "NOT", "(", ")", "((((", ":",
     "statement:", ":QS1", "nosuch:x", "year:x", 'title:"', "\\", "\x00", "\ufffd", "😀", "a" * 5000, "a " * 3000,
     "-a " * 500, '"a b" ' * 300, "<script>alert(1)</script>", "%", "' OR 1=1; --", "../..", "\u202e", "E-²", "²"],
    ids=ascii,
)  # fmt: skip
def test_odd_query_is_answered(served, query):
    answer = served.get(ADDRESS, params={"q": query})

    assert answer.status_code in {200, 422}
    assert "<script>" not in answer.text


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    query=strategies.one_of(
        strategies.text(max_size=60),
        strategies.text(alphabet='ab "*-():ORNT\\/~^[]{}?+&|!', max_size=40),
    ),
    field=strategies.sampled_from(["theme", "statement", "category", "kind", "team", "year", "currency", "label"]),
    value=strategies.text(max_size=12),
)
def test_no_query_is_a_failure_of_the_server(served, query, field, value):
    answer = served.get(ADDRESS, params={"q": query, field: value})

    assert answer.status_code < 500
