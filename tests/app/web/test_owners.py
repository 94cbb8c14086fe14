"""An owner's own page: what needs doing, and doing it there."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.web.documents.rows import owner_address
from tests.app.web.upkeep_builder import ASHA, HTML, ODD, library_of, page, send, words, write
from tests.conftest import last_deed

TODAY = date.today()  # noqa: DTZ011 - the application's own clock runs
LONG_AGO = TODAY - timedelta(days=4000)


def day(ref: str, value: date) -> dict[str, str]:
    return {f"{ref}-review_by-{part}": str(getattr(value, part)) for part in ("day", "month", "year")}


@pytest.mark.parametrize("name", [ODD, "Ann / message", "Ann/message", "a/b/c", "Żółć", "-", "none", "Ann+Bo"])
def test_every_name_has_a_page_and_a_message(client: TestClient, name: str) -> None:
    write(library_of(client), owner=name, dated_on=LONG_AGO)

    tree = page(client, owner_address(name))

    assert words(tree, "//h1") == " ".join(name.split())
    assert "E-0001" in words(tree)
    message = page(client, f"{owner_address(name)}/message")
    assert f"Dear {name}," in message.xpath("//textarea")[0].text
    assert client.get(tree.xpath("//a[contains(.,'1 document')]/@href")[0], headers=HTML).status_code == 200


def test_documents_stand_under_their_most_urgent_need(client: TestClient) -> None:
    library = library_of(client)
    write(library, presumed=["kind"], dated_on=TODAY)
    write(library, dated_on=LONG_AGO, tags=(), presumed=["title"], title="<i>Old</i>")

    tree = page(client, "/owners/Asha")

    assert [words(one, ".") for one in tree.xpath("//section/h2")] == ["Out of date (1)", "To confirm (1)"]
    assert "Also: not tagged yet and details to confirm" in words(tree, "//*[@id='E-0002-work']")
    assert not tree.xpath("//main//i")
    assert "Policy" in words(tree, "//*[@id='E-0001-work']//form")


def test_nobody_has_a_page_that_no_name_is_taken_for(client: TestClient) -> None:
    write(library_of(client), owner=None, dated_on=TODAY)

    tree = page(client, "/upkeep/no-owner")

    assert words(tree, "//h1") == "Documents without an owner"
    assert "/upkeep/hand-over?ref=E-0001" in tree.xpath("//a/@href")
    assert not tree.xpath("//a[contains(@href, '/message')]")


def test_somebody_who_looks_after_nothing_is_told_so(client: TestClient) -> None:
    assert "Nobody Here looks after no document" in words(page(client, "/owners/Nobody%20Here"))


def test_actions_are_shown_overdue_ones_first(client: TestClient) -> None:
    library = library_of(client)
    library.assurance.add_action(ASHA, "QS1", "Later", owner="asha", due=TODAY + timedelta(days=9))
    library.assurance.add_action(ASHA, "QS1", "Late", owner="Asha", due=TODAY - timedelta(days=9))
    library.assurance.add_action(ASHA, "QS1", "Theirs", owner="Ben", due=TODAY)

    tree = page(client, "/owners/Asha")

    assert [words(one, ".//th") for one in tree.xpath("//tbody/tr")] == ["A-0002 Late", "A-0001 Later"]
    assert "1 overdue" in words(tree, "//h2")


def test_what_a_person_is_to_get_is_on_their_page(client: TestClient) -> None:
    ref = write(library_of(client), owner="Ben", version={"form": "wanted", "wanted_from": "Cleo Marsh"})

    assert ref in words(page(client, "/owners/cleo%20marsh"))


def test_a_newer_version_is_one_step_and_says_what_to_check(client: TestClient) -> None:
    library = library_of(client)
    ref = write(library, owner=ODD, dated_on=LONG_AGO)
    files = {f"{ref}-file": ("new <b>.txt", b"The newer text.")}

    tree = send(client, owner_address(ODD), ref=ref, do="renew", files=files)

    assert words(tree, "//h1") == ODD
    assert f"{ref} now has version 2" in words(tree, "//*[@id='said']")
    assert tree.xpath(f"//*[@id='said']//a[@href='/documents/{ref}/edit']")
    send(client, "/undo", event=tree.xpath("//input[@name='event']/@value")[0], back="/owners")
    assert library.documents.get(ref).current_version == 1


def test_no_file_an_empty_one_or_one_that_is_held_is_refused_beside_its_field(client: TestClient) -> None:
    ref = write(library_of(client), dated_on=LONG_AGO)
    held = {f"{ref}-file": ("a.txt", b"The same text.")}
    send(client, "/owners/Asha", ref=ref, do="renew", files=held)

    for files in ({}, {f"{ref}-file": ("a.txt", b"")}, held):
        tree = send(client, "/owners/Asha", 422, ref=ref, do="renew", files=files or {"other": ("", b"")})
        assert tree.xpath(f"//a[@href='#{ref}-file']")
        assert tree.xpath(f"//input[@id='{ref}-file'][contains(@aria-describedby, 'error')]/ancestor::details[@open]")


def test_a_review_date_brings_a_document_back_into_date(client: TestClient) -> None:
    library = library_of(client)
    ref = write(library, dated_on=LONG_AGO)
    until = TODAY + timedelta(days=400)

    tree = send(client, "/owners/Asha", ref=ref, do="review", was="", **day(ref, until))

    assert "nothing needs doing" in words(tree)
    assert library.documents.get(ref).review_by == until
    assert tree.xpath("//*[@id='said']//input[@name='event']")


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "enter until when it is right"),
        ({"E-0001-review_by-day": "31", "E-0001-review_by-month": "2", "E-0001-review_by-year": "2030"}, "real date"),
        ({"E-0001-review_by-day": "x" * 600}, "real date"),
        (day("E-0001", TODAY), "must be in the future"),
    ],
)
def test_a_review_date_that_will_not_do_is_shown_again(client: TestClient, typed: dict[str, str], said: str) -> None:
    library = library_of(client)
    write(library, dated_on=LONG_AGO)

    tree = send(client, "/owners/Asha", 422, ref="E-0001", do="review", was="", **typed)

    assert said in words(tree, "//*[@id='E-0001-review_by-error']")
    assert tree.xpath("//div[contains(@class,'error-summary')]//a/@href") == ["#E-0001-review_by"]
    assert tree.xpath("//input[@id='E-0001-review_by']/@value") == [typed.get("E-0001-review_by-day", "")]
    assert library.documents.get("E-0001").review_by is None


def test_whoever_sets_a_review_date_second_is_told_both(client: TestClient) -> None:
    library = library_of(client)
    write(library, dated_on=LONG_AGO)
    library.documents.set(ASHA, "E-0001", {"review_by": TODAY - timedelta(days=5)})

    tree = send(
        client, "/owners/Asha", 422, ref="E-0001", do="review", was="", **day("E-0001", TODAY + timedelta(days=30))
    )

    assert "somebody changed its review date" in words(tree)
    again = tree.xpath("//input[@name='was']/@value")[0]
    send(client, "/owners/Asha", ref="E-0001", do="review", was=again, **day("E-0001", TODAY + timedelta(days=30)))
    assert library.documents.get("E-0001").review_by == TODAY + timedelta(days=30)


def test_only_guesses_that_were_shown_are_confirmed(client: TestClient) -> None:
    library = library_of(client)
    ref = write(library, dated_on=TODAY, presumed=["kind", "title"])

    send(client, "/owners/Asha", ref=ref, do="confirm", guess=["kind"])

    assert library.documents.get(ref).presumed == ["title"]
    tree = send(client, "/owners/Asha", ref=ref, do="confirm", guess=["kind"])
    assert "settled what was guessed" in words(tree, "//*[@id='said']")
    send(client, "/owners/Asha", 422, ref=ref, do="confirm")


@pytest.mark.parametrize("do", ["", "discard", "renew", "review", "confirm"])
def test_a_document_that_there_is_not_or_a_strange_button_changes_nothing(client: TestClient, do: str) -> None:
    write(library_of(client), dated_on=LONG_AGO)
    before = last_deed(library_of(client))
    sent = {"ref": "E-9999", "do": do, "guess": "kind", **day("E-9999", TODAY + timedelta(days=5))}

    tree = send(client, "/owners/Asha", 422, files={"E-9999-file": ("a.txt", b"Text.")}, **sent)

    assert tree.xpath("//div[contains(@class,'govuk-error-summary')]")
    assert last_deed(library_of(client)) == before


def test_a_long_page_is_turned_and_keeps_its_place_after_an_action(client: TestClient) -> None:
    library = library_of(client)
    for _ in range(30):
        write(library, dated_on=LONG_AGO)

    tree = page(client, "/owners/Asha?page=2")

    assert "Out of date (30)" in words(tree, "//section/h2")
    assert len(tree.xpath("//li[@class='upkeep-work']")) == 5
    form = tree.xpath("//*[@id='E-0026-work']//form[.//input[@value='review']]")[0]
    answer = client.post(
        form.get("action"), headers=HTML, follow_redirects=False,
        data={"ref": "E-0026", "do": "review", "was": "", **day("E-0026", TODAY + timedelta(days=9))},
    )  # fmt: skip
    assert answer.headers["location"] == "/owners/Asha?page=2"


def test_the_message_is_a_text_to_save(client: TestClient) -> None:
    library = library_of(client)
    write(library, owner=ODD, dated_on=LONG_AGO, sensitivity="restricted", title="About Mrs K")
    library.restricting.give(library.actor, "E-0001", "role:lead")

    answer = client.get(f"/owners/{quote(ODD, safe='')}/message?download=1", headers=HTML)

    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["content-type"].startswith("text/plain")
    assert "E-0001" in answer.text
    assert "Mrs K" not in answer.text
