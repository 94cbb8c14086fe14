"""The rules of signing in: which passwords will do, codes of authenticator apps, how long a sign-in lasts."""

import hashlib
import hmac
import re
import struct
from base64 import b32decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import quote

from evidence.domain.accounts import LoginAttempt, SignIn

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 200
"""Long enough for any sentence; a limit, since checking takes longer the longer it is."""
LINK_LASTS = timedelta(hours=24)
RECOVERY_CODES = 10
MOST_FAILURES = {"account": 10, "address": 100}
"""Wrong passwords or codes in ``FAILURES_COUNT_FOR`` before more are refused unseen. A whole office may share an
address."""
FAILURES_COUNT_FOR = timedelta(minutes=15)
SERVICE_WORDS = (
    "evidence library", "evidence", "library", "care quality commission", "adult social care", "safeguarding",
    "assessment", "assurance", "inspection", "administrator", "governance", "council", "password",
    "quality statement",
)  # fmt: skip
"""Words of this service, which somebody who guesses at its passwords tries first."""
_OWN_WORDS = (
    "Do not build your password from your own name, e-mail address or council, or from words of this service."
)
_STEP_SECONDS = 30
_DIGITS = 6
_SEEN_TO = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Limits:
    """How long a sign-in lasts: without being used, and at all."""

    idle: timedelta
    whole: timedelta

    def is_over(self, sign_in: SignIn, now: datetime) -> bool:
        """Whether it has ended; also when the clock was set back past its beginning."""
        if now < sign_in.began_at - _SEEN_TO:
            return True
        return now - sign_in.seen_at > self.idle or now - sign_in.began_at > self.whole


def is_seen_anew(sign_in: SignIn, now: datetime) -> bool:
    """Whether it is time to note that it was used: once a minute is enough."""
    return now - sign_in.seen_at >= _SEEN_TO


def password_fault(password: str, *, own_words: tuple[str, ...]) -> str | None:
    """Say what is wrong with a password, or nothing. Length decides, not kinds of characters.

    ``own_words`` are the person's name, e-mail address and the council's name: what a guesser tries first, as are
    ``SERVICE_WORDS``. Source of the rule: OWASP ASVS 5.0, 6.2.
    """
    if len(password) < SHORTEST_PASSWORD:
        return f"Use {SHORTEST_PASSWORD} or more characters. Three or four words that do not belong together do well."
    if len(password) > LONGEST_PASSWORD:
        return f"Use {LONGEST_PASSWORD} characters or fewer."
    if len(set(password.casefold())) < 5:  # noqa: PLR2004 - aaaabbbb has two, and is no password
        return "Use more different characters."
    bare = re.sub(r"[^a-z]", "", password.casefold())
    for word in (*own_words, *SERVICE_WORDS):
        if bare and bare == re.sub(r"[^a-z]", "", word.casefold()):
            return _OWN_WORDS
        for part in re.findall(r"[a-z]{4,}", word.casefold()):
            if part in bare and len(bare) - len(part) < 6:  # noqa: PLR2004 - what is left must be worth guessing
                return _OWN_WORDS
    return None


def code_at(key: str, step: int) -> str:
    """Return the code of an authenticator app for a half minute (RFC 6238, SHA-1, six digits).

    >>> code_at("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 1)
    '287082'
    """
    digest = hmac.new(b32decode(key), struct.pack(">Q", step), hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**_DIGITS:0{_DIGITS}d}"


def step_of(key: str, code: str, now: datetime, *, after: int) -> int | None:
    """Return the half minute whose code this is: now, the one before or after, and none used already.

    ``after`` is the last that was used; an app's clock may be half a minute off.
    """
    present = int(now.timestamp()) // _STEP_SECONDS
    given = code.replace(" ", "")
    for step in (present, present - 1, present + 1):
        if step > after and hmac.compare_digest(code_at(key, step).encode(), given.encode()):
            return step
    return None


def app_address(key: str, email: str) -> str:
    """Return the address that an authenticator app reads from a QR code, or by a tap on a phone."""
    return (
        f"otpauth://totp/{quote('Evidence library')}:{quote(email)}?secret={key}&issuer={quote('Evidence library')}"
    )


def digest(secret: str) -> str:
    """Return what is kept of a secret that was drawn at random, such as a link or a token: its SHA-256.

    Enough for 128 random bits or more; a password, which people choose, needs more than this.
    """
    return hashlib.sha256(secret.encode()).hexdigest()


def are_too_many(attempt: LoginAttempt | None, most: int, now: datetime) -> bool:
    """Whether signing in failed too often lately to be tried again now."""
    return attempt is not None and attempt.failures >= most and now - attempt.since < FAILURES_COUNT_FOR
