"""Passages of a table's rows, with the header row at the top of each."""

from collections.abc import Callable, Iterable, Iterator

from evidence.extractors.passages import Block, pack, row_text, weigh
from evidence.readings import Passage

_HEADER_WORDS = 60  # a longer first row is text, and would drown every passage it is repeated in
_FIRST_LINES = 10


def rows_to_passages(
    rows: Iterable[tuple[int, list[str]]], locate: Callable[[int, int], str], *, heading: str | None = None
) -> Iterator[Passage]:
    """Yield passages of whole ``rows`` (number from 1, cells), repeating a header row found at the top.

    ``locate`` turns the first and last row numbers into a locator.
    """
    waiting = iter(rows)
    opening: list[Block] = []
    header = ""
    for number, cells in waiting:
        text = row_text(cells)
        if not text:
            continue
        opening.append(Block(text, None, number, number))
        if _is_header(cells) and weigh(text) <= _HEADER_WORDS:
            header = text
        if header or len(opening) == _FIRST_LINES:
            break
    yield from pack(_blocks(opening, waiting), locate, heading=heading, repeat=header)


def _blocks(opening: list[Block], rows: Iterable[tuple[int, list[str]]]) -> Iterator[Block]:
    yield from opening
    for number, cells in rows:
        yield Block(row_text(cells), None, number, number)


def _is_header(cells: list[str]) -> bool:
    """Tell a row of column names: two or more, none of them a number."""
    named = [cell.strip() for cell in cells if cell.strip()]
    return len(named) > 1 and not any(cell[0].isdigit() or cell[0] in "-£%" for cell in named)
