"""Tokens: what lets a program act for somebody over the API, and ends when it should."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from evidence.adapters.clock import FixedClock
from tests.app.web.account_builder import (
    EMAIL,
    OWNER,
    another,
    as_somebody,
    come_in,
    library_of,
    main_words,
    page_of,
    post,
    standing_still,
    with_password,
)
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, problems, sent, shown

TOKEN = {"name": "Nightly report", "scope": "read", "days": "30"}


@pytest.fixture
def nobody(begun: Settings, clock: FixedClock) -> Iterator[TestClient]:
    """A browser that is not signed in, on a library whose clock stands still."""
    yield from standing_still(begun, clock)


def token(browser: TestClient, **more: str) -> str:
    """Make a token; returns its secret."""
    answer = post(browser, "/you/tokens", **(TOKEN | more))
    assert answer.status_code == 200, main_words(answer)
    return str(page_of(answer).get_element_by_id("secret").text)


def bearing(client: TestClient, secret: str) -> TestClient:
    """Return a program that sends a token."""
    program = another(client)
    program.headers["authorization"] = f"Bearer {secret}"
    return program


def test_a_token_is_shown_once_and_lets_a_program_read_as_whoever_made_it(client: TestClient) -> None:
    browser = as_somebody(client, "contributor")
    secret = token(browser)
    assert secret not in browser.get("/you", headers=PAGE).text

    program = bearing(client, secret)

    assert program.get("/api/v1/documents").status_code == 200
    assert program.post("/api/v1/documents", data={"wanted": "A plan"}).status_code == 403
    assert program.get("/you", headers=PAGE, follow_redirects=False).status_code == 303, "a token opens no page"
    assert "last used on 23 November 2026" in main_words(browser.get("/you", headers=PAGE))


def test_a_token_that_may_write_may_do_no_more_than_whoever_made_it(client: TestClient) -> None:
    contributor = bearing(client, token(as_somebody(client, "contributor"), scope="write"))
    reader = bearing(client, token(as_somebody(client, email="eve@example.org"), scope="write"))

    made = contributor.post("/api/v1/documents", data={"wanted": "A plan"})
    refused = reader.post("/api/v1/documents", data={"wanted": "A plan"})

    assert (made.status_code, refused.status_code) == (201, 403)
    assert library_of(client).documents.get(made.json()["added"][0]["ref"]).added_by == "Dev"


def test_a_token_ends_on_its_day_when_taken_back_and_when_the_account_is_disabled(
    client: TestClient, clock: FixedClock
) -> None:
    browser = with_password(client)
    first, second = bearing(client, token(browser)), bearing(client, token(browser, days="1"))
    (form,) = [one for one in pick(shown(browser, "/you"), "form") if "K-0001" in one.get("action")]

    sent(browser, form.get("action"))
    assert first.get("/api/v1/documents").status_code == 401
    assert second.get("/api/v1/documents").status_code == 200
    clock.at += timedelta(days=1)
    assert second.get("/api/v1/documents").status_code == 401

    come_in(browser)
    third = bearing(client, token(browser))
    assert third.get("/api/v1/documents").status_code == 200
    library_of(client).people.disable(OWNER, library_of(client).people.by_email(EMAIL).id)
    assert third.get("/api/v1/documents").status_code == 401


def test_nobody_takes_back_the_token_of_somebody_else(client: TestClient) -> None:
    program = bearing(client, token(as_somebody(client)))

    answer = post(as_somebody(client, "administrator", email="eve@example.org"), "/you/tokens/K-0001/take-back")

    assert answer.status_code == 404
    assert program.get("/api/v1/documents").status_code == 200


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"name": ""}, "name"), ({"name": "x" * 101}, "name"), ({"scope": ""}, "scope"), ({"scope": "all"}, "scope"),
        ({"days": ""}, "days"), ({"days": "0"}, "days"), ({"days": "366"}, "days"), ({"days": "soon"}, "days"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_token_is_said_beside_its_field(
    client: TestClient, wrong: dict[str, str], field: str
) -> None:
    page = sent(client, "/you/tokens", expect=422, **(TOKEN | wrong))

    assert [one.get("href") for one in pick(page, ".govuk-error-summary a")] == [f"#{field}"]
    assert problems(page)


@pytest.mark.parametrize("given", ["", "evl_", "x" * 5_000, "evl_é".encode().decode("latin-1")])
def test_a_token_that_never_was_is_refused(client: TestClient, given: str) -> None:
    program = another(client)
    answer = program.get("/api/v1/documents", headers={"authorization": b"Bearer " + given.encode("latin-1")})

    assert answer.status_code == 401
