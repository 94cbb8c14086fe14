"""Tables of monthly figures, drawn between a first and a last value so that the sources stay short.

The wobble between the two comes from a hash of the row's name: no randomness, so the same day gives the
same figures, and the first and last months are exactly the values written.
"""

import zlib

from sample.dates import Dates


def monthly_rows(head: str, lines: list[str], dates: Dates) -> tuple[tuple[str, ...], ...]:
    """Return the table an ``@monthly`` block stands for, newest month last.

    ``head`` is ``@monthly 24 | Team | Waiting | Longest wait``; each line is ``| East | 212 > 148 | 310 >
    171``. A cell without ``>`` is repeated as it is.
    """
    first, *columns = [part.strip() for part in head.split("|")]
    count = int(first.split()[1])
    rows = [("Month", *columns)]
    for step in range(count):
        month = f"{dates.month(step - count):%b %Y}"
        rows += [(month, *_values(line, step, count)) for line in lines]
    return tuple(rows)


def _values(line: str, step: int, count: int) -> list[str]:
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    return [_value(cell, f"{cells[0]}/{column}", step, count) for column, cell in enumerate(cells)]


def _value(cell: str, name: str, step: int, count: int) -> str:
    start, arrow, end = cell.partition(">")
    if not arrow:
        return cell
    low, high = int(start), int(end)
    last = count - 1
    straight = low + (high - low) * step / last
    if step in (0, last):
        return str(round(straight))
    sway = zlib.crc32(f"{name}/{step}".encode()) % 13 - 6
    return str(max(0, round(straight * (1 + sway / 100))))
