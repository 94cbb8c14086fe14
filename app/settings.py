"""Settings: environment variables ``EVIDENCE_*``, each with one sentence of help.

Facts of the library (the council's name, the date of the visit) are not settings; ``evidence about`` sets them.
"""

import getpass
import os
from datetime import timedelta
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from evidence.domain.signing_in import Limits
from evidence.errors import Invalid


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
    idle_minutes: int = Field(
        default=60, ge=1, le=1440, description="After how many minutes without use somebody is signed out."
    )
    signed_in_hours: int = Field(
        default=12, ge=1, le=168, description="After how many hours somebody signs in again at the latest."
    )

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
    if isinstance(value, bool):
        return value == (given.strip().casefold() in {"1", "true", "t", "yes", "y", "on"})
    return str(value) == given.strip()


def read_settings(home: Path | None = None) -> Settings:
    """Read the settings, with ``home`` over the environment; raises ``Invalid`` naming each that is wrong."""
    try:
        return Settings(home=home) if home else Settings()
    except ValidationError as error:
        wrong = "; ".join(f"EVIDENCE_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise Invalid(f"A setting will not do. {wrong}.") from error
