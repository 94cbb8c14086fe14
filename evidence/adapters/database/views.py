"""Reading and writing the catalogue inside one transaction."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar, cast

from sqlalchemy import ColumnElement, Connection, Select, Table, Text, delete, false, func, insert, select, update
from sqlmodel import SQLModel

from evidence.adapters.database.hiding import Hidden, conditions, is_simple, shown
from evidence.adapters.database.tables import TABLES, Series, key_of
from evidence.domain.documents import Answer, Document, Passage, Version
from evidence.domain.events import PURGED, START, Change, Event, Narrowing, chained
from evidence.domain.offers import Offer
from evidence.domain.people import MAY, Access, Actor, may, refusal
from evidence.domain.retention import Disposal
from evidence.errors import NotAllowed
from evidence.ports import Clock

Row = TypeVar("Row", bound=SQLModel)


_INTEGERS = range(-(2**63), 2**63)
"""What a column can hold; the engine refuses to look for other numbers."""


def _is(column: ColumnElement[Any], value: Any) -> ColumnElement[bool]:
    """Say that a column holds a value, or one of several; none holds what it cannot."""
    if isinstance(value, list | tuple | set | frozenset):
        return column.in_([one for one in value if _can_be_held(one)])
    return column == value if _can_be_held(value) else false()


def _can_be_held(value: Any) -> bool:
    return not isinstance(value, int) or value in _INTEGERS


def _where(table: Table, statement: Any, equals: dict[str, Any]) -> Any:
    return statement.where(*(_is(table.columns[name], value) for name, value in equals.items()))


def _keyed(table: Table, key: Sequence[Any]) -> list[ColumnElement[bool]]:
    return [_is(column, value) for column, value in zip(table.primary_key, key, strict=True)]


def _concerns(table: Table, ref: str) -> ColumnElement[bool]:
    # The refs column is a JSON list of references, which hold no quote or wildcard themselves.
    return table.c.refs.cast(Text).contains(json.dumps(ref), autoescape=True)


def _narrowing(table: Table, asked: Narrowing) -> list[ColumnElement[bool]]:
    found = [
        None if asked.actor is None else table.c.actor == asked.actor,
        None if asked.person is None else table.c.person == asked.person,
        None if asked.verbs is None else table.c.verb.in_(asked.verbs),
        None if asked.way is None else table.c.way == asked.way,
        None if asked.since is None else table.c.at >= asked.since,
        None if asked.until is None else table.c.at < asked.until,
        None if asked.ref is None else _concerns(table, asked.ref),
    ]
    return [one for one in found if one is not None]


class DatabaseReading:
    """A consistent view: everything is read in one transaction of one connection.

    ``opened`` are the restricted documents that may be seen; ``None`` hides nothing.
    """

    def __init__(self, connection: Connection, opened: frozenset[str] | None) -> None:
        self._connection = connection
        self._hidden: Hidden = frozenset() if opened is None else self._restricted() - opened

    def _restricted(self) -> frozenset[str]:
        held, gone = TABLES[Document], TABLES[Disposal]
        # What stays of a document that was disposed of is as restricted as the document was.
        found = (
            select(held.c.ref).where(held.c.sensitivity == "restricted")
            .union_all(select(gone.c.ref).where(gone.c.apart))
        )  # fmt: skip
        return frozenset(self._connection.execute(found).scalars())

    def find(self, kind: type[Row], *key: Any) -> Row | None:
        """Return the row of this key, or ``None``."""
        table = TABLES[kind]
        found = self._rows(kind, select(table).where(*_keyed(table, key)))
        return found[0] if found else None

    def all(self, kind: type[Row], /, **equals: Any) -> list[Row]:
        """Return the rows whose columns equal the values, in order of key."""
        table = TABLES[kind]
        return self._rows(kind, _where(table, select(table), equals).order_by(*table.primary_key))

    def _rows(self, kind: type[Row], statement: Select[Any]) -> list[Row]:
        seen = statement.where(*conditions(kind, TABLES[kind], self._hidden))
        rows = (shown(kind, dict(row), self._hidden) for row in self._connection.execute(seen).mappings())
        return [cast("Row", kind.model_construct(**row)) for row in rows if row is not None]

    def columns(self, kind: type[SQLModel], *names: str, **equals: Any) -> list[tuple[Any, ...]]:
        """Return some columns as plain tuples, in order of key."""
        if self._hidden and not is_simple(kind):
            return [tuple(getattr(row, name) for name in names) for row in self.all(kind, **equals)]
        table = TABLES[kind]
        chosen = select(*(table.columns[name] for name in names)).where(*conditions(kind, table, self._hidden))
        statement = _where(table, chosen, equals).order_by(*table.primary_key)
        return [tuple(row) for row in self._connection.execute(statement).all()]

    def distinct(self, kind: type[SQLModel], name: str) -> list[Any]:
        """Return every value of a column, each once, in order."""
        if self._hidden and not is_simple(kind):
            found = {value for (value,) in self.columns(kind, name)}
            return sorted(found, key=lambda value: (value is not None, value))
        table = TABLES[kind]
        column = table.columns[name]
        seen = select(column).where(*conditions(kind, table, self._hidden))
        return list(self._connection.execute(seen.distinct().order_by(column)).scalars())

    def count(self, kind: type[SQLModel], **equals: Any) -> int:
        """Return how many rows there are."""
        if self._hidden and not is_simple(kind):
            return len(self.all(kind, **equals))
        table = TABLES[kind]
        counted = select(func.count()).select_from(table).where(*conditions(kind, table, self._hidden))
        return int(self._connection.execute(_where(table, counted, equals)).scalar_one())

    def events(
        self, *, after: int = 0, before: int | None = None, limit: int = 1000, newest_first: bool = False,
        narrowed: Narrowing | None = None,
    ) -> list[Event]:  # fmt: skip
        """Return events numbered above ``after`` and below ``before``, in order or the newest first."""
        found: list[Event] = []
        if narrowed is not None and narrowed.ref in self._hidden:
            return found
        # What is hidden is left out of what was read, so that more may have to be read.
        while len(found) < limit:
            batch = self._events(after, before, limit, newest_first=newest_first, narrowed=narrowed)
            seen = (shown(Event, row, self._hidden) for row in batch)
            found += [Event.model_construct(**row) for row in seen if row is not None]
            if len(batch) < limit:
                break
            after, before = (after, batch[-1]["seq"]) if newest_first else (batch[-1]["seq"], before)
        return found[:limit]

    def _events(
        self, after: int, before: int | None, limit: int, *, newest_first: bool, narrowed: Narrowing | None
    ) -> list[dict[str, Any]]:
        table = TABLES[Event]
        order = table.c.seq.desc() if newest_first else table.c.seq
        statement = select(table).where(table.c.seq > after).order_by(order).limit(limit)
        if before is not None:
            statement = statement.where(table.c.seq < before)
        if narrowed is not None:
            statement = statement.where(*_narrowing(table, narrowed))
        return [dict(row) for row in self._connection.execute(statement).mappings()]

    def history(self, ref: str) -> list[Event]:
        """Return the events that concern one document, oldest first."""
        table = TABLES[Event]
        if ref in self._hidden:
            return []
        return self._rows(Event, select(table).where(_concerns(table, ref)).order_by(table.c.seq))

    def feed(self, after: int, limit: int) -> list[tuple[str, frozenset[str]]]:
        """Return kind and documents of the events above a number, hidden ones too, in order."""
        events, changes = TABLES[Event], TABLES[Change]
        chosen = select(events.c.seq, events.c.verb, events.c.refs).where(events.c.seq > after)
        found = self._connection.execute(chosen.order_by(events.c.seq).limit(limit)).all()
        changed = select(changes.c.seq, changes.c.ref).where(changes.c.seq.in_([row.seq for row in found]))
        belonging: dict[int, set[str]] = {row.seq: set(row.refs) for row in found}
        for seq, ref in self._connection.execute(changed):
            belonging[seq].update([ref] if ref else [])
        return [(row.verb, frozenset(belonging[row.seq])) for row in found]

    def last_event(self) -> int:
        """Return the number of the newest event, 0 when nothing has happened."""
        return int(self._connection.execute(select(func.max(TABLES[Event].c.seq))).scalar() or 0)

    def bytes_held(self) -> list[tuple[str, str]]:
        """Return what needs which bytes, hidden documents too: its name in words and the SHA-256."""
        versions, offers = TABLES[Version], TABLES[Offer]
        of_versions = select(versions.c.ref, versions.c.number, versions.c.sha256)
        of_offers = select(offers.c.id, offers.c.sha256).where(offers.c.state == "offered")
        held = [
            (f"{ref} version {number}", sha256)
            for ref, number, sha256 in self._connection.execute(of_versions.order_by(*versions.primary_key))
        ]
        held += [(f"offer {offer}", sha256) for offer, sha256 in self._connection.execute(of_offers)]
        return [(holder, sha256) for holder, sha256 in held if sha256]

    def is_needed(self, sha256: str) -> bool:
        """Whether any version, hidden or not, or any offer not yet decided consists of these bytes."""
        versions, offers = TABLES[Version], TABLES[Offer]
        offered = (offers.c.sha256 == sha256) & (offers.c.state == "offered")
        found = (
            select(versions.c.ref).where(versions.c.sha256 == sha256).union_all(select(offers.c.id).where(offered))
        )
        return self._connection.execute(found.limit(1)).first() is not None


class DatabaseWriting(DatabaseReading):
    """A transaction that remembers what it changed, until the event that says why."""

    def __init__(self, connection: Connection, opened: frozenset[str] | None, actor: Actor, clock: Clock) -> None:
        super().__init__(connection, opened)
        self.actor = actor
        self._clock = clock
        self._changes: list[dict[str, Any]] = []
        self.purged = False
        """Whether something was forgotten for good."""
        self.recorded: tuple[int, str] | None = None
        """Number and chain of the last event appended here."""

    @property
    def unrecorded(self) -> bool:
        """Whether rows changed since the last event."""
        return bool(self._changes)

    def save(self, row: SQLModel, *, remembered: bool = True) -> None:
        """Insert or update a row, after validating it."""
        kind = type(row)
        valid = kind.model_validate(row.model_dump(warnings=False))
        table, key = TABLES[kind], key_of(valid)
        before = self._as_held(kind, key)
        values = valid.model_dump()
        if before is None:
            self._connection.execute(insert(table).values(**values))
        elif before.model_dump() == values:
            return
        else:
            self._connection.execute(update(table).where(*_keyed(table, key)).values(**values))
        if remembered:
            self._remember(kind, key, before, valid)

    def remove(self, row: SQLModel, *, remembered: bool = True) -> None:
        """Delete a row."""
        kind, key = type(row), key_of(row)
        before = self._as_held(kind, key)
        if before is not None:
            self._connection.execute(delete(TABLES[kind]).where(*_keyed(TABLES[kind], key)))
            if remembered:
                self._remember(kind, key, before, None)

    def _as_held(self, kind: type[Row], key: Sequence[Any]) -> Row | None:
        """Return a row as the table has it: what is written must be compared with that."""
        table = TABLES[kind]
        found = self._connection.execute(select(table).where(*_keyed(table, key))).mappings().first()
        return cast("Row", kind.model_construct(**found)) if found else None

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

    def skip_ids(self, numbers: int) -> None:
        """Leave out so many numbers in every series."""
        table: Table = Series.__table__  # type: ignore[attr-defined]  # SQLModel adds it to table classes
        self._connection.execute(update(table).values(last=table.c.last + numbers))

    def store_passages(self, ref: str, number: int, passages: Sequence[Passage]) -> None:
        """Replace the passages of a version."""
        table = TABLES[Passage]
        self._connection.execute(delete(table).where(table.c.ref == ref, table.c.number == number))
        if passages:
            self._connection.execute(insert(table), [passage.model_dump() for passage in passages])

    def purge(self, ref: str) -> None:
        """Forget every row and every remembered value of a document for good."""
        self.purged = True
        if ref in self._restricted():
            # Who was named on it stays, without a word why: what the history says of it is for them alone.
            access = TABLES[Access]
            self._connection.execute(update(access).where(access.c.ref == ref).values(because=None))
            kept: tuple[type[SQLModel], ...] = (Change, Access)
        else:
            kept = (Change,)
        for kind, table in TABLES.items():
            if "ref" in table.c and kind not in kept:
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
        if not may(self.actor, verb):
            raise NotAllowed(refusal(verb), details={"needs": sorted(MAY.get(verb, ()))})
        table = TABLES[Event]
        last = self._connection.execute(
            select(table.c.seq, table.c.chain).order_by(table.c.seq.desc()).limit(1)
        ).first()
        seq, previous = (last.seq + 1, last.chain) if last else (1, START)
        by = self.actor
        event = Event(
            seq=seq, at=self._clock.now(), actor=by.name, person=by.person, way=by.way, verb=verb, refs=list(refs),
            about=about or {}, undoes=undoes,
        )  # fmt: skip
        event.chain = chained(event, previous)
        changes = [{"seq": seq, "place": place, **change} for place, change in enumerate(self._changes)]
        if changes:
            self._connection.execute(insert(TABLES[Change]), changes)
        self._connection.execute(insert(table).values(**event.model_dump()))
        self._changes = []
        self.recorded = (event.seq, event.chain)
        return event
