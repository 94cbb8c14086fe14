"""Pictures of pages and frames, drawn anew, so that nothing of a file but what can be seen reaches a browser."""

import math
from pathlib import Path
from typing import Any

import pypdfium2
from PIL import ExifTags, Image, ImageOps, features

from evidence.extractors import media, reasons
from evidence.extractors.pdf import open_pdf
from evidence.extractors.picture import check_size, frames_of, open_picture
from evidence.readings import NoSuchPage, Unreadable

_MOST_PIXELS = 12_000_000  # an A4 page 1,600 wide has 3.6 million; longer ones are made smaller
_MOST_HEIGHT = 16_383  # what a WebP can hold
_EFFORT = {True: 0, False: 2}  # by whether a picture is wide: packing it takes longer than drawing it
_WIDE = 1_000
_WHITE = (255, 255, 255)
_SIDEWAYS = frozenset({5, 6, 7, 8})  # orientations of a camera held upright


def suffix() -> str:
    """Return the ending of the names of pictures made here."""
    return ".webp" if features.check("webp") else ".png"


def answer(path: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Do the jobs ``pages`` and ``draw``. Raises ``Unreadable`` and ``NoSuchPage``."""
    media_type = job["media_type"]
    if media_type not in media.DRAWN:
        raise Unreadable(reasons.PAGE_NOT_DRAWN)
    if job["do"] == "pages":
        return {"pages": _pdf_pages(path) if media_type == media.PDF else _frames_of(path)}
    draw = _pdf_page if media_type == media.PDF else _frame
    picture = draw(path, job["page"], job["width"])
    picture.info = {}
    if suffix() == ".webp":
        picture.save(job["target"], "WEBP", quality=80, method=_EFFORT[picture.width > _WIDE])
    else:
        picture.save(job["target"], "PNG", compress_level=1)
    return {}


def _pdf_pages(path: Path) -> int:
    document = open_pdf(path)
    try:
        return len(document)
    finally:
        document.close()


def _pdf_page(path: Path, page: int, width: int) -> Image.Image:
    document = open_pdf(path)
    try:
        if not 1 <= page <= len(document):
            raise NoSuchPage(len(document))
        if document.get_formtype():
            document.init_forms()
        shown = document[page - 1]
        wide, tall = shown.get_size()
        picture: Image.Image = shown.render(scale=_scale(wide, tall, width)).to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise Unreadable(reasons.PAGE_NOT_DRAWN) from error
    else:
        return picture
    finally:
        document.close()


def _scale(wide: float, tall: float, width: int) -> float:
    """Return what makes a page ``width`` pixels wide, or less where it would be too tall or too large."""
    if not (wide > 0 and tall > 0):
        raise Unreadable(reasons.PAGE_NOT_DRAWN)
    least = min(width / wide, _MOST_HEIGHT / tall, math.sqrt(_MOST_PIXELS / (wide * tall)))
    return least * (1 - 1e-6)  # the engine rounds up


def _frames_of(path: Path) -> int:
    with open_picture(path) as picture:
        return frames_of(picture)


def _frame(path: Path, page: int, width: int) -> Image.Image:
    with open_picture(path) as picture:
        frames = frames_of(picture)
        if not 1 <= page <= frames:
            raise NoSuchPage(frames)
        if page > 1:
            picture.seek(page - 1)
            check_size(picture)
        # The library turns a TIFF upright by itself.
        turned = 1 if picture.format == "TIFF" else picture.getexif().get(ExifTags.Base.Orientation, 1)
        size = _fitting(picture.size, width, sideways=turned in _SIDEWAYS)
        picture.draft("RGB", size)
        plain = _plain(picture)
        smaller = plain.resize(size, Image.Resampling.BOX if size == plain.size else Image.Resampling.LANCZOS,
                               reducing_gap=2.0)  # fmt: skip
        smaller.getexif()[ExifTags.Base.Orientation] = turned
        return ImageOps.exif_transpose(smaller)


def _fitting(size: tuple[int, int], width: int, *, sideways: bool) -> tuple[int, int]:
    wide, tall = reversed(size) if sideways else size
    scale = min(1.0, _scale(wide, tall, width) * (1 + 2e-6))
    fitted = max(1, round(wide * scale)), max(1, min(round(tall * scale), _MOST_HEIGHT))
    return (fitted[1], fitted[0]) if sideways else fitted


def _plain(picture: Image.Image) -> Image.Image:
    """Return the picture in grey or colours of eight bits, on white where it lets the page shine through."""
    if picture.mode.startswith("I;16"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in {"I", "F"}:
        return ImageOps.autocontrast(picture.convert("L"))
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        paper = Image.new("RGB", seen.size, _WHITE)
        paper.paste(seen, mask=seen.getchannel("A"))
        return paper
    return picture.convert("L" if picture.mode in {"1", "L"} else "RGB")
