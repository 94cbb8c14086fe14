"""Registers as files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from evidence.domain.register import Book, RawSheet


class RegisterReader(Protocol):
    """Reads a register that people have edited."""

    def __call__(self, path: Path) -> Sequence[RawSheet]:
        """Return every sheet of a workbook, or the one sheet of a CSV, with its rows under their true numbers.

        A formula must give its value, and one without a value must be ``Broken``, never blank. Raises ``Invalid``
        for what is neither workbook nor CSV, is empty or is protected with a password; ``TooLarge`` for what
        holds more than a register can; ``Unavailable`` when the file cannot be read.
        """
        ...


class RegisterWriter(Protocol):
    """Writes a register for people to edit."""

    def __call__(self, path: Path, book: Book) -> None:
        """Write the file whole, or leave what was there: the ending of its name says as which kind.

        No cell may ever be taken for a formula. Raises ``Invalid`` for another ending, ``Unavailable`` when the
        file cannot be written.
        """
        ...
