"""The plan of the sample library: what each file is, and what to record about it.

Plain frozen values only. Nothing here reads files, renders text or knows the library that takes the plan in.
Everything named in a plan is fictional: the council, its people, its providers and its places.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Any


@dataclass(frozen=True)
class PlannedTag:
    """Say what a document, or one passage of it, is evidence of.

    ``category``, ``sub_topic`` and ``source`` may be ``None``: then nobody has said. With a ``quote`` the
    tag belongs to that exact passage of the document's text, without one to the whole document.
    """

    statement: str
    sub_topic: str | None = None
    category: str | None = None
    stance: str = "strength"
    proof: str = "policy"
    source: str | None = None
    quote: str | None = None
    impact: str | None = None


@dataclass(frozen=True)
class PlannedLink:
    """Stand for a published page.

    It has an address, the day it was checked, and its text as the person pasted it.
    """

    address: str
    checked_on: date
    text: str


@dataclass(frozen=True)
class PlannedRelation:
    """Relate a document to another, named by its ``key`` in ``to``.

    The relations are ``supersedes``, ``appendix-of``, ``attachment-of``, ``extract-of``, ``refers-to``.
    """

    relation: str
    to: str


@dataclass(frozen=True)
class PlannedDocument:
    """Describe one document of the sample library.

    ``key`` names it within the plan. ``file`` is relative to the folder the sample was written to, with
    forward slashes; it is ``None`` for a link and for a wanted document. ``newer_file`` is a second file to
    add as a new version of this same document. ``fields`` holds the confirmed register fields only (dates
    as ``date``); where it is empty, whatever the library shows is its own guess.
    """

    key: str
    title: str
    file: str | None = None
    newer_file: str | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    link: PlannedLink | None = None
    wanted_from: str | None = None
    relations: tuple[PlannedRelation, ...] = ()
    tags: tuple[PlannedTag, ...] = ()


@dataclass(frozen=True)
class PlannedScore:
    """Score a statement from 1 to 4, ``by`` one of council, peer, mock, cqc."""

    statement: str
    value: int
    by: str
    on: date
    because: str


@dataclass(frozen=True)
class PlannedAction:
    """Describe an action; ``closed_on`` is ``None`` while it is open.

    A closed action says its ``effect`` and names, by key, the document that shows it.
    """

    text: str
    statement: str
    owner: str
    due: date
    closed_on: date | None = None
    effect: str | None = None
    shown_by: str | None = None


@dataclass(frozen=True)
class PlannedAssignment:
    """Say who leads and who deputises for a statement, and from when."""

    statement: str
    lead: str
    deputy: str | None
    since: date


@dataclass(frozen=True)
class Plan:
    """Hold the whole sample library: facts about the council, documents, scores, actions, assignments.

    ``about`` has ``council``, ``visit_on`` (the on-site visit) and ``notice``, which says that all of it is
    fictional.
    """

    about: dict[str, Any]
    documents: tuple[PlannedDocument, ...]
    scores: tuple[PlannedScore, ...] = ()
    actions: tuple[PlannedAction, ...] = ()
    assignments: tuple[PlannedAssignment, ...] = ()

    def files(self) -> tuple[str, ...]:
        """Return every file the plan names, in the plan's order."""
        named = [name for one in self.documents for name in (one.file, one.newer_file)]
        return tuple(name for name in named if name is not None)

    def document(self, key: str) -> PlannedDocument:
        """Return the document with this key; raise ``KeyError`` when the plan has none."""
        for one in self.documents:
            if one.key == key:
                return one
        raise KeyError(key)
