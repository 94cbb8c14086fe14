"""States of administration: the overview and each of its pages, after actions and with errors."""

from playwright.sync_api import Page

from tests.browser.state import State, reload_until

RULES = "/administration/rules"
HISTORY = "/administration/history"


def _unfold_everything(page: Page) -> None:
    for summary in page.locator("#main-content summary").all():
        summary.click()


def _set_facts_wrongly(page: Page) -> None:
    page.locator("#visit_on").fill("31")
    page.locator("#visit_on-month").fill("2")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _set_nothing(page: Page) -> None:
    page.get_by_role("button", name="Save").click()
    page.locator("#said").wait_for()


def _try_other_rules(page: Page) -> None:
    page.get_by_label("Strong, in a required category: Documents").fill("5")
    page.get_by_role("button", name="Try these rules").click()
    page.get_by_role("heading", name="What would change").wait_for()


def _keep_other_rules(page: Page) -> None:
    """Keep a rule, see it kept, and take it back: other states look at the same library."""
    page.get_by_label("Strong, in a supporting category: Documents").fill("3")
    page.get_by_role("button", name="Try these rules").click()
    page.get_by_role("button", name="Keep these rules").click()
    page.get_by_text("File: 2").first.wait_for()
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("Undone").wait_for()


def _check_everything(page: Page) -> None:
    page.get_by_role("button", name="Check everything").click()
    reload_until(page, page.get_by_role("button", name="Check everything again"))


def _ask_the_provider(page: Page) -> None:
    page.get_by_role("button", name="Check it now").click()
    page.get_by_role("button", name="Check again").wait_for()


def _filter_the_history(page: Page) -> None:
    page.get_by_label("Document", exact=True).fill("E-0001")
    page.get_by_role("button", name="Filter").click()
    page.get_by_text("Only steps about E-0001").wait_for()


STATES = (
    State("administration", "/administration"),
    State("sign-on that is set up", "/administration/sign-on"),
    State("sign-on whose provider does not answer", "/administration/sign-on", act=_ask_the_provider),
    State("facts", "/administration/facts"),
    State("facts, a date that is none", "/administration/facts", act=_set_facts_wrongly),
    State("facts saved as they were", "/administration/facts", act=_set_nothing),
    State("frameworks", "/administration/frameworks"),
    State("the framework in force", "/administration/frameworks/cqc-local-authority"),
    State("a retired framework", "/administration/frameworks/apa-2009-10"),
    State("putting another framework in force", "/administration/frameworks/apa-2009-10/use"),
    State("putting in force what is so already", "/administration/frameworks/cqc-local-authority/use"),
    State("a framework that is not there", "/administration/frameworks/none", status=404),
    State("readiness rules", RULES),
    State("readiness rules, others tried", RULES, act=_try_other_rules),
    State("readiness rules, kept and taken back", RULES, act=_keep_other_rules),
    State("readiness rules, the same tried", f"{RULES}?try=1"),
    State("readiness rules, one that will not do", f"{RULES}?try=1&strong.documents=lots", status=422),
    State("kinds of document", "/administration/kinds"),
    State("kinds of document, words unfolded", "/administration/kinds", act=_unfold_everything),
    State("words and abbreviations", "/administration/vocabulary"),
    State("words narrowed", "/administration/vocabulary?q=section&show_only=law"),
    State("no such word", "/administration/vocabulary?q=zzzz"),
    State("settings", "/administration/settings"),
    State("health", "/administration/health"),
    State("health after a full check", "/administration/health", act=_check_everything),
    State("building the search index anew", "/administration/health/reindex"),
    State("history", HISTORY),
    State("history, older steps", f"{HISTORY}?before=200"),
    State("history, who saw what is restricted", f"{HISTORY}?verb=saw&way=page"),
    State("history of one document", HISTORY, act=_filter_the_history),
    State("history, nothing answers", f"{HISTORY}?person=Nobody&until=2001-01-01"),
    State("history, a day that is none", f"{HISTORY}?since=soon", status=422),
)
