"""Adding evidence in a browser: files, links and documents that are wanted, with and without scripts."""

import pytest
from lxml import html

from tests.app.forms import CARERS, STAFF, WAITS, parts, zipped

PAGE = {"accept": "text/html"}


def page_of(answer) -> html.HtmlElement:
    return html.fromstring(answer.text)


def words_of(answer) -> str:
    return " ".join(page_of(answer).find(".//main").text_content().split())


@pytest.fixture
def send(client):
    def _send(*files, **fields):
        return client.post("/add", files=parts(*files) or None, data={"way": "files", **fields}, headers=PAGE)

    return _send


def document(client, ref: str) -> dict:
    return client.get(f"/api/v1/documents/{ref}").json()


def test_each_way_has_an_address_and_an_unknown_one_shows_files(client):
    for way, asked in {"files": "files", "link": "address", "wanted": "wanted_from", "nonsense": "files"}.items():
        answer = client.get("/add", params={"way": way}, headers=PAGE)

        assert answer.status_code == 200
        assert page_of(answer).xpath(f"//*[@id='{asked}']"), way


def test_limits_stand_on_the_page_before_anything_is_sent(client):
    (form,) = page_of(client.get("/add", headers=PAGE)).xpath("//form[@data-adding]")

    assert (form.get("data-largest-mb"), form.get("data-most-files")) == ("250", "1000")


class TestFilesOfAForm:
    def test_what_became_of_each_stands_at_an_address_of_its_own(self, client, send, settled):
        send(("a.txt", WAITS))
        answer = send(("again.txt", WAITS), ("<b>new.txt", CARERS), ("empty.txt", b""))
        settled()

        assert answer.history[0].status_code == 303
        told = words_of(client.get(answer.url.path, headers=PAGE))
        assert "1 document added" in told
        assert "<b>new.txt added as E-0002" in told
        assert "Its text is read" in told
        assert "again.txt already held as E-0001" in told
        assert "empty.txt could not be taken The file is empty" in told

    def test_reason_of_an_unreadable_text_is_told(self, client, send, settled):
        answer = send(("scan.png", b"\x89PNG\r\n\x1a\nbroken"))
        settled()

        assert "Its text could not be read." in words_of(client.get(answer.url.path, headers=PAGE))

    def test_members_of_an_archive_are_told_one_by_one(self, client, send):
        answer = send(("bundle.zip", zipped(one=WAITS, two=CARERS)))

        assert "bundle.zip/one.txt added as E-0001" in words_of(answer)
        assert "first=E-0001&last=E-0002" in page_of(answer).xpath("//a[@role='button']/@href")[0]

    def test_nothing_chosen_is_an_error_at_the_field(self, send):
        answer = send()

        assert answer.status_code == 422
        assert page_of(answer).findtext(".//title").strip().startswith("Error:")
        assert page_of(answer).xpath("//a[@href='#files']")

    def test_nothing_taken_tells_every_reason_and_keeps_what_was_said_of_all(self, client, send):
        answer = send(("empty.txt", b""), owner="Ben <i>")

        assert answer.status_code == 422
        assert "empty.txt could not be taken The file is empty" in words_of(answer)
        assert page_of(answer).xpath("//input[@id='owner']/@value") == ["Ben <i>"]
        assert client.get("/api/v1/documents").json()["total"] == 0

    def test_what_is_said_of_all_holds_for_each(self, client, send):
        send(("a.txt", WAITS), ("b.txt", CARERS), owner="Ben", team="Carers", kind="survey", statement="QS7")

        for ref in ("E-0001", "E-0002"):
            found = document(client, ref)
            assert (found["owner"], found["team"], found["kind"]) == ("Ben", "Carers", "survey")
            assert [tag["statement"] for tag in found["tags"]] == ["QS7"]

    def test_too_long_an_owner_adds_nothing(self, client, send):
        assert send(("a.txt", WAITS), owner="x" * 201).status_code == 422
        assert client.get("/api/v1/documents").json()["total"] == 0

    def test_address_that_is_no_outcome_is_not_found(self, client):
        assert client.get("/add/outcome/none", headers=PAGE).status_code == 404


class TestFilesOfTheScript:
    def send(self, client, *files, key="k1", **fields):
        return client.post("/add/file", files=parts(*files), data=fields, headers={"Idempotency-Key": key})

    def test_added_under_the_name_of_who_is_signed_in_with_its_folder(self, client):
        answer = self.send(client, ("a.txt", WAITS), folder="Evidence/../2026")

        assert answer.json()["added"][0]["ref"] == "E-0001"
        found = document(client, "E-0001")
        assert found["added_by"] == "Asha"
        assert found["versions"][0]["folder"] == "Evidence/2026"

    def test_trying_again_under_the_same_key_adds_nothing(self, client):
        first, again = self.send(client, ("a.txt", WAITS)), self.send(client, ("a.txt", WAITS))

        assert first.json() == again.json()
        assert client.get("/api/v1/documents").json()["total"] == 1

    def test_refusal_is_an_answer_with_its_reason(self, client):
        answer = self.send(client, ("empty.txt", b""))

        assert answer.status_code == 200
        assert "empty" in answer.json()["details"]["refused"][0]["reason"]

    def test_another_file_under_the_same_key_is_a_conflict(self, client):
        self.send(client, ("a.txt", WAITS))

        assert self.send(client, ("b.txt", CARERS)).status_code == 409


class TestLinksAndWanted:
    def test_link_is_added_and_said(self, client):
        answer = client.post(
            "/add",
            data={"way": "link", "address": "https://council.example/plan", "title": "The plan", "text": STAFF},
            headers=PAGE,
        )

        assert "E-0001 The plan is added as a link." in words_of(answer)
        assert document(client, "E-0001")["versions"][0]["address"] == "https://council.example/plan"

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"way": "link", "title": "x"}, "address"),
            ({"way": "link", "title": "x", "address": "javascript:alert(1)"}, "address"),
            ({"way": "link", "address": "https://council.example"}, "title"),
            ({"way": "link", "title": "x", "address": "https://c.example", "checked_on-day": "40"}, "checked_on"),
            ({"way": "link", "title": "x" * 501, "address": "https://c.example"}, "title"),
            ({"way": "link", "title": "x", "address": "https://c.example", "kind": "nonsense"}, "kind"),
            ({"way": "wanted"}, "title"),
            ({"way": "wanted", "title": "x", "statement": "QS99"}, "statement"),
        ],
        ids=str,
    )
    def test_what_is_wrong_is_told_at_its_field_and_nothing_is_added(self, client, fields, wrong):
        answer = client.post("/add", data=fields, headers=PAGE)

        assert answer.status_code == 422
        assert page_of(answer).xpath(f"//div[contains(@class,'error-summary')]//a[@href='#{wrong}']")
        assert page_of(answer).xpath(f"//*[@id='{wrong}']")
        assert client.get("/api/v1/documents").json()["total"] == 0

    def test_wanted_document_is_noted(self, client):
        client.post("/add", data={"way": "wanted", "title": "Peer report", "wanted_from": "Ben", "statement": "QS9"})

        found = document(client, "E-0001")
        assert (found["versions"][0]["form"], found["versions"][0]["wanted_from"]) == ("wanted", "Ben")


def test_form_of_another_site_is_refused(client):
    answer = client.post("/add", data={"way": "wanted", "title": "x"}, headers={"sec-fetch-site": "cross-site"})

    assert answer.status_code == 403


def test_api_takes_folder_and_team_and_repeats_under_the_same_key_only_for_the_same_folder(client, upload):
    answer = upload(("a.txt", WAITS), headers={"Idempotency-Key": "k"}, folder="Audits", team="Carers")

    assert answer.status_code == 201
    found = document(client, "E-0001")
    assert (found["team"], found["versions"][0]["folder"]) == ("Carers", "Audits")
    other = upload(("a.txt", WAITS), headers={"Idempotency-Key": "k"}, folder="Other", team="Carers")
    assert other.status_code == 409
