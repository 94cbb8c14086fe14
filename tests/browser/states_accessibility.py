"""States of the accessibility statement."""

from playwright.sync_api import Page

from tests.browser.state import State


def _not_signed_in(page: Page) -> None:
    page.context.clear_cookies()
    page.goto("/accessibility")


STATES = (
    State("the statement", "/accessibility"),
    State("the statement, not signed in", "/accessibility", act=_not_signed_in),
)
