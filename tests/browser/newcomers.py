"""Somebody new in the sample library: added by the administrator, and come in by their link."""

import itertools
import time
from uuid import uuid4

from playwright.sync_api import Page

from evidence.domain import signing_in as rules

PASSWORD = "lantern gravel october"
_NAMES = itertools.cycle(("Eve Moss", "Flo Reed", "Gus Hale"))


def add_somebody(page: Page, role: str = "Reader") -> str:
    """Add somebody as the administrator whose window it is; returns the link that lets them in."""
    page.goto("/administration/people/add")
    page.get_by_role("checkbox", name=role).check()
    page.get_by_label("Name", exact=True).fill(next(_NAMES))
    page.get_by_label("E-mail address").fill(f"{uuid4().hex[:12]}@example.org")
    page.get_by_role("button", name="Add them").click()
    return page.get_by_label("Link for").input_value()


def come_in_anew(page: Page, role: str = "Reader") -> None:
    """Go on in this window as somebody new, who has not chosen a password yet."""
    link = add_somebody(page, role)
    page.context.clear_cookies()
    page.goto(link)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="Choose a password first").wait_for()


def choose_password(page: Page) -> None:
    """Choose a password on one's own account."""
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Choose this password").click()
    page.locator("#said").wait_for()


def begin_app(page: Page) -> None:
    """Draw a key for an authenticator app, as somebody who has a password."""
    page.goto("/you/app")
    page.get_by_label("Your present password").fill(PASSWORD)
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("heading", name="Tell the app").wait_for()


def set_up_app(page: Page) -> None:
    """Set an authenticator app up, as far as its recovery codes."""
    begin_app(page)
    key = page.locator("#key").inner_text().replace(" ", "")
    page.get_by_label("Code that the app shows now").fill(rules.code_at(key, int(time.time()) // 30))
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="Keep your recovery codes").wait_for()
