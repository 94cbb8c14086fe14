"""States of one's own account: as one comes in first, with everything set up, and with errors; and of failures."""

from playwright.sync_api import Page

from tests.browser.newcomers import begin_app, choose_password, come_in_anew, set_up_app
from tests.browser.state import State


def _with_everything(page: Page) -> None:
    come_in_anew(page)
    choose_password(page)
    set_up_app(page)
    _make_a_token(page)
    page.goto("/you")


def _ask_for_the_present_password(page: Page) -> None:
    come_in_anew(page)
    choose_password(page)
    page.goto("/you/password")
    page.get_by_label("Your present password").fill("not the one I chose")
    page.get_by_label("New password", exact=True).fill("short")
    page.get_by_role("button", name="Change the password").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _choose_nothing(page: Page) -> None:
    page.get_by_role("button", name="Choose this password").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _begin_an_app(page: Page) -> None:
    come_in_anew(page)
    choose_password(page)
    begin_app(page)


def _make_another_key_without_a_password(page: Page) -> None:
    _begin_an_app(page)
    page.get_by_text("Somebody else may have seen the key").click()
    page.get_by_role("button", name="Make another key").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _set_up_without_a_password(page: Page) -> None:
    come_in_anew(page)
    page.goto("/you/app")


def _mistype_the_password(page: Page) -> None:
    come_in_anew(page)
    choose_password(page)
    page.goto("/you/app")
    page.get_by_label("Your present password").fill("not the one I chose")
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _type_a_wrong_code(page: Page) -> None:
    _begin_an_app(page)
    page.get_by_label("Code that the app shows now").fill("000 000")
    page.get_by_role("button", name="Confirm").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _keep_recovery_codes(page: Page) -> None:
    come_in_anew(page)
    choose_password(page)
    set_up_app(page)


def _change_the_app(page: Page) -> None:
    _keep_recovery_codes(page)
    page.goto("/you/app")
    page.get_by_role("button", name="Remove the app").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _make_a_token(page: Page) -> None:
    page.goto("/you/tokens")
    page.get_by_label("What it is for").fill("Nightly report of the performance team")
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("heading", name="Your token").wait_for()


def _make_a_token_as_somebody_new(page: Page) -> None:
    come_in_anew(page)
    _make_a_token(page)


def _make_no_token(page: Page) -> None:
    page.get_by_label("How many days it lasts").fill("1000")
    page.get_by_role("button", name="Make the token").click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _be_asked_for_an_app(page: Page) -> None:
    """As somebody new with a role of which an app is asked; no other state is looked at with that role."""
    page.goto("/administration/people/second-factor")
    page.get_by_role("checkbox", name="Contributor").check()
    page.get_by_role("button", name="Save").click()
    page.locator("#said").wait_for()
    come_in_anew(page, "Contributor")
    choose_password(page)
    page.goto("/")
    page.get_by_text("until then nothing else opens").wait_for()


STATES = (
    State("your account, no password yet", "/you"),
    State("your account with everything set up", "/you", act=_with_everything),
    State("choosing a password", "/you/password"),
    State("choosing no password", "/you/password", act=_choose_nothing),
    State("changing a password wrongly", "/you/password", act=_ask_for_the_present_password),
    State("an app is not set up", "/you/app"),
    State("an app is asked for", "/you/app", act=_be_asked_for_an_app),
    State("an app without a password", "/you/app", act=_set_up_without_a_password),
    State("an app, a wrong password", "/you/app", act=_mistype_the_password),
    State("an app is begun", "/you/app", act=_begin_an_app),
    State("an app is begun, another key without a password", "/you/app", act=_make_another_key_without_a_password),
    State("an app is begun, a wrong code", "/you/app", act=_type_a_wrong_code),
    State("recovery codes", "/you/app", act=_keep_recovery_codes),
    State("an app is set up, a code missing", "/you/app", act=_change_the_app),
    State("a new token", "/you/tokens"),
    State("a new token that lasts too long", "/you/tokens", act=_make_no_token),
    State("a token is made", "/you/tokens", act=_make_a_token_as_somebody_new),
    State("nothing here", "/there-is-nothing-here", status=404),
)
