"""A QR code as shapes that a page draws by itself: nothing is fetched, and no other program learns the key."""

from dataclasses import dataclass

import segno

_EDGE = 4
"""Empty squares around a code, as the standard asks for."""


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code: how many squares it is wide, its empty edge included, and the path of the dark ones."""

    width: int
    path: str


def code_of(text: str) -> Code:
    """Return the QR code of a text, with enough repeated in it that a smudged screen does no harm."""
    rows = segno.make_qr(text, error="m").matrix
    runs = [run for y, row in enumerate(rows, _EDGE) for run in _runs(bytes(row), y)]
    return Code(width=len(rows) + 2 * _EDGE, path="".join(runs))


def _runs(row: bytes, y: int) -> list[str]:
    """Draw neighbouring dark squares of a row in one stroke, so that no hairline shows between them."""
    runs, x = [], 0
    while x < len(row):
        length = 0
        while x + length < len(row) and row[x + length]:
            length += 1
        if length:
            runs.append(f"M{x + _EDGE} {y}h{length}v1h-{length}z")
        x += length or 1
    return runs
