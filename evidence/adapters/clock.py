"""The clock of the machine, and one that stands still."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the moment in UTC."""
        return datetime.now(UTC)

    def today(self) -> date:
        """Return the day in London."""
        return datetime.now(LONDON).date()


class FixedClock:
    """A clock that stands at one moment until it is set, for tests and the sample library."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """Return the moment it was set to."""
        return self.at

    def today(self) -> date:
        """Return its day in London."""
        return self.at.astimezone(LONDON).date()
