"""A sign-on under way: what a browser carries from the sign-in page to the provider and back."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from evidence.domain.sign_on import UNDER_WAY

_LONGEST_NEXT = 1_000
_LONGEST_COOKIE = 4_000
_PARTS = 4
_SHORTEST_SECRET = 32
"""Characters of base 64: 192 bits."""
_SKEW_SECONDS = 60
"""How far this machine's clock may be set back meanwhile."""
_FAR_OFF = 10**11
"""Seconds since 1970, in the year 5138."""


@dataclass(frozen=True, slots=True)
class SignOnAttempt:
    """One browser on its way to the provider and back.

    All of it lies in that browser's own cookie, and nothing here, so that beginning changes nothing. State, nonce and
    verifier each follow from its secret, so an answer fits no other browser, no other page to go to, no other link.
    """

    secret: str
    began: int
    """Seconds since 1970."""
    next_page: str
    """Where to go afterwards."""
    link: str = ""
    """A one-time link whose account shall be joined to the provider's; empty when there is none."""

    @classmethod
    def begin(cls, secret: str, now: datetime, *, next_page: str, link: str = "") -> "SignOnAttempt":
        """Begin one with a secret drawn at random; a page to go to that is too long for a cookie is forgotten."""
        kept = next_page if len(next_page) <= _LONGEST_NEXT else "/"
        return cls(secret, int(now.timestamp()), kept, link)

    @classmethod
    def read(cls, cookie: str) -> "SignOnAttempt | None":
        """Return what a cookie holds, or nothing when it holds none."""
        try:
            given = json.loads(urlsafe_b64decode(cookie.encode())) if len(cookie) <= _LONGEST_COOKIE else None
            json.dumps(given, ensure_ascii=False).encode()  # half a character is no text
        except (ValueError, RecursionError):
            return None
        if not isinstance(given, list) or len(given) != _PARTS:
            return None
        secret, began, next_page, link = given
        texts = all(isinstance(one, str) for one in (secret, next_page, link))
        sound = texts and type(began) is int and 0 < began < _FAR_OFF and len(secret) >= _SHORTEST_SECRET
        return cls(secret, began, next_page, link) if sound else None

    def cookie(self) -> str:
        """Return what the browser's cookie shall hold."""
        parts = [self.secret, self.began, self.next_page, self.link]
        return urlsafe_b64encode(json.dumps(parts).encode()).decode()

    @property
    def state(self) -> str:
        """What the answer must repeat."""
        return self._derived("state")

    @property
    def nonce(self) -> str:
        """What the token must repeat."""
        return self._derived("nonce")

    @property
    def verifier(self) -> str:
        """What proves that whoever brings the code also asked for it (PKCE)."""
        return self._derived("verifier")

    @property
    def challenge(self) -> str:
        """What the provider is told of the verifier beforehand."""
        return _plain(hashlib.sha256(self.verifier.encode()).digest())

    def is_answered_by(self, state: str, now: datetime) -> bool:
        """Whether an answer with this state belongs to it, and comes in time."""
        fresh = -_SKEW_SECONDS <= now.timestamp() - self.began <= UNDER_WAY.total_seconds()
        return hmac.compare_digest(self.state.encode(), state.encode()) and fresh

    def _derived(self, name: str) -> str:
        told = json.dumps([name, self.began, self.next_page, self.link])
        return _plain(hmac.new(self.secret.encode(), told.encode(), hashlib.sha256).digest())


def _plain(digest: bytes) -> str:
    return urlsafe_b64encode(digest).decode().rstrip("=")
