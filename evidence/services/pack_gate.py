"""The gate of packs: which version of each chosen document goes, under which clearance, and what stays and why."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from evidence.domain.clearances import HELD_STATUSES, Clearance, Held, Sending, held, is_overtaken, sendable, standing
from evidence.domain.documents import Document, Version
from evidence.domain.events import Change, Event
from evidence.domain.packing import Choice, LeftOut, reason_to_stay, reason_within, version_at
from evidence.domain.people import Person
from evidence.domain.release_checks import Outcome
from evidence.domain.tags import Tag
from evidence.errors import Invalid
from evidence.ports import Reading

Outcomes = Callable[[Reading, Iterable[tuple[Document, int]]], Mapping[tuple[str, int], Outcome]]
"""Tells what the search of each version found, by reference and number."""


@dataclass(frozen=True, slots=True)
class Going:
    """A document that goes, before it has its place."""

    document: Document
    version: Version
    tags: tuple[Tag, ...]
    clearance: Clearance | None = None


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A document that could go, with the version that would, and what was said about it."""

    document: Document
    version: Version
    clearances: tuple[Clearance, ...]
    copied: bool = False
    """Whether there is a redacted copy, so that somebody must have said which of the two may go."""
    outdated: bool = False
    """Whether something was cleared before a redacted copy was made, which counts no more."""


class Gate:
    """Lets through what may leave.

    What goes no further than the council needs no clearance, nor does anything in a library that has no accounts
    yet, where nobody could be the second person. ``outcomes_in`` tells what the search of versions found.
    """

    def __init__(self, outcomes_in: Outcomes) -> None:
        self._outcomes_in = outcomes_in

    def sort_out(
        self, view: Reading, refs: Iterable[str], tags: Mapping[str, Sequence[Tag]], choice: Choice, sender: str,
        *, under: Collection[str] | None = None,
    ) -> tuple[list[Going], tuple[LeftOut, ...]]:  # fmt: skip
        """Return what goes and what stays, each in the order of references.

        ``sender`` is the key of whoever makes the pack; ``under`` are the only clearances that count. Raises
        ``Invalid`` when a pack leaves the council and it is not said for whom or for what.
        """
        sending = _sending(view, choice, sender)
        possible, left_out = _possible(view, refs, choice, sending, under)
        reasons = self._held(view, possible, sending) if sending else _held_within(possible)
        going = []
        for one in possible:
            document = one.document
            stays = reasons.get(document.ref)
            if stays:
                stops = sending is not None and document.ref not in choice.without
                left_out.append(LeftOut(document.ref, document.title, stays.code, stays.reason, stops))
            else:
                cleared = standing(one.clearances, [one.version.number], sending) if sending else None
                going.append(Going(document, one.version, tuple(tags.get(document.ref, ())), cleared))
        return going, tuple(sorted(left_out, key=lambda one: (len(one.ref), one.ref)))

    def _held(self, view: Reading, possible: Sequence[_Candidate], sending: Sending) -> dict[str, Held]:
        outcomes = self._outcomes_in(view, [(one.document, one.version.number) for one in possible])
        found: dict[str, Held | None] = {}
        for one in possible:
            ref, number = one.document.ref, one.version.number
            cleared = standing(one.clearances, [number], sending)
            reason = held(one.document, number, outcomes[ref, number], one.clearances, sending)
            if one.copied and not cleared and (reason is None or (one.outdated and reason.code == "uncleared")):
                reason = _UNSAID
            if reason is None and cleared and cleared.override:
                reason = _later_status(view, one.document, cleared)
            found[ref] = reason
        return {ref: reason for ref, reason in found.items() if reason}


_UNSAID = Held(
    "uncleared", "It has a redacted copy. Somebody must clear the copy, or this version after the copy was made."
)


def _later_status(view: Reading, document: Document, override: Clearance) -> Held | None:
    """Say that an override does not speak of a document that became a draft, or was superseded, after it."""
    if document.status not in HELD_STATUSES or override.decided_at is None:
        return None
    for change in view.all(Change, kind=Document.__name__, ref=document.ref):
        before, after = change.before or {}, change.after or {}
        if after.get("status") == document.status != before.get("status"):
            event = view.find(Event, change.seq)
            if event and event.at > override.decided_at:
                what = f"It was called {document.status} after the override was given."
                return Held(document.status, f"{what} Leave it out, or withdraw the override and ask for another.")
    return None


def _sending(view: Reading, choice: Choice, sender: str) -> Sending | None:
    """Return to whom a pack goes and what for; ``None`` where nobody clears anything."""
    if choice.internal or not view.columns(Person, "id"):
        return None
    recipient, purpose = (" ".join((words or "").split()) for words in (choice.recipient, choice.purpose))
    if not recipient:
        raise Invalid("Say who will receive the pack: clearances are given for them.", details={"field": "recipient"})
    if not purpose:
        raise Invalid(
            "Say what the pack is for, such as Information return 2026: clearances are given for that.",
            details={"field": "purpose"},
        )
    return Sending(recipient, purpose, sender)


def _possible(
    view: Reading, refs: Iterable[str], choice: Choice, sending: Sending | None, under: Collection[str] | None
) -> tuple[list[_Candidate], list[LeftOut]]:
    wanted = sorted(refs, key=lambda ref: (len(ref), ref))
    versions: dict[str, list[Version]] = defaultdict(list)
    for version in view.all(Version, ref=wanted):
        versions[version.ref].append(version)
    clearances: dict[str, list[Clearance]] = defaultdict(list)
    for clearance in view.all(Clearance, ref=wanted) if sending else ():
        if under is None or clearance.id in under:
            clearances[clearance.ref].append(clearance)
    possible, left_out = [], []
    for document in sorted(view.all(Document, ref=wanted), key=lambda one: (len(one.ref), one.ref)):
        known = versions[document.ref]
        originals = [one for one in known if one.redacted_from is None]
        used = version_at(originals, document.current_version, choice.as_at)
        reason = reason_to_stay(document, used)
        if used is None or reason:
            left_out.append(LeftOut(document.ref, document.title, *(reason or ("later", ""))))
        else:
            # A newer version voids every clearance, also where an earlier moment is asked for.
            said = clearances[document.ref] if used.number == document.current_version else []
            counting = tuple(one for one in said if not is_overtaken(one, known))
            goes = _cleared_copy(document, used, known, counting, sending)
            outdated = len(counting) < len(said)
            copied = any(one.redacted_from == used.number for one in known)
            possible.append(_Candidate(document, goes, counting, copied=copied, outdated=outdated))
    return possible, left_out


def _cleared_copy(
    document: Document, used: Version, versions: Sequence[Version], clearances: Sequence[Clearance],
    sending: Sending | None,
) -> Version:  # fmt: skip
    """Return the version itself, or a redacted copy of it where that is what was cleared."""
    if sending is None:
        return used
    found = standing(clearances, sendable(document, versions), sending)
    return next((one for one in versions if found and one.number == found.number), used)


def _held_within(possible: Iterable[_Candidate]) -> dict[str, Held]:
    found = {one.document.ref: reason_within(one.document) for one in possible}
    return {ref: Held(*reason) for ref, reason in found.items() if reason}
