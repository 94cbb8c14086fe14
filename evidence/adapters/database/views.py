"""Reading and writing the catalogue inside one transaction."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, delete, func, insert, select, update
from sqlmodel import SQLModel

from evidence.adapters.database.tables import TABLES, Series, key_of
from evidence.domain.documents import Answer, Passage
from evidence.domain.events import PURGED, START, Change, Event, Narrowing, chained
from evidence.domain.people import Actor
from evidence.ports import Clock

Row = TypeVar("Row", bound=SQLModel)


def _where(table: Table, statement: Any, equals: dict[str, Any]) -> Any:
    for name, value in equals.items():
        column = table.columns[name]
        statement = statement.where(
            column.in_(value) if isinstance(value, list | tuple | set | frozenset) else column == value
        )
    return statement


def _keyed(table: Table, key: Sequence[Any]) -> Any:
    return [column == value for column, value in zip(table.primary_key, key, strict=True)]


def _concerns(table: Table, ref: str) -> ColumnElement[bool]:
    # The refs column is a JSON list of references, which hold no quote or wildcard themselves.
    return table.c.refs.cast(Text).contains(json.dumps(ref), autoescape=True)


def _narrowing(table: Table, asked: Narrowing) -> list[ColumnElement[bool]]:
    found = [
        None if asked.actor is None else table.c.actor == asked.actor,
        None if asked.verb is None else table.c.verb == asked.verb,
        None if asked.since is None else table.c.at >= asked.since,
        None if asked.until is None else table.c.at < asked.until,
        None if asked.ref is None else _concerns(table, asked.ref),
    ]
    return [one for one in found if one is not None]


class DatabaseReading:
    """A consistent view: everything is read in one transaction of one connection."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, kind: type[Row], *key: Any) -> Row | None:
        """Return the row of this key, or ``None``."""
        table = TABLES[kind]
        found = self._connection.execute(select(table).where(*_keyed(table, key))).mappings().first()
        return cast("Row", kind.model_construct(**found)) if found else None

    def all(self, kind: type[Row], **equals: Any) -> list[Row]:
        """Return the rows whose columns equal the values, in order of key."""
        table = TABLES[kind]
        statement: Select[Any] = _where(table, select(table), equals).order_by(*table.primary_key)
        rows = self._connection.execute(statement).mappings()
        return [cast("Row", kind.model_construct(**row)) for row in rows]

    def columns(self, kind: type[SQLModel], *names: str, **equals: Any) -> list[tuple[Any, ...]]:
        """Return some columns as plain tuples, in order of key."""
        table = TABLES[kind]
        chosen = select(*(table.columns[name] for name in names))
        statement = _where(table, chosen, equals).order_by(*table.primary_key)
        return [tuple(row) for row in self._connection.execute(statement).all()]

    def distinct(self, kind: type[SQLModel], name: str) -> list[Any]:
        """Return every value of a column, each once, in order."""
        column = TABLES[kind].columns[name]
        return list(self._connection.execute(select(column).distinct().order_by(column)).scalars())

    def count(self, kind: type[SQLModel], **equals: Any) -> int:
        """Return how many rows there are."""
        table = TABLES[kind]
        statement = _where(table, select(func.count()).select_from(table), equals)
        return int(self._connection.execute(statement).scalar_one())

    def events(
        self, *, after: int = 0, before: int | None = None, limit: int = 1000, newest_first: bool = False,
        narrowed: Narrowing | None = None,
    ) -> list[Event]:  # fmt: skip
        """Return events numbered above ``after`` and below ``before``, in order or the newest first."""
        table = TABLES[Event]
        order = table.c.seq.desc() if newest_first else table.c.seq
        statement = select(table).where(table.c.seq > after).order_by(order).limit(limit)
        if before is not None:
            statement = statement.where(table.c.seq < before)
        if narrowed is not None:
            statement = statement.where(*_narrowing(table, narrowed))
        return [Event.model_construct(**row) for row in self._connection.execute(statement).mappings()]

    def history(self, ref: str) -> list[Event]:
        """Return the events that concern one document, oldest first."""
        table = TABLES[Event]
        concerning = select(table).where(_concerns(table, ref))
        rows = self._connection.execute(concerning.order_by(table.c.seq)).mappings()
        return [Event.model_construct(**row) for row in rows]

    def last_event(self) -> int:
        """Return the number of the newest event, 0 when nothing has happened."""
        return int(self._connection.execute(select(func.max(TABLES[Event].c.seq))).scalar() or 0)


class DatabaseWriting(DatabaseReading):
    """A transaction that remembers what it changed, until the event that says why."""

    def __init__(self, connection: Connection, actor: Actor, clock: Clock) -> None:
        super().__init__(connection)
        self._actor = actor
        self._clock = clock
        self._changes: list[dict[str, Any]] = []
        self.purged = False
        """Whether something was forgotten for good."""

    @property
    def unrecorded(self) -> bool:
        """Whether rows changed since the last event."""
        return bool(self._changes)

    def save(self, row: SQLModel, *, remembered: bool = True) -> None:
        """Insert or update a row, after validating it."""
        kind = type(row)
        valid = kind.model_validate(row.model_dump(warnings=False))
        table, key = TABLES[kind], key_of(valid)
        before = self.find(kind, *key)
        values = valid.model_dump()
        if before is None:
            self._connection.execute(insert(table).values(**values))
        elif before.model_dump() == values:
            return
        else:
            self._connection.execute(update(table).where(*_keyed(table, key)).values(**values))
        if remembered:
            self._remember(kind, key, before, valid)

    def remove(self, row: SQLModel) -> None:
        """Delete a row."""
        kind, key = type(row), key_of(row)
        before = self.find(kind, *key)
        if before is not None:
            self._connection.execute(delete(TABLES[kind]).where(*_keyed(TABLES[kind], key)))
            self._remember(kind, key, before, None)

    def _remember(
        self, kind: type[SQLModel], key: tuple[Any, ...], before: SQLModel | None, after: SQLModel | None
    ) -> None:
        self._changes.append(
            {
                "kind": kind.__name__,
                "key": list(key),
                "ref": getattr(after or before, "ref", None),
                "before": before.model_dump(mode="json") if before else None,
                "after": after.model_dump(mode="json") if after else None,
            }
        )

    def next_id(self, series: str, digits: int = 4) -> str:
        """Return the next id of a series; an id is never given twice."""
        table: Table = Series.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
        last = self._connection.execute(select(table.c.last).where(table.c.name == series)).scalar()
        number = (last or 0) + 1
        if last is None:
            self._connection.execute(insert(table).values(name=series, last=number))
        else:
            self._connection.execute(update(table).where(table.c.name == series).values(last=number))
        return f"{series}-{number:0{digits}d}"

    def store_passages(self, ref: str, number: int, passages: Sequence[Passage]) -> None:
        """Replace the passages of a version."""
        table = TABLES[Passage]
        self._connection.execute(delete(table).where(table.c.ref == ref, table.c.number == number))
        if passages:
            self._connection.execute(insert(table), [passage.model_dump() for passage in passages])

    def purge(self, ref: str) -> None:
        """Forget every row and every remembered value of a document for good."""
        self.purged = True
        for kind, table in TABLES.items():
            if "ref" in table.c and kind is not Change:
                self._connection.execute(delete(table).where(table.c.ref == ref))
            if "to_ref" in table.c:
                self._connection.execute(delete(table).where(table.c.to_ref == ref))
        change = TABLES[Change]
        self._connection.execute(
            update(change).where(change.c.ref == ref).values(before=None, after=None, kind=PURGED)
        )
        # What was answered to an upload names its title and file.
        answer = TABLES[Answer]
        self._connection.execute(delete(answer).where(answer.c.body.cast(Text).contains(json.dumps(ref))))

    def record(
        self, verb: str, refs: Sequence[str] = (), *, about: dict[str, Any] | None = None,
        undoes: int | None = None,
    ) -> Event:  # fmt: skip
        """Append the event for everything saved and removed since the last one."""
        table = TABLES[Event]
        last = self._connection.execute(
            select(table.c.seq, table.c.chain).order_by(table.c.seq.desc()).limit(1)
        ).first()
        seq, previous = (last.seq + 1, last.chain) if last else (1, START)
        event = Event(
            seq=seq, at=self._clock.now(), actor=self._actor.name, verb=verb, refs=list(refs),
            about=about or {}, undoes=undoes,
        )  # fmt: skip
        event.chain = chained(event, previous)
        changes = [{"seq": seq, "place": place, **change} for place, change in enumerate(self._changes)]
        if changes:
            self._connection.execute(insert(TABLES[Change]), changes)
        self._connection.execute(insert(table).values(**event.model_dump()))
        self._changes = []
        return event
