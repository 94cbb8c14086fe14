"""States of the first page, of the readiness map and of the reasons of its cells."""

from playwright.sync_api import Page

from tests.browser.state import State


def _open_every_details(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _ask_for_a_day_that_is_none(page: Page) -> None:
    page.get_by_label("Day", exact=True).fill("31")
    page.get_by_label("Month", exact=True).fill("2")
    page.get_by_role("button", name="Show").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


STATES = (
    State("where we stand", "/"),
    State("where we stand, every table open", "/", act=_open_every_details),
    State("readiness map", "/readiness"),
    State("readiness map of the day of the visit", "/readiness?on=2027-02-01"),
    State("readiness map before there was anything", "/readiness?on=2001-01-01"),
    State("readiness map under a framework that nothing is tagged to", "/readiness?framework=apa-2009-10"),
    State("readiness map, a day that is none", "/readiness", act=_ask_for_a_day_that_is_none),
    State("readiness map, an address that asks what cannot be", "/readiness?on=soon&framework=none", status=422),
    State("a cell with documents that count and that do not", "/readiness/QS1/processes"),
    State("a cell of another day", "/readiness/QS1/processes?on=2027-02-01"),
    State("a missing cell", "/readiness/QS4/staff-leaders"),
    State("unsorted documents, of which there are none", "/readiness/QS3/unsorted"),
    State("a cell that is not there", "/readiness/QS99/processes", status=404),
)
