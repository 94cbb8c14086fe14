"""Where a restricted document is opened, and where it is said who may."""

from urllib.parse import quote


def opening_address(ref: str, wanted: str) -> str:
    """Return where the reason is asked for, to go on to the page that was wanted.

    >>> opening_address("E-0042", "/documents/E-0042/p/4")
    '/documents/E-0042/open?next=%2Fdocuments%2FE-0042%2Fp%2F4'
    """
    return f"/documents/{ref}/open?next={quote(wanted, safe='')}"


def access_address(ref: str) -> str:
    """Return where it is said who may see a document.

    >>> access_address("E-0042")
    '/documents/E-0042/access'
    """
    return f"/documents/{ref}/access"
