"""Documents: listed, shown, changed and downloaded."""

import base64
import hashlib
import json

import pytest

from app.answering import SANDBOXED
from tests.app.forms import STAFF, WAITS, parts, problem_in

pytestmark = pytest.mark.usefixtures("two_papers")
ADDRESS = "/api/v1/documents"
JSON = {"Content-Type": "application/json"}


class TestList:
    def test_pages_have_the_total_and_follow_one_another(self, client):
        pages = [client.get(ADDRESS, params={"per_page": 1, "page": page}).json() for page in (1, 2, 3)]

        assert [(page["total"], page["page"], page["per_page"]) for page in pages] == [
            (2, 1, 1),
            (2, 2, 1),
            (2, 3, 1),
        ]
        assert [[item["ref"] for item in page["items"]] for page in pages] == [["E-0001"], ["E-0002"], []]

    def test_narrowed(self, client):
        client.patch(f"{ADDRESS}/E-0001", json={"owner": "Ben", "status": "draft"})
        client.post(f"{ADDRESS}/E-0001/confirm")
        client.post(f"{ADDRESS}/E-0001/tags", json={"statement": "QS1"})

        for asked, found in (("owner=Ben", "E-0001"), ("status=draft", "E-0001"), ("presumed=true", "E-0002"),
                             ("untagged=true", "E-0002")):  # fmt: skip
            assert [item["ref"] for item in client.get(f"{ADDRESS}?{asked}").json()["items"]] == [found]

    @pytest.mark.parametrize(
        "asked", ["page=0", "page=x", "per_page=0", "per_page=501", "status=lost", "presumed=maybe"]
    )
    def test_wrong_request_is_refused(self, client, asked):
        answer = client.get(f"{ADDRESS}?{asked}")

        assert answer.status_code == 422
        problem_in(answer.json())


class TestShow:
    def test_everything_known(self, client):
        card = client.get(f"{ADDRESS}/e2").json()

        assert card["title"] == "Survey of unpaid carers."
        assert [event["what"] for event in card["history"]] == ["added", "text read"]

    @pytest.mark.parametrize("ref", ["E-0009", "E-", "%00", "..%2f..%2fetc", "%F0%9F", "'; --", "x" * 3000])
    def test_unknown_reference(self, client, ref):
        answer = client.get(f"{ADDRESS}/{ref}")

        assert answer.status_code == 404
        assert problem_in(answer.json())["code"] == "not-found"


class TestPatch:
    def test_fields_are_set_and_the_revision_grows(self, client):
        answer = client.patch(
            f"{ADDRESS}/E-0001", json={"owner": "Ben", "labels": ["locality:Northside"], "revision": 0}
        )

        assert answer.status_code == 200
        assert (answer.json()["owner"], answer.json()["labels"]) == ("Ben", ["locality:Northside"])
        assert answer.json()["revision"] == 1

    def test_null_clears(self, client):
        client.patch(f"{ADDRESS}/E-0001", json={"owner": "Ben"})

        assert client.patch(f"{ADDRESS}/E-0001", json={"owner": None}).json()["owner"] is None

    def test_stale_revision_is_a_conflict_and_changes_nothing(self, client):
        client.patch(f"{ADDRESS}/E-0001", json={"owner": "Ben", "revision": 0})

        answer = client.patch(f"{ADDRESS}/E-0001", json={"owner": "Cleo", "revision": 0})

        assert answer.status_code == 409
        assert problem_in(answer.json())["code"] == "stale-edit"
        assert client.get(f"{ADDRESS}/E-0001").json()["owner"] == "Ben"

    @pytest.mark.parametrize(
        "field",
        [
            "ref",
            "added_by",
            "added_at",
            "presumed",
            "current_version",
            "status_before",
            "sha256",
            "id",
            "role",
            "colour",
        ],
    )
    def test_field_that_only_the_library_sets_is_refused(self, client, field):
        before = client.get(f"{ADDRESS}/E-0001").json()

        answer = client.patch(f"{ADDRESS}/E-0001", json={"owner": "Dev", field: "E-0666"})

        assert answer.status_code == 422
        assert problem_in(answer.json())["details"]["field"] == field
        assert client.get(f"{ADDRESS}/E-0001").json() == before

    @pytest.mark.parametrize(
        "wrong",
        [
            {"title": ""}, {"title": None}, {"title": 5}, {"title": ["a"]}, {"kind": "novel"},
            {"kind": 5}, {"kind": ["policy"]}, {"status": 5}, {"note": 5}, {"status": "withdrawn"},
            {"dated_on": "May"},
            {"dated_on": {}}, {"line": 9}, {"line": "x"},
            {"sensitivity": []}, {"revision": "0"}, {"revision": True}, {"\ud800": 1}, {"owner": "\ud800"},
            {"labels": "colour:red"},
            {"labels": {"a": 1}}, {"labels": [5]}, {"source": {}},
            {"covers_from": "2026-02-01", "covers_to": "2026-01-01"},
        ],
        ids=ascii,
    )  # fmt: skip
    def test_wrong_value_is_refused(self, client, wrong):
        before = client.get(f"{ADDRESS}/E-0001").json()

        answer = client.patch(f"{ADDRESS}/E-0001", content=json.dumps(wrong), headers=JSON)

        assert answer.status_code == 422
        problem_in(answer.json())
        assert client.get(f"{ADDRESS}/E-0001").json() == before

    @pytest.mark.parametrize("body", [b"", b"[]", b"{", b'"x"', b"\xff", b"[" * 100_000, b'{"line": ' + b"9" * 5000])
    def test_body_that_is_no_object_is_the_callers_mistake(self, client, body):
        answer = client.patch(f"{ADDRESS}/E-0001", content=body, headers=JSON)

        assert 400 <= answer.status_code < 500
        problem_in(answer.json())

    def test_unknown_document(self, client):
        assert client.patch(f"{ADDRESS}/E-0009", json={"owner": "Ben"}).status_code == 404


class TestWithdraw:
    def test_withdrawn_is_found_no_more_until_reinstated(self, client, settled):
        assert client.post(f"{ADDRESS}/E-0001/withdraw").json()["status"] == "withdrawn"
        assert client.get("/api/v1/search?q=review").json()["total"] == 0
        assert client.post(f"{ADDRESS}/E-0001/withdraw").status_code == 409
        assert client.post(f"{ADDRESS}/E-0001/reinstate").json()["status"] == "final"
        settled()
        assert client.get("/api/v1/search?q=review").json()["total"] == 1


class TestFile:
    def test_bytes_are_those_uploaded_and_no_browser_runs_them(self, client):
        answer = client.get(f"{ADDRESS}/E-0001/file")

        assert answer.content == WAITS.encode()
        digest = base64.b64encode(hashlib.sha256(WAITS.encode()).digest()).decode()
        assert {name: answer.headers[name] for name in (
            "content-type", "content-disposition", "content-security-policy", "x-content-type-options", "repr-digest",
        )} == {
            "content-type": "application/octet-stream", "content-disposition": 'attachment; filename="minutes.txt"',
            "content-security-policy": SANDBOXED, "x-content-type-options": "nosniff",
            "repr-digest": f"sha-256=:{digest}:",
        }  # fmt: skip

    def test_older_version_is_still_there(self, client):
        client.post(f"{ADDRESS}/E-0001/versions", files={"file": ("v2.txt", STAFF.encode())})

        assert client.get(f"{ADDRESS}/E-0001/file?version=1").content == WAITS.encode()
        assert client.get(f"{ADDRESS}/E-0001/file").content == STAFF.encode()

    @pytest.mark.parametrize(
        ("asked", "status"),
        [("E-0009/file", 404), ("E-0001/file?version=7", 404), ("E-0001/file?version=0", 422),
         ("E-0001/file?version=99999999999999999999", 422), ("E-0001/passages?version=7", 404),
         ("E-0001/passages?version=99999999999999999999", 422)],
    )  # fmt: skip
    def test_unknown_document_or_version(self, client, asked, status):
        answer = client.get(f"{ADDRESS}/{asked}")

        assert answer.status_code == status
        problem_in(answer.json())

    def test_document_without_a_file_says_so(self, client):
        client.post(ADDRESS, data={"wanted": "Policy"})

        answer = client.get(f"{ADDRESS}/E-0003/file")

        assert answer.status_code == 404
        assert "wanted" in problem_in(answer.json())["detail"]

    @pytest.mark.parametrize("damage", ["changed", "gone"])
    def test_damaged_file_is_not_handed_out(self, client, settings, damage):
        sha256 = hashlib.sha256(WAITS.encode()).hexdigest()
        place = settings.home / "files" / sha256[:2] / sha256[2:]
        place.unlink() if damage == "gone" else place.write_bytes(WAITS.encode() + b"!")

        answer = client.get(f"{ADDRESS}/E-0001/file")

        assert answer.status_code == 500
        assert problem_in(answer.json())["code"] == "damaged"
        assert WAITS not in answer.text
        assert client.get(f"{ADDRESS}/E-0002/file").status_code == 200


class TestPassages:
    def test_in_reading_order_page_by_page(self, client):
        client.post(f"{ADDRESS}/E-0001/versions", files={"file": ("v2.md", b"# One\n\nFirst.\n\n# Two\n\nSecond.\n")})
        assert client.app.state.background.wait_until_settled(60)

        whole = client.get(f"{ADDRESS}/E-0001/passages").json()
        second = client.get(f"{ADDRESS}/E-0001/passages?page=2&per_page=1").json()

        assert whole["total"] == len(whole["items"]) == 2
        assert second["items"] == whole["items"][1:]
        assert [item["place"] for item in whole["items"]] == [0, 1]
        assert all(item["locator"] for item in whole["items"])


class TestVersions:
    def test_newer_file_is_listed_last(self, client):
        answer = client.post(f"{ADDRESS}/E-0001/versions", files={"file": ("v2.txt", STAFF.encode())})

        assert (answer.status_code, answer.json()["number"]) == (201, 2)
        listed = client.get(f"{ADDRESS}/E-0001/versions").json()["versions"]
        assert [version["file_name"] for version in listed] == ["minutes.txt", "v2.txt"]

    @pytest.mark.parametrize(
        ("ref", "content", "status"),
        [("E-0001", WAITS, 409), ("E-0009", STAFF, 404), ("E-0001", "", 422),
         ("E-0001", "\x7fELF\x02" + "\0" * 60, 415)],
    )  # fmt: skip
    def test_what_is_no_newer_version_is_refused(self, client, ref, content, status):
        answer = client.post(f"{ADDRESS}/{ref}/versions", files={"file": ("v2", content.encode())})

        assert answer.status_code == status
        problem_in(answer.json())

    def test_part_must_be_named_file(self, client):
        assert client.post(f"{ADDRESS}/E-0001/versions", files=parts(("v2.txt", STAFF))).status_code == 422


class TestTags:
    def test_tag_with_a_quote_and_untag(self, client):
        made = client.post(
            f"{ADDRESS}/E-0001/tags", json={"statement": "qs7", "quote": "wait too long", "stance": "gap"}
        )

        assert made.status_code == 201
        tag = made.json()["tags"][0]
        assert (tag["statement"], tag["quote"], tag["stance"]) == ("QS7", "wait too long", "gap")
        assert client.get(f"{ADDRESS}/E-0001/tags").json() == {"tags": [tag]}
        assert client.delete(f"/api/v1/tags/{tag['id']}").json() == {"removed": tag}
        assert client.get(f"{ADDRESS}/E-0001/tags").json() == {"tags": []}
        assert client.delete(f"/api/v1/tags/{tag['id']}").status_code == 404

    @pytest.mark.parametrize(
        ("ref", "body", "status"),
        [
            ("E-0009", {"statement": "QS1"}, 404), ("E-0001,E-0009", {"statement": "QS1"}, 404),
            (",", {"statement": "QS1"}, 404), ("E-0001", {}, 422), ("E-0001", {"statement": 7}, 422),
            ("E-0001", {"statement": "QS77"}, 422), ("E-0001", {"statement": "QS1", "quote": "never said"}, 422),
            ("E-0001", {"statement": "QS1", "impact": "\ud800"}, 422),
        ],
        ids=ascii,
    )  # fmt: skip
    def test_wrong_tag_is_refused_and_tags_nothing(self, client, ref, body, status):
        answer = client.post(f"{ADDRESS}/{ref}/tags", content=json.dumps(body), headers=JSON)

        assert answer.status_code == status
        problem_in(answer.json())
        assert client.get(f"{ADDRESS}/E-0001/tags").json() == {"tags": []}

    def test_id_and_author_are_the_librarys_to_give(self, client):
        body = {"statement": "QS1", "id": "T-99999", "added_by": "Dev", "ref": "E-0002", "framework": "x"}

        tag = client.post(f"{ADDRESS}/E-0001/tags", json=body).json()["tags"][0]

        assert (tag["id"], tag["added_by"], tag["ref"]) == ("T-00001", "Asha", "E-0001")
