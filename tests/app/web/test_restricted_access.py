"""Who may see a restricted document: naming somebody, taking a name off, and who opened it."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from evidence.domain.people import Access, role_key
from tests.app.web.account_builder import OWNER, another, as_somebody, library_of, post
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, problems, said, sent, shown, undone, words
from tests.app.web.restricted_builder import WHY, opened, restricted


@pytest.fixture
def ref(client: TestClient) -> str:
    """A restricted document with a tagged passage."""
    return restricted(client)


@pytest.fixture
def stranger(client: TestClient, ref: str) -> TestClient:
    """A contributor who is not named on it."""
    assert ref
    return as_somebody(client, "contributor", email="stranger@example.org")


def named(page: Any) -> list[str]:
    return [words(one) for one in pick(page, "#named li strong")]


def test_the_page_of_the_document_leads_to_who_may_see_it(client: TestClient, ref: str) -> None:
    page = shown(client, f"/documents/{ref}")

    assert f"/documents/{ref}/access" in [one.get("href") for one in pick(page, ".reading-marks a")]
    assert named(shown(client, f"/documents/{ref}/access")) == [
        "Everybody with the role of information governance", "Everybody with the role of assurance lead",
    ]  # fmt: skip


def test_who_is_named_sees_it_at_once_and_whose_name_is_taken_off_does_not(
    client: TestClient, stranger: TestClient, ref: str
) -> None:
    address = f"/documents/{ref}/access"
    page = shown(client, address)
    (value,) = [one.get("value") for one in pick(page, "#who option") if words(one) == "Dev"]

    page = sent(client, address, who=value, because="Leads the audit")

    assert said(page).startswith(f"Dev may see {ref} now.")
    assert "Leads the audit" in words(page)
    assert stranger.get(f"/documents/{ref}", headers=PAGE).status_code == 200
    assert named(shown(stranger, address))[0] == "Dev"
    page = sent(client, f"{address}/take", named=value)
    assert stranger.get(f"/documents/{ref}", headers=PAGE).status_code == 404
    assert named(undone(client, page))[0] == "Dev"
    assert stranger.get(f"/documents/{ref}", headers=PAGE).status_code == 200


@pytest.mark.parametrize(("who", "words_of"), [("team:nights", "team Nights"), ("role:contributor", "contributor")])
def test_a_team_or_a_role_can_be_named(client: TestClient, ref: str, who: str, words_of: str) -> None:
    browser = as_somebody(client, "contributor", teams=("Nights",))
    assert browser.get(f"/documents/{ref}", headers=PAGE).status_code == 404

    page = sent(client, f"/documents/{ref}/access", who=who)

    assert any(one.endswith(words_of) for one in named(page))
    assert browser.get(f"/documents/{ref}", headers=PAGE).status_code == 200


def test_those_named_see_who_opened_it_and_why_but_may_name_nobody(client: TestClient, ref: str) -> None:
    opened(client, ref)
    browser = as_somebody(client, "contributor", name="Ben <b>", email="ben@example.org")
    library_of(client).restricting.give(OWNER, ref, "role:contributor")

    page = shown(browser, f"/documents/{ref}/access")

    (one,) = pick(page, "section[aria-labelledby='opened'] li")
    assert words(one).startswith("Asha")
    assert WHY in words(one)
    assert pick(page, "main form") == []
    assert post(browser, f"/documents/{ref}/access", who="role:reader").status_code == 403
    assert post(browser, f"/documents/{ref}/access/take", named="role:lead").status_code == 403


def test_the_last_one_named_stays(client: TestClient, ref: str) -> None:
    address = f"/documents/{ref}/access"
    sent(client, f"{address}/take", named=role_key("governance"))

    page = sent(client, f"{address}/take", expect=409, named=role_key("lead"))

    assert "Nobody could see this document any more" in problems(page)[0]
    assert client.get(f"/documents/{ref}", headers=PAGE).status_code == 200


def test_who_takes_their_own_name_off_is_told_that_it_is_gone_for_them(client: TestClient, ref: str) -> None:
    answer = post(client, f"/documents/{ref}/access/take", named=role_key("lead"))

    assert answer.headers["location"] == "/documents"
    page = shown(client, "/documents")
    assert "nor may you" in said(page)
    assert pick(page, "#said form") == []
    assert client.get(f"/documents/{ref}", headers=PAGE).status_code == 404


@pytest.mark.parametrize("who", ["", "P-9999", "role:owner", "everybody"])
def test_only_somebody_who_is_there_is_named(client: TestClient, ref: str, who: str) -> None:
    page = sent(client, f"/documents/{ref}/access", expect=422, who=who)

    assert [one.get("href") for one in pick(page, ".govuk-error-summary a")] == ["#who"]
    with library_of(client).catalogue.reading() as view:
        assert view.count(Access) == 2


def test_a_document_that_is_not_restricted_says_so(client: TestClient, ref: str) -> None:
    library_of(client).documents.set(OWNER, ref, {"sensitivity": "internal"})

    page = shown(client, f"/documents/{ref}/access")

    assert "everybody who has an account may see it" in words(page)
    assert pick(page, "main form") == []
    assert another(client).get(f"/documents/{ref}/access").status_code == 401
