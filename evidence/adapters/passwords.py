"""Passwords kept with Argon2id, and the list of those that people guess first."""

import hashlib
import re
import threading
from functools import cached_property
from pathlib import Path

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

_AT_ONCE = 4
"""Each takes 19 MiB and 40 ms: a flood of guesses must not take the server's memory."""
_DIGITS_KEPT = 10
"""Of each hash in the list; that another password has the same ones is next to impossible."""
NOBODYS = "$argon2id$v=19$m=19456,t=2,p=1$Kn2E+xQJWMojNbJPY0vngQ$1mWXMdNXwnutxKm0pgYHzBYEtz9Tr8mbfZl0rtedrDI"
"""What is kept of a password that nobody has, so that an unknown address takes as long as a known one."""
_LOOKALIKES = str.maketrans("013457@$!", "oleastasi")


class ArgonPasswords:
    """Argon2id with 19 MiB, two passes and one lane: the least that OWASP's Password Storage Cheat Sheet names."""

    def __init__(self, common: Path) -> None:
        self._common_file = common
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
        self._turns = threading.BoundedSemaphore(_AT_ONCE)

    def kept(self, password: str) -> str:
        """Return what to keep of a password."""
        with self._turns:
            return self._hasher.hash(password)

    def fits(self, kept: str | None, password: str) -> bool:
        """Whether this is the password; takes as long when nothing is kept."""
        with self._turns:
            try:
                return self._hasher.verify(kept or NOBODYS, password) and kept is not None
            except (VerifyMismatchError, VerificationError, InvalidHashError):
                return False

    def is_common(self, password: str) -> bool:
        """Whether it is common, or a common one with digits, signs or look-alikes put in."""
        plain = password.casefold()
        spelled = plain.translate(_LOOKALIKES)
        bare = {re.sub(r"[^a-z]", "", form) for form in (plain, spelled)}
        forms = {plain, spelled, plain.strip("0123456789!?.*-_#@"), *bare}
        return any(hashlib.sha256(form.encode()).hexdigest()[:_DIGITS_KEPT] in self._common for form in forms)

    @cached_property
    def _common(self) -> frozenset[str]:
        lines = self._common_file.read_text(encoding="utf-8").splitlines()
        return frozenset(line for line in lines if line and not line.startswith("#"))
