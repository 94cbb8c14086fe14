"""Tags: which statement a document or passage speaks to, and what it shows."""

from datetime import date, datetime
from typing import Literal, get_args

from sqlmodel import Field, SQLModel

from evidence.domain.documents import word
from evidence.domain.frameworks import Proof
from evidence.domain.vocabulary import Source

Stance = Literal["strength", "gap", "planned", "challenge", "context"]
STANCES: tuple[Stance, ...] = get_args(Stance)
Anchoring = Literal["kept", "moved", "changed", "lost"]


class Tag(SQLModel):
    """A statement that a document, or a passage of it, speaks to.

    Only the statement is obligatory. A blank ``category`` or ``proof`` is presumed from the document's
    kind and source whenever it is read, so that confirming the kind mends every tag at once.
    """

    id: str = Field(primary_key=True)
    """``T-00017``."""
    ref: str = Field(index=True)
    framework: str
    framework_version: str
    statement: str = Field(index=True)
    sub_topic: str | None = None
    category: str | None = None
    stance: Stance = word("strength")
    proof: Proof | None = word()
    source: Source | None = word()
    """Overrides the document's."""
    impact: str | None = None
    """So what, for people? Asked only of key evidence."""
    covers_from: date | None = None
    covers_to: date | None = None
    quote: str | None = None
    """The exact words tagged; with ``before`` and ``after`` they find the passage again in a new version."""
    before: str | None = None
    after: str | None = None
    locator: str | None = None
    place: int | None = None
    """The passage's place in the version named by ``number``."""
    number: int | None = None
    anchoring: Anchoring | None = word()
    """What became of the quote when the document got a new version; ``None`` before that."""
    added_at: datetime
    added_by: str


EDITABLE_TAG = (
    "statement", "sub_topic", "category", "stance", "proof", "source", "impact", "covers_from", "covers_to",
)  # fmt: skip
"""Fields of a tag that the register carries and people edit."""


def without_words(tag: Tag) -> Tag:
    """Return a tag with no word of the document in it, for who may know of it and has not opened it.

    Its locator goes too: it may be a heading.
    """
    return tag.model_copy(update={"quote": None, "before": None, "after": None, "locator": None})
