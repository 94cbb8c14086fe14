"""Clearances as pages show them: in words, and those that ask for the same together."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from app.web.wording import day
from evidence.domain.clearances import BASES, Clearance, purpose_key, recipient_key
from evidence.domain.documents import Document
from evidence.domain.release_checks import Outcome


@dataclass(frozen=True, slots=True)
class Line:
    """One clearance with its document, and what the search of that version found."""

    clearance: Clearance
    title: str
    sensitivity: str
    status: str
    check: str
    """``decide``, ``read`` or ``nothing-spotted``."""
    reasons: tuple[str, ...]
    """What somebody must look at, in sentences."""
    own: bool
    """Whether whoever looks asked for it, and so may not decide on it."""


@dataclass(frozen=True, slots=True)
class Group:
    """What was asked for the same recipient and purpose."""

    recipient: str
    purpose: str
    lines: tuple[Line, ...]


def line(
    clearance: Clearance, documents: Mapping[str, Document], outcomes: Mapping[tuple[str, int], Outcome], key: str
) -> Line | None:
    """Return a clearance as ``key`` sees it; ``None`` when its document is held no more."""
    document = documents.get(clearance.ref)
    if document is None:
        return None
    found = outcomes[clearance.ref, clearance.number]
    return Line(
        clearance, document.title, document.sensitivity, document.status, found.check, found.reasons,
        own=clearance.asked_key == key,
    )  # fmt: skip


def grouped(lines: Iterable[Line]) -> tuple[Group, ...]:
    """Put together what goes to the same recipient for the same purpose, by recipient."""
    found: dict[tuple[str, str], list[Line]] = {}
    for one in lines:
        wanted = one.clearance
        found.setdefault((recipient_key(wanted.recipient), purpose_key(wanted.purpose)), []).append(one)
    return tuple(
        Group(some[0].clearance.recipient, some[0].clearance.purpose, tuple(sorted(some, key=_by_reference)))
        for _, some in sorted(found.items())
    )


def _by_reference(one: Line) -> tuple[int, str]:
    return len(one.clearance.ref), one.clearance.ref


def story(one: Clearance) -> Sequence[str]:
    """Return what happened to a clearance, one sentence a step."""
    told = [f"Asked by {one.asked_by} on {day(one.asked_at)}{_because(one.asked_because)}"]
    if one.decided_at and one.basis:
        told.append(f"Cleared by {one.decided_by} on {day(one.decided_at)}. {BASES[one.basis]}.")
        told += [f"Condition: {one.condition}"] if one.condition else []
        told += [f"Consent of {day(one.consent_on)}, kept: {one.consent_kept}"] if one.consent_on else []
        told += [f"Why it goes: {one.reason}"] if one.reason else []
    elif one.decided_at:
        told.append(f"Refused by {one.decided_by} on {day(one.decided_at)}{_because(one.reason)}")
    if one.ended_at:
        told.append(f"Withdrawn by {one.ended_by} on {day(one.ended_at)}{_because(one.ended_because)}")
    return told


def _because(words: str | None) -> str:
    return f": {words}" if words else "."
