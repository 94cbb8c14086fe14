"""An authenticator app that administrators ask of roles: who has none can set it up, and nothing else."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from app.entering import ENROLLING, OPEN_TO_ALL
from app.settings import Settings
from evidence.adapters.clock import FixedClock
from evidence.domain.people import folder_owner
from evidence.errors import Conflict, Invalid, NotAllowed
from tests.app.web.account_builder import (
    EMAIL,
    added,
    another,
    as_somebody,
    code_now,
    come_in,
    library_of,
    main_words,
    post,
    set_up_app,
    standing_still,
    with_password,
)
from tests.app.web.reading_builder import PAGE, said, shown, words
from tests.conftest import sign_in

OWNER = folder_owner("Asha")
ADDRESS = "/administration/people/second-factor"


@pytest.fixture
def nobody(settings: Settings, clock: FixedClock) -> Iterator[TestClient]:
    """A browser that is not signed in, on a library whose clock stands still."""
    yield from standing_still(settings, clock)


def ask_of(client: TestClient, *roles: str) -> None:
    library_of(client).second_factors.ask_of(OWNER, roles)


def test_it_is_asked_of_nobody_until_an_administrator_asks(client: TestClient) -> None:
    browser = with_password(client, "lead")
    assert library_of(client).second_factors.asked_of() == []
    assert browser.get("/packs", headers=PAGE).status_code == 200


def test_who_has_none_is_led_to_set_it_up_and_nothing_else_opens(client: TestClient) -> None:
    browser = with_password(client, "lead")
    ask_of(client, "lead")

    opened = {
        path
        for path in ("/", "/packs", "/search?q=carers", "/you/tokens", "/documents", "/administration", "/you/app")
        if browser.get(path, headers=PAGE, follow_redirects=False).status_code == 200
    }
    answer = browser.get("/packs", headers=PAGE, follow_redirects=False)

    assert opened == {"/you/app"}
    assert (answer.status_code, answer.headers["location"]) == (303, "/you/app")
    assert "Set it up here to go on" in main_words(browser.get("/you/app", headers=PAGE))
    told = browser.get("/api/v1/documents")
    assert (told.status_code, told.json()["code"]) == (403, "second-factor-needed")
    assert post(browser, "/you/tokens", name="mine", scope="read", days="30").headers["location"] == "/you/app"
    assert library_of(client).own_account.look(library_of(client).people.by_email(EMAIL).acting("page")).tokens == ()


def test_once_it_is_set_up_everything_opens_and_its_code_is_asked_for(client: TestClient, clock: FixedClock) -> None:
    browser = with_password(client, "lead")
    ask_of(client, "lead")

    key, _ = set_up_app(browser)

    assert browser.get("/packs", headers=PAGE, follow_redirects=False).status_code == 200
    assert come_in(another(client)).status_code == 422
    again = another(client)
    assert come_in(again, code=code_now(client, key)).status_code == 303
    assert again.get("/packs", headers=PAGE, follow_redirects=False).status_code == 200


def test_who_takes_the_app_off_again_is_led_back(client: TestClient) -> None:
    browser = with_password(client, "lead")
    ask_of(client, "lead")
    key, _ = set_up_app(browser)

    assert post(browser, "/you/app/remove", remove_code=code_now(client, key)).status_code == 303

    assert browser.get("/packs", headers=PAGE, follow_redirects=False).headers["location"] == "/you/app"


def test_somebody_new_can_choose_a_password_and_set_it_up(client: TestClient) -> None:
    ask_of(client, "reader")
    browser = as_somebody(client, "reader")

    assert post(browser, "/you/password", new="four plain words walking").status_code == 303
    set_up_app(browser)

    assert browser.get("/search", headers=PAGE, follow_redirects=False).status_code == 200


def test_a_token_rests_until_its_owner_has_one(client: TestClient) -> None:
    browser = with_password(client, "reader")
    library = library_of(client)
    owner = library.people.by_email(EMAIL).acting("page")
    _, token = library.own_account.make_token(owner, "a program", scope="read", days=30)
    program, carrying = another(client), {"authorization": f"Bearer {token}"}
    assert program.get("/api/v1/documents", headers=carrying).status_code == 200

    ask_of(client, "reader")
    resting = program.get("/api/v1/documents", headers=carrying)
    set_up_app(browser)

    assert (resting.status_code, resting.json()["code"]) == (403, "second-factor-needed")
    assert program.get("/api/v1/documents", headers=carrying).status_code == 200


def test_other_roles_go_on_as_before(client: TestClient) -> None:
    browser = with_password(client, "contributor")
    ask_of(client, "lead", "governance", "administrator")
    assert browser.get("/documents", headers=PAGE, follow_redirects=False).status_code == 200


def test_an_administrator_asks_it_sees_who_has_none_and_takes_it_back(client: TestClient) -> None:
    with_password(client, "governance", name="Gita")

    answer = client.post(ADDRESS, data={"roles": ["governance", "lead"]}, headers=PAGE, follow_redirects=False)
    assert answer.status_code == 303
    # Asha leads: from now on she must set one up herself, and comes no further.
    assert client.get(ADDRESS, headers=PAGE, follow_redirects=False).headers["location"] == "/you/app"
    ask_of(client, "governance")
    page = shown(client, ADDRESS)
    assert "asked of: Assurance lead, information governance; 2 people have to set one up" in said(page)
    assert page.xpath("//input[@name='roles'][@checked]/@value") == ["governance"]
    assert page.xpath("//main//li/a[contains(@href, '/people/')]/text()") == ["Gita"]
    assert "asked of information governance" in words(shown(client, "/administration/people"))

    assert client.post(ADDRESS, headers=PAGE, follow_redirects=False).status_code == 303
    assert library_of(client).second_factors.asked_of() == []
    with library_of(client).catalogue.reading() as view:
        told = [event.about for event in view.events(limit=1_000) if event.verb == "second factor asked"]
    assert told == [{"roles": "lead governance"}, {"roles": "governance"}, {"roles": "nobody"}]


def test_an_unknown_role_is_refused_and_changes_nothing(client: TestClient) -> None:
    answer = client.post(ADDRESS, data={"roles": "king"}, headers=PAGE)

    assert answer.status_code == 422
    assert "There is no role “king”" in main_words(answer)
    with pytest.raises(Invalid):
        library_of(client).second_factors.ask_of(OWNER, ["king"])
    assert library_of(client).second_factors.asked_of() == []


def test_only_administrators_may_ask_it(client: TestClient) -> None:
    browser = with_password(client, "lead", "governance")
    library = library_of(client)

    assert browser.get(ADDRESS, headers=PAGE).status_code == 403
    assert browser.post(ADDRESS, data={"roles": "reader"}, headers=PAGE).status_code == 403
    with pytest.raises(NotAllowed):
        library.second_factors.ask_of(library.people.by_email(EMAIL).acting("page"), ["reader"])


def test_it_is_no_step_that_somebody_undoes(client: TestClient) -> None:
    library = library_of(client)
    ask_of(client, "lead")
    with pytest.raises(Conflict):
        library.undoing.undo(OWNER)
    assert library.second_factors.asked_of() == ["lead"]


def test_facts_that_leads_set_do_not_hold_it(client: TestClient) -> None:
    with pytest.raises(Invalid):
        library_of(client).facts.set(OWNER, {"second_factor_of": ""})


def test_what_stays_open_signs_nobody_in_further() -> None:
    assert not {"/", "/packs", "/documents"} & {*ENROLLING, *OPEN_TO_ALL}


def test_a_link_leads_there_too(client: TestClient) -> None:
    ask_of(client, "reader")
    browser = sign_in(another(client), added(client, "reader"))
    assert browser.get("/documents", headers=PAGE, follow_redirects=False).headers["location"] == "/you/app"
