"""The form that tags a document or a passage of it: what it offers, what it begins with, and reading it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.web import wording
from app.web.forms import Form
from app.web.reading.look import Look
from app.wiring import Library
from evidence.domain.anchoring import locate_quote
from evidence.domain.documents import Passage
from evidence.domain.frameworks import PROOFS, Framework
from evidence.domain.vocabulary import SOURCES
from evidence.services.cards import Card
from evidence.services.drafts import TagDraft
from evidence.services.shelf import presumed_category

LONGEST_QUOTE = 1_000
_LONGEST_IMPACT = 2_000
Choice = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggested:
    """A quality statement that the document's own words point to, and why."""

    ref: str
    title: str
    why: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TagForm:
    """What the tag form offers; ``presumed_*`` say what an empty answer stands for.

    ``more_open`` shows the answers that are seldom given.
    """

    open: bool
    suggested: tuple[Suggested, ...]
    statements: tuple[tuple[str, tuple[Choice, ...]], ...]
    sub_topics: tuple[tuple[str, tuple[Choice, ...]], ...]
    categories: tuple[Choice, ...]
    stances: tuple[Choice, ...]
    proofs: tuple[Choice, ...]
    sources: tuple[Choice, ...]
    presumed_category: str
    presumed_proof: str
    presumed_source: str
    has_text: bool
    more_open: bool


def tag_form(card: Card, look: Look, framework: Framework, *, opened: bool, has_text: bool, more: bool) -> TagForm:
    """Return what the form offers for a document."""
    source = card.document.source or card.kind.source
    category = presumed_category(card.kind, source)
    titles = {one.ref: one.title for one in framework.categories}
    suggested = tuple(_suggestions(card, look, framework))
    all_of_them = tuple((one.ref, f"{one.ref} {one.title}") for one in framework.in_force)
    first = tuple((one.ref, f"{one.ref} {one.title}") for one in suggested)
    rest = tuple(one for one in all_of_them if one not in first)
    return TagForm(
        open=opened, suggested=suggested, has_text=has_text, more_open=more,
        statements=(("Suggested by its words", first), ("All others", rest)) if first else (("", all_of_them),),
        sub_topics=tuple(
            (f"{one.ref} {one.title}", tuple((f"{one.ref}/{topic.ref}", topic.title) for topic in one.sub_topics))
            for one in framework.in_force if one.sub_topics
        ),
        categories=tuple((one.ref, one.title) for one in framework.categories),
        stances=tuple(wording.STANCE_TITLES.items()),
        proofs=tuple((proof, wording.PROOF_TITLES[proof]) for proof in PROOFS),
        sources=tuple((one, wording.SOURCE_TITLES[one]) for one in SOURCES),
        presumed_category=titles.get(category or "", "Unsorted, until somebody says"),
        presumed_proof=wording.PROOF_TITLES[card.kind.proof] if card.kind.proof else "Not known, counts as policy",
        presumed_source=wording.SOURCE_TITLES[source] if source else "Not known",
    )  # fmt: skip


def _suggestions(card: Card, look: Look, framework: Framework) -> list[Suggested]:
    found = []
    for one in card.suggestions:
        placed = bool(one.quote)
        words = wording.listed([f"“{word}”" for word in one.words[:4]])
        where = f" ({one.locator})" if placed else ", in its title"
        address = look.address(tagging=one.place if placed else "whole", statement=one.statement, to="tag-form")
        title = framework.statement(one.statement).title
        why = f"It says {words}{where}."
        found.append(Suggested(ref=one.statement, title=title, why=why, address=address))
    return found


def begun(library: Library, look: Look, card: Card) -> dict[str, Any]:
    """Return what the form begins with: the passage asked for, to be shortened, and the statement chosen."""
    values: dict[str, Any] = {"stance": "strength", "statement": look.statement}
    if look.tagging.isdecimal():
        found = library.cards.passages(look.ref, places=[int(look.tagging)])
        if found:
            suggested = [one for one in card.suggestions if one.place == found[0].place and one.quote]
            quote = next((one.quote for one in suggested if one.statement == look.statement), found[0].text)
            values |= {"quote": cut(quote), "place": str(found[0].place), "locator": found[0].locator}
    return values


def cut(text: str) -> str:
    """Shorten a text to what a quote may hold, at the end of a word."""
    if len(text) <= LONGEST_QUOTE:
        return text
    return text[: text.rfind(" ", 0, LONGEST_QUOTE)] if " " in text[:LONGEST_QUOTE] else text[:LONGEST_QUOTE]


def read_draft(form: Form, framework: Framework, library: Library, ref: str) -> TagDraft:
    """Read the form; whatever is wrong stands in ``form.errors``."""
    known = {one.ref for one in framework.in_force}
    statement = form.choice("statement", known, required="Choose the quality statement that this speaks to.")
    topics = {f"{one.ref}/{topic.ref}" for one in framework.in_force for topic in one.sub_topics}
    topic = form.choice("sub_topic", topics)
    if topic and statement and topic.partition("/")[0] != statement:
        form.wrong(
            "sub_topic",
            f"This sub-topic belongs to {topic.partition('/')[0]}. Choose one of {statement}, or leave it empty.",
        )
    quote = form.text("quote", longest=LONGEST_QUOTE)
    draft = TagDraft(
        statement=statement, sub_topic=topic.partition("/")[2] or None, quote=quote or None,
        category=form.choice("category", {one.ref for one in framework.categories}) or None,
        stance=form.choice("stance", wording.STANCE_TITLES) or "strength",
        proof=form.choice("proof", PROOFS) or None, source=form.choice("source", SOURCES) or None,
        impact=form.text("impact", longest=_LONGEST_IMPACT) or None,
        passage=_locator(library, ref, form.number("place"), quote),
        covers_from=form.day("tag_covers_from"), covers_to=form.day("tag_covers_to"),
    )  # fmt: skip
    if draft.covers_from and draft.covers_to and draft.covers_from > draft.covers_to:
        form.wrong("tag_covers_to", "The period covered ends before it begins.")
    return draft


def _locator(library: Library, ref: str, place: int | None, quote: str) -> str | None:
    """Say which passage is meant, so that words which stand in several are found in the right one.

    Words that are not in it may have been copied from elsewhere: they are looked for in the whole document.
    """
    if place is None or not quote:
        return None
    passages: Sequence[Passage] = library.cards.passages(ref, places=[place])
    if not passages or locate_quote(quote, [(place, passages[0].text)]).place is None:
        return None
    return passages[0].locator
