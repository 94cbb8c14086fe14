"""Every route driven into an error answers a problem document."""

import pytest

from tests.app.forms import problem_in

MISSES = {
    "ref": "E-0099", "tag_id": "T-09999", "id": "P-0099", "pack_id": "P-0099", "clearance_id": "CL-0099",
    "kind_ref": "nothing", "hold_id": "H-0099", "number": "9",
}  # fmt: skip
BODIES = {
    "decide": {"findings": [1], "decision": "stays", "because": "Nobody is named"}, "reopen": {"findings": [1]},
    "withdraw": {"because": "No more"}, "lift": {"because": "No more"}, "holds": {"because": "An enquiry"},
    "openings": {"because": "An interview"}, "{kind_ref}": {"months": 12},
    "redactions": {"phrases": ["Ann"], "because": "It goes to CQC"},
}  # fmt: skip
"""What is sound for each route but its address, by how that ends; ``{"statement": "QS1"}`` for the rest."""
ALWAYS_ANSWER = {("get", "/healthz"), ("get", "/readyz")}


def routes(client) -> list[tuple[str, str, dict]]:
    return [
        (method, path, described)
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method, described in methods.items()
    ]


def test_every_route_with_a_name_in_its_address_misses_in_the_right_form(client):
    driven = 0
    for method, path, described in routes(client):
        if "{" not in path:
            continue
        sound = BODIES.get(path.rpartition("/")[2], {"statement": "QS1"})
        body = {"json": sound} if "requestBody" in described else {}
        if "multipart/form-data" in described.get("requestBody", {}).get("content", {}):
            body = {"files": {"file": ("a.txt", b"words")}}
        answer = client.request(method, path.format_map(MISSES), **body)
        assert answer.status_code == 404, (method, path)
        assert answer.headers["content-type"] == "application/problem+json"
        assert problem_in(answer.json())["status"] == 404
        assert "404" in described["responses"], (method, path)
        driven += 1
    assert driven >= 10


def test_every_route_with_parameters_or_a_body_refuses_nonsense_in_the_right_form(client):
    for method, path, described in routes(client):
        typed = [p["name"] for p in described.get("parameters", ()) if p["in"] == "query" and "string" not in str(p)]
        if not typed and "requestBody" not in described:
            continue
        asked = {"params": dict.fromkeys(typed, "nonsense")} if typed else {"content": b"nonsense"}
        answer = client.request(method, path.format_map(MISSES), **asked)
        assert answer.status_code in {404, 422}, (method, path, answer.status_code)
        problem_in(answer.json())
        assert str(answer.status_code) in described["responses"], (method, path)


@pytest.mark.parametrize(
    "path", ["/nothing", "/nowhere", "/api/v1", "/api/v1/nothing", "/api/v2/documents", "/%2e%2e/etc"]
)
def test_address_that_leads_nowhere(client, path):
    answer = client.get(path)

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    problem_in(answer.json())


@pytest.mark.parametrize(
    ("method", "path"), [("DELETE", "/api/v1/documents"), ("PUT", "/healthz"), ("POST", "/api/v1/search")]
)
def test_method_that_a_route_does_not_have(client, method, path):
    answer = client.request(method, path)

    assert answer.status_code == 405
    assert answer.headers["allow"]
    problem = problem_in(answer.json())
    assert (problem["status"], problem["code"], problem["type"]) == (405, "method-not-allowed", "about:blank")
