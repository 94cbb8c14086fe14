"""Undo: put back what the last change changed."""

from typing import Any

from sqlmodel import SQLModel

from evidence.domain.assurance import Action, Assignment, PackRecord, RuleChange, Score
from evidence.domain.documents import Document, Fact, Relation, Version
from evidence.domain.events import Change, Event
from evidence.domain.people import Actor
from evidence.domain.tags import Tag
from evidence.errors import Conflict
from evidence.ports import Catalogue, Writing
from evidence.services.tagging import find_quotes_again

_KINDS: dict[str, type[SQLModel]] = {
    kind.__name__: kind
    for kind in (Document, Version, Relation, Tag, Score, Action, Assignment, RuleChange, Fact, PackRecord)
}
_FINAL = {
    "discarded": "A discard removes for good and cannot be undone.",
    "pack built": "A pack that was built may have been sent, so its record stays. Build another instead.",
    "pack started": "A pack that was built may have been sent, so its record stays. Build another instead.",
}
_NO_STEP = frozenset({"text read", "attached", "quotes looked for"})
"""What the library does by itself is not a step of anybody's."""


class Undoing:
    """Takes back the newest change that has not been undone, as a change of its own."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def undo(self, actor: Actor) -> Event:
        """Undo the actor's last step and return its event; repeating goes further back.

        Raises ``Conflict`` when there is nothing to undo, when the last step cannot be undone, or when
        somebody has changed the same value since: then nothing is changed.
        """
        with self._catalogue.writing(actor) as work:
            event = self._last_step(work, actor)
            if event.verb in _FINAL:
                raise Conflict(_FINAL[event.verb], details={"event": event.seq})
            if event.verb == "added":
                raise Conflict(
                    f"The last step added {event.refs[0]}. Use `evidence discard {event.refs[0]}` to remove it for "
                    "good, or `evidence withdraw` to set it aside.",
                    details={"event": event.seq, "ref": event.refs[0]},
                )
            for change in reversed(work.all(Change, seq=event.seq)):
                _put_back(work, change)
            for ref in event.refs if event.verb == "version added" else ():
                document = work.find(Document, ref)
                if document:
                    find_quotes_again(work, document)
            work.record("undone", event.refs, about={"verb": event.verb}, undoes=event.seq)
        return event

    def _last_step(self, work: Writing, actor: Actor) -> Event:
        undone: set[int] = set()
        before = work.last_event() + 1
        while batch := work.events(newest_first=True, before=before, limit=200):
            for event in batch:
                if event.undoes:
                    undone.add(event.undoes)
                elif event.actor == actor.name and event.seq not in undone and event.verb not in _NO_STEP:
                    return event
            before = batch[-1].seq
        raise Conflict("There is nothing to undo.")


def _put_back(work: Writing, change: Change) -> None:
    kind = _KINDS[change.kind]
    current = work.find(kind, *change.key)
    before, after = change.before, change.after
    if after is None:
        if current is not None or before is None:
            raise _clash(change)
        work.save(kind.model_validate(before))
        return
    if current is None:
        raise _clash(change)
    now = current.model_dump(mode="json")
    if before is None:
        if isinstance(current, Version):
            work.store_passages(current.ref, current.number, [])
        work.remove(current)
        return
    changed = {name for name in after if before.get(name) != after[name] and name != "revision"}
    if any(now[name] != after[name] for name in changed):
        raise _clash(change)
    restored: dict[str, Any] = {**now, **{name: before[name] for name in changed}}
    if "revision" in now:
        restored["revision"] = now["revision"] + 1
    work.save(kind.model_validate(restored))


def _clash(change: Change) -> Conflict:
    return Conflict(
        f"Somebody has changed {change.ref or change.kind} since, so the step cannot be undone. Nothing was changed; "
        "look at its history and set it by hand.",
        details={"ref": change.ref},
    )
