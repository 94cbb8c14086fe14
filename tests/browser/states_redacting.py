"""States of redacted copies: choosing, wrong choices, what became of a copy, asking before it is removed."""

from playwright.sync_api import Locator, Page

from tests.browser.state import State, reload_until

REPORT, PROCEDURE = "/documents/E-0001/redact", "/documents/E-0002/redact"
COPY = "is a redacted copy of it"


def _choose_nothing(page: Page) -> None:
    page.get_by_role("button", name="Make the copy").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _ask_for_what_is_nowhere(page: Page) -> None:
    page.get_by_label("Words or phrases").fill("Zebra crossing")
    page.get_by_role("textbox", name="Why").fill("It goes to the regulator")
    _make(page, page.get_by_role("heading", name="There is a problem"))


def _make(page: Page, awaited: Locator) -> None:
    """Ask for the copy, and go on to what became of it, also where that takes its time."""
    page.get_by_role("button", name="Make the copy").click()
    ended = page.get_by_role("link", name="Go back to what you chose").or_(
        page.get_by_role("button", name="See what was taken out")
    )
    awaited.or_(ended).or_(page.get_by_role("link", name="Look again")).first.wait_for()
    if not awaited.count():
        reload_until(page, ended)
        ended.click()
    awaited.wait_for()


def _see_how_it_went(page: Page) -> None:
    if not page.url.endswith("/under-way"):
        _see_a_copy(page)
        page.goto(f"{PROCEDURE}/under-way")
    page.get_by_text("is the redacted copy").wait_for()


def _see_a_copy(page: Page) -> None:
    """Make a copy, or go to the one that another test has made."""
    if page.get_by_role("link", name=COPY).count():
        page.get_by_role("link", name=COPY).first.click()
    else:
        page.get_by_label("Take out only what always goes").check()
        page.get_by_role("textbox", name="Why").fill("It goes to the regulator")
        _make(page, page.get_by_role("heading", name="How that was proved"))
    page.get_by_role("heading", name="How that was proved").wait_for()


def _ask_to_remove(page: Page) -> None:
    _see_a_copy(page)
    page.get_by_role("link", name="Remove it").click()
    page.get_by_text("This cannot be undone").wait_for()


def _read_a_copy(page: Page) -> None:
    _see_a_copy(page)
    page.get_by_role("link", name="Look at the copy").click()
    page.get_by_text("You are reading version").wait_for()


def _choose_again(page: Page) -> None:
    _see_a_copy(page)
    page.get_by_role("link", name="Make another with more taken out").click()
    page.get_by_role("heading", name="Make a redacted copy").wait_for()


STATES = (
    State("a copy that took its time", f"{PROCEDURE}/under-way", act=_see_how_it_went),
    State("choosing what to take out", REPORT),
    State("choosing what to take out, nothing chosen", REPORT, act=_choose_nothing),
    State("choosing what to take out, words found nowhere", REPORT, act=_ask_for_what_is_nowhere),
    State("a kind of file that cannot be redacted", "/documents/E-0006/redact"),
    State("what became of a redacted copy", PROCEDURE, act=_see_a_copy),
    State("choosing more than a copy is without", PROCEDURE, act=_choose_again),
    State("reading a redacted copy", PROCEDURE, act=_read_a_copy),
    State("asking before a copy is removed", PROCEDURE, act=_ask_to_remove),
    State("a version that is no copy", "/documents/E-0001/redacted/1", status=404),
    State("removing a version that is no copy", "/documents/E-0001/redacted/1/remove", status=404),
)
