"""Looking for words in a whole file: as the library reads it, and in its bytes, however they are packed.

It compares words as redacting does, and shares nothing of how that finds its way through a file. Short words
and small numbers, which every file has by chance, are looked for in its texts alone.
"""

import re
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from evidence.extractors import media, page_words
from evidence.extractors.package import Package, local, parse_xml
from evidence.extractors.pdf import Pdf, open_pdf
from evidence.extractors.redacting_words import Search, is_for_people, is_structural
from evidence.extractors.spreadsheet import Spreadsheet
from evidence.extractors.word import Word
from evidence.readings import PageWords, Reading, Unreadable

_READ: dict[str, Callable[[Path, Path], Reading]] = {
    media.PDF: Pdf().read,
    media.DOCX: Word().read,
    media.DOCM: Word().read,
    media.XLSX: Spreadsheet().read,
    media.XLSM: Spreadsheet().read,
}
_MOST_PART = 256 * 1024**2
_MOST_READ = 1024**3
_SAMPLE = 4096
_UNPRINTED = bytes({*range(9), *range(14, 32), *range(127, 256)})
OVER_A_PAGE = "from p."
"""How a place begins that goes over the end of a page."""
_AROUND_AN_END = 200  # signs before and after the end of a page
_MOST_STREAM = 64 * 1024**2
_LINES = frozenset({"p", "si", "is", "c", "v"})
_APART = "\n¶\n"
_NAMESPACE = re.compile(rb'xmlns(?::[\w.-]+)?\s*=\s*["\']([^"\']*)["\']')
_USUAL_SPACES = (b"http://schemas.openxmlformats.org/", b"http://schemas.microsoft.com/office/",
                 b"http://purl.oclc.org/ooxml/", b"urn:schemas-microsoft-com:", b"http://www.w3.org/",
                 b"http://purl.org/dc/")  # fmt: skip
_USUAL_NAMES = re.compile(
    r"\[Content_Types\]|docProps|(?<![^/])(_rels|word|xl|media|charts|diagrams|drawings|worksheets|theme|embeddings"
    r"|document|header|footer|footnotes|endnotes|styles|numbering|settings|fontTable|image|chart|data|layout"
    r"|quickStyle|colors|drawing|sheet|workbook|sharedStrings|comments|core|app|custom)(?=[\d/.]|$)|\.\w+$"
)
_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)
_STRING = re.compile(rb"\(((?:\\.|[^\\()])*)\)|<([0-9A-Fa-f\s]+)>", re.DOTALL)
_ESCAPED = re.compile(rb"\\(\r?\n|[0-7]{1,3}|.)", re.DOTALL)
_MEANT = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b" ", b"f": b" "}
_OF_PDF = re.compile(rb"/[A-Za-z0-9]+|endstream|endobj|startxref|xref|trailer|stream|obj")

Found = tuple[str, int | None, set[int]]
"""A place in the file, its page where it is on one, and which of the wanted are there, by place."""


def look(path: Path, media_type: str, search: Search) -> Iterator[Found]:
    """Yield where in the file at ``path`` something wanted is. Raises ``Unreadable``."""
    reading = _READ[media_type](path, path.parent)
    for passage in reading.passages:
        yield passage.locator, passage.page, search.met(passage.text)
    yield "properties", None, search.met_in_names(_APART.join(reading.properties.values()))
    if media_type == media.PDF:
        yield from _in_pages(path, search)
        yield "bytes of the file", None, _in_pdf(path.read_bytes(), search)
        return
    yield "whole text", None, search.met("\n".join(passage.text for passage in reading.passages))
    with Package(path, most_part=_MOST_PART, most_read=_MOST_READ) as package:
        for name in package.names():
            yield name, None, search.met_in_names(_USUAL_NAMES.sub(" ", name))
            yield from ((name, None, met) for met in _in_part(name, package.data(name), search))
    with zipfile.ZipFile(path) as archive:
        beside = [archive.comment, *(member.extra + member.comment for member in archive.infolist())]
    yield "beside the parts", None, set().union(*(search.met_in_bytes(one) for one in beside))


def _in_pages(path: Path, search: Search) -> Iterator[Found]:
    document = open_pdf(path)
    pages = len(document)
    document.close()
    before = ""
    for number in range(1, pages + 1):
        text = ""
        with suppress(Unreadable):  # a page without words to read, which the reader above has looked at
            found = page_words.answer(path, {"media_type": media.PDF, "page": number})
            text = " ".join(word.text for word in PageWords.from_dict(found).words)
            yield f"p. {number}", number, search.met(text)
        head = text[:_AROUND_AN_END]
        over = search.met(f"{before} {head}") - search.met(before) - search.met(head)
        yield f"{OVER_A_PAGE} {number - 1} to p. {number}", None, over
        before = text[-_AROUND_AN_END:]


def _in_part(name: str, data: bytes, search: Search) -> Iterator[set[int]]:
    """Yield what is in one part of a package: in its texts across runs, its descriptions, and its bytes."""
    if not name.endswith((".xml", ".rels", ".vml")):
        yield search.met_in_bytes(data)
        return
    yield search.met_in_format(data.decode("utf-8", "ignore"))
    try:
        root = parse_xml(data)
    except Unreadable:
        return
    lines, people, others = [], [], [one.decode("utf-8", "replace") for one in set(_NAMESPACE.findall(data))
                                     if not one.startswith(_USUAL_SPACES)]  # fmt: skip
    for element in root.getroottree().iter():
        if local(element) in _LINES:
            pieces = [str(one) for one in element.itertext()]
            lines += ["".join(pieces), " ".join(pieces)]
        others += [
            one.replace("&&", "&") for one in (element.text, element.tail) if one and not is_structural(one.strip())
        ]
        for key, value in element.items():
            attribute = str(key).rsplit("}", 1)[-1]
            if is_for_people(attribute) or local(element) == "lvlText":
                people.append(str(value))
            elif not is_structural(str(value)):
                others.append(_USUAL_NAMES.sub(" ", str(value)) if name.endswith((".rels", "].xml")) else str(value))
    yield search.met("\n".join(lines))
    yield search.met(_APART.join(people))
    yield search.met_in_names(_APART.join(others))


def _in_pdf(data: bytes, search: Search) -> set[int]:
    """Return what is in a PDF's bytes: as they are, unpacked, and in its strings, one by one and run together."""
    met = _in_strings(_STREAM.sub(b" ", data), search)
    for found in _STREAM.finditer(data):
        body = _inflated(found[1])
        head = body[:_SAMPLE]
        if len(head.translate(None, _UNPRINTED)) * 20 > len(head) * 19:  # a text, and no picture
            met |= _in_strings(body, search)
        else:
            met |= search.met_in_bytes(body) | search.met_in_bytes(found[1])
    return met


def _in_strings(body: bytes, search: Search) -> set[int]:
    strings = [_string(*found.groups(b"")) for found in _STRING.finditer(body)]
    apart, together = search.met_in_names(" ".join(strings)), search.met_in_names("".join(strings))
    return apart | together | search.met_in_bytes(_OF_PDF.sub(b" ", body))


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompressobj().decompress(stream, _MOST_STREAM)
    except zlib.error:
        return stream


def _string(literal: bytes, hexadecimal: bytes) -> str:
    if hexadecimal:
        digits = bytes(hexadecimal.translate(None, b" \r\n\t\f\x00"))
        value = bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    else:
        value = _ESCAPED.sub(_meant, literal)
    if value.startswith(b"\xfe\xff"):
        return value[2:].decode("utf-16-be", "replace")
    return value.decode("latin-1")


def _meant(found: "re.Match[bytes]") -> bytes:
    sign = found[1]
    if sign.isdigit():
        return bytes([int(sign, 8) & 0xFF])
    return b"" if sign.endswith(b"\n") else _MEANT.get(sign, sign)
