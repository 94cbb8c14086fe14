"""Filling in what waits: which documents, one by one, many at once, and when two people do it."""

import pytest
from lxml import html

from tests.app.forms import CARERS, STAFF, WAITS

PAGE = {"accept": "text/html"}
QUICK = {**PAGE, "HX-Request": "true"}


def page_of(answer) -> html.HtmlElement:
    return html.fromstring(answer.text)


def words_of(answer) -> str:
    return " ".join(page_of(answer).find(".//main").text_content().split())


def refs_of(answer) -> list[str]:
    return [one.removeprefix("row-") for one in page_of(answer).xpath("//article/@id")]


def document(client, ref: str) -> dict:
    return client.get(f"/api/v1/documents/{ref}").json()


@pytest.fixture
def three(upload, settled) -> None:
    for name, text in (("waits.txt", WAITS), ("carers.txt", CARERS), ("staff.txt", STAFF)):
        upload((name, text))
    settled()


@pytest.fixture
def sent(client):
    """Save a row as its form on the page would send it, some of its fields changed."""

    def _sent(ref: str, *, headers=PAGE, form=None, **changed):
        (shown,) = page_of(form or client.get("/triage", headers=PAGE)).xpath(f"//article[@id='row-{ref}']/form")
        fields = dict(shown.form_values())
        fields |= {f"{ref}-{name}": value for name, value in changed.items() if name != "confirm"}
        if "confirm" in changed:
            fields["confirm"] = "1"
        return client.post("/triage", data=fields, headers=headers)

    return _sent


def test_nothing_waits_in_an_empty_library_and_the_page_leads_on(client):
    answer = client.get("/triage", headers=PAGE)

    assert "Nothing waits" in words_of(answer)
    assert page_of(answer).xpath("//main//a[@href='/add']")


@pytest.mark.usefixtures("three")
class TestList:
    def test_newest_comes_first(self, client):
        assert refs_of(client.get("/triage", headers=PAGE)) == ["E-0003", "E-0002", "E-0001"]

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("first=e2&last=E-0003", ["E-0003", "E-0002"]), ("owner=none", ["E-0003", "E-0002", "E-0001"]),
            ("owner=Ann", []), ("need=untagged&added=today", ["E-0003", "E-0002", "E-0001"]),
            ("need=nonsense&added=nonsense", ["E-0003", "E-0002", "E-0001"]),
            ("page=99", ["E-0003", "E-0002", "E-0001"]),
        ],
    )  # fmt: skip
    def test_address_narrows(self, client, query, expected):
        assert refs_of(client.get(f"/triage?{query}", headers=PAGE)) == expected

    def test_words_that_suggest_a_statement_stand_beside_it_escaped(self, client, upload, settled):
        upload(("x.txt", "<script>alert(1)</script> Safeguarding adults enquiries under section 42 are late."))
        settled()

        answer = client.get("/triage?first=E-0004", headers=PAGE)

        assert "QS7" in words_of(answer)
        assert "<script>alert" not in answer.text

    def test_what_needs_nothing_is_not_listed(self, client, sent):
        sent("E-0001", confirm=True, statement="QS1")

        assert "E-0001" not in refs_of(client.get("/triage", headers=PAGE))


def test_ten_stand_on_a_page_and_the_filter_goes_along(client, upload, settled):
    upload(*[(f"{n}.txt", f"{WAITS} {n}") for n in range(12)])
    settled()

    first = client.get("/triage?owner=none", headers=PAGE)

    assert len(refs_of(first)) == 10
    assert "/triage?owner=none&page=2" in page_of(first).xpath("//nav//a/@href")
    assert refs_of(client.get("/triage?owner=none&page=2", headers=PAGE)) == ["E-0002", "E-0001"]


@pytest.mark.usefixtures("three")
class TestOneRow:
    def test_saving_sets_confirms_tags_and_says_so(self, client, sent):
        answer = sent("E-0001", title="Board minutes", owner="Ann", statement="QS7", category="processes")

        assert "E-0001 Board minutes is saved, tagged to QS7." in words_of(answer)
        found = document(client, "E-0001")
        assert (found["title"], found["owner"]) == ("Board minutes", "Ann")
        assert not {"title", "kind", "dated_on", "owner"} & set(found["presumed"])
        assert [(tag["statement"], tag["category"]) for tag in found["tags"]] == [("QS7", "processes")]

    def test_everything_guessed_is_confirmed_where_asked(self, client, sent):
        assert document(client, "E-0001")["presumed"]

        sent("E-0001", confirm=True)

        assert document(client, "E-0001")["presumed"] == []

    def test_suggestion_that_is_ticked_tags_the_passage_shown(self, client, sent):
        (hint, *_) = page_of(client.get("/triage", headers=PAGE)).xpath("//input[@name='E-0001-hint']/@value")

        sent("E-0001", hint=hint)

        (tag,) = document(client, "E-0001")["tags"]
        assert tag["statement"] == hint
        assert " ".join(tag["quote"].split()) in " ".join(WAITS.split())

    def test_saving_can_be_taken_back(self, client, sent):
        before = document(client, "E-0001")["title"]
        answer = sent("E-0001", title="Wrong")
        (event,) = page_of(answer).xpath("//div[@id='said']//input[@name='event']/@value")

        client.post("/undo", data={"event": event, "back": "/triage"})

        assert document(client, "E-0001")["title"] == before

    def test_quick_save_answers_with_that_row_alone_saved(self, sent):
        answer = sent("E-0002", headers=QUICK, owner="Ann")

        assert answer.status_code == 200
        assert refs_of(answer) == ["E-0002"]
        assert page_of(answer).xpath("//article/@data-saved")[0].startswith("E-0002")

    @pytest.mark.parametrize(
        ("name", "value", "wrong"),
        [
            ("title", "", "title"), ("title", "x" * 501, "title"), ("kind", "nonsense", "kind"),
            ("dated_on-day", "40", "dated_on"), ("owner", "x" * 201, "owner"), ("category", "processes", "statement"),
        ],
    )  # fmt: skip
    @pytest.mark.parametrize("headers", [PAGE, QUICK], ids=["whole page", "quick"])
    def test_what_is_wrong_is_told_at_the_field_with_what_was_typed(self, client, sent, name, value, wrong, headers):
        before = document(client, "E-0001")

        answer = sent("E-0001", headers=headers, **{name: value})

        assert answer.status_code == 422
        assert page_of(answer).xpath(f"//a[@href='#E-0001-{wrong}']")
        assert page_of(answer).xpath(f"//*[@id='E-0001-{wrong}']")
        assert page_of(answer).xpath(f"//*[@id='E-0001-{wrong}-error']")
        assert document(client, "E-0001")["revision"] == before["revision"]

    def test_second_person_is_told_with_both_versions_and_may_save_again(self, client, sent):
        opened = client.get("/triage", headers=PAGE)
        client.patch("/api/v1/documents/E-0001", json={"owner": "Ben"})

        answer = sent("E-0001", form=opened, owner="Ann")

        assert answer.status_code == 422
        assert "Theirs: Ben" in words_of(answer)
        assert "Yours: Ann" in words_of(answer)
        assert document(client, "E-0001")["owner"] == "Ben"
        assert "is saved" in words_of(sent("E-0001", form=answer))
        assert document(client, "E-0001")["owner"] == "Ann"

    def test_document_that_is_gone_is_told(self, client, sent):
        opened = client.get("/triage", headers=PAGE)
        client.app.state.library.documents.discard(client.app.state.library.actor, "E-0001")

        answer = sent("E-0001", form=opened)

        assert answer.status_code == 422
        assert "There is no document E-0001" in words_of(answer)


@pytest.mark.usefixtures("three")
class TestMany:
    def change(self, client, *selected, **fields):
        named = {f"bulk-{name}": value for name, value in fields.items()}
        return client.post("/triage?owner=none", data={"bulk": "1", "selected": selected, **named}, headers=PAGE)

    def shown(self, client, *refs) -> list[str]:
        return [f"{ref}:{document(client, ref)['revision']}" for ref in refs]

    def test_all_selected_say_the_same(self, client):
        answer = self.change(
            client, *self.shown(client, "E-0001", "E-0002"), owner="Ann", kind="survey", statement="QS1", confirm="1"
        )

        assert "2 documents changed." in words_of(answer)
        assert answer.url.query == b"owner=none"
        for ref in ("E-0001", "E-0002"):
            found = document(client, ref)
            assert (found["owner"], found["kind"], found["presumed"]) == ("Ann", "survey", [])
            assert [tag["statement"] for tag in found["tags"]] == ["QS1"]
        assert document(client, "E-0003")["owner"] is None

    def test_stale_one_is_refused_by_name_and_the_others_are_saved(self, client):
        shown = self.shown(client, "E-0001", "E-0002")
        client.patch("/api/v1/documents/E-0001", json={"owner": "Ben"})

        answer = self.change(client, *shown, owner="Ann", statement="QS1")

        assert answer.status_code == 422
        told = words_of(answer)
        assert "E-0001 was not changed" in told
        assert "now “Ben”, yours was “Ann”" in told
        assert "1 document changed." in told
        assert [document(client, ref)["owner"] for ref in ("E-0001", "E-0002")] == ["Ben", "Ann"]
        assert document(client, "E-0001")["tags"] == []

    def test_nothing_selected_or_nothing_said_is_an_error(self, client):
        assert "Select the documents" in words_of(self.change(client, owner="Ann"))
        assert "Say what to set" in words_of(self.change(client, *self.shown(client, "E-0001")))

    def test_document_that_is_not_there_stops_no_other(self, client):
        answer = self.change(client, "E-0999:0", *self.shown(client, "E-0001"), owner="Ann")

        assert "There is no document E-0999" in words_of(answer)
        assert document(client, "E-0001")["owner"] == "Ann"
