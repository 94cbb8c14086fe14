"""The letters of a PDF page where they stand, and whether anybody can see them.

A letter is seen when the page looks different without it: not when it is white on white, lies under a black
bar or a picture, is on a layer that is switched off, or off the page. Letters that are never drawn, as scanners
put them over their pictures, are seen where the page has anything drawn there.
"""

import ctypes
import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pypdfium2
from PIL import Image, ImageChops
from pypdfium2 import raw

from evidence.extractors.pdf import BROKEN
from evidence.readings import Box

_MOST_LETTERS = 200_000  # of one page; a page of a book holds 3,000
_FINE = 1_000_000  # steps across a page that places are measured in
_FAR = 1_000.0  # points
_NEVER_DRAWN = frozenset({3, 7})  # invisible, and added to the clipping path
_DIFFERENT = 16  # of 255 steps of brightness
_EDGE = 0.1  # of a letter's box at each side, where its neighbours may be
_BAND = 0.25  # of its height above and below, where only some letters reach
_OVERHANG = 0.2  # of a letter's height: how far it may reach out of its box
_TRACE = 20  # pixels
LEAST_HEIGHT = 1.5
"""Points; smaller letters are no more than dust on paper."""
_TOUCH = 0.1  # of a letter's width: less is no part of it under a box


Pixels = np.ndarray[Any, np.dtype[np.bool_]]
"""Which pixels of a page's picture are meant, by row and column."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, and its box in parts of the page as shown (None: it has no place).

    ``thing`` is the object of the page that draws it (0: none), ``ghost`` whether that is never drawn,
    ``turn`` where its line runs to, in whole quarters: degrees against the clock.
    """

    sign: str
    box: Box | None
    thing: int = 0
    ghost: bool = False
    turn: int = 0


class PageLetters:
    """The letters of ``page``. Raises ``PdfiumError`` for a damaged page.

    ``orders`` are its letters as read with each of the directions upright that text runs in on it, the most
    usual first: the engine mixes up the words of lines that stand on their heads.
    """

    def __init__(self, page: pypdfium2.PdfPage) -> None:
        self._page = page
        self._modes: dict[int, int] = {}
        self._objects: dict[int, Any] = {}
        self._kept = page.get_rotation()
        self._to_page = _measure(page)
        read = {self._kept: self._read(self._kept)}
        turns = Counter((letter.turn + self._kept) % 360 for letter in read[self._kept] if letter.box)
        by_use = [turn for turn, _ in turns.most_common()] or [self._kept]
        self.orders = [read[turn] if turn in read else self._read(turn) for turn in by_use]

    @property
    def letters(self) -> list[Letter]:
        """The letters in reading order."""
        return self.orders[0]

    def _read(self, upright: int) -> list[Letter]:
        self._page.set_rotation(upright)
        text = self._page.get_textpage()
        self._page.set_rotation(self._kept)
        try:
            return [self._letter(text, index) for index in range(min(text.count_chars(), _MOST_LETTERS))]
        finally:
            text.close()

    def show_all_but(self, things: Collection[int]) -> None:
        """Have the page drawn without the letters of some objects from now on."""
        for thing, drawn in self._objects.items():
            raw.FPDFPageObj_SetIsActive(drawn, thing not in things)

    @property
    def things(self) -> Collection[int]:
        """The objects of the page that draw letters."""
        return self._objects.keys()

    def _letter(self, text: pypdfium2.PdfTextPage, index: int) -> Letter:
        code = raw.FPDFText_GetUnicode(text, index)
        sign = chr(code) if 0 < code <= 0x10FFFF else " "  # noqa: PLR2004 - the last of all characters
        drawn = raw.FPDFText_GetTextObject(text, index)
        thing = ctypes.addressof(drawn.contents) if drawn else 0
        if thing and thing not in self._objects:
            self._objects[thing] = drawn
            self._modes[thing] = raw.FPDFTextObj_GetTextRenderMode(drawn)
        ghost = self._modes.get(thing) in _NEVER_DRAWN
        angle = math.degrees(raw.FPDFText_GetCharAngle(text, index)) - self._kept
        box = None if sign.isspace() else self._box(text, index)
        return Letter(sign, box, thing, ghost, round(angle / 90) * 90 % 360)

    def _box(self, text: pypdfium2.PdfTextPage, index: int) -> Box | None:
        """Return what a letter takes up: its own shape, and the height and width of its line together."""
        loose = raw.FS_RECTF()
        left, right, bottom, top = (ctypes.c_double() for _ in range(4))
        edges = []
        if raw.FPDFText_GetLooseCharBox(text, index, loose):
            edges.append((loose.left, loose.bottom, loose.right, loose.top))
        if raw.FPDFText_GetCharBox(text, index, left, right, bottom, top):
            edges.append((left.value, bottom.value, right.value, top.value))
        edges = [one for one in edges if one[2] > one[0] and one[3] > one[1]]
        if not edges:
            return None
        corners = [self._to_page(x, y) for x0, y0, x1, y1 in edges for x, y in ((x0, y0), (x1, y1))]
        across, down = [x for x, _ in corners], [y for _, y in corners]
        return Box(min(across), min(down), max(across), max(down))


def _measure(page: pypdfium2.PdfPage) -> Any:
    """Return what turns a point of the page's own measure into parts of it as shown."""

    def place(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
        return across.value / _FINE, down.value / _FINE

    (x0, y0), (x1, y1), (x2, y2) = place(0, 0), place(_FAR, 0), place(0, _FAR)
    return lambda x, y: (
        x0 + (x1 - x0) * x / _FAR + (x2 - x0) * y / _FAR,
        y0 + (y1 - y0) * x / _FAR + (y2 - y0) * y / _FAR,
    )


class Sight:
    """Which letters of a page can be seen, by two pictures of it: with its letters, and without.

    ``height`` is the page's, in points.
    """

    def __init__(self, picture: Image.Image, bare: Image.Image, height: float) -> None:
        # Sums from the top left corner, so that any part of the page is counted in one step.
        sums = ink(picture, bare).cumsum(0, np.int32).cumsum(1, np.int32)
        self._sums = np.pad(sums, ((1, 0), (1, 0)))
        self._grey = np.asarray(picture.convert("L"))
        self._least = LEAST_HEIGHT / height
        self._wide_as_high = picture.width / picture.height

    def hides(self, letters: Sequence[Letter]) -> bool:
        """Tell whether any letter of a word that means something cannot be seen."""
        meant = [one for one in letters if one.sign.isalnum()] or list(letters)
        return not meant or not all(self._shows(one) for one in meant)

    def _shows(self, letter: Letter) -> bool:
        box = letter.box
        if box is None or max(box.y1 - box.y0, (box.x1 - box.x0) * self._wide_as_high) < self._least:
            return False
        across = (box.x1 - box.x0) * _EDGE
        up = (box.y1 - box.y0) * (_BAND if letter.ghost else _EDGE)
        height, width = self._grey.shape
        left, right = _pixels(box.x0 + across, box.x1 - across, width)
        top, bottom = _pixels(box.y0 + up, box.y1 - up, height)
        if left >= right or top >= bottom:
            return False
        if letter.ghost:
            part = self._grey[top:bottom, left:right]
            return int(part.max()) - int(part.min()) > 2 * _DIFFERENT
        sums = self._sums
        return bool(sums[bottom, right] - sums[top, right] - sums[bottom, left] + sums[top, left])


def ink(picture: Image.Image, other: Image.Image) -> Pixels:
    """Return where two pictures of a page differ."""
    red, green, blue = ImageChops.difference(picture, other).split()
    strongest: Pixels = np.asarray(ImageChops.lighter(ImageChops.lighter(red, green), blue)) > _DIFFERENT
    return strongest


def stray(drawn: Pixels, letters: Iterable[Letter]) -> bool:
    """Tell whether more than a trace of what letters draw lies outside their boxes, which then say nothing."""
    rest = drawn.copy()
    height, width = rest.shape
    for box in (letter.box for letter in letters if letter.box):
        margin = (box.y1 - box.y0) * _OVERHANG + 2 / height
        left, right = _pixels(box.x0 - margin * height / width, box.x1 + margin * height / width, width)
        top, bottom = _pixels(box.y0 - margin, box.y1 + margin, height)
        rest[top:bottom, left:right] = False
    return int(rest.sum()) > _TRACE


def extent(drawn: Pixels) -> Box | None:
    """Return the box around everything drawn; None where nothing is."""
    rows, columns = np.flatnonzero(drawn.any(axis=1)), np.flatnonzero(drawn.any(axis=0))
    if not len(rows):
        return None
    height, width = drawn.shape
    return Box(columns[0] / width, rows[0] / height, (columns[-1] + 1) / width, (rows[-1] + 1) / height)


def _pixels(start: float, end: float, size: int) -> tuple[int, int]:
    return max(0, int(start * size)), min(size, int(end * size) + 1)


def covered(letters: Sequence[Letter], drawn: Sequence[Box], around: Sequence[Box]) -> set[int]:
    """Return the places of letters with a part under a box that was drawn, or their middle under one around words.

    A little is no part: lines of text reach into each other.
    """
    boxed = [place for place, letter in enumerate(letters) if letter.box]
    if not boxed or not (drawn or around):
        return set()
    x0, y0, x1, y1 = np.array([letters[place].box for place in boxed], dtype=float).T
    across, up = (x1 - x0) * _TOUCH, (y1 - y0) * _BAND
    middle, centre = (x0 + x1) / 2, (y0 + y1) / 2
    under = np.zeros(len(boxed), dtype=bool)
    for box in drawn:
        under |= (x0 + across < box.x1) & (x1 - across > box.x0) & (y0 + up < box.y1) & (y1 - up > box.y0)
    for box in around:
        under |= (box.x0 <= middle) & (middle <= box.x1) & (box.y0 <= centre) & (centre <= box.y1)
    return {boxed[place] for place in np.flatnonzero(under)}


def words_in_order(letters: Sequence[Letter]) -> Iterator[list[int]]:
    """Yield each word as the places of its letters; one that is broken at a line's end is one word."""
    word: list[int] = []
    broken = False
    for place, letter in enumerate(letters):
        if not letter.sign.isspace():
            word.append(place)
            broken = letter.sign in BROKEN
        elif word and not broken:
            yield word
            word = []
    if word:
        yield word


def running_text(letters: Sequence[Letter]) -> tuple[str, list[int]]:
    """Return the page's text for searching, and for each of its characters the letter's place.

    A hyphen at a line's end stays only where it is a sign of its own, and what follows it comes at once.
    """
    text: list[str] = []
    places: list[int] = []
    joining = False
    for place, letter in enumerate(letters):
        if letter.sign.isspace() and joining:
            continue
        after = letters[place + 1].sign if place + 1 < len(letters) else ""
        joining = letter.sign in BROKEN or (letter.sign == "-" and after in {"\r", "\n"})
        text.append(letter.sign)
        places.append(place)
    return "".join(text), places
