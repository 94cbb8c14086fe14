"""Documents, their versions and passages, and how they relate.

Plain classes: validated when made, never tables themselves (the database adapter derives its tables from
them). Values that the library guessed are named in ``presumed`` and work at once.
"""

from datetime import date, datetime
from typing import Any, Literal, get_args

from sqlmodel import JSON, Field, SQLModel, String

from evidence.domain.vocabulary import Source

Status = Literal["draft", "final", "superseded", "withdrawn"]
Sensitivity = Literal["public", "internal", "sensitive", "restricted"]
Form = Literal["held", "link", "wanted"]
TextState = Literal["pending", "read", "unreadable"]
RelationKind = Literal["supersedes", "appendix-of", "attachment-of", "extract-of", "refers-to"]

STATUSES: tuple[Status, ...] = get_args(Status)
SENSITIVITIES: tuple[Sensitivity, ...] = get_args(Sensitivity)
RELATION_KINDS: tuple[RelationKind, ...] = get_args(RelationKind)


def word(default: Any = None, **options: Any) -> Any:
    """Declare a field that holds one word of a fixed list, or none."""
    return Field(default=default, sa_type=String, **options)


def words() -> Any:
    """Declare a field that holds a list of words."""
    return Field(default_factory=list, sa_type=JSON)


class Document(SQLModel):
    """One piece of evidence, known by a reference people can say aloud: ``E-0042``."""

    ref: str = Field(primary_key=True)
    title: str = Field(min_length=1, max_length=500)
    kind: str = "other"
    status: Status = word("final")
    status_before: Status | None = word()
    """What a withdrawn document goes back to when it is reinstated."""
    owner: str | None = None
    team: str | None = None
    dated_on: date | None = None
    covers_from: date | None = None
    covers_to: date | None = None
    approved_by: str | None = None
    approved_on: date | None = None
    review_by: date | None = None
    sensitivity: Sensitivity = word("internal", index=True)
    """``public`` is published already; ``internal`` is for everybody with an account; ``sensitive`` is marked
    confidential or seems to hold personal data; ``restricted`` is for those who are named on it, and no one else."""
    source: Source | None = word()
    line: int | None = Field(default=None, ge=1, le=3)
    """Line of assurance: 1 management, 2 oversight, 3 independent."""
    labels: list[str] = words()
    """``group:value``, such as ``locality:Northside``; groups stand in the vocabulary."""
    master: str | None = None
    """Where the master copy is kept."""
    note: str | None = None
    """Internal; never leaves in a pack."""
    presumed: list[str] = words()
    """Names of fields whose values are guesses until a person confirms them."""
    current_version: int = 1
    added_at: datetime
    added_by: str
    revision: int = 0
    """Grows by one with every change, so that a stale edit is noticed."""

    @property
    def is_withdrawn(self) -> bool:
        """Whether it was taken out of use; it is kept, and counts nowhere."""
        return self.status == "withdrawn"


EDITABLE = (
    "title", "kind", "status", "owner", "team", "dated_on", "covers_from", "covers_to", "approved_by",
    "approved_on", "review_by", "sensitivity", "source", "line", "labels", "master", "note",
)  # fmt: skip
"""Fields that people set; everything else follows from what they do."""


class Version(SQLModel):
    """What a document says at one time: its bytes, a link, or a promise (wanted)."""

    ref: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    form: Form = word("held")
    sha256: str | None = Field(default=None, index=True)
    file_name: str | None = None
    """As it arrived, without folders; never used as a path."""
    folder: str | None = None
    """The folder it was found in, relative to what was added."""
    media_type: str | None = None
    size: int | None = None
    """Bytes."""
    pages: int | None = None
    text_state: TextState = word("pending", index=True)
    text_reason: str | None = None
    """Why the text could not be read, in a sentence."""
    notes: list[str] = words()
    """What the reader noticed: hidden sheets, macros, pages without words."""
    properties: dict[str, str] = Field(default_factory=dict, sa_type=JSON)
    address: str | None = None
    checked_on: date | None = None
    wanted_from: str | None = None
    """Who will get it, for a wanted version."""
    redacted_from: int | None = None
    """The version that this is a redacted copy of: it stands beside it, and is never the current one."""
    redaction: dict[str, Any] | None = Field(default=None, sa_type=JSON)
    """How the redacted copy was made, as ``Redaction`` writes it; it may repeat words that were taken out."""
    added_at: datetime
    added_by: str


class Passage(SQLModel):
    """A located part of a version's text; ``place`` numbers them from 0 in reading order."""

    ref: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    """The version's number."""
    place: int = Field(primary_key=True)
    locator: str
    page: int | None = None
    heading: str | None = None
    text: str


class Relation(SQLModel):
    """How one document stands to another."""

    ref: str = Field(primary_key=True)
    kind: RelationKind = word(primary_key=True, default=...)
    to_ref: str = Field(primary_key=True)


class Answer(SQLModel):
    """What a request with an idempotency key was answered, so that a repeat gets the same."""

    key: str = Field(primary_key=True, max_length=200)
    request: str
    """A hash of what was asked; another request under the same key is refused."""
    status: int
    body: dict[str, Any] = Field(default_factory=dict, sa_type=JSON)
    at: datetime


class Fact(SQLModel):
    """Something true of the whole library: the council's name, the date of the on-site visit."""

    name: str = Field(primary_key=True)
    value: str
