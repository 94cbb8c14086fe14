"""Coming in and going out, in a browser: the first account, a link, a password, a code; and being refused."""

from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.web.signing_in.addresses import own_address
from evidence.adapters.clock import FixedClock
from evidence.domain.signing_in import FAILURES_COUNT_FOR, LINK_LASTS, MOST_FAILURES
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
    main_words,
    page_of,
    post,
    set_up_app,
    standing_still,
    with_password,
)
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, problems, sent, shown, words
from tests.conftest import LOCAL, sign_in


@pytest.fixture
def nobody(begun: Settings, clock: FixedClock) -> Iterator[TestClient]:
    """A browser that is not signed in, on a library whose clock stands still."""
    yield from standing_still(begun, clock)


# The first account


def test_the_link_on_the_console_makes_the_first_account_and_leads_to_a_password(nobody: TestClient) -> None:
    key = nobody.app.state.first_key.key
    page = shown(nobody, f"/sign-in/first?key={key}")
    assert [field.get("name") for field in pick(page, "main input")] == ["key", "name", "email"]

    account = sent(nobody, "/sign-in/first", key=key, name="Asha Patel", email="asha@example.org")

    assert words(pick(account, "main h2")[0]) == "Choose a password first"
    assert "Assurance lead" in words(account)
    assert "Administrator" in words(account)
    told = main_words(post(another(nobody), "/sign-in/first", key=key, name="Eve", email="eve@example.org"))
    assert "made already" in told


def test_without_the_key_of_the_console_no_first_account_is_made(nobody: TestClient) -> None:
    for key in ("", "wrong", "é"):
        answer = post(nobody, "/sign-in/first", key=key, name="Eve", email="eve@example.org")

        assert answer.status_code == 422
        assert "not the link that the server showed" in main_words(answer)
    assert not nobody.app.state.library.people.are_any()


def test_the_first_account_needs_a_name_and_an_address(nobody: TestClient) -> None:
    key = nobody.app.state.first_key.key

    page = sent(nobody, "/sign-in/first", expect=422, key=key, name=" ", email="asha")

    assert problems(page) == ["Enter your name, as colleagues know it."]
    page = sent(nobody, "/sign-in/first", expect=422, key=key, name="Asha", email="asha")
    assert problems(page) == ["Enter an e-mail address, such as asha.patel@example.gov.uk."]
    assert page.findtext(".//title").startswith("Error: ")
    assert page.get_element_by_id("name").get("value") == "Asha"


# A one-time link


def test_a_link_is_used_up_by_pressing_its_button_not_by_opening_it(client: TestClient) -> None:
    link, browser = added(client), another(client)
    for _ in range(2):
        page = shown(browser, f"/sign-in/link?key={link}")
    assert [field.get("value") for field in pick(page, "main input")] == [link]

    assert post(browser, "/sign-in/link", key=link).headers["location"] == "/you"

    assert is_in(browser)
    refused = post(another(client), "/sign-in/link", key=link)
    assert (refused.status_code, "set-cookie" in refused.headers) == (422, False)
    assert "used already, or is over" in main_words(refused)


def test_a_link_is_over_after_its_time_and_void_once_there_is_a_newer(client: TestClient, clock: FixedClock) -> None:
    old = added(client)
    people = client.app.state.library.people
    newer = people.link(OWNER, people.by_email(EMAIL).id)

    assert "used already" in main_words(post(another(client), "/sign-in/link", key=old))
    clock.at += LINK_LASTS
    assert "used already" in main_words(post(another(client), "/sign-in/link", key=newer))


@pytest.mark.parametrize("key", ["", "x" * 200, "%00", "<script>"])
def test_a_link_that_never_was_says_what_to_do_and_lets_nobody_in(client: TestClient, key: str) -> None:
    browser = another(client)
    browser.get("/sign-in/link", params={"key": key}, headers=PAGE)

    answer = post(browser, "/sign-in/link", key=key)

    assert answer.status_code == 422
    assert "Ask an administrator for another" in main_words(answer)
    assert not is_in(browser)


def test_whoever_forgot_a_password_chooses_another_after_a_link_and_the_old_one_is_void(client: TestClient) -> None:
    with_password(client)
    people = client.app.state.library.people
    link = people.link(OWNER, people.by_email(EMAIL).id)
    assert come_in(another(client)).status_code == 303, "the old one works until the link is used"

    browser = sign_in(another(client), link)

    assert come_in(another(client)).status_code == 422
    page = shown(browser, "/you")
    assert [field.get("id") for field in pick(page, ".account-first input") if field.get("id")] == ["new"]
    assert post(browser, "/you/password", new="another four plain words").status_code == 303
    assert come_in(another(client), password="another four plain words").status_code == 303


def test_a_link_does_not_do_without_the_code_of_an_app(client: TestClient) -> None:
    _, codes = set_up_app(with_password(client))
    people = client.app.state.library.people
    link = people.link(OWNER, people.by_email(EMAIL).id)

    for code in ("", "000000"):
        answer = post(another(client), "/sign-in/link", key=link, code=code)
        assert answer.status_code == 422
        assert problems(page_of(answer)) == [
            "Enter the code that your authenticator app shows now, or a recovery code."
        ]
        assert "set-cookie" not in answer.headers

    assert post(another(client), "/sign-in/link", key=link, code=codes[0]).headers["location"] == "/you"
    assert post(another(client), "/sign-in/link", key=link, code=codes[1]).status_code == 422, "it is used up"


def test_codes_beside_a_link_are_not_guessed_at_for_long(client: TestClient) -> None:
    _, codes = set_up_app(with_password(client))
    people = client.app.state.library.people
    link = people.link(OWNER, people.by_email(EMAIL).id)
    for _ in range(MOST_FAILURES["account"]):
        post(another(client), "/sign-in/link", key=link, code="000000")

    assert "failed too often" in main_words(post(another(client), "/sign-in/link", key=link, code=codes[0]))


# A password


def test_signing_in_again_ends_the_sign_in_that_this_browser_had(client: TestClient) -> None:
    browser = with_password(client)
    before = browser.cookies["evidence"]

    come_in(browser)

    assert browser.cookies["evidence"] != before
    thief = another(client)
    thief.cookies.set("evidence", before, domain="127.0.0.1")
    assert not is_in(thief)
    assert is_in(browser)


def test_who_signs_in_goes_on_to_the_page_that_was_wanted(client: TestClient) -> None:
    with_password(client)
    browser = another(client)

    asked = browser.get("/search?q=a+b&page=2", headers=PAGE, follow_redirects=False)
    assert asked.headers["location"] == f"/sign-in?next={quote('/search?q=a+b&page=2', safe='')}"
    (wanted,) = pick(shown(browser, asked.headers["location"]), "input[name='next']")

    answer = come_in(browser, next=wanted.get("value"))

    assert answer.headers["location"] == "/search?q=a+b&page=2"
    assert "httponly" in answer.headers["set-cookie"].casefold()
    assert "samesite=lax" in answer.headers["set-cookie"].casefold()


def test_over_https_the_cookie_is_for_this_host_alone(client: TestClient) -> None:
    with_password(client)
    browser = TestClient(client.app, base_url=LOCAL.replace("http:", "https:"))

    cookie = come_in(browser).headers["set-cookie"]

    assert cookie.startswith("__Host-evidence=")
    assert {"Secure", "HttpOnly", "Path=/"} <= {part.strip() for part in cookie.split(";")}
    assert is_in(browser)
    said_by = post(browser, "/you/password", old=PASSWORD, new="another four plain words").headers["set-cookie"]
    assert said_by.startswith("__Host-said=")
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=strict"} <= {part.strip() for part in said_by.split(";")}
    page = browser.get("/you", headers=PAGE)
    assert "Your password is chosen." in main_words(page)
    assert "Secure" in page.headers["set-cookie"], "it takes the secure one away again"
    assert browser.cookies.get("__Host-said") is None


def test_what_was_wrong_is_said_alike_for_known_and_unknown_people(client: TestClient) -> None:
    with_password(client)
    added(client, name="Invited", email="invited@example.org")
    told = {
        main_words(come_in(another(client), email=email, password=password)).replace(email, "")
        for email, password in (
            (EMAIL, "not this one"), ("nobody@example.org", PASSWORD), ("invited@example.org", PASSWORD)
        )
    }  # fmt: skip

    assert len(told) == 1
    assert "is not right" in told.pop()


def test_neither_password_nor_code_comes_back_in_a_page(client: TestClient) -> None:
    answer = come_in(another(client), password="canary-password", code="canary-code")

    assert "canary" not in answer.text
    assert problems(page_of(answer))


def test_empty_fields_are_named(client: TestClient) -> None:
    page = sent(another(client), "/sign-in", expect=422, email="", password="")

    assert problems(page) == ["Enter your e-mail address.", "Enter your password."]


def test_after_too_many_failures_even_the_right_password_waits(client: TestClient, clock: FixedClock) -> None:
    with_password(client)
    for _ in range(MOST_FAILURES["account"]):
        come_in(another(client), password="wrong words altogether")

    assert "failed too often" in main_words(come_in(another(client)))
    unknown = [come_in(another(client), email="x@example.org") for _ in range(MOST_FAILURES["account"] + 1)]
    assert "failed too often" in main_words(unknown[-1]), "an unknown address must not tell itself by this"
    clock.at += FAILURES_COUNT_FOR + timedelta(seconds=1)
    assert come_in(another(client)).status_code == 303


# A code


def test_with_an_app_set_up_the_password_alone_is_not_enough(client: TestClient, clock: FixedClock) -> None:
    key, _ = set_up_app(with_password(client))
    assert come_in(another(client)).status_code == 422
    assert come_in(another(client), code="000000").status_code == 422

    code = code_now(client, key)
    assert come_in(another(client), code=code).status_code == 303
    assert come_in(another(client), code=code).status_code == 422, "a code works once"


def test_a_recovery_code_works_once_and_however_it_is_typed(client: TestClient) -> None:
    _, codes = set_up_app(with_password(client))
    assert len(set(codes)) == 10

    assert come_in(another(client), code=codes[0].upper().replace("-", " ")).status_code == 303
    assert come_in(another(client), code=codes[0]).status_code == 422
    assert come_in(another(client), code=codes[1]).status_code == 303


# Going out


def test_signing_out_ends_the_sign_in_itself_not_just_the_cookie(client: TestClient) -> None:
    browser = with_password(client)
    cookie = browser.cookies["evidence"]

    answer = browser.post("/sign-out", headers=PAGE, follow_redirects=False)

    assert answer.headers["location"] == "/sign-in"
    thief = another(client)
    thief.cookies.set("evidence", cookie, domain="127.0.0.1")
    assert not is_in(thief)
    assert browser.post("/sign-out", headers=PAGE, follow_redirects=False).status_code == 303, "twice is harmless"


def test_who_is_signed_in_may_go_on_or_sign_out_first(client: TestClient) -> None:
    page = shown(client, "/sign-in?next=/packs")

    assert "You are signed in as Asha." in words(page)
    assert [link.get("href") for link in pick(page, "main a")] == ["/packs"]
    assert [form.get("action") for form in pick(page, "main form")] == ["/sign-out"]


def test_a_form_of_somebody_signed_out_meanwhile_says_so_and_changes_nothing(client: TestClient) -> None:
    browser = as_somebody(client, "administrator")
    browser.cookies.clear()

    answer = post(browser, "/administration/people/add", name="Eve", email="eve@example.org", roles="administrator")

    assert answer.status_code == 401
    assert "/sign-in" in [link.get("href") for link in pick(page_of(answer), "main a")]
    assert len(client.app.state.library.people.all()) == 2


# Where one is sent afterwards


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example", "https://evil.example", "/\\evil.example", "\\\\evil.example", "javascript:alert(1)",
        "/\t/evil.example", "/\n/evil.example", "evil.example", "", " //evil.example", "/sign-in", "/sign-out",
    ],
)  # fmt: skip
def test_nobody_is_sent_elsewhere(client: TestClient, wanted: str) -> None:
    with_password(client)

    page = another(client).get("/sign-in", params={"next": wanted}, headers=PAGE)
    assert pick(page_of(page), "input[name='next']")[0].get("value") == "/"
    assert come_in(another(client), next=wanted).headers["location"] == "/"
    assert own_address(wanted) == "/"


# What is open to all


def test_only_a_few_pages_are_open_to_who_is_not_signed_in(nobody: TestClient) -> None:
    for path in ("/sign-in", "/sign-in/link", "/sign-in/first", "/sign-in/help"):
        page = shown(nobody, path)
        assert pick(page, "nav") == [], path
        assert pick(page, "form[action='/sign-out']") == [], path
    for path in ("/", "/you", "/documents", "/administration/people", "/docs"):
        answer = nobody.get(path, headers=PAGE, follow_redirects=False)
        assert answer.status_code == 303, path
        assert answer.headers["location"].startswith("/sign-in"), path
    assert nobody.get("/api/v1/documents").status_code == 401
