"""Words on scanned pages, one page at a time, by the Tesseract program where it is installed."""

import io
import shutil
import subprocess
from pathlib import Path

import pypdfium2
from PIL import Image

from evidence.extractors import media, reasons
from evidence.extractors.passages import Block, at, pack
from evidence.extractors.pdf import open_pdf
from evidence.extractors.picture import check_size, open_picture
from evidence.readings import Passage, Unreadable

_DOTS_PER_INCH = 200
_POINTS_PER_INCH = 72
_MOST_PIXELS = 24_000_000  # an A3 page at this density has 8 million; larger ones are made smaller
_SMALLEST = 8
_NOTHING = "."  # Tesseract prints this much for specks and lines


def available() -> bool:
    """Tell whether Tesseract is installed on this machine."""
    return shutil.which("tesseract") is not None


def read_page(path: Path, media_type: str, page: int) -> list[Passage]:
    """Return the words on one page of a PDF, or frame of a picture, counted from 1; empty for a blank one.

    Raises ``Unreadable`` where Tesseract is not installed, and for a page that cannot be shown.
    """
    program = shutil.which("tesseract")
    if program is None:
        raise Unreadable(reasons.NO_TESSERACT)
    picture = _pdf_page(path, page) if media_type == media.PDF else _frame(path, page)
    if _is_plain(picture):
        return []
    text = _recognise(program, picture)
    paragraphs = (Block(block) for block in text.replace("\r", "").split("\n\n") if block.strip(" \n" + _NOTHING))
    return list(pack(paragraphs, at(f"p. {page}"), page=page))


def _is_plain(picture: Image.Image) -> bool:
    """Tell a picture in one grey, or of too few dots for a letter."""
    low, high = picture.getextrema()
    return low == high or min(picture.size) < _SMALLEST


def _pdf_page(path: Path, page: int) -> Image.Image:
    document = open_pdf(path)
    try:
        return _drawn(document[page - 1])
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise Unreadable(reasons.DAMAGED) from error
    finally:
        document.close()


def _drawn(page: pypdfium2.PdfPage) -> Image.Image:
    width, height = page.get_size()
    scale = _DOTS_PER_INCH / _POINTS_PER_INCH
    scale *= min(1.0, (_MOST_PIXELS / max(width * height * scale * scale, 1)) ** 0.5)
    picture: Image.Image = page.render(scale=scale, grayscale=True).to_pil()
    return picture


def _frame(path: Path, page: int) -> Image.Image:
    with open_picture(path) as picture:
        try:
            picture.seek(page - 1)
            check_size(picture)
            picture.draft("L", _fitting(picture.size))
            grey = picture.convert("L")
        except (OSError, ValueError, SyntaxError, EOFError) as error:
            raise Unreadable(reasons.DAMAGED) from error
    grey.thumbnail(_fitting(grey.size))
    return grey


def _fitting(size: tuple[int, int]) -> tuple[int, int]:
    scale = min(1.0, (_MOST_PIXELS / (size[0] * size[1])) ** 0.5)
    return max(1, int(size[0] * scale)), max(1, int(size[1] * scale))


def _recognise(program: str, picture: Image.Image) -> str:
    """Return what Tesseract reads; the caller's time limit ends it together with this process."""
    data = io.BytesIO()
    picture.save(data, "PNG", compress_level=1)
    done = subprocess.run(  # noqa: S603 - a fixed program with fixed arguments; the picture goes by pipe
        [program, "stdin", "stdout", "-l", "eng", "--dpi", str(_DOTS_PER_INCH)],
        input=data.getvalue(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise Unreadable(reasons.CRASHED, f"tesseract ended with {done.returncode}")
    return done.stdout.decode("utf-8", "replace")
