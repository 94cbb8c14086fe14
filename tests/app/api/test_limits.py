"""Caps on what is received, counted on the stream."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.app.forms import WAITS, parts, problem_in
from tests.conftest import LOCAL, sign_in_first

ADDRESS = "/api/v1/documents"
FORM = {"Content-Type": "multipart/form-data; boundary=x"}
HEAD = b'--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\n'


@pytest.fixture
def settings(tmp_path) -> Settings:
    return Settings(
        home=tmp_path / "library", actor="Asha", max_request_mb=2, max_upload_mb=1, max_upload_parts=3
    )  # fmt: skip


def chunks(megabytes: int) -> Iterator[bytes]:
    yield HEAD
    for _ in range(megabytes * 10):
        yield b"a" * 100_000
    yield b"\r\n--x--\r\n"


@pytest.mark.parametrize("promised", [None, "10"], ids=["no length promised", "false length promised"])
def test_body_over_the_cap_is_refused_on_the_stream(client, promised):
    headers = FORM | ({"Content-Length": promised} if promised else {})

    answer = client.post(ADDRESS, content=chunks(3), headers=headers)

    assert answer.status_code == 413
    problem = problem_in(answer.json())
    assert (problem["code"], problem["details"]) == ("too-large", {"max_bytes": 2_000_000})
    assert client.get(ADDRESS).json()["total"] == 0


def test_cap_holds_for_every_route_that_reads_a_body(client):
    answer = client.patch(f"{ADDRESS}/E-0001", json={"note": "x" * 2_100_000})

    assert answer.status_code == 413
    problem_in(answer.json())


def test_one_file_over_its_own_cap_does_not_spoil_the_others(client):
    answer = client.post(ADDRESS, files=parts(("big.txt", b"a" * 1_000_001), ("a.txt", WAITS)))

    assert answer.status_code == 201
    assert [(bad["file"], bad["code"]) for bad in answer.json()["refused"]] == [("big.txt", "too-large")]


def test_one_file_over_its_own_cap_alone(client):
    answer = client.post(ADDRESS, files=parts(("big.txt", b"a" * 1_000_001)))

    assert answer.status_code == 413
    assert problem_in(answer.json())["code"] == "too-large"


def test_setting_says_how_many_parts_are_taken(client):
    assert client.post(ADDRESS, files=parts(*((f"{n}.txt", f"Paper {n}") for n in range(3)))).status_code == 201
    assert client.post(ADDRESS, files=parts(*((f"{n}.md", f"Page {n}") for n in range(4)))).status_code == 413


def test_refused_upload_leaves_nothing_in_the_home(client, settings):
    client.post(ADDRESS, content=chunks(3), headers=FORM)
    client.post(ADDRESS, files=parts(("big.txt", b"a" * 1_000_001)))

    assert list((settings.home / "staging").iterdir()) == []


def test_upload_with_no_room_to_spool_is_not_the_callers_mistake(settings):
    with TestClient(create_app(settings), base_url=LOCAL) as client:
        sign_in_first(client)
        staging = settings.home / "staging"
        staging.rename(settings.home / "elsewhere")
        staging.write_text("a file where the folder should be", encoding="utf-8")

        answer = client.post(ADDRESS, content=chunks(1), headers=FORM)

        staging.unlink()
        (settings.home / "elsewhere").rename(staging)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert problem_in(answer.json())["code"] == "unavailable"
