"""Where to sign in, and where to go afterwards."""

from urllib.parse import quote

SIGN_IN = "/sign-in"
HOME = "/"
APP = "/you/app"
"""Where an authenticator app is set up."""


def own_address(given: str) -> str:
    """Return an address of ours, or that of home: nobody is sent elsewhere, nor round in a circle.

    >>> own_address("//evil.example"), own_address("/search?q=a")
    ('/', '/search?q=a')
    """
    sound = given.startswith("/") and not given.startswith(("//", "/\\", "/sign-")) and given.isprintable()
    return given if sound else HOME


def sign_in_address(wanted: str) -> str:
    """Return where to sign in, to come back to the page that was wanted."""
    return SIGN_IN if wanted == HOME else f"{SIGN_IN}?next={quote(wanted, safe='')}"
