"""What happens to a document once it is held: details, status, versions, relations, discarding."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, BinaryIO

from pydantic import ValidationError

from evidence.domain.documents import (
    EDITABLE,
    RELATION_KINDS,
    SENSITIVITIES,
    STATUSES,
    Document,
    Relation,
    RelationKind,
    Version,
)
from evidence.domain.events import Change
from evidence.domain.people import Actor
from evidence.domain.retention import MISTAKE
from evidence.domain.vocabulary import SOURCES, Vocabulary
from evidence.errors import AlreadyHeld, Conflict, EvidenceError, Invalid, NotFound, StaleEdit, Unavailable
from evidence.ports import Catalogue, Clock, FileStore, Reading, TextReader, Writing
from evidence.services.access import name_first, refuse_opening_up
from evidence.services.adding import holder_of, shown_name
from evidence.services.drafts import one_of
from evidence.services.removing import Removing, remove

_LISTED = {"status": STATUSES, "sensitivity": SENSITIVITIES, "source": SOURCES}


def document_in(view: Reading, ref: str) -> Document:
    """Return a document by the reference people say (``E-0042``, ``e42``); raises ``NotFound``."""
    document = view.find(Document, spelled(ref))
    if document is None:
        raise NotFound(
            f"There is no document {ref[:60]} in this library. `evidence list` shows those there are.",
            details={"ref": ref[:60]},
        )
    return document


def version_in(view: Reading, document: Document, number: int) -> Version:
    """Return a version of a document; raises ``NotFound``."""
    version = view.find(Version, document.ref, number)
    if version is None:
        raise NotFound(f"{document.ref} has no version {number}.", details={"ref": document.ref})
    return version


def spelled(ref: str) -> str:
    """Spell a reference as the library does.

    >>> spelled(" e42 ")
    'E-0042'
    """
    bare = ref.strip().upper().removeprefix("E").lstrip("-")
    return f"E-{int(bare):04d}" if bare.isascii() and bare.isdecimal() and len(bare) < 12 else ref.strip()  # noqa: PLR2004 - no series gets there


def next_version(view: Reading, ref: str) -> int:
    """Return the number of a document's next version: never one that another had, though it was taken back.

    What was said of a version, such as a clearance, is said of its number.
    """
    held = {number for (number,) in view.columns(Version, "number", ref=ref)}
    return 1 + max(held | {int(change.key[1]) for change in view.all(Change, ref=ref, kind=Version.__name__)})


@dataclass(frozen=True, slots=True)
class Removed:
    """What a discard took away."""

    ref: str
    title: str
    files: int


@dataclass(frozen=True, slots=True)
class Many:
    """What became of a change to many documents: each is in one of the two."""

    changed: tuple[str, ...]
    """Documents that now say so, also those that said it before."""
    refused: tuple[tuple[str, EvidenceError], ...]
    """Documents that stay as they were, and why."""


class Documents:
    """Changes documents one at a time; every change can be seen in their history."""

    def __init__(
        self, catalogue: Catalogue, files: FileStore, reader: TextReader, vocabulary: Vocabulary, clock: Clock,
        removing: Removing, *, max_bytes: int,
    ) -> None:  # fmt: skip
        self._removing = removing
        self._catalogue = catalogue
        self._files = files
        self._reader = reader
        self._vocabulary = vocabulary
        self._clock = clock
        self._max_bytes = max_bytes

    def get(self, ref: str) -> Document:
        """Return a document; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return document_in(view, ref)

    def set(self, actor: Actor, ref: str, fields: Mapping[str, Any], *, revision: int | None = None) -> Document:
        """Set fields of a document; what a person sets is no longer presumed.

        With ``revision``, raises ``StaleEdit`` when somebody changed the document since. Raises ``Invalid``
        naming the field and what is accepted.
        """
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            if revision is not None and revision != document.revision:
                raise StaleEdit(
                    f"Somebody changed {document.ref} since you read it. Look at it again, then repeat your change.",
                    details={"ref": document.ref, "revision": document.revision},
                )
            changed = self.apply(work, document, fields)
            if changed:
                work.record("details set", [document.ref], about={"fields": changed})
        return document

    def set_alike(self, actor: Actor, revisions: Mapping[str, int], fields: Mapping[str, Any]) -> list[str]:
        """Set the same fields of many documents in one step, which one undo takes back: all of them, or none.

        ``revisions`` are the documents, each with the revision that was read; raises ``StaleEdit`` naming all
        that somebody changed since in ``details["refs"]``. Returns those that now say something else.
        """
        with self._catalogue.writing(actor) as work:
            held = [(document_in(work, ref), revision) for ref, revision in revisions.items()]
            stale = [document.ref for document, revision in held if document.revision != revision]
            if stale:
                raise StaleEdit(
                    f"Somebody changed {', '.join(stale[:5])} since you read them, so nothing was changed. Look at "
                    "them again, then repeat your change.",
                    details={"refs": stale},
                )
            changed = [document.ref for document, _ in held if self.apply(work, document, fields)]
            if changed:
                work.record("details set", changed, about={"fields": sorted(fields)})
        return changed

    def set_many(
        self, actor: Actor, changes: Mapping[str, Mapping[str, Any]], *, revisions: Mapping[str, int] | None = None
    ) -> Many:
        """Set fields of many documents, reference -> fields, each in a transaction of its own.

        What cannot be set, for whatever reason ``set`` gives, stops no other document; ``revisions`` holds
        those that were read. Once the library cannot be written to, the rest is refused without being tried.
        """
        changed: list[str] = []
        refused: list[tuple[str, EvidenceError]] = []
        closed: Unavailable | None = None
        for ref, fields in changes.items():
            try:
                if closed:
                    raise closed
                changed.append(self.set(actor, ref, fields, revision=(revisions or {}).get(ref)).ref)
            except EvidenceError as error:
                closed = error if isinstance(error, Unavailable) else closed
                refused.append((ref, error))
        return Many(tuple(changed), tuple(refused))

    def apply(self, work: Writing, document: Document, fields: Mapping[str, Any]) -> list[str]:
        """Put checked fields into a document inside a transaction; returns the names that changed."""
        values = self.checked(fields)
        changed = [name for name, value in values.items() if getattr(document, name) != value]
        settled = [name for name in values if name in document.presumed]
        if not changed and not settled:
            return []
        refuse_opening_up(work.actor, document.sensitivity, values.get("sensitivity", document.sensitivity))
        for name in changed:
            setattr(document, name, values[name])
        document.presumed = [name for name in document.presumed if name not in values]
        document.revision += 1
        sound_dates(document.covers_from, document.covers_to)
        work.save(document)
        name_first(work, document, self._clock)
        return sorted({*changed, *settled})

    def checked(self, fields: Mapping[str, Any]) -> dict[str, Any]:
        """Return fields with their values in the library's own types; raises ``Invalid`` naming the first wrong one.

        Values may be text as people type it; an empty text clears a field.
        """
        values: dict[str, Any] = {}
        for name, given in fields.items():
            if name not in EDITABLE:
                raise Invalid(
                    f"A document has no field “{name[:40]}” that can be set. Fields: {', '.join(EDITABLE)}.",
                    details={"field": name, "known": list(EDITABLE)},
                )
            values[name] = self._value(name, given.strip() if isinstance(given, str) else given)
        if values.get("status") == "withdrawn":
            raise Invalid("Use `evidence withdraw` to withdraw a document, so that it can be reinstated.")
        return values

    def _value(self, name: str, given: Any) -> Any:
        field = Document.model_fields[name]
        if given in ("", None):
            if name in {"title", "kind", "status", "sensitivity"}:
                raise Invalid(f"A document always has a {name}. Give one.", details={"field": name})
            return field.get_default(call_default_factory=True)
        if name in _LISTED:
            one_of(name, given, _LISTED[name])
            return given
        if name == "kind":
            return self._vocabulary.kind(str(given)).ref
        if name == "labels" and not (isinstance(given, str) or _all_text(given)):
            raise Invalid("labels: give text such as locality: Northside; voice: staff.", details={"field": name})
        if name == "labels":
            return self._vocabulary.labels_from(given)
        try:
            probe = Document.model_validate({**_PROBE, name: given})
        except ValidationError as error:
            hint = _HINTS.get(name, error.errors()[0]["msg"])
            raise Invalid(f"{name}: “{str(given)[:60]}” will not do. {hint}", details={"field": name}) from error
        return getattr(probe, name)

    def confirm(self, actor: Actor, ref: str, names: Sequence[str] = ()) -> Document:
        """Confirm presumed values (all of them unless named): they stay, and are no longer marked."""
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            settled = [name for name in document.presumed if not names or name in names]
            if settled:
                document.presumed = [name for name in document.presumed if name not in settled]
                document.revision += 1
                work.save(document)
                work.record("details confirmed", [document.ref], about={"fields": settled})
        return document

    def withdraw(self, actor: Actor, ref: str) -> Document:
        """Take a document out of use: it is kept, and counts and is found nowhere until reinstated."""
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            if document.is_withdrawn:
                raise Conflict(f"{document.ref} is withdrawn already.", details={"ref": document.ref})
            document.status_before, document.status = document.status, "withdrawn"
            document.revision += 1
            work.save(document)
            work.record("withdrawn", [document.ref])
        return document

    def reinstate(self, actor: Actor, ref: str) -> Document:
        """Bring a withdrawn document back as it was."""
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            if not document.is_withdrawn:
                raise Conflict(f"{document.ref} is not withdrawn.", details={"ref": document.ref})
            document.status, document.status_before = document.status_before or "final", None
            document.revision += 1
            work.save(document)
            work.record("reinstated", [document.ref])
        return document

    def relate(self, actor: Actor, ref: str, kind: RelationKind, to_ref: str) -> Relation:
        """Say how one document stands to another; saying it twice is harmless."""
        one_of("relation", kind, RELATION_KINDS)
        with self._catalogue.writing(actor) as work:
            one, other = document_in(work, ref), document_in(work, to_ref)
            if one.ref == other.ref:
                raise Invalid("A document cannot be related to itself. Name two documents.")
            relation = Relation(ref=one.ref, kind=kind, to_ref=other.ref)
            work.save(relation)
            work.record("related", [one.ref, other.ref], about={"kind": kind})
        return relation

    def add_version(self, actor: Actor, ref: str, stream: BinaryIO, *, name: str) -> Version:
        """Add a newer file of a document: tags stay, and their quotes are looked for once its text is read.

        Raises ``AlreadyHeld`` when the library has these bytes, and ``Invalid``, ``TooLarge`` or
        ``UnsupportedType`` as adding does.
        """
        with self._catalogue.reading() as view:
            document_in(view, ref)
        staged = self._files.stage(stream, max_bytes=self._max_bytes)
        try:
            file = shown_name(name)
            media_type = self._reader.media_type(staged.path, file)
            if self._reader.is_archive(media_type):
                raise Invalid("A new version is one file. Unpack the archive and give the file itself.")
            with self._catalogue.writing(actor) as work:
                document = document_in(work, ref)
                held = holder_of(work, staged.sha256)
                if held:
                    raise AlreadyHeld(
                        f"The library holds this file already, as {held}. Nothing was changed.",
                        details={"ref": held},
                    )
                self._files.keep(staged)
                number = next_version(work, document.ref)
                version = Version(
                    ref=document.ref, number=number, sha256=staged.sha256, file_name=file, media_type=media_type,
                    size=staged.size, added_at=self._clock.now(), added_by=actor.name,
                )  # fmt: skip
                work.save(version)
                document.current_version = number
                document.revision += 1
                work.save(document)
                about = {"version": number, "sha256": staged.sha256}
                work.record("version added", [document.ref], about=about)
        finally:
            self._files.drop(staged)
        return version

    def discard(self, actor: Actor, ref: str) -> Removed:
        """Remove a mistaken upload for good: bytes, text, tags and remembered values. It cannot be undone.

        What is removed when its time is over is disposed of instead. The history keeps that the reference was used,
        by whom, and the hashes of its files. Raises ``OnHold`` while a legal hold stands on it.
        """
        document = self.get(ref)
        with self._removing.everything.writing(actor) as work:
            document = document_in(work, document.ref)
            (gone,) = remove(work, [(document, MISTAKE)], because="", at=self._clock.now())
            work.record("discarded", [gone.ref], about={"kind": gone.kind, "sha256": gone.sha256})
        self._removing.clear([gone])
        return Removed(document.ref, document.title, len(gone.sha256))


def _all_text(given: Any) -> bool:
    return isinstance(given, list) and all(isinstance(one, str) for one in given)


_PROBE: dict[str, Any] = {
    "ref": "E-0000", "title": "-", "added_at": "2000-01-01T00:00:00+00:00", "added_by": "-",
}  # fmt: skip
_DATE_HINT = f"Write the date as year-month-day, such as {date(2026, 11, 22)}."
_HINTS = {
    **{name: _DATE_HINT for name in EDITABLE if name.endswith(("_on", "_by", "_from", "_to"))},
    "approved_by": "Give the name of a person, role or meeting.",
    "line": "The line of assurance is 1 (management), 2 (oversight) or 3 (independent).",
    "title": "A title has between 1 and 500 characters.",
}


def sound_dates(covers_from: date | None, covers_to: date | None) -> None:
    """Raise ``Invalid`` when the period covered ends before it begins."""
    if covers_from and covers_to and covers_from > covers_to:
        raise Invalid(
            "The period covered ends before it begins. Check covers_from and covers_to.",
            details={"field": "covers_to"},
        )
