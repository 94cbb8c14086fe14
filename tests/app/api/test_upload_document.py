"""``POST /documents``."""

import hashlib

import pytest

from tests.app.forms import CARERS, STAFF, WAITS, parts, problem_in, zipped

ADDRESS = "/api/v1/documents"
MONDAY = {"Idempotency-Key": "monday"}


def total(client) -> int:
    return client.get(ADDRESS).json()["total"]


def test_one_file_is_answered_in_the_form_of_add(upload):
    answer = upload(("board minutes.txt", WAITS), title="Board minutes")

    assert (answer.status_code, answer.headers["content-type"]) == (201, "application/json")
    lists = answer.json()
    assert lists["added"][0].pop("text") in {"pending", "read"}
    assert lists == {
        "added": [{
            "ref": "E-0001", "title": "Board minutes", "file": "board minutes.txt",
            "sha256": hashlib.sha256(WAITS.encode()).hexdigest(), "pages": None, "reason": None, "suggested": [],
        }],
        "held": [], "refused": [],
    }  # fmt: skip


def test_many_files_with_fields_and_tags(client, upload, settled):
    answer = upload(
        ("a.txt", WAITS), ("b.txt", CARERS), owner="Ben", kind="audit", dated_on="2026-01-31", source="auditors",
        tag=["QS7/processes/practice", "QS1"],
    )  # fmt: skip
    settled()

    assert [added["ref"] for added in answer.json()["added"]] == ["E-0001", "E-0002"]
    card = client.get(f"{ADDRESS}/E-0002").json()
    assert {name: card[name] for name in ("owner", "kind", "dated_on", "source")} == {
        "owner": "Ben", "kind": "audit", "dated_on": "2026-01-31", "source": "auditors",
    }  # fmt: skip
    assert [tag["statement"] for tag in card["tags"]] == ["QS7", "QS1"]


def test_uploaded_words_are_searchable_once_settled(client, upload, settled):
    upload(("a.txt", WAITS))
    settled()

    found = client.get("/api/v1/search", params={"q": "review"}).json()
    assert (found["total"], found["behind"]) == (1, 0)


def test_held_files_are_no_failure(upload):
    upload(("a.txt", WAITS))

    answer = upload(("again.txt", WAITS))

    assert (answer.status_code, answer.json()) == (
        200, {"added": [], "held": [{"file": "again.txt", "ref": "E-0001"}], "refused": []},
    )  # fmt: skip


def test_mixed_upload_is_added_and_names_the_rest(upload):
    upload(("known.txt", STAFF))

    answer = upload(("known.txt", STAFF), ("new.txt", WAITS), ("empty.txt", b""))

    assert answer.status_code == 201
    lists = answer.json()
    assert [added["file"] for added in lists["added"]] == ["new.txt"]
    assert [held["ref"] for held in lists["held"]] == ["E-0001"]
    assert [bad["file"] for bad in lists["refused"]] == ["empty.txt"]


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [(b"", 422, "invalid"), (b"\x7fELF\x02\x01\x01" + b"\x00" * 64, 415, "unsupported-type"),
     (zipped(), 422, "invalid")],
    ids=["empty file", "program", "empty archive"],
)  # fmt: skip
def test_nothing_added_is_a_problem_with_the_three_lists(client, upload, content, status, code):
    answer = upload(("a.txt", content))

    problem = problem_in(answer.json())
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert (problem["status"], problem["code"]) == (status, code)
    assert (problem["details"]["added"], problem["details"]["held"]) == ([], [])
    assert [bad["file"] for bad in problem["details"]["refused"]] == ["a.txt"]
    assert total(client) == 0


def test_held_and_refused_with_nothing_added_is_a_problem(upload):
    upload(("a.txt", WAITS))

    answer = upload(("a.txt", WAITS), ("empty.txt", b""))

    assert answer.status_code == 422
    assert problem_in(answer.json())["details"]["held"] == [{"file": "a.txt", "ref": "E-0001"}]


def test_archive_gives_its_members(upload):
    answer = upload(("all.zip", zipped(a=WAITS, b=CARERS)))

    assert [added["file"] for added in answer.json()["added"]] == ["all.zip/a.txt", "all.zip/b.txt"]


def test_link_and_wanted_document_need_no_file(client):
    link = client.post(ADDRESS, data={"link": "https://a.example/b", "title": "Strategy", "text": "Respite"})
    wanted = client.post(ADDRESS, data={"wanted": "Policy", "wanted_from": "Ben", "tag": "QS1"})

    assert (link.status_code, link.json()["added"][0]["file"]) == (201, "https://a.example/b")
    assert (wanted.status_code, wanted.json()["added"][0]["title"]) == (201, "Policy")


@pytest.mark.parametrize(
    "fields",
    [{}, {"link": "https://a.example/b", "wanted": "T"}, {"link": "ftp://a.example"}, {"wanted": " "}],
    ids=["nothing", "both", "no web address", "no title"],
)
def test_upload_without_files_must_say_what_it_adds(client, fields):
    answer = client.post(ADDRESS, data=fields)

    assert answer.status_code == 422
    problem_in(answer.json())


@pytest.mark.parametrize(
    "fields",
    [{"kind": "novel"}, {"source": "gossip"}, {"dated_on": "31/01/2026"}, {"tag": "QS77"}, {"tag": "/"},
     {"tag": ["QS1", "QS7/a/b/c"]}, {"title": "x" * 501}],
    ids=str,
)  # fmt: skip
def test_wrong_field_is_refused_before_anything_is_added(client, upload, fields):
    answer = upload(("a.txt", WAITS), **fields)

    assert answer.status_code == 422
    problem_in(answer.json())
    assert total(client) == 0


def test_fields_that_only_the_library_sets_are_ignored(client, upload):
    upload(("a.txt", WAITS), ref="E-0666", added_by="Dev", sha256="00", status="withdrawn", revision="9")

    card = client.get(f"{ADDRESS}/E-0001").json()
    assert (card["added_by"], card["status"], card["revision"]) == ("Asha", "final", 0)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"--x\r\n",
        b"nonsense",
        b"--x\r\nContent-Disposition: form-data; name=files\r\n\r\nplain text\r\n--x--\r\n",
    ],
    ids=["empty", "cut short", "nonsense", "no file"],
)
def test_malformed_body_is_the_callers_mistake(client, body):
    answer = client.post(ADDRESS, content=body, headers={"Content-Type": "multipart/form-data; boundary=x"})

    assert 400 <= answer.status_code < 500
    problem_in(answer.json())


class TestIdempotencyKey:
    def test_repeated_request_gets_the_same_answer_and_adds_nothing(self, client, upload):
        first = upload(("a.txt", WAITS), headers=MONDAY, owner="Ben")
        again = upload(("a.txt", WAITS), headers=MONDAY, owner="Ben")

        assert (again.status_code, again.json()) == (first.status_code, first.json()) == (201, first.json())
        assert total(client) == 1

    @pytest.mark.parametrize(
        ("name", "content", "owner"),
        [("a.txt", CARERS, "Ben"), ("b.txt", WAITS, "Ben"), ("a.txt", WAITS, "Cleo")],
        ids=["other content", "other name", "other field"],
    )
    def test_another_request_under_the_same_key_is_a_conflict(self, client, upload, name, content, owner):
        upload(("a.txt", WAITS), headers=MONDAY, owner="Ben")

        answer = upload((name, content), headers=MONDAY, owner=owner)

        assert answer.status_code == 409
        assert problem_in(answer.json())["code"] == "conflict"
        assert total(client) == 1

    def test_refused_upload_may_be_mended_under_the_same_key(self, upload):
        assert upload(("a.txt", b""), headers=MONDAY).status_code == 422

        assert upload(("a.txt", WAITS), headers=MONDAY).status_code == 201

    def test_key_that_is_too_long_is_refused(self, client, upload):
        assert upload(("a.txt", WAITS), headers={"Idempotency-Key": "x" * 201}).status_code == 422
        assert total(client) == 0


def _outside(folder):
    """Every file beside the library and the folder of its signed heads."""
    return {one for one in folder.rglob("*") if not one.relative_to(folder).parts[0].startswith("library")}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd.txt", "passwd.txt"), ("..\\..\\windows\\a.txt", "a.txt"), ("/abs/a.txt", "a.txt"),
        ("a\u202etxt.exe", "atxt.exe"), ("x" * 400 + ".txt", "x" * 251 + ".txt"), ("CON", "CON"), ("..", ".."),
        ("<img src=x onerror=alert(1)>.txt", "<img src=x onerror=alert(1)>.txt"), ("=cmd|'x'!A1", "=cmd|'x'!A1"),
    ],
    ids=lambda name: name[:12],
)  # fmt: skip
def test_hostile_name_is_only_ever_a_name(client, upload, tmp_path, name, shown):
    before = _outside(tmp_path)

    answer = upload((name, WAITS))

    assert answer.json()["added"][0]["file"] == shown
    assert _outside(tmp_path) == before
    held = [path for path in (tmp_path / "library" / "files").rglob("*") if path.is_file()]
    assert ["".join(path.relative_to(tmp_path / "library" / "files").parts) for path in held] == [
        hashlib.sha256(WAITS.encode()).hexdigest()
    ]
    download = client.get(f"{ADDRESS}/E-0001/file")
    assert download.status_code == 200
    assert "\n" not in download.headers["content-disposition"]


def test_more_parts_than_are_taken_is_refused_whole(client):
    answer = client.post(ADDRESS, files=parts(*((f"{n}.txt", f"Paper {n}") for n in range(1001))))

    assert answer.status_code == 413
    assert "several uploads" in problem_in(answer.json())["detail"]
    assert total(client) == 0
