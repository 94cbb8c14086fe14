"""PDF: the text of each page, document properties, and which pages are only pictures."""

import re
from collections.abc import Collection, Iterator
from itertools import islice
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from evidence.extractors import media, reasons
from evidence.extractors.dates import iso_of_pdf
from evidence.extractors.passages import Block, at, one_line, pack, tidy
from evidence.readings import Passage, Reading, Unreadable

_PASSWORD_MARK = "password"  # noqa: S105 - a word in the engine's message
_BROKEN_WORD = re.compile(r"(\w+)[\x02\ufffe]\s*(\w+)")
_LIST_ITEM = re.compile(r"([•●▪◦‣–\-*✓]|\(?\d{1,3}[.)]|\(?[a-z][.)])\s")
BROKEN = "\x02\ufffe"
"""What the engine gives for a hyphen at a line's end."""
_TEXT_LIMIT = 2_000_000  # characters of one page; a page of a book holds 3,000


_MOSTLY = 0.4  # of a page
_FEW_LETTERS = 100  # a page that was scanned and read has many more
_MOST_PICTURES = 500  # of a page that are looked at
_DEEP = 3  # groups within groups in which pictures are looked for


class Pdf:
    """Reads PDF files page by page."""

    media_types = (media.PDF,)

    def read(self, path: Path, staging: Path) -> Reading:
        """Return the text by page; pages without text are listed as scanned."""
        del staging
        document = open_pdf(path)
        try:
            return _read(document)
        finally:
            document.close()


def open_pdf(path: Path) -> pypdfium2.PdfDocument:
    """Open the PDF at ``path``; the caller closes it.

    Raises ``Unreadable`` for one with a password, and for a damaged one.
    """
    try:
        return pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = _PASSWORD_MARK in str(error).lower() or "security" in str(error).lower()
        raise Unreadable(reasons.PASSWORD if locked else reasons.DAMAGED) from error


def _read(document: pypdfium2.PdfDocument) -> Reading:
    passages: list[Passage] = []
    scanned: list[int] = []
    failed: list[int] = []
    pages = len(document)
    if document.get_formtype():
        document.init_forms()
    for number in range(1, pages + 1):
        try:
            text = _page_text(document, number - 1)
        except pypdfium2.PdfiumError:
            failed.append(number)
            continue
        found = list(pack(_paragraphs(text), at(f"p. {number}"), page=number))
        passages += found
        if (not found and not _is_blank(document, number - 1)) or _is_mostly_picture(document, number - 1):
            scanned.append(number)
    if pages and len(failed) == pages:
        raise Unreadable(reasons.DAMAGED)
    return Reading(pages, tuple(passages), _properties(document), (), tuple(scanned), tuple(_notes(document, failed)))


def _notes(document: pypdfium2.PdfDocument, failed: list[int]) -> Iterator[str]:
    if failed:
        yield f"{_pages(failed)} damaged and could not be read."
    inside = document.count_attachments()
    if inside:
        files = "a file" if inside == 1 else f"{inside} files"
        yield f"This PDF carries {files} inside it, not read here. Save what matters and add it as a document."


def _page_text(document: pypdfium2.PdfDocument, index: int) -> str:
    page = document[index]
    if document.formenv is not None:  # what was filled in stands apart from the page until it is flattened
        page.flatten()
        page.close()
        page = document[index]
    text = page.get_textpage()
    try:
        return str(text.get_text_range(count=min(text.count_chars(), _TEXT_LIMIT)))
    finally:
        text.close()
        page.close()


def _is_mostly_picture(document: pypdfium2.PdfDocument, index: int) -> bool:
    page = document[index]
    try:
        return is_mostly_picture(page)
    finally:
        page.close()


def is_mostly_picture(page: pypdfium2.PdfPage) -> bool:
    """Tell a page that pictures fill for the most part, with hardly a letter over them, such as a stamped scan."""
    wide, high = page.get_size()
    covered, letters = 0.0, 0
    text = page.get_textpage()
    try:
        pictures = page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=_DEEP)
        for picture in islice(pictures, _MOST_PICTURES):
            left, bottom, right, top = picture.get_bounds()
            left, bottom, right, top = max(left, 0.0), max(bottom, 0.0), min(right, wide), min(top, high)
            if right > left and top > bottom:
                covered += (right - left) * (top - bottom)
                letters += sum(map(str.isalnum, text.get_text_bounded(left, bottom, right, top)))
    finally:
        text.close()
    return covered > _MOSTLY * wide * high and letters < _FEW_LETTERS


def _is_blank(document: pypdfium2.PdfDocument, index: int) -> bool:
    """Tell a page on which nothing is drawn, and on which no note or stamp lies."""
    page = document[index]
    try:
        return not (raw.FPDFPage_CountObjects(page) or raw.FPDFPage_GetAnnotCount(page))
    finally:
        page.close()


def _paragraphs(text: str) -> list[Block]:
    """Join a page's lines into paragraphs: a new one after a short line that ends a sentence, or at an item."""
    lines = tidy(whole_words(text, words_in(text))).split("\n")
    longest = max(map(len, lines))
    blocks: list[Block] = []
    held: list[str] = []
    for line in lines:
        if held and (_LIST_ITEM.match(line) or _ends_paragraph(held[-1], longest)):
            blocks.append(Block("\n".join(held)))
            held = []
        held.append(line)
    blocks.append(Block("\n".join(held)))
    return blocks


def _ends_paragraph(line: str, longest: int) -> bool:
    return line.endswith((".", "!", "?", ":", ";", "”", '"')) and len(line) < longest * 0.9


def words_in(text: str) -> frozenset[str]:
    """Return the words of a page in small letters, where any of them is broken at a line's end; none otherwise."""
    broken = any(mark in text for mark in BROKEN)
    return frozenset(re.findall(r"\w+", text.lower())) if broken else frozenset()


def whole_words(text: str, known: Collection[str]) -> str:
    """Mend words broken at a line's end: without the hyphen where the page has the whole word elsewhere."""

    def mend(found: re.Match[str]) -> str:
        whole = found[1] + found[2]
        return whole if whole.lower() in known else f"{found[1]}-{found[2]}"

    return _BROKEN_WORD.sub(mend, text)


def _properties(document: pypdfium2.PdfDocument) -> dict[str, str]:
    found = document.get_metadata_dict(skip_empty=True)
    properties = {name: one_line(found.get(name.title(), ""), 500) for name in ("title", "author", "subject")}
    properties["created"] = iso_of_pdf(found.get("CreationDate", ""))
    properties["modified"] = iso_of_pdf(found.get("ModDate", ""))
    return {name: value for name, value in properties.items() if value}


def _pages(numbers: list[int]) -> str:
    shown = ", ".join(str(number) for number in numbers[:20])
    more = f" and {len(numbers) - 20} more" if len(numbers) > 20 else ""  # noqa: PLR2004 - as shown above
    return f"Pages {shown}{more} are" if len(numbers) > 1 else f"Page {shown} is"
