"""What pictures keep besides what they show: where, when, by whom and with what they were taken, and thumbnails."""

import io
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from lxml import etree
from PIL import ExifTags, Image

from evidence.extractors.hidden_finds import Finds
from evidence.extractors.package import local, parse_xml
from evidence.extractors.picture import open_picture
from evidence.readings import Unreadable

_PEOPLE = {
    ExifTags.Base.Artist: "artist",
    ExifTags.Base.Copyright: "copyright",
    ExifTags.Base.XPAuthor: "author",
    ExifTags.Base.CameraOwnerName: "camera's owner",
    ExifTags.Base.HostComputer: "computer",
}
_DETAILS = {
    ExifTags.Base.DateTimeOriginal: "taken",
    ExifTags.Base.DateTime: "changed",
    ExifTags.Base.Make: "make of camera",
    ExifTags.Base.Model: "camera",
    ExifTags.Base.BodySerialNumber: "camera's serial number",
    ExifTags.Base.ImageDescription: "description",
    ExifTags.Base.UserComment: "comment",
    ExifTags.Base.XPTitle: "title",
    ExifTags.Base.XPComment: "comment",
    ExifTags.Base.XPKeywords: "keywords",
    ExifTags.Base.XPSubject: "subject",
}
_WIDE_TEXT = frozenset({ExifTags.Base.XPAuthor, ExifTags.Base.XPTitle, ExifTags.Base.XPComment,
                        ExifTags.Base.XPKeywords, ExifTags.Base.XPSubject})  # fmt: skip
_TEXT_CODES = {b"ASCII\0\0\0": "ascii", b"UNICODE\0": "utf-16", b"\0" * 8: "utf-8"}
_XMP_PEOPLE = frozenset({"creator", "Author", "Credit", "AuthorsPosition", "OwnerName", "CaptionWriter", "Manager"})
_XMP_PLACES = frozenset({"GPSLatitude", "GPSLongitude", "City", "Location", "Sublocation"})
_PNG_START = b"\x89PNG\r\n\x1a\n"
_MOST_CHUNKS = 100_000
_MOST_XMP = 4 * 1024 * 1024


def find(path: Path, finds: Finds) -> None:
    """Search a picture that is a file of its own; raises ``Unreadable`` for a damaged one."""
    with open_picture(path) as picture:
        describe(picture, "picture", finds)
        if picture.format == "PNG":
            with path.open("rb") as stream:
                _leftover(stream, finds)


def find_inside(data: bytes, where: str, finds: Finds, page: int | None = None) -> None:
    """Search a picture inside another file; one that cannot be opened is passed over, being no picture we know."""
    try:
        with open_picture(io.BytesIO(data)) as picture:
            describe(picture, where, finds, page)
    except Unreadable:
        return


def describe(picture: Image.Image, where: str, finds: Finds, page: int | None = None) -> None:
    """Note what is kept in an open picture, without unpacking its pixels."""
    try:
        exif = picture.getexif()
        details = {**exif, **exif.get_ifd(ExifTags.IFD.Exif)}
        gps, thumbnail = exif.get_ifd(ExifTags.IFD.GPSInfo), exif.get_ifd(ExifTags.IFD.IFD1)
    except (ValueError, SyntaxError, TypeError, OSError, KeyError, ZeroDivisionError):
        finds.unsearched("The details kept in one of its pictures are damaged and could not be searched.")
        return
    if gps:
        finds.add("place", where, _place(gps), page)
    for tag, name in _PEOPLE.items():
        if text := _text(tag, details.get(tag)):
            finds.add("author", where, f"{name}: {text}", page)
    told = [f"{name}: {text}" for tag, name in _DETAILS.items() if (text := _text(tag, details.get(tag)))]
    told += [f"{name}: {text}" for name, text in _texts_of_png(picture.info)]
    if told:
        finds.add("picture-details", where, "; ".join(told), page)
    if thumbnail:
        what = "A small copy of the picture as it was taken, perhaps with parts that were cut off later."
        finds.add("cropped-picture", where, what, page)
    packet = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp")
    if packet:
        describe_xmp(packet.encode() if isinstance(packet, str) else packet, where, finds, page)
    if picture.info.get("photoshop"):
        finds.add("picture-details", where, "Details of a picture editor or agency, such as a caption.", page)


def describe_xmp(packet: bytes, where: str, finds: Finds, page: int | None = None) -> None:
    """Note people and places named in an XMP packet (the details that Adobe's standard keeps as XML)."""
    begin = packet.find(b"<x:xmpmeta")
    end = packet.rfind(b"</x:xmpmeta>")
    if len(packet) > _MOST_XMP or begin < 0 or end < begin:
        return
    with finds.attempt("XMP details"):
        for element in parse_xml(packet[begin : end + len(b"</x:xmpmeta>")]).iter():
            values = [(local(element), words_of(element))]
            values += [(str(key).rpartition("}")[2], str(value)) for key, value in element.items()]
            for name, value in values:
                if value and name in _XMP_PEOPLE:
                    finds.add("author", where, f"author: {value}", page)
                elif value and name in _XMP_PLACES:
                    finds.add("place", where, f"{name}: {value}", page)


def words_of(element: "etree._Element") -> str:
    """Return all words under ``element`` on one line."""
    return " ".join(" ".join(str(piece) for piece in element.itertext()).split())


def _place(gps: Mapping[int, Any]) -> str:
    """Return where a picture was taken as plainly as its details allow."""
    try:
        north = _degrees(gps[ExifTags.GPS.GPSLatitude], gps.get(ExifTags.GPS.GPSLatitudeRef), "S")
        east = _degrees(gps[ExifTags.GPS.GPSLongitude], gps.get(ExifTags.GPS.GPSLongitudeRef), "W")
    except (KeyError, TypeError, ValueError, ZeroDivisionError, IndexError):
        return "It holds details of a satellite receiver (GPS), which may tell where it was taken."
    return f"It says where it was taken: {north:.4f}, {east:.4f}."


def _degrees(parts: Any, side: Any, negative: str) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    value = degrees + minutes / 60 + seconds / 3600
    return -value if str(side).strip("\0 ") == negative else value


def _text(tag: int, value: Any) -> str:
    if isinstance(value, bytes):
        if tag in _WIDE_TEXT:
            value = value.decode("utf-16-le", "replace")
        else:
            code = _TEXT_CODES.get(value[:8])
            value = value[8:].decode(code, "replace") if code else value.decode("utf-8", "replace")
    return " ".join(str(value).replace("\0", " ").split()) if value is not None else ""


def _texts_of_png(info: Mapping[Any, Any]) -> Iterator[tuple[str, str]]:
    for name, value in info.items():
        if isinstance(name, str) and isinstance(value, str) and name[:1].isupper() and name != "XML:com.adobe.xmp":
            yield name.lower(), " ".join(value.split())


def _leftover(stream: BinaryIO, finds: Finds) -> None:
    """Note bytes after a PNG's end: editors that shortened a file in place have left the rest of it there."""
    stream.seek(len(_PNG_START))
    for _ in range(_MOST_CHUNKS):
        head = stream.read(8)
        if len(head) < 8:  # noqa: PLR2004 - length and name, four bytes each
            return
        size, name = struct.unpack(">I4s", head)
        stream.seek(size + 4, io.SEEK_CUR)
        if name == b"IEND":
            if stream.read(1):
                what = "Bytes after the picture's end, perhaps of what it showed before."
                finds.add("earlier-state", "picture", what)
            return
