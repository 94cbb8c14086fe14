"""Who does things. Accounts and roles come with sign-on; until then an actor is a name."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Whoever asks for something, as the history will name them."""

    name: str


LIBRARY = Actor("the library")
"""The library itself, reading text and keeping its index."""
