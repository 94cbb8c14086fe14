"""Where redacted copies are made and shown."""


def redact_address(ref: str, version: int) -> str:
    """Return where it is chosen what to take out of a version.

    >>> redact_address("E-0042", 2)
    '/documents/E-0042/redact?version=2'
    """
    return f"/documents/{ref}/redact?version={version}"


def under_way_address(ref: str) -> str:
    """Return where it is shown how far a copy is.

    >>> under_way_address("E-0042")
    '/documents/E-0042/redact/under-way'
    """
    return f"/documents/{ref}/redact/under-way"


def copy_address(ref: str, number: int) -> str:
    """Return where it is shown what became of a copy.

    >>> copy_address("E-0042", 3)
    '/documents/E-0042/redacted/3'
    """
    return f"/documents/{ref}/redacted/{number}"
