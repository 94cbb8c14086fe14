"""Cells of the register: how a value is shown in one, and how what people type into one is read.

A cell that says what the export would say of the library's value is left alone, whatever it holds. So nothing
is lost on the way there and back: not a text too long for a cell, not a character that a cell cannot hold.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from evidence.errors import Invalid

MOST_IN_CELL = 32_700
"""UTF-16 units; Excel holds 32,767, and a CSV may need one more to be safe."""
CUT = " … [The rest does not fit into a cell. It stays in the library; to change this text, do it there.]"
"""Ends a text that is too long for a cell."""

_UNHELD = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_RISKY = re.compile(r"'*[=+\-@\t\r\n＝＋－＠|%]")
_ERRORS = frozenset(
    {"#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#FIELD!", "#BLOCKED!"}
)
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ]\d\d:\d\d\S*)?")
_BRITISH = re.compile(r"(\d{1,2})\s?[/.\-\s]\s?(\d{1,2})\s?[/.\-\s]\s?(\d{4})(?: \d\d:\d\d\S*)?")
_NAMED = re.compile(r"(?:[a-z]{3,9},? )?(\d{1,2})(?:st|nd|rd|th)?[ \-]([a-z]{3,9})\.?,?[ \-](\d{4})")
_TWO_DIGITS = re.compile(r"\d{1,2}[/.\-\s](?:\d{1,2}|[a-z]{3,9})[/.\-\s]['’]?\d{2}")
_YES = frozenset({"yes", "y", "true", "x", "1", "✓", "✔"})
_NO = frozenset({"", "no", "n", "false", "0", "-"})
_EARLIEST, _LATEST = 1900, 2199
_WRITE_DATE = "Write the day as 31/03/2025, 2025-03-31 or 31 March 2025."


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose formula gives no value, and what it shows instead."""

    shows: str

    def __str__(self) -> str:
        """Return what the cell shows."""
        return self.shows


Cell = str | int | float | bool | date | datetime | time | timedelta | Broken | None
"""What a cell holds as it is read from a file."""
Shown = str | int | date | None
"""What the register writes into a cell."""


def shown(value: str | int | date | list[str] | None) -> Shown:
    r"""Return a value as a cell shows it: lists in one line, nothing that a cell cannot hold, a mark where cut.

    >>> shown(["locality:Northside", "voice:unpaid carers"])
    'locality:Northside; voice:unpaid carers'
    >>> shown("bell\x07 and\r\nnew line")
    'bell␇ and\nnew line'
    """
    if isinstance(value, list):
        value = "; ".join(value)
    if not isinstance(value, str):
        return value
    text = _UNHELD.sub(_picture, value.replace("\r\n", "\n").replace("\r", "\n"))
    return _cut(text) if len(text) * 2 > MOST_IN_CELL else text


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    return "\ufffd" if code > 0x7F else chr(0x2421 if code == 0x7F else 0x2400 + code)  # noqa: PLR2004 - ASCII's end


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")
    if len(units) // 2 <= MOST_IN_CELL:
        return text
    return units[: (MOST_IN_CELL - len(CUT)) * 2].decode("utf-16-le", "ignore") + CUT


def is_blank(cell: Cell) -> bool:
    """Whether there is nothing in the cell."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def same(cell: Cell, wanted: Shown) -> bool:
    """Whether a cell still says what the register would write into it.

    >>> same("07/01/2025", date(2025, 1, 7)), same(2.0, 2), same("", None), same("Plan ", "Plan")
    (True, True, True, True)
    """
    if is_blank(cell) or wanted is None:
        return is_blank(cell) and (wanted is None or (isinstance(wanted, str) and not wanted.strip()))
    if isinstance(cell, Broken):
        return False
    if isinstance(wanted, date):
        try:
            return read_date(cell) == wanted
        except Invalid:
            return str(cell).strip() == wanted.isoformat()
    if cell is None or isinstance(cell, date | time | timedelta):
        return False
    return _lines(_plain(cell)) == _lines(str(wanted))


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _plain(cell: str | float) -> str:
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)


def read_text(cell: Cell) -> str:
    """Return the words of a cell; raises ``Invalid`` with advice where there is something else in it.

    >>> read_text(2024.0), read_text("  Plan "), read_text(None)
    ('2024', 'Plan', '')
    """
    if isinstance(cell, Broken) or (isinstance(cell, str) and cell.strip() in _ERRORS):
        raise Invalid(f"The cell shows {cell} because its formula has no value. Type the value itself.")
    if isinstance(cell, date | time | timedelta):
        raise Invalid("The spreadsheet turned this into a date or time. Format the cell as text, and type it again.")
    text = _lines(_plain(cell)) if cell is not None else ""
    if text.endswith(CUT.strip()):
        raise Invalid(
            "This text is longer than a cell, and only its beginning stands here. Change it in the library itself, "
            "and put the cell back as it was."
        )
    return text


def read_date(cell: Cell) -> date | None:
    """Return the day in a cell, ``None`` for a blank one; raises ``Invalid`` with advice.

    >>> read_date("7th January 2025") == read_date("07/01/2025") == read_date("2025-01-07")
    True
    """
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float | time | timedelta):
        raise Invalid(f"The cell holds a number instead of a day. {_WRITE_DATE}")
    text = " ".join(read_text(cell).casefold().split())
    if not text:
        return None
    for pattern, order in ((_ISO, (0, 1, 2)), (_BRITISH, (2, 1, 0)), (_NAMED, (2, 1, 0))):
        found = pattern.fullmatch(text)
        if found:
            year, month, day = (found.groups()[place] for place in order)
            return _day(text, int(year), _month(text, month), int(day))
    if _TWO_DIGITS.fullmatch(text):
        raise Invalid(f"The year has two digits, so the century is not certain. {_WRITE_DATE}")
    raise Invalid(f"This is not a day. {_WRITE_DATE}")


def _month(text: str, month: str) -> int:
    if month.isdigit():
        return int(month)
    names = (date(2000, number, 1).strftime("%B").casefold() for number in range(1, 13))
    known = {short: number for number, short in enumerate(_MONTHS, 1)}
    known |= {name: number for number, name in enumerate(names, 1)} | {"sept": 9}
    if month not in known:
        raise Invalid(f"There is no such month in “{text[:40]}”. {_WRITE_DATE}")
    return known[month]


def _day(text: str, year: int, month: int, day: int) -> date:
    if not _EARLIEST <= year <= _LATEST:
        raise Invalid(f"The year {year} cannot be right. {_WRITE_DATE}")
    try:
        return date(year, month, day)
    except ValueError as error:
        months = "The day comes first, then the month. " if month > len(_MONTHS) >= day else ""
        raise Invalid(f"There is no such day as {text[:40]}. {months}{_WRITE_DATE}") from error


def read_yes(cell: Cell) -> bool:
    """Return whether a cell says yes; raises ``Invalid`` for anything but yes, no and nothing."""
    text = read_text(cell).casefold()
    if text in _YES:
        return True
    if text in _NO:
        return False
    raise Invalid("Write yes, or leave it blank.")


def guard(text: str) -> str:
    """Make the first character of a text in a CSV one that no spreadsheet takes for a formula.

    >>> guard("=1+1"), guard("+44 20 7946 0000"), guard("Plan")
    ("'=1+1", "'+44 20 7946 0000", 'Plan')
    """
    return f"'{text}" if _RISKY.match(text) else text


def unguard(text: str) -> str:
    """Undo ``guard``, exactly.

    >>> unguard(guard("'=1+1")), unguard("'Tis")
    ("'=1+1", "'Tis")
    """
    return text[1:] if text.startswith("'") and _RISKY.match(text) else text
