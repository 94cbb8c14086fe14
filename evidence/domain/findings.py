"""Findings: what may have to stay here before a version of a document leaves, and what was decided about each.

A finding never repeats what was found: it says what sort of thing stands where. The words are read from the
passage, or from the file, by whoever may see the document.
"""

from datetime import datetime
from typing import Literal, get_args

from sqlmodel import JSON, Field, SQLModel

from evidence.domain.documents import word, words
from evidence.domain.personal_data_kinds import Certainty
from evidence.hidden_content import HIDDEN_TITLES

Part = Literal["text", "title", "file-name", "hidden", "rest"]
"""Where it stands: in a passage, in the document's title, in the file's name, in the file out of sight. ``rest``
counts the finds of one kind that are too many to list."""
Decision = Literal["stays", "taken-out", "restricted"]
"""``stays``: it may leave with the version. ``taken-out``: a redacted copy leaves without it, this version does not
leave. ``restricted``: the document was restricted because of it."""
DECISIONS: tuple[Decision, ...] = get_args(Decision)
DECISION_TITLES: dict[Decision, str] = {
    "stays": "It may stay", "taken-out": "Taken out in a redacted copy", "restricted": "The document is restricted",
}  # fmt: skip

KIND_NAMES: dict[str, str] = {
    "nhs-number": "NHS numbers",
    "national-insurance-number": "National Insurance numbers",
    "date-of-birth": "dates of birth",
    "postcode": "full postcodes",
    "phone-number": "telephone numbers",
    "email-address": "e-mail addresses",
    "case-reference": "case references",
    "name": "names",
    "small-count": "counts under five",
    "single-story": "stories of one person",
    **{kind: title[:1].lower() + title[1:] for kind, title in HIDDEN_TITLES.items()},
}
"""Kind of finding -> what such things are called, in the plural."""
NOTED: frozenset[str] = frozenset({"author", "property"})
"""Kinds that are shown and hold nothing back: nearly every file names the officer who wrote it."""


class Finding(SQLModel):
    """One thing to decide about before a version leaves; ``place`` counts from 1 and is never given twice."""

    ref: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    """The version's number."""
    place: int = Field(primary_key=True)
    kind: str
    """A key of ``KIND_NAMES``."""
    part: Part = word(default=...)
    passage: int | None = None
    """The passage's place in the version, for a finding in the text."""
    start: int = 0
    """The first character, in the passage, title or file name; for what is hidden, its number in the file's list."""
    end: int = 0
    """The character after the last; for the rest of a kind, how many there are."""
    page: int | None = None
    certainty: Certainty = word("certain")
    reason: str
    decision: Decision | None = word(index=True)
    """``None`` until somebody decides."""
    because: str | None = Field(default=None, max_length=500)
    copy_number: int | None = None
    """The redacted version without it, where it was taken out."""
    decided_at: datetime | None = None
    decided_by: str | None = None

    @property
    def key(self) -> tuple[str, Part, int | None, int, int]:
        """What makes it the same finding when a version is looked through again."""
        return (self.kind, self.part, self.passage, self.start, self.end)

    @property
    def holds_back(self) -> bool:
        """Whether this version may not leave because of it: nobody decided, or it leaves only as a redacted copy."""
        return self.kind not in NOTED and self.decision in {None, "taken-out"}


class Look(SQLModel):
    """What looking through one version came to; it is done again when ``rules`` is no longer what they are."""

    ref: str = Field(primary_key=True)
    number: int = Field(primary_key=True)
    rules: str
    """By which rules, settings and title; see ``looking_through.Rules.mark``."""
    given: int = 0
    """The highest place that was given to a finding."""
    whole_text_read: bool = False
    searched_inside: bool = False
    unsearched: list[str] = words()
    """Sentences about what could not be searched."""
    counts: dict[str, int] = Field(default_factory=dict, sa_type=JSON)
    """How many of each kind were found."""
    looked_at: datetime
    """When it was first looked through, or last something unknown was found or a decision was taken back."""
