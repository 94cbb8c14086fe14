"""A state of a page that the browser tests open: its address in the sample library, and what to do there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page


@dataclass(frozen=True)
class State:
    """One state of one page; ``act`` is done once the page is open, to reach it: send an empty form, open a menu."""

    name: str
    path: str
    status: int = 200
    act: Callable[[Page], None] | None = None
    needs_scripts: bool = False
    person: str = ""
    """The e-mail address of whoever looks, when it is not the sample's lead."""


def reload_until(page: Page, locator: Locator, tries: int = 150) -> None:
    """Load a page again and again, as one does without scripts, until it shows what is awaited; not for ever."""
    for _ in range(tries):
        if locator.count():
            return
        page.wait_for_timeout(200)
        page.reload()
    raise AssertionError(f"{locator} did not come")
