"""States of retention: what is due, asking before it goes, the record, legal holds, the rules."""

from playwright.sync_api import Page

from tests.browser.state import State

DUE, RULES = "/retention", "/administration/retention"


def _make_audits_due(page: Page) -> None:
    """Keep audits for a month only, so that some of the sample are due."""
    page.goto(RULES)
    page.get_by_label("Months that Audit is kept").fill("1")
    page.get_by_role("button", name="Save").click()
    page.locator("#said").wait_for()
    page.goto(DUE)


def _choose_one(page: Page) -> None:
    _make_audits_due(page)
    page.locator("input[name=ref]").first.check()
    page.get_by_role("button", name="Go on with those chosen").click()
    page.get_by_text("This cannot be undone").wait_for()


def _give_no_reason(page: Page) -> None:
    _choose_one(page)
    page.get_by_role("button", name="Dispose of 1 document").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _choose_none(page: Page) -> None:
    _make_audits_due(page)
    page.get_by_role("button", name="Go on with those chosen").click()
    page.get_by_text("Nothing was chosen").wait_for()


def _place_and_lift(page: Page) -> None:
    page.get_by_label("Why it must be kept").fill("A claim that was announced in October")
    page.get_by_role("button", name="Place a legal hold").click()
    page.locator("#said").wait_for()
    page.get_by_role("textbox", name="may be lifted").first.fill("The claim was settled")
    page.get_by_role("button", name="Lift H-").first.click()
    page.get_by_role("heading", name="Lifted").wait_for()


def _place(page: Page) -> None:
    page.get_by_label("Why it must be kept").fill("A request for information that is being answered")
    page.get_by_role("button", name="Place a legal hold").click()
    page.locator("#said").wait_for()


def _place_and_read(page: Page) -> None:
    _place(page)
    page.goto("/documents/E-0010")
    page.get_by_text("On legal hold").wait_for()


def _place_without_reason(page: Page) -> None:
    page.get_by_role("button", name="Place a legal hold").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _give_wrong_months(page: Page) -> None:
    page.get_by_label("Months that Survey is kept").fill("many")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


STATES = (
    State("nothing due, or little", DUE),
    State("documents due for disposal", DUE, act=_make_audits_due),
    State("nothing chosen for disposal", DUE, act=_choose_none),
    State("asking before disposal", DUE, act=_choose_one),
    State("disposal without a reason", DUE, act=_give_no_reason),
    State("disposing of what is not due", f"{DUE}/dispose?ref=E-0001", status=422),
    State("record of disposals", f"{DUE}/record"),
    State("how long a document is kept", "/documents/E-0001/retention"),
    State("a legal hold without a reason", "/documents/E-0001/retention", act=_place_without_reason),
    State("a legal hold placed and lifted", "/documents/E-0001/retention", act=_place_and_lift),
    State("a legal hold", "/documents/E-0010/retention", act=_place),
    State("a document on legal hold", "/documents/E-0010/retention", act=_place_and_read),
    State("rules of retention", RULES),
    State("rules of retention, one that will not do", RULES, act=_give_wrong_months),
)
