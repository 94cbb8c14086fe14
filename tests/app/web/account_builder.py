"""What the tests of accounts share: more browsers on the same library, and adding and signing in people."""

import re
from collections.abc import Iterator
from typing import Any

import lxml.html
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain import signing_in as rules
from evidence.domain.people import folder_owner
from evidence.extractors.reader import PoolReader
from tests.app.web.reading_builder import PAGE, shown, words
from tests.conftest import LOCAL, sign_in

OWNER = folder_owner("Asha")
PASSWORD = "four plain words walking"
EMAIL = "dev@example.org"


def standing_still(settings: Settings, clock: FixedClock, reader: PoolReader | None = None) -> Iterator[TestClient]:
    """Open a browser, not signed in, on a library whose clock stands still until a test sets it."""
    library = open_library(settings, clock=clock, reader=reader)
    with TestClient(create_app(settings, library=library), base_url=LOCAL) as opened:
        yield opened


def another(client: TestClient) -> TestClient:
    """Return another browser on the same library, not signed in."""
    return TestClient(client.app, base_url=LOCAL)


def library_of(client: TestClient) -> Library:
    """Return the library, with nothing hidden in it."""
    library: Library = client.app.state.library
    return library


def added(client: TestClient, *roles: str, name: str = "Dev", email: str = EMAIL, teams: tuple[str, ...] = ()) -> str:
    """Add somebody; returns the link that lets them in."""
    return library_of(client).people.add(OWNER, name, email, roles=roles or ("reader",), teams=teams)[1]


def as_somebody(client: TestClient, *roles: str, **more: Any) -> TestClient:
    """Return a browser of its own in which somebody new, with these roles, is signed in by their link."""
    return sign_in(another(client), added(client, *roles, **more))


def with_password(client: TestClient, *roles: str, **more: Any) -> TestClient:
    """The same, with a password chosen."""
    browser = as_somebody(client, *roles, **more)
    assert post(browser, "/you/password", new=PASSWORD).status_code == 303
    return browser


def post(browser: TestClient, address: str, **fields: Any) -> Any:
    """Send a form as a page does, and return the answer itself; fields with ``__`` have ``-`` there."""
    data = {name.replace("__", "-"): value for name, value in fields.items()}
    return browser.post(address, data=data, headers=PAGE, follow_redirects=False)


def come_in(browser: TestClient, email: str = EMAIL, password: str = PASSWORD, code: str = "", **more: Any) -> Any:
    """Sign in by password and return the answer itself."""
    return post(browser, "/sign-in", email=email, password=password, code=code, **more)


def is_in(browser: TestClient) -> bool:
    """Whether this browser is signed in, as the next page shows."""
    answer = browser.get("/you", headers=PAGE, follow_redirects=False)
    assert answer.status_code in {200, 303}
    return bool(answer.status_code == 200)


def page_of(answer: Any) -> lxml.html.HtmlElement:
    """Return the page of an answer."""
    return lxml.html.fromstring(answer.text)


def main_words(answer: Any) -> str:
    """Return what a page says, without what stands around it."""
    (main,) = page_of(answer).xpath("//main")
    return words(main)


def code_now(client: TestClient, key: str, *, later: int = 0) -> str:
    """Return the code of an authenticator app, ``later`` half minutes from now."""
    return rules.code_at(key.replace(" ", ""), int(library_of(client).clock.now().timestamp()) // 30 + later)


def set_up_app(browser: TestClient) -> tuple[str, list[str]]:
    """Set an authenticator app up; returns its key and the recovery codes."""
    assert post(browser, "/you/app", password=PASSWORD).headers["location"] == "/you/app"
    page = shown(browser, "/you/app")
    key = words(page.get_element_by_id("key"))
    answer = post(browser, "/you/app/confirm", code=code_now(browser, key, later=-1))
    assert answer.status_code == 200, main_words(answer)
    return key, recovery_codes(answer.text)


def recovery_codes(page: str) -> list[str]:
    """Return the recovery codes that a page shows."""
    return re.findall(r"[a-z2-7]{4}(?:-[a-z2-7]{4}){5}", page)
