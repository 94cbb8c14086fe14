"""One's own account: password, authenticator app, where one is signed in, and tokens for programs."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.web.account.browsers import browser_words
from app.web.account.picture import code_of
from evidence.adapters.clock import FixedClock
from tests.app.web.account_builder import (
    EMAIL,
    PASSWORD,
    another,
    as_somebody,
    code_now,
    come_in,
    is_in,
    library_of,
    main_words,
    page_of,
    post,
    recovery_codes,
    set_up_app,
    standing_still,
    with_password,
)
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, problems, said, sent, shown, words


@pytest.fixture
def nobody(begun: Settings, clock: FixedClock) -> Iterator[TestClient]:
    """A browser that is not signed in, on a library whose clock stands still."""
    yield from standing_still(begun, clock)


# Who one is


def test_the_account_says_who_one_is_and_what_one_may_do(client: TestClient) -> None:
    browser = as_somebody(client, "contributor", "governance", name="Dev <b>", teams=("Hospital Discharge", "Nights"))

    told = words(pick(shown(browser, "/you"), "main")[0])

    assert "Dev <b>" in told
    assert EMAIL in told
    assert "Contributor Adds documents" in told
    assert "Information governance" in told
    assert "Hospital Discharge and Nights" in told
    assert "Administrator" not in told


# Password


def test_who_has_no_password_is_asked_for_one_before_anything_else(client: TestClient) -> None:
    page = shown(as_somebody(client), "/you")
    headings = [words(one) for one in pick(page, "main h2")]
    fields = pick(page, "form[action='/you/password'] input")

    assert headings[0] == "Choose a password first"
    assert "Password" not in headings
    assert [(one.get("name"), one.get("autocomplete")) for one in fields] == [
        ("username", "username"), ("new", "new-password"),
    ]  # fmt: skip

    page = shown(with_password(client, email="eve@example.org"), "/you")
    assert "Choose a password first" not in words(page)
    assert "Password" in [words(one) for one in pick(page, "main h2")]


@pytest.mark.parametrize(
    ("password", "says"),
    [
        ("", "Enter a new password."), ("short", "12 or more"), ("aaaaaaaabbbbbbbb", "more different"),
        ("a" * 201, "or fewer"), ("dev@example.org", "your own name"), ("passw0rd1234", "guess first"),
        ("EvidenceLibrary1", "words of this service"), ("safeguarding-26!", "words of this service"),
    ],
)  # fmt: skip
def test_a_password_that_will_not_do_is_refused_and_never_shown(client: TestClient, password: str, says: str) -> None:
    answer = post(as_somebody(client), "/you/password", new=password)

    assert answer.status_code == 422
    assert says in " ".join(problems(page_of(answer)))
    assert pick(page_of(answer), "#new")[0].get("value") is None


def test_nothing_is_asked_of_a_password_but_its_length(client: TestClient) -> None:
    assert post(as_somebody(client), "/you/password", new="lantern gravel october").status_code == 303


def test_changing_a_password_asks_for_the_present_one_and_ends_all_other_sign_ins_at_once(client: TestClient) -> None:
    browser = with_password(client)
    elsewhere = another(client)
    come_in(elsewhere)
    page = shown(browser, "/you/password")
    assert [one.get("autocomplete") for one in pick(page, "#old")] == ["current-password"]

    wrong = sent(browser, "/you/password", expect=422, old="not this", new="another four plain words")
    assert problems(wrong) == ["This is not your present password."]
    assert problems(sent(browser, "/you/password", expect=422, old="", new="")) == [
        "Enter your present password.", "Enter a new password.",
    ]  # fmt: skip
    assert is_in(elsewhere)
    assert post(browser, "/you/password", old=PASSWORD, new="another four plain words").status_code == 303

    assert is_in(browser)
    assert not is_in(elsewhere)
    assert come_in(another(client)).status_code == 422


def test_a_password_is_kept_with_the_spaces_it_was_given(client: TestClient) -> None:
    browser = as_somebody(client)
    post(browser, "/you/password", new="  lantern gravel october ")

    assert come_in(another(client), password="lantern gravel october").status_code == 422
    assert come_in(another(client), password="  lantern gravel october ").status_code == 303


# Authenticator app


def test_the_key_is_shown_to_scan_to_tap_and_to_type_and_is_the_same(client: TestClient) -> None:
    browser = with_password(client)
    assert pick(shown(browser, "/you/app"), "#key") == []
    post(browser, "/you/app", password=PASSWORD)

    page = shown(browser, "/you/app")

    key = words(page.get_element_by_id("key"))
    assert re.fullmatch(r"([A-Z2-7]{4} ){7}[A-Z2-7]{4}", key)
    (address,) = [one.get("href") for one in pick(page, "main a") if one.get("href").startswith("otpauth:")]
    assert parse_qs(urlsplit(address).query)["secret"] == [key.replace(" ", "")]
    assert pick(page, "svg path")[0].get("d") == code_of(address).path
    assert come_in(another(client)).status_code == 303, "not in force until it is confirmed"


def test_a_qr_code_draws_the_squares_of_its_standard() -> None:
    code = code_of("otpauth://totp/x?secret=ABC")
    dark = {
        (int(x) + step, int(y))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)v1", code.path)
        for step in range(int(length))
    }

    far = code.width - 4 - 7
    for left, top in ((4, 4), (far, 4), (4, far)):
        finder = {(x, y) for x, y in dark if left <= x < left + 7 and top <= y < top + 7}
        assert len(finder) == 33, "three corners hold a square of 7 with one of 3 inside"
    assert all(4 <= x < code.width - 4 and 4 <= y < code.width - 4 for x, y in dark), "the edge is empty"


def test_a_wrong_code_confirms_nothing_and_keeps_the_key(client: TestClient) -> None:
    browser = with_password(client)
    post(browser, "/you/app", password=PASSWORD)
    key = words(shown(browser, "/you/app").get_element_by_id("key"))

    page = sent(browser, "/you/app/confirm", expect=422, code="000000")

    assert problems(page) == ["This is not the code that the app shows now. Try the next one."]
    assert words(page.get_element_by_id("key")) == key
    assert come_in(another(client)).status_code == 303


def test_recovery_codes_are_shown_once_and_new_ones_void_the_old(client: TestClient) -> None:
    browser = with_password(client)
    key, codes = set_up_app(browser)
    for path in ("/you", "/you/app"):
        assert not any(code in browser.get(path, headers=PAGE).text for code in codes)

    assert post(browser, "/you/app/codes", code="000000").status_code == 422
    fresh = recovery_codes(post(browser, "/you/app/codes", code=code_now(client, key)).text)

    assert len(fresh) == 10
    assert come_in(another(client), code=codes[0]).status_code == 422
    assert come_in(another(client), code=fresh[0]).status_code == 303
    assert "9 recovery codes left" in main_words(browser.get("/you", headers=PAGE))


def test_drawing_a_key_for_an_app_asks_for_the_present_password(client: TestClient) -> None:
    browser = with_password(client)

    for typed, said_of_it in (("", "Enter your present password."), ("wrong", "This is not your present password.")):
        assert problems(sent(browser, "/you/app", expect=422, password=typed)) == [said_of_it]
    assert pick(shown(browser, "/you/app"), "#key") == []
    fresh = shown(as_somebody(client, email="eve@example.org"), "/you/app")
    assert [link.get("href") for link in pick(fresh, "main a")][-1] == "/you/password", "without one it says so"


def test_setting_an_app_up_or_removing_it_ends_all_other_sign_ins(client: TestClient) -> None:
    browser, elsewhere = with_password(client), another(client)
    come_in(elsewhere)
    key, codes = set_up_app(browser)
    assert (is_in(browser), is_in(elsewhere)) == (True, False)
    come_in(elsewhere, code=codes[0])

    sent(browser, "/you/app/remove", remove_code=code_now(client, key))

    assert (is_in(browser), is_in(elsewhere)) == (True, False)


def test_an_app_that_was_begun_is_confirmed_by_nobody_who_was_let_in_before(client: TestClient) -> None:
    browser, elsewhere = with_password(client), another(client)
    come_in(elsewhere)

    post(browser, "/you/app", password=PASSWORD)

    assert (is_in(browser), is_in(elsewhere)) == (True, False)


def test_sending_the_confirmation_again_shows_no_codes_again(client: TestClient) -> None:
    browser = with_password(client)
    key, _ = set_up_app(browser)

    answer = post(browser, "/you/app/confirm", code=code_now(client, key))

    assert answer.headers["location"] == "/you#app"


def test_removing_the_app_takes_its_code(client: TestClient) -> None:
    browser = with_password(client)
    key, _ = set_up_app(browser)
    wrong = sent(browser, "/you/app/remove", expect=422, remove_code="000000")
    assert problems(wrong) == ["This is not the code that the app shows now. Try the next one."]

    page = sent(browser, "/you/app/remove", remove_code=code_now(client, key))

    assert "removed" in said(page)
    assert come_in(another(client)).status_code == 303


# Where one is signed in


def test_each_browser_is_listed_and_another_can_be_signed_out(client: TestClient) -> None:
    browser = with_password(client)
    telephone = another(client)
    telephone.headers["user-agent"] = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0) Version/19.0 Mobile Safari/604.1"
    come_in(telephone)
    page = shown(browser, "/you")
    listed = [words(one) for one in pick(page, "section[aria-labelledby='signed-in'] li")]
    assert len(listed) == 2
    assert ["This one" in one for one in listed].count(True) == 1
    assert any(one.startswith("Safari on iPhone") for one in listed)
    (form,) = pick(page, "section[aria-labelledby='signed-in'] form")

    after = sent(browser, form.get("action"))

    assert said(after) == "That browser is signed out."
    assert not is_in(telephone)
    assert is_in(browser)


def test_nobody_ends_the_sign_in_of_somebody_else(client: TestClient) -> None:
    browser = with_password(client)
    (one,) = library_of(client).own_account.look(person_of(client, EMAIL)).sign_ins

    answer = post(as_somebody(client, "administrator", email="eve@example.org"), f"/you/sign-ins/{one.id}/end")

    assert answer.status_code == 404
    assert is_in(browser)


def person_of(client: TestClient, email: str) -> object:
    return library_of(client).people.by_email(email).acting("page")


@pytest.mark.parametrize(
    ("agent", "said"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36", "Chrome on Android"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/18 Safari/605.1.15", "Safari on Mac"),
        ("curl/8.1", "curl/8.1"),
        ("", "A browser that does not say which"),
    ],
)
def test_browsers_are_told_by_the_names_people_know(agent: str, said: str) -> None:
    assert browser_words(agent) == said
