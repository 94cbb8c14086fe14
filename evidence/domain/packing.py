"""What goes into a pack, what stays, and the manifest that proves it.

Pure: the same documents give the same pack, whoever makes it and whenever. Names of files are in
``packing_names``; writing the zip is a sink's business.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from evidence.domain.clearances import Clearance
from evidence.domain.currency import Currency
from evidence.domain.documents import Document, Version
from evidence.domain.events import Event
from evidence.domain.frameworks import Framework, Theme
from evidence.domain.readiness_parts import Readiness
from evidence.errors import Invalid

FORMAT = "evidence-pack/1"
MANIFEST = "manifest.json"
OTHER = "other"
"""The folder of documents that answer no statement."""
LONGEST_RECIPIENT = 200
_LONDON = ZoneInfo("Europe/London")
_PAGE = re.compile(r"p\. (\d{1,6})\b")
_SHOWN_FIELDS = frozenset({"title", "kind", "status", "dated_on", "covers_to", "review_by", "sensitivity"})
_NOT_TOUCHING = frozenset(
    {
        "action closed", "details confirmed", "related", "attached", "opened", "read", "access given", "access taken",
        "looked through", "findings decided", "findings reopened", "clearance asked", "cleared", "clearance refused",
        "clearance withdrawn",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Choice:
    """What somebody wants in a pack; everything named by any of these is chosen.

    ``as_at`` makes the pack as at an earlier moment: documents, versions and tags added after it are not
    used, and its day decides what is in date. Details and status are those of today.
    """

    statements: tuple[str, ...] = ()
    themes: tuple[str, ...] = ()
    query: str | None = None
    refs: tuple[str, ...] = ()
    recipient: str | None = None
    purpose: str | None = None
    """What it is for, such as the information return of a year; clearances are given for it."""
    internal: bool = False
    as_at: datetime | None = None
    without: tuple[str, ...] = ()
    """Documents on which the pack would stop, and that somebody decided to leave out."""

    def as_json(self) -> dict[str, Any]:
        """Return it as the pack's record keeps it."""
        return {
            "statements": list(self.statements), "themes": list(self.themes), "query": self.query,
            "refs": list(self.refs), "as_at": self.as_at.isoformat() if self.as_at else None,
            "without": list(self.without),
        }  # fmt: skip

    @classmethod
    def from_json(
        cls, kept: Mapping[str, Any], *, recipient: str | None, purpose: str | None, internal: bool
    ) -> "Choice":
        """Read what ``as_json`` wrote, also before there was anything to leave out."""
        return cls(
            statements=tuple(kept["statements"]), themes=tuple(kept["themes"]), query=kept["query"],
            refs=tuple(kept["refs"]), recipient=recipient, purpose=purpose, internal=internal,
            without=tuple(kept.get("without", ())),
            as_at=datetime.fromisoformat(kept["as_at"]) if kept["as_at"] else None,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Locator:
    """A place in a document: as people say it, and the page to open where there is one."""

    text: str
    page: int | None = None

    @classmethod
    def of(cls, text: str) -> "Locator":
        """Read a passage's locator.

        >>> Locator.of("p. 4").page, Locator.of("slide 7").page
        (4, None)
        """
        found = _PAGE.match(text)
        return cls(text, int(found[1]) if found else None)


@dataclass(frozen=True, slots=True)
class Chosen:
    """One document of a pack; ``path`` and ``sha256`` for a held file, ``address`` for a link."""

    ref: str
    version: int
    title: str
    kind: str
    kind_title: str
    dated_on: date | None
    currency: Currency
    statements: tuple[str, ...]
    """Those of the pack that it answers, the one whose folder it lies in first."""
    locators: Mapping[str, tuple[Locator, ...]] = field(default_factory=dict)
    """Statement -> where in the document."""
    path: str | None = None
    sha256: str | None = None
    size: int = 0
    media_type: str | None = None
    address: str | None = None
    notes: tuple[str, ...] = ()
    """What the reader noticed (tracked changes, hidden sheets, macros): for whoever sends, never in the zip."""
    clearance: Clearance | None = None
    """The second person's word that it may go: for the record, never in the zip."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A document that was chosen and does not go."""

    ref: str
    title: str
    code: str
    reason: str
    stops: bool = False
    """Whether no pack is made until somebody clears it or decides to leave it out."""


@dataclass(frozen=True, slots=True)
class Section:
    """A statement with its documents, or the documents that answer none (``ref`` is ``other``)."""

    ref: str
    title: str
    documents: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """Everything that a pack says."""

    council: str
    framework: str
    framework_version: str
    framework_title: str
    as_at: datetime
    recipient: str | None
    internal: bool
    documents: tuple[Chosen, ...]
    sections: tuple[Section, ...]
    readiness: Readiness | None = None
    """Only in an internal pack."""

    @property
    def day(self) -> date:
        """The day of ``as_at`` in London, which decides what is in date."""
        return day_of(self.as_at)

    @property
    def held(self) -> list[Chosen]:
        """The documents whose files are in the zip, in the order of their paths."""
        return sorted((one for one in self.documents if one.path), key=lambda one: one.path or "")


def day_of(moment: datetime) -> date:
    """Return the day of a moment in London.

    >>> day_of(datetime(2026, 6, 30, 23, 30, tzinfo=UTC))
    datetime.date(2026, 7, 1)
    """
    return moment.astimezone(_LONDON).date()


def said(day: date) -> str:
    """Say a day as people in Britain do.

    >>> said(date(2026, 11, 2))
    '2 November 2026'
    """
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
    "November", "December",
)  # fmt: skip


def find_theme(framework: Framework, name: str) -> Theme:
    """Find a theme by number, reference or title; raises ``Invalid`` naming those that exist."""
    wanted = name.strip().casefold().removeprefix("theme ").strip()
    for theme in framework.themes:
        if wanted in (str(theme.number), *(n.casefold() for n in (theme.ref, theme.title, *theme.title_variants))):
            return theme
    known = ", ".join(f"{theme.number} ({theme.title})" for theme in framework.themes)
    raise Invalid(f"There is no theme “{name[:60]}” in {framework.title}. Use one of: {known}.")


def reason_to_stay(document: Document, version: Version | None) -> tuple[str, str] | None:
    """Say why a document cannot go at all, as a code and a sentence; ``None`` when it can.

    ``version`` is the one that would go, ``None`` when it was not there yet.
    """
    if document.status == "withdrawn":
        return document.status, "It was withdrawn."
    if version is None:
        return "later", "It was added after the time that the pack is as at."
    if version.form == "wanted":
        return "wanted", "It is known to exist but not held yet."
    return None


def reason_within(document: Document) -> tuple[str, str] | None:
    """Say why a document may not go where nobody clears anything: inside the council, or before there are accounts.

    Final counts as cleared there, and nothing restricted does.
    """
    if document.sensitivity == "restricted":
        return "restricted", "It is restricted, and needs a clearance before it may go to anybody."
    if document.status in _STATUS_REASONS:
        return document.status, _STATUS_REASONS[document.status]
    return None


_STATUS_REASONS = {
    "draft": "It is a draft, and packs hold final documents. Set its status to final to send it.",
    "superseded": "A newer document supersedes it.",
}


def version_at(versions: Iterable[Version], current: int, as_at: datetime | None) -> Version | None:
    """Return the version in use: the current one, or the last that had been added at an earlier moment."""
    if as_at is None:
        return next((version for version in versions if version.number == current), None)
    there = [version for version in versions if version.added_at <= as_at]
    return max(there, key=lambda version: version.number, default=None)


def touches(event: Event, refs: frozenset[str] | set[str]) -> bool:
    """Whether an event changed something that a pack of these documents says.

    Internal details (notes, owners, actions, scores) do not: otherwise the time in a pack would tell of them.
    """
    if refs.isdisjoint(event.refs) or event.verb in _NOT_TOUCHING or event.verb.startswith("pack "):
        return False
    return event.verb != "details set" or not _SHOWN_FIELDS.isdisjoint(event.about.get("fields", _SHOWN_FIELDS))


def shown_statements(
    answered: Mapping[str, Sequence[str]], chosen: Sequence[str], order: Sequence[str]
) -> dict[str, tuple[str, ...]]:
    """Say under which statements each document stands, the one whose folder it lies in first.

    ``answered`` is what each document answers. Documents that answer a chosen statement stand under the chosen
    ones; those that answer none of them bring their own.

    >>> shown_statements({"E-1": ["QS5", "QS1"], "E-2": ["QS5"]}, ["QS1"], ["QS1", "QS5"])
    {'E-1': ('QS1', 'QS5'), 'E-2': ('QS5',)}
    >>> shown_statements({"E-1": ["QS5", "QS1"]}, ["QS1"], ["QS1", "QS5"])
    {'E-1': ('QS1',)}
    """
    wanted = set(chosen)
    shown = wanted.union(*(found for found in answered.values() if wanted.isdisjoint(found)))
    return {
        ref: tuple(sorted(shown.intersection(found), key=lambda one: (one not in wanted, order.index(one))))
        for ref, found in answered.items()
    }


def sections(framework: Framework, documents: Sequence[Chosen]) -> tuple[Section, ...]:
    """Arrange documents under every statement they answer, in the framework's order; empty ones are absent."""
    found = [
        Section(one.ref, one.title, tuple(d for d in documents if one.ref in d.statements))
        for one in framework.statements
    ]
    found.append(Section(OTHER, "Other evidence", tuple(d for d in documents if not d.statements)))
    return tuple(section for section in found if section.documents)


def instant(moment: datetime) -> str:
    """Write a moment as the manifest does.

    >>> instant(datetime(2026, 3, 31, 14, 5, tzinfo=UTC))
    '2026-03-31T14:05:00Z'
    """
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"


def manifest(contents: Contents, entries: Iterable[tuple[str, str, int]]) -> dict[str, Any]:
    """Return the manifest of a pack; ``entries`` are path, SHA-256 and size of every other file."""
    body: dict[str, Any] = {
        "format": FORMAT,
        "council": contents.council,
        "framework": {"ref": contents.framework, "version": contents.framework_version},
        "as_at": instant(contents.as_at),
        "internal": contents.internal,
    }
    if contents.recipient:
        body["to"] = contents.recipient
    body["documents"] = [_in_manifest(one) for one in contents.documents]
    body["entries"] = [{"path": path, "sha256": sha256, "size": size} for path, sha256, size in sorted(entries)]
    return {**body, "digest": digest(body)}


def _in_manifest(one: Chosen) -> dict[str, Any]:
    where = {"path": one.path, "sha256": one.sha256, "size": one.size} if one.path else {"address": one.address}
    return {
        "ref": one.ref, "version": one.version, "title": one.title, "kind": one.kind,
        "dated_on": one.dated_on.isoformat() if one.dated_on else None, "currency": one.currency,
        "statements": list(one.statements), **where,
    }  # fmt: skip


def digest(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 over a whole manifest but its digest: sorted keys, no spaces, UTF-8.

    >>> digest({"b": 1, "a": "é"}) == digest({"a": "é", "b": 1, "digest": "x"})
    True
    """
    body = {name: value for name, value in manifest.items() if name != "digest"}
    canonical = json.dumps(body, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def manifest_bytes(manifest: Mapping[str, Any]) -> bytes:
    """Return the manifest as the zip holds it."""
    return (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
