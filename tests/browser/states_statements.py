"""The pages of statements: the list, a full one, one with much to do, forms gone wrong, briefs, unknown names."""

from playwright.sync_api import Page

from tests.browser.state import State


def _send_empty_action(page: Page) -> None:
    page.get_by_role("button", name="Add the action").click()


def _send_empty_lead(page: Page) -> None:
    page.locator("#standing summary").click()
    page.get_by_role("button", name="Save").click()


def _open_all(page: Page) -> None:
    for summary in page.locator("main summary").all():
        summary.click()


def _ask_under_an_area(page: Page) -> None:
    page.locator(".statements-gap .no-print a").first.click()
    page.get_by_label("What will be done").wait_for()


STATES = (
    State("every statement", "/statements"),
    State("a statement", "/statements/QS7"),
    State("a statement with everything unfolded", "/statements/QS7", act=_open_all),
    State("a statement without people's experience", "/statements/QS6"),
    State("a statement with documents that do not count", "/statements/QS3"),
    State("a form for an action under its area", "/statements/QS6", act=_ask_under_an_area),
    State("an action without words", "/statements/QS7?answer=new", act=_send_empty_action),
    State("a lead without a name", "/statements/QS7", act=_send_empty_lead),
    State("a statement that does not exist", "/statements/QS12", status=404),
    State("a brief", "/statements/QS7/brief"),
    State("a brief with much to improve", "/statements/QS3/brief"),
    State("a brief for one locality", "/statements/QS1/brief?label=locality:West"),
    State("a brief for a team that nothing carries", "/statements/QS1/brief?team=Nobody"),
    State("a brief with what is no label", "/statements/QS1/brief?label=West", status=422),
)
