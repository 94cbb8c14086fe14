"""What signs people in: passwords, one-time links, second factors, sign-ins and tokens.

Nothing here is remembered by the history: secrets are never events. What is kept of a secret cannot be turned
back into it, but for the key of an authenticator app, which has to be.
"""

from datetime import datetime
from typing import Literal, get_args

from sqlmodel import JSON, Field, SQLModel, String

TokenScope = Literal["read", "write"]
TOKEN_SCOPES: tuple[TokenScope, ...] = get_args(TokenScope)


class Credential(SQLModel):
    """How one person proves who they are."""

    person: str = Field(primary_key=True)
    password: str | None = None
    """Argon2id, with its salt and cost."""
    password_changed_at: datetime | None = None
    link: str | None = Field(default=None, index=True)
    """SHA-256 of the one-time link that lets them choose a password; ``None`` once used."""
    link_until: datetime | None = None
    totp: str | None = None
    """The key of their authenticator app, in base 32; in force once ``totp_since`` says so."""
    totp_since: datetime | None = None
    totp_last: int = 0
    """The number of the last half minute whose code was used, so that no code is used twice."""
    recovery: list[str] = Field(default_factory=list, sa_type=JSON)
    """SHA-256 of each recovery code that is left."""
    signed_on_at: datetime | None = None
    """When the council's sign-on last vouched for them."""


class SignIn(SQLModel):
    """One browser that is signed in."""

    key: str = Field(primary_key=True)
    """SHA-256 of what its cookie holds."""
    id: str = Field(index=True)
    """What the list of one's own sign-ins calls it."""
    person: str = Field(index=True)
    began_at: datetime
    seen_at: datetime
    """To the minute."""
    from_address: str
    browser: str = ""
    second_factor: bool = False


class Token(SQLModel):
    """What lets a program act for a person over the API."""

    id: str = Field(primary_key=True)
    """``K-0003``."""
    person: str = Field(index=True)
    key: str = Field(unique=True, index=True)
    """SHA-256 of the token."""
    name: str = Field(min_length=1, max_length=100)
    scope: TokenScope = Field(default="read", sa_type=String)
    made_at: datetime
    until: datetime
    used_at: datetime | None = None
    """To the day."""


class LoginAttempt(SQLModel):
    """How often signing in failed lately for one account or from one address."""

    key: str = Field(primary_key=True)
    """SHA-256 of the account's or address's name."""
    failures: int = 0
    since: datetime
