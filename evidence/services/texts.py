"""Reading the text of versions, after they were acknowledged and outside anybody's wait."""

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from evidence.domain.documents import EDITABLE, Document, Passage, Version
from evidence.domain.events import Change
from evidence.domain.people import LIBRARY, Actor
from evidence.domain.presuming import presume
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import Damaged, EvidenceError
from evidence.ports import Catalogue, Clock, FileStore, Reading, TextReader, Writing
from evidence.readings import Late, Unreadable
from evidence.readings import Passage as ReadPassage
from evidence.readings import Reading as Text
from evidence.services.access import name_first
from evidence.services.adding import Adding
from evidence.services.checking import Checking
from evidence.services.looking import Looked
from evidence.services.tagging import find_quotes_again

OPENING = 6_000
"""Characters from the beginning of a text that guesses are made from."""
_TOO_MANY_SCANS = (
    "Scanned pages of this file after the first {done:,} were not read, because that would take too long. Split it "
    "into smaller files, and add them as documents."
)
_NEVER_LOWERED = frozenset({"title", "sensitivity"})
"""Guesses that stay where a new text says nothing: no guess makes a document less sensitive."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long one file may take, counted from when its reading begins."""

    scan_seconds: float = 900.0
    """For all scanned pages: some five hundred of them."""
    looking_seconds: float = 28.0
    """Until it has been looked through; what has not is kept all the same, and left to ``Checking.look_pending``."""


class Texts:
    """Reads pending versions and stores their passages. Harmless to run twice or in two processes."""

    def __init__(
        self, catalogue: Catalogue, files: FileStore, reader: TextReader, adding: Adding,
        vocabulary: Vocabulary, clock: Clock, checking: Checking, patience: Patience | None = None,
    ) -> None:  # fmt: skip
        self._patience = patience or Patience()
        self._catalogue = catalogue
        self._files = files
        self._reader = reader
        self._adding = adding
        self._vocabulary = vocabulary
        self._clock = clock
        self._checking = checking

    def pending(self) -> list[tuple[str, int]]:
        """Return reference and number of the versions whose text waits to be read, in order."""
        with self._catalogue.reading() as view:
            return [(ref, number) for ref, number in view.columns(Version, "ref", "number", text_state="pending")]

    def forget_all(self, actor: Actor) -> int:
        """Mark every held file's text as pending, so that it is read again; returns how many."""
        with self._catalogue.writing(actor) as work:
            held = [version for version in work.all(Version, form="held") if version.text_state != "pending"]
            for version in held:
                version.text_state, version.text_reason = "pending", None
                work.save(version, remembered=False)
            work.record("text to be read again", about={"versions": len(held)})
        return len(held)

    def read_pending(self, actor: Actor = LIBRARY) -> Iterator[str]:
        """Read every pending version, several at once, yielding each reference as it is done.

        Attachments found on the way are added and read too. A document over which the program itself stumbles stays
        pending and keeps no other waiting; the first such failure is raised at the end.
        """
        broke: BaseException | None = None
        seen: set[tuple[str, int]] = set()
        running: dict[Future[None], str] = {}
        threads = ThreadPoolExecutor(self._reader.at_once)
        try:
            while True:
                # Looking is not free in a large library: look again when the readers are about to run dry.
                for key in self.pending() if len(running) < 2 * self._reader.at_once else ():
                    if key not in seen:
                        seen.add(key)
                        running[threads.submit(self.read, *key, actor)] = key[0]
                if not running:
                    break
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                for future in done:
                    broke = broke or _stumbled(future)
                    yield running.pop(future)
        finally:
            # Whoever stops early waits for the files being read, not for all that are pending.
            threads.shutdown(cancel_futures=True)
        if broke:
            raise broke

    def read(self, ref: str, number: int, actor: Actor = LIBRARY) -> None:
        """Read one version: store its passages, or the reason why they cannot be read."""
        with self._catalogue.reading() as view:
            version = view.find(Version, ref, number)
        if version is None or version.text_state != "pending" or not version.sha256:
            return
        end = monotonic() + self._patience.looking_seconds
        with self._files.folder() as staging:
            try:
                text, reason = self._text_or_reason(version, staging)
                self._store(version, text, reason=reason, end=end)
            except FileNotFoundError:
                # A discard took it away; where none did, the file is missing and the next reading says so.
                return
            if reason is None:
                self._add_attachments(actor, version, text)

    def _text_or_reason(self, version: Version, staging: Path) -> tuple[Text, str | None]:
        try:
            return self._text_of(version, self._files.path(version.sha256 or ""), staging), None
        except Unreadable as error:
            return Text(), error.reason
        except Damaged as error:
            return Text(), error.message

    def _text_of(self, version: Version, path: Path, staging: Path) -> Text:
        """Read the file and then, page by page, what in it was scanned."""
        media_type, name = version.media_type or "", version.file_name or ""
        text = self._reader.read(path, media_type, name=name, staging=staging)
        scanned: list[ReadPassage] = []
        unread = list(text.scanned_pages)
        problems: list[str] = []
        end = monotonic() + self._patience.scan_seconds
        for done, page in enumerate(text.scanned_pages):
            if done and monotonic() > end:
                problems.append(_TOO_MANY_SCANS.format(done=done))
                break
            try:
                scanned += self._reader.read_scan(path, media_type, page)
                unread.remove(page)
            except Unreadable as error:
                problems.append(error.reason)
                if not self._reader.reads_scans:
                    break
        if problems and not (text.passages or scanned):
            raise Unreadable(problems[0])
        passages = sorted([*text.passages, *scanned], key=lambda p: p.page or 0) if scanned else text.passages
        notes = (*text.notes, *dict.fromkeys(problems))
        return Text(text.pages, tuple(passages), text.properties, text.attachments, tuple(unread), notes)

    def _looked(self, version: Version, passages: Sequence[Passage], end: float) -> Looked | None:
        """Look through a version, outside any transaction, for it takes as long as reading did; ``None``: later."""
        try:
            return self._checking.looking.through(version, passages, within=max(0.0, end - monotonic()))
        except Late:
            return None

    def _store(self, version: Version, text: Text, *, reason: str | None, end: float) -> None:
        passages = as_passages(version.ref, version.number, text.passages)
        looked = self._looked(version, passages, end)
        with self._catalogue.writing(LIBRARY) as work:
            current = work.find(Version, version.ref, version.number)
            document = work.find(Document, version.ref)
            if current is None or document is None or current.text_state != "pending":
                return
            if reason is None and not text.passages:
                reason = "No words were found in this file. If it is a picture, describe it in the title."
            current.text_state = "unreadable" if reason else "read"
            current.text_reason, current.pages = reason, text.pages
            current.notes, current.properties = list(text.notes), dict(text.properties)
            work.save(current, remembered=False)
            work.store_passages(version.ref, version.number, passages)
            quotes: dict[str, int] = {}
            if document.current_version == version.number:
                self._presume(work, document, current, passages)
                quotes = find_quotes_again(work, document)
            if looked is None:
                self._checking.postpone(work, current)
            findings = None
            if looked:
                pages, pictured = {one.page for one in passages}, text.scanned_pages
                findings = self._checking.keep(work, document, current, looked, pages, pictured=pictured)
            about = {
                "version": version.number,
                "passages": len(passages),
                "unreadable": bool(reason),
                "quotes": quotes,
                "findings": findings,
            }
            work.record("text read", [version.ref], about=about)

    def _presume(self, work: Writing, document: Document, version: Version, passages: Sequence[Passage]) -> None:
        """Fill what nobody has stated from the text; what is stated or confirmed stays."""
        opening, length = "", 0
        for passage in passages:
            length += len(passage.text)
            if len(opening) < OPENING:
                opening += passage.text + "\n"
        guess = presume(
            file_name=version.file_name, folder=version.folder, properties=version.properties,
            opening=opening[:OPENING], text_length=length, vocabulary=self._vocabulary,
            today=self._clock.today(),
        )  # fmt: skip
        values, presumed = guess.values(), set(document.presumed)
        for name in unstated(document) - stated_by_people(work, document.ref):
            if name in values:
                setattr(document, name, values[name])
                presumed.add(name)
            elif name in presumed - _NEVER_LOWERED:
                # An earlier text gave it; this one gives no reason for it.
                setattr(document, name, Document.model_fields[name].get_default(call_default_factory=True))
                presumed.discard(name)
        document.presumed = sorted(presumed)
        work.save(document, remembered=False)
        name_first(work, document, self._clock)

    def _add_attachments(self, actor: Actor, version: Version, text: Text) -> None:
        for attachment in text.attachments:
            with Path(attachment.path).open("rb") as stream:
                self._adding.attach(actor, version, stream, name=attachment.name)


def unstated(document: Document) -> set[str]:
    """Return the fields that nobody has stated: guessed ones, and those still at their default."""
    return {
        name
        for name, field in Document.model_fields.items()
        if name in document.presumed or getattr(document, name) == field.get_default(call_default_factory=True)
    }


def stated_by_people(view: Reading, ref: str) -> set[str]:
    """Return the fields that a person has set or confirmed since the document was added.

    A value at its default may be one of them: whoever says that a draft is final has said so.
    """
    events = view.history(ref)
    undone = {event.undoes for event in events}
    counting = [event.seq for event in events if event.seq not in undone and not event.undoes]
    stated: set[str] = set()
    for change in view.all(Change, ref=ref, seq=counting):
        if change.kind == "Document" and change.before and change.after:
            stated |= {name for name in EDITABLE if change.before[name] != change.after[name]}
            stated |= set(change.before["presumed"]) - set(change.after["presumed"])
    return stated


def as_passages(ref: str, number: int, read: Sequence[ReadPassage]) -> list[Passage]:
    """Number the passages of a version from 0 in reading order."""
    return [
        Passage(
            ref=ref, number=number, place=place, locator=passage.locator, page=passage.page,
            heading=passage.heading, text=passage.text,
        )
        for place, passage in enumerate(read)
    ]  # fmt: skip


def _stumbled(reading: Future[None]) -> BaseException | None:
    """Return a failure that nobody foresaw; one that would meet every document, such as a full disk, is raised."""
    error = reading.exception()
    if isinstance(error, EvidenceError):
        raise error
    return error
