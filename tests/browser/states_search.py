"""States of finding an example: the start, results, questions with something amiss, nothing found, kept searches."""

from uuid import uuid4

from playwright.sync_api import Page

from tests.browser.state import State


def _unfold_everything(page: Page) -> None:
    for summary in page.locator("#main-content summary:visible").all():
        if summary.evaluate("one => !one.parentElement.open"):
            summary.click()


def _keep(page: Page) -> None:
    """Keep a search that nobody has kept: a state is reached many times in one library."""
    another = uuid4().hex[:6]
    page.get_by_label("What are you looking for?").fill(f"waiting list OR {another}")
    page.get_by_label("What are you looking for?").press("Enter")
    page.get_by_role("heading", name=another).wait_for()
    page.locator("#keep summary").click()
    page.get_by_label("Name of this search").fill(f"Waiting lists {another}")
    page.get_by_role("button", name="Keep this search").click()
    page.locator("#said").wait_for()


def _keep_and_see(page: Page) -> None:
    _keep(page)
    page.get_by_role("link", name="All kept searches").click()
    page.get_by_role("heading", name="Kept searches").wait_for()


def _keep_and_remove(page: Page) -> None:
    _keep_and_see(page)
    page.get_by_role("button", name="Remove").first.click()
    page.locator("#said").wait_for()


def _keep_without_a_name(page: Page) -> None:
    page.locator("#keep summary").click()
    page.get_by_role("button", name="Keep this search").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _choose_a_filter(page: Page) -> None:
    if not page.get_by_role("checkbox", name="QS1").is_visible():
        page.locator(".search-filters__summary").click()
    page.get_by_role("checkbox", name="QS1").check()
    page.locator(".search-chip").first.wait_for()


def _search_with_an_open_quotation_mark(page: Page) -> None:
    page.get_by_label("What are you looking for?").fill('"waiting list')
    page.get_by_label("What are you looking for?").press("Enter")
    page.get_by_role("heading", name="There is a problem").wait_for()


STATES = (
    State("find an example, before anything is typed", "/search"),
    State("find an example, ways to search", "/search", act=_unfold_everything),
    State("results", "/search?q=waiting+list"),
    State("results, everything unfolded", "/search?q=waiting+list", act=_unfold_everything, needs_scripts=True),
    State("results, newest first, second page", "/search?q=carers&sort=date&page=2"),
    State("results within filters", "/search?q=carers&statement=QS1&statement=QS7&kind=survey"),
    State("results after a filter is chosen", "/search?q=carers", act=_choose_a_filter, needs_scripts=True),
    State("documents under a filter alone", "/search?currency=out-of-date"),
    State("documents alike", "/search?like=E-0017"),
    State("words that stand in different passages, abbreviations", "/search?q=s42+carers"),
    State("exactly what was typed", "/search?q=s42&as_typed=1"),
    State("an abbreviation of several meanings", "/search?q=SAR"),
    State("a question with notes", "/search?q=colour:red+year:1066+carers"),
    State("an open quotation mark", "/search?q=%22waiting+list"),
    State("an open quotation mark, typed", "/search", act=_search_with_an_open_quotation_mark),
    State("a filter that makes no sense", "/search?q=carers&statement=QS99"),
    State("nothing found, misspelt", "/search?q=reablment+lst"),
    State("nothing found within filters", "/search?q=astronaut+carers&statement=QS7"),
    State("documents like one that is not there", "/search?like=E-9999", status=404),
    State("a search kept", "/search", act=_keep),
    State("a search without a name", "/search?q=waiting+list&kind=audit", act=_keep_without_a_name),
    State("kept searches listed", "/search", act=_keep_and_see),
    State("a kept search removed", "/search", act=_keep_and_remove),
)
