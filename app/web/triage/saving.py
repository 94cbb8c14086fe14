"""Saving what was filled in: one row, or the same for many."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.web import wording
from app.web.forms import FieldError, Form
from app.web.triage.rows import ASKED, Difference, words_of
from app.wiring import Library
from evidence.domain.frameworks import PROOFS
from evidence.domain.people import Actor
from evidence.errors import EvidenceError, StaleEdit
from evidence.services.drafts import TagDraft

_NAMES = 200
_CHANGED = "Somebody changed this document since you opened the page. Look at both, then save again."


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form of one row sent."""

    ref: str
    revision: int | None
    fields: Mapping[str, Any]
    hinted: tuple[str, ...]
    """Suggested statements that were ticked."""
    other: TagDraft | None
    """A statement that was not suggested."""
    confirm: bool
    values: Mapping[str, Any]
    """What was typed, by field."""


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of it."""

    message: str = ""
    """What was saved; empty when nothing was."""
    undo: int | None = None
    theirs: tuple[Difference, ...] = ()
    """What somebody else said meanwhile, where that is why nothing was saved."""


def row_sent(form: Form, library: Library) -> Sent:
    """Read the form of one row; what is wrong goes to ``form.errors`` under ``E-0042-title`` and the like."""
    ref, framework = form.text("ref", longest=20), library.frameworks.in_force()
    fields = {
        "title": form.text(f"{ref}-title", required=f"Enter a title for {ref}."),
        "kind": form.choice(f"{ref}-kind", {kind.ref for kind in library.vocabulary.kinds}),
        "dated_on": form.day(f"{ref}-dated_on"),
        "owner": form.text(f"{ref}-owner", longest=_NAMES),
    }
    known = {one.ref for one in framework.in_force}
    statement = form.choice(f"{ref}-statement", known)
    category = form.choice(f"{ref}-category", {one.ref for one in framework.categories})
    proof = form.choice(f"{ref}-proof", PROOFS)
    if (category or proof) and not statement:
        form.wrong(f"{ref}-statement", "Choose the quality statement that this category or what it shows belongs to.")
    return Sent(
        ref=ref, revision=form.number("revision"), fields={k: v for k, v in fields.items() if k != "kind" or v},
        hinted=tuple(one for one in form.texts(f"{ref}-hint") if one in known),
        other=TagDraft(statement, category=category or None, proof=proof or None) if statement else None,
        confirm=form.has("confirm"),
        values={name.removeprefix(f"{ref}-"): value for name, value in form.values.items()},
    )  # fmt: skip


def save_row(library: Library, actor: Actor, sent: Sent, form: Form) -> Saved:
    """Save one row; when nothing could be saved ``form.errors`` says why."""
    try:
        before = library.documents.get(sent.ref)
        # Drafts are made first, for suggestions follow the title.
        drafts = [*_hinted(library, sent), *([sent.other] if sent.other else [])]
        guesses = {name: getattr(before, name) for name in before.presumed} if sent.confirm else {}
        after = library.documents.set(actor, sent.ref, {**guesses, **sent.fields}, revision=sent.revision)
    except StaleEdit:
        form.wrong(f"{sent.ref}-title", _CHANGED)
        return Saved(theirs=differences(library, sent.ref, sent.fields))
    except EvidenceError as error:
        form.wrong(_field_of(sent.ref, error), wording.for_pages(error.message))
        return Saved()
    steps, trouble = int(after.revision != before.revision), ""
    for draft in drafts:
        try:
            library.tagging.tag(actor, [sent.ref], draft)
            steps += 1
        except EvidenceError as error:
            trouble = f" It was not tagged to {draft.statement}. {wording.for_pages(error.message)}"
    # Only what is one step can be taken back by one press.
    last = library.undoing.last_step(actor) if steps == 1 else None
    return Saved(_told(after.ref, after.title, drafts, trouble), last.seq if last else None)


def _told(ref: str, title: str, drafts: Sequence[TagDraft], trouble: str) -> str:
    tagged = f", tagged to {wording.listed([draft.statement for draft in drafts])}" if drafts and not trouble else ""
    return f"{ref} {title} is saved{tagged}.{trouble}"


def _hinted(library: Library, sent: Sent) -> list[TagDraft]:
    """Tag the passage that was shown as the reason; the whole document where only its title gave one."""
    if not sent.hinted:
        return []
    shown = {one.statement: one for one in library.cards.suggestions([sent.ref]).get(sent.ref, [])}
    return [
        TagDraft(ref, sub_topic=one.sub_topic, quote=one.quote or None, passage=one.locator if one.quote else None)
        if (one := shown.get(ref))
        else TagDraft(ref)
        for ref in sent.hinted
    ]


def _field_of(ref: str, error: EvidenceError) -> str:
    named = error.details.get("field")
    return f"{ref}-{named if named in ASKED else 'title'}"


def differences(library: Library, ref: str, yours: Mapping[str, Any]) -> tuple[Difference, ...]:
    """Return what the library says now beside what was meant to be saved, where they differ."""
    document = library.documents.get(ref)
    said = (
        (name, words_of(library, name, getattr(document, name)), words_of(library, name, value))
        for name, value in yours.items()
    )
    return tuple(
        Difference(wording.FIELD_TITLES.get(name, name), theirs, mine)
        for name, theirs, mine in said
        if theirs != mine
    )


def save_many(library: Library, actor: Actor, form: Form) -> tuple[str, int | None]:
    """Say the same of every selected document; what is refused goes to ``form.errors`` by name.

    Returns what was done, in words, and the event that takes it back where one press can.
    """
    revisions = _selected(form)
    kind = form.choice("bulk-kind", {one.ref for one in library.vocabulary.kinds})
    owner = form.text("bulk-owner", longest=_NAMES)
    statement = form.choice("bulk-statement", {one.ref for one in library.frameworks.in_force().in_force})
    if not revisions:
        form.wrong("select-all", "Select the documents to change.")
    elif not (kind or owner or statement or form.has("bulk-confirm")):
        form.wrong("bulk-owner", "Say what to set: an owner, a kind, a quality statement, or confirm the guesses.")
    if form.errors:
        return "", None
    fields = {name: value for name, value in (("kind", kind), ("owner", owner)) if value}
    done = _set_all(library, actor, revisions, fields, form)
    if statement and done:
        library.tagging.tag(actor, done, TagDraft(statement))
    if not done:
        return "", None
    alone = statement and not fields and not form.has("bulk-confirm")
    last = library.undoing.last_step(actor) if alone else None
    return f"{wording.many(len(done), 'document')} changed.", last.seq if last else None


def _selected(form: Form) -> dict[str, int | None]:
    """Read the ticked boxes: ``E-0042:3``, the document and the revision that was shown."""
    pairs = (one.partition(":") for one in form.texts("selected"))
    return {ref[:20]: int(number) if number.isdecimal() and len(number) < len("1000000000") else None
            for ref, _, number in pairs}  # fmt: skip


def _set_all(
    library: Library, actor: Actor, revisions: Mapping[str, int | None], fields: Mapping[str, Any], form: Form
) -> list[str]:
    changes: dict[str, dict[str, Any]] = {}
    for ref in revisions:
        try:
            document = library.documents.get(ref)
        except EvidenceError as error:
            form.errors.append(FieldError("select-all", wording.for_pages(error.message)))
            continue
        guesses = {one: getattr(document, one) for one in document.presumed} if form.has("bulk-confirm") else {}
        changes[document.ref] = {**guesses, **fields}
    known = {ref: number for ref, number in revisions.items() if number is not None}
    if not any(changes.values()):
        return list(changes)
    many = library.documents.set_many(actor, changes, revisions=known)
    for ref, why in many.refused:
        form.errors.append(FieldError(f"select-{ref}", _refused(library, ref, why, fields)))
    return list(many.changed)


def _refused(library: Library, ref: str, error: EvidenceError, fields: Mapping[str, Any]) -> str:
    if not isinstance(error, StaleEdit):
        return f"{ref} was not changed. {wording.for_pages(error.message)}"
    both = [
        f"{one.field} is now “{one.theirs}”, yours was “{one.yours}”" for one in differences(library, ref, fields)
    ]
    return f"{ref} was not changed: somebody changed it since you opened the page. {'; '.join(both)}".rstrip() + (
        "." if both else " Look at it again below."
    )
