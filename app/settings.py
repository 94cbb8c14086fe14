"""Settings: environment variables ``EVIDENCE_*``, each with one sentence of help.

Facts of the library (the council's name, the date of the visit) are not settings; ``evidence about`` sets them.
"""

import getpass
import os
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from evidence.domain.sign_on import SignOnRules, issuer_fault, role_map
from evidence.domain.signing_in import Limits
from evidence.errors import Invalid, Unavailable

What = Literal["failures", "requests"]
"""What a server logs."""


def _whoever_is_here() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "administrator"


class Settings(BaseSettings):
    """Everything that can be set from outside, read once at the start."""

    model_config = SettingsConfigDict(env_prefix="EVIDENCE_", extra="ignore")

    home: Path = Field(default=Path("library"), description="The folder the library lives in; made when absent.")
    heads: Path | None = Field(
        default=None,
        description="The folder for the signed heads of the history, best where only adding is allowed; beside the "
        "library’s folder unless set.",
    )
    heads_key: Path | None = Field(
        default=None,
        description="The file of the key that signs heads, made with the first; beside them unless set.",
    )
    actor: str = Field(
        default_factory=_whoever_is_here, description="The name that the history gives to work by command line."
    )
    max_upload_mb: int = Field(default=250, ge=1, description="The largest file taken, in megabytes.")
    max_upload_parts: int = Field(default=1000, ge=1, description="The most files taken in one upload.")
    max_request_mb: int = Field(default=1000, ge=1, description="The largest upload of several files, in megabytes.")
    readers: int = Field(default=2, ge=1, le=16, description="How many files are read at the same time.")
    most_downloads: int = Field(
        default=500,
        ge=1,
        description="The most files that one person fetches in ten minutes; the history tells of more.",
    )
    host: str = Field(default="127.0.0.1", description="The address that `evidence serve` listens on.")
    port: int = Field(default=8000, ge=1, le=65535, description="The port that `evidence serve` listens on.")
    address: str | None = Field(
        default=None,
        pattern=r"^https?://[a-z0-9.-]+(:[0-9]{1,5})?$",
        description="The address people use when it is not this machine alone, such as "
        "https://evidence.example.gov.uk; requests under another name are refused.",
    )
    log: What = Field(
        default="failures",
        description="What `evidence serve` logs to standard error, in JSON: `failures`, or `requests` too; never what"
        " anybody typed.",
    )
    metrics_token: str | None = Field(
        default=None,
        min_length=20,
        description="What a Prometheus server sends as bearer token to read `/metrics`; without it there are none.",
    )
    idle_minutes: int = Field(
        default=60, ge=1, le=1440, description="After how many minutes without use somebody is signed out."
    )
    signed_in_hours: int = Field(
        default=12, ge=1, le=168, description="After how many hours somebody signs in again at the latest."
    )

    backup_days: int = Field(
        default=7, ge=1, le=365, description="After how many days without a whole backup the first page warns."
    )
    sign_on_issuer: str | None = Field(
        default=None,
        description="The issuer of the council’s own sign-on (OpenID Connect), such as "
        "https://login.microsoftonline.com/TENANT-ID/v2.0; without it there is none.",
    )
    sign_on_client_id: str = Field(
        default="", max_length=255, description="What the provider calls this library: its client or application id."
    )
    sign_on_client_secret: SecretStr = Field(
        default=SecretStr(""), description="The secret that the provider gave this library; better in a file."
    )
    sign_on_client_secret_file: Path | None = Field(
        default=None, description="The file that holds the client secret; it is read each time, so it can be changed."
    )
    sign_on_name: str = Field(
        default="your council account",
        min_length=1,
        max_length=60,
        description="What the sign-in page says one signs in with, such as Microsoft.",
    )
    sign_on_roles: str = Field(
        default="",
        description="Which groups or app roles of the provider give which roles: GROUP=role, several "
        "apart by semicolons. Without it, roles are kept here.",
    )
    sign_on_adds_people: bool = Field(
        default=False,
        description="Whether somebody who has none gets an account when they first sign in with a "
        "group that gives a role.",
    )
    sign_on_domains: str = Field(
        default="",
        description="Domains of e-mail addresses whose owners may get an account so, several apart by "
        "semicolons; any, when none is named.",
    )
    sign_on_joins_by_email: bool = Field(
        default=False,
        description="Whether an e-mail address that the provider verified joins somebody to the "
        "account that they have here; otherwise a one-time link does.",
    )
    sign_on_scopes: str = Field(
        default="openid profile email",
        pattern=r"^openid( [\x21-\x7e]+)*$",
        description="What the provider is asked for; some need another scope to tell groups.",
    )
    sign_on_passwords: Literal["everybody", "administrators"] = Field(
        default="everybody",
        description="Who may use a password beside the sign-on: everybody or administrators.",
    )

    @model_validator(mode="after")
    def _sign_on_is_whole(self) -> "Settings":
        try:
            rules = self.sign_on
        except Invalid as error:
            raise ValueError(f"sign-on: {error.message}") from None
        fault = issuer_fault(rules.issuer) if rules else None
        if rules and not rules.client_id:
            fault = "EVIDENCE_SIGN_ON_CLIENT_ID is missing. The provider shows it as client or application id."
        if rules and bool(self.sign_on_client_secret.get_secret_value()) == bool(self.sign_on_client_secret_file):
            fault = "Set either EVIDENCE_SIGN_ON_CLIENT_SECRET_FILE or EVIDENCE_SIGN_ON_CLIENT_SECRET."
        if fault:
            raise ValueError(f"sign-on: {fault}")
        return self

    @property
    def sign_on(self) -> SignOnRules | None:
        """What was settled about single sign-on; ``None`` where there is none."""
        if not self.sign_on_issuer:
            return None
        domains = (part.strip().casefold() for part in self.sign_on_domains.split(";"))
        return SignOnRules(
            issuer=self.sign_on_issuer, client_id=self.sign_on_client_id, name=self.sign_on_name,
            roles=role_map(self.sign_on_roles) or None, adds_people=self.sign_on_adds_people,
            domains=frozenset(filter(None, domains)), joins_by_email=self.sign_on_joins_by_email,
            passwords_for_all=self.sign_on_passwords == "everybody",
        )  # fmt: skip

    def sign_on_secret(self) -> str:
        """Return the client secret; raises ``Unavailable`` when its file cannot be read."""
        if self.sign_on_client_secret_file is None:
            return self.sign_on_client_secret.get_secret_value()
        try:
            return self.sign_on_client_secret_file.read_text(encoding="utf-8").strip()
        except (OSError, ValueError) as error:
            raise Unavailable(
                "The file that EVIDENCE_SIGN_ON_CLIENT_SECRET_FILE names cannot be read. Sign in with a password, "
                "and check that the library may read it."
            ) from error

    @property
    def heads_folder(self) -> Path:
        """Where signed heads are kept: never in the home, which may be put back to an older state as a whole."""
        home = self.home.absolute()
        return self.heads.absolute() if self.heads else home.with_name(f"{home.name}-heads")

    @property
    def sign_in_limits(self) -> Limits:
        """How long a sign-in lasts."""
        return Limits(idle=timedelta(minutes=self.idle_minutes), whole=timedelta(hours=self.signed_in_hours))

    @property
    def max_bytes(self) -> int:
        """The largest file taken, in bytes."""
        return self.max_upload_mb * 1_000_000

    def origin(self, name: str) -> Literal["environment", "command", "default"]:
        """Say where the value of a setting comes from; ``command`` is an option such as ``--home``.

        An option that says the same as the environment, or as the default, is not told from it.
        """
        value, default = getattr(self, name), type(self).model_fields[name].default
        given = {known.upper(): text for known, text in os.environ.items()}.get(f"EVIDENCE_{name.upper()}")
        if given is not None and _same(value, given):
            return "environment"
        return "default" if name not in self.model_fields_set or value == default else "command"


def _same(value: object, given: str) -> bool:
    if isinstance(value, SecretStr):
        return value.get_secret_value() == given
    if isinstance(value, bool):
        return value == (given.strip().casefold() in {"1", "true", "t", "yes", "y", "on"})
    return str(value) == given.strip()


def read_settings(home: Path | None = None) -> Settings:
    """Read the settings, with ``home`` over the environment; raises ``Invalid`` naming each that is wrong."""
    try:
        return Settings(home=home) if home else Settings()
    except ValidationError as error:
        wrong = "; ".join(_wrong(e["loc"], e["msg"]) for e in error.errors())
        raise Invalid(f"A setting will not do. {wrong}.") from error


def _wrong(place: tuple[int | str, ...], said: str) -> str:
    # What concerns several settings stands at none of them, and names them itself.
    return f"EVIDENCE_{str(place[0]).upper()}: {said}" if place else said.removeprefix("Value error, ")
