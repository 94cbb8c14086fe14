"""One tag seen as readiness sees it: flat, small, every guess already made."""

from typing import NamedTuple

from evidence.domain.currency import Currency
from evidence.domain.frameworks import Proof


class EvidenceRow(NamedTuple):
    """A tag with the facts of its document that readiness counts by; a tuple, since there are very many.

    Withdrawn documents have no rows. ``category`` and ``proof`` are what was stated, or else what the kind
    presumes; ``None`` means unsorted, and not known.
    """

    tag: str
    ref: str
    title: str
    statement: str
    sub_topic: str | None
    category: str | None
    category_presumed: bool
    stance: str
    proof: Proof | None
    source: str | None
    status: str
    form: str
    """``held``, ``link`` or ``wanted``; wanted evidence is never held."""
    currency: Currency
    """On the day asked about."""
    currency_at_visit: Currency | None
    """On the day of the on-site visit, where one is known."""
    date_presumed: bool
    carers_voice: bool = False
    """Whether the document is labelled as unpaid carers' voice."""
    framework: str = ""
    """Which framework the tag was made under."""
