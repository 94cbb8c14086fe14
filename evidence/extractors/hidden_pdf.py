"""What a PDF hides: notes, attachments, authors, earlier states, details of pictures, and words nobody can see."""

import ctypes
import mmap
import re
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
from pypdfium2 import raw

from evidence.extractors.hidden_finds import Finds, counted, quoted
from evidence.extractors.hidden_pdf_words import find_unseen
from evidence.extractors.hidden_pictures import describe_xmp, find_inside
from evidence.extractors.pdf import open_pdf

_PROPERTIES = {
    "Author": "author",
    "Manager": "manager",
    "LastModifiedBy": "last saved by",
    "Company": "company",
    "Keywords": "keywords",
    "Subject": "subject",
    "SourceFile": "made from",
    "Comments": "comments",
}
_PEOPLE = frozenset({"Author", "Manager", "LastModifiedBy"})
_NOTES = {
    raw.FPDF_ANNOT_TEXT: "A note",
    raw.FPDF_ANNOT_FREETEXT: "Words typed onto the page",
    raw.FPDF_ANNOT_HIGHLIGHT: "A highlight",
    raw.FPDF_ANNOT_UNDERLINE: "An underline",
    raw.FPDF_ANNOT_SQUIGGLY: "A wavy line",
    raw.FPDF_ANNOT_STRIKEOUT: "A line through words",
    raw.FPDF_ANNOT_STAMP: "A stamp",
    raw.FPDF_ANNOT_CARET: "A mark to insert something",
    raw.FPDF_ANNOT_INK: "A drawing by hand",
    raw.FPDF_ANNOT_SQUARE: "A box drawn on the page, under which everything is kept",
    raw.FPDF_ANNOT_CIRCLE: "A circle drawn on the page",
    raw.FPDF_ANNOT_LINE: "A line drawn on the page",
    raw.FPDF_ANNOT_POLYGON: "A shape drawn on the page, under which everything is kept",
    raw.FPDF_ANNOT_REDACT: "A redaction that was marked and never carried out",
    raw.FPDF_ANNOT_SOUND: "A recording",
    raw.FPDF_ANNOT_MOVIE: "A film",
    raw.FPDF_ANNOT_RICHMEDIA: "A film or sound",
}
_OUT_OF_SIGHT = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW | raw.FPDF_ANNOT_FLAG_INVISIBLE
_MOST_SECONDS = 75.0  # for all pages, about a thousand of them; the job's own limit is longer
_MOST_PICTURES = 2_000
_MOST_ENDS = 1_000
_XMP_PLACE = "document properties (XMP)"
_MOST_XMP = 4 * 1024 * 1024
_XMP_START, _XMP_END = b"<x:xmpmeta", b"</x:xmpmeta>"
_METADATA = re.compile(rb"/Type\s*/Metadata\b[^\0]{0,300}?stream\r?\n", re.DOTALL)


def find(path: Path, finds: Finds) -> None:
    """Search a PDF; raises ``Unreadable`` for one that is damaged or has a password."""
    document = open_pdf(path)
    try:
        _properties(document, finds)
        _attachments(document, finds)
        _states(document, finds)
        _pages(document, finds)
    finally:
        document.close()
    _xmp(path, finds)


def _properties(document: pypdfium2.PdfDocument, finds: Finds) -> None:
    for key, name in _PROPERTIES.items():
        value = document.get_metadata_value(key).strip()
        if value:
            finds.add("author" if key in _PEOPLE else "property", "document properties", f"{name}: {value}")


def _attachments(document: pypdfium2.PdfDocument, finds: Finds) -> None:
    for index in range(document.count_attachments()):
        name = document.get_attachment(index).get_name()
        finds.add("embedded-file", "document", f"The file {quoted(name)} is inside this one.")


def _states(document: pypdfium2.PdfDocument, finds: Finds) -> None:
    """Note that a file was added to rather than written anew: what it held before can be brought back."""
    ends = (ctypes.c_uint * _MOST_ENDS)()
    number = raw.FPDF_GetTrailerEnds(document, ends, _MOST_ENDS)
    if number > 1:
        what = (
            f"{counted(number - 1, 'earlier state')} of the file can be brought back, with what was taken out since."
        )
        finds.add("earlier-state", "document", what)


def _pages(document: pypdfium2.PdfDocument, finds: Finds) -> None:
    pages = len(document)
    if document.get_formtype():
        document.init_forms()
    pictures = 0
    scanned: list[int] = []
    end = time.monotonic() + _MOST_SECONDS
    for number in range(1, pages + 1):
        if time.monotonic() > end:
            finds.unsearched(f"Only its first {number - 1:,} pages were searched for hidden content.")
            break
        try:
            page = document[number - 1]
            _notes(page, number, finds)
            for data in _jpegs(page):
                pictures += 1
                if pictures <= _MOST_PICTURES:
                    find_inside(data, f"p. {number}, picture", finds, number)
            page.close()
            if find_unseen(document, number, finds):
                scanned.append(number)
        except pypdfium2.PdfiumError:
            finds.unsearched(f"Page {number} is damaged and could not be searched for hidden content.")
    if scanned:
        what = (
            f"{counted(len(scanned), 'page')} with words that are never drawn, as scanners write them behind their "
            "pictures. What is blacked out in the picture alone can still be read in them."
        )
        finds.add("scanned-words", f"p. {scanned[0]}", what, scanned[0])


def _notes(page: pypdfium2.PdfPage, number: int, finds: Finds) -> None:
    where = f"p. {number}"
    for index in range(raw.FPDFPage_GetAnnotCount(page)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            kind = raw.FPDFAnnot_GetSubtype(note)
            said, author = _string(note, "Contents"), _string(note, "T")
            if kind in _NOTES:
                words = f": {quoted(said)}" if said else ""
                finds.add("comment", where, f"{_NOTES[kind]}{f' by {author}' if author else ''}{words}", number)
            elif kind == raw.FPDF_ANNOT_FILEATTACHMENT:
                finds.add(
                    "embedded-file",
                    where,
                    f"A file is attached to the page{f': {quoted(said)}' if said else '.'}",
                    number,
                )
            elif kind == raw.FPDF_ANNOT_WIDGET and raw.FPDFAnnot_GetFlags(note) & _OUT_OF_SIGHT:
                answer = _string(note, "V")
                if answer:
                    finds.add("hidden-text", where, f"A hidden field of a form: {quoted(answer)}", number)
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _string(note: raw.FPDF_ANNOTATION, key: str) -> str:
    size = raw.FPDFAnnot_GetStringValue(note, key.encode(), None, 0)
    if size <= 2:  # noqa: PLR2004 - two bytes are the empty string's end
        return ""
    letters = ctypes.create_string_buffer(size)
    raw.FPDFAnnot_GetStringValue(note, key.encode(), ctypes.cast(letters, ctypes.POINTER(ctypes.c_ushort)), size)
    return letters.raw[: size - 2].decode("utf-16-le", "replace")


def _jpegs(page: pypdfium2.PdfPage) -> Iterator[bytes]:
    """Yield the page's photographs as they came from the camera, where the PDF keeps them so."""
    for picture in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE,), max_depth=4):
        if picture.get_filters(skip_simple=True) == ["DCTDecode"]:
            yield bytes(picture.get_data(decode_simple=True))


def _xmp(path: Path, finds: Finds) -> None:
    """Search the details that Adobe's standard keeps as XML, whether packed or plain."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as data:
        start = data.find(_XMP_START)
        while start >= 0 and (end := data.find(_XMP_END, start)) >= 0:
            describe_xmp(data[start : end + len(_XMP_END)], _XMP_PLACE, finds)
            start = data.find(_XMP_START, end)
        for found in _METADATA.finditer(data):
            if b"FlateDecode" in found[0]:
                try:
                    packet = zlib.decompressobj().decompress(data[found.end() : found.end() + _MOST_XMP], _MOST_XMP)
                except zlib.error:
                    finds.unsearched("Its XMP details could not be searched for hidden content.")
                else:
                    describe_xmp(packet, _XMP_PLACE, finds)
