"""The sector's words for what the library keeps, and dates, numbers and sizes as people read them."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from urllib.parse import quote
from zoneinfo import ZoneInfo

from evidence.domain.currency import TITLES as CURRENCY_TITLES
from evidence.domain.people import Role
from evidence.domain.readiness_flags import FLAG_TITLES as _FLAG_TITLES
from evidence.domain.readiness_words import PROOF_WORDS, day_words

_LONDON = ZoneInfo("Europe/London")
_KILO = 1000

STANCE_TITLES = {
    "strength": "Strength",
    "gap": "Area for improvement",
    "planned": "Planned",
    "challenge": "Challenge",
    "context": "Context",
}
STATUS_TITLES = {"draft": "Draft", "final": "Final", "superseded": "Superseded", "withdrawn": "Withdrawn"}
SENSITIVITY_TITLES = {
    "public": "Public",
    "internal": "Internal",
    "sensitive": "Sensitive",
    "restricted": "Restricted",
}
SOURCE_TITLES = {
    "people": "People who draw on care",
    "unpaid-carers": "Unpaid carers",
    "staff": "Staff",
    "leaders": "Leaders",
    "partners": "Partners",
    "peers": "Peers",
    "regulator": "Regulator",
    "auditors": "Auditors",
    "data": "Data",
}
FORM_TITLES = {"held": "Held", "link": "Link", "wanted": "Wanted"}
LINE_TITLES = {1: "1 - management", 2: "2 - oversight", 3: "3 - independent"}
JUDGE_TITLES = {"council": "Council", "peer": "Peer review", "mock": "Mock inspection", "cqc": "CQC"}
RELATION_TITLES = {
    "supersedes": "supersedes",
    "appendix-of": "is an appendix of",
    "attachment-of": "is an attachment of",
    "extract-of": "is an extract of",
    "refers-to": "refers to",
}
FLAG_TITLES = {**_FLAG_TITLES, "gap-without-action": "Areas for improvement with no action"}
PROOF_TITLES = {proof: words[:1].upper() + words[1:] for proof, words in PROOF_WORDS.items()}
FIELD_TITLES = {
    "title": "Title", "kind": "Kind of document", "status": "Status", "owner": "Owner", "team": "Team",
    "dated_on": "Date of the document", "covers_from": "Covers from", "covers_to": "Covers to",
    "approved_by": "Approved by", "approved_on": "Approved on", "review_by": "Review by",
    "sensitivity": "Sensitivity", "source": "Who says so", "line": "Line of assurance", "labels": "Labels",
    "master": "Where the master copy is kept", "note": "Internal note",
}  # fmt: skip


ROLE_WORDS: dict[Role, str] = {
    "reader": "Finds and reads evidence, and offers examples.",
    "contributor": "Adds documents, describes and tags them.",
    "lead": "Adds and tags documents, scores, plans actions, builds packs, names who may see what is restricted.",
    "governance": "Says how sensitive documents are, and names who may see what is restricted.",
    "administrator": "Keeps accounts, facts, rules and backups. Sees nothing restricted without being named on it.",
}
"""What each role may do."""


def currency_title(currency: str) -> str:
    """Say whether a document is in date, as a heading says it.

    >>> currency_title("out-of-date")
    'Out of date'
    """
    words: str = next((words for known, words in CURRENCY_TITLES.items() if known == currency), currency)
    return words[:1].upper() + words[1:]


def day(value: date | datetime | None) -> str:
    """Write a date as people read it; of a moment, the day in London.

    >>> day(date(2026, 11, 22))
    '22 November 2026'
    """
    if value is None:
        return ""
    return day_words(value.astimezone(_LONDON).date() if isinstance(value, datetime) else value)


def moment(value: datetime) -> str:
    """Write a moment by London's clocks.

    >>> moment(datetime.fromisoformat("2026-07-01T14:05:00+00:00"))
    '1 July 2026 at 3:05pm'
    """
    local = value.astimezone(_LONDON)
    hour = local.hour % 12 or 12
    return f"{day(local)} at {hour}:{local.minute:02}{'am' if local.hour < 12 else 'pm'}"  # noqa: PLR2004 - noon


def count(value: int) -> str:
    """Write a number with its commas."""
    return f"{value:,}"


def many(value: int, one: str, several: str | None = None) -> str:
    """Write a number with what it counts.

    >>> many(1, "document"), many(2345, "document"), many(2, "reply", "replies")
    ('1 document', '2,345 documents', '2 replies')
    """
    return f"{value:,} {one if value == 1 else several or one + 's'}"


def size(value: int | None) -> str:
    """Write a number of bytes as people read sizes.

    >>> size(999), size(2_400), size(12_300_000)
    ('999 bytes', '2.4 kB', '12.3 MB')
    """
    if value is None:
        return ""
    if value < _KILO:
        return many(value, "byte")
    amount = float(value)
    for unit in ("kB", "MB"):
        amount /= _KILO
        if amount < _KILO:
            return f"{amount:.1f} {unit}"
    return f"{amount / _KILO:.1f} GB"


def listed(words: "list[str] | tuple[str, ...]") -> str:
    """Join words as a sentence does.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    *most, last = words or [""]
    return f"{', '.join(most)} and {last}" if most else last


def either(words: Sequence[str]) -> str:
    """Join words of which one is meant.

    >>> either(["a", "b", "c"])
    'a, b or c'
    """
    *most, last = words or [""]
    return f"{', '.join(most)} or {last}" if most else last


def in_address(value: str) -> str:
    """Escape a name so that it can stand as one part of an address."""
    return quote(value, safe="")


_COMMAND = re.compile(r"[^.!?:]*`evidence [^`]*`[^.!?]*[.!?]?|--[a-z-]+ \S+")


def for_pages(message: str) -> str:
    """Leave out of a message the sentences that tell which command to type.

    >>> for_pages("There is no document E-9 here. `evidence list` shows those there are.")
    'There is no document E-9 here.'
    """
    return _COMMAND.sub("", message).strip() or message
