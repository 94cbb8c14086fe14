"""``/packs``: built in the background, fetched when complete."""

import zipfile
from io import BytesIO

import pytest

from evidence.domain.packing import Choice
from tests.app.forms import CARERS, WAITS, problem_in

PACKS = "/api/v1/packs"
FOR = {"to": "CQC", "purpose": "Information return"}
_LOOKS = 5_000


@pytest.fixture
def filed(client, upload, settled):
    upload(("a.txt", WAITS), tag="QS7")
    upload(("b.txt", CARERS), tag="QS1")
    settled()
    for ref in ("E-0001", "E-0002"):
        client.patch(f"/api/v1/documents/{ref}", json={"sensitivity": "public"})


def finished(client, pack_id):
    """Look until the pack is no longer building."""
    for _ in range(_LOOKS):
        record = client.get(f"{PACKS}/{pack_id}").json()
        if record["state"] != "building":
            return record
    raise AssertionError("the pack was not finished")


def test_pack_is_started_built_and_fetched(client, filed):
    started = client.post(PACKS, json={"statements": ["QS7"], **FOR})
    record = finished(client, started.json()["id"])
    fetched = client.get(f"{PACKS}/{record['id']}/file")

    assert started.status_code == 202
    assert (record["state"], record["recipient"]) == ("complete", "CQC")
    assert [sent["ref"] for sent in record["sent"]] == ["E-0001"]
    assert fetched.headers["content-type"] == "application/zip"
    with zipfile.ZipFile(BytesIO(fetched.content)) as opened:
        assert {"index.html", "register.xlsx", "manifest.json"} < set(opened.namelist())
    assert [pack["id"] for pack in client.get(PACKS).json()["packs"]] == [record["id"]]


def test_preview_says_what_would_go_and_builds_nothing(client, filed):
    preview = client.post(f"{PACKS}/preview", json={"refs": ["E-0001", "E-0002"], **FOR}).json()

    assert sorted(document["ref"] for document in preview["going"]) == ["E-0001", "E-0002"]
    assert client.get(PACKS).json() == {"packs": []}


@pytest.mark.parametrize(
    ("asked", "status"),
    [({}, 422), ({"refs": ["E-0099"]}, 404), ({"statements": ["QS77"]}, 422), ({"surprise": True}, 422)],
)
def test_choice_that_gives_no_pack_is_a_problem(client, filed, asked, status):
    answer = client.post(PACKS, json=asked)

    assert answer.status_code == status
    problem_in(answer.json())


def test_unknown_pack_is_not_found(client):
    for path in ("", "/file"):
        answer = client.get(f"{PACKS}/nothing{path}")
        assert answer.status_code == 404
        problem_in(answer.json())


def test_file_is_a_conflict_until_the_pack_is_complete(client, filed):
    library = client.app.state.library
    record = library.packs.start(library.actor, Choice(refs=("E-0001",), recipient="CQC", purpose="Return"))

    answer = client.get(f"{PACKS}/{record.id}/file")

    assert answer.status_code == 409
    problem_in(answer.json())
    library.packs.run(library.actor, record.id)
    assert client.get(f"{PACKS}/{record.id}/file").status_code == 200


def test_a_pack_stops_on_what_nobody_cleared_and_names_it(client, filed):
    client.patch("/api/v1/documents/E-0002", json={"sensitivity": "internal"})
    asked = {"refs": ["E-0001", "E-0002"], **FOR}

    stopped = client.post(PACKS, json=asked)
    assert stopped.status_code == 409
    assert problem_in(stopped.json())["code"] == "held-back"
    assert [one["ref"] for one in stopped.json()["details"]["held"]] == ["E-0002"]
    started = client.post(PACKS, json={**asked, "without": ["E-0002"]})
    assert [one["ref"] for one in finished(client, started.json()["id"])["sent"]] == ["E-0001"]
