"""What an extractor keeps."""

from pathlib import Path
from typing import Protocol

from evidence.readings import Reading


class Extractor(Protocol):
    """Reads the text of one family of formats, inside a child process.

    ``read`` must not change the file, must not open any other file or connection, and must write only
    inside ``staging``, under names of its own. Any text it returns is clean: no control characters.
    """

    media_types: tuple[str, ...]

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the text of the file at ``path``, whose content is of one of ``media_types``.

        Raises ``Unreadable``; any other exception counts as a damaged file.
        """
        ...
