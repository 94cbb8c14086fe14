"""Redacted copies of PDF files: every page a picture of what can be seen, with black boxes painted into it.

The words that are left come back as a layer that search and speech find and nobody sees. Nothing else of the
file survives: no letters under bars or off the page, notes, forms, links, attached files, scripts, properties.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pypdfium2
from PIL import Image, ImageDraw
from pypdfium2 import raw

from evidence.extractors import media, reasons
from evidence.extractors.passages import tidy
from evidence.extractors.pdf import BROKEN, is_mostly_picture, open_pdf, whole_words, words_in
from evidence.extractors.picture_pdf import PicturePdf, PlacedWord
from evidence.extractors.redacting_pages import (
    LEAST_HEIGHT,
    Letter,
    PageLetters,
    Sight,
    covered,
    extent,
    ink,
    running_text,
    stray,
    words_in_order,
)
from evidence.extractors.redacting_words import MARK, Search
from evidence.readings import Box, Redacted, TakeOut, Unreadable

_DOTS_PER_INCH = 170
_POINTS_PER_INCH = 72
_MOST_PIXELS = 12_000_000  # of one page; an A3 page at this density has 8 million, larger ones are drawn coarser
_WHOLE = Box(0, 0, 1, 1)
_LONGEST = 16_000  # pixels of a side
_MOST_PAGES = 500
_BLACK = 64  # of 255 steps of brightness: packing a picture blurs its edges
_MARGIN = 0.06  # of a box's shorter side, painted around it
_NOTES = frozenset({raw.FPDF_ANNOT_TEXT, raw.FPDF_ANNOT_POPUP, raw.FPDF_ANNOT_FILEATTACHMENT, raw.FPDF_ANNOT_SOUND,
                    raw.FPDF_ANNOT_MOVIE, raw.FPDF_ANNOT_SCREEN, raw.FPDF_ANNOT_RICHMEDIA})  # fmt: skip
_ONE = {
    "notes": "note", "links": "link", "fields of forms": "field of a form", "attached files": "attached file",
    "bookmarks": "bookmark", "scripts": "script", "signatures": "signature",
    "words that could not be seen": "word that could not be seen",
}  # fmt: skip
_KINDS = {
    raw.FPDF_ANNOT_TEXT: "notes", raw.FPDF_ANNOT_LINK: "links", raw.FPDF_ANNOT_WIDGET: "fields of forms",
    raw.FPDF_ANNOT_FILEATTACHMENT: "attached files",
}  # fmt: skip


@dataclass
class _Page:
    """A page on its way into the copy, and its picture, which the boxes are painted into."""

    page: pypdfium2.PdfPage
    text: PageLetters
    picture: Image.Image
    size: tuple[float, float]

    @property
    def letters(self) -> list[Letter]:
        """Its letters in reading order."""
        return self.text.letters

    def without(self, things: Collection[int]) -> Image.Image:
        """Draw it without the letters of some of its objects."""
        self.text.show_all_but(things)
        return _picture(self.page)


@dataclass
class _Made:
    """What was done and found on the pages so far; ``boxes`` are those painted, by page."""

    boxes: dict[int, list[Box]] = field(default_factory=dict)
    scanned: list[int] = field(default_factory=list)
    pictured: list[int] = field(default_factory=list)
    blackened: list[int] = field(default_factory=list)
    gone: Counter[str] = field(default_factory=Counter)
    drawn: int = 0
    unseen: int = 0


def redact(path: Path, target: Path, asked: Sequence[TakeOut], search: Search) -> Redacted:
    """Write a copy of the PDF at ``path`` to ``target``, with a black box over everything met or boxed.

    ``search`` has the texts of ``asked``, in its order. Raises ``Unreadable``, also where the copy, drawn
    again, does not show every box.
    """
    document = open_pdf(path)
    made = _Made()
    try:
        if len(document) > _MOST_PAGES:
            raise Unreadable(reasons.TOO_MANY_PAGES.format(most=_MOST_PAGES))
        if document.get_formtype():
            document.init_forms()
        with target.open("wb") as stream:
            copy = PicturePdf(stream)
            for number in range(1, len(document) + 1):
                try:
                    _copy_page(document, number, asked, search, made, copy)
                except pypdfium2.PdfiumError as error:
                    raise Unreadable(reasons.PAGE_NOT_REDACTED.format(page=number)) from error
            copy.close()
        if not _is_black(target, made.boxes):
            raise Unreadable(reasons.STILL_THERE, "a box does not show")
        return Redacted(media.PDF, (), tuple(made.boxes), tuple(_also(document, made)), tuple(_notes(made)))
    finally:
        document.close()


def _copy_page(
    document: pypdfium2.PdfDocument, number: int, asked: Sequence[TakeOut], search: Search, made: _Made,
    copy: PicturePdf,
) -> None:  # fmt: skip
    """Draw a page as it is shown, forms and what was written on it included, notes not, and copy it redacted."""
    page = document[number - 1]
    for place in reversed(range(raw.FPDFPage_GetAnnotCount(page))):
        annotation = raw.FPDFPage_GetAnnot(page, place)
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in _NOTES:
            raw.FPDFPage_RemoveAnnot(page, place)
        made.gone[_KINDS.get(kind, "")] += 1
        made.drawn += kind not in _NOTES and kind not in _KINDS
    if raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY) == raw.FLATTEN_FAIL:
        raise pypdfium2.PdfiumError("not flattened")
    page.close()
    page = document[number - 1]
    if not min(page.get_size()) > 0:
        raise pypdfium2.PdfiumError("a page without size")
    text = PageLetters(page)
    shown = _Page(page, text, _picture(page), page.get_size())
    words = _redacted(shown, number, asked, search, made)
    copy.add(shown.picture, shown.size, page.get_rotation(), words)
    page.close()


def _picture(page: pypdfium2.PdfPage) -> Image.Image:
    wide, high = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    scale *= min(1.0, math.sqrt(_MOST_PIXELS / (wide * high * scale * scale)), _LONGEST / (max(wide, high) * scale))
    drawn: Image.Image = page.render(scale=scale, draw_annots=False, may_draw_forms=False).to_pil().convert("RGB")
    return drawn


def _redacted(page: _Page, number: int, asked: Sequence[TakeOut], search: Search, made: _Made) -> list[PlacedWord]:
    """Paint the boxes into the page's picture, and return the words that are left with the marks of the others."""
    sight = Sight(page.picture, page.without(page.text.things), page.size[1])
    here = [place for place, one in enumerate(asked) if one.page in {None, number}]
    met = _met(page.text.orders, here, search)
    for place, one in enumerate(asked):
        search.times[place] += bool(one.box) and one.page == number
    drawn = [one.box for one in asked if one.box and one.page == number]
    covers = [list(_around([page.letters[place] for place in found])) for found in met]
    gone: set[int] = set().union(*met)
    more = _strays(page, [page.letters[place] for place in gone], number, made)
    gone |= {place for place, letter in enumerate(page.letters) if letter.thing in more}
    boxes = [*drawn, *more.values(), *(box for cover in covers for box in cover)]
    gone |= covered(page.letters, drawn, boxes)
    if boxes:
        made.boxes[number] = boxes
        _paint(page.picture, boxes)
    if not page.letters and _WHOLE not in drawn:
        made.scanned.append(number)
    elif _WHOLE not in drawn and is_mostly_picture(page.page):
        made.pictured.append(number)
    first = {found[0]: cover[0] for found, cover in zip(met, covers, strict=True) if cover}
    known = words_in("".join(letter.sign for letter in page.letters))
    words = list(_left(page, known, gone, first, sight, made))
    return [*words, *(_placed(MARK, box, page.size) for box in drawn)]


def _met(orders: Sequence[Sequence[Letter]], here: Sequence[int], search: Search) -> list[list[int]]:
    """Return the places of the letters of everything met, in any of the orders, and count it once."""
    at = {letter: place for place, letter in enumerate(orders[0])}
    before, most = list(search.times), list(search.times)
    found: list[list[int]] = []
    taken: set[int] = set()
    for letters in orders:
        text, places = running_text(letters)
        search.times[:] = before
        for start, end in search.spans(text, only=here):
            # A hyphen at a line's end is between two letters of the running text, and goes with them.
            met = [at[one] for one in letters[places[start] : places[end - 1] + 1] if one in at]
            if not taken.issuperset(met):
                found.append(met)
                taken.update(met)
        most = [max(pair) for pair in zip(most, search.times, strict=True)]
    search.times[:] = most
    return found


def _strays(page: _Page, hit: Sequence[Letter], number: int, made: _Made) -> dict[int, Box]:
    """Return boxes over objects whose letters are drawn outside the places that they give, by object.

    Where letters that are never drawn give no place either, nobody can tell what they stand for, and the whole
    page is covered.
    """
    least = LEAST_HEIGHT / page.size[1]
    if any(one.ghost and one.sign.isalnum() and (one.box is None or one.box.y1 - one.box.y0 < least) for one in hit):
        made.blackened.append(number)
        return {0: Box(0, 0, 1, 1)}
    things = {one.thing for one in hit} - {0}
    if not things:
        return {}
    found: dict[int, Box] = {}
    if stray(ink(page.picture, page.without(things)), (one for one in page.letters if one.thing in things)):
        for thing in things:
            drawn = ink(page.picture, page.without({thing}))
            box = extent(drawn)
            if box and stray(drawn, (one for one in page.letters if one.thing == thing)):
                found[thing] = box
    return found


def _left(
    page: _Page, known: frozenset[str], gone: set[int], first: dict[int, Box], sight: Sight, made: _Made
) -> Iterator[PlacedWord]:
    """Yield the words that stay, in order, and a mark where each of the others begins (``first``)."""
    for word in words_in_order(page.letters):
        yield from (
            _placed(MARK, first[place], page.size, page.letters[place].turn) for place in word if place in first
        )
        letters = [page.letters[place] for place in word]
        if not gone.isdisjoint(word):
            continue
        if sight.hides(letters):
            made.unseen += 1
            continue
        written = tidy(whole_words("".join(one.sign for one in letters), known))
        if written:
            yield _whole(written, letters, page.size, letters[0].turn)


def _is_black(path: Path, boxes: Mapping[int, Sequence[Box]]) -> bool:
    """Tell whether a finished copy, drawn again, is black wherever it must be."""
    document = open_pdf(path)
    try:
        for number, painted in boxes.items():
            shown = _picture(document[number - 1]).convert("L")
            pixels = np.asarray(shown)
            for box in painted:
                left, top, right, bottom = _edges(shown, box, 0)
                part = pixels[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
                if (part > _BLACK).any():
                    return False
        return True
    finally:
        document.close()


def _around(letters: Sequence[Letter]) -> Iterator[Box]:
    """Yield boxes around letters that follow each other: one a line."""
    held: Box | None = None
    for box in (letter.box for letter in letters if letter.box):
        high = box.y1 - box.y0
        if held and (box.x0 - held.x1 > 2 * high or held.x0 - box.x1 > 2 * high or
                     box.y0 - held.y1 > high or held.y0 - box.y1 > high):  # fmt: skip
            yield held
            held = None
        held = box if held is None else Box(min(held.x0, box.x0), min(held.y0, box.y0),
                                            max(held.x1, box.x1), max(held.y1, box.y1))  # fmt: skip
    if held:
        yield held


def _paint(picture: Image.Image, boxes: Sequence[Box]) -> None:
    draw = ImageDraw.Draw(picture)
    for box in boxes:
        short = min(abs(box.x1 - box.x0) * picture.width, abs(box.y1 - box.y0) * picture.height)
        margin = max(1.0, short * _MARGIN)
        draw.rectangle(_edges(picture, box, margin), fill=(0, 0, 0))


def _edges(picture: Image.Image, box: Box, margin: float) -> tuple[int, int, int, int]:
    """Return the pixels of a box and of a margin around it."""
    left, right = sorted((box.x0 * picture.width, box.x1 * picture.width))
    top, bottom = sorted((box.y0 * picture.height, box.y1 * picture.height))
    return (
        math.floor(left - margin), math.floor(top - margin), math.ceil(right + margin), math.ceil(bottom + margin),
    )  # fmt: skip


def _whole(written: str, letters: Sequence[Letter], size: tuple[float, float], turn: int) -> PlacedWord:
    """Return a word where it begins; one that is broken at a line's end has all its letters there."""
    signs = [letter.sign for letter in letters]
    first = letters[: next((place for place, sign in enumerate(signs) if sign in BROKEN), len(letters))] or letters
    held = [letter.box for letter in first if letter.box]
    around = Box(min(box.x0 for box in held), min(box.y0 for box in held),
                 max(box.x1 for box in held), max(box.y1 for box in held))  # fmt: skip
    return _placed(written, around, size, turn)


def _placed(text: str, box: Box, size: tuple[float, float], turn: int = 0) -> PlacedWord:
    wide, high = size
    return PlacedWord(text, box.x0 * wide, (1 - box.y1) * high, box.x1 * wide, (1 - box.y0) * high, turn)


def _also(document: pypdfium2.PdfDocument, made: _Made) -> Iterator[str]:
    yield "properties and names of authors"
    made.gone["attached files"] += document.count_attachments()
    made.gone["bookmarks"] = sum(1 for _ in document.get_toc())
    made.gone["scripts"] = max(0, raw.FPDFDoc_GetJavaScriptActionCount(document))
    made.gone["signatures"] = max(0, raw.FPDF_GetSignatureCount(document))
    made.gone["words that could not be seen"] = made.unseen
    for what, number in made.gone.items():
        if what and number:
            yield f"{number} {what}" if number > 1 else f"1 {_ONE[what]}"


def _notes(made: _Made) -> Iterator[str]:
    if made.scanned:
        yield f"{_pages(made.scanned)} no text, so words there were not looked for: look, and cover such pages whole."
    if made.pictured:
        yield (
            f"{_pages(made.pictured, 'is', 'are')} mostly pictures, and words in pictures were not looked for: look, "
            "and cover such pages whole."
        )
    if made.blackened:
        yield f"{_pages(made.blackened, 'is', 'are')} black throughout: its words do not say where they stand."
    if made.drawn:
        what = "1 marking stays" if made.drawn == 1 else f"{made.drawn} markings stay"
        yield f"{what} visible that someone put on the pages, such as text boxes and highlights."


def _pages(numbers: Sequence[int], one: str = "has", many: str = "have") -> str:
    shown = ", ".join(str(number) for number in numbers[:20])
    more = f" and {len(numbers) - 20} more" if len(numbers) > 20 else ""  # noqa: PLR2004 - as shown above
    return f"Pages {shown}{more} {many}" if len(numbers) > 1 else f"Page {shown} {one}"
