"""States of the page that asks for a name, and of failures."""

from playwright.sync_api import Page

from tests.browser.state import State


def _send_nothing(page: Page) -> None:
    page.get_by_label("Your name", exact=True).fill("")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


STATES = (
    State("your name", "/you"),
    State("your name, left empty", "/you", act=_send_nothing),
    State("nothing here", "/there-is-nothing-here", status=404),
)
