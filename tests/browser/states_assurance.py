"""Scores, what if, actions and the board: full, narrowed to nothing, forms gone wrong, and after an action."""

from playwright.sync_api import Page

from tests.browser.state import State


def _send_empty_score(page: Page) -> None:
    page.get_by_role("button", name="Record the score").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _choose_a_score(page: Page) -> None:
    page.locator("#QS1").select_option("4")
    page.get_by_text("QS1: 4, now 2").wait_for()


def _narrow(page: Page) -> None:
    page.locator("#state").select_option("closed")
    page.get_by_role("heading", name="3 closed actions").wait_for()


def _send_empty_action(page: Page) -> None:
    page.get_by_role("button", name="Add the action").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _close_without_evidence(page: Page) -> None:
    page.get_by_role("button", name="Close the action").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _open_all(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _take_a_board_of_no_day(page: Page) -> None:
    page.get_by_label("Month", exact=True).fill("13")
    page.get_by_role("button", name="Take the board").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


_OTHERS = "&".join(f"QS{number}=3" for number in range(1, 9))
_HIGHEST = "&".join(f"QS{number}=4" for number in range(1, 10))

STATES = (
    State("all scores", "/scores"),
    State("scores of a statement", "/scores/QS7"),
    State("scores of a statement that the evidence does not bear out", "/scores/QS5"),
    State("an empty score", "/scores/QS7", act=_send_empty_score),
    State("scores of no statement", "/scores/QS12", status=404),
    State("what if, as it is", "/scores/what-if"),
    State("what if, with a score chosen", "/scores/what-if", act=_choose_a_score, needs_scripts=True),
    State("what if, provisional", f"/scores/what-if?{_OTHERS}&QS9="),
    State("what if, the highest band", f"/scores/what-if?{_HIGHEST}"),
    State("what if, off the scale", "/scores/what-if?QS1=9", status=422),
    State("actions", "/actions"),
    State("actions narrowed in place", "/actions", act=_narrow, needs_scripts=True),
    State("closed actions by statement", "/actions?state=closed&sort=statement"),
    State("actions narrowed to nothing", "/actions?state=closed&owner=none"),
    State("a new action, its statement", "/actions/new"),
    State("a new action", "/actions/new?statement=QS6"),
    State("a new action without words", "/actions/new?statement=QS6", act=_send_empty_action),
    State("an open action", "/actions/A-0001", act=_open_all),
    State("an action closed without evidence", "/actions/A-0002", act=_close_without_evidence),
    State("a closed action", "/actions/A-0004"),
    State("no such action", "/actions/A-0999", status=404),
    State("the board today", "/board"),
    State("a board of no day", "/board", act=_take_a_board_of_no_day),
    State("the first board", "/board/B-0001"),
    State("a board and the one before", "/board/B-0002", act=_open_all),
    State("no such board", "/board/B-0999", status=404),
)
