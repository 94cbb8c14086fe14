"""A small real library on disk for tests of packs: SQLite catalogue, folder of files, both zip and pages."""

import io
import tempfile
import zipfile
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.files.folder import FolderFiles
from evidence.adapters.frameworks import FileFrameworks, load_vocabulary, schemas_folder
from evidence.domain.documents import Document, Form, Version
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag
from evidence.extractors.media import suffix_of
from evidence.reports.pack_pages import PAGES
from evidence.reports.sinks import ZipSink
from evidence.services.assurance import Assurance
from evidence.services.facts import Facts
from evidence.services.frameworks import Frameworks
from evidence.services.pack_choosing import Choosing
from evidence.services.pack_gate import Gate
from evidence.services.packs import Packs
from evidence.services.shelf import Shelf

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
START = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
PDF = "application/pdf"
NOTHING: dict[str, list[str]] = {}


@cache
def _empty_catalogue() -> bytes:
    """Migrating takes longer than most of these tests."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "catalogue.db"
        DatabaseCatalogue(path, FixedClock(START)).close()
        return path.read_bytes()


@dataclass
class World:
    """One library; ``add`` puts a document in without reading its text."""

    home: Path
    found: dict[str, list[str]] = field(default_factory=dict)
    """Query -> the references it finds."""

    def __post_init__(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        self.clock = FixedClock(START)
        if not (self.home / "catalogue.db").exists():
            (self.home / "catalogue.db").write_bytes(_empty_catalogue())
        self.catalogue = DatabaseCatalogue(self.home / "catalogue.db", self.clock)
        self.files = FolderFiles(self.home / "files", self.home / "staging")
        self.frameworks = Frameworks(FileFrameworks(schemas_folder() / "frameworks"), self.catalogue)
        vocabulary = load_vocabulary(schemas_folder() / "vocabulary")
        self.facts = Facts(self.catalogue)
        shelf = Shelf(self.catalogue, vocabulary)
        self.assurance = Assurance(self.catalogue, self.frameworks, shelf, self.facts, self.clock)
        choosing = Choosing(
            self.catalogue, self.frameworks, self.facts, self.clock, vocabulary,
            Gate(lambda _view, _versions: {}), found_by=lambda query: self.found.get(query, []), suffix=suffix_of,
        )  # fmt: skip
        self.packs = Packs(
            self.catalogue, self.files, self.assurance, choosing, self.clock,
            folder=self.home / "packs", pages=PAGES, open_sink=ZipSink,
        )  # fmt: skip

    def close(self) -> None:
        self.catalogue.close()

    def later(self, **by: float) -> None:
        self.clock.at += timedelta(**by)

    def add(
        self, title: str, data: bytes | None = None, *, media_type: str = PDF, form: Form = "held",
        tags: dict[str, list[str]] | None = None, address: str | None = None, name: str | None = None,
        tag_fields: Any = None, **fields: Any,
    ) -> str:  # fmt: skip
        """Add a document; ``tags`` are statement -> locators (an empty list tags the whole document)."""
        data = title.encode() if data is None else data
        with self.catalogue.writing(ASHA) as work:
            ref = work.next_id("E")
            kept: dict[str, Any] = {"dated_on": date(2026, 5, 1), "kind": "strategy"} | fields
            work.save(Document(ref=ref, title=title, added_at=self.clock.now(), added_by="Asha", **kept))
            work.save(self._version(ref, 1, data, media_type, form, address, name))
            for statement, locators in (tags or {}).items():
                for place, locator in enumerate(locators or [None]):
                    self._tag(work, ref, statement, place, locator, tag_fields or {})
            work.record("added", [ref])
        return ref

    def add_version(self, ref: str, data: bytes, media_type: str = PDF) -> int:
        with self.catalogue.writing(ASHA) as work:
            document = work.find(Document, ref)
            assert document
            document.current_version += 1
            work.save(document)
            work.save(self._version(ref, document.current_version, data, media_type, "held", None, None))
            work.record("version added", [ref])
        return document.current_version

    def set(self, ref: str, **fields: Any) -> None:
        with self.catalogue.writing(ASHA) as work:
            document = work.find(Document, ref)
            assert document
            for name, value in fields.items():
                setattr(document, name, value)
            work.save(document)
            work.record("details set", [ref], about={"fields": sorted(fields)})

    def tag(self, ref: str, statement: str, **fields: Any) -> None:
        with self.catalogue.writing(ASHA) as work:
            self._tag(work, ref, statement, 0, None, fields)
            work.record("tagged", [ref])

    def _tag(self, work: Any, ref: str, statement: str, place: int, locator: str | None, fields: Any) -> None:
        anchor: dict[str, Any] = (
            {"locator": locator, "place": place, "number": 1, "quote": "words"} if locator else {}
        )
        given: dict[str, Any] = {"framework": "cqc-local-authority", **anchor, **fields}
        tag_id = work.next_id("T", 5)
        tag = Tag(id=tag_id, ref=ref, framework_version="2024-02", statement=statement, added_at=self.clock.now(),
                  added_by="Asha", **given)  # fmt: skip
        work.save(tag)

    def _version(
        self, ref: str, number: int, data: bytes, media_type: str, form: Form, address: str | None, name: str | None
    ) -> Version:
        held: dict[str, Any] = {}
        if form == "held":
            staged = self.files.stage(io.BytesIO(data), max_bytes=1 << 30)
            self.files.keep(staged)
            held = {
                "sha256": staged.sha256, "size": staged.size, "media_type": media_type,
                "file_name": name or "original name.pdf",
            }  # fmt: skip
        return Version(
            ref=ref, number=number, form=form, address=address, added_at=self.clock.now(), added_by="Asha", **held
        )

    def stored(self, ref: str, number: int = 1) -> Path:
        with self.catalogue.reading() as view:
            version = view.find(Version, ref, number)
        assert version
        assert version.sha256
        return self.files.path(version.sha256)


def contents(path: Path) -> dict[str, bytes]:
    """Every file of a zip."""
    with zipfile.ZipFile(path) as pack:
        return {entry.filename: pack.read(entry) for entry in pack.infolist()}


def rewritten(path: Path, out: Path, changes: dict[str, bytes | None], extra: dict[str, bytes] = NOTHING) -> Path:  # type: ignore[assignment]  # an empty one fits either
    """Copy a zip with some files changed, left out (``None``) or added."""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as copy:
        for name, data in contents(path).items():
            new = changes.get(name, data)
            if new is not None:
                copy.writestr(zipfile.ZipInfo(name), new)
        for name, data in extra.items():
            copy.writestr(zipfile.ZipInfo(name), data)
    return out
