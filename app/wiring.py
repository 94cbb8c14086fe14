"""The only place that names adapters: puts a library together from its settings."""

import json
import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from app.settings import Settings
from evidence.adapters import located_yaml
from evidence.adapters.clock import SystemClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.files.folder import FolderFiles
from evidence.adapters.frameworks import FileFrameworks, load_vocabulary, schemas_folder
from evidence.adapters.register_files import read_register
from evidence.adapters.search.whoosh_index import WhooshIndex
from evidence.domain.people import Actor
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Unavailable
from evidence.extractors.reader import PoolReader
from evidence.ports import Catalogue, Clock, FileStore, SearchIndex, TextReader
from evidence.reports.pack_pages import PAGES
from evidence.reports.register_files import write_register
from evidence.reports.sinks import ZipSink
from evidence.services.adding import Adding
from evidence.services.answers import Answers
from evidence.services.assurance import Assurance
from evidence.services.backups import Backups
from evidence.services.boards import Boards
from evidence.services.cards import Cards
from evidence.services.documents import Documents
from evidence.services.examples import Examples
from evidence.services.facts import Facts
from evidence.services.finding.service import MAX_LIMIT, Finding
from evidence.services.frameworks import Frameworks
from evidence.services.histories import Histories
from evidence.services.indexing import Indexing
from evidence.services.listing import Listing
from evidence.services.offers import Offers
from evidence.services.pack_choosing import Choosing
from evidence.services.packs import Packs
from evidence.services.register import Register
from evidence.services.searches import SavedSearches
from evidence.services.shelf import Shelf
from evidence.services.tagging import Tagging
from evidence.services.texts import Texts
from evidence.services.undoing import Undoing
from evidence.services.upkeep import Upkeep
from evidence.services.viewing import Viewing


@dataclass(frozen=True, slots=True)
class Library:
    """One library, open: its ports and the services over them."""

    home: Path
    actor: Actor
    clock: Clock
    catalogue: Catalogue
    files: FileStore
    reader: TextReader
    index: SearchIndex
    vocabulary: Vocabulary
    frameworks: Frameworks
    facts: Facts
    shelf: Shelf
    adding: Adding
    texts: Texts
    indexing: Indexing
    documents: Documents
    undoing: Undoing
    histories: Histories
    tagging: Tagging
    assurance: Assurance
    finding: Finding
    cards: Cards
    listing: Listing
    offers: Offers
    searches: SavedSearches
    boards: Boards
    examples: Examples
    answers: Answers
    upkeep: Upkeep
    backups: Backups
    packs: Packs
    register: Register
    viewing: Viewing

    def probe(self) -> None:
        """Raise ``Unavailable`` unless the catalogue answers and the home can be written to."""
        with self.catalogue.writing(self.actor):
            pass
        self.files.drop(self.files.stage(BytesIO(b"."), max_bytes=1))

    def close(self) -> None:
        """Let go of every file and child process."""
        self.reader.close()
        self.index.forget()
        self.catalogue.close()


def open_library(settings: Settings, *, clock: Clock | None = None) -> Library:
    """Open the library in ``settings.home``, making it when it is absent.

    Raises ``Unavailable`` when the folder cannot be used, ``Damaged`` when its catalogue is broken.
    """
    home, clock = settings.home.absolute(), clock or SystemClock()
    staging, most = home / "staging", settings.max_bytes
    _make_private(home, staging, home / "cache")
    catalogue = DatabaseCatalogue(home / "catalogue.db", clock)
    files = FolderFiles(home / "files", staging)
    files.sweep_staging()
    reader = PoolReader(size=settings.readers, staging=staging)
    index = WhooshIndex(home / "index", _index_key(home))
    vocabulary = load_vocabulary(schemas_folder() / "vocabulary")
    frameworks = Frameworks(FileFrameworks(schemas_folder() / "frameworks"), catalogue)
    facts, shelf = Facts(catalogue), Shelf(catalogue, vocabulary)
    assurance = Assurance(catalogue, frameworks, shelf, facts, clock)
    listing = Listing(catalogue, frameworks, vocabulary, facts, clock)
    finding = Finding(index, shelf, vocabulary, frameworks.in_force)
    viewing = Viewing(catalogue, files, reader, index, vocabulary, cache=home / "cache")
    documents = Documents(catalogue, files, reader, vocabulary, clock, max_bytes=most, forget=viewing.forget)
    tagging = Tagging(catalogue, frameworks, clock)
    adding = Adding(catalogue, files, reader, frameworks, vocabulary, clock, staging=staging, max_bytes=most)
    return Library(
        home=home, actor=Actor(settings.actor), clock=clock, catalogue=catalogue, files=files, reader=reader,
        index=index, vocabulary=vocabulary, frameworks=frameworks, facts=facts, shelf=shelf, adding=adding,
        texts=Texts(catalogue, files, reader, adding, vocabulary, clock), indexing=Indexing(catalogue, index),
        documents=documents, tagging=tagging, undoing=Undoing(catalogue), assurance=assurance, finding=finding,
        histories=Histories(catalogue),
        cards=Cards(catalogue, frameworks, vocabulary, clock), answers=Answers(catalogue, clock),
        listing=listing, boards=Boards(catalogue, assurance, listing.needs_by_owner, clock),
        offers=Offers(catalogue, files, reader, adding, frameworks, clock, max_bytes=settings.max_bytes),
        examples=Examples(catalogue, frameworks, shelf, clock), searches=SavedSearches(catalogue, clock),
        upkeep=Upkeep(catalogue, files, index), backups=Backups(catalogue, files, clock), viewing=viewing,
        register=Register(
            catalogue, documents, tagging, frameworks, vocabulary, clock, read=read_register, write=write_register
        ),
        packs=_packs(home, catalogue, files, reader, frameworks, facts, vocabulary, clock, assurance, finding),
    )  # fmt: skip


def _packs(  # noqa: PLR0913, PLR0917 - a pack is made of nearly everything
    home: Path, catalogue: Catalogue, files: FileStore, reader: TextReader, frameworks: Frameworks, facts: Facts,
    vocabulary: Vocabulary, clock: Clock, assurance: Assurance, finding: Finding,
) -> Packs:  # fmt: skip
    choosing = Choosing(
        catalogue, frameworks, facts, clock, vocabulary,
        found_by=lambda query: _every_hit(finding, query, clock), suffix=reader.suffix,
    )  # fmt: skip
    return Packs(catalogue, files, assurance, choosing, clock, folder=home / "packs", pages=PAGES, open_sink=ZipSink)


def _every_hit(finding: Finding, query: str, clock: Clock) -> list[str]:
    refs: list[str] = []
    while True:
        found = finding.search(query, on=clock.today(), limit=MAX_LIMIT, offset=len(refs), passages_each=0)
        refs += [document.ref for document in found.documents]
        if not found.documents or len(refs) >= found.total:
            return refs


def _make_private(*folders: Path) -> None:
    for folder in folders:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"The library’s folder {folder} cannot be made or used ({error.strerror}). Choose another with "
                "--home or EVIDENCE_HOME.",
            ) from error


def _index_key(home: Path) -> bytes:
    """Return the key that seals the index files, made once and kept beside the index, not in it."""
    path = home / "index.key"
    try:
        if not path.exists():
            # Whole or not at all, and the first of two processes wins.
            handle, name = tempfile.mkstemp(prefix=".index.key.", dir=home)
            with os.fdopen(handle, "wb") as file:
                file.write(secrets.token_bytes(32))
            with suppress(FileExistsError):
                os.link(name, path)
            Path(name).unlink()
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(
            f"{path} cannot be made or read ({error.strerror}). Check the permissions of the library’s folder."
        ) from error


def check_framework(path: Path) -> list[located_yaml.Finding]:
    """Explain, line by line, what is wrong with a framework file; empty when it is sound."""
    return FileFrameworks(schemas_folder() / "frameworks").check(path)


def schema(name: str) -> dict[str, Any]:
    """Return one of the JSON Schemas that others rely on."""
    found: dict[str, Any] = json.loads((schemas_folder() / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


def file_store(place: Path) -> FolderFiles:
    """Open the file store of a home that is not live yet."""
    return FolderFiles(place / "files", place / "staging")
