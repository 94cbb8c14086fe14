"""States of accounts: the list, adding somebody, their link, changing them; and being refused."""

from playwright.sync_api import Page

from tests.browser.newcomers import add_somebody, come_in_anew
from tests.browser.state import State

PEOPLE = "/administration/people"


def _add_nobody(page: Page) -> None:
    page.get_by_role("button", name="Add them").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _add_somebody(page: Page) -> None:
    add_somebody(page)


def _open_somebody_new(page: Page) -> None:
    add_somebody(page)
    page.get_by_role("link", name="The account of").click()
    page.get_by_role("heading", name="Signing in").wait_for()


def _disable_somebody(page: Page) -> None:
    _open_somebody_new(page)
    page.get_by_role("button", name="Disable the account").click()
    page.get_by_role("button", name="Enable the account").wait_for()


def _take_the_last_administrator_away(page: Page) -> None:
    page.get_by_role("button", name="Disable the account").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _change_what_somebody_else_changed(page: Page) -> None:
    _open_somebody_new(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.locator("#teams").fill("Nights")
    other.get_by_role("button", name="Save").click()
    other.locator("#said").wait_for()
    other.close()
    page.locator("#teams").fill("Days")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _be_refused(page: Page) -> None:
    come_in_anew(page)
    page.goto(PEOPLE)
    page.get_by_role("heading", name="Not allowed").wait_for()


def _administer_as_a_reader(page: Page) -> None:
    come_in_anew(page)
    page.goto("/administration")


def _save_as_it_was(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    page.locator("#said").wait_for()


STATES = (
    State("people", PEOPLE),
    State("people, narrowed and sorted", f"{PEOPLE}?q=quality&state=active&sort=seen"),
    State("people, nobody found", f"{PEOPLE}?q=nobody+of+that+name"),
    State("adding somebody", f"{PEOPLE}/add"),
    State("adding nobody", f"{PEOPLE}/add", act=_add_nobody),
    State("a link is made", f"{PEOPLE}/add", act=_add_somebody),
    State("one account", f"{PEOPLE}/P-0002"),
    State("one account, disabled", PEOPLE, act=_disable_somebody),
    State("the last administrator", f"{PEOPLE}/P-0001", act=_take_the_last_administrator_away),
    State("one account, changed by two", PEOPLE, act=_change_what_somebody_else_changed),
    State("second factor", f"{PEOPLE}/second-factor"),
    State("second factor, saved as it was", f"{PEOPLE}/second-factor", act=_save_as_it_was),
    State("an account that is not there", f"{PEOPLE}/P-9999", status=404),
    State("refused to a reader", "/", act=_be_refused),
    State("administration for a reader", "/", act=_administer_as_a_reader),
)
