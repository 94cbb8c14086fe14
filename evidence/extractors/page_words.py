"""The words of a PDF page and where they stand on it as it is shown: turned, and cropped."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw

from evidence.extractors import media, reasons
from evidence.extractors.passages import tidy
from evidence.extractors.pdf import BROKEN, open_pdf, whole_words, words_in
from evidence.readings import Box, NoSuchPage, PageWords, Unreadable, Word

_MOST_CHARACTERS = 200_000  # of one page; a page of a book holds 3,000
_FINE = 100_000  # steps across a page that places are measured in
_DIGITS = 5

_Edges = tuple[float, float, float, float]


def answer(path: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Do the job ``words``. Raises ``Unreadable`` and ``NoSuchPage``."""
    if job["media_type"] != media.PDF:
        return PageWords(0, 0).to_dict()
    document = open_pdf(path)
    try:
        if not 1 <= job["page"] <= len(document):
            raise NoSuchPage(len(document))
        return _page_words(document, job["page"] - 1).to_dict()
    except pypdfium2.PdfiumError as error:
        raise Unreadable(reasons.PAGE_NOT_DRAWN) from error
    finally:
        document.close()


def _page_words(document: pypdfium2.PdfDocument, index: int) -> PageWords:
    if document.get_formtype():
        document.init_forms()
    page = document[index]
    if document.formenv is not None:  # what was filled in stands apart from the page until it is flattened
        page.flatten()
        page.close()
        page = document[index]
    width, height = page.get_size()
    text = page.get_textpage()
    try:
        found = list(_runs(text))
    finally:
        text.close()
    known = words_in("\n".join(run.text for run in found))
    words = (Word(tidy(whole_words(run.text, known)), tuple(_boxes(page, run))) for run in found)
    return PageWords(width, height, tuple(word for word in words if word.text))


@dataclass(slots=True)
class _Run:
    """A word being gathered: its letters, and the edges of each piece of it in the page's own measure."""

    text: str = ""
    pieces: list[_Edges] = field(default_factory=list)
    broken: bool = False

    def take(self, letter: str, edges: _Edges | None) -> None:
        self.text += letter
        if edges is not None:
            if self.pieces and not self.broken:
                self.pieces[-1] = _around(self.pieces[-1], edges)
            else:
                self.pieces.append(edges)
            self.broken = letter in BROKEN
        elif letter in BROKEN:
            self.broken = True


def _runs(text: pypdfium2.PdfTextPage) -> Iterator[_Run]:
    run = _Run()
    for index in range(min(text.count_chars(), _MOST_CHARACTERS)):
        code = raw.FPDFText_GetUnicode(text, index)
        letter = chr(code) if 0 < code <= 0x10FFFF else " "  # noqa: PLR2004 - the last of all characters
        if not letter.isspace():
            run.take(letter, _edges(text, index))
        elif run.text and not run.broken:
            yield run
            run = _Run()
    if run.text:
        yield run


def _edges(text: pypdfium2.PdfTextPage, index: int) -> _Edges | None:
    """Return left, bottom, right and top of a character, as high as its line; None where it has no place."""
    loose = raw.FS_RECTF()
    if raw.FPDFText_GetLooseCharBox(text, index, loose) and loose.right > loose.left and loose.top > loose.bottom:
        return loose.left, loose.bottom, loose.right, loose.top
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    if raw.FPDFText_GetCharBox(text, index, left, right, bottom, top) and right.value > left.value:
        return left.value, bottom.value, right.value, top.value
    return None


def _around(one: _Edges, other: _Edges) -> _Edges:
    return min(one[0], other[0]), min(one[1], other[1]), max(one[2], other[2]), max(one[3], other[3])


def _boxes(page: pypdfium2.PdfPage, run: _Run) -> Iterator[Box]:
    for left, bottom, right, top in run.pieces:
        (x0, y0), (x1, y1) = _place(page, left, top), _place(page, right, bottom)
        box = Box(*(round(min(max(one, 0.0), 1.0), _DIGITS) for one in
                    (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))))  # fmt: skip
        if box.x1 > box.x0 and box.y1 > box.y0:
            yield box


def _place(page: pypdfium2.PdfPage, x: float, y: float) -> tuple[float, float]:
    """Return where the engine draws a point of the page, as parts of its width and height."""
    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _FINE, _FINE, 0, x, y, across, down)
    return across.value / _FINE, down.value / _FINE
