"""The page of one document: the document on one side, what is known about it on the other."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from app.web import wording
from app.web.findings.lines import Leaving, findings_address, leaving
from app.web.forms import FieldError
from app.web.pages import Page
from app.web.reading import known as reading_known
from app.web.reading.known import Row, ShownEvent, ShownRelation, ShownTag, ShownVersion
from app.web.reading.look import Look
from app.web.reading.shown import Shown, shown
from app.web.reading.tagging import TagForm, begun, tag_form
from app.web.restricted.opening import open_hours
from app.wiring import Library
from evidence.domain.documents import RELATION_KINDS, Document, Version
from evidence.domain.people import Actor
from evidence.services.cards import Card

_OPENS_VERSIONS = {"file"}
_OPENS_RELATIONS = {"relation", "to_ref"}
_SELDOM = {
    "category",
    "source",
    "impact",
    "tag_covers_from",
    "tag_covers_to",
    "tag_covers_from-day",
    "tag_covers_to-day",
}


@dataclass(frozen=True, kw_only=True)
class DocumentPage(Page):
    """A document and everything known about it."""

    template: ClassVar[str] = "reading/document.html"
    section: ClassVar[str] = "documents"

    document: Document
    """The document's details."""
    look: Look
    """Where in it somebody looks."""
    heading: str
    """Its title as the heading says it."""
    currency: str
    """Whether it is in date."""
    original: str | None
    """The address of the file in the version looked at, where one is held."""
    original_words: str
    """What the link to the file says: what kind, how large, and whether it opens here."""
    other_version: str
    """A sentence when the version looked at is not the one in use."""
    link: str | None
    """Where a published document stands, when that address can be followed."""
    link_text: str
    """The address as it was given."""
    checked_on: str
    """When somebody last looked whether it still stands there."""
    wanted_from: str
    """Who will get a document that is not held yet."""
    shown: Shown
    """The document itself: its pages, tables or words."""
    details: Sequence[Row]
    """What is known, line by line."""
    guesses: int
    """How many values wait to be confirmed."""
    tags: Sequence[ShownTag]
    """Its tags in words."""
    tagging: TagForm
    """What the form for a new tag offers."""
    leaving: Leaving
    """What must happen before the version looked at leaves."""
    versions: Sequence[ShownVersion]
    """Its versions, the newest first."""
    relations: Sequence[ShownRelation]
    """How it stands to other documents."""
    relation_kinds: Sequence[tuple[str, str]]
    """The ways in which it can stand to another."""
    history: Sequence[ShownEvent]
    """Who did what, the newest first."""
    events: int
    """How much has happened to it in all."""
    open_versions: bool
    """Whether the form for a newer version stands open."""
    open_relations: bool
    """Whether the form for a relation stands open."""
    on_hold: tuple[str, ...]
    """Legal holds that stand on it, and why."""
    open_hours: int
    """How many hours a restricted document stays open to who says why."""


def document_page(
    library: Library, actor: Actor, look: Look, *, errors: Sequence[FieldError] = (),
    values: dict[str, Any] | None = None,
) -> DocumentPage:  # fmt: skip
    """Return the page of a document; raises ``NotFound``.

    Of a restricted one that they have not said why they open, it holds what is known, and not a word of it.
    """
    card, wanted = library.cards.card(look.ref), look.again()
    if library.restricting.read_if_open(actor, look.ref, look.what()):
        seen = shown(library, look, card)
    else:
        look = replace(look, tagging="whole" if look.tagging else "")
        card, seen = card.without_words(), Shown(state="closed", wanted=wanted)
    framework = library.frameworks.in_force()
    wrong = {error.field for error in errors}
    elsewhere = wrong & (_OPENS_VERSIONS | _OPENS_RELATIONS)
    most = None if look.history == "all" else reading_known.MOST_EVENTS
    steps = reading_known.steps(card.history)
    return DocumentPage(
        title=_title(card, seen), heading=card.document.title, document=card.document, look=look,
        errors=tuple(errors), values={**begun(library, look, card), "q": look.q, **(values or {})},
        shown=seen, currency=card.currency, details=reading_known.details(card, library.vocabulary),
        guesses=len(card.document.presumed), tags=reading_known.tags(card, look, framework),
        tagging=tag_form(
            card, look, framework, opened=bool(look.tagging or (wrong and not elsewhere)),
            has_text=bool(seen.passages or seen.grid),
            more=any((values or {}).get(name) for name in _SELDOM) or bool(wrong & _SELDOM),
        ),
        leaving=_leaving(library, card, look), versions=reading_known.versions(card, look),
        relations=reading_known.relations(card, library.cards.titles(_related(card))),
        relation_kinds=[(kind, wording.RELATION_TITLES[kind]) for kind in RELATION_KINDS],
        history=reading_known.history(steps, look.ref, most=most), events=len(steps),
        open_versions=bool(wrong & _OPENS_VERSIONS), open_relations=bool(wrong & _OPENS_RELATIONS),
        open_hours=open_hours(),
        on_hold=tuple(f"{one.id}: {one.because}" for one in library.retention.holds(look.ref) if one.stands),
        **_file(library, card, look),
    )  # fmt: skip


def _leaving(library: Library, card: Card, look: Look) -> Leaving:
    current = card.document.current_version
    number = look.version or current
    return leaving(library.checking.outcome(look.ref, number), findings_address(look.ref, number, current))


def _title(card: Card, seen: Shown) -> str:
    where = f", page {seen.page}" if seen.pages > 1 else ""
    return f"{card.document.ref} {card.document.title}{where}"


def _related(card: Card) -> list[str]:
    return [ref for relation in card.relations for ref in (relation.ref, relation.to_ref)]


def _other_version(version: Version) -> str:
    day = wording.day(version.added_at)
    if version.redacted_from:
        copied = f"a redacted copy of version {version.redacted_from}"
        return f"You are reading version {version.number}, {copied}, made on {day}."
    return f"You are reading version {version.number}, added on {day}. It is not the one in use."


def _file(library: Library, card: Card, look: Look) -> dict[str, Any]:
    """What is said of the bytes, the link or the wish that the version looked at is."""
    number = look.version or card.document.current_version
    version = library.cards.version(look.ref, number)
    here = library.reader.shown_by_browsers(version.media_type or "")
    suffix = (version.file_name or "").rpartition(".")[2].upper()
    about = ", ".join(filter(None, (suffix, wording.size(version.size))))
    address, what = version.address or "", "redacted copy" if version.redacted_from else "original"
    return {
        "original": f"/documents/{look.ref}/original?version={number}" if version.sha256 else None,
        "original_words": f"{'Open' if here else 'Download'} the {what} ({about})",
        "other_version": (
            _other_version(version) if number != card.document.current_version else ""
        ),
        # Anything may have been typed as an address; only these are safe to follow.
        "link": address if address.startswith(("https://", "http://")) else None,
        "link_text": address, "checked_on": wording.day(version.checked_on), "wanted_from": version.wanted_from or "",
    }  # fmt: skip
