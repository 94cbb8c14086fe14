"""A state of a page that the browser tests open: its address in the sample library, and what to do there."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class State:
    """One state of one page; ``act`` is done once the page is open, to reach it: send an empty form, open a menu."""

    name: str
    path: str
    status: int = 200
    act: Callable[[Page], None] | None = None
    needs_scripts: bool = False
