"""Who has an account: adding, changing, disabling; for administrators, and for nobody else."""

from typing import Any, get_args

import pytest
from fastapi.testclient import TestClient

from app.web.administration.routes import places_for
from evidence.domain.people import Actor, Person, Role
from tests.app.web.account_builder import (
    EMAIL,
    OWNER,
    PASSWORD,
    added,
    another,
    as_somebody,
    code_now,
    come_in,
    is_in,
    library_of,
    main_words,
    page_of,
    post,
    set_up_app,
    with_password,
)
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, problems, said, sent, shown, words

PEOPLE = "/administration/people"
EVE = {"name": "Eve Moss", "email": "eve@example.org", "roles": ["reader", "contributor"], "teams": "Nights\nDays"}


def of(client: TestClient, email: str = EMAIL) -> Person:
    return library_of(client).people.by_email(email)


def form_of(page: Any) -> dict[str, Any]:
    """Return what the form of an account would send as it stands."""
    return {
        "name": pick(page, "#name")[0].get("value"),
        "roles": [box.get("value") for box in pick(page, "input[name='roles']") if box.get("checked") is not None],
        "teams": pick(page, "#teams")[0].text or "",
        "revision": pick(page, "input[name='revision']")[0].get("value"),
    }


# Who may look


@pytest.mark.parametrize("role", ["reader", "contributor", "lead", "governance"])
def test_nobody_but_an_administrator_sees_or_changes_accounts(client: TestClient, role: str) -> None:
    browser = as_somebody(client, role)
    before = [one.model_dump() for one in library_of(client).people.all()]

    answers = [browser.get(path, headers=PAGE) for path in (PEOPLE, f"{PEOPLE}/add", f"{PEOPLE}/P-0001")]
    answers += [post(browser, f"{PEOPLE}/add", **EVE), post(browser, f"{PEOPLE}/P-0001", **EVE)]
    answers += [post(browser, f"{PEOPLE}/P-0001/{what}") for what in ("link", "app", "disable", "enable")]

    assert {answer.status_code for answer in answers} == {403}
    for answer in answers:
        assert "asha@example.org" not in answer.text
        assert "the role of administrator" in main_words(answer)
        assert "You are signed in as Dev" in main_words(answer)
    assert [one.model_dump() for one in library_of(client).people.all()] == before


@pytest.mark.parametrize("role", get_args(Role))
def test_administration_leads_to_what_one_may_open_and_to_nothing_else(client: TestClient, role: Role) -> None:
    browser = as_somebody(client, role)
    led_to = {one.get("href") for one in pick(shown(browser, "/administration"), ".administration-places a")}
    everything = {one.address for one in places_for(Actor("all", frozenset(get_args(Role)), "page"))}

    assert led_to < everything or role == "administrator"
    for address in sorted(everything):
        assert (browser.get(address, headers=PAGE).status_code == 200) == (address in led_to), address


@pytest.mark.parametrize("role", ["contributor", "lead", "administrator"])
def test_what_changes_the_library_takes_its_role_before_anything_is_shown(client: TestClient, role: str) -> None:
    browser, may = as_somebody(client, role), role != "contributor"
    use = "/administration/frameworks/apa-2009-10/use"

    assert (browser.get(use, headers=PAGE).status_code == 200) == may
    assert (post(browser, use).status_code == 303) == may
    assert (post(browser, "/administration/facts", council="Larkmere").status_code == 303) == may
    assert (post(browser, "/administration/rules", change="x=y").status_code != 403) == may
    for page in ("/administration/frameworks", "/administration/frameworks/apa-2009-10"):
        assert (use in [one.get("href") for one in pick(shown(browser, page), "main a")]) == may


# Adding


def test_somebody_new_gets_a_link_that_is_shown_once_and_lets_them_in(client: TestClient) -> None:
    answer = post(client, f"{PEOPLE}/add", **EVE)
    page = page_of(answer)
    link = page.get_element_by_id("link").text

    assert link.startswith("http://127.0.0.1:8000/sign-in/link?key=")
    assert "works once, for 24 hours" in main_words(answer)
    browser = another(client)
    key = pick(shown(browser, link.removeprefix("http://127.0.0.1:8000")), "input[name='key']")[0].get("value")
    assert post(browser, "/sign-in/link", key=key).status_code == 303
    assert is_in(browser)
    made = of(client, EVE["email"])
    assert (made.name, made.roles, made.teams) == ("Eve Moss", ["reader", "contributor"], ["Nights", "Days"])
    for path in (PEOPLE, f"{PEOPLE}/{made.id}"):
        assert key not in client.get(path, headers=PAGE).text


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"name": ""}, "Enter their name"), ({"name": "x" * 101}, "up to 100 characters"),
        ({"email": "eve"}, "Enter an e-mail address"), ({"email": ""}, "Enter the e-mail address"),
        ({"email": "Asha@Example.org"}, "already"), ({"roles": []}, "at least one role"),
        ({"roles": ["owner"]}, "not a role"), ({"teams": "\n".join(map(str, range(21)))}, "up to 20 teams"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    client: TestClient, wrong: dict[str, Any], says: str
) -> None:
    given = EVE | wrong

    page = sent(client, f"{PEOPLE}/add", expect=422, **given)

    assert says in " ".join(problems(page))
    assert (pick(page, "#email")[0].get("value") or "") == given["email"]
    assert (pick(page, "#teams")[0].text or "").split() == given["teams"].split()
    assert len(library_of(client).people.all()) == 1


def test_names_of_people_are_escaped(client: TestClient) -> None:
    post(client, f"{PEOPLE}/add", **(EVE | {"name": "<img src=x>", "teams": "<b>Nights"}))

    page = shown(client, PEOPLE)

    assert "<img src=x>" in words(page)
    assert pick(page, "main img") == []


# Changing


def test_name_roles_and_teams_are_changed_and_count_at_the_next_page(client: TestClient) -> None:
    browser = as_somebody(client)
    assert browser.get(PEOPLE, headers=PAGE).status_code == 403
    address = f"{PEOPLE}/{of(client).id}"
    given = form_of(shown(client, address)) | {"name": "Dev Lindqvist", "roles": ["administrator"], "teams": "Nights"}

    page = sent(client, address, **given)

    assert "as you gave it" in said(page)
    assert browser.get(PEOPLE, headers=PAGE).status_code == 200
    assert "Dev Lindqvist" in words(shown(browser, "/you"))


def test_of_two_who_change_an_account_the_second_is_told_both_versions(client: TestClient) -> None:
    added(client, "reader", teams=("Nights",))
    address = f"{PEOPLE}/{of(client).id}"
    seen = form_of(shown(client, address))
    sent(client, address, **(seen | {"teams": "Days"}))

    page = sent(client, address, expect=409, **(seen | {"teams": "Reviews"}))

    (told,) = problems(page)
    assert "Now: Days." in told
    assert "You gave: Reviews." in told
    assert of(client).teams == ["Days"]
    sent(client, address, **form_of(page))
    assert of(client).teams == ["Reviews"], "sent again, it takes the place of the other"


def test_two_who_made_the_same_change_are_not_asked_about_it(client: TestClient) -> None:
    added(client)
    address = f"{PEOPLE}/{of(client).id}"
    seen = form_of(shown(client, address)) | {"teams": "Days"}
    sent(client, address, **seen)

    assert "same change" in said(sent(client, address, **seen))


def test_there_is_always_an_administrator(client: TestClient) -> None:
    address = f"{PEOPLE}/P-0001"
    seen = form_of(shown(client, address))

    page = sent(client, address, expect=422, **(seen | {"roles": ["lead"]}))
    assert "Nobody would be administrator" in problems(page)[0]
    page = sent(client, f"{address}/disable", expect=409)
    assert "Nobody would be administrator" in problems(page)[0]

    added(client, "administrator")
    assert post(client, address, **(seen | {"roles": ["lead"]})).headers["location"] == "/you"
    assert client.get(PEOPLE, headers=PAGE).status_code == 403


# Who cannot sign in, and who must not any more


def test_a_disabled_account_is_out_at_once_everywhere_and_comes_back_with_its_password(client: TestClient) -> None:
    browser = with_password(client)
    address = f"{PEOPLE}/{of(client).id}"
    link = library_of(client).people.link(OWNER, of(client).id)

    assert "cannot sign in any more" in said(sent(client, f"{address}/disable"))

    assert not is_in(browser)
    assert come_in(another(client)).status_code == 422
    assert post(another(client), "/sign-in/link", key=link).status_code == 422
    assert post(client, f"{address}/link").status_code == 409
    assert "can sign in again" in said(sent(client, f"{address}/enable"))
    assert not is_in(browser)
    assert come_in(another(client)).status_code == 303
    assert post(another(client), "/sign-in/link", key=link).status_code == 422


def test_a_new_link_is_shown_once_and_lets_somebody_in(client: TestClient) -> None:
    with_password(client)

    page = page_of(post(client, f"{PEOPLE}/{of(client).id}/link"))

    key = page.get_element_by_id("link").text.partition("key=")[2]
    assert post(another(client), "/sign-in/link", key=key).status_code == 303


def test_a_lost_authenticator_app_can_be_taken_away(client: TestClient) -> None:
    browser = with_password(client)
    address = f"{PEOPLE}/{of(client).id}"
    assert pick(shown(client, address), f"form[action='{address}/app']") == []
    key, _ = set_up_app(browser)
    assert len(pick(shown(client, address), f"form[action='{address}/app']")) == 1
    assert "authenticator app" in words(shown(client, PEOPLE))

    sent(client, f"{address}/app")

    assert not is_in(browser)
    assert come_in(another(client)).status_code == 303
    assert come_in(another(client), code=code_now(client, key), password=PASSWORD).status_code == 303


# The list


def test_the_list_is_narrowed_and_sorted_through_its_address(client: TestClient) -> None:
    for one in ("0", "1", "2"):
        added(client, "contributor", name=f"Person {one}", email=f"p{one}@example.org", teams=(f"Team {one}",))
    browser = as_somebody(client, "governance", name="Zoe", email="zoe@example.org")
    assert is_in(browser)

    def names(query: str) -> list[str]:
        return [words(one) for one in pick(shown(client, f"{PEOPLE}{query}"), "tbody th a")]

    assert names("") == ["Asha", "Person 0", "Person 1", "Person 2", "Zoe"]
    assert names("?q=team+1") == ["Person 1"]
    assert names("?q=INFORMATION") == ["Zoe"]
    assert names("?state=invited") == ["Person 0", "Person 1", "Person 2"]
    assert names("?state=active&sort=seen")[0] == "Zoe"
    assert names("?state=nonsense&sort=nonsense") == names("")
    assert names("?q=nobody+of+that+name") == []
    assert "Nobody answers this" in words(shown(client, f"{PEOPLE}?q=xyz"))


def test_a_long_list_has_pages_that_keep_what_was_asked(client: TestClient) -> None:
    for number in range(53):
        added(client, name=f"Person {number:02}", email=f"p{number}@example.org")

    page = shown(client, f"{PEOPLE}?q=person")

    assert len(pick(page, "tbody tr")) == 50
    (onward,) = {one.get("href") for one in pick(page, "a[rel='next']")}
    assert onward == f"{PEOPLE}?q=person&page=2"
    assert [words(one) for one in pick(shown(client, onward), "tbody th a")] == [f"Person {n}" for n in (50, 51, 52)]


def test_an_account_that_is_not_there_says_so(client: TestClient) -> None:
    for answer in (client.get(f"{PEOPLE}/P-9999", headers=PAGE), post(client, f"{PEOPLE}/P-9999/disable")):
        assert answer.status_code == 404
        assert "`" not in main_words(answer)
