"""States of clearances: what awaits a second person, as the lead and as information governance see it."""

from playwright.sync_api import Page

from tests.browser.state import State

CLEO = "cleo.marsh@example.org"


def _decide_nothing(page: Page) -> None:
    page.get_by_role("button", name="Decide").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _clear_without_a_basis(page: Page) -> None:
    page.get_by_role("checkbox").first.check()
    page.get_by_role("radio", name="Yes, it may go").check()
    _decide_nothing(page)


def _ask_for_nothing(page: Page) -> None:
    page.get_by_role("button", name="Ask", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _withdraw_without_a_reason(page: Page) -> None:
    page.locator("summary").filter(has_text="Withdraw").first.click()
    page.get_by_role("button", name="Withdraw it").first.click()
    page.get_by_role("heading", name="There is a problem").wait_for()


STATES = (
    State("as the lead sees them", "/clearances"),
    State("to be decided", "/clearances", person=CLEO),
    State("nothing ticked", "/clearances", person=CLEO, act=_decide_nothing),
    State("no basis given", "/clearances", person=CLEO, act=_clear_without_a_basis),
    State("of a document that was cleared", "/documents/E-0003/clearances"),
    State("of a document that nobody asked for", "/documents/E-0005/clearances"),
    State("asked with nothing filled in", "/documents/E-0003/clearances", act=_ask_for_nothing),
    State("withdrawn without a reason", "/documents/E-0003/clearances", act=_withdraw_without_a_reason),
    State("of a document that is not there", "/documents/E-9999/clearances", status=404),
)
