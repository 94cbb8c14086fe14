"""One table for each domain class that the catalogue keeps, inherited from it.

Tables are made from the classes; rows are never instantiated as tables, so nothing skips validation.
"""

from typing import Any

from sqlalchemy import MetaData, Table
from sqlmodel import Field, SQLModel

from evidence.domain.accounts import Credential, LoginAttempt, SignIn, Token
from evidence.domain.assurance import Action, Assignment, Board, PackRecord, RuleChange, Score
from evidence.domain.clearances import Clearance
from evidence.domain.documents import Answer, Document, Fact, Passage, Relation, Version
from evidence.domain.events import Change, Event
from evidence.domain.findings import Finding, Look
from evidence.domain.offers import Offer, SavedSearch
from evidence.domain.people import Access, Opening, Person
from evidence.domain.retention import Disposal, Hold, RetentionChange
from evidence.domain.sign_on import SpentState
from evidence.domain.tags import Tag


class DocumentRow(Document, table=True):
    """The ``document`` table."""

    __tablename__ = "document"


class VersionRow(Version, table=True):
    """The ``version`` table."""

    __tablename__ = "version"


class PassageRow(Passage, table=True):
    """The ``passage`` table."""

    __tablename__ = "passage"


class RelationRow(Relation, table=True):
    """The ``relation`` table."""

    __tablename__ = "relation"


class TagRow(Tag, table=True):
    """The ``tag`` table."""

    __tablename__ = "tag"


class FindingRow(Finding, table=True):
    """The ``finding`` table."""

    __tablename__ = "finding"


class LookRow(Look, table=True):
    """The ``look`` table."""

    __tablename__ = "look"


class ScoreRow(Score, table=True):
    """The ``score`` table."""

    __tablename__ = "score"


class ActionRow(Action, table=True):
    """The ``action`` table."""

    __tablename__ = "action"


class AssignmentRow(Assignment, table=True):
    """The ``assignment`` table."""

    __tablename__ = "assignment"


class RuleChangeRow(RuleChange, table=True):
    """The ``rule_change`` table."""

    __tablename__ = "rule_change"


class PackRow(PackRecord, table=True):
    """The ``pack`` table."""

    __tablename__ = "pack"


class BoardRow(Board, table=True):
    """The ``board`` table."""

    __tablename__ = "board"


class OfferRow(Offer, table=True):
    """The ``offer`` table."""

    __tablename__ = "offer"


class SavedSearchRow(SavedSearch, table=True):
    """The ``saved_search`` table."""

    __tablename__ = "saved_search"


class FactRow(Fact, table=True):
    """The ``fact`` table."""

    __tablename__ = "fact"


class AnswerRow(Answer, table=True):
    """The ``answer`` table."""

    __tablename__ = "answer"


class EventRow(Event, table=True):
    """The ``event`` table."""

    __tablename__ = "event"


class ChangeRow(Change, table=True):
    """The ``change`` table."""

    __tablename__ = "change"


class PersonRow(Person, table=True):
    """The ``person`` table."""

    __tablename__ = "person"


class AccessRow(Access, table=True):
    """The ``access`` table."""

    __tablename__ = "access"


class OpeningRow(Opening, table=True):
    """The ``opening`` table."""

    __tablename__ = "opening"


class ClearanceRow(Clearance, table=True):
    """The ``clearance`` table."""

    __tablename__ = "clearance"


class RetentionChangeRow(RetentionChange, table=True):
    """The ``retention_change`` table."""

    __tablename__ = "retention_change"


class HoldRow(Hold, table=True):
    """The ``hold`` table."""

    __tablename__ = "hold"


class DisposalRow(Disposal, table=True):
    """The ``disposal`` table."""

    __tablename__ = "disposal"


class CredentialRow(Credential, table=True):
    """The ``credential`` table."""

    __tablename__ = "credential"


class SignInRow(SignIn, table=True):
    """The ``sign_in`` table."""

    __tablename__ = "sign_in"


class TokenRow(Token, table=True):
    """The ``token`` table."""

    __tablename__ = "token"


class LoginAttemptRow(LoginAttempt, table=True):
    """The ``login_attempt`` table."""

    __tablename__ = "login_attempt"


class SpentStateRow(SpentState, table=True):
    """The ``spent_state`` table."""

    __tablename__ = "spent_state"


class Series(SQLModel, table=True):
    """The last number given in each series of ids; it only grows."""

    name: str = Field(primary_key=True)
    last: int


METADATA: MetaData = SQLModel.metadata

TABLES: dict[type[SQLModel], Table] = {
    row.__mro__[1]: row.__table__  # type: ignore[union-attr]  # SQLModel adds it to table classes
    for row in (
        DocumentRow, VersionRow, PassageRow, RelationRow, TagRow, ScoreRow, ActionRow, AssignmentRow,
        RuleChangeRow, PackRow, BoardRow, OfferRow, SavedSearchRow, FactRow, AnswerRow, EventRow, ChangeRow,
        PersonRow, AccessRow, OpeningRow, CredentialRow, SignInRow, TokenRow, LoginAttemptRow,
        SpentStateRow, FindingRow, LookRow, ClearanceRow, RetentionChangeRow, HoldRow, DisposalRow,
    )
}  # fmt: skip
"""Domain class -> its table."""

KINDS: dict[str, type[SQLModel]] = {kind.__name__: kind for kind in TABLES}
"""Class name, as changes record it, -> domain class."""


def key_of(row: SQLModel) -> tuple[Any, ...]:
    """Return the primary key of a domain object, in column order."""
    return tuple(getattr(row, column.name) for column in TABLES[type(row)].primary_key)
