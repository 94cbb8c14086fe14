"""Answers of a real provider that are not ours to take: used, somebody else's, changed, or out of their time."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient

from evidence.adapters.clock import FixedClock
from tests.app.web.account_builder import another, is_in, main_words
from tests.app.web.reading_builder import PAGE
from tests.sign_on.running_provider import RunningProvider, Walker, parts_of
from tests.sign_on.test_with_a_provider import BACK, begun, sign_on

Serve = Callable[..., TestClient]


def test_an_answer_is_taken_once(serve: Serve, provider: RunningProvider, walker: Walker) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    browser = another(serve())
    address = begun(browser)
    carried = browser.cookies["evidence-sign-on"]
    back = walker.walk(address, "dev", back=BACK)
    assert browser.get(back, headers=PAGE, follow_redirects=False).status_code == 303

    for replaying in (browser, another(browser)):
        replaying.cookies.clear()
        replaying.cookies.set("evidence-sign-on", carried, domain="127.0.0.1")
        answer = replaying.get(back, headers=PAGE, follow_redirects=False)

        assert "was used already" in main_words(answer)
        assert not is_in(replaying)


def test_an_answer_fits_the_browser_that_asked_and_no_other(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("eve", "Leads", email="eve@example.org")
    browser, other = another(serve()), None
    other = another(browser)
    back = walker.walk(begun(browser), "eve", back=BACK)
    begun(other)

    for address in (back, back.replace("state=", "state=x"), f"{BACK}?code=made-up&state=", BACK):
        answer = other.get(address, headers=PAGE, follow_redirects=False)
        assert answer.status_code == 422
        assert not is_in(other)
    assert browser.get(back, headers=PAGE, follow_redirects=False).status_code == 303


def test_a_code_of_another_sign_in_is_refused(serve: Serve, provider: RunningProvider, walker: Walker) -> None:
    provider.knows("eve", "Leads", email="eve@example.org")
    browser = another(serve())
    theirs = parts_of(walker.walk(begun(another(browser)), "eve", back=BACK))["code"]
    own = parts_of(begun(browser))["state"]

    answer = browser.get(
        f"{BACK}?code={theirs}&state={own}&iss={provider.issuer}", headers=PAGE, follow_redirects=False
    )

    assert "does not know this sign-in any more" in main_words(answer)
    assert not is_in(browser)


def test_a_token_with_another_nonce_is_refused(serve: Serve, provider: RunningProvider, walker: Walker) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    browser = another(serve())
    address = begun(browser)

    back = walker.walk(address.replace("nonce=", "nonce=x"), "dev", back=BACK)
    answer = browser.get(back, headers=PAGE, follow_redirects=False)

    assert "it answers another sign-in" in main_words(answer)
    assert not is_in(browser)


def test_an_answer_in_the_name_of_another_issuer_is_refused(
    serve: Serve, provider: RunningProvider, walker: Walker
) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    for change in (("&iss=http", "&iss=https"), ("&iss=", "&other=")):
        browser = another(serve())
        back = walker.walk(begun(browser), "dev", back=BACK)
        assert change[0] in back
        answer = browser.get(back.replace(*change), headers=PAGE, follow_redirects=False)

        assert "another service answered in its place" in main_words(answer)
        assert not is_in(browser)


@pytest.mark.parametrize(
    ("hours", "reason"), [(2, "it is too old"), (-2, "it is from the future")], ids=["expired", "not yet"]
)
def test_a_token_out_of_its_time_is_refused(
    serve: Serve, provider: RunningProvider, walker: Walker, hours: int, reason: str
) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")
    browser = another(serve(FixedClock(datetime.now(UTC) + timedelta(hours=hours))))

    answer = sign_on(browser, walker, "dev")

    assert reason in main_words(answer)
    assert not is_in(browser)


def test_a_clock_that_is_a_minute_off_does_no_harm(serve: Serve, provider: RunningProvider, walker: Walker) -> None:
    provider.knows("dev", "Leads", email="dev@example.org")

    for minutes in (-1, 1):
        browser = another(serve(FixedClock(datetime.now(UTC) + timedelta(minutes=minutes))))
        assert sign_on(browser, walker, "dev").status_code == 303


def test_who_stops_at_the_provider_is_told_so(serve: Serve, walker: Walker) -> None:
    browser = another(serve())

    answer = sign_on(browser, walker, None)

    assert "it refused, or you stopped" in main_words(answer)
    assert "Try again with Council" in main_words(answer)
