"""States of signing in, each looked at as somebody who is not signed in."""

from collections.abc import Callable

from playwright.sync_api import Page

from tests.browser.newcomers import add_somebody
from tests.browser.state import State


def _not_signed_in(address: str) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.context.clear_cookies()
        page.goto(address)

    return act


def _send_nothing(page: Page) -> None:
    _not_signed_in("/sign-in")(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _be_wrong(page: Page) -> None:
    _not_signed_in("/sign-in?next=/packs")(page)
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_label("Password", exact=True).fill("not the right words")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("heading", name="There is a problem").wait_for()


def _follow_a_link(page: Page) -> None:
    link = add_somebody(page)
    _not_signed_in(link)(page)


def _sign_out(page: Page) -> None:
    """As somebody new, for the sign-in that the window begins with serves every other state."""
    _follow_a_link(page)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()


STATES = (
    State("signing in", "/sign-in/help", act=_not_signed_in("/sign-in")),
    State("signing in, nothing typed", "/sign-in/help", act=_send_nothing),
    State("signing in, wrong", "/sign-in/help", act=_be_wrong),
    State("signed in already", "/sign-in?next=/packs"),
    State("signed out", "/sign-in", act=_sign_out),
    State("I cannot sign in", "/sign-in/help"),
    State("I cannot sign in, not signed in", "/sign-in/help", act=_not_signed_in("/sign-in/help")),
    State("by a link", "/sign-in/link?key=any", act=_follow_a_link),
    State("by a link, signed in as somebody else", "/sign-in/link?key=any"),
    State("by a link that is not whole", "/sign-in/link"),
    State("sign-on does not answer", "/sign-on?next=/packs", status=422),
    State("back from sign-on, never begun", "/sign-on/back?code=any", status=422),
    State("out of sign-on, which does not answer", "/sign-on/out", status=422),
    State("signed out of the library alone", "/sign-in/help", act=_not_signed_in("/sign-in?out=1")),
    State("the first account is made", "/sign-in/first"),
)
