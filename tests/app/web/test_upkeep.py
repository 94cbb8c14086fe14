"""Keeping current: what needs doing by need and by owner, messages, and handing documents over."""

from datetime import date, timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from tests.app.web.upkeep_builder import ASHA, HTML, ODD, library_of, page, send, words, write

TODAY = date.today()  # noqa: DTZ011 - the application's own clock runs


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    library = library_of(client)
    for number in range(3):
        write(library, owner="Ben", dated_on=TODAY - timedelta(days=4000 + number))
    write(library, owner=ODD, dated_on=TODAY, presumed=["kind"])
    write(library, owner=None, dated_on=TODAY, tags=())
    write(library, owner="Cleo", dated_on=TODAY)
    return client


def test_an_empty_library_says_what_to_do_first(client: TestClient) -> None:
    tree = page(client, "/upkeep")

    assert "nothing needs keeping current" in words(tree)
    assert tree.xpath("//main//a[@href='/add']")


def test_a_library_in_order_says_so(client: TestClient) -> None:
    write(library_of(client), dated_on=TODAY)

    tree = page(client, "/upkeep")

    assert "Nothing needs doing" in words(tree)
    assert not tree.xpath("//table")


def test_each_need_leads_to_its_documents_and_says_what_to_do(filled: TestClient) -> None:
    tree = page(filled, "/upkeep")

    cards = {
        one.get("href"): " ".join(one.text_content().split())
        for one in tree.xpath("//li[contains(@class,'upkeep-card')]//h2/a")
    }
    assert cards["/documents?need=out-of-date"] == "3 Out of date"
    assert cards["/documents?need=unowned"] == "1 No owner"
    assert "set a review date" in words(tree, "//ul[@class='upkeep-cards']/li[1]")
    assert "wanted" in words(tree, "//p[contains(.,'Nothing to do about')]")


def test_owners_with_the_most_pressing_come_first_and_numbers_lead_to_their_documents(filled: TestClient) -> None:
    tree = page(filled, "/upkeep")

    assert [one.text_content() for one in tree.xpath("//table//tbody//th")] == ["Ben", ODD, "No owner"]
    assert "/documents?owner=Ben&need=out-of-date" in tree.xpath("//table//td//a/@href")
    for address in tree.xpath("//table//a/@href"):
        assert filled.get(address, headers=HTML).status_code == 200


def test_one_need_narrows_the_owners(filled: TestClient) -> None:
    tree = page(filled, "/upkeep?need=presumed&sort=name")

    assert [one.text_content() for one in tree.xpath("//table//tbody//th")] == [ODD]
    assert "No document has this need" in words(page(filled, "/upkeep?need=wanted"))
    assert len(page(filled, "/upkeep?need=nonsense").xpath("//table//tbody/tr")) == 3


def test_many_owners_are_turned_in_pages(client: TestClient) -> None:
    for number in range(55):
        write(library_of(client), owner=f"Owner {number:02}", presumed=["kind"], dated_on=TODAY)

    tree = page(client, "/upkeep?sort=name&page=2")

    assert [one.text_content() for one in tree.xpath("//table//tbody//th")] == [f"Owner {n}" for n in range(50, 55)]
    assert tree.xpath("//a[@rel='prev']/@href") == ["/upkeep?sort=name#by-owner"]


def test_the_visit_is_asked_for_until_it_is_known_and_then_tells_what_goes_out(filled: TestClient) -> None:
    assert "Nobody has said when the visit is" in words(page(filled, "/upkeep"))
    library = library_of(filled)
    ref = write(library, owner="Cleo", dated_on=TODAY, review_by=TODAY + timedelta(days=200))
    library.facts.set(ASHA, {"visit_on": str(TODAY + timedelta(days=300))})

    tree = page(filled, "/upkeep")

    assert "1 document will have gone out of date by then, besides the 3 out of date today" in words(tree)
    assert ref in words(tree, "//table[1]")
    library.facts.set(ASHA, {"visit_on": str(TODAY - timedelta(days=1))})
    assert "That day is past" in words(page(filled, "/upkeep"))


def test_messages_name_each_owner_and_leave_out_documents_without_one(filled: TestClient) -> None:
    tree = page(filled, "/upkeep/messages")

    assert [one.text_content() for one in tree.xpath("//section/h2")] == [ODD, "Ben"]
    assert "E-0001" in tree.xpath("//textarea")[1].text
    assert "1 document in need has no owner" in words(tree)
    answer = filled.get("/upkeep/messages?download=1", headers=HTML)
    assert answer.headers["content-disposition"] == 'attachment; filename="messages.txt"'
    assert answer.headers["content-type"].startswith("text/plain")
    assert f"To: {ODD}\r\n" in answer.text
    assert "127.0.0.1" not in answer.text


def test_nobody_to_write_to_is_said(client: TestClient) -> None:
    assert "no document needs anything" in words(page(client, "/upkeep/messages"))
    write(library_of(client), owner=None, dated_on=TODAY)
    assert "has no owner" in words(page(client, "/upkeep/messages"))
    assert "nobody to write to" in client.get("/upkeep/messages?download", headers=HTML).text


def carried(client: TestClient, path: str) -> str:
    chosen: str = page(client, path).xpath("//input[@name='chosen']/@value")[0]
    return chosen


def test_all_of_an_owners_documents_are_handed_over_in_one_step_and_back(filled: TestClient) -> None:
    library = library_of(filled)
    write(library, owner="Ben", status="superseded")

    tree = send(filled, "/upkeep/hand-over", chosen=carried(filled, "/upkeep/hand-over?owner=Ben"), to=f"  {ODD} ")

    assert words(tree, "//h1") == ODD
    assert f"{ODD} now looks after 3 documents." in words(tree, "//*[@id='said']")
    assert [library.documents.get(f"E-{number:04}").owner for number in (1, 2, 3, 7)] == [ODD, ODD, ODD, "Ben"]
    event = tree.xpath("//*[@id='said']//input[@name='event']/@value")[0]
    send(filled, "/undo", event=event, back="/owners")
    assert library.documents.get("E-0003").owner == "Ben"


def test_some_documents_of_several_owners_are_handed_over(filled: TestClient) -> None:
    path = "/upkeep/hand-over?ref=e1&ref=E-0005&ref=E-9999"
    assert "They have different owners now" in words(page(filled, path))

    send(filled, "/upkeep/hand-over", chosen=carried(filled, path), to="Dev")

    library = library_of(filled)
    assert [library.documents.get(ref).owner for ref in ("E-0001", "E-0002", "E-0005")] == ["Dev", "Ben", "Dev"]


def test_a_name_is_asked_for_and_may_not_be_huge(filled: TestClient) -> None:
    chosen = carried(filled, "/upkeep/hand-over?ref=E-0001")

    for name in ("", " ", "x" * 201):
        tree = send(filled, "/upkeep/hand-over", 422, chosen=chosen, to=name)
        assert tree.xpath("//title")[0].text.startswith("Error:")
        assert tree.xpath("//a[@href='#to']")
    assert library_of(filled).documents.get("E-0001").owner == "Ben"


@pytest.mark.parametrize("chosen", ["", "nonsense", "E-0001", "E-0001:x", "E-9999:0"])
def test_no_sound_choice_hands_nothing_over(filled: TestClient, chosen: str) -> None:
    send(filled, "/upkeep/hand-over", 422, chosen=chosen, to="Dev")

    assert library_of(filled).documents.get("E-0001").owner == "Ben"


def test_what_somebody_else_changed_meanwhile_is_told_and_nothing_is_half_done(filled: TestClient) -> None:
    library = library_of(filled)
    chosen = carried(filled, "/upkeep/hand-over?owner=Ben")
    library.documents.set(ASHA, "E-0002", {"owner": "Zoë"})

    tree = send(filled, "/upkeep/hand-over", 422, chosen=chosen, to="Dev")

    assert "E-0002 now has the owner Zoë" in words(tree)
    assert library.documents.get("E-0001").owner == "Ben"
    send(filled, "/upkeep/hand-over", chosen=tree.xpath("//input[@name='chosen']/@value")[0], to="Dev")
    assert library.documents.get("E-0002").owner == "Dev"


def test_owners_are_found_by_part_of_their_name(filled: TestClient) -> None:
    assert [one.text_content() for one in page(filled, "/owners").xpath("//tbody//th")] == [
        ODD,
        "Ben",
        "Cleo",
        "No owner",
    ]
    assert [one.text_content() for one in page(filled, "/owners?q=BEN").xpath("//tbody//th")] == ["Ben"]
    assert "No owner has “<b>zz”" in words(page(filled, f"/owners?q={quote('<b>zz')}"))
