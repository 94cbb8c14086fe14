"""Redacted copies on pages: chosen, made, shown with how they were proved, removed."""

from io import BytesIO

import pytest
from fastapi.testclient import TestClient

from app.wiring import Library
from evidence.domain.people import Role
from tests.app.web.account_builder import as_somebody, post
from tests.app.web.reading_builder import ASHA, PAGE, filed, problems, said, sent, settled, shown, words
from tests.evidence.extractors import making_hidden
from tests.evidence.extractors.making_packages import docx, word_paragraph
from tests.evidence.extractors.making_pdf import pdf

NUMBER = "943 476 5919"
WORD = making_hidden.changed(
    docx(word_paragraph(f"NHS number: {NUMBER} and again {NUMBER}.") + word_paragraph("Annabel and Ann wait.")),
    making_hidden.word_comments("Asha Quill", "Hush"),
)
ADDRESS, COPY = "/documents/E-0001/redact", "/documents/E-0001/redacted/2"
UNDER_WAY = "/documents/E-0001/redact/under-way"
WHY = "It goes to the regulator"


@pytest.fixture(autouse=True)
def _paper(client: TestClient) -> None:
    client.app.state.copying.patience = 60
    filed(client, WORD, "review.docx", title="Charging review", kind="policy")


def library_of(client: TestClient) -> Library:
    library: Library = client.app.state.library  # type: ignore[attr-defined]  # Starlette sets it
    return library


def made(client: TestClient, **fields: object) -> None:
    sent(client, ADDRESS, **{"findings": "1", "because": WHY, "chosen": "1", **fields})
    settled(client)


def test_each_words_stand_once_with_every_place(client: TestClient) -> None:
    page = shown(client, ADDRESS)

    assert [mark.text_content() for mark in page.iter("mark")] == [NUMBER]
    assert "What always goes" in words(page)
    assert "comments: 1" in words(page)
    assert page.xpath("//textarea[@name='phrases']")
    assert not page.xpath("//input[@name='pages']"), "no page of a Word file can be covered"


def test_made_and_shown_with_what_was_taken_out_and_how_that_was_proved(client: TestClient) -> None:
    page = sent(client, ADDRESS, findings="1", phrases="Ann\n\n  ann  wait ", because=WHY, chosen="1")
    assert said(page) == "Version 2 is the redacted copy."
    settled(client)
    page = shown(client, COPY)

    told = words(page)
    assert [words(row) for row in page.xpath("//tbody/tr/th")] == [NUMBER, "Ann", "ann wait"]
    assert "2 times" in told
    assert "1 comment" in told
    assert "longer words hold such words, and stay: annabel" in told
    assert "read as the library reads any file" in told
    assert {
        "/documents/E-0001?version=2", "/documents/E-0001/original?version=2", f"{ADDRESS}?like=2", f"{COPY}/remove",
        "/documents/E-0001/clearances?number=2",
    } <= {link.get("href") for link in page.iter("a")}  # fmt: skip


def test_the_document_and_its_findings_lead_to_the_copy(client: TestClient) -> None:
    made(client)

    document = shown(client, "/documents/E-0001")
    assert "Version 2 Redacted copy of version 1" in words(document.get_element_by_id("versions"))
    assert "a redacted copy of version 1, made on" in words(shown(client, "/documents/E-0001?version=2"))
    found = shown(client, "/documents/E-0001/findings")
    assert f"Taken out in a redacted copy (version 2): {WHY}" in words(found)
    assert f"{ADDRESS}?version=1" in {link.get("href") for link in found.iter("a")}
    assert f"{ADDRESS}?like=2" not in {link.get("href") for link in found.iter("a")}
    of_copy = words(shown(client, "/documents/E-0001/findings?version=2"))
    assert "This version is a redacted copy of version 1" in of_copy
    checked = shown(client, "/documents/E-0001/clearances?number=2").xpath("//input[@name='number'][@checked]")
    assert [one.get("value") for one in checked] == ["2"]


def test_another_copy_begins_with_what_the_first_was_without(client: TestClient) -> None:
    made(client, phrases="Ann wait")
    page = shown(client, f"{ADDRESS}?like=2")

    assert [one.get("value") for one in page.xpath("//input[@name='findings'][@checked]")] == ["1"]
    assert page.xpath("string(//textarea[@name='phrases'])").strip() == "Ann wait"
    assert "Version 2 is a redacted copy of it already" in words(page)


@pytest.mark.parametrize("button", ["all", "only"])
def test_all_that_is_open_or_what_always_goes_alone(client: TestClient, button: str) -> None:
    sent(client, ADDRESS, because=WHY, **{button: "yes"})
    settled(client)

    text = "".join(one.text for one in library_of(client).cards.passages("E-0001", 2))
    assert (NUMBER in text) == (button == "only")


def test_what_will_not_do_is_said_and_what_was_typed_stays(client: TestClient) -> None:
    for fields, message in (
        ({"because": WHY}, "Choose what to take out"),
        ({"findings": "1", "because": ""}, "Say why"),
        ({"findings": "77", "because": WHY}, "no finding 77"),
        ({"phrases": "Zebra crossing", "because": WHY}, "Not found in the file as whole words"),
        ({"phrases": "x" * 501, "because": WHY}, "up to 500 characters"),
        ({"phrases": "...", "because": WHY}, "no letter or figure"),
    ):
        page = sent(client, ADDRESS, expect=422, **fields)
        assert any(message in one for one in problems(page)), message
        assert page.xpath("string(//textarea[@name='phrases'])").strip() == fields.get("phrases", "")
    assert len(library_of(client).cards.card("E-0001").versions) == 1


def test_pages_of_a_pdf_are_covered(client: TestClient) -> None:
    filed(client, pdf([["Seen here"], [], ["Told there"]]), "review.pdf", title="Review", kind="policy")
    address = "/documents/E-0002/redact"
    wrong = sent(client, address, expect=422, pages="2 to 3", because=WHY)
    assert problems(wrong) == ["“2 to 3” is no page. Write pages such as 3, 5-7."]

    page = sent(client, address, pages="2-3", because=WHY)

    assert "Something is covered on pages 2 and 3." in words(page)
    assert [words(row) for row in page.xpath("//tbody/tr/th")] == ["All of page 2", "All of page 3"]
    assert "2, 3" in shown(client, f"{address}?like=2").xpath("//input[@name='pages']/@value")


def test_kinds_that_cannot_be_redacted_say_what_to_do(client: TestClient) -> None:
    filed(client, "Words for all.", "paper.txt")
    page = shown(client, "/documents/E-0002/redact")

    assert "Only PDF, Word (.docx) and Excel (.xlsx)" in words(page)
    assert "/documents/E-0002#renew" in {link.get("href") for link in page.iter("a")}
    assert not page.xpath("//button[@name='chosen']")
    made(client)
    assert "a redacted copy itself" in words(shown(client, f"{ADDRESS}?version=2"))


def test_removed_after_asking(client: TestClient) -> None:
    made(client)
    asked = shown(client, f"{COPY}/remove")
    assert "This cannot be undone" in words(asked)
    assert len(library_of(client).cards.card("E-0001").versions) == 2

    page = sent(client, f"{COPY}/remove")

    assert "removed for good" in said(page)
    assert "NHS numbers: 2." in words(page)
    assert client.get(COPY, headers=PAGE).status_code == 404


def test_a_hold_stops_a_removal(client: TestClient) -> None:
    made(client)
    library_of(client).retention.place_hold(ASHA, "E-0001", "A claim")

    assert "on legal hold" in words(shown(client, f"{COPY}/remove"))
    assert "on legal hold" in words(sent(client, f"{COPY}/remove", expect=409))
    assert len(library_of(client).cards.card("E-0001").versions) == 2


def test_an_older_copy_says_that_it_cannot_leave(client: TestClient) -> None:
    made(client)
    library_of(client).documents.add_version(ASHA, "E-0001", BytesIO(b"Newer words."), name="newer.txt")
    settled(client)

    assert "this copy cannot be sent" in words(shown(client, COPY))
    assert "cannot be sent" in words(shown(client, f"{ADDRESS}?version=1"))


@pytest.mark.parametrize("role", ["reader", "contributor", "administrator"])
def test_others_see_what_became_of_it_and_may_not_redact(client: TestClient, role: Role) -> None:
    made(client)
    somebody = as_somebody(client, role)

    page = shown(somebody, COPY)
    assert NUMBER in words(page), "they may read the document"
    assert f"{COPY}/remove" not in {link.get("href") for link in page.iter("a")}
    for address in (ADDRESS, f"{COPY}/remove"):
        assert somebody.get(address, headers=PAGE).status_code == 403
        assert post(somebody, address, findings="1", because=WHY).status_code == 403


def test_what_is_restricted_is_opened_first(client: TestClient) -> None:
    made(client)
    library_of(client).documents.set(ASHA, "E-0001", {"sensitivity": "restricted"})
    library_of(client).restricting.give(ASHA, "E-0001", "role:lead")

    for address in (ADDRESS, COPY):
        answer = client.get(address, headers=PAGE, follow_redirects=False)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/documents/E-0001/open?next=")
    assert post(client, ADDRESS, findings="1", because=WHY).headers["location"].startswith("/documents/E-0001/open")
    assert len(library_of(client).cards.card("E-0001").versions) == 2


def test_what_takes_its_time_goes_on_without_who_asked(client: TestClient) -> None:
    client.app.state.copying.patience = 0
    post(client, ADDRESS, findings="1", because=WHY)
    assert client.app.state.copying.wait(60)

    page = shown(client, UNDER_WAY)

    assert "Version 2 is the redacted copy." in words(page)
    assert page.xpath(f"//a[@href='{COPY}']")


def test_what_takes_its_time_and_comes_to_nothing_says_so_and_keeps_what_was_typed(client: TestClient) -> None:
    client.app.state.copying.patience = 0
    post(client, ADDRESS, phrases="Zebra crossing", because=WHY)
    assert client.app.state.copying.wait(60)

    page = shown(client, UNDER_WAY)
    assert "No copy was made." in words(page)
    assert "Zebra crossing" in words(page)
    (back,) = page.xpath("//a[contains(@href, 'again')]/@href")
    form = shown(client, back, status=422)

    assert form.xpath("//textarea[@name='phrases']")[0].text_content().strip() == "Zebra crossing"
    assert problems(form)
    assert len(library_of(client).cards.card("E-0001").versions) == 1


def test_one_copy_at_a_time_for_each_person_and_document(client: TestClient) -> None:
    copying = client.app.state.copying
    copying.patience = 0
    with copying._turn:
        post(client, ADDRESS, findings="1", because=WHY)
        assert "is being made" in words(shown(client, UNDER_WAY))
        (wrong,) = problems(sent(client, ADDRESS, expect=422, findings="1", because=WHY))
    assert "being made already" in wrong
    assert copying.wait(60)
    assert len(library_of(client).cards.card("E-0001").versions) == 2


def test_who_may_no_more_gets_no_copy(client: TestClient) -> None:
    copying = client.app.state.copying
    copying.patience = 0
    somebody = as_somebody(client, "governance")
    with copying._turn:
        post(somebody, ADDRESS, findings="1", because=WHY)
        people = library_of(client).people
        person = next(one for one in people.all() if "governance" in one.roles)
        people.change(ASHA, person.id, name=person.name, roles=["reader"], teams=[])
    assert copying.wait(60)

    assert len(library_of(client).cards.card("E-0001").versions) == 1
