"""Pages drawn as pictures, where words stand on them, and sheets as rows: what the page "read a document" needs."""

import io
import struct
import zlib
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path

import pypdfium2
import pytest
from PIL import ExifTags, Image
from xlsxwriter import Workbook

from evidence.extractors import media, reasons
from evidence.extractors.limits import Limits
from evidence.extractors.pool import Pool
from evidence.readings import NoSuchPage, PageWords, Row, Sheet, Unreadable
from sample.render.pdf_file import pdf_file, stream
from sample.render.sheet_of_paper import Text
from tests.evidence.extractors import making_compound, making_packages, making_pdf, making_workbooks

LINES = ["Waiting times for reablement fell.", "Carers were asked twice."]
Keep = Callable[[bytes], Path]
Draw = Callable[..., Image.Image]


@pytest.fixture
def keep(tmp_path: Path) -> Keep:
    def keeping(content: bytes) -> Path:
        (tmp_path / "content").write_bytes(content)
        return tmp_path / "content"

    return keeping


@pytest.fixture
def draw(pool: Pool, keep: Keep, tmp_path: Path) -> Draw:
    """Draw a page in a child and return the picture as a browser would open it."""

    def drawing(content: bytes, media_type: str, page: int = 1, width: int = 800) -> Image.Image:
        pool.draw(keep(content), media_type, page, width=width, target=tmp_path / "drawn")
        return Image.open(io.BytesIO((tmp_path / "drawn").read_bytes()))

    return drawing


def changed(change: Callable[[pypdfium2.PdfPage], object]) -> bytes:
    """Return a page of ``LINES`` after a change to the page itself."""
    document, made = pypdfium2.PdfDocument(making_pdf.pdf([LINES])), io.BytesIO()
    change(document[0])
    document.save(made)
    document.close()
    return made.getvalue()


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()


def ink(picture: Image.Image) -> Image.Image:
    return picture.convert("L").point(lambda value: 255 if value < 128 else 0)


class TestDrawing:
    @pytest.mark.parametrize("width", [800, 1600])
    def test_a_page_is_as_wide_as_asked_in_its_own_shape(self, width: int, draw: Draw) -> None:
        picture = draw(making_pdf.pdf([LINES]), media.PDF, 1, width)
        assert picture.format == "WEBP"
        assert picture.width == width
        assert picture.height == pytest.approx(width * 842 / 595, abs=1)
        assert ink(picture).getbbox() is not None

    def test_each_page_is_its_own_picture(self, draw: Draw) -> None:
        content = making_pdf.pdf([LINES, ["Else"]])
        assert list(draw(content, media.PDF, 1).tobytes()) != list(draw(content, media.PDF, 2).tobytes())

    def test_what_was_filled_into_a_form_is_seen_and_has_its_place(self, draw: Draw, pool: Pool, keep: Keep) -> None:
        content = making_pdf.form_pdf("Answered")
        (word,) = pool.words(keep(content), media.PDF, 1).words
        assert word.text == "Answered"
        assert all_ink_is_in(word_boxes(pool.words(keep(content), media.PDF, 1)), draw(content, media.PDF, 1, 1600))

    @pytest.mark.parametrize(("page", "pages"), [(0, 2), (3, 2), (-1, 2)])
    def test_a_page_that_is_not_there_says_how_many_are(self, page: int, pages: int, draw: Draw) -> None:
        with pytest.raises(NoSuchPage) as failure:
            draw(making_pdf.pdf([LINES, LINES]), media.PDF, page)
        assert failure.value.pages == pages

    def test_a_locked_file_says_so(self, draw: Draw) -> None:
        with pytest.raises(Unreadable, match="password"):
            draw(making_pdf.locked_pdf(), media.PDF)

    @pytest.mark.parametrize("media_type", [media.PDF, media.PNG, media.JPEG, media.TIFF])
    def test_a_damaged_file_says_that_the_page_cannot_be_shown(self, media_type: str, draw: Draw) -> None:
        with pytest.raises(Unreadable) as failure:
            draw(b"%PDF-1.7\nthis is no page", media_type)
        assert failure.value.reason == reasons.PAGE_NOT_DRAWN

    def test_a_kind_without_pages_says_so(self, draw: Draw) -> None:
        with pytest.raises(Unreadable) as failure:
            draw(b"words", media.TXT)
        assert failure.value.reason == reasons.PAGE_NOT_DRAWN

    def test_a_page_that_takes_too_long_says_so_in_words_about_a_page(self, keep: Keep, tmp_path: Path) -> None:
        limits = Limits(view_seconds=0.0)
        with Pool(1, staging=tmp_path / "pool", limits=limits) as hurried, pytest.raises(Unreadable) as failure:
            hurried.pages(keep(making_pdf.pdf([LINES])), media.PDF)
        assert failure.value.reason == reasons.PAGE_TOO_SLOW.format(seconds=0)

    def test_a_page_of_five_metres_is_drawn_like_any_other(self, draw: Draw) -> None:
        content = changed(lambda page: page.set_mediabox(0, 0, 14_173, 14_173))
        assert draw(content, media.PDF, 1, 1600).size == (1600, 1600)

    def test_a_page_like_a_ribbon_is_made_smaller(self, draw: Draw) -> None:
        content = changed(lambda page: page.set_mediabox(0, 0, 14, 14_000))
        wide, tall = draw(content, media.PDF, 1, 1600).size
        assert tall <= 16_383
        assert wide < 100

    def test_a_page_with_a_picture_of_gigabytes_does_not_harm(self, pool: Pool, draw: Draw) -> None:
        zeros = zlib.compress(b"\x00" * 10_000_000)
        entries = "/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceRGB "
        image = stream(zeros, f"{entries}/BitsPerComponent 8 /Filter /FlateDecode ")
        text = Text("t", (), "a", date(2026, 1, 1), "f")
        content = pdf_file(text, [b"q 500 0 0 500 0 0 cm /I0 Do Q"], (image,))
        with suppress(Unreadable):
            assert draw(content, media.PDF).width == 800
        assert draw(making_pdf.pdf([LINES]), media.PDF).width == 800


class TestDrawingPictures:
    def test_place_and_camera_do_not_reach_the_picture(self, draw: Draw, tmp_path: Path) -> None:
        exif = Image.Exif()
        exif[ExifTags.Base.Make] = "Zebracam"
        exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (50.0, 22.0, 0.0)
        content = saved(
            Image.new("RGB", (100, 60), "red"), "JPEG", exif=exif, comment=b"Zebracam", icc_profile=b"Zebracam"
        )
        assert content.count(b"Zebracam") == 3
        picture = draw(content, media.JPEG)
        assert dict(picture.getexif()) == {}
        assert b"Zebracam" not in (tmp_path / "drawn").read_bytes()

    @pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
    @pytest.mark.parametrize("turned", range(1, 9))
    def test_a_photograph_is_shown_upright(self, kind: str, turned: int, draw: Draw) -> None:
        upright = Image.new("RGB", (300, 200), "white")
        upright.paste("black", (0, 0, 100, 100))  # its upper left corner is dark
        as_kept = {
            1: None, 2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
            4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE, 6: Image.Transpose.ROTATE_90,
            7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_270,
        }[turned]  # fmt: skip
        exif = Image.Exif()
        exif[ExifTags.Base.Orientation] = turned
        content = saved(upright if as_kept is None else upright.transpose(as_kept), kind, exif=exif)
        picture = draw(content, media.JPEG if kind == "JPEG" else media.TIFF)
        assert picture.size == (300, 200)
        assert ink(picture).getbbox() == pytest.approx((0, 0, 100, 100), abs=6)

    def test_a_large_photograph_is_made_as_wide_as_asked(self, draw: Draw) -> None:
        assert draw(saved(Image.new("RGB", (4000, 1000)), "JPEG"), media.JPEG).size == (800, 200)

    def test_each_frame_of_a_fax_can_be_seen(self, draw: Draw, pool: Pool, keep: Keep) -> None:
        frames = [Image.new("1", (60, 40), shade) for shade in (0, 1)]
        content = saved(frames[0], "TIFF", save_all=True, append_images=frames[1:])
        shades = [draw(content, media.TIFF, page).convert("L").getpixel((30, 20)) for page in (1, 2)]
        assert shades == [0, 255]
        assert pool.pages(keep(content), media.TIFF) == 2
        with pytest.raises(NoSuchPage) as failure:
            draw(content, media.TIFF, 3)
        assert failure.value.pages == 2

    @pytest.mark.parametrize(
        ("picture", "kind", "shade"),
        [
            (Image.new("RGBA", (20, 20), (0, 0, 0, 0)), "PNG", 255),
            (Image.new("LA", (20, 20), (0, 0)), "PNG", 255),
            (Image.new("P", (20, 20), 0), "PNG", 0),
            (Image.new("I;16", (20, 20), 32_768), "TIFF", 128),
            (Image.new("CMYK", (20, 20), (0, 0, 0, 0)), "JPEG", 255),
            (Image.new("F", (20, 20), 0.0), "TIFF", 0),
        ],
        ids=lambda value: getattr(value, "mode", None),
    )
    def test_colours_of_every_make_are_shown(self, picture: Image.Image, kind: str, shade: int, draw: Draw) -> None:
        drawn = draw(saved(picture, kind), {"PNG": media.PNG, "JPEG": media.JPEG, "TIFF": media.TIFF}[kind])
        assert drawn.convert("L").getpixel((10, 10)) == pytest.approx(shade, abs=2)

    @pytest.mark.parametrize("side", [12_001, 60_000])
    def test_a_picture_that_unpacks_to_gigabytes_does_not_harm(self, side: int, draw: Draw) -> None:
        def chunk(kind: bytes, data: bytes) -> bytes:
            return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

        head = struct.pack(">IIBBBBB", side, side, 16, 6, 0, 0, 0)
        content = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        content += chunk(b"IDAT", zlib.compress(b"\x00" * 1_000_000)) + chunk(b"IEND", b"")
        with pytest.raises(Unreadable):
            draw(content, media.PNG)
        assert draw(making_pdf.pdf([LINES]), media.PDF).width == 800


def word_boxes(found: PageWords) -> list[tuple[float, ...]]:
    return [box for word in found.words for box in word.boxes]


def all_ink_is_in(boxes: list[tuple[float, ...]], picture: Image.Image) -> bool:
    """Whether each box has ink in it, and nothing outside all boxes has any."""
    rest = ink(picture)
    for x0, y0, x1, y1 in boxes:
        place = (int(x0 * rest.width), int(y0 * rest.height), int(x1 * rest.width) + 1, int(y1 * rest.height) + 1)
        if rest.crop(place).getbbox() is None:
            return False
        rest.paste(0, place)
    return rest.getbbox() is None


class TestPlacesOfWords:
    @pytest.mark.parametrize("turn", [0, 90, 180, 270])
    @pytest.mark.parametrize("crop", [None, (30, 500, 400, 820)], ids=["whole", "cropped"])
    def test_boxes_are_where_the_words_are_drawn(
        self, turn: int, crop: tuple[int, ...] | None, draw: Draw, pool: Pool, keep: Keep
    ) -> None:
        def change(page: pypdfium2.PdfPage) -> None:
            page.set_rotation(turn)
            if crop:
                page.set_cropbox(*crop)

        content = changed(change)
        found = pool.words(keep(content), media.PDF, 1)
        wide, tall = (crop[2] - crop[0], crop[3] - crop[1]) if crop else (595, 842)
        assert (found.width, found.height) == ((tall, wide) if turn % 180 else (wide, tall))
        assert sorted(word.text for word in found.words) == sorted(" ".join(LINES).split())
        assert all_ink_is_in(word_boxes(found), draw(content, media.PDF, 1, 1600))

    def test_words_cut_off_by_the_page_have_no_box(self, pool: Pool, keep: Keep) -> None:
        content = changed(lambda page: page.set_cropbox(0, 0, 100, 842))
        found = pool.words(keep(content), media.PDF, 1)
        assert found.words[0].boxes
        assert found.words[3].text == "reablement"
        assert found.words[3].boxes == ()

    def test_a_word_broken_at_a_line_end_is_one_word_with_two_boxes(self, pool: Pool, keep: Keep) -> None:
        lines = ["We want well-", "being and reable-", "ment. It is reablement."]
        words = pool.words(keep(making_pdf.pdf([lines])), media.PDF, 1).words
        assert [word.text for word in words] == [
            "We",
            "want",
            "well-being",
            "and",
            "reablement.",
            "It",
            "is",
            "reablement.",
        ]
        assert [len(word.boxes) for word in words] == [1, 1, 2, 1, 2, 1, 1, 1]
        first, second = words[2].boxes
        assert first.y1 < second.y1
        assert first.x0 > second.x0

    def test_scans_and_pictures_have_no_words(self, pool: Pool, keep: Keep) -> None:
        assert pool.words(keep(making_pdf.pdf([[]])), media.PDF, 1).words == ()
        assert pool.words(keep(saved(Image.new("L", (9, 9)), "PNG")), media.PNG, 1).words == ()

    def test_a_page_that_is_not_there_says_so(self, pool: Pool, keep: Keep) -> None:
        with pytest.raises(NoSuchPage):
            pool.words(keep(making_pdf.pdf([LINES])), media.PDF, 2)


class TestRows:
    def test_cells_stay_in_their_columns_under_their_true_numbers(self, pool: Pool, keep: Keep) -> None:
        path = keep(making_workbooks.xlsx())
        assert pool.sheets(path, media.XLSX) == (Sheet("Waiting list"), Sheet("Workings", hidden=True))
        found = pool.rows(path, media.XLSX, 1, first=1, rows=9, columns=9)
        assert found.first_column == 1
        assert found.rows == (
            Row(3, making_workbooks.ROWS[0]),
            Row(4, making_workbooks.ROWS[1]),
            Row(5, ("93%", "31/01/2024", "12")),
        )
        assert (found.next_row, found.more_columns) == (None, 0)

    def test_a_long_and_wide_sheet_comes_in_parts(self, pool: Pool, keep: Keep) -> None:
        made = io.BytesIO()
        with Workbook(made, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for row in (0, 1, 5, 6):
                sheet.write_row(row, 0, ["", f"b{row}", "c", "d"])
        path = keep(made.getvalue())
        found = pool.rows(path, media.XLSX, 1, first=2, rows=2, columns=2)
        assert [row.number for row in found.rows] == [2, 6]
        assert (found.next_row, found.more_columns) == (7, 1)
        rest = pool.rows(path, media.XLSX, 1, first=7, rows=2, columns=2)
        assert ([row.number for row in rest.rows], rest.next_row) == ([7], None)

    @pytest.mark.parametrize(
        ("content", "media_type", "last"),
        [
            (b"Team;What\n;North, and East\n", media.CSV, ("", "North, and East")),
            (making_packages.ods(), media.ODS, making_workbooks.ROWS[1]),
            (making_compound.xls(), media.XLS, making_workbooks.ROWS[1]),
            (making_workbooks.xlsb(), media.XLSB, making_workbooks.ROWS[1]),
        ],
        ids=["csv", "ods", "xls", "xlsb"],
    )
    def test_tables_of_every_make_are_read(
        self, content: bytes, media_type: str, last: tuple[str, ...], pool: Pool, keep: Keep
    ) -> None:
        assert len(pool.sheets(keep(content), media_type)) >= 1
        found = pool.rows(keep(content), media_type, 1, first=1, rows=9, columns=9)
        assert found.rows[1].cells == last

    def test_rows_full_of_text_come_in_smaller_parts(self, pool: Pool, keep: Keep) -> None:
        content = "\n".join(f"{number}," + "word " * 700 for number in range(400)).encode()
        found = pool.rows(keep(content), media.CSV, 1, first=1, rows=500, columns=50)
        assert 200 < len(found.rows) < 400
        assert found.next_row == found.rows[-1].number + 1

    @pytest.mark.parametrize(("media_type", "sheets"), [(media.XLSX, 2), (media.CSV, 1)])
    def test_a_sheet_that_is_not_there_says_so(self, media_type: str, sheets: int, pool: Pool, keep: Keep) -> None:
        path = keep(making_workbooks.xlsx() if media_type == media.XLSX else b"a,b\n")
        with pytest.raises(NoSuchPage) as failure:
            pool.rows(path, media_type, 3, first=1, rows=9, columns=9)
        assert failure.value.pages == sheets

    def test_damaged_workbooks_and_other_kinds_say_so(self, pool: Pool, keep: Keep) -> None:
        for content, media_type in ((making_workbooks.xlsx()[:900], media.XLSX), (b"words", media.TXT)):
            with pytest.raises(Unreadable) as failure:
                pool.sheets(keep(content), media_type)
            assert failure.value.reason == reasons.PAGE_NOT_DRAWN
