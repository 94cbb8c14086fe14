"""Offering evidence, and the lead's answer."""

import pytest
from lxml import html

from tests.app.forms import CARERS, WAITS, zipped

PAGE = {"accept": "text/html"}
EXAMPLE = {"form": "example", "title": "A better week", "text": "She came back <b>smiling</b>.", "given_by": "Priya"}


def page_of(answer) -> html.HtmlElement:
    return html.fromstring(answer.text)


def words_of(answer) -> str:
    return " ".join(page_of(answer).find(".//main").text_content().split())


@pytest.fixture
def offer(client):
    def _offer(file=None, **fields):
        files = {"file": file} if file else None
        return client.post("/contribute", data={**EXAMPLE, **fields}, files=files, headers=PAGE)

    return _offer


def decide(client, offer_id="C-0001", **fields):
    return client.post(f"/contributions/{offer_id}", data=fields, headers=PAGE)


def total(client) -> int:
    return client.get("/api/v1/documents").json()["total"]


def test_name_is_filled_in(client):
    assert page_of(client.get("/contribute", headers=PAGE)).xpath("//input[@id='given_by']/@value") == ["Asha"]


class TestOffering:
    def test_giver_gets_a_reference_and_what_happens_next(self, client, offer):
        answer = offer(statement="QS1")

        assert answer.url.path == "/contributions/C-0001"
        told = words_of(answer)
        assert "its reference is C-0001" in told
        assert "What happens next" in told
        assert "She came back <b>smiling</b>." in told
        assert total(client) == 0

    def test_file_and_link_are_taken(self, client, offer):
        assert offer(form="file", file=("a.txt", WAITS), text="").url.path == "/contributions/C-0001"
        assert offer(form="link", address="https://council.example/a", text="").url.path == "/contributions/C-0002"
        assert client.get("/contributions/C-0001/file").content == WAITS.encode()

    def test_without_a_choice_what_alone_was_given_counts(self, offer):
        assert "Example" in words_of(offer(form=""))

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"title": ""}, "title"), ({"title": "x" * 501}, "title"), ({"given_by": " "}, "given_by"),
            ({"text": ""}, "text"), ({"text": "x" * 20_001}, "text"), ({"form": "file"}, "file"),
            ({"form": "link"}, "address"), ({"form": "link", "address": "ftp://x"}, "address"),
            ({"form": "", "text": ""}, "form"), ({"form": "", "address": "https://a.example"}, "form"),
            ({"form": "parcel"}, "form"), ({"statement": "QS99"}, "statement"),
        ],
        ids=str,
    )  # fmt: skip
    def test_what_is_wrong_is_told_at_its_field(self, client, offer, fields, wrong):
        answer = offer(**fields)

        assert answer.status_code == 422
        assert page_of(answer).xpath(f"//a[@href='#{wrong}']")
        assert page_of(answer).xpath(f"//*[@id='{wrong}']")
        assert client.app.state.library.offers.list() == []

    def test_archive_is_refused_at_the_file(self, offer):
        answer = offer(form="file", file=("a.zip", zipped(one=WAITS)))

        assert page_of(answer).xpath("//a[@href='#file']")

    def test_file_that_is_held_needs_nothing_more(self, upload, offer):
        upload(("a.txt", WAITS))

        answer = offer(form="file", file=("mine.txt", WAITS))

        assert answer.status_code == 200
        assert "holds this file already, as E-0001" in words_of(answer)
        assert page_of(answer).xpath("//a[@href='/documents/E-0001']")

    def test_file_that_was_offered_leads_to_that_offer(self, offer):
        offer(form="file", file=("a.txt", WAITS))

        answer = offer(form="file", file=("b.txt", WAITS))

        assert page_of(answer).xpath("//div[@id='said']//a[@href='/contributions/C-0001']")


class TestDeciding:
    def test_accepted_as_changed_and_the_giver_reads_the_answer(self, client, offer):
        offer()

        told = words_of(
            decide(client, accept="1", title="Carers’ story", owner="Ann", statement="QS1", answer="Lovely.")
        )

        assert "C-0001 is accepted as E-0001" in told
        found = client.get("/api/v1/documents/E-0001").json()
        assert (found["title"], found["owner"]) == ("Carers’ story", "Ann")
        assert [tag["statement"] for tag in found["tags"]] == ["QS1"]
        shown = client.get("/contributions/C-0001", headers=PAGE)
        assert "Lovely." in words_of(shown)
        assert page_of(shown).xpath("//a[@href='/documents/E-0001']")
        assert not page_of(shown).xpath("//button[@name='accept']")

    def test_declined_with_thanks_removes_the_file(self, client, offer):
        offer(form="file", file=("a.txt", CARERS))

        decide(client, decline="1", title="x", answer="Thank you, we have a newer one.")

        assert "we have a newer one" in words_of(client.get("/contributions/C-0001", headers=PAGE))
        assert client.get("/contributions/C-0001/file", headers=PAGE).status_code == 404
        assert total(client) == 0

    @pytest.mark.parametrize(
        ("fields", "wrong"),
        [
            ({"decline": "1", "answer": ""}, "answer"), ({"accept": "1", "title": ""}, "title"),
            ({"accept": "1", "title": "x", "kind": "nonsense"}, "kind"),
            ({"accept": "1", "title": "x", "answer": "x" * 2_001}, "answer"),
        ],
        ids=str,
    )  # fmt: skip
    def test_what_is_wrong_decides_nothing(self, client, offer, fields, wrong):
        offer()

        answer = decide(client, **fields)

        assert answer.status_code == 422
        assert page_of(answer).xpath(f"//a[@href='#{wrong}']")
        assert client.app.state.library.offers.get("C-0001").state == "offered"

    def test_second_lead_is_told_who_decided(self, client, offer):
        offer()
        decide(client, accept="1", title="x")

        answer = decide(client, decline="1", answer="Thank you.")

        assert answer.status_code == 422
        assert "Asha has accepted the offer C-0001 already, as E-0001" in words_of(answer)
        assert total(client) == 1

    def test_unknown_offer_is_not_found(self, client):
        assert client.get("/contributions/C-0099", headers=PAGE).status_code == 404
        assert decide(client, "C-0099", accept="1", title="x").status_code == 404


class TestList:
    def test_each_state_has_its_address_and_counts(self, client, offer):
        for number in range(3):
            offer(title=f"Story {number}", text=f"Story {number}")
        decide(client, "C-0002", accept="1", title="x")
        decide(client, "C-0003", decline="1", answer="Thanks")

        for state, ref in {
            "offered": "C-0001",
            "accepted": "C-0002",
            "declined": "C-0003",
            "nonsense": "C-0001",
        }.items():
            answer = client.get(f"/contributions?state={state}", headers=PAGE)
            assert [one for one in ("C-0001", "C-0002", "C-0003") if one in words_of(answer)] == [ref], state

    def test_empty_list_says_what_to_do_first(self, client):
        assert page_of(client.get("/contributions", headers=PAGE)).xpath("//main//p//a[@href='/contribute']")

    def test_long_list_has_pages(self, client, offer):
        for number in range(26):
            offer(title=f"Story {number}", text=f"Story {number}")

        answer = client.get("/contributions?page=2", headers=PAGE)

        assert "C-0026" in words_of(answer)
        assert "C-0001 " not in words_of(answer)
