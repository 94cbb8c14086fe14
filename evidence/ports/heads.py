"""Where signed heads of the history are kept, and what signs them."""

from collections.abc import Callable
from typing import Protocol


class HeadStore(Protocol):
    """A list of lines that only grows, kept outside the catalogue, with a copy of the newest line elsewhere.

    Every method raises ``Unavailable`` when its folder cannot be used.
    """

    def lines(self) -> list[str]:
        """Return every whole line, oldest first; a last one that is being written is left out."""
        ...

    def newest(self) -> str | None:
        """Return the newest line as the copy has it, ``None`` where none was added here."""
        ...

    def add(self, make: Callable[[list[str]], str | None]) -> None:
        """Add the line that ``make`` gives for those there are; on disk when this returns.

        Nobody else adds one meanwhile, in this process or not. ``None`` adds nothing.
        """
        ...


class Signer(Protocol):
    """Signs with Ed25519 (RFC 8032). Keys and signatures are hexadecimal."""

    def public_key(self) -> str:
        """Return the public half of the key that signs. Raises ``Unavailable`` where it is lost."""
        ...

    def sign(self, message: bytes) -> str:
        """Return the signature of a message."""
        ...

    def fits(self, key: str, message: bytes, signature: str) -> bool:
        """Whether a signature of this message was made with the private half of ``key``; never raises."""
        ...

    def read_public(self, given: str) -> str:
        """Return the public key that a person gives: 64 hexadecimal digits or a PEM file. Raises ``Invalid``."""
        ...
