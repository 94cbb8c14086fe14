"""The document itself as its page shows it: pages as pictures, sheets as tables, and its words by passage."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from app.web.reading.grid import Grid, Way, grid_of
from app.web.reading.look import Look
from app.web.reading.passages import PART, At, Hit, ShownPassage, hits_in, shown_passages
from app.wiring import Library
from evidence.errors import EvidenceError, NotFound
from evidence.readings import Box
from evidence.services.cards import Card
from evidence.services.viewing import Outline

State = Literal["shown", "link", "wanted", "pending", "unreadable", "nothing", "closed"]
_WAY_WORDS = {"pages": "Pages", "table": "Table", "text": "Text"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page as it looks, with boxes over the words that are meant."""

    small: str
    large: str
    alt: str
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Everything on the left of a document's page; ``state`` says what there is, ``reason`` why no more.

    ``wanted`` is the address to come back to once a restricted document is open.
    """

    state: State = "shown"
    reason: str | None = None
    ways: tuple[Way, ...] = ()
    view: str = ""
    page: int = 0
    pages: int = 0
    page_address: Callable[[int], str] = str
    picture: Picture | None = None
    passages: tuple[ShownPassage, ...] = ()
    part: int = 1
    parts: int = 1
    part_address: Callable[[int], str] = str
    grid: Grid | None = None
    hits: tuple[Hit, ...] = ()
    partly: str = ""
    citation: str = ""
    quote_lost: bool = False
    wanted: str = ""


def shown(library: Library, look: Look, card: Card) -> Shown:
    """Return what an address asks to see of a document; raises ``NotFound`` for a page or sheet not there."""
    outline = library.viewing.outline(look.ref, look.version)
    if not outline.views:
        return Shown(state=_state(outline), reason=outline.reason)
    tag = next((one for one in card.tags if one.id == look.tag and one.number == outline.number), None)
    tagging = int(look.tagging) if look.tagging.isdecimal() else None
    place = next((one for one in (tag.place if tag else None, look.place, tagging) if one is not None), None)
    view = _view(outline, look, place)
    pages_at = library.viewing.places(look.ref, number=outline.number)
    at = At(outline, outline.number == card.document.current_version, pages_at, place, tag, card.tags)
    hits = hits_in(library, look, at, view)
    if place is None and look.page is None and look.part is None:
        at = replace(at, place=hits.first)
    seen = _BY_VIEW[view](library, look, at)
    return replace(
        seen, state=_state(outline), reason=outline.reason, view=view, hits=hits.places, partly=hits.partly,
        ways=tuple(_way(look, one, view, seen.page or None) for one in outline.views),
        quote_lost=bool(look.tag) and (tag is None or tag.anchoring == "lost"),
    )  # fmt: skip


def _state(outline: Outline) -> State:
    if outline.form != "held":
        return "link" if outline.form == "link" else "wanted"
    if outline.text_state == "pending":
        return "pending"
    if outline.text_state == "unreadable":
        return "unreadable"
    return "shown" if outline.views else "nothing"


def _view(outline: Outline, look: Look, place: int | None) -> str:
    best: str = outline.views[0]
    if look.view in outline.views:
        return look.view
    # A table has no passages to lead to, so a place in a workbook is shown in its text.
    if best == "table" and "text" in outline.views and (place is not None or look.q):
        return "text"
    return best


def _way(look: Look, view: str, chosen: str, page: int | None) -> Way:
    address = look.address(view=view, page=page if view == "pages" else None)
    return Way(words=_WAY_WORDS[view], address=address, chosen=view == chosen)


def _as_pages(library: Library, look: Look, at: At) -> Shown:
    ref, number, pages = look.ref, at.outline.number, at.outline.pages or 1
    page = look.page or (at.pages_at.get(at.place) if at.place is not None else None) or 1
    if page > pages:
        raise NotFound(f"{ref} has no page {page}; it has {pages}.", details={"ref": ref, "pages": pages})
    passages = library.viewing.page(ref, page, number=number)
    address = f"/documents/{ref}/picture/{page}?version={number}&width="
    picture = Picture(
        small=f"{address}800", large=f"{address}1600", boxes=tuple(_boxes(library, look, at, page)),
        alt=f"Page {page} of {pages} as it looks. Its words, where it has any, stand below.",
    )  # fmt: skip
    return Shown(
        page=page, pages=pages, picture=picture, citation=f"{ref}, p. {page}",
        page_address=lambda to: look.address(page=to),
        passages=shown_passages(library, look, at, passages, page=page),
    )  # fmt: skip


def _boxes(library: Library, look: Look, at: At, page: int) -> list[Box]:
    """Where the words meant stand on a page; none when that cannot be found out, for the text says it too."""
    quote, before, after = (at.tag.quote, at.tag.before, at.tag.after) if at.tag else ("", "", "")
    if not (look.q or quote):
        return []
    try:
        return library.viewing.boxes(
            look.ref, page, words=look.q, quote=quote or "", before=before or "", after=after or "",
            number=at.outline.number,
        )  # fmt: skip
    except EvidenceError:
        return []


def _as_text(library: Library, look: Look, at: At) -> Shown:
    places = list(at.pages_at)
    parts = max(1, -(-len(places) // PART))
    if look.page is not None:
        of_page = [place for place, page in at.pages_at.items() if page == look.page]
        if not of_page:
            raise NotFound(f"{look.ref} has no page {look.page}.", details={"ref": look.ref})
        at = replace(at, place=of_page[0])
    if at.place in at.pages_at and look.part is None:
        part = places.index(at.place) // PART + 1
    else:
        part = min(max(look.part or 1, 1), parts)
    here = places[(part - 1) * PART : part * PART]
    passages = library.cards.passages(look.ref, at.outline.number, places=here)
    chosen = next((one for one in passages if one.place == at.place), None)
    return Shown(
        part=part, parts=parts, part_address=lambda to: look.address(view="text", part=to),
        citation=f"{look.ref}, {chosen.locator}" if chosen else look.ref,
        passages=shown_passages(library, look, at, passages),
    )  # fmt: skip


def _as_table(library: Library, look: Look, at: At) -> Shown:
    grid = grid_of(library, look, at.outline.number)
    return Shown(grid=grid, citation=f"{look.ref}, sheet {grid.name}" if grid.name else look.ref)


_BY_VIEW: dict[str, Callable[[Library, Look, At], Shown]] = {
    "pages": _as_pages, "table": _as_table, "text": _as_text,
}  # fmt: skip
