"""Rules of retention, what is due for disposal by them, and legal holds."""

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from evidence.domain.assurance import PackRecord, mark_of
from evidence.domain.documents import Document
from evidence.domain.events import Change, Event
from evidence.domain.people import Actor
from evidence.domain.retention import (
    OUT_OF_USE,
    Disposal,
    Hold,
    Keeping,
    Moments,
    RetentionChange,
    keeping,
    rule_words,
)
from evidence.domain.vocabulary import Kind, RetentionRule, Vocabulary
from evidence.errors import Conflict, Invalid, NotFound, StaleEdit
from evidence.ports import Catalogue, Clock, Reading
from evidence.services.documents import document_in
from evidence.services.facts import Facts
from evidence.services.following import touched

_SHORTEST, _LONGEST = 3, 500
_FACTS = ("ref", "title", "kind", "dated_on", "covers_to", "status", "added_at")


@dataclass(frozen=True, slots=True)
class KindRule:
    """The rule for one kind of document."""

    kind: Kind
    rule: RetentionRule
    changed: bool
    """Whether this library keeps it differently from the vocabulary's file."""


@dataclass(frozen=True, slots=True)
class DueItem:
    """A document whose time is over."""

    ref: str
    title: str
    kind: str
    """Title of its kind."""
    keeping: Keeping
    holds: tuple[str, ...]
    """Ids of the legal holds that stop its disposal."""

    @property
    def why(self) -> str:
        """The rule that it is due by, in words."""
        return rule_words(self.keeping.rule)


@dataclass(frozen=True, slots=True)
class _Known:
    """What was due after an event."""

    event: int
    reckoned_by: tuple[date, dict[str, RetentionRule], date | None]
    """The day, the council's own rules, and when the last assessment ended."""
    due: dict[str, DueItem]
    """By reference, without holds."""
    items: tuple[DueItem, ...]


class Retention:
    """Says how long documents are kept. What is due is only listed here: people decide what becomes of it."""

    def __init__(self, catalogue: Catalogue, vocabulary: Vocabulary, facts: Facts, clock: Clock) -> None:
        self._catalogue = catalogue
        self._vocabulary = vocabulary
        self._facts = facts
        self._clock = clock
        self._lock = threading.Lock()
        self._known: _Known | None = None

    def rules(self) -> list[KindRule]:
        """Return the rule of every kind, in the order of the vocabulary."""
        with self._catalogue.reading() as view:
            own = _own(view)
        return [KindRule(kind, own.get(kind.ref, kind.retention), kind.ref in own) for kind in self._vocabulary.kinds]

    def mark(self) -> str:
        """Return a mark of all rules, another one as soon as somebody changes any of them."""
        return mark_of(*((one.kind.ref, one.rule.months, one.rule.since) for one in self.rules()))

    def set_rules(
        self, actor: Actor, rules: Mapping[str, RetentionRule | None], *, seen: str | None = None
    ) -> list[str]:
        """Keep rules for kinds of document; ``None`` goes back to the vocabulary's. Returns the kinds that changed.

        With ``seen``, the mark of the rules as they were read, raises ``StaleEdit`` when somebody changed them since.
        Raises ``Invalid`` for an unknown kind.
        """
        if seen is not None and seen != self.mark():
            raise StaleEdit(
                "Somebody changed the rules since you read them. Look at them again, then repeat your change."
            )
        with self._catalogue.writing(actor) as work:
            own, changed = _own(work), []
            for name, rule in rules.items():
                kind = self._vocabulary.kind(name)
                if _same(rule or kind.retention, own.get(kind.ref, kind.retention)):
                    continue
                given = rule or kind.retention
                row = RetentionChange(kind=kind.ref, months=given.months, since=given.since)
                work.remove(row) if _same(given, kind.retention) else work.save(row)
                changed.append(kind.ref)
            if changed:
                work.record("retention changed", about={"kinds": sorted(changed)})
        return changed

    def due(self) -> tuple[DueItem, ...]:
        """Return every document that may be disposed of today, those due for longest first.

        Answers from memory until an event or another day changes it.
        """
        today = self._clock.today()
        with self._lock, self._catalogue.reading() as view:
            event, known = view.last_event(), self._known
            if known is None or (known.event, known.reckoned_by[0]) != (event, today):
                self._known = known = self._reckoned(view, event, today)
        return known.items

    def _reckoned(self, view: Reading, event: int, today: date) -> "_Known":
        """Reckon what is due: anew what events changed, all of it on another day or by other rules."""
        before, by = self._known, (today, _own(view), self._facts.day("assessed_on"))
        refs = touched(view, before.event) if before and before.reckoned_by == by else None
        rows = [
            dict(zip(_FACTS, row, strict=True))
            for row in view.columns(Document, *_FACTS, **({} if refs is None else {"ref": sorted(refs)}))
        ]
        due = {} if before is None or refs is None else {ref: it for ref, it in before.due.items() if ref not in refs}
        for row, kept in self._kept(view, rows):
            if kept.is_due(today):
                due[row["ref"]] = DueItem(row["ref"], row["title"], self._kind(row["kind"]).title, kept, ())
        held: dict[str, list[str]] = {}
        for hold in view.all(Hold):
            if hold.stands:
                held.setdefault(hold.ref, []).append(hold.id)
        items = [replace(item, holds=tuple(held.get(ref, ()))) for ref, item in due.items()]
        items.sort(key=lambda one: (one.keeping.until or date.max, one.ref))
        return _Known(event, by, due, tuple(items))

    def keeping(self, ref: str) -> Keeping:
        """Return until when one document is kept; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return self.keeping_in(view, document_in(view, ref))

    def keeping_in(self, view: Reading, document: Document) -> Keeping:
        """Return until when a document is kept, inside a transaction."""
        ((_, kept),) = self._kept(view, [document.model_dump(include=set(_FACTS))])
        return kept

    def _kept(self, view: Reading, rows: list[dict[str, Any]]) -> Iterable[tuple[dict[str, Any], Keeping]]:
        own, assessed = _own(view), self._facts.day("assessed_on")
        superseded = _out_of_use_since(view, [row["ref"] for row in rows if row["status"] in OUT_OF_USE])
        for row in rows:
            rule = own.get(row["kind"], self._kind(row["kind"]).retention)
            added = row["added_at"].date()
            out_of_use = superseded.get(row["ref"], added) if row["status"] in OUT_OF_USE else None
            dated = row["covers_to"] or row["dated_on"]
            yield row, keeping(rule, Moments(added, dated, out_of_use, assessed))

    def _kind(self, ref: str) -> Kind:
        return self._vocabulary.find_kind(ref) or self._vocabulary.kind("other")

    def sent_in(self, refs: Collection[str]) -> Counter[str]:
        """Return in how many packs that were made each of these documents went."""
        with self._catalogue.reading() as view:
            packs = view.all(PackRecord, state="complete")
        return Counter(str(one["ref"]) for pack in packs for one in pack.sent if one["ref"] in refs)

    def record(self) -> list[Disposal]:
        """Return what stays of all that was disposed of or discarded, the newest first."""
        with self._catalogue.reading() as view:
            return sorted(view.all(Disposal), key=lambda one: (one.at, one.ref), reverse=True)

    def holds(self, ref: str | None = None) -> list[Hold]:
        """Return the legal holds of one document, lifted ones too, or all that stand."""
        with self._catalogue.reading() as view:
            if ref is not None:
                return view.all(Hold, ref=document_in(view, ref).ref)
            return [hold for hold in view.all(Hold) if hold.stands]

    def place_hold(self, actor: Actor, ref: str, because: str) -> Hold:
        """Stop every removal of a document until the hold is lifted. Raises ``Invalid`` without a reason."""
        said = reason(because, "Say why it must be kept, such as the matter it belongs to.")
        with self._catalogue.writing(actor) as work:
            hold = Hold(
                id=work.next_id("H"), ref=document_in(work, ref).ref, because=said, placed_at=self._clock.now(),
                placed_by=actor.name,
            )  # fmt: skip
            work.save(hold)
            work.record("hold placed", [hold.ref], about={"hold": hold.id})
        return hold

    def lift_hold(self, actor: Actor, hold_id: str, because: str) -> Hold:
        """End a legal hold; it stays on record with both reasons.

        Raises ``NotFound``, ``Conflict`` when it was lifted before, and ``Invalid`` without a reason.
        """
        said = reason(because, "Say why the hold may be lifted.")
        with self._catalogue.writing(actor) as work:
            hold = work.find(Hold, hold_id.strip().upper())
            if hold is None:
                raise NotFound(f"There is no legal hold {hold_id[:40]}.", details={"hold": hold_id[:40]})
            if not hold.stands:
                raise Conflict(f"{hold.id} was lifted already, by {hold.lifted_by}.", details={"hold": hold.id})
            hold.lifted_at, hold.lifted_by, hold.lifted_because = self._clock.now(), actor.name, said
            work.save(hold)
            work.record("hold lifted", [hold.ref], about={"hold": hold.id})
        return hold


def reason(given: str, ask: str) -> str:
    """Return a reason as it was typed, on one line; raises ``Invalid`` for none, or one that is too long."""
    said = " ".join(given.split())
    if not _SHORTEST <= len(said) <= _LONGEST:
        raise Invalid(f"{ask} Up to {_LONGEST} characters.", details={"field": "because"})
    return said


def _own(view: Reading) -> dict[str, RetentionRule]:
    return {one.kind: one.rule for one in view.all(RetentionChange)}


def _same(one: RetentionRule, other: RetentionRule) -> bool:
    return (one.months, one.since) == (other.months, other.since)


def _out_of_use_since(view: Reading, refs: list[str]) -> dict[str, date]:
    """Return since when documents are superseded or withdrawn, as the history tells; one that came so is left out."""
    steps = {
        (change.ref or "", change.seq)
        for change in (view.all(Change, kind=Document.__name__, ref=refs) if refs else ())
        if _status(change.after) in OUT_OF_USE and change.before and _status(change.before) not in OUT_OF_USE
    }
    at = {event.seq: event.at.date() for event in view.all(Event, seq=[seq for _, seq in steps])} if steps else {}
    return {ref: at[seq] for ref, seq in sorted(steps) if seq in at}


def _status(image: dict[str, Any] | None) -> str | None:
    return image.get("status") if image else None
