"""``/healthz`` and ``/readyz``, and the work in the background that they tell of."""

import logging
import shutil
from contextlib import suppress

from fastapi.testclient import TestClient

from app.main import create_app
from app.wiring import open_library
from evidence.domain.people import folder_owner
from evidence.services.drafts import Draft
from tests.app.forms import CARERS, WAITS, file_in, problem_in
from tests.conftest import LOCAL, sign_in_first


def test_ready_says_how_far_behind_it_is(client):
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {
        "status": "ready", "reason": None, "behind": 0, "pending": 0, "trouble": None,
    }  # fmt: skip


def test_who_is_not_signed_in_is_told_only_that_it_is_ready(nobody):
    assert nobody.get("/readyz").json() == {"status": "ready", "reason": None}


def test_not_ready_while_the_home_cannot_be_written(client, settings):
    staging = settings.home / "staging"
    staging.rmdir()
    staging.write_text("a file where the folder should be", encoding="utf-8")

    answer = client.get("/readyz")

    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.json()["status"] == "not ready"
    assert answer.json()["reason"]
    assert client.get("/healthz").status_code == 200
    staging.unlink()
    staging.mkdir()
    assert client.get("/readyz").status_code == 200


def test_not_ready_once_the_catalogue_is_overwritten(client, settings, upload, settled):
    upload(("a.txt", WAITS))
    settled()  # nothing is being written that would put sound pages back
    for path in settings.home.glob("catalogue.db*"):
        # In place: who reads just now has a part of it in memory, which must not be cut off under them.
        with path.open("r+b") as damaged:
            damaged.write(b"\x00garbage" * (max(path.stat().st_size, 32_000) // 8))

    ready, listed = client.get("/readyz"), client.get("/api/v1/documents")

    assert ready.status_code == 503
    assert ready.json()["reason"]
    assert listed.status_code in {500, 503}
    assert problem_in(listed.json())["code"] in {"damaged", "unavailable"}
    assert client.get("/healthz").status_code == 200


def test_what_was_pending_at_the_stop_is_taken_up_by_the_next_start(settings, tmp_path):
    library = open_library(settings)
    with file_in(tmp_path, "a.txt").open("rb") as stream:
        library.adding.add(folder_owner("Ben"), Draft(), stream, name="a.txt")
    assert library.texts.pending() == [("E-0001", 1)]
    library.close()

    with TestClient(create_app(settings), base_url=LOCAL) as client:
        sign_in_first(client)
        assert client.app.state.background.wait_until_settled(60)
        assert client.get("/api/v1/search?q=review").json()["total"] == 1
        assert client.get("/readyz").json()["pending"] == 0


def test_uploads_broken_off_by_a_crash_are_swept_at_the_start(settings):
    open_library(settings).close()
    file_in(settings.home, "staging/upload-left", b"half")

    with TestClient(create_app(settings), base_url=LOCAL):
        assert list((settings.home / "staging").iterdir()) == []


def test_trouble_in_the_background_is_told_and_passes(client, settings, upload, settled, caplog):
    caplog.set_level(logging.CRITICAL, logger="evidence.background")
    index = settings.home / "index"
    while not index.is_file():
        # A round that runs just now may make the folder again.
        shutil.rmtree(index, ignore_errors=True)
        with suppress(IsADirectoryError):
            index.write_text("a file where the folder should be", encoding="utf-8")
    upload(("a.txt", CARERS))
    settled()
    assert client.get("/readyz").json()["trouble"]

    index.unlink()
    settled()

    assert client.get("/readyz").json()["trouble"] is None
    assert client.get("/api/v1/search?q=weekends").json()["total"] == 1
