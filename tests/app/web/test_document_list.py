"""The list of documents: narrowed, ordered, paged and chosen from, all by its address."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from tests.app.web.upkeep_builder import ODD, library_of, listed, page, words, write


@pytest.fixture
def filled(client: TestClient) -> TestClient:
    library = library_of(client)
    write(library, title="Waiting list audit", kind="audit", dated_on=date(2020, 1, 1))
    write(library, title="<script>alert(1)</script>", owner=ODD, tags=("QS7", "QS3"))
    write(library, title="Draft plan", status="draft", owner=None, tags=(), dated_on=None, presumed=["kind"])
    write(library, title="Gone", status="withdrawn")
    write(library, title="Signed agreement", version={"form": "wanted", "wanted_from": "Ben"})
    return client


def test_an_empty_library_says_what_to_do_first(client: TestClient) -> None:
    tree = page(client, "/documents")

    assert "Nothing is held yet" in words(tree)
    assert tree.xpath("//main//a[@href='/add']")
    assert not tree.xpath("//main//table")


def test_it_lists_all_but_withdrawn_documents_with_what_they_need(filled: TestClient) -> None:
    tree = page(filled, "/documents")

    assert listed(tree) == ["E-0001", "E-0002", "E-0003", "E-0005"]
    row = words(tree, "//tbody/tr[3]")
    assert all(said in row for said in ("Draft", "No owner", "Not tagged yet", "Date not known", "To confirm"))
    assert "Out of date" in words(tree, "//tbody/tr[1]")


def test_titles_and_owners_are_text_and_owners_lead_to_their_page(filled: TestClient) -> None:
    tree = page(filled, "/documents")

    assert not tree.xpath("//main//script | //main//b")
    assert "<script>alert(1)</script>" in words(tree, "//tbody/tr[2]")
    address = tree.xpath("//tbody/tr[2]/td[@data-label='Owner']//a/@href")[0]
    assert words(page(filled, address), "//h1") == ODD


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=AUDIT+waiting", ["E-0001"]),
        ("q=e2", ["E-0002"]),
        ("statement=QS7", ["E-0002"]),
        ("statement=none", ["E-0003"]),
        ("owner=none", ["E-0003"]),
        ("need=wanted&need=untagged", ["E-0003", "E-0005"]),
        ("status=withdrawn", ["E-0004"]),
        ("form=wanted&owner=Asha", ["E-0005"]),
        ("sort=-ref", ["E-0005", "E-0003", "E-0002", "E-0001"]),
        ("sort=title", ["E-0002", "E-0003", "E-0005", "E-0001"]),
    ],
)
def test_the_address_narrows_and_orders(filled: TestClient, query: str, found: list[str]) -> None:
    assert listed(page(filled, f"/documents?{query}")) == found


def test_chosen_filters_are_shown_and_each_can_be_taken_away(filled: TestClient) -> None:
    tree = page(filled, "/documents?q=paper&need=untagged&need=wanted&sort=title&per=50")

    chips = {chip.text_content(): chip.get("href") for chip in tree.xpath("//a[@class='listing-chip']")}
    assert [words_of.split("the filter ")[1].rstrip("×") for words_of in chips] == [
        "Words: paper", "What it needs: Not tagged yet", "What it needs: Wanted",
    ]  # fmt: skip
    left = parse_qs(urlsplit(next(iter(chips.values()))).query)
    assert left == {"need": ["untagged", "wanted"], "sort": ["title"], "per": ["50"]}
    assert {one.get("value") for one in tree.xpath("//input[@type='checkbox'][@name='need'][@checked]")} == {
        "untagged", "wanted",
    }  # fmt: skip


def test_a_value_that_there_is_not_is_left_out_and_told(filled: TestClient) -> None:
    tree = page(filled, "/documents?need=nonsense&statement=QS7&statement=%3Cb%3E&sort=up&page=zero&per=7")

    assert listed(tree) == ["E-0002"]
    assert "“nonsense” is not a need to narrow by" in words(tree)
    assert not tree.xpath("//main//b")


def test_nothing_found_says_what_else_to_do(filled: TestClient) -> None:
    tree = page(filled, "/documents?q=nothing+like+it")

    assert "No document matches all of this" in words(tree)
    assert tree.xpath("//a[@href='/search']")


def test_headings_turn_the_order_round_and_say_which_it_is(filled: TestClient) -> None:
    tree = page(filled, "/documents?sort=owner&need=presumed")

    heading = tree.xpath("//th[@aria-sort]")
    assert [(one.get("aria-sort"), words(one, ".").rstrip(" ▲")) for one in heading] == [("ascending", "Owner")]
    assert parse_qs(urlsplit(heading[0].xpath(".//a/@href")[0]).query) == {"need": ["presumed"], "sort": ["-owner"]}


def test_a_long_list_has_pages_and_one_past_the_end_is_the_last(client: TestClient) -> None:
    library = library_of(client)
    refs = [write(library) for _ in range(60)]

    first, last = page(client, "/documents?owner=Asha"), page(client, "/documents?owner=Asha&page=99")

    assert listed(first) == refs[:25]
    assert words(first, "//h2[@id='found']") == "Documents 1 to 25 of 60"
    assert listed(last) == refs[50:]
    assert first.xpath("//a[@rel='next']/@href") == ["/documents?owner=Asha&page=2"]
    assert listed(page(client, "/documents?per=100")) == refs


def test_ticked_documents_go_to_a_pack_or_to_another_owner(filled: TestClient) -> None:
    tree = page(filled, "/documents")

    form = tree.xpath("//form[@id='selected']")[0]
    assert (form.get("method"), form.get("action")) == ("get", "/packs/new")
    assert form.xpath(".//input[@name='ref']/@value") == listed(tree)
    assert form.xpath(".//button/@formaction") == ["/upkeep/hand-over"]


def test_very_many_owners_are_not_all_offered(client: TestClient) -> None:
    library = library_of(client)
    for number in range(70):
        write(library, owner=f"Owner {number:02}")
    write(library, owner="Owner 69")

    tree = page(client, "/documents?owner=Owner+68")

    offered = tree.xpath("//input[@name='owner']/@value")
    assert len(offered) <= 61
    assert {"Owner 68", "Owner 69"} <= set(offered)
    assert "And 9 more" in words(tree, "//details[@id='facet-owner']") or "And 10 more" in words(tree)
