"""What people outside the lead's desk offer for the library, and the searches that people keep."""

from datetime import datetime
from typing import Literal, get_args

from sqlmodel import JSON, Field, SQLModel

from evidence.domain.documents import word

OfferForm = Literal["file", "link", "example"]
OFFER_FORMS: tuple[OfferForm, ...] = get_args(OfferForm)
OfferState = Literal["offered", "accepted", "declined"]


class Offer(SQLModel):
    """A file, a link or an example in words that somebody offers; the lead accepts or declines it.

    Not a document: it counts and is found nowhere until it is accepted.
    """

    id: str = Field(primary_key=True)
    """``C-0003``."""
    form: OfferForm = word("file")
    title: str = Field(min_length=1, max_length=500)
    text: str = ""
    """What it shows; for an example, the example itself."""
    statement: str | None = None
    """The statement it may speak to, where its giver says so."""
    given_by: str = Field(min_length=1, max_length=200)
    sha256: str | None = Field(default=None, index=True)
    file_name: str | None = None
    media_type: str | None = None
    size: int | None = None
    """Bytes."""
    address: str | None = None
    """Of a link."""
    state: OfferState = word("offered")
    answer: str | None = None
    """The word of thanks, or why not."""
    ref: str | None = Field(default=None, index=True)
    """The document that it became."""
    decided_at: datetime | None = None
    decided_by: str | None = None
    added_at: datetime
    added_by: str


class SavedSearch(SQLModel):
    """A search worth keeping, by a name people understand; shared by everyone in the library."""

    id: str = Field(primary_key=True)
    """``Q-0003``."""
    name: str = Field(min_length=1, max_length=100)
    query: str = ""
    filters: dict[str, list[str]] = Field(default_factory=dict, sa_type=JSON)
    """Facet -> chosen values."""
    sort: str | None = None
    added_at: datetime
    added_by: str
