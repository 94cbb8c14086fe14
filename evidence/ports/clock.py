"""What tells the time, and where frameworks come from."""

from datetime import date, datetime
from typing import Protocol

from evidence.domain.frameworks import Framework


class Clock(Protocol):
    """Tells the time; the only place it comes from."""

    def now(self) -> datetime:
        """Return the moment, in UTC, with its time zone."""
        ...

    def today(self) -> date:
        """Return the day in the council's own time zone (Europe/London)."""
        ...


class FrameworkSource(Protocol):
    """Where frameworks come from."""

    def refs(self) -> list[str]:
        """Return the references of all frameworks, the one in force by default first."""
        ...

    def load(self, ref: str) -> Framework:
        """Return a framework as its file says; raises ``NotFound`` naming those that exist."""
        ...
