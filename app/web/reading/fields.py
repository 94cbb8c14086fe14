"""The details of a document as a form: what its fields show, what was typed in them, and what that changes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.web import wording
from app.web.forms import Form, day_values
from evidence.domain.documents import EDITABLE, STATUSES, Document
from evidence.domain.vocabulary import Vocabulary

DATES = ("dated_on", "covers_from", "covers_to", "approved_on", "review_by")
_TITLES: dict[str, Mapping[str, str]] = {
    "status": wording.STATUS_TITLES,
    "sensitivity": wording.SENSITIVITY_TITLES,
    "source": wording.SOURCE_TITLES,
    "line": {str(line): title for line, title in wording.LINE_TITLES.items()},
}
_LONGEST = {"note": 5_000, "master": 1_000}
_ALWAYS = {
    "title": "Enter a title.", "kind": "Choose the kind of document.", "status": "Choose a status.",
    "sensitivity": "Choose how sensitive it is.",
}  # fmt: skip
_HINTS = {
    "owner": "A person or a post. Who keeps it current.",
    "dated_on": "For example, 22 11 2026",
    "approved_by": "A person, post or meeting",
    "note": "Never leaves in a pack.",
}
_GUESSED = "To confirm: the library guessed this."
STATUSES_OFFERED = tuple(one for one in STATUSES if one != "withdrawn")
Texts = dict[str, str]
"""Every field's value as one text: dates as 2026-11-22, labels as ``group:value; group:value``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A field that two people left differently; ``keep`` is ``mine``, ``theirs`` or nothing yet.

    ``touched`` tells whether this person typed ``mine``, or only left it as it was.
    """

    name: str
    label: str
    mine: str
    theirs: str
    keep: str
    touched: bool


def texts_of(document: Document, vocabulary: Vocabulary) -> Texts:
    """Return every field of a document as text."""
    texts = {name: _text(getattr(document, name)) for name in EDITABLE}
    return texts | {"labels": "; ".join(_in_order(document.labels, vocabulary))}


def _text(value: Any) -> str:
    return "" if value is None or value == [] else str(value)


def _in_order(labels: list[str], vocabulary: Vocabulary) -> list[str]:
    """Labels by group as the vocabulary has them; those of groups it does not have stay, last."""
    groups = [group.ref for group in vocabulary.labels]
    known = [label for ref in groups for label in labels if label.partition(":")[0] == ref]
    return [*known, *(label for label in labels if label not in known)]


def values_of(document: Document, vocabulary: Vocabulary) -> dict[str, Any]:
    """Return what the form's fields show of a document."""
    values: dict[str, Any] = dict(texts_of(document, vocabulary))
    for name in DATES:
        values |= day_values(name, getattr(document, name))
    for group in vocabulary.labels:
        held = [label.partition(":")[2] for label in document.labels if label.partition(":")[0] == group.ref]
        values[f"labels-{group.ref}"] = "; ".join(held) if group.open else held
    return values


def hints_of(document: Document) -> dict[str, str]:
    """Return what stands beside each field's label, guesses marked."""
    marks = {name: _GUESSED if name in document.presumed else "" for name in EDITABLE}
    return {name: " ".join(filter(None, (mark, _HINTS.get(name, "")))) for name, mark in marks.items()}


def typed_in(form: Form, document: Document, vocabulary: Vocabulary) -> Texts:
    """Read every field of the form as text; what is wrong stands in ``form.errors``."""
    kinds = {kind.ref for kind in vocabulary.kinds}
    typed: Texts = {}
    for name in EDITABLE:
        if name in DATES:
            day = form.day(name)
            typed[name] = day.isoformat() if day else ""
        elif name == "labels":
            typed[name] = "; ".join(_typed_labels(form, document, vocabulary))
        elif name == "status" and document.is_withdrawn:
            typed[name] = document.status
        elif name == "kind":
            typed[name] = form.choice(name, {*kinds, document.kind}, required=_ALWAYS[name])
        elif name in _TITLES:
            typed[name] = form.choice(name, _TITLES[name], required=_ALWAYS.get(name))
        else:
            typed[name] = form.text(name, required=_ALWAYS.get(name), longest=_LONGEST.get(name, 500))
    if typed["covers_from"] and typed["covers_to"] and typed["covers_from"] > typed["covers_to"]:
        form.wrong("covers_to", "The period covered ends before it begins.")
    return typed


def _typed_labels(form: Form, document: Document, vocabulary: Vocabulary) -> list[str]:
    found: list[str] = []
    for group in vocabulary.labels:
        given = form.texts(f"labels-{group.ref}")
        values = [value for text in given for value in (text.split(";") if group.open else [text])]
        clean = [" ".join(value.split()) for value in values if value.strip()]
        if not group.open and not set(clean) <= set(group.values):
            form.wrong(f"labels-{group.ref}", "Choose one of the answers that are offered.")
        found += [f"{group.ref}:{value}" for value in clean]
    groups = {group.ref for group in vocabulary.labels}
    found += [label for label in document.labels if label.partition(":")[0] not in groups]
    return list(dict.fromkeys(found))


def seen_in(form: Form, now: Texts) -> Texts:
    """Return what the fields said when the form was opened; as it is now where that cannot be read."""
    try:
        kept = json.loads(form.text("seen", longest=50_000))
        return {name: str(kept[name]) for name in EDITABLE}
    except (ValueError, KeyError, TypeError):
        return now


def as_kept(texts: Texts) -> str:
    """Write the fields for the form to carry along."""
    return json.dumps(texts, ensure_ascii=False)


def changes(typed: Texts, seen: Texts, document: Document, *, confirmed: bool) -> dict[str, Any]:
    """Return the fields to set: those changed since the form was opened, and guesses that were confirmed."""
    names = [name for name in EDITABLE if typed[name] != seen[name] or (confirmed and name in document.presumed)]
    return {name: typed[name].split("; ") if name == "labels" and typed[name] else typed[name] for name in names}


def clashes(
    typed: Texts, seen: Texts, now: Texts, vocabulary: Vocabulary, chosen: Mapping[str, Any], *, guess: bool
) -> list[Clash]:  # fmt: skip
    """Return the fields in which what was typed differs from what is now there, each with what to keep.

    With ``guess``, what only one of the two changed is offered as that one left it; of what both changed the
    person must choose.
    """
    found: list[Clash] = []
    for name in EDITABLE:
        if typed[name] == now[name]:
            continue
        likely = "mine" if seen[name] == now[name] else "theirs" if seen[name] == typed[name] else ""
        keep = str(chosen.get(f"keep-{name}") or (likely if guess else ""))
        label = wording.FIELD_TITLES[name]
        mine, theirs = (in_words(name, texts[name], vocabulary) for texts in (typed, now))
        touched = seen[name] != typed[name]
        found.append(Clash(name=name, label=label, mine=mine, theirs=theirs, keep=keep, touched=touched))
    return found


def in_words(name: str, text: str, vocabulary: Vocabulary) -> str:
    """Say a field's value as people read it."""
    if not text:
        return "nothing"
    if name in _TITLES:
        return _TITLES[name].get(text, text)
    if name == "kind":
        kind = vocabulary.find_kind(text)
        return kind.title if kind else text
    if name in DATES:
        return wording.day(date.fromisoformat(text))
    return text.replace(":", ": ") if name == "labels" else text
