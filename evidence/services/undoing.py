"""Undo: put back what the last change changed."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import SQLModel

from evidence.domain.assurance import Action, Assignment, Board, PackRecord, RuleChange, Score
from evidence.domain.documents import Document, Fact, Relation, Version
from evidence.domain.events import PURGED, Change, Event
from evidence.domain.findings import Finding
from evidence.domain.offers import Offer, SavedSearch
from evidence.domain.people import Access, Actor, Person, may, refusal
from evidence.domain.retention import RetentionChange
from evidence.domain.tags import Tag
from evidence.errors import Conflict, NotAllowed
from evidence.ports import Catalogue, Clock, Reading, Writing
from evidence.services.access import refuse_opening_up
from evidence.services.checking import forget_findings, hold_back_again
from evidence.services.removing import refuse_held
from evidence.services.tagging import find_quotes_again

_KINDS: dict[str, type[SQLModel]] = {
    kind.__name__: kind
    for kind in (
        Document, Version, Relation, Tag, Score, Action, Assignment, RuleChange, Fact, PackRecord, Board, Offer,
        SavedSearch, Access, Person, Finding, RetentionChange,
    )
}  # fmt: skip
_FINAL = {
    "discarded": "A discard removes for good and cannot be undone.",
    "disposed": "What was disposed of is gone for good and cannot be brought back.",
    "redacted": "A redacted copy is not undone. Remove it instead.",
    "redacted copy removed": "A redacted copy that was removed is gone for good. Make another instead.",
    "hold placed": "A legal hold is not undone. Lift it with a reason instead.",
    "hold lifted": "A legal hold that was lifted stays lifted. Place another instead.",
    "pack built": "A pack that was built may have been sent, so its record stays. Build another instead.",
    "pack started": "A pack that was built may have been sent, so its record stays. Build another instead.",
    "person added": "An account stays in the history. Disable it instead.",
    "person changed": "Change the account again on its page.",
    "second factor asked": "Say again of which roles it is asked.",
    "clearance asked": "What was asked for clearance stays on record. Withdraw it with a reason instead.",
    "cleared": "A clearance stays on record. Withdraw it with a reason instead.",
    "clearance refused": "A refused clearance stays on record. Ask for another instead.",
    "clearance withdrawn": "A withdrawn clearance stays withdrawn. Ask for another instead.",
    "offered": "What was offered cannot be taken back. Ask the assurance lead to decline it.",
    "offer declined": "A declined offer stays declined. Ask for it to be offered again.",
}
_MADE = frozenset({"added", "offer accepted"})
"""Steps that made a document, which only a discard removes."""
_NO_STEP = frozenset(
    {"text read", "attached", "quotes looked for", "text to be read again", "backed up", "restored from a backup",
     "signed in", "signed out", "own account changed", "opened", "read", "looked through",
     "clock confirmed", "remains removed", "pack failed", "pack fetched", "register exported", "history exported",
     "downloads stopped"}
)  # fmt: skip
"""What the library does by itself, or what changes no value, is not a step that can be taken back."""
_BY_ITSELF: dict[str, frozenset[str]] = {
    "Version": frozenset({"text_state", "text_reason", "pages", "notes", "properties"}),
    "Tag": frozenset({"anchoring", "number", "place", "locator"}),
}
"""What the library changes in a row by itself: no clash with what a person did."""


class Undoing:
    """Takes back the newest change that has not been undone, as a change of its own."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def last_step(self, actor: Actor) -> Event | None:
        """Return the step that ``undo`` would take back, or ``None``; its ``seq`` may be given as ``only``.

        Some steps cannot be taken back; ``undo`` says so.
        """
        with self._catalogue.reading() as view:
            return _last_step(view, actor)

    def undo(self, actor: Actor, *, only: int | None = None) -> Event:
        """Undo the actor's last step and return its event; repeating goes further back.

        With ``only``, undoes nothing but the event of that number. Raises ``Conflict`` when something else is
        the last step by now, when there is nothing to undo, when the last step cannot be undone, or when
        somebody has changed the same value since, and ``NotAllowed`` when the actor may not do such steps any
        more, or may not take off a restriction that it put on: then nothing is changed.
        """
        with self._catalogue.writing(actor) as work:
            event = _last_step(work, actor)
            if only is not None and (event is None or event.seq != only):
                raise Conflict(
                    "Something else happened since, or it was undone already, so nothing was undone. Look at the "
                    "history, and set it by hand.",
                    details={"event": only},
                )
            if event is None:
                raise Conflict("There is nothing to undo.")
            if not may(actor, event.verb):
                raise NotAllowed(refusal(event.verb))
            if event.verb in _FINAL:
                raise Conflict(_FINAL[event.verb], details={"event": event.seq})
            if event.verb in _MADE:
                raise Conflict(
                    f"The last step added {event.refs[0]}. Use `evidence discard {event.refs[0]}` to remove it for "
                    "good, or `evidence withdraw` to set it aside.",
                    details={"event": event.seq, "ref": event.refs[0]},
                )
            _refuse_kept(work, event)
            changes = work.all(Change, seq=event.seq)
            for change in reversed(changes):
                _put_back(work, change)
            hold_back_again(work, _undecided(work, changes), self._clock.now())
            for ref in event.refs:
                _refuse_out_of_sight(work, ref)
                _find_quotes(work, ref)
            work.record("undone", event.refs, about={"verb": event.verb}, undoes=event.seq)
        return event


def _refuse_kept(view: Reading, event: Event) -> None:
    for ref in event.refs if event.verb == "version added" else ():
        # Its bytes would be swept away later, which a legal hold forbids.
        refuse_held(view, ref)
        _refuse_copied(view, ref, int(event.about["version"]))


def _refuse_copied(view: Reading, ref: str, number: int) -> None:
    copies = [copy for (copy,) in view.columns(Version, "number", ref=ref, redacted_from=number)]
    if copies:
        raise Conflict(
            f"Version {number} of {ref} has a redacted copy (version {copies[0]}). Remove that first.",
            details={"ref": ref, "versions": copies},
        )


def _undecided(view: Reading, changes: Sequence[Change]) -> Iterator[Finding]:
    """Yield the findings among what was put back about which nothing is decided."""
    for change in changes:
        finding = view.find(Finding, *change.key) if change.kind == Finding.__name__ else None
        if finding and finding.decision is None:
            yield finding


def _refuse_out_of_sight(view: Reading, ref: str) -> None:
    document = view.find(Document, ref)
    if document and document.sensitivity == "restricted" and not view.all(Access, ref=ref):
        raise Conflict(
            f"Nobody could see {ref} any more, so nothing was undone. Name somebody else on it first.",
            details={"ref": ref},
        )


def _last_step(view: Reading, actor: Actor) -> Event | None:
    undone: set[int] = set()
    before = view.last_event() + 1
    while batch := view.events(newest_first=True, before=before, limit=200):
        for event in batch:
            if event.undoes:
                undone.add(event.undoes)
            elif (
                (event.actor, event.person) == (actor.name, actor.person)
                and event.seq not in undone
                and event.verb not in _NO_STEP
            ):
                return event
        before = batch[-1].seq
    return None


def _find_quotes(work: Writing, ref: str) -> None:
    """Look for quotes that were tagged in another version than the one now in use, once its text is known."""
    document = work.find(Document, ref)
    version = work.find(Version, ref, document.current_version) if document else None
    if document and version and version.text_state != "pending":
        find_quotes_again(work, document)


def _put_back(work: Writing, change: Change) -> None:
    if change.kind == PURGED:
        raise _clash(change)
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
    changed = {name for name in after if before is None or before.get(name) != after[name]} - {"revision", "presumed"}
    if any(now[name] != after[name] for name in changed - _BY_ITSELF.get(change.kind, frozenset())):
        raise _clash(change)
    if before is not None:
        restored = _restored(now, before, after, changed)
        if isinstance(current, Document):
            refuse_opening_up(work.actor, current.sensitivity, restored["sensitivity"])
        work.save(kind.model_validate(restored))
        return
    if isinstance(current, Version):
        work.store_passages(current.ref, current.number, [])
        forget_findings(work, current.ref, current.number)
    work.remove(current)


def _restored(
    now: dict[str, Any], before: dict[str, Any], after: dict[str, Any], changed: set[str]
) -> dict[str, Any]:
    """Return the row with what the step changed as it was before, and all else as it is now."""
    restored = {**now, **{name: before[name] for name in changed}}
    if "revision" in now:
        restored["revision"] = now["revision"] + 1
    if "presumed" in now:
        settled = set(before["presumed"]) - set(after["presumed"])
        if "current_version" in changed:
            # What was guessed from the newer text goes with it.
            restored |= {name: before[name] for name in now["presumed"]}
            restored["presumed"] = [name for name in now["presumed"] if name in before["presumed"]]
        else:
            restored["presumed"] = sorted({*now["presumed"], *settled})
    return restored


def _clash(change: Change) -> Conflict:
    return Conflict(
        f"Somebody has changed {change.ref or change.kind} since, so the step cannot be undone. Nothing was changed; "
        "look at its history and set it by hand.",
        details={"ref": change.ref},
    )
