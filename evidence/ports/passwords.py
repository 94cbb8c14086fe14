"""What keeps passwords so that they can be checked and not read."""

from typing import Protocol


class Passwords(Protocol):
    """Turns passwords into something that proves them, slowly on purpose. May be used by many threads at once."""

    def kept(self, password: str) -> str:
        """Return what to keep of a password."""
        ...

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; takes as long when nothing is kept, and is then ``False``."""
        ...

    def is_common(self, password: str) -> bool:
        """Whether it is among the passwords that people guess first, or hardly differs from one."""
        ...
