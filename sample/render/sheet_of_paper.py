"""What every renderer is handed: the text, and what goes into the file's footer and properties."""

import re
from dataclasses import dataclass
from datetime import date

from sample.text import Block

_NUMBER = re.compile(r"-?\d{1,3}(,\d{3})*(\.\d+)?|-?\d+(\.\d+)?")


@dataclass(frozen=True)
class Text:
    """One document's text with its properties, before it has a format.

    ``sender`` and ``recipient`` are for e-mail; ``enclosed`` holds the name and bytes of files an e-mail or
    a zip carries.
    """

    title: str
    blocks: tuple[Block, ...]
    author: str
    made_on: date
    footer: str
    sender: str = ""
    recipient: str = ""
    enclosed: tuple[tuple[str, bytes], ...] = ()


def number(cell: str) -> float | None:
    """Return a cell's number, or ``None`` where it is words, a percentage or money.

    >>> number("1,204"), number("14%")
    (1204.0, None)
    """
    return float(cell.replace(",", "")) if _NUMBER.fullmatch(cell) else None
