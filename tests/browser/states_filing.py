"""States of the pages that take evidence in: adding, filling in what waits, and contributing."""

from playwright.sync_api import Page

from tests.browser.state import State

_PAPER = {"name": "Notes of a visit.txt", "mimeType": "text/plain", "buffer": b"Notes of a visit to the day centre."}
_EMPTY = {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""}


def _choose(page: Page) -> None:
    page.set_input_files("#files", [_PAPER, _EMPTY])


def _send(page: Page) -> None:
    _choose(page)
    page.click("[data-send]")
    page.wait_for_selector("[data-sending-heading]:has-text('Done')")


def _press(words: str):
    def act(page: Page) -> None:
        page.click(f"main button:has-text('{words}')")
        page.wait_for_load_state()

    return act


def _many_without_any(page: Page) -> None:
    page.click("#many summary")
    page.click("button[name=bulk]")
    page.wait_for_load_state()


def _untitled(page: Page) -> None:
    row = page.locator("[data-row]").first
    row.locator("input.govuk-input").first.fill("")
    row.locator("[data-save]").click()
    row.locator(".govuk-error-message").first.wait_for()


def _saved(page: Page) -> None:
    page.locator("[data-save]").first.click()
    page.locator("[data-saved]").first.wait_for()


def _link_chosen(page: Page) -> None:
    page.check("input[name=form][value=link]")


def _offered(page: Page) -> None:
    page.fill("#title", "A better week")
    page.check("input[name=form][value=example]")
    page.fill("#text", "A carer went swimming again.")
    page.fill("#given_by", "Priya Nair")
    page.click("main button:has-text('Offer it')")
    page.wait_for_url("**/contributions/C-*")


def _deciding(page: Page) -> None:
    _offered(page)
    page.click("main summary")
    page.click("button[name=accept]")
    page.wait_for_load_state()


STATES = (
    State("add: files", "/add"),
    State("add: files chosen", "/add", act=_choose, needs_scripts=True),
    State("add: files sent", "/add", act=_send, needs_scripts=True),
    State("add: nothing chosen", "/add", act=_press("Add these files")),
    State("add: a link", "/add?way=link"),
    State("add: a link left empty", "/add?way=link", act=_press("Add this link")),
    State("add: wanted", "/add?way=wanted"),
    State("add: wanted left empty", "/add?way=wanted", act=_press("Note this document")),
    State("add: an outcome that is not known", "/add/outcome/none", status=404),
    State("triage", "/triage"),
    State("triage: last page", "/triage?page=99"),
    State("triage: narrowed", "/triage?need=unowned&owner=none&added=week"),
    State("triage: nobody's", "/triage?owner=Nobody+of+this+name"),
    State("triage: many, nothing selected", "/triage", act=_many_without_any),
    State("triage: a title left empty", "/triage", act=_untitled),
    State("triage: a row saved in place", "/triage", act=_saved, needs_scripts=True),
    State("contribute", "/contribute"),
    State("contribute: a link", "/contribute", act=_link_chosen),
    State("contribute: left empty", "/contribute", act=_press("Offer it")),
    State("contribute: offered", "/contribute", act=_offered),
    State("contribute: accepted", "/contribute", act=_deciding),
    State("contributions", "/contributions"),
    State("contributions: declined", "/contributions?state=declined"),
    State("contributions: not there", "/contributions/C-9999", status=404),
)
