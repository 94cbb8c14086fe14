"""A small real library on disk for tests of the register, and a hand that edits the files it writes."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import python_calamine as calamine
import xlsxwriter

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.files.folder import FolderFiles
from evidence.adapters.frameworks import FileFrameworks, load_vocabulary, schemas_folder
from evidence.adapters.register_files import read_register
from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.domain.documents import Document, Passage, Version
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag
from evidence.extractors.reader import PoolReader
from evidence.reports.register_files import write_register
from evidence.services.documents import Documents
from evidence.services.frameworks import Frameworks
from evidence.services.indexing import Indexing
from evidence.services.register import Register
from evidence.services.removing import Removing
from evidence.services.tagging import Tagging
from evidence.services.undoing import Undoing

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
FRAMEWORKS = FileFrameworks(schemas_folder() / "frameworks")
VOCABULARY = load_vocabulary(schemas_folder() / "vocabulary")
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


@dataclass
class World:
    """One library; documents are put in as rows."""

    home: Path

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.clock = FixedClock(START)
        self.catalogue = DatabaseCatalogue(self.home / "catalogue.db", self.clock)
        self.frameworks = Frameworks(FRAMEWORKS, self.catalogue)
        self.vocabulary = VOCABULARY
        files = FolderFiles(self.home / "files", self.home / "staging")
        self.reader = PoolReader(size=1, staging=self.home / "staging")
        removing = Removing(
            self.catalogue, files, Indexing(self.catalogue, WhooshIndex(self.home / "index", b"key")), self.clock,
            forget=lambda _: None, packs=self.home / "packs", registers=self.home / "staging" / "registers",
        )  # fmt: skip
        self.documents = Documents(
            self.catalogue, files, self.reader, self.vocabulary, self.clock, removing, max_bytes=1_000
        )  # fmt: skip
        self.tagging = Tagging(self.catalogue, self.frameworks, self.clock)
        self.undoing = Undoing(self.catalogue, self.clock)
        self.register = Register(
            self.catalogue, self.documents, self.tagging, self.frameworks, self.vocabulary, self.clock,
            read=read_register, write=write_register,
        )  # fmt: skip

    def close(self) -> None:
        self.reader.close()
        self.catalogue.close()

    def add(self, *, text: str = "", file_name: str | None = None, folder: str | None = None, **given: Any) -> str:
        """Put a document in, with one passage (p. 1) if it has text, and return its reference."""
        with self.catalogue.writing(ASHA) as work:
            ref = work.next_id("E")
            values = {"title": f"Paper {ref}", "added_at": START, "added_by": "Asha", **given}
            work.save(Document(ref=ref, **values))
            name = file_name or f"{ref}.docx"
            version = Version(
                ref=ref, number=1, sha256=ref, file_name=name, folder=folder, added_at=START, added_by="Asha"
            )
            work.save(version)
            if text:
                work.store_passages(ref, 1, [Passage(ref=ref, number=1, place=0, locator="p. 1", text=text)])
            work.record("added", [ref])
        return ref

    def tag(self, ref: str, **given: Any) -> str:
        """Put a tag in as a row and return its id."""
        framework = self.frameworks.in_force()
        with self.catalogue.writing(ASHA) as work:
            values = {"framework": framework.ref, "framework_version": framework.version, "statement": "QS1", **given}
            tag = Tag(id=work.next_id("T", 5), ref=ref, added_at=START, added_by="Asha", **values)
            work.save(tag)
            work.record("tagged", [ref])
        return tag.id

    def document(self, ref: str) -> Document:
        return self.documents.get(ref)

    def tags(self, ref: str) -> list[Tag]:
        return self.tagging.of(ref)

    def events(self) -> int:
        with self.catalogue.reading() as view:
            return view.last_event()

    def export(self, name: str = "register.xlsx") -> Path:
        path = self.home / name
        self.register.export(path)
        return path


Rows = list[list[Any]]


def rows_of(path: Path, sheet: str = "Documents") -> Rows:
    """Return the rows of a workbook's sheet, or of a CSV, headers first."""
    if path.suffix == ".csv":
        return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))
    with calamine.CalamineWorkbook.from_path(path) as workbook:
        return workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False)


def write_rows(path: Path, sheets: dict[str, Rows]) -> Path:
    """Write rows as a spreadsheet program would: dates as dates, numbers as numbers, text as text."""
    workbook = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    day = workbook.add_format({"num_format": "dd/mm/yyyy"})
    for name, rows in sheets.items():
        sheet = workbook.add_worksheet(name)
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                if isinstance(cell, date):
                    sheet.write_datetime(row, column, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                elif cell is not None:
                    sheet.write(row, column, cell)
    workbook.close()
    return path


def edited(path: Path, edit: Callable[[Rows], object], sheet: str = "Documents") -> Path:
    """Let ``edit`` change the rows of one sheet in place, and save the file under the same name."""
    if path.suffix == ".csv":
        rows = rows_of(path)
        edit(rows)
        text = io.StringIO(newline="")
        csv.writer(text).writerows(rows)
        path.write_text(text.getvalue(), "utf-8-sig", newline="")
        return path
    sheets = {name: rows_of(path, name) for name in ("Documents", "Tags")}
    edit(sheets[sheet])
    return write_rows(path, sheets)


def put(header: str, value: Any, row: int = 1) -> Callable[[Rows], None]:
    """Return an edit that writes one cell of a row (1 is the first below the headers)."""

    def _edit(rows: Rows) -> None:
        rows[row][rows[0].index(header)] = value

    return _edit
