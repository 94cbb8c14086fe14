"""Options that several commands take, and how they read dates and open files."""

import os
import stat
from datetime import date
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from app.cli.session import Session
from evidence.errors import Invalid, NotFound

_QUOTED = 90
Ref = Annotated[str, typer.Argument(help="A document's reference, such as E-0042.", metavar="REF")]
StatementArgument = Annotated[str, typer.Argument(help="A quality statement, such as QS7.", metavar="STATEMENT")]


def session_of(context: typer.Context) -> Session:
    """Return the session that the main command put together."""
    session: Session = context.find_root().obj
    return session


def day(value: str | None) -> date | None:
    """Read a date given as year-month-day; raises ``Invalid`` with an example."""
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise Invalid(f"“{value[:40]}” is not a date. Write year-month-day, such as 2026-11-22.") from error


def spoken(value: date | None) -> str:
    """Write a date as people say it.

    >>> spoken(date(2026, 11, 22))
    '22 November 2026'
    """
    return f"{value.day} {value:%B %Y}" if value else "not known"


def shown(path: Path) -> str:
    """Write a path as text, also where its bytes are none: names from other systems may hold any bytes."""
    return os.fsencode(path).decode("utf-8", "replace")


def open_file(path: Path) -> BinaryIO:
    """Open a file that a person named, without waiting where it is a pipe. Raises ``NotFound`` or ``Invalid``."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except FileNotFoundError as error:
        raise NotFound(f"There is no file {shown(path)}. Check the path.") from error
    except OSError as error:
        raise Invalid(f"The file could not be read ({error.strerror}). Check that you may open it.") from error
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise Invalid("This is not a file. Give a file.")
    return os.fdopen(handle, "rb")


def pairs(given: list[str]) -> dict[str, str]:
    """Read ``FIELD=VALUE`` arguments; raises ``Invalid`` for one without an equals sign."""
    found = {}
    for part in given:
        name, equals, value = part.partition("=")
        if not equals or not name.strip():
            raise Invalid(f"“{part[:60]}” is not FIELD=VALUE. Write, for example, owner='Asha Patel'.")
        found[name.strip()] = value
    return found


def suggested(statement: str, locator: str, quote: str) -> str:
    """Say which statement a document may speak to, and the words that suggest it: its title's where none are given.

    >>> suggested("QS7", "p. 4", "Making safeguarding personal")
    'may speak to QS7 (p. 4): “Making safeguarding personal”'
    """
    if not quote:
        return f"may speak to {statement} (by its title)"
    words = " ".join(quote.split())
    short = words if len(words) <= _QUOTED else words[:_QUOTED].rsplit(" ", 1)[0] + " …"
    return f"may speak to {statement} ({locator}): “{short}”"


def counted(number: int, noun: str) -> str:
    """Write a number with its noun.

    >>> counted(1, "document"), counted(1204, "document")
    ('1 document', '1,204 documents')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
