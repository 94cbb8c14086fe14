"""Checking that everything held is what was put there."""

import hashlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from evidence.domain.documents import Document, Passage, Relation, Version
from evidence.domain.events import Narrowing
from evidence.domain.people import LIBRARY
from evidence.domain.retention import Disposal
from evidence.domain.tags import Tag
from evidence.errors import Damaged, Unavailable
from evidence.ports import Catalogue, FileStore, Reading, SearchIndex
from evidence.services.auditing import Auditing
from evidence.services.kept_bytes import bytes_needed, holders_by_bytes

_CHUNK = 1 << 20
_DAY_SECONDS = 86_400.0
_REMOVING = frozenset({"discarded", "redacted copy removed"})
"""Events that say of which bytes nothing may stay."""


@dataclass(slots=True)
class Verification:
    """What a check found. ``damage`` needs somebody to act; ``notes`` are for information."""

    damage: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    checked: dict[str, int] = field(default_factory=dict)
    engine: str = ""

    @property
    def sound(self) -> bool:
        """Whether nothing is damaged."""
        return not self.damage


class Upkeep:
    """Compares store, catalogue, passages, index and history with one another."""

    def __init__(self, catalogue: Catalogue, files: FileStore, index: SearchIndex, auditing: Auditing) -> None:
        self._catalogue = catalogue
        self._files = files
        self._index = index
        self._auditing = auditing

    def files_to_check(self) -> int:
        """Return how many files ``verify`` will read."""
        with self._catalogue.reading() as view:
            return len(bytes_needed(view))

    def verify(self) -> Iterator[Verification]:
        """Check everything, yielding the growing result after each file, and at last the whole one.

        Nothing is changed. Every file is read again and its SHA-256 compared.
        """
        result = Verification(engine=self._catalogue.engine_version())
        result.damage += [
            f"Catalogue: {problem}. Restore the newest backup." for problem in self._catalogue.problems()
        ]
        if result.damage:
            yield result
            return
        for _ in self._check_files(result):
            yield result
        with self._catalogue.reading() as view:
            _check_rows(view, result)
        self._check_history(result)
        self._check_index(result)
        yield result

    def sweep(self) -> int:
        """Remove stored files that nothing names, left by work that broke off; returns how many.

        What was discarded goes at once. What an addition has left stays for a day: should the catalogue have lost
        rows, that is how long their files wait to be missed. Raises ``Unavailable`` when the store cannot be looked
        through or written to. Others may add meanwhile: whoever keeps bytes holds the writer's lock until the row
        that names them is on disk.
        """
        with self._catalogue.reading() as view:
            if not self._left_over(view):
                return 0
        with self._catalogue.writing(LIBRARY) as work:
            left = self._left_over(work)
            for sha256 in left:
                self._files.remove(sha256)
        return len(left)

    def _left_over(self, view: Reading) -> list[str]:
        try:
            ages = [(sha256, self._files.seconds_kept(sha256)) for sha256, _ in self._files.all()]
        except OSError as error:
            raise Unavailable(
                f"The library’s folder could not be looked through ({error.strerror}). Check the disk.",
                details={"cause": error.strerror},
            ) from error
        needed = bytes_needed(view)
        unnamed = {sha256: age for sha256, age in ages if sha256 not in needed}
        if not unnamed:
            return []
        events = view.events(newest_first=True, narrowed=Narrowing(verbs=_REMOVING))
        discarded = {sha256 for event in events for sha256 in event.about.get("sha256", [])}
        discarded |= {sha256 for (hashes,) in view.columns(Disposal, "sha256") for sha256 in hashes}
        return [sha256 for sha256, age in unnamed.items() if sha256 in discarded or age > _DAY_SECONDS]

    def verify_history(self, *, heads: Sequence[str] | None = None, keys: Collection[str] = ()) -> Verification:
        """Check the history alone: every event against the chain, and the chain against signed heads.

        ``heads`` and ``keys`` are somebody's own copies, as ``Auditing.verify`` takes them.
        """
        result = Verification(engine=self._catalogue.engine_version())
        self._check_history(result, heads, keys)
        if not result.checked["heads"] and result.sound:
            result.notes.append(
                "No head was signed yet, so that a history whose end was cut off could not be told. "
                "`evidence audit head` signs one."
            )
        return result

    def public_key(self, given: str) -> str:
        """Return the public key that a person gives as digits or as a file. Raises ``Invalid``."""
        return self._auditing.read_public(given)

    def _check_history(
        self, result: Verification, heads: Sequence[str] | None = None, keys: Collection[str] = ()
    ) -> None:
        audit = self._auditing.verify(lines=heads, keys=keys)
        result.checked |= {"events": audit.events, "heads": audit.heads}
        result.damage += [f"History: {problem}. Somebody changed it by hand." for problem in audit.damage]
        result.notes += [f"History: {note}." for note in audit.notes]

    def _check_files(self, result: Verification) -> Iterator[None]:
        with self._catalogue.reading() as view:
            holders = holders_by_bytes(view)
        total = 0
        for sha256, holding in holders.items():
            named = ", ".join(holding)
            try:
                found, size = hash_of(self._files, sha256)
            except (Damaged, FileNotFoundError):
                if self._is_wanted(sha256):  # and was not discarded while we looked
                    result.damage.append(
                        f"{named}: its file is missing. Bring it back from a backup, or add it again."
                    )
            except OSError as error:
                result.damage.append(f"{named}: its file cannot be read ({error.strerror}). Check the disk.")
            else:
                total += size
                if found != sha256:
                    result.damage.append(f"{named}: its file was changed. Bring it back from a backup.")
            yield
        result.checked |= {"files": len(holders), "bytes": total}
        spare = [(sha256, size) for sha256, size in self._files.all() if sha256 not in holders]
        if spare:
            result.notes.append(
                f"{len(spare)} stored file{'s' if len(spare) > 1 else ''} ({sum(size for _, size in spare):,} bytes) "
                "belong to no document: left by work that broke off. They do no harm."
            )

    def _check_index(self, result: Verification) -> None:
        if self._index.cursor() and not self._index.intact():
            result.damage.append("Search index: its files were changed. Run `evidence reindex`.")
            return
        # The cursor first: whatever happens meanwhile, the history can only be longer than it.
        cursor = self._index.cursor()
        with self._catalogue.reading() as view:
            last = view.last_event()
            expected = {ref for ref, status in view.columns(Document, "ref", "status") if status != "withdrawn"}
        if cursor > last:
            result.damage.append(
                f"History: it ends at event {last}, but the search index has taken in {cursor - last} more. "
                "Somebody cut the catalogue by hand, or put an older one in its place."
            )
            return
        found = self._index.refs()
        if cursor < last or self._index.cursor() != cursor:
            result.notes.append(f"The search index is {last - cursor} events behind; it catches up by itself.")
            return
        result.checked["indexed"] = len(found)
        for ref in sorted(expected - found):
            result.damage.append(f"{ref} is missing from the search index. Run `evidence reindex`.")
        for ref in sorted(found - expected):
            result.damage.append(f"{ref} should not be in the search index. Run `evidence reindex`.")

    def _is_wanted(self, sha256: str) -> bool:
        with self._catalogue.reading() as view:
            return view.is_needed(sha256)


def hash_of(files: FileStore, sha256: str) -> tuple[str, int]:
    """Return SHA-256 and size of what is stored under a name; raises ``Damaged`` when it is missing."""
    digest, size = hashlib.sha256(), 0
    with files.path(sha256).open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return digest.hexdigest(), size


def checked_path(files: FileStore, sha256: str) -> Path:
    """Return where the bytes can be read, having read and checked them; raises ``Damaged`` when they differ."""
    found, _ = hash_of(files, sha256)
    if found != sha256:
        raise Damaged(
            "The file of this document is not what was added, so it is not handed out. Run `evidence verify`, and "
            "bring the file back from a backup.",
            details={"findings": [f"changed: {sha256}"]},
        )
    return files.path(sha256)


def _check_rows(view: Reading, result: Verification) -> None:
    documents = dict(view.columns(Document, "ref", "current_version"))
    versions = {(ref, number): (state, form) for ref, number, state, form in
                view.columns(Version, "ref", "number", "text_state", "form")}  # fmt: skip
    copies = view.columns(Version, "ref", "number", "redacted_from")
    result.damage += [f"{ref} version {number}: what it is a redacted copy of is missing. Restore a backup."
                      for ref, number, origin in copies if origin and (ref, origin) not in versions]  # fmt: skip
    passages = set(view.columns(Passage, "ref", "number"))
    result.checked |= {"documents": len(documents), "passages": view.count(Passage), "tags": view.count(Tag)}
    result.damage += [f"{ref}: its current version is missing. Restore a backup."
                      for ref, number in documents.items() if (ref, number) not in versions]  # fmt: skip
    for key, (state, form) in versions.items():
        if key[0] not in documents:
            result.damage.append(f"{key[0]} version {key[1]} belongs to no document. Restore a backup.")
        if state == "read" and form == "held" and key not in passages:
            result.damage.append(
                f"{key[0]} version {key[1]}: its text is missing. Run `evidence reindex --read-again`."
            )
    for ref, number in sorted(passages - set(versions)):
        result.damage.append(f"{ref} version {number}: text without a version. Run `evidence reindex --read-again`.")
    for name, kind in (("tag", Tag), ("relation", Relation)):
        for (ref,) in view.columns(kind, "ref"):
            if ref not in documents:
                result.damage.append(f"A {name} belongs to {ref}, which is not held. Restore a backup.")
    states = [state for state, _ in versions.values()]
    if pending := states.count("pending"):
        result.notes.append(f"{pending} versions wait for their text to be read.")
    if unreadable := states.count("unreadable"):
        result.notes.append(f"The text of {unreadable} versions could not be read; `evidence show` says why.")
