"""PDF files that unpack to far too much, or ask for far more than they hold."""

import zlib

from tests.hostile.pdf_writing import CATALOG, CONTENT, FONT, PAGE, WORDS, Body, deflated, one_page, stream, written
from tests.hostile.sample import Family, Traps

PDF_BURDENS = Family("T15", ".pdf")
_MANY = 5_000


def packed(times: int, unit: bytes = b"\x00" * 1_000_000, head: bytes = b"") -> bytes:
    """Return ``unit`` so many times over, packed without ever being held."""
    packer = zlib.compressobj(9)
    return b"".join([packer.compress(head), *(packer.compress(unit) for _ in range(times)), packer.flush()])


@PDF_BURDENS.file("read", "unread")
def content_of_half_a_gigabyte(traps: Traps) -> bytes:
    del traps
    body = packed(500, b" " * 1_000_000, CONTENT.encode())
    return one_page(content=stream(body, "/Filter /FlateDecode"))


@PDF_BURDENS.file("read", "unread")
def content_packed_five_times(traps: Traps) -> bytes:
    del traps
    body = packed(300, b" " * 1_000_000, CONTENT.encode())
    for _ in range(4):
        body = zlib.compress(body, 9)
    return one_page(content=stream(body, f"/Filter [{'/FlateDecode ' * 5}]"))


@PDF_BURDENS.file("read", "unread")
def a_hundred_filters(traps: Traps) -> bytes:
    del traps
    return one_page(content=stream(b"41" * 1000, f"/Filter [{'/ASCIIHexDecode ' * 100}]"))


@PDF_BURDENS.file("read", "unread")
def picture_of_billions(traps: Traps) -> bytes:
    del traps
    about = "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB /BitsPerComponent 8"
    picture = stream(packed(200), f"{about} /Filter /FlateDecode")
    content = f"{CONTENT} q 595 0 0 842 0 0 cm /I Do Q"
    return _with_things("/XObject << /I 6 0 R >>", content, {6: picture})


def _with_things(resources: str, content: Body, more: dict[int, Body]) -> bytes:
    page = PAGE.replace("/Resources <<", f"/Resources << {resources}")
    objects: dict[int, Body] = {
        1: CATALOG,
        2: "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: page,
        4: FONT,
        5: content if isinstance(content, bytes) else stream(content),
    }
    return written({**objects, **more})


def _strange_picture(entries: str, data: bytes = b"\x00" * 500) -> bytes:
    about = f"/Type /XObject /Subtype /Image {entries}"
    return _with_things(
        "/XObject << /I 6 0 R >>", f"{CONTENT} q 595 0 0 842 0 0 cm /I Do Q", {6: stream(data, about)}
    )


_PICTURES = {
    "fax_of_absurd_columns": "/Width 65535 /Height 65535 /ColorSpace /DeviceGray /BitsPerComponent 1 "
    "/Filter /CCITTFaxDecode /DecodeParms << /K -1 /Columns 2147483647 /Rows 2147483647 >>",
    "jbig_of_nothing": "/Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 1 /Filter /JBIG2Decode",
    "jpx_of_nothing": "/Width 60000 /Height 60000 /Filter /JPXDecode",
    "dct_of_nothing": "/Width 60000 /Height 60000 /ColorSpace /DeviceCMYK /BitsPerComponent 8 /Filter /DCTDecode",
    "predictor_of_absurd_columns": "/Width 9 /Height 9 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter "
    "/FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>",
    "sizes_that_overflow": "/Width 4294967297 /Height -1 /ColorSpace /DeviceRGB /BitsPerComponent 99",
    "indexed_colours_without_end": "/Width 9 /Height 9 /BitsPerComponent 8 "
    "/ColorSpace [/Indexed [/Indexed [/Indexed 6 0 R 255 <00>] 255 <00>] 2147483647 <00>]",
}


def _add_pictures() -> None:
    for name, entries in _PICTURES.items():

        def make(traps: Traps, entries: str = entries) -> bytes:
            del traps
            return _strange_picture(entries)

        PDF_BURDENS.add(name, make, "read", "unread", threat="T16", short=name == "predictor_of_absurd_columns")


_add_pictures()


@PDF_BURDENS.file("read", "unread")
def text_of_millions_of_letters(traps: Traps) -> bytes:
    del traps
    line = f"({WORDS} {WORDS} {WORDS}) Tj T*\n".encode()
    body = packed(150, line * 1_000, b"BT /F1 11 Tf 14 TL 50 780 Td\n")
    return one_page(content=stream(body, "/Filter /FlateDecode"))


@PDF_BURDENS.file("read", "unread", short=True)
def thousands_of_blank_pages(traps: Traps) -> bytes:
    del traps
    kids = " ".join(["3 0 R"] * _MANY)
    return one_page(content="", more={2: f"<< /Type /Pages /Count {_MANY} /Kids [{kids}] >>"})


@PDF_BURDENS.file("read", "unread")
def thousands_of_pages_that_are_slow_to_draw(traps: Traps) -> bytes:
    """Each page is a picture that takes long to draw, so that reading them all by their look would take hours."""
    del traps
    boxes = "".join(f"0.{n % 10} g {n % 500} {n % 700} 90 90 re f\n" for n in range(20_000))
    kids = " ".join(["3 0 R"] * 2_000)
    return one_page(content=deflated(boxes), more={2: f"<< /Type /Pages /Count 2000 /Kids [{kids}] >>"})


@PDF_BURDENS.file("read", "unread", threat="T16")
def more_pages_than_it_holds(traps: Traps) -> bytes:
    del traps
    return one_page(more={2: "<< /Type /Pages /Count 2147483647 /Kids [3 0 R] >>"})


@PDF_BURDENS.file("read", "unread")
def notes_by_the_hundred_thousand(traps: Traps) -> bytes:
    del traps
    notes = " ".join(["<< /Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (note) >>"] * 100_000)
    return one_page(page=f"/Annots [{notes}]")


@PDF_BURDENS.file("read", "unread")
def function_of_absurd_samples(traps: Traps) -> bytes:
    del traps
    function = stream(b"\x00" * 64, "/FunctionType 0 /Domain [0 1 0 1 0 1 0 1] /Range [0 1 0 1 0 1] "
                      "/Size [9999 9999 9999 9999] /BitsPerSample 32")  # fmt: skip
    shading = "<< /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] /Function 7 0 R >>"
    return _with_things("/Shading << /S 6 0 R >>", f"{CONTENT} /S sh", {6: shading, 7: function})
