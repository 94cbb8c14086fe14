"""What every report keeps, so that pages, API and command offer each without knowing it."""

from typing import Protocol

from evidence.domain.readiness import Readiness


class Report(Protocol):
    """Turns a readiness picture into one file.

    It must show the day, the framework with its version and that readiness is not a judgement of the
    service; it must give the same bytes for the same picture; it never reads a clock, a store or a setting.
    """

    @property
    def name(self) -> str:
        """What people type to ask for it; permanent and unique."""
        ...

    @property
    def title(self) -> str:
        """What a menu shows."""
        ...

    @property
    def format(self) -> str:
        """``text``, ``json``, ``csv``, ``html`` or ``docx``."""
        ...

    @property
    def media_type(self) -> str:
        """With the character set, where it has one."""
        ...

    @property
    def suffix(self) -> str:
        """Of a file name, with its dot."""
        ...

    def render(self, readiness: Readiness, *, council: str = "") -> bytes:
        """Return the whole file; ``council`` is the council's name, empty when not given.

        Any text in a title or a name must come out harmless and in full; a character that the format
        cannot hold must be replaced by a mark, never dropped.
        """
        ...
