"""Who may reach the server, and what every answer carries."""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from tests.app.forms import WAITS, parts, problem_in
from tests.conftest import LOCAL

ADDRESS = "/api/v1/documents"
HEADERS = {
    "x-content-type-options": "nosniff", "referrer-policy": "same-origin", "cache-control": "no-store",
    "x-frame-options": "DENY", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}  # fmt: skip


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "127.0.0.1", "localhost:8000", "LOCALHOST", "[::1]:8000", "[::1]"]
)
def test_this_machine_is_answered(client, host):
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "localhost.evil.example", "",
     "127.0.0.1:8000@evil",
     "127.0.0.1:80:80", "testserver", "[::]", "2130706433", "evil.example#127.0.0.1"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/healthz", ADDRESS, "/docs", "/openapi.json", "/nowhere"])
def test_another_host_is_refused_everywhere(client, host, path):
    answer = client.get(path, headers={"Host": host})

    assert answer.status_code == 403
    assert problem_in(answer.json())["code"] == "not-allowed"
    assert HEADERS.items() <= dict(answer.headers).items()


def test_other_hosts_are_answered_once_that_is_set(settings):
    with TestClient(
        create_app(settings.model_copy(update={"address": "https://library.council.example"})),
        base_url="https://library.council.example",
    ) as client:
        assert client.get("/healthz").status_code == 200
        assert client.get("/healthz", headers={"Host": "other.council.example"}).status_code == 403


def test_browsers_are_told_to_come_over_https_alone_where_the_address_says_so(settings):
    """Also where the proxy that ends HTTPS speaks plainly to this server."""
    with TestClient(
        create_app(settings.model_copy(update={"address": "https://library.council.example"})),
        base_url="http://library.council.example",
    ) as client:
        for path in ("/sign-in", "/nowhere", "/api/v1/documents", "/static/library.css"):
            told = client.get(path).headers["strict-transport-security"]
            assert told == "max-age=31536000; includeSubDomains", path
        here = client.get("/sign-in", headers={"Host": "127.0.0.1:8000"})
        assert "strict-transport-security" not in here.headers, "this machine alone is reached without"
        key = client.app.state.first_key.key
        form = {"key": key, "name": "Asha", "email": "asha@example.org"}
        cookie = client.post("/sign-in/first", data=form, follow_redirects=False).headers["set-cookie"]
        assert cookie.startswith("__Host-evidence=")
        assert "Secure" in cookie


FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"},
    {"Origin": "null"}, {"Origin": "http://127.0.0.1:9999"}, {"Origin": ""},
    {"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"},
    {"Origin": "http://evil.example/http://127.0.0.1:8000"},
]  # fmt: skip


@pytest.mark.parametrize("foreign", FOREIGN, ids=str)
def test_page_of_another_site_changes_nothing(client, foreign):
    for send in (
        lambda: client.post(ADDRESS, files=parts(("a.txt", WAITS)), headers=foreign),
        lambda: client.patch(f"{ADDRESS}/E-0001", json={"owner": "Dev"}, headers=foreign),
        lambda: client.delete("/api/v1/tags/T-00001", headers=foreign),
        lambda: client.put("/nowhere", headers=foreign),
    ):
        answer = send()
        assert answer.status_code == 403
        assert problem_in(answer.json())["code"] == "not-allowed"
    assert client.get(ADDRESS).json()["total"] == 0


@pytest.mark.parametrize(
    "own",
    [{}, {"Sec-Fetch-Site": "same-origin", "Origin": LOCAL}, {"Sec-Fetch-Site": "none"}, {"Origin": LOCAL}],
    ids=str,
)
def test_own_pages_and_programs_may_write(client, own):
    assert client.post(ADDRESS, files=parts(("a.txt", WAITS)), headers=own).status_code == 201


def test_every_write_route_is_guarded(client):
    routes = [
        (method, path)
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method in methods
        if method not in {"get", "head", "options"}
    ]

    for method, path in routes:
        answer = client.request(
            method, path.replace("{", "").replace("}", ""), headers={"Sec-Fetch-Site": "cross-site"}
        )
        assert answer.status_code == 403, (method, path)
    assert len(routes) >= 8


@pytest.mark.parametrize(
    "path", ["/healthz", "/readyz", ADDRESS, f"{ADDRESS}/E-0099", "/nowhere", f"{ADDRESS}?page=0", "/openapi.json"]
)
def test_every_answer_carries_the_headers(client, path):
    assert HEADERS.items() <= dict(client.get(path).headers).items()


def test_surprise_carries_them_too_and_shows_no_details(client, settings, upload, settled, caplog):
    sha256 = upload(("a.txt", WAITS)).json()["added"][0]["sha256"]
    settled()
    place = settings.home / "files" / sha256[:2] / sha256[2:]
    place.unlink()
    place.parent.rmdir()
    place.parent.symlink_to(place.parent)

    answer = client.get(f"{ADDRESS}/E-0001/file")

    assert answer.status_code == 500
    assert HEADERS.items() <= dict(answer.headers).items()
    assert "Traceback" not in answer.text
    assert str(settings.home) not in answer.text + caplog.text
    problem = problem_in(answer.json())
    assert problem["code"] == "damaged" or problem["details"]["id"] in caplog.text
