"""States of what was found before documents leave: shown, decided, gone wrong, listed."""

from playwright.sync_api import Page

from tests.browser.state import State

FOUND = "/documents/E-0001/findings"


def _decide_nothing(page: Page) -> None:
    page.get_by_role("button", name="Decide about those chosen").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _decide_all(page: Page) -> None:
    if page.get_by_role("button", name="Decide about all").count() == 0:
        # The same state was reached before, with scripts or without.
        for box in page.get_by_role("checkbox").all():
            box.check()
        page.get_by_role("button", name="Reopen those chosen").click()
        page.get_by_role("button", name="Decide about all").wait_for()
    page.get_by_label("Why").fill("Published figures")
    page.get_by_role("button", name="Decide about all").click()
    page.locator("#said").wait_for()


STATES = (
    State("what was found in a document", FOUND),
    State("what was found, nothing chosen", FOUND, act=_decide_nothing),
    State("what was found, decided", FOUND, act=_decide_all),
    State("documents that wait to be decided about", "/findings"),
    State("documents that wait, narrowed to none", "/findings?kind=national-insurance-number"),
)
