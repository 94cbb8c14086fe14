"""Restricted documents: gone for who is not named; a reason asked of who is; not a word of them elsewhere."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from evidence.adapters.clock import FixedClock
from evidence.domain.events import Narrowing
from evidence.extractors.reader import PoolReader
from evidence.services.restricting import OPENED_FOR
from tests.app.web.account_builder import (
    OWNER,
    as_somebody,
    library_of,
    main_words,
    page_of,
    post,
    standing_still,
)
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, filed, problems, sent, shown, words
from tests.app.web.restricted_builder import CANARY, WHY, opened, restricted
from tests.conftest import last_deed
from tests.evidence.services.viewing_builder import PAGES, paper


@pytest.fixture
def nobody(begun: Settings, clock: FixedClock, reader: PoolReader) -> Iterator[TestClient]:
    """A browser that is not signed in, on a library whose clock stands still."""
    yield from standing_still(begun, clock, reader)


@pytest.fixture
def ref(client: TestClient) -> str:
    """A restricted document with a tagged passage."""
    return restricted(client)


@pytest.fixture
def stranger(client: TestClient, ref: str) -> TestClient:
    """A contributor who is not named on it."""
    assert ref
    return as_somebody(client, "contributor", email="stranger@example.org")


def readings(client: TestClient) -> list[tuple[str, str]]:
    """Who read what, as the history has it."""
    with library_of(client).catalogue.reading() as view:
        return [(one.actor, one.about["what"]) for one in view.events(narrowed=Narrowing(verbs=frozenset({"read"})))]


# Not named


PATHS = (
    "", "/p/1", "/edit", "/discard", "/picture/1", "/original", "/open", "/access", "/open?next=/", "?q=zanzibar",
)  # fmt: skip
API = ("", "/file", "/passages", "/versions", "/tags")


@pytest.mark.parametrize("path", PATHS)
def test_for_who_is_not_named_it_is_as_if_it_had_never_been(stranger: TestClient, ref: str, path: str) -> None:
    here = stranger.get(f"/documents/{ref}{path}", headers=PAGE, follow_redirects=False)
    never = stranger.get(f"/documents/E-0777{path}", headers=PAGE, follow_redirects=False)

    assert (here.status_code, never.status_code) == (404, 404)
    assert here.text.replace(ref, "E-0777") == never.text
    assert {k: v for k, v in here.headers.items() if k != "content-length"} == {
        k: v for k, v in never.headers.items() if k != "content-length"
    }


@pytest.mark.parametrize("path", API)
def test_nor_does_the_api_know_it(stranger: TestClient, ref: str, path: str) -> None:
    here = stranger.get(f"/api/v1/documents/{ref}{path}")
    never = stranger.get(f"/api/v1/documents/E-0777{path}")

    assert (here.status_code, never.status_code) == (404, 404)
    assert here.text.replace(ref, "E-0777") == never.text


@pytest.mark.parametrize(
    ("path", "fields"),
    [
        ("open", {"because": WHY}), ("access", {"who": "role:reader"}), ("access/take", {"named": "role:lead"}),
        ("tags", {"statement": "QS7", "quote": CANARY}), ("withdraw", {}), ("edit", {"title": "Mine"}),
    ],
)  # fmt: skip
def test_nothing_is_done_to_it_by_who_is_not_named(
    client: TestClient, stranger: TestClient, ref: str, path: str, fields: dict[str, str]
) -> None:
    before = last_deed(library_of(client))

    here = post(stranger, f"/documents/{ref}/{path}", **fields)
    never = post(stranger, f"/documents/E-0777/{path}", **fields)

    assert here.status_code == never.status_code
    assert here.status_code in {403, 404}
    assert here.text.replace(ref, "E-0777") == never.text
    assert last_deed(library_of(client)) == before


# Named, and not opened


def test_without_a_reason_the_page_shows_what_is_known_and_not_a_word_of_it(client: TestClient, ref: str) -> None:
    for path in ("", "/p/1", "?view=text", "?tag=T-00001", f"?q={CANARY}x", "?tagging=1", "?history=all", "?place=1"):
        answer = client.get(f"/documents/{ref}{path}", headers=PAGE)

        assert answer.status_code == 200
        assert "Audit of cases" in answer.text
        assert "QS7 Safeguarding" in main_words(answer)
        for word in ("what they wanted", "answered in time", "People were asked"):
            assert word not in answer.text, path
        assert CANARY not in answer.text.replace(f"{CANARY}x", "")
        assert pick(page_of(answer), "main img") == []
        assert len(pick(page_of(answer), f"form[action='/documents/{ref}/open']")) == 1
    assert readings(client) == []


def test_the_reason_leads_back_to_the_place_that_was_wanted(client: TestClient, ref: str) -> None:
    page = shown(client, f"/documents/{ref}?tag=T-00001&view=text")
    (wanted,) = [one.get("value") for one in pick(page, "input[name='next']")]

    answer = opened(client, ref, wanted)

    assert answer.headers["location"].startswith(f"/documents/{ref}?")
    assert "tag=T-00001" in answer.headers["location"]
    page = shown(client, answer.headers["location"])
    assert CANARY in " ".join(words(mark) for mark in pick(page, "mark"))


@pytest.mark.parametrize("path", ["/original", "/original?version=1", "/picture/1"])
def test_what_is_more_than_a_page_leads_to_the_reason_first(client: TestClient, ref: str, path: str) -> None:
    answer = client.get(f"/documents/{ref}{path}", headers=PAGE, follow_redirects=False)

    assert answer.status_code == 303
    asked = shown(client, answer.headers["location"])
    (wanted,) = [one.get("value") for one in pick(asked, "input[name='next']")]
    assert wanted == f"/documents/{ref}{path}"
    assert CANARY not in words(asked)


def test_tagging_words_asks_for_the_reason_too_for_it_tells_what_stands_there(client: TestClient, ref: str) -> None:
    answer = post(client, f"/documents/{ref}/tags", statement="QS7", quote="what they wished")
    told = client.post(f"/api/v1/documents/{ref}/tags", json={"statement": "QS7", "quote": "what they wished"})

    assert answer.status_code == 303
    assert answer.headers["location"].startswith(f"/documents/{ref}/open")
    assert (told.status_code, told.json()["code"]) == (403, "not-opened")
    assert CANARY not in told.text


@pytest.mark.parametrize("because", ["", "  ", "ab", "x" * 501])
def test_a_reason_says_something(client: TestClient, ref: str, because: str) -> None:
    page = sent(client, f"/documents/{ref}/open", expect=422, because=because, next=f"/documents/{ref}/p/1")

    assert len(problems(page)) == 1
    assert [one.get("value") for one in pick(page, "input[name='next']")] == [f"/documents/{ref}/p/1"]
    assert library_of(client).restricting.openings(ref) == []


@pytest.mark.parametrize("wanted", ["//evil.example", "https://evil.example/", "/\\evil", "javascript:x", "/\t/evil"])
def test_the_reason_never_leads_elsewhere(client: TestClient, ref: str, wanted: str) -> None:
    assert opened(client, ref, wanted).headers["location"] == "/"
    page = page_of(client.get(f"/documents/{ref}/open", params={"next": wanted}, headers=PAGE))
    assert [one.get("value") for one in pick(page, "input[name='next']")] == ["/"]


def test_of_what_is_not_restricted_no_reason_is_asked(client: TestClient, ref: str) -> None:
    library_of(client).documents.set(OWNER, ref, {"sensitivity": "internal"})

    answer = client.get(f"/documents/{ref}/open", headers=PAGE, follow_redirects=False)

    assert answer.headers["location"] == f"/documents/{ref}"
    assert CANARY in client.get(f"/documents/{ref}", headers=PAGE).text
    assert opened(client, ref).headers["location"] == f"/documents/{ref}"
    assert library_of(client).restricting.openings(ref) == []
    assert readings(client) == []


# Opened


def test_every_reading_is_recorded_with_its_part_before_it_is_shown(client: TestClient, ref: str) -> None:
    opened(client, ref)

    assert CANARY in client.get(f"/documents/{ref}", headers=PAGE).text
    assert CANARY in client.get(f"/documents/{ref}?view=text&part=1", headers=PAGE).text
    assert CANARY in client.get(f"/documents/{ref}/original", headers=PAGE).text

    assert readings(client) == [
        ("Asha", "its beginning"), ("Asha", "part 1"), ("Asha", "the file of version 1"),
    ]  # fmt: skip
    (one,) = library_of(client).restricting.openings(ref)
    assert (one.because, one.by) == (WHY, "P-0001")


def test_pictures_of_its_pages_are_readings_too_and_no_browser_keeps_them(client: TestClient) -> None:
    pages = filed(client, paper(*PAGES), "paper.pdf")
    library_of(client).documents.set(OWNER, pages, {"sensitivity": "restricted"})
    address = f"/documents/{pages}/picture/1?version=1"
    assert client.get(address, headers={"accept": "image/webp"}).json()["code"] == "not-opened"
    assert pick(shown(client, f"/documents/{pages}/p/1"), "main img") == []

    opened(client, pages)
    answer = client.get(address)

    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert len(pick(shown(client, f"/documents/{pages}/p/2"), "main img")) == 1
    assert readings(client) == [("Asha", "p. 1 as it looks"), ("Asha", "p. 2")]


def test_no_browser_keeps_anything_of_it(client: TestClient, ref: str) -> None:
    opened(client, ref)

    for path in ("", "/original", "/original?version=1"):
        assert client.get(f"/documents/{ref}{path}", headers=PAGE).headers["cache-control"] == "no-store"


def test_a_reason_stands_for_a_working_day_and_for_one_person(
    client: TestClient, ref: str, clock: FixedClock
) -> None:
    opened(client, ref)
    colleague = as_somebody(client, "lead", name="Lee", email="lee@example.org")
    assert CANARY not in colleague.get(f"/documents/{ref}", headers=PAGE).text

    clock.at += OPENED_FOR
    browser = as_somebody(client, "governance", name="Gwen", email="gwen@example.org")
    assert CANARY not in browser.get(f"/documents/{ref}", headers=PAGE).text
    assert library_of(client).restricting.read_if_open(asha(client), ref, "p. 1") is False


def asha(client: TestClient) -> Any:
    return library_of(client).people.by_email("asha@example.org").acting("page")


# The API


def test_the_api_asks_for_a_reason_and_then_gives_the_words(client: TestClient, ref: str) -> None:
    address = f"/api/v1/documents/{ref}"
    for path in ("/file", "/passages"):
        refused = client.get(address + path)
        assert (refused.status_code, refused.json()["code"], refused.json()["details"]) == (
            403, "not-opened", {"ref": ref},
        )  # fmt: skip
    for path in ("", "/tags"):
        assert CANARY not in client.get(address + path).text
        assert "QS7" in client.get(address + path).text

    assert client.post(f"{address}/openings", json={"because": "x"}).status_code == 422
    made = client.post(f"{address}/openings", json={"because": WHY})

    assert (made.status_code, made.json()["ref"], made.json()["because"]) == (201, ref, WHY)
    for path in ("", "/file", "/passages", "/tags"):
        assert CANARY in client.get(address + path).text
    assert len(readings(client)) == 4


def test_removing_a_tag_gives_its_words_only_to_who_has_opened_it(client: TestClient, ref: str) -> None:
    assert CANARY not in client.delete("/api/v1/tags/T-00001").text


# Words of it elsewhere


def test_not_a_word_of_it_stands_in_any_other_page(client: TestClient, ref: str) -> None:
    opened(client, ref)

    for path in (
        f"/search?q={CANARY[:6]}*", "/search?q=audit", "/statements/QS7", "/statements/QS7/brief", "/statements",
        "/triage", "/", "/documents", "/actions", "/packs/choose", "/administration/history",
        "/api/v1/search?q=audit", "/api/v1/readiness",
    ):  # fmt: skip
        answer = client.get(path, headers=PAGE)
        assert answer.status_code in {200, 404}, path
        assert CANARY not in answer.text, path
    found = client.get("/api/v1/search", params={"q": CANARY}).json()["documents"]
    assert [(one["ref"], one["passages"], one["why"]) for one in found] == [
        (ref, [], ["Restricted: open it to read it."])
    ]
    assert "open it to read it" in words(shown(client, "/statements/QS7"))


def test_not_a_word_of_it_stands_in_the_register(client: TestClient, ref: str) -> None:
    (row,) = library_of(client).register.rows()

    assert row["ref"] == ref
    assert (row["tags"][0]["quote"], row["tags"][0]["locator"]) == (None, None)
