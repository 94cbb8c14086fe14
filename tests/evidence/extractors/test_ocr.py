"""Words on scanned pages."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image

from evidence.extractors import media, ocr
from evidence.extractors.pool import Pool
from evidence.readings import Passage, Unreadable
from tests.evidence.extractors import making_pdf, samples

_needs_tesseract = pytest.mark.skipif(shutil.which("tesseract") is None, reason="Tesseract is not installed")
Scan = Callable[[str], Path]
_LINES = ["Waiting times for reablement fell.", "Carers were asked."]


@pytest.fixture(scope="module")
def scan() -> Image.Image:
    document = pypdfium2.PdfDocument(making_pdf.pdf([_LINES]))
    try:
        shown: Image.Image = document[0].render(scale=200 / 72).to_pil()
        return shown.convert("L")
    finally:
        document.close()


@pytest.fixture
def scanned(scan: Image.Image, tmp_path: Path) -> Scan:
    """Write the scan in a format and return where it is."""

    def writing(kind: str) -> Path:
        made = io.BytesIO()
        scan.save(made, kind, resolution=200)
        path = tmp_path / "content"
        path.write_bytes(made.getvalue())
        return path

    return writing


@pytest.mark.ocr
@_needs_tesseract
@pytest.mark.parametrize(
    ("kind", "media_type"),
    [("PDF", media.PDF), ("PNG", media.PNG), ("JPEG", media.JPEG), ("TIFF", media.TIFF)],
)
def test_words_of_a_scan_are_read(kind: str, media_type: str, scanned: Scan, pool: Pool) -> None:
    path = scanned(kind)
    assert pool.read(path, media_type, name="a", staging=path.parent).scanned_pages == (1,)
    assert pool.ocr(path, media_type, 1) == (Passage("p. 1", "\n".join(_LINES), 1),)


@pytest.mark.ocr
@_needs_tesseract
def test_a_blank_page_gives_nothing(pool: Pool, tmp_path: Path) -> None:
    (tmp_path / "content").write_bytes(samples.picture("PNG"))
    assert pool.ocr(tmp_path / "content", media.PNG, 1) == ()


@pytest.mark.ocr
@_needs_tesseract
@pytest.mark.parametrize("media_type", [media.PDF, media.PNG])
def test_a_page_that_is_not_there_is_unreadable(media_type: str, scanned: Scan, pool: Pool) -> None:
    with pytest.raises(Unreadable):
        pool.ocr(scanned("PDF" if media_type == media.PDF else "PNG"), media_type, 9)


def test_without_tesseract_the_reason_says_so(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not ocr.available()
    with pytest.raises(Unreadable, match="Tesseract is not installed"):
        ocr.read_page(tmp_path / "content", media.PDF, 1)


@_needs_tesseract
@pytest.mark.parametrize("size", [(600, 800), (4, 600), (1, 1)])
def test_a_page_of_one_grey_or_of_a_few_dots_is_not_shown_to_tesseract(
    size: tuple[int, int], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Image.new("L", size, 200).save(tmp_path / "content", "PNG")
    monkeypatch.setattr(ocr, "_recognise", lambda *_: pytest.fail("it was shown"))

    assert ocr.read_page(tmp_path / "content", media.PNG, 1) == []


def test_blank_pages_of_a_pdf_are_not_taken_for_scans(pool: Pool, tmp_path: Path) -> None:
    blank = making_pdf.pdf([_LINES, [], _LINES]).replace(b"0.5 g 100 100 300 300 re f", b" " * 26)
    (tmp_path / "content").write_bytes(blank)

    assert pool.read(tmp_path / "content", media.PDF, name="a", staging=tmp_path).scanned_pages == ()
