"""What is known about a document, in words: details, tags, versions, relations and history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.web import wording
from app.web.reading.look import Look
from evidence.domain.documents import Document, Version
from evidence.domain.events import Event
from evidence.domain.frameworks import Framework
from evidence.domain.tags import Tag
from evidence.domain.vocabulary import Kind, Vocabulary
from evidence.services.cards import Card
from evidence.services.shelf import presumed_category

MOST_EVENTS = 20
_REVERSED = {
    "supersedes": "is superseded by", "appendix-of": "has the appendix", "attachment-of": "has the attachment",
    "extract-of": "has the extract", "refers-to": "is referred to by",
}  # fmt: skip
_ANCHORING = {
    "moved": "These words now stand in another place of the newer version.",
    "changed": "These words were changed in the newer version. Check that they still show this.",
    "lost": "These words are not in the newer version. Check the tag, or remove it.",
}
_VERBS = {
    "added": "added the document",
    "text read": "read its text",
    "text to be read again": "asked for its text to be read again",
    "details set": "changed",
    "details confirmed": "confirmed",
    "withdrawn": "withdrew it",
    "reinstated": "reinstated it",
    "version added": "added version",
    "attached": "filed an attachment",
    "tagged": "tagged it to",
    "untagged": "removed a tag to",
    "quotes looked for": "looked for tagged words in the newer version",
    "action closed": "closed an action with it as evidence",
    "register imported": "changed it by importing a register",
    "findings decided": "decided about what was found before it leaves",
    "findings reopened": "reopened what was decided before it leaves",
    "redacted": "made a redacted copy of version",
    "redacted copy removed": "removed a redacted copy of version",
    "opened": "opened it, and said why",
    "access given": "named somebody else who may see it",
    "access taken": "took the name of somebody off who might see it",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of what is known; ``guessed`` when the library guessed it."""

    label: str
    text: str
    address: str | None = None
    guessed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTag:
    """A tag in words; ``address`` leads to its quote."""

    id: str
    statement: str
    title: str
    known: bool
    facts: tuple[Row, ...]
    quote: str | None
    locator: str | None
    address: str | None
    anchoring: str | None
    impact: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownVersion:
    """A version; ``file`` is the address of its file, ``read`` of its page in the library."""

    number: int
    in_use: bool
    name: str
    size: int | None
    pages: int | None
    by: str
    at: datetime
    file: str | None
    read: str | None
    notes: tuple[str, ...]
    chosen: bool
    copy_of: int | None
    """The version that it is a redacted copy of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownRelation:
    """How this document stands to another."""

    words: str
    ref: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownEvent:
    """Who did what, when."""

    at: datetime
    by: str
    what: str


def details(card: Card, vocabulary: Vocabulary) -> tuple[Row, ...]:
    """Return what is known of a document, line by line; lines that matter are there even when nothing is known."""
    document = card.document
    guessed = set(document.presumed)
    owner = f"/owners/{wording.in_address(document.owner)}" if document.owner else None
    always = {"kind", "owner", "dated_on", "source"}
    lines: list[tuple[tuple[str, ...], str, str, str | None]] = [
        (("kind",), "Kind of document", card.kind.title, None),
        (("owner",), "Owner", document.owner or "", owner),
        (("team",), "Team", document.team or "", None),
        (("dated_on",), "Date of the document", wording.day(document.dated_on), None),
        (("covers_from", "covers_to"), "Covers", period(document.covers_from, document.covers_to), None),
        (("approved_by", "approved_on"), "Approved", _approved(document), None),
        (("review_by",), "Review by", wording.day(document.review_by), None),
        ((), "In date until", wording.day(card.in_date_until), None),
        (("source",), "Who says so", _source(document, card.kind), None),
        (("line",), "Line of assurance", wording.LINE_TITLES.get(document.line or 0, ""), None),
        (("status",), "Status", wording.STATUS_TITLES[document.status], None),
        (("sensitivity",), "Sensitivity", wording.SENSITIVITY_TITLES[document.sensitivity], None),
    ]  # fmt: skip
    lines += [(("labels",), title, "; ".join(values), None) for title, values in labelled(document, vocabulary)]
    lines += [
        (("master",), "Master copy", document.master or "", None),
        (("note",), "Internal note", document.note or "", None),
        ((), "Added", f"{wording.day(document.added_at)} by {document.added_by}", None),
    ]
    return tuple(
        Row(
            label=label,
            text=text or "Not known",
            address=address,
            guessed=bool(text) and not guessed.isdisjoint(names),
        )
        for names, label, text, address in lines
        if text or not always.isdisjoint(names)
    )


def labelled(document: Document, vocabulary: Vocabulary) -> list[tuple[str, list[str]]]:
    """Return a document's labels by the title of their group."""
    found: list[tuple[str, list[str]]] = []
    for group in vocabulary.labels:
        values = [one.partition(":")[2] for one in document.labels if one.partition(":")[0] == group.ref]
        if values:
            found.append((group.title, values))
    return found


def period(begins: date | None, ends: date | None) -> str:
    """Say a period.

    >>> period(None, date(2026, 3, 31)), period(date(2025, 4, 1), date(2026, 3, 31))
    ('until 31 March 2026', '1 April 2025 to 31 March 2026')
    """
    if begins and ends:
        return f"{wording.day(begins)} to {wording.day(ends)}"
    if begins or ends:
        return f"from {wording.day(begins)}" if begins else f"until {wording.day(ends)}"
    return ""


def _approved(document: Document) -> str:
    by = f"by {document.approved_by}" if document.approved_by else ""
    on = f"on {wording.day(document.approved_on)}" if document.approved_on else ""
    return " ".join(filter(None, (by, on)))


def _source(document: Document, kind: Kind) -> str:
    if document.source:
        return wording.SOURCE_TITLES[document.source]
    return f"{wording.SOURCE_TITLES[kind.source]} (as usual for this kind)" if kind.source else ""


def tags(card: Card, look: Look, framework: Framework) -> tuple[ShownTag, ...]:
    """Return a document's tags in words, in order of statement."""
    return tuple(
        _tag(tag, card, look, framework) for tag in sorted(card.tags, key=lambda one: (one.statement, one.id))
    )


def _tag(tag: Tag, card: Card, look: Look, framework: Framework) -> ShownTag:
    known = framework.ref == tag.framework and framework.has_statement(tag.statement)
    statement = framework.statement(tag.statement) if known else None
    placed = tag.place is not None and tag.number == card.document.current_version and tag.anchoring != "lost"
    return ShownTag(
        id=tag.id, statement=tag.statement, title=statement.title if statement else "of another framework",
        known=known, facts=_facts(tag, card, framework), quote=tag.quote, locator=tag.locator, impact=tag.impact,
        address=f"/documents/{look.ref}?tag={tag.id}" + (f"#passage-{tag.place}") if placed else None,
        anchoring=_ANCHORING.get(tag.anchoring or ""), by=tag.added_by, at=tag.added_at,
    )  # fmt: skip


def _facts(tag: Tag, card: Card, framework: Framework) -> tuple[Row, ...]:
    said_by = tag.source or card.document.source or card.kind.source
    category = tag.category or presumed_category(card.kind, said_by)
    titles = {one.ref: one.title for one in framework.categories}
    proof = tag.proof or card.kind.proof
    topics = {
        topic.ref: topic.title for one in framework.statements if one.ref == tag.statement for topic in one.sub_topics
    }
    rows = [
        Row(label="Sub-topic", text=topics.get(tag.sub_topic or "", tag.sub_topic or "")),
        Row(label="Speaks of", text=wording.STANCE_TITLES[tag.stance]),
        Row(
            label="Evidence category", text=titles.get(category, category) if category else "Unsorted",
            guessed=bool(category) and not tag.category,
        ),
        Row(
            label="What it shows", text=wording.PROOF_TITLES[proof] if proof else "Not known",
            guessed=bool(proof) and not tag.proof,
        ),
        Row(label="Who says so", text=wording.SOURCE_TITLES[tag.source] if tag.source else ""),
        Row(label="Covers", text=period(tag.covers_from, tag.covers_to)),
    ]  # fmt: skip
    return tuple(row for row in rows if row.text)


def versions(card: Card, look: Look) -> tuple[ShownVersion, ...]:
    """Return a document's versions, the newest first."""
    current = card.document.current_version
    return tuple(
        ShownVersion(
            number=one.number, in_use=one.number == current, name=_version_name(one), size=one.size, pages=one.pages,
            by=one.added_by, at=one.added_at, notes=tuple(one.notes),
            file=f"/documents/{look.ref}/original?version={one.number}" if one.sha256 else None,
            read=f"/documents/{look.ref}" + (f"?version={one.number}" if one.number != current else ""),
            chosen=one.number == (look.version or current), copy_of=one.redacted_from,
        )
        for one in sorted(card.versions, key=lambda one: -one.number)
    )  # fmt: skip


def _version_name(version: Version) -> str:
    if version.redacted_from:
        return f"Redacted copy of version {version.redacted_from}"
    if version.form == "wanted":
        return "Wanted, not held yet"
    return version.file_name or version.address or "Link"


def relations(card: Card, titles: dict[str, str]) -> tuple[ShownRelation, ...]:
    """Return how a document stands to others, from its own side."""
    ref = card.document.ref
    found = []
    for relation in card.relations:
        own = relation.ref == ref
        other = relation.to_ref if own else relation.ref
        words = wording.RELATION_TITLES[relation.kind] if own else _REVERSED[relation.kind]
        found.append(ShownRelation(words=words, ref=other, title=titles.get(other, "")))
    return tuple(found)


def steps(events: Sequence[Event]) -> list[Event]:
    """Return what was done to a document; who read a restricted one stands where it says who may.

    What the library looked for in it is no step of anybody's.
    """
    return [one for one in events if one.verb not in {"read", "looked through"}]


def history(events: Sequence[Event], ref: str, *, most: int | None) -> tuple[ShownEvent, ...]:
    """Return what happened to a document in plain words, the newest first."""
    newest = list(reversed(events))[:most]
    by_number = {one.seq: one for one in events}
    return tuple(ShownEvent(at=one.at, by=one.actor, what=_what(one, by_number, ref)) for one in newest)


def _what(event: Event, by_number: Mapping[int, Event], ref: str) -> str:
    undone = by_number.get(event.undoes or 0)
    return f"took back: {said(undone, ref)}" if undone else said(event, ref)


def said(event: Event, ref: str) -> str:
    """Say what an event did, as a sentence goes on after a name."""
    about: dict[str, Any] = event.about
    words = _VERBS.get(event.verb, event.verb)
    if event.verb in {"details set", "details confirmed"}:
        names = [wording.FIELD_TITLES.get(name, name).lower() for name in about.get("fields", [])]
        return f"{words} {wording.listed(names)}"
    if event.verb in {"tagged", "untagged"}:
        return f"{words} {about.get('statement', '')}"
    if event.verb in {"version added", "redacted", "redacted copy removed"}:
        return f"{words} {about.get('version', '')}"
    if event.verb == "related":
        return _related(event, ref)
    return words


def _related(event: Event, ref: str) -> str:
    kind = str(event.about.get("kind", ""))
    one, other = [*event.refs, "", ""][:2]
    if ref == one:
        return f"noted that it {wording.RELATION_TITLES.get(kind, kind)} {other}"
    return f"noted that it {_REVERSED.get(kind, kind)} {one}"
