"""What a document needs from somebody before it can be relied on, and what to do about it."""

from functools import lru_cache
from typing import Literal, NamedTuple, get_args

from evidence.domain.currency import Currency
from evidence.domain.documents import Form, Status, TextState

Need = Literal[
    "out-of-date", "due", "out-at-visit", "date-not-known", "unowned", "untagged", "unreadable", "wanted", "presumed",
]  # fmt: skip
NEEDS: tuple[Need, ...] = get_args(Need)
"""Every need, the most urgent first."""
NEED_TITLES: dict[Need, str] = {
    "out-of-date": "Out of date",
    "due": "Due soon",
    "out-at-visit": "Out of date at the on-site visit",
    "date-not-known": "Date not known",
    "unowned": "No owner",
    "untagged": "Not tagged yet",
    "unreadable": "Text could not be read",
    "wanted": "Wanted",
    "presumed": "To confirm",
}
NEED_STEPS: dict[Need, str] = {
    "out-of-date": "Add the newer version, or set a review date if somebody has checked that it still holds.",
    "due": "Plan its review now, so that a newer version is here before it goes out of date.",
    "out-at-visit": "Have it reviewed before the on-site visit, and add the newer version.",
    "date-not-known": "Give the date of the document, or the period it covers.",
    "unowned": "Name the person who keeps this document up to date.",
    "untagged": "Tag it to the quality statements it speaks to; until then it counts for none.",
    "unreadable": "Add a copy whose text can be read, such as the original instead of a scan.",
    "wanted": "Get the document and add it; until then it counts for nothing.",
    "presumed": "Check what the library has guessed, and confirm it or put it right.",
}
_AT_REST = frozenset({"withdrawn", "superseded"})
_KINDS_OF_STANDING = 4096
"""More combinations than there are, so that each is worked out once."""


class Standing(NamedTuple):
    """What decides the needs of one document; the currencies are those of the days asked about."""

    status: Status
    form: Form
    currency: Currency
    currency_at_visit: Currency | None
    """On the day of the on-site visit, where one is to come."""
    text_state: TextState
    has_owner: bool
    is_tagged: bool
    has_presumed: bool


@lru_cache(maxsize=_KINDS_OF_STANDING)
def needs_of(row: Standing) -> tuple[Need, ...]:
    """Return everything that a document needs, the most urgent first.

    Withdrawn and superseded documents need nothing; drafts do. A wanted document has no dates and no text
    to speak of, so only its getting, its owner, its tags and its guesses count. What is out of date now is
    not named once more for the on-site visit.

    >>> needs_of(Standing("final", "held", "due", "out-of-date", "read", True, False, False))
    ('due', 'out-at-visit', 'untagged')
    """
    if row.status in _AT_REST:
        return ()
    held = row.form != "wanted"
    found: dict[Need, bool] = {
        "out-of-date": held and row.currency == "out-of-date",
        "due": held and row.currency == "due",
        "out-at-visit": held and row.currency_at_visit == "out-of-date" and row.currency != "out-of-date",
        "date-not-known": held and row.currency == "unknown",
        "unowned": not row.has_owner,
        "untagged": not row.is_tagged,
        "unreadable": held and row.text_state == "unreadable",
        "wanted": not held,
        "presumed": row.has_presumed,
    }
    return tuple(need for need, is_so in found.items() if is_so)
