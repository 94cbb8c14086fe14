"""The one place that puts adapters under services: puts a library together from its settings."""

import threading
from collections import OrderedDict
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from app.packing import packs_over
from app.settings import Settings
from evidence.adapters.clock import SystemClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.adapters.files.folder import FolderFiles
from evidence.adapters.frameworks import FileFrameworks, load_vocabulary, schemas_folder
from evidence.adapters.head_files import PRIVATE, FileSigner, FolderHeads, heads_in, public_key_in
from evidence.adapters.passwords import ArgonPasswords
from evidence.adapters.register_files import read_register
from evidence.adapters.search.opening import open_index
from evidence.adapters.sign_on.provider import OpenIdProvider
from evidence.domain.people import Actor, folder_owner
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Unavailable
from evidence.extractors.reader import PoolReader
from evidence.ports import Catalogue, Clock, FileStore, HeadStore, Passwords, SearchIndex, Signer, TextReader
from evidence.ports.sign_on import Provider
from evidence.reports.register_files import write_register
from evidence.services.adding import Adding
from evidence.services.answers import Answers
from evidence.services.assurance import Assurance
from evidence.services.auditing import Auditing
from evidence.services.backups import Backups
from evidence.services.boards import Boards
from evidence.services.cards import Cards
from evidence.services.checking import Checking
from evidence.services.clearing import Clearing
from evidence.services.disposing import Disposing
from evidence.services.documents import Documents
from evidence.services.examples import Examples
from evidence.services.facts import Facts
from evidence.services.fetching import Downloads, Fetching
from evidence.services.finding.service import Finding
from evidence.services.found_words import FoundWords
from evidence.services.frameworks import Frameworks
from evidence.services.heads import Heads
from evidence.services.histories import Histories
from evidence.services.indexing import Indexing
from evidence.services.listing import Listing
from evidence.services.offers import Offers
from evidence.services.own_account import OwnAccount
from evidence.services.packs import Packs
from evidence.services.people import People
from evidence.services.redacting import Redacting
from evidence.services.register import Register
from evidence.services.removing import Removing
from evidence.services.restricting import Restricting
from evidence.services.retention import Retention
from evidence.services.searches import SavedSearches
from evidence.services.second_factors import SecondFactors
from evidence.services.shelf import Shelf
from evidence.services.signing_in import SigningIn
from evidence.services.signing_on import SigningOn
from evidence.services.tagging import Tagging
from evidence.services.texts import Texts
from evidence.services.undoing import Undoing
from evidence.services.upkeep import Upkeep
from evidence.services.viewing import Viewing

_SCOPES_KEPT = 8
"""Groups of people who see different restricted documents, whose reading of the library is kept in memory."""


@dataclass(frozen=True, slots=True)
class Ports:
    """What the services of one library stand on."""

    home: Path
    settings: Settings
    clock: Clock
    catalogue: Catalogue
    """All of it: nothing is hidden here."""
    files: FileStore
    reader: TextReader
    index: SearchIndex
    vocabulary: Vocabulary
    passwords: Passwords
    heads: HeadStore
    signer: Signer
    provider: Provider | None
    """The council's own sign-on; ``None`` where the settings name none."""

    @property
    def staging(self) -> Path:
        """Where what is on its way in waits."""
        return self.home / "staging"


@dataclass(frozen=True, slots=True)
class Library:
    """One library, open: its ports and the services over them.

    Everything but the ports is within what may be seen: ``within`` gives the library as somebody sees it.
    """

    ports: Ports
    scopes: "Scopes"
    actor: Actor
    frameworks: Frameworks
    facts: Facts
    shelf: Shelf
    adding: Adding
    texts: Texts
    checking: Checking
    found_words: FoundWords
    redacting: Redacting
    indexing: Indexing
    documents: Documents
    undoing: Undoing
    histories: Histories
    fetching: Fetching
    heads: Heads
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
    clearing: Clearing
    register: Register
    viewing: Viewing
    restricting: Restricting
    people: People
    signing_in: SigningIn
    signing_on: SigningOn
    own_account: OwnAccount
    second_factors: SecondFactors
    retention: Retention
    disposing: Disposing
    removing: Removing

    @property
    def home(self) -> Path:
        """The folder it lives in."""
        return self.ports.home

    @property
    def clock(self) -> Clock:
        """What tells the time."""
        return self.ports.clock

    @property
    def vocabulary(self) -> Vocabulary:
        """The words it knows."""
        return self.ports.vocabulary

    @property
    def reader(self) -> TextReader:
        """What reads files."""
        return self.ports.reader

    @property
    def files(self) -> FileStore:
        """Where bytes are kept."""
        return self.ports.files

    @property
    def index(self) -> SearchIndex:
        """What finds words."""
        return self.ports.index

    @property
    def catalogue(self) -> Catalogue:
        """Where everything else is kept, with nothing hidden."""
        return self.ports.catalogue

    def within(self, opened: frozenset[str]) -> "Library":
        """Return this library as somebody sees it to whom these restricted documents are open, and no others."""
        return self.scopes.get(opened)

    def probe(self) -> None:
        """Raise ``Unavailable`` unless the catalogue answers and the home can be written to."""
        with self.catalogue.writing(self.actor):
            pass
        self.files.drop(self.files.stage(BytesIO(b"."), max_bytes=1))

    def tidy(self) -> None:
        """Finish or remove what work that broke off has left: uploads, packs half made, traces of what was removed.

        Raises ``Unavailable`` when the library cannot be written to now.
        """
        self.files.sweep_staging()
        self.upkeep.sweep()
        self.packs.settle()
        self.removing.finish()

    def close(self) -> None:
        """Let go of every file and child process."""
        self.reader.close()
        self.index.forget()
        self.catalogue.close()


class Scopes:
    """The library as groups of people see it: most see the same, and share what was read for them."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._lock = threading.Lock()
        self.downloads = Downloads(ports.settings.most_downloads)
        self.everyones = _assembled(ports, self, ports.catalogue.within(frozenset()), None)
        self._others: OrderedDict[frozenset[str], Library] = OrderedDict()

    def get(self, opened: frozenset[str]) -> Library:
        """Return the library in which these restricted documents are open."""
        if not opened:
            return self.everyones
        with self._lock:
            found = self._others.pop(opened, None) or _assembled(
                self._ports, self, self._ports.catalogue.within(opened), self.everyones
            )
            self._others[opened] = found
            if len(self._others) > _SCOPES_KEPT:
                self._others.popitem(last=False)
        return found


def open_library(settings: Settings, *, clock: Clock | None = None, reader: TextReader | None = None) -> Library:
    """Open the library in ``settings.home``, making it when it is absent; nothing is hidden in it.

    ``reader`` reads files instead of one of the library's own, and is closed with it.

    Raises ``Unavailable`` when the folder cannot be used, ``Damaged`` when its catalogue is broken.
    """
    home, clock = settings.home.absolute(), clock or SystemClock()
    staging = home / "staging"
    _make_private(home, staging, home / "cache")
    files = FolderFiles(home / "files", staging)
    catalogue = DatabaseCatalogue(home / "catalogue.db", clock, may_be_new=next(files.all(), None) is None)
    files.sweep_staging()
    words = schemas_folder() / "vocabulary"
    ports = Ports(
        home, settings, clock, catalogue, files, reader or PoolReader(size=settings.readers, staging=staging),
        open_index(home), load_vocabulary(words),
        ArgonPasswords(schemas_folder() / "passwords" / "common.txt"), *_heads(settings), _provider(settings),
    )  # fmt: skip
    scopes = Scopes(ports)
    return _assembled(ports, scopes, catalogue, scopes.everyones)


def _assembled(ports: Ports, scopes: Scopes, catalogue: Catalogue, shared: Library | None) -> Library:
    """Put the services together over what may be seen; ``shared`` is the library as everybody sees it."""
    files, reader, index, vocabulary, clock = ports.files, ports.reader, ports.index, ports.vocabulary, ports.clock
    most, limits = ports.settings.max_bytes, ports.settings.sign_in_limits
    frameworks = Frameworks(FileFrameworks(schemas_folder() / "frameworks"), catalogue)
    facts, shelf, tagging = Facts(catalogue), Shelf(catalogue, vocabulary), Tagging(catalogue, frameworks, clock)
    assurance = Assurance(catalogue, frameworks, shelf, facts, clock)
    listing = Listing(catalogue, frameworks, vocabulary, facts, clock)
    finding = Finding(index, shelf, vocabulary, frameworks.in_force)
    viewing = Viewing(catalogue, files, reader, index, vocabulary, cache=ports.home / "cache")
    removing, retention = _removing(ports, viewing), Retention(catalogue, vocabulary, facts, clock)
    documents = Documents(catalogue, files, reader, vocabulary, clock, removing, max_bytes=most)
    adding = Adding(catalogue, files, reader, frameworks, vocabulary, clock, max_bytes=most)
    signing_in, signing_on = _doors(ports)
    checking, restricting = Checking(catalogue, files, reader, documents, clock), Restricting(catalogue, clock)
    found_words, cards = FoundWords(catalogue, checking, viewing), Cards(catalogue, frameworks, vocabulary, clock)
    redacting = Redacting(catalogue, files, reader, adding, checking, found_words, removing, clock)
    # What everybody is shown of readiness, on boards and in records of packs, is what everybody may see.
    pictured = shared.assurance if shared else assurance
    packs = packs_over(ports, catalogue, frameworks, facts, pictured, finding, checking)
    register = Register(
        catalogue, documents, tagging, frameworks, vocabulary, clock, read=read_register, write=write_register
    )
    fetching = Fetching(catalogue, files, cards, restricting, packs, register, clock, downloads=scopes.downloads)
    return Library(
        ports=ports, boards=shared.boards if shared else Boards(catalogue, assurance, listing.needs_by_owner, clock),
        scopes=scopes, adding=adding, fetching=fetching, viewing=viewing, register=register, removing=removing,
        actor=folder_owner(ports.settings.actor), disposing=Disposing(catalogue, retention, removing, clock),
        frameworks=frameworks, listing=listing, restricting=restricting, signing_in=signing_in, signing_on=signing_on,
        facts=facts, examples=Examples(catalogue, frameworks, shelf, clock), searches=SavedSearches(catalogue, clock),
        shelf=shelf, backups=Backups(catalogue, files, clock, catalogue_at), second_factors=SecondFactors(catalogue),
        texts=Texts(catalogue, files, reader, adding, vocabulary, clock, checking), answers=Answers(catalogue, clock),
        checking=checking, redacting=redacting, documents=documents, assurance=assurance, retention=retention,
        found_words=found_words, offers=Offers(catalogue, files, reader, adding, frameworks, clock, max_bytes=most),
        indexing=Indexing(catalogue, index), own_account=OwnAccount(catalogue, ports.passwords, facts, clock, limits),
        tagging=tagging, upkeep=Upkeep(catalogue, files, index, Auditing(ports.catalogue, ports.heads, ports.signer)),
        undoing=Undoing(catalogue, clock), histories=Histories(catalogue), people=People(catalogue, clock),
        heads=Heads(ports.catalogue, ports.heads, ports.signer, clock), clearing=Clearing(catalogue, checking, clock),
        finding=finding, cards=cards, packs=packs,
    )  # fmt: skip


def _provider(settings: Settings) -> OpenIdProvider | None:
    rules = settings.sign_on
    return OpenIdProvider(rules, settings.sign_on_secret, settings.sign_on_scopes) if rules else None


def _doors(ports: Ports) -> tuple[SigningIn, SigningOn]:
    rules, limits = ports.settings.sign_on, ports.settings.sign_in_limits
    signing_in = SigningIn(
        ports.catalogue, ports.passwords, ports.clock, limits, passwords_for_all=not rules or rules.passwords_for_all
    )
    return signing_in, SigningOn(ports.catalogue, ports.clock, signing_in, rules, ports.provider)


def _removing(ports: Ports, viewing: Viewing) -> Removing:
    return Removing(
        ports.catalogue, ports.files, Indexing(ports.catalogue, ports.index), ports.clock, forget=viewing.forget,
        packs=ports.home / "packs", registers=ports.staging / "registers",
    )  # fmt: skip


def _heads(settings: Settings) -> tuple[HeadStore, Signer]:
    folder, home = settings.heads_folder, settings.home.absolute()
    key = settings.heads_key.absolute() if settings.heads_key else folder / PRIVATE
    return FolderHeads(folder, home), FileSigner(key, folder)


def copied_heads(folder: Path) -> tuple[list[str], str | None]:
    """Return the heads in a folder that somebody names, and where the public key beside them is, if it is there."""
    return heads_in(folder), public_key_in(folder)


def _make_private(*folders: Path) -> None:
    for folder in folders:
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise Unavailable(
                f"The library’s folder {folder} cannot be made or used ({error.strerror}). Choose another with "
                "--home or EVIDENCE_HOME.",
            ) from error


def catalogue_at(path: Path) -> DatabaseCatalogue:
    """Open a catalogue that is no home's: the copy in a backup, or one that is being restored."""
    return DatabaseCatalogue(path, SystemClock(), keeps_older=False)


def file_store(place: Path) -> FolderFiles:
    """Open the file store of a home that is not live yet."""
    return FolderFiles(place / "files", place / "staging")
