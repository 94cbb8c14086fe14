"""The outside form of what services return: the same JSON for the command line and the API."""

from collections.abc import Mapping, Sequence
from typing import Any

from evidence.domain.assurance import Action, Assignment, PackRecord, Score
from evidence.domain.documents import Document, Version
from evidence.domain.suggesting import Suggestion
from evidence.domain.tags import Tag
from evidence.services.adding import Outcome
from evidence.services.cards import Card
from evidence.services.found_words import Found
from evidence.services.packs import Preview
from evidence.services.redacting import Made
from evidence.services.retention import DueItem, KindRule


def document_json(document: Document) -> dict[str, Any]:
    """Return every field of a document."""
    return document.model_dump(mode="json", exclude={"status_before"})


def version_json(version: Version) -> dict[str, Any]:
    """Return every field of a version, without what does not apply to its form."""
    told = version.model_dump(mode="json", exclude={"redaction"})
    return {name: value for name, value in told.items() if value is not None}


def tag_json(tag: Tag) -> dict[str, Any]:
    """Return every field of a tag."""
    return tag.model_dump(mode="json")


def finding_json(found: Found) -> dict[str, Any]:
    """Return a finding with its place in words and what stands there."""
    finding = found.finding.model_dump(mode="json", exclude={"ref", "number"})
    return {**finding, "where": found.where, "before": found.before, "words": found.words, "after": found.after,
            "kept_before": found.kept_before}  # fmt: skip


def redaction_json(made: Made) -> dict[str, Any]:
    """Return a redacted copy and how it was made, with the words that were taken out."""
    copy, done = made.copy, made.redaction
    taken = [
        {"finding": one.finding, "page": one.page, "words": one.phrase or made.words.get(one.finding or 0, ""),
         "times": one.times, "left_out": one.left_out, "inside": list(one.inside)}
        for one in done.taken
    ]  # fmt: skip
    return {"ref": copy.ref, "version": copy.redacted_from, "copy": version_json(copy), "taken": taken,
            **{name: list(getattr(done, name)) for name in ("pages", "also", "notes", "findings")}}  # fmt: skip


def row_json(row: Score | Action | Assignment) -> dict[str, Any]:
    """Return every field of a score, an action or an assignment."""
    return row.model_dump(mode="json")


def suggestion_json(suggestion: Suggestion) -> dict[str, Any]:
    """Return a suggested statement with the words that suggest it."""
    return {
        "statement": suggestion.statement,
        "sub_topic": suggestion.sub_topic,
        "score": round(suggestion.score, 3),
        "locator": suggestion.locator,
        "quote": suggestion.quote,
        "words": list(suggestion.words),
    }


def outcome_json(
    outcome: Outcome, versions: Mapping[str, Version], titles: Mapping[str, str],
    suggestions: Mapping[str, Sequence[Suggestion]],
) -> dict[str, Any]:  # fmt: skip
    """Return what became of everything that was offered for adding."""
    return {
        "added": [
            {
                "ref": added.ref,
                "title": titles.get(added.ref, added.title),
                "file": added.file,
                "sha256": added.sha256,
                "pages": versions[added.ref].pages,
                "text": versions[added.ref].text_state,
                "reason": versions[added.ref].text_reason,
                "suggested": [suggestion_json(s) for s in suggestions.get(added.ref, ())],
            }
            for added in outcome.added
        ],
        "held": [{"file": held.file, "ref": held.ref} for held in outcome.held],
        "refused": [{"file": bad.file, "reason": bad.reason, "code": bad.code} for bad in outcome.refused],
    }


def card_json(card: Card) -> dict[str, Any]:
    """Return everything known about a document."""
    return {
        **document_json(card.document),
        "kind_title": card.kind.title,
        "currency": card.currency,
        "in_date_until": card.in_date_until.isoformat() if card.in_date_until else None,
        "versions": [version_json(version) for version in card.versions],
        "tags": [tag_json(tag) for tag in card.tags],
        "relations": [relation.model_dump() for relation in card.relations],
        "suggested": [suggestion_json(suggestion) for suggestion in card.suggestions],
        "history": [
            {
                "seq": event.seq,
                "at": event.at.isoformat(),
                "by": event.actor,
                "what": event.verb,
                "about": event.about,
            }
            for event in card.history
        ],
    }


def pack_json(record: PackRecord) -> dict[str, Any]:
    """Return a pack's record: what was sent and what stayed, when, by whom, to whom. Internal."""
    return record.model_dump(mode="json")


def preview_json(preview: Preview) -> dict[str, Any]:
    """Return what a pack would hold if it were built now."""
    return {
        "as_at": preview.as_at.isoformat(),
        "bytes": preview.size,
        "going": [
            {
                "ref": document.ref,
                "version": document.version,
                "title": document.title,
                "kind": document.kind,
                "currency": document.currency,
                "statements": list(document.statements),
                "path": document.path,
                "address": document.address,
                "size": document.size,
                "notes": list(document.notes),
            }
            for document in preview.going
        ],
        "left_out": [
            {"ref": left.ref, "title": left.title, "code": left.code, "reason": left.reason}
            for left in preview.left_out
        ],
    }


def due_json(item: DueItem) -> dict[str, Any]:
    """Return a document that is due for disposal, and why."""
    kept = item.keeping
    return {
        "ref": item.ref, "title": item.title, "kind": item.kind, "rule": item.why,
        "counted_from": kept.since.isoformat() if kept.since else None,
        "due_on": kept.due_on.isoformat() if kept.due_on else None, "holds": list(item.holds),
    }  # fmt: skip


def retention_rule_json(one: KindRule) -> dict[str, Any]:
    """Return how long a kind of document is kept."""
    return {
        "kind": one.kind.ref, "title": one.kind.title, "months": one.rule.months, "since": one.rule.since,
        "changed": one.changed, "verified": one.rule.verified,
    }  # fmt: skip
