"""Searches a file for what its reader does not see: one search for each family of formats."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from evidence.extractors import hidden_office, hidden_opendocument, hidden_slides, hidden_word, hidden_workbook, media
from evidence.extractors.hidden_finds import Finds
from evidence.extractors.package import Package
from evidence.extractors.spreadsheet import has_cells, is_hidden, open_workbook
from evidence.hidden_content import HiddenContent

_MOST_PART = 256 * 1024**2  # bytes; sheets and photographs are large, and read one at a time
_MOST_READ = 1024**3
_NOTHING_TO_HIDE = frozenset({media.TXT, media.CSV, media.MARKDOWN})
_PICTURES = frozenset({media.PNG, media.JPEG, media.TIFF})
_OFFICE: dict[str, Callable[[Package, Finds], None]] = {
    media.DOCX: hidden_word.find,
    media.DOCM: hidden_word.find,
    media.XLSX: hidden_workbook.find,
    media.XLSM: hidden_workbook.find,
    media.PPTX: hidden_slides.find,
    media.PPTM: hidden_slides.find,
}
_OPEN_DOCUMENT = frozenset({media.ODT, media.ODS, media.ODP})
_SHEETS_ONLY = frozenset({media.XLS, media.XLSB})


def answer(path: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Do the job ``hidden``. Raises ``Unreadable`` for a file that is damaged, locked or too large to search."""
    return search(path, job["media_type"]).to_dict()


def search(path: Path, media_type: str) -> HiddenContent:
    """Return all hidden content of the file at ``path``; kinds that cannot be searched say so in the result."""
    finds = Finds()
    if media_type in _OFFICE:
        with Package(path, most_part=_MOST_PART, most_read=_MOST_READ) as package:
            _OFFICE[media_type](package, finds)
            hidden_office.find(package, finds)
    elif media_type in _OPEN_DOCUMENT:
        with Package(path, most_part=_MOST_PART, most_read=_MOST_READ) as package:
            hidden_opendocument.find(package, finds)
    elif media_type == media.PDF:
        from evidence.extractors import hidden_pdf  # noqa: PLC0415 - loads the engine only where a PDF comes

        hidden_pdf.find(path, finds)
    elif media_type in _PICTURES:
        from evidence.extractors import hidden_pictures  # noqa: PLC0415 - as above

        hidden_pictures.find(path, finds)
    elif media_type not in _NOTHING_TO_HIDE:
        _search_in_part(path, media_type, finds)
    return finds.content()


def _search_in_part(path: Path, media_type: str, finds: Finds) -> None:
    if media_type in _SHEETS_ONLY:
        with open_workbook(path) as workbook:
            for sheet in workbook.sheets_metadata:
                if has_cells(sheet) and is_hidden(sheet):
                    finds.add("hidden-sheet", f"sheet {sheet.name}", "A hidden sheet.")
    finds.unsearched(
        f"A file of this kind ({media.label_of(media_type)}) cannot be searched for all hidden content. "
        "Save it as PDF and add that, or look in the program it was made with before it leaves."
    )
