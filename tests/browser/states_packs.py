"""States of the pages about packs."""

import re

from playwright.sync_api import Page

from tests.browser.state import State, reload_until


def _make(page: Page) -> None:
    page.get_by_role("button", name=re.compile("^Make this pack")).click()
    page.wait_for_url(re.compile("/packs/[0-9a-f]{32}$"))
    reload_until(page, page.get_by_role("button", name="Download the zip"))


def _send_nothing(page: Page) -> None:
    page.get_by_role("button", name="Check it").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _make_of_one(page: Page, sensitivity: str) -> None:
    """Make a pack of one document that was cleared for the regulator."""
    _set(page, "final", sensitivity)
    page.goto(f"/packs/preview?refs={CLEARED[-6:]}&{SENT}")
    _make(page)


def _set(page: Page, status: str, sensitivity: str) -> None:
    page.goto(f"{CLEARED}/edit")
    page.get_by_label("Status").select_option(status)
    page.get_by_label("Sensitivity").select_option(sensitivity)
    page.get_by_role("button", name="Save the details").click()
    page.locator("#said").wait_for()


def _stop(page: Page) -> None:
    """Make a pack, and call what is in it a draft before anybody fetched it."""
    _make_of_one(page, "internal")
    pack = page.url
    _set(page, "draft", "internal")
    page.goto(pack)
    page.get_by_text("may not leave any more").wait_for()


def _be_asked_why(page: Page) -> None:
    _make_of_one(page, "restricted")
    page.get_by_role("button", name="Download the zip").click()
    page.get_by_label("Why you open it").wait_for()


CLEARED = "/documents/E-0043"
SENT = "recipient=Care+Quality+Commission&purpose=Information+return+2026"
STATES = (
    State("list", "/packs"),
    State("choosing", "/packs/new"),
    State("choosing, filled from the address", "/packs/new?statement=QS7&ref=E-0042"),
    State("nothing chosen", "/packs/preview", status=422),
    State("nobody named who receives it", "/packs/preview?statement=QS7", status=422),
    State("a document that is not there", "/packs/preview?refs=E-9999", status=422),
    State("preview", f"/packs/preview?statement=QS7&statement=QS3&{SENT}"),
    State("preview of what may not go", f"/packs/preview?refs=E-0080&{SENT}"),
    State("made", f"/packs/preview?statement=QS2&{SENT}", act=_make),
    State("made, and something in it is a draft since", CLEARED, act=_stop),
    State("made, and a reason asked before it is fetched", CLEARED, act=_be_asked_why),
    State("checking", "/packs/check"),
    State("checking nothing", "/packs/check", act=_send_nothing),
    State("no such pack", "/packs/00000000000000000000000000000000", status=404),
)
