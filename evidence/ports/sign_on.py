"""What the library needs from the council's own sign-on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class Examined:
    """One thing that was looked at of how sign-on is set up."""

    is_well: bool
    words: str
    """What was found and, where it is not well, what to do."""


class Provider(Protocol):
    """An OpenID provider. Each call must end within a stated time, and may be made by many threads at once.

    It must ask nobody but the configured issuer and the addresses that this issuer names, over HTTPS (or on this
    machine itself), must follow no redirect, and must never write down a token, a code or the secret.
    """

    def address(self, *, back: str, state: str, nonce: str, challenge: str) -> str:
        """Return where a browser goes to sign in; raises ``Unavailable``."""
        ...

    def claims(self, *, code: str, verifier: str, back: str) -> Mapping[str, Any]:
        """Return what the token says that a code is exchanged for; its signature must have been checked.

        Raises ``NotSignedIn`` for a code or a signature that is not right, ``Unavailable`` when the provider cannot
        be asked or does not accept this library.
        """
        ...

    def answers_as(self, issuer: str | None) -> bool:
        """Whether an answer that names this issuer, or none, may be this provider's (RFC 9207)."""
        ...

    def sign_out_address(self, back: str) -> str | None:
        """Return where a browser ends its session at the provider, if that can be; raises ``Unavailable``."""
        ...

    def examine(self, back: str, now: datetime) -> list[Examined]:
        """Look at everything that can be wrong, asking the provider; must never raise for what it finds."""
        ...
