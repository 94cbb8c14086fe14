"""The words of a document by passage, with marks, and the places where words searched for stand."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from app.web.reading.look import Look
from app.web.reading.marks import Span, marked_lines, merged, spans_of
from app.wiring import Library
from evidence.domain.anchoring import Anchor, find
from evidence.domain.documents import Passage
from evidence.domain.tags import Tag
from evidence.services.viewing import Outline

PART = 20
"""Passages of a long text shown at once."""
_MOST_SEARCHED = 400  # passages looked through for words, so that a book of 2,000 passages answers fast too


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPassage:
    """A located part of the text; ``chosen`` is the one the address leads to.

    ``heading`` is empty where it would say again what stands above. Without ``tag_address`` it cannot be tagged.
    """

    place: int
    locator: str
    citation: str
    heading: str
    lines: tuple[Markup, ...]
    chosen: bool
    tag_address: str
    tags: tuple[Tag, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A place where the words stand, and how often."""

    words: str
    address: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """Where the words stand in the whole document; ``partly`` says so when not all of it was looked through."""

    places: tuple[Hit, ...] = ()
    first: int | None = None
    partly: str = ""


@dataclass(frozen=True, slots=True)
class At:
    """A version, where its passages stand, the place that is meant, and the document's tags."""

    outline: Outline
    in_use: bool
    pages_at: dict[int, int | None]
    place: int | None
    tag: Tag | None
    tags: Sequence[Tag]


def hits_in(library: Library, look: Look, at: At, view: str) -> Hits:
    """Return where the words searched for stand in the whole document."""
    if not look.q or "text" not in at.outline.views:
        return Hits()
    places = list(at.pages_at)[:_MOST_SEARCHED]
    passages = library.cards.passages(look.ref, at.outline.number, places=places)
    found = spans_of(library, look.q, [one.text for one in passages])
    counts: dict[str, tuple[Passage, int]] = {}
    for passage, spans in zip(passages, found, strict=True):
        if spans:
            first, count = counts.get(passage.locator, (passage, 0))
            counts[passage.locator] = (first, count + len(spans))
    hits = tuple(
        Hit(words=locator, count=count, address=_hit_address(look, view, passage))
        for locator, (passage, count) in counts.items()
    )
    partly = f"Only the first {_MOST_SEARCHED} passages of {len(at.pages_at):,} were looked through."
    return Hits(
        places=hits, first=next(iter(counts.values()))[0].place if counts else None,
        partly=partly if len(at.pages_at) > _MOST_SEARCHED else "",
    )  # fmt: skip


def _hit_address(look: Look, view: str, passage: Passage) -> str:
    if view == "pages" and passage.page:
        return look.address(page=passage.page, to="document")
    return look.address(place=passage.place, view="text", to=f"passage-{passage.place}")


def shown_passages(
    library: Library, look: Look, at: At, passages: Sequence[Passage], *, page: int | None = None
) -> tuple[ShownPassage, ...]:
    """Return passages as they are shown, on a page or in the whole text."""
    found = spans_of(library, look.q, [one.text for one in passages])
    quoted = _quoted(at.tag, passages) if at.tag else {}
    new = [True, *(one.locator != other.locator for one, other in pairwise(passages))]
    shown = []
    for one, spans, headed in zip(passages, found, new, strict=False):
        marks = merged([*spans, *quoted.get(one.place, ())])
        heading = one.locator[:1].upper() + one.locator[1:] if headed else ""
        first = one.text.partition("\n")[0]
        lines = marked_lines(one.text, marks, flowing="pages" in at.outline.views)
        if headed and lines and one.locator == f"section {first}":
            heading, lines = first, lines[1:]
        shown.append(
            ShownPassage(
                place=one.place, locator=one.locator, heading=heading, lines=lines, chosen=one.place == at.place,
                citation=f"{look.ref}, {one.locator}", tag_address=_tag_address(look, at, one, page),
                tags=tuple(tag for tag in at.tags if tag.place == one.place and tag.number == one.number),
            )
        )  # fmt: skip
    return tuple(shown)


def _tag_address(look: Look, at: At, passage: Passage, page: int | None) -> str:
    if not at.in_use:
        return ""
    view = {} if page else {"view": "text"}
    return look.address(page=page, tagging=passage.place, to="tag-form", **view)


def _quoted(tag: Tag, passages: Sequence[Passage]) -> dict[int, list[Span]]:
    """Where a tag's quote stands among passages, which may be two when it runs over an end."""
    if not tag.quote:
        return {}
    texts = {one.place: one.text for one in passages}
    anchor = Anchor(tag.quote, tag.before or "", tag.after or "")
    found = find(anchor, list(texts.items()), place=tag.place)
    if found.place is None or found.start is None or found.end is None:
        return {}
    if found.end_place is None or found.end_place == found.place:
        return {found.place: [(found.start, found.end)]}
    return {found.place: [(found.start, len(texts[found.place]))], found.end_place: [(0, found.end)]}
