"""Messages that ask owners to put their documents right: plain text, for a lead to copy or download."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.domain.chasing_words import ASKS, GROUPS, IN_SHORT, RESTRICTED, plain_day, standing_of
from evidence.domain.needs import NEEDS, Need
from evidence.services.listing_rows import Row

MOST_DOCUMENTS = 40
"""Named in one message; a longer one is not read."""
_LONGEST_TITLE = 100
_RULE = "-" * 72


@dataclass(frozen=True, slots=True)
class Message:
    """One message, not sent by the library."""

    owner: str
    """Whom it is for."""
    subject: str
    body: str


def message(
    owner: str, rows: Iterable[Row], *, council: str, on: date, visit_on: date | None,
    library_address: str | None = None,
) -> Message:  # fmt: skip
    """Ask one owner to do what their documents need, as on a day; every document is named once.

    Documents stand under their most urgent need, with others in brackets, and documents that need nothing
    are passed over. It leaves the library by e-mail, so a restricted document is named by reference only. At
    most ``MOST_DOCUMENTS`` are named, the most urgent, and the rest counted.
    """
    in_need = [row for row in rows if row.needs]
    in_need.sort(key=lambda row: NEEDS.index(row.needs[0]))
    named, rest = in_need[:MOST_DOCUMENTS], len(in_need) - MOST_DOCUMENTS
    visit_on = visit_on if visit_on and visit_on >= on else None
    parts = [_greeting(owner, len(in_need), council, on, visit_on)]
    for need in NEEDS:
        lines = [_line(row, need, visit_on) for row in named if row.needs[0] == need]
        if lines:
            parts.append("\n".join([GROUPS[need], "", *lines]))
    if rest > 0:
        parts.append(f"And {_counted(rest, 'more document')}, less urgent; the library lists {_them(rest)}.")
    if library_address:
        parts.append(f"You can see the documents here: {library_address}")
    if in_need:
        parts.append("If a document is not yours, please tell us whose it is. Thank you for your help.")
    return Message(owner, _subject(len(in_need), council), "\n\n".join(parts) + "\n")


def messages(
    rows: Iterable[Row], *, council: str, on: date, visit_on: date | None, library_address: str | None = None
) -> list[Message]:
    """Write one message for each owner whose documents need something, in order of name.

    Documents without an owner are in none: there is nobody to ask.
    """
    owned: dict[str, list[Row]] = {}
    for row in rows:
        if row.owner and row.needs:
            owned.setdefault(row.owner, []).append(row)
    return [
        message(owner, owned[owner], council=council, on=on, visit_on=visit_on, library_address=library_address)
        for owner in sorted(owned, key=str.casefold)
    ]


def joined(messages: Sequence[Message]) -> str:
    """Put messages into one text, each under whom it is for and its subject; empty when there are none."""
    return "\n".join(
        f"{_RULE}\nTo: {_one_line(one.owner)}\nSubject: {one.subject}\n{_RULE}\n\n{one.body}" for one in messages
    )


def _subject(count: int, council: str) -> str:
    if not count:
        return f"{_one_line(council)}: your evidence documents are in order"
    return f"{_one_line(council)}: {_counted(count, 'evidence document')} {'needs' if count == 1 else 'need'} you"


def _greeting(owner: str, count: int, council: str, on: date, visit_on: date | None) -> str:
    hello = f"Dear {_one_line(owner)}," if owner else "Hello,"
    whose = "that you look after" if owner else "without an owner"
    visit = f" The on-site visit is on {plain_day(visit_on)}." if visit_on else ""
    if not count:
        return f"{hello}\n\nOn {plain_day(on)}, no document {whose} needs anything.{visit}"
    return (
        f"{hello}\n\n{_one_line(council)} keeps the evidence for its CQC assessment in the evidence library. On "
        f"{plain_day(on)}, {_counted(count, 'document')} {whose} {'needs' if count == 1 else 'need'} "
        f"something from you.{visit}"
    )


def _line(row: Row, need: Need, visit_on: date | None) -> str:
    title = RESTRICTED if row.sensitivity == "restricted" else _shortened(_one_line(row.title))
    standing = standing_of(need, row.in_date_until, visit_on, row.presumed)
    also = [IN_SHORT[other] for other in row.needs[1:]]
    return f"{row.ref} {title} - {standing}: {ASKS[need]}" + (f" (also: {', '.join(also)})" if also else "")


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1].rstrip()}…"


def _counted(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"


def _them(count: int) -> str:
    return "it" if count == 1 else "them"
