"""What the index holds: its fields, how positions are packed, and the number of this layout."""

from array import array
from collections.abc import Iterator
from typing import Any

from whoosh import columns, fields, formats

from evidence.adapters.search.whoosh_words import term_positions

LAYOUT = 1
"""Grows whenever an index written before must not be read: it is then rebuilt."""

TEXT = "text"
HEADING = "heading"
FORMS = "forms"
"""Words as written, one posting per document: for prefixes and suggestions."""
REF = "ref"
PLACE = "place"
PROFILE = "profile"
"""A document's most frequent terms, stored with its heading, for documents like it."""

HEADING_PLACE = -1
REF_COLUMN = columns.VarBytesColumn()
PLACE_COLUMN = columns.NumericColumn("i", default=HEADING_PLACE)
LENGTHS_COLUMN = columns.NumericColumn("B", default=0)

MAX_POSITION = 65_535


def pack(positions: list[int]) -> bytes:
    """Pack positions as 16-bit numbers; words beyond the 65,535th of a passage share the last one."""
    try:
        return array("H", positions).tobytes()
    except OverflowError:
        return array("H", [min(position, MAX_POSITION) for position in positions]).tobytes()


class PackedPositions(formats.Format):  # type: ignore[misc]  # Whoosh has no types
    """A posting format: positions as 16-bit numbers, a third of the size of Whoosh's pickled lists."""

    def word_values(self, value: str, _analyzer: Any, **_options: Any) -> Iterator[tuple[str, int, float, bytes]]:
        """Yield (term, frequency, weight, packed positions), as Whoosh asks of a format."""
        positions, _, _ = term_positions(value)
        for term, places in positions.items():
            yield term, len(places), float(len(places)), pack(places)

    def decode_positions(self, packed: bytes) -> list[int]:
        """The positions of one posting."""
        return array("H", packed).tolist()

    def decode_frequency(self, packed: bytes) -> int:
        """How often the term stands there."""
        return len(packed) // 2

    def decode_weight(self, packed: bytes) -> float:
        """The weight of one posting: its frequency."""
        return float(len(packed) // 2)


def _searched() -> Any:
    field = fields.TEXT(phrase=True, stored=False)
    field.format = PackedPositions()
    return field


def schema() -> Any:
    """Return the Whoosh schema of this layout."""
    forms = fields.KEYWORD(scorable=False)
    forms.format = formats.Existence()
    return fields.Schema(
        text=_searched(),
        heading=_searched(),
        forms=forms,
        ref=fields.COLUMN(REF_COLUMN),
        place=fields.COLUMN(PLACE_COLUMN),
        profile=fields.STORED(),
    )
