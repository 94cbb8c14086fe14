"""Telling the kind of a file from its content, never from its name alone.

A name only breaks ties between kinds that are all plain text (.csv, .md, .html, .eml, .txt). Reads are
bounded and use the standard library only, so this may run in the process that takes the upload.
"""

import io
import re
import zipfile
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from evidence.errors import Invalid, UnsupportedType
from evidence.extractors import compound, media, refusals

_HEAD = 65_536
_MOST_DIRECTORY = 8 * 1024 * 1024  # bytes of a zip's own list of members that we are ready to read
_END_OF_ZIP = 22
_PDF_WITHIN = 1_024  # readers find a PDF's mark this far into the file

_PDF_MARK = re.compile(rb"%PDF-\d\.\d")
_OFFICE_MAIN = (
    (b"wordprocessingml.document.main", media.DOCX),
    (b"ms-word.document.macroEnabled.main", media.DOCM),
    (b"wordprocessingml.template.main", media.DOCX),
    (b"ms-word.template.macroEnabledTemplate.main", media.DOCM),
    (b"spreadsheetml.sheet.main", media.XLSX),
    (b"spreadsheetml.template.main", media.XLSX),
    (b"ms-excel.sheet.macroEnabled.main", media.XLSM),
    (b"ms-excel.template.macroEnabled.main", media.XLSM),
    (b"ms-excel.sheet.binary.macroEnabled.main", media.XLSB),
    (b"presentationml.presentation.main", media.PPTX),
    (b"presentationml.slideshow.main", media.PPTX),
    (b"presentationml.template.main", media.PPTX),
    (b"ms-powerpoint.presentation.macroEnabled.main", media.PPTM),
    (b"ms-powerpoint.slideshow.macroEnabled.main", media.PPTM),
    (b"ms-powerpoint.template.macroEnabled.main", media.PPTM),
)
_OFFICE_PARTS = (
    (b"word/document.xml", media.DOCX),
    (b"xl/workbook.bin", media.XLSB),
    (b"xl/workbook.xml", media.XLSX),
    (b"ppt/presentation.xml", media.PPTX),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", media.ODT),
    (b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet", media.ODS),
    (b"mimetypeapplication/vnd.oasis.opendocument.presentation", media.ODP),
)
_OPEN_DOCUMENT = {
    media.ODT: media.ODT,
    media.ODS: media.ODS,
    media.ODP: media.ODP,
    media.ODT + "-template": media.ODT,
    media.ODS + "-template": media.ODS,
    media.ODP + "-template": media.ODP,
}
_COMPOUND = (
    ("__properties_version1.0", media.MSG),
    ("\tDRMContent", media.RIGHTS_MANAGED),
    ("WordDocument", media.DOC),
    ("PowerPoint Document", media.PPT),
    ("Workbook", media.XLS),
    ("Book", media.XLS),
)
_MAIL_HEADER = re.compile(
    rb"^(received|return-path|delivered-to|mime-version|message-id|date|from|to|subject|x-[\w-]+"
    rb"|content-[\w-]+|cc|reply-to|sender|thread-[\w-]+|references|in-reply-to|dkim-signature|arc-[\w-]+)[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_MAIL_MARKS = frozenset({b"received", b"mime-version", b"message-id", b"return-path"})
_HTML_START = re.compile(
    rb"\s*(<\?xml[^>]*>\s*|<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE | re.DOTALL
)
_BY_NAME = {
    ".csv": media.CSV,
    ".tsv": media.CSV,
    ".tab": media.CSV,
    ".md": media.MARKDOWN,
    ".markdown": media.MARKDOWN,
    ".htm": media.HTML,
    ".html": media.HTML,
    ".xhtml": media.HTML,
}
_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_ODD_BYTES = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 26, 27})


def sniff(source: Path | BinaryIO, name: str) -> str:
    """Return the media type (one of ``media``) of the content of ``source``.

    ``source`` is a path or a seekable stream, whose position is put back. ``name`` is the file's name as
    given; a wrong suffix is no error.

    Raises ``Invalid`` for an empty file and ``UnsupportedType``, which says what the file seems to be and
    what is taken.
    """
    if isinstance(source, Path):
        with source.open("rb") as stream:
            return _sniff(stream, name)
    place = source.tell()
    try:
        source.seek(0)
        return _sniff(source, name)
    finally:
        source.seek(place)


def _sniff(stream: BinaryIO, name: str) -> str:
    head = stream.read(_HEAD)
    if not head:
        raise Invalid(
            "The file is empty: it holds no bytes at all. Check that it was saved, and choose it again.",
            details={"name": name},
        )
    found = _by_mark(stream, head, name) or _text_kind(head, name)
    if found is None:
        raise _unsupported(refusals.seems_to_be(head), name)
    return found


def _by_mark(stream: BinaryIO, head: bytes, name: str) -> str | None:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _zip_kind(stream, head, name)
    if head.startswith(compound.MAGIC):
        return _compound_kind(stream, name)
    for mark, media_type in (
        (b"{\\rtf", media.RTF),
        (b"\x89PNG\r\n\x1a\n", media.PNG),
        (b"\xff\xd8\xff", media.JPEG),
        (b"II*\x00", media.TIFF),
        (b"MM\x00*", media.TIFF),
        (b"II+\x00", media.TIFF),
        (b"MM\x00+", media.TIFF),
    ):
        if head.startswith(mark):
            return media_type
    return media.PDF if _PDF_MARK.search(head[:_PDF_WITHIN]) else None


def _zip_kind(stream: BinaryIO, head: bytes, name: str) -> str:
    names, types, mimetype = _zip_listing(stream)
    for part, media_type in _OFFICE_MAIN:
        if part in types:
            return media_type
    if mimetype in _OPEN_DOCUMENT:
        return _OPEN_DOCUMENT[mimetype]
    if not names:  # The list of members is at the end; without it the file was cut short.
        return next((media_type for part, media_type in _OFFICE_PARTS if part in head), media.ZIP)
    other = refusals.kind_of_zip(names, types, mimetype)
    if other:
        raise _unsupported(other, name)
    return media.ZIP


def _zip_listing(stream: BinaryIO) -> tuple[frozenset[str], bytes, str]:
    """Return the member names, the content types part and the mimetype member; empty where unreadable."""
    if not _small_directory(stream):
        return frozenset(), b"", ""
    with suppress(Exception), zipfile.ZipFile(stream) as archive:
        names = frozenset(archive.namelist())
        types = _start_of(archive, "[Content_Types].xml", names, 1024 * 1024)
        mimetype = _start_of(archive, "mimetype", names, 200).decode("ascii", "replace").strip()
        return names, types, mimetype
    return frozenset(), b"", ""


def _start_of(archive: zipfile.ZipFile, member: str, names: frozenset[str], most: int) -> bytes:
    if member not in names:
        return b""
    with suppress(Exception), archive.open(member) as part:
        return part.read(most)
    return b""


def _small_directory(stream: BinaryIO) -> bool:
    size = stream.seek(0, io.SEEK_END)
    stream.seek(max(0, size - _HEAD - _END_OF_ZIP))
    tail = stream.read(_HEAD + _END_OF_ZIP)
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or at + _END_OF_ZIP > len(tail):
        return False
    return int.from_bytes(tail[at + 12 : at + 16], "little") <= _MOST_DIRECTORY


def _compound_kind(stream: BinaryIO, name: str) -> str:
    names = compound.root_names(stream)
    if "EncryptedPackage" in names:
        return media.RIGHTS_MANAGED if _has_rights_transform(stream) else media.LOCKED
    for root_name, media_type in _COMPOUND:
        if root_name in names:
            return media_type
    raise _unsupported(refusals.OTHER_OFFICE if any(names) else refusals.DAMAGED_OFFICE, name)


def _has_rights_transform(stream: BinaryIO) -> bool:
    """Tell restricted permissions from a password by the transform's name, near either end of the file."""
    mark = "DRMEncryptedTransform".encode("utf-16-le")
    size = stream.seek(0, io.SEEK_END)
    for start in (0, max(0, size - _HEAD * 4)):
        stream.seek(start)
        if mark in stream.read(_HEAD * 4):
            return True
    return False


def _text_kind(head: bytes, name: str) -> str | None:
    if not head.startswith(_BYTE_ORDER_MARKS) and _is_binary(head):
        return None
    plain = head.replace(b"\x00", b"") if head.startswith(_BYTE_ORDER_MARKS[1:]) else head
    plain = plain.lstrip(b"\xef\xbb\xbf\xff\xfe")
    if refusals.seems_to_be(plain):
        return None
    dot = name.rfind(".")
    suffix = name[dot:].strip().lower() if dot >= 0 else ""
    if _is_mail(plain, suffix):
        return media.EML
    if suffix in _BY_NAME:
        return _BY_NAME[suffix]
    return media.HTML if _HTML_START.match(plain) else media.TXT


def _is_binary(head: bytes) -> bool:
    odd = len(head) - len(head.translate(None, _ODD_BYTES))
    return b"\x00" in head or odd * 50 > len(head)


def _is_mail(plain: bytes, suffix: str) -> bool:
    top = re.split(rb"\r?\n\r?\n", plain, maxsplit=1)[0]
    headers = {found.lower() for found in _MAIL_HEADER.findall(top)}
    if not _MAIL_HEADER.match(top) and not top.startswith(b"From "):
        return False
    wanted = 1 if suffix in {".eml", ".mht", ".mhtml"} else 3
    return len(headers) >= wanted and (wanted == 1 or bool(headers & _MAIL_MARKS))


def _unsupported(seems: str, name: str) -> UnsupportedType:
    what = f"This seems to be {seems}" if seems else "This is not a kind of file that the library knows"
    advice = refusals.advice_for(seems)
    return UnsupportedType(
        f"{what}, so it was not added. {advice}The library takes {media.TAKEN}.",
        details={"name": name, "seems": seems},
    )
