"""Waiting for something to become true, with a limit."""

import time
from collections.abc import Callable

_LOOK_AGAIN_SECONDS = 0.01


class Overdue(Exception):
    """Something took longer than it may."""


def until(true: Callable[[], bool], *, within: float, what: str) -> float:
    """Wait until ``true()``; returns the seconds it took, raises ``Overdue`` naming ``what`` after ``within``."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > within:
            raise Overdue(f"{what} within {within:g} s")
        time.sleep(_LOOK_AGAIN_SECONDS)
    return time.monotonic() - begun
