"""Scores by several judges, actions that answer gaps, who leads which statement, boards and packs."""

import hashlib
import json
from datetime import date, datetime
from typing import Literal, get_args

from sqlmodel import JSON, Field, SQLModel

from evidence.domain.documents import word

Judge = Literal["council", "peer", "mock", "cqc"]
JUDGES: tuple[Judge, ...] = get_args(Judge)
ActionState = Literal["open", "closed"]
Leading = Literal["lead", "deputy"]


def mark_of(*values: object) -> str:
    """Return a short mark of values that people edit: another one as soon as somebody has changed any of them.

    >>> mark_of("Ask carers", None) == mark_of("Ask carers", None) != mark_of("Ask carers", "Ben")
    True
    """
    return hashlib.sha256(json.dumps(values, default=str).encode()).hexdigest()[:16]


class Score(SQLModel):
    """What one judge gave a statement on a day, and why. Many per statement."""

    id: str = Field(primary_key=True)
    """``S-0003``."""
    framework: str
    statement: str = Field(index=True)
    value: int = Field(ge=1, le=4)
    by: Judge = word("council")
    on: date
    because: str | None = None
    source: str | None = None
    """Where a published score was read."""
    added_at: datetime
    added_by: str


class Action(SQLModel):
    """What will be done about a gap; closed only with evidence of its effect."""

    id: str = Field(primary_key=True)
    """``A-0003``."""
    text: str = Field(min_length=1)
    framework: str
    statement: str = Field(index=True)
    owner: str | None = None
    due: date | None = None
    state: ActionState = word("open")
    answers: list[str] = Field(default_factory=list, sa_type=JSON)
    """Ids of the tags (gaps, challenges) that it answers."""
    effect: list[str] = Field(default_factory=list, sa_type=JSON)
    """References of the documents that show its effect; at least one when closed."""
    closed_on: date | None = None
    added_at: datetime
    added_by: str

    @property
    def mark(self) -> str:
        """Tells whether what people edit of it is as it was read."""
        return mark_of(self.text, self.owner, self.due)


class Assignment(SQLModel):
    """Who leads or deputises for a statement, from when; the newest of each kind is in force."""

    id: str = Field(primary_key=True)
    """``L-0003``."""
    framework: str
    statement: str = Field(index=True)
    name: str
    leading: Leading = word("lead")
    since: date


class RuleChange(SQLModel):
    """A readiness rule that this library keeps differently from the framework's file."""

    framework: str = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    """Dotted: ``strong.documents`` or ``QS3.required``."""
    value: str


class Board(SQLModel):
    """A meeting of the assurance board: the picture as it stood that day, which later boards compare with."""

    id: str = Field(primary_key=True)
    """``B-0003``."""
    on: date
    """The day the picture is of."""
    framework: str
    framework_version: str
    picture: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    """Verdicts, scores, needs by owner and actions as they stood; references and counts, no titles of documents."""
    decisions: list[str] = Field(default_factory=list, sa_type=JSON)
    """Decisions wanted of the board, in the order they are put."""
    note: str | None = None
    """What the lead says of the picture, in a few sentences."""
    taken_at: datetime
    taken_by: str

    @property
    def mark(self) -> str:
        """Tells whether what people edit of it is as it was read."""
        return mark_of(self.decisions, self.note)


class PackRecord(SQLModel):
    """What a pack held, what was left out and why, for whom and by whom: the library's own proof."""

    id: str = Field(primary_key=True)
    state: Literal["building", "complete", "failed"] = word("building")
    made_at: datetime
    made_by: str
    recipient: str | None = None
    purpose: str | None = None
    """What it was sent for."""
    internal: bool = False
    chosen_by: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    """The statements, theme, query or references asked for."""
    as_at: datetime
    framework: str
    framework_version: str
    sent: list[dict[str, object]] = Field(default_factory=list, sa_type=JSON)
    """Reference, version, SHA-256 and path of each document sent, and the clearance it went under."""
    left_out: list[dict[str, object]] = Field(default_factory=list, sa_type=JSON)
    """Reference and reason of each document chosen but left out."""
    readiness: dict[str, object] = Field(default_factory=dict, sa_type=JSON)
    """Verdicts and scores as they stood; never in the zip of an outward pack."""
    digest: str | None = None
    """The manifest's digest."""
    zip_sha256: str | None = None
    size: int | None = None
    failure: str | None = None
