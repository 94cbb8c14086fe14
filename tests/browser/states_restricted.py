"""States of restricted documents: closed, asking for the reason, open, and who may see them."""

from playwright.sync_api import Page

from tests.browser.state import State

CLOSED, OPENED = "/documents/E-0005", "/documents/E-0068"


def _give_no_reason(page: Page) -> None:
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _restrict_and_open(page: Page) -> None:
    """Restrict a document and open it; the other one stays closed for the states that show it so."""
    page.goto(f"{OPENED}/edit")
    page.get_by_label("Sensitivity").select_option("restricted")
    page.get_by_role("button", name="Save the details").click()
    page.locator("#said").wait_for()
    page.goto(f"{OPENED}/open")
    page.get_by_label("Why you open it").fill("Preparing for the interview on hospital discharge")
    page.get_by_role("button", name="Open it").click()
    page.get_by_role("link", name="Who may see it").wait_for()


def _see_who_opened_it(page: Page) -> None:
    _restrict_and_open(page)
    page.get_by_role("link", name="Who may see it").click()
    page.get_by_role("heading", name="Who opened it, and why").wait_for()


def _name_nobody(page: Page) -> None:
    page.get_by_role("button", name="Name them").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


STATES = (
    State("a restricted document, closed", CLOSED),
    State("a restricted document, closed, at a place", f"{CLOSED}?tag=T-00009&view=text"),
    State("asking for the reason", f"{CLOSED}/open?next=/documents/E-0005/original"),
    State("no reason given", f"{CLOSED}/open", act=_give_no_reason),
    State("a restricted document, open", OPENED, act=_restrict_and_open),
    State("who may see it", f"{CLOSED}/access"),
    State("who may see it, nobody chosen", f"{CLOSED}/access", act=_name_nobody),
    State("who opened it", f"{OPENED}/access", act=_see_who_opened_it),
    State("who may see what everybody may", "/documents/E-0001/access"),
    State("a restricted document among others found", "/search?q=case+audit"),
)
