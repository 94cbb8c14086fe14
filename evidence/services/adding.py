"""Adding documents: files, archives, links and documents known to exist."""

import re
import unicodedata
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import BinaryIO

from evidence.domain.documents import Document, Passage, Relation, Version
from evidence.domain.people import Actor
from evidence.domain.presuming import presume
from evidence.domain.tags import Tag
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import EvidenceError, Invalid, Unavailable
from evidence.ports import Catalogue, Clock, FileStore, Reading, Staged, TextReader, Writing
from evidence.readings import Unreadable
from evidence.services.access import name_first
from evidence.services.drafts import Draft
from evidence.services.frameworks import Frameworks

LONGEST_NAME = 255
_LONGEST_SUFFIX = 20
_LONGEST_FOLDER = 1_000
_BIDI_AND_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]+")


@dataclass(frozen=True, slots=True)
class Added:
    """A document that is durable from now on."""

    ref: str
    title: str
    file: str
    sha256: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """A file whose bytes the library has already, and the document they belong to."""

    file: str
    ref: str


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not taken, and what to do about it."""

    file: str
    reason: str
    code: str


@dataclass(slots=True)
class Outcome:
    """What became of everything that was offered: nothing is in no list."""

    added: list[Added] = field(default_factory=list)
    held: list[Held] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def extend(self, other: "Outcome") -> None:
        """Take in what became of more files."""
        self.added += other.added
        self.held += other.held
        self.refused += other.refused


class Adding:
    """Takes documents in. Every document in ``added`` is on disk and in the catalogue when it is returned."""

    def __init__(
        self, catalogue: Catalogue, files: FileStore, reader: TextReader, frameworks: Frameworks,
        vocabulary: Vocabulary, clock: Clock, *, max_bytes: int,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._files = files
        self._reader = reader
        self._frameworks = frameworks
        self._vocabulary = vocabulary
        self._clock = clock
        self._max_bytes = max_bytes

    def add(self, actor: Actor, draft: Draft, stream: BinaryIO, *, name: str, folder: str | None = None) -> Outcome:
        """Add one file, or every member of an archive.

        Reads ``stream`` once and does not close it. A file that cannot be taken is in ``refused`` with its
        reason; only a wrong draft raises (``Invalid``), before anything is read.
        """
        self._check(draft)
        file = shown_name(name)
        try:
            staged = self.stage(stream)
        except EvidenceError as error:
            return Outcome(refused=[Refused(file, error.message, error.code)])
        try:
            return self._take(actor, draft, staged, file=file, folder=folder)
        except EvidenceError as error:
            return Outcome(refused=[Refused(file, error.message, error.code)])
        except Unreadable as error:
            return Outcome(refused=[Refused(file, error.reason, "invalid")])
        except OSError as error:
            reason = f"The disk did not give the file back ({error.strerror}), so it was not added. Check the disk."
            return Outcome(refused=[Refused(file, reason, Unavailable.code)])
        finally:
            self._files.drop(staged)

    def attach(self, actor: Actor, parent: Version, stream: BinaryIO, *, name: str) -> Outcome:
        """Add a file that came attached to a held document, and relate the two."""
        outcome = self.add(actor, Draft(), stream, name=name, folder=parent.folder)
        children = [added.ref for added in outcome.added] + [held.ref for held in outcome.held]
        with self._catalogue.writing(actor) as work:
            for child in children:
                if child != parent.ref:
                    work.save(Relation(ref=child, kind="attachment-of", to_ref=parent.ref))
            work.record("attached", [parent.ref, *children], about={"refused": len(outcome.refused)})
        return outcome

    def link(self, actor: Actor, draft: Draft, *, address: str, checked_on: date | None, text: str) -> Added:
        """Add a document that is published elsewhere; the library fetches nothing by itself.

        ``text`` is what the person gives of its words, and is searchable. Raises ``Invalid`` for an address
        that is not http or https.
        """
        if not re.fullmatch(r"https?://[^\s<>\"]{3,2000}", address):
            raise Invalid(f"“{address[:80]}” is not a web address. Give one that starts with https://.")
        version = Version(
            ref="", number=1, form="link", address=address, checked_on=checked_on or self._clock.today(),
            text_state="read", added_at=self._clock.now(), added_by=actor.name,
        )  # fmt: skip
        title = draft.title or address
        return self._save_without_file(actor, draft, version, title=title, text=text)

    def want(self, actor: Actor, draft: Draft, *, title: str, wanted_from: str | None = None) -> Added:
        """Note a document that is known to exist and not held yet; it counts for nothing until it is."""
        if not title.strip():
            raise Invalid("Say what the wanted document is called.")
        version = Version(
            ref="", number=1, form="wanted", wanted_from=wanted_from, text_state="read",
            added_at=self._clock.now(), added_by=actor.name,
        )  # fmt: skip
        return self._save_without_file(actor, draft, version, title=title.strip(), text="")

    def _check(self, draft: Draft) -> None:
        draft.check(self._vocabulary)
        framework = self._frameworks.in_force()
        for tag in draft.tags:
            tag.check(framework)

    def _take(self, actor: Actor, draft: Draft, staged: Staged, *, file: str, folder: str | None) -> Outcome:
        media_type = self._reader.media_type(staged.path, file)
        if self._reader.is_archive(media_type):
            return self._take_archive(actor, draft, staged, file=file, folder=folder)
        with self._catalogue.reading() as view:
            held = holder_of(view, staged.sha256)
        if held:
            return Outcome(held=[Held(file, held)])
        version = Version(
            ref="", number=1, sha256=staged.sha256, file_name=file, folder=folder, media_type=media_type,
            size=staged.size, added_at=self._clock.now(), added_by=actor.name,
        )  # fmt: skip
        with self._catalogue.writing(actor) as work:
            # Somebody may have added the same bytes since we looked.
            held = holder_of(work, staged.sha256)
            if held:
                return Outcome(held=[Held(file, held)])
            # Under the writer's lock, so that a discard of the same bytes cannot take them away again.
            self._files.keep(staged)
            document = self._document(work, actor, draft, version, title=None)
            self._record(work, document, version)
        return Outcome(added=[Added(document.ref, document.title, file, staged.sha256)])

    def _take_archive(self, actor: Actor, draft: Draft, staged: Staged, *, file: str, folder: str | None) -> Outcome:
        outcome = Outcome()
        with self._files.folder() as place:
            unpacked = self._reader.unpack(staged.path, staging=place)
            outcome.refused += [Refused(f"{file}/{bad.name}", bad.reason, "invalid") for bad in unpacked.refused]
            for member in unpacked.members:
                *folders, name = member.name.replace("\\", "/").split("/")
                inside = "/".join([*filter(None, [folder]), file, *folders])
                with Path(member.path).open("rb") as stream:
                    found = self.add(actor, replace(draft, title=None), stream, name=name, folder=inside)
                outcome.extend(_named_inside(found, file))
        if not (outcome.added or outcome.held or outcome.refused):
            raise Invalid("The archive is empty. Check that it is the right one, and add it again.")
        return outcome

    def stage(self, stream: BinaryIO) -> Staged:
        """Receive bytes that are to be kept, no more than the library takes; raises as ``FileStore.stage`` does."""
        return self._files.stage(stream, max_bytes=self._max_bytes)

    def _save_without_file(self, actor: Actor, draft: Draft, version: Version, *, title: str, text: str) -> Added:
        self._check(draft)
        with self._catalogue.writing(actor) as work:
            document = self._document(work, actor, draft, version, title=title)
            if text.strip():
                passages = [
                    Passage(ref=document.ref, number=1, place=place, locator=f"paragraph {place + 1}", text=part)
                    for place, part in enumerate(filter(None, map(str.strip, text.split("\n\n"))))
                ]
                work.store_passages(document.ref, 1, passages)
            self._record(work, document, version)
        return Added(document.ref, document.title, version.address or title)

    def _document(
        self, work: Writing, actor: Actor, draft: Draft, version: Version, *, title: str | None
    ) -> Document:
        """Make the document, its version and its tags; what the file's name tells is presumed at once."""
        stated = draft.check(self._vocabulary)
        if title:
            stated["title"] = title[:500]
        guess = presume(
            file_name=version.file_name, folder=version.folder, properties={}, opening="", text_length=0,
            vocabulary=self._vocabulary, today=self._clock.today(),
        )  # fmt: skip
        guessed = {name: value for name, value in guess.values().items() if name not in stated}
        document = Document(
            **{**guessed, **stated}, ref=work.next_id("E"), presumed=sorted(guessed),
            added_at=version.added_at, added_by=actor.name,
        )  # fmt: skip
        version.ref = document.ref
        work.save(document)
        name_first(work, document, self._clock)
        work.save(version)
        framework = self._frameworks.seen_in(work)
        for tag in draft.tags:
            fields = tag.check(framework)
            work.save(
                Tag(
                    **fields, id=work.next_id("T", 5), ref=document.ref, added_at=version.added_at,
                    added_by=actor.name,
                )
            )  # fmt: skip
        return document

    def _record(self, work: Writing, document: Document, version: Version) -> None:
        about = {"form": version.form, "version": version.number, "sha256": version.sha256, "size": version.size}
        work.record("added", [document.ref], about={k: v for k, v in about.items() if v is not None})


def shown_name(name: str) -> str:
    r"""Make a file name safe to show and keep: its last part, without control and direction marks.

    >>> shown_name("../../etc/pass\u202ewd.pdf")
    'passwd.pdf'
    """
    last = name.replace("\\", "/").rstrip("/").split("/")[-1]
    clean = unicodedata.normalize("NFC", _BIDI_AND_CONTROL.sub("", last)).strip() or "unnamed"
    stem, dot, suffix = clean.rpartition(".")
    if len(clean) <= LONGEST_NAME or not dot or len(suffix) > _LONGEST_SUFFIX:
        return clean[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(suffix) - 1]}.{suffix}"


def shown_folder(path: str | None) -> str | None:
    r"""Make the path of a folder safe to show and keep: its parts as names of their own, without ways out of it.

    >>> shown_folder("C:\\..\\Audits/2026/"), shown_folder("/../")
    ('C:/Audits/2026', None)
    """
    parts = (part for part in (path or "").replace("\\", "/").split("/") if part.strip(" ."))
    return "/".join(shown_name(part) for part in parts)[:_LONGEST_FOLDER] or None


def holder_of(view: Reading, sha256: str) -> str | None:
    """Return the document that holds these bytes in any version, or ``None``."""
    found = view.columns(Version, "ref", sha256=sha256)
    return found[0][0] if found else None


def _named_inside(outcome: Outcome, archive: str) -> Outcome:
    return Outcome(
        [replace(added, file=f"{archive}/{added.file}") for added in outcome.added],
        [replace(held, file=f"{archive}/{held.file}") for held in outcome.held],
        [replace(refused, file=f"{archive}/{refused.file}") for refused in outcome.refused],
    )
