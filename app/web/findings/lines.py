"""Findings in words: one line each, and what must happen before a version leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from app.web import wording
from evidence.domain.findings import DECISION_TITLES, KIND_NAMES, Finding
from evidence.domain.release_checks import Outcome
from evidence.services.found_words import Found

CHECK_TITLES = {
    "decide": "Somebody must decide before it leaves",
    "read": "Somebody must read it before it leaves",
    "nothing-spotted": "Nothing was spotted that must stay here",
}
CERTAINTY_TITLES = {"certain": "Certain", "likely": "Likely", "possible": "Possible"}
_KIND_ORDER = list(KIND_NAMES)


@dataclass(frozen=True, slots=True)
class Leaving:
    """What must happen before a version leaves, in words, for the page of its document."""

    check: Literal["decide", "read", "nothing-spotted"]
    title: str
    reasons: tuple[str, ...]
    address: str
    """Where what was found is shown."""


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One finding: what stands where, why it was noticed, and what was decided."""

    place: int
    where: str
    address: str
    """Where it stands in the document, empty where no place can be shown."""
    before: str
    words: str
    after: str
    certainty: str
    reason: str
    decided: str
    """What was decided, by whom, when and why; empty while nobody has."""
    hint: str
    """That the same words were let stay in an earlier version."""


@dataclass(frozen=True, slots=True)
class Group:
    """The findings of one kind that stand on this page of the list."""

    kind: str
    title: str
    lines: tuple[FindingLine, ...]


def findings_address(ref: str, number: int, current: int) -> str:
    """Return where the findings of a version are shown.

    >>> findings_address("E-0042", 2, 3), findings_address("E-0042", 3, 3)
    ('/documents/E-0042/findings?version=2', '/documents/E-0042/findings')
    """
    return f"/documents/{ref}/findings" + (f"?version={number}" if number != current else "")


def leaving(outcome: Outcome, address: str) -> Leaving:
    """Say what must happen before a version leaves."""
    return Leaving(outcome.check, CHECK_TITLES[outcome.check], outcome.reasons, address)


def in_order(found: Iterable[Found]) -> list[Found]:
    """Return findings by kind, the plainest first, each kind in the order of the document."""
    return sorted(found, key=lambda one: _KIND_ORDER.index(one.finding.kind))


def groups(found: Iterable[Found]) -> tuple[Group, ...]:
    """Return findings, which are in order, by kind."""
    made = []
    for kind, alike in groupby(found, key=lambda one: one.finding.kind):
        name = KIND_NAMES[kind]
        made.append(Group(kind, name[:1].upper() + name[1:], tuple(map(_line, alike))))
    return tuple(made)


def _line(one: Found) -> FindingLine:
    finding = one.finding
    hint = f"Let stay in version {one.kept_before}." if one.kept_before and finding.decision is None else ""
    return FindingLine(
        finding.place, one.where, _address(finding), one.before, one.words, one.after,
        CERTAINTY_TITLES[finding.certainty] if finding.part in {"text", "title", "file-name"} else "",
        finding.reason, _decided(finding), hint,
    )  # fmt: skip


def _address(finding: Finding) -> str:
    path = f"/documents/{finding.ref}"
    if finding.page:
        return f"{path}/p/{finding.page}?version={finding.number}"
    return f"{path}?version={finding.number}#passage-{finding.passage}" if finding.passage is not None else ""


def _decided(finding: Finding) -> str:
    if finding.decision is None:
        return ""
    copy = f" (version {finding.copy_number})" if finding.copy_number else ""
    who = f"{finding.decided_by}, {wording.day(finding.decided_at)}"
    return f"{DECISION_TITLES[finding.decision]}{copy}: {finding.because} ({who})"
