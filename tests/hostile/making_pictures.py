"""Pictures of absurd size, in circles, or with more beside the picture than in it."""

import io
import struct
import zlib

from PIL import Image

from tests.hostile.making_pdf_burdens import packed
from tests.hostile.sample import EXPANDED, Family, Traps

PICTURES = Family("T15", ".png")


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return a chunk of a PNG."""
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, data: bytes, *chunks: bytes, depth: int = 8, colour: int = 0) -> bytes:
    """Return a PNG whose pixels are ``data``, packed already."""
    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


_SMALL = zlib.compress(b"\x00" * 5 * 4)


@PICTURES.file("unread", short=True)
def sixty_thousand_square(traps: Traps) -> bytes:
    del traps
    return png(60_000, 60_000, packed(60), colour=2)


@PICTURES.file("unread", "read")
def as_large_as_is_allowed(traps: Traps) -> bytes:
    """A hundred and forty million pixels of sixteen bits in four colours, which would be a gigabyte."""
    del traps
    return png(11_800, 11_800, packed(1_120), depth=16, colour=6)


@PICTURES.file("unread", "read")
def one_pixel_high(traps: Traps) -> bytes:
    del traps
    return png(100_000_000, 1, packed(100))


@PICTURES.file("unread", "read")
def no_size_at_all(traps: Traps) -> bytes:
    del traps
    return png(0, 0, b"")


@PICTURES.file("unread", "read")
def words_that_unpack_to_gigabytes(traps: Traps) -> bytes:
    del traps
    return png(
        4, 4, _SMALL, chunk(b"zTXt", b"Comment\x00\x00" + packed(500)), chunk(b"iCCP", b"x\x00\x00" + packed(500))
    )


@PICTURES.file("unread", "read")
def a_hundred_thousand_chunks(traps: Traps) -> bytes:
    del traps
    return png(4, 4, _SMALL, *[chunk(b"tEXt", b"Comment\x00words")] * 100_000)


@PICTURES.file("unread", "read", threat="T14")
def details_with_entities(traps: Traps) -> bytes:
    details = (
        f'<!DOCTYPE x [<!ENTITY a "{EXPANDED}"><!ENTITY s SYSTEM "file://{traps.secret}">]>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><a>&a;&s;</a></x:xmpmeta>'
    ).encode()
    return png(4, 4, _SMALL, chunk(b"iTXt", b"XML:com.adobe.xmp\x00\x00\x00\x00\x00" + details))


@PICTURES.file("unread", "read", threat="T6", file_name="photo.html")
def page_in_a_picture(traps: Traps) -> bytes:
    script = f"<html><script>{traps.script}</script></html>".encode()
    return png(4, 4, _SMALL, chunk(b"tEXt", b"Comment\x00" + script)) + script


@PICTURES.file("unread", "read")
def pixels_that_are_missing(traps: Traps) -> bytes:
    del traps
    return png(9_000, 9_000, zlib.compress(b"\x00")[:5])


def _tiff(entries: list[tuple[int, int, int, int]], following: int = 0, tail: bytes = b"") -> bytes:
    rows = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return (
        b"II*\x00"
        + struct.pack("<I", 8)
        + struct.pack("<H", len(entries))
        + rows
        + struct.pack("<I", following)
        + tail
    )


_PLAIN = [
    (256, 4, 1, 4),
    (257, 4, 1, 4),
    (258, 3, 1, 8),
    (259, 3, 1, 1),
    (262, 3, 1, 1),
    (273, 4, 1, 8),
    (279, 4, 1, 16),
]


@PICTURES.file("unread", "read", threat="T16", file_name="circle.tif", short=True)
def frames_in_a_circle(traps: Traps) -> bytes:
    del traps
    return _tiff(_PLAIN, following=8)


@PICTURES.file("unread", "read", file_name="strips.tif")
def strips_without_end(traps: Traps) -> bytes:
    del traps
    return _tiff([*_PLAIN[:5], (273, 4, 0x7FFFFFFF, 8), (278, 4, 1, 1), (279, 4, 0x7FFFFFFF, 8)])


@PICTURES.file("unread", "read", file_name="frames.tif")
def frames_without_end(traps: Traps) -> bytes:
    """Sixty thousand frames of sixteen pixels."""
    del traps
    size = 2 + len(_PLAIN) * 12 + 4
    rows = b"".join(struct.pack("<HHII", *entry) for entry in _PLAIN)
    frames = (struct.pack("<H", len(_PLAIN)) + rows + struct.pack("<I", 8 + (n + 1) * size) for n in range(60_000))
    return (b"II*\x00" + struct.pack("<I", 8) + b"".join(frames))[:-4] + b"\x00" * 4


@PICTURES.file("unread", "read", file_name="huge.tif")
def tiff_of_absurd_size(traps: Traps) -> bytes:
    del traps
    return _tiff([(256, 4, 1, 0xFFFFFFF), (257, 4, 1, 0xFFFFFFF), *_PLAIN[2:]])


def _jpeg(*, progressive: bool = False) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", (64, 64), (200, 100, 50)).save(made, "JPEG", progressive=progressive)
    return made.getvalue()


@PICTURES.file("unread", "read", file_name="huge.jpg", short=True)
def jpeg_of_absurd_size(traps: Traps) -> bytes:
    del traps
    whole = bytearray(_jpeg())
    at = whole.index(b"\xff\xc0")
    whole[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    return bytes(whole)


@PICTURES.file("unread", "read", threat="T16", file_name="scans.jpg")
def jpeg_of_thousands_of_scans(traps: Traps) -> bytes:
    """A large picture drawn over and over: each scan costs the reader a pass over all of it."""
    del traps
    whole = bytearray(_jpeg(progressive=True))
    at = whole.index(b"\xff\xc2")
    whole[at + 5 : at + 9] = struct.pack(">HH", 12_000, 12_000)
    first = whole.index(b"\xff\xda")
    second = whole.index(b"\xff", whole.index(b"\xff\xda", first + 2) - 400)
    scan = bytes(whole[first:second])
    return bytes(whole[:first]) + scan * 3_000 + b"\xff\xd9"


@PICTURES.file("unread", "read", threat="T16", file_name="details.jpg")
def details_in_a_circle(traps: Traps) -> bytes:
    """The details of the camera point to themselves, and the place to beyond the end."""
    del traps
    rows = [
        (0x8769, 4, 1, 8),
        (0x8825, 4, 1, 8),
        (0xA005, 4, 1, 8),
        (0x010E, 2, 0x7FFFFFFF, 8),
        (0x9C9B, 1, 4, 0xFFFFFFF0),
    ]
    exif = b"Exif\x00\x00" + _tiff(rows, following=8)
    whole = _jpeg()
    return whole[:2] + b"\xff\xe1" + struct.pack(">H", len(exif) + 2) + exif + whole[2:]


@PICTURES.file("refused", threat="T6", file_name="logo.svg", short=True)
def drawing_with_scripts(traps: Traps) -> bytes:
    return f'<svg xmlns="http://www.w3.org/2000/svg" onload="{traps.script}"><script>{traps.script}</script></svg>'.encode()


@PICTURES.file("refused", threat="T14", file_name="logo.svg")
def drawing_with_entities(traps: Traps) -> bytes:
    entity = f'<!DOCTYPE svg [<!ENTITY x SYSTEM "file://{traps.secret}">]>'
    return f'<?xml version="1.0"?>{entity}<svg xmlns="http://www.w3.org/2000/svg"><text>&x;</text></svg>'.encode()


for _name, _head in (
    ("gif", b"GIF89a\xff\xff\xff\xff"),
    ("webp", b"RIFF\xff\xff\xff\xffWEBPVP8X"),
    ("bmp", b"BM" + b"\xff" * 60 + b"\x00"),
):
    PICTURES.add(
        f"kind_not_taken_{_name}", lambda _, head=_head: head + b"\x00" * 100, "refused", file_name=f"a.{_name}"
    )
