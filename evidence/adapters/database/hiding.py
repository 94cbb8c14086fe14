"""What a restricted document takes with it when it is hidden: every row and every mention of it, table by table.

A new table does not work until it says here how it hides.
"""

import json
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, Table, or_
from sqlmodel import SQLModel

from evidence.adapters.database.tables import TABLES
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

Hidden = frozenset[str]
_BY_REFERENCE: frozenset[type[SQLModel]] = frozenset(
    {
        Document,
        Version,
        Passage,
        Relation,
        Tag,
        Offer,
        Access,
        Opening,
        Finding,
        Look,
        Clearance,
        Hold,
        Disposal,
    }
)
"""Rows that belong to a document, and go with it."""
_OF_NO_DOCUMENT: frozenset[type[SQLModel]] = frozenset(
    {
        Assignment, Fact, RuleChange, RetentionChange, SavedSearch, Score, Person, Credential, SignIn, Token,
        LoginAttempt, SpentState,
    }
)  # fmt: skip
"""Rows in which no document is named."""


def conditions(kind: type[SQLModel], table: Table, hidden: Hidden) -> list[ColumnElement[bool]]:
    """Return what a row must meet to be seen: the columns that hold a reference hold none that is hidden."""
    if not hidden or kind not in _BY_REFERENCE:
        return []
    columns = [table.c[name] for name in ("ref", "to_ref") if name in table.c]
    return [or_(column.is_(None), column.not_in(hidden)) for column in columns]


def shown(kind: type[SQLModel], row: dict[str, Any], hidden: Hidden) -> dict[str, Any] | None:
    """Return a row as it is seen, with nothing of what is hidden; ``None`` when nothing of it may be seen."""
    if not hidden or kind not in _MENTIONING:
        return row
    return _MENTIONING[kind](row, hidden)


def is_simple(kind: type[SQLModel]) -> bool:
    """Whether ``conditions`` alone hide what must be hidden, so that columns may be read by themselves."""
    return kind not in _MENTIONING


def _event(row: dict[str, Any], hidden: Hidden) -> dict[str, Any] | None:
    refs = [ref for ref in row["refs"] if ref not in hidden]
    if len(refs) == len(row["refs"]):
        return row
    if not refs:
        return None
    # Counts and lists tell of all the documents there were.
    about = {name: value for name, value in row["about"].items() if name == "fields" or isinstance(value, str)}
    return {**row, "refs": refs, "about": about}


def _change(row: dict[str, Any], hidden: Hidden) -> dict[str, Any] | None:
    told = [row["ref"], row["key"], row["before"], row["after"]]
    return None if _mentions(told, hidden) else row


def _action(row: dict[str, Any], hidden: Hidden) -> dict[str, Any] | None:
    return {**row, "effect": [ref for ref in row["effect"] if ref not in hidden]}


def _pack(row: dict[str, Any], hidden: Hidden) -> dict[str, Any] | None:
    """A pack is as restricted as what it concerns."""
    told = [row["chosen_by"], row["sent"], row["left_out"], row["readiness"]]
    return None if _mentions(told, hidden) else row


def _board(row: dict[str, Any], hidden: Hidden) -> dict[str, Any] | None:
    return {**row, "picture": _without(row["picture"], hidden)}


def _answer(row: dict[str, Any], hidden: Hidden) -> dict[str, Any] | None:
    return None if _mentions(row["body"], hidden) else row


def _mentions(value: object, hidden: Collection[str]) -> bool:
    text = json.dumps(value)
    return any(json.dumps(ref) in text for ref in hidden)


def _without(value: Any, hidden: Hidden) -> Any:
    if isinstance(value, dict):
        return {key: _without(one, hidden) for key, one in value.items() if key not in hidden}
    if isinstance(value, list):
        return [_without(one, hidden) for one in value if not (isinstance(one, str) and one in hidden)]
    return value


_MENTIONING: dict[type[SQLModel], Callable[[dict[str, Any], Hidden], dict[str, Any] | None]] = {
    Event: _event, Change: _change, Action: _action, PackRecord: _pack, Board: _board, Answer: _answer,
}  # fmt: skip
"""Rows that name documents inside them."""

_UNSAID = set(TABLES) - _BY_REFERENCE - _OF_NO_DOCUMENT - set(_MENTIONING)
if _UNSAID:
    raise AssertionError(f"how these hide is not said: {sorted(kind.__name__ for kind in _UNSAID)}")
