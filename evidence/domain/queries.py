"""The library's own query grammar (written by the search part)."""


class Query:
    """A parsed query."""
