"""Removing a document for good, so that no byte of it stays: what discarding and disposing share.

Its rows go in one transaction, together with the event and a row that says what else is still to go (``Disposal``).
Everything outside these rows goes after that, and again when the library is next used, until it is gone: so a machine
that stops in between leaves bytes too many for a while, and never a document that is half there.
"""

import shutil
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from evidence.domain.assurance import Action, Assignment, Board, PackRecord, Score
from evidence.domain.documents import Document, Version
from evidence.domain.events import Change, Event
from evidence.domain.offers import Offer, SavedSearch
from evidence.domain.people import LIBRARY, Person
from evidence.domain.retention import Disposal, Hold, Phrases, is_telling
from evidence.errors import Conflict
from evidence.ports import Catalogue, Clock, FileStore, Reading, Writing
from evidence.services.indexing import Indexing

Going = tuple[Document, str]
"""A document that goes, and the rule it goes by in words."""
_WRITTEN_BY_PEOPLE: tuple[type[SQLModel], ...] = (Board, Action, Score, SavedSearch, PackRecord, Offer)
"""Rows of other things, in which somebody may have written a document's title."""


class OnHold(Conflict):
    """Somebody placed a legal hold on the document."""

    code = "on-hold"


def refuse_held(view: Reading, ref: str) -> None:
    """Raise ``OnHold`` while a legal hold stands on a document."""
    standing = [hold.id for hold in view.all(Hold, ref=ref) if hold.stands]
    if standing:
        raise OnHold(
            f"{ref} is on legal hold ({', '.join(standing)}), so nothing of it is removed. Ask whoever placed "
            "the hold.",
            details={"ref": ref, "holds": standing},
        )


def remove(work: Writing, going: Sequence[Going], *, because: str, at: datetime) -> list[Disposal]:
    """Forget every row of documents inside a transaction, and what is said of them elsewhere; keep what may stay.

    ``work`` must hide nothing. The caller records the events. Raises ``OnHold``.
    """
    for one, _ in going:
        refuse_held(work, one.ref)
    mentions = _mentions(work, [one for one, _ in going])
    gone = [
        Disposal(
            ref=one.ref, kind=one.kind, rule=rule, because=because, sha256=_hashes(work, one.ref),
            apart=one.sensitivity == "restricted", at=at, by=work.actor.name,
        )
        for one, rule in going
    ]  # fmt: skip
    for left in gone:
        work.purge(left.ref)
        work.save(left, remembered=False)
    _forget_in_packs(work, {left.ref for left in gone})
    _forget_elsewhere(work, mentions)
    return gone


def _hashes(view: Reading, ref: str) -> list[str]:
    """Every file that it ever had: also of versions that were taken back, whose bytes are still kept."""
    found = [sha for (sha,) in view.columns(Version, "sha256", ref=ref)]
    found += [event.about.get("sha256") for event in view.history(ref) if event.refs == [ref]]
    return list(dict.fromkeys(one for one in found if isinstance(one, str)))


@dataclass(frozen=True, slots=True)
class _Mentions:
    """How others may have written of documents: by title or file name, and by the name of their owner."""

    titles: Phrases
    owners: Phrases

    def without(self, image: dict[str, Any]) -> dict[str, Any]:
        """Return a row in which nothing of it stands; a board's picture holds no titles but those of statements."""
        return {
            name: self.owners.without(value if name == "picture" else self.titles.without(value))
            for name, value in image.items()
        }


def _mentions(view: Reading, going: Sequence[Document]) -> _Mentions:
    """Titles, file names and owners, past ones too, of documents that go and of no document that stays."""
    refs = {document.ref for document in going}
    titles: dict[str, str] = {}
    owners: dict[str, str] = {}
    for document in going:
        images = [image for one in view.all(Change, ref=document.ref) for image in (one.before, one.after) if image]
        versions = [one.model_dump() for one in view.all(Version, ref=document.ref)]
        for image in (document.model_dump(), *versions, *images):
            said = (image.get(name) for name in ("title", "file_name", "address"))
            titles |= {one: document.ref for one in said if one and is_telling(one)}
            if image.get("owner"):
                owners[image["owner"]] = f"an owner of {document.ref}"
    held = ((Document, "title"), (Document, "owner"), (Version, "file_name"), (Version, "address"))
    shared = {value for kind, name in held for ref, value in view.columns(kind, "ref", name) if ref not in refs}
    return _Mentions(
        Phrases({one: instead for one, instead in titles.items() if one not in shared}),
        Phrases({one: instead for one, instead in owners.items() if one not in shared and not _is_known(view, one)}),
    )


def _is_known(view: Reading, name: str) -> bool:
    """Whether somebody of this name does something here: then their name is no secret of one document."""
    doing = ((Action, "owner"), (Assignment, "name"), (Person, "name"), (Event, "actor"))
    return any(view.columns(kind, column, **{column: name}) for kind, column in doing)


def _forget_in_packs(work: Writing, refs: Collection[str]) -> None:
    """Leave of them, in records of packs, what proves what was sent: reference, version and hash."""
    for pack in work.all(PackRecord):
        if any(one["ref"] in refs for one in pack.sent):
            pack.sent = [_proof(one) if one["ref"] in refs else one for one in pack.sent]
            work.save(pack, remembered=False)


def _proof(sent: dict[str, object]) -> dict[str, object]:
    return {**{name: sent[name] for name in ("ref", "version", "sha256")}, "disposed": True}


def _forget_elsewhere(work: Writing, mentions: _Mentions) -> None:
    """Put the reference where somebody wrote a title: on boards, in actions, and in what is remembered of them."""
    for row in (one for kind in _WRITTEN_BY_PEOPLE for one in work.all(kind)):
        before = row.model_dump(mode="json")
        after = mentions.without(before)
        if after != before:
            work.save(type(row).model_validate(after), remembered=False)
    for change in work.all(Change, kind=[kind.__name__ for kind in _WRITTEN_BY_PEOPLE]):
        # A row that is as it was is not written again.
        change.before = change.before and mentions.without(change.before)
        change.after = change.after and mentions.without(change.after)
        work.save(change, remembered=False)


class Removing:
    """Removes what documents that are gone have left outside their rows. Sees everything, hidden or not.

    ``forget`` lets go of what was made of bytes for showing. In ``packs`` wait packs to be fetched, and in
    ``registers`` uploaded registers, which hold the title of every document.
    """

    def __init__(
        self, catalogue: Catalogue, files: FileStore, indexing: Indexing, clock: Clock, *,
        forget: Callable[[str], None], packs: Path, registers: Path,
    ) -> None:  # fmt: skip
        self.everything = catalogue
        """The catalogue with nothing hidden, in which alone a removal is whole."""
        self._files = files
        self._indexing = indexing
        self._packs = packs
        self._clock = clock
        self._forget = forget
        self._registers = registers

    def pending(self) -> list[Disposal]:
        """Return the disposals of which something may be left outside the catalogue's rows."""
        with self.everything.reading() as view:
            return view.all(Disposal, settled_at=None)

    def clear(self, gone: Iterable[Disposal]) -> None:
        """Remove files, pictures of pages, packs that wait to be fetched and uploaded registers. May be repeated.

        Bytes that another document or an offer consists of too stay until the last of these is gone.
        """
        gone = list(gone)
        refs = {one.ref for one in gone}
        self._clear({sha for one in gone for sha in one.sha256}, lambda sent: sent["ref"] in refs)
        shutil.rmtree(self._registers, ignore_errors=True)

    def clear_version(self, version: Version) -> None:
        """Remove the file of a version whose row is gone, and packs that hold it and wait to be fetched."""
        which = (version.ref, version.number)
        self._clear([version.sha256], lambda sent: (sent["ref"], sent["version"]) == which)

    def _clear(self, hashes: Iterable[str | None], is_gone: Callable[[Mapping[str, object]], bool]) -> None:
        # Holding the writer's lock, which whoever keeps the same bytes anew must hold too.
        with self.everything.writing(LIBRARY) as work:
            for sha256 in filter(None, hashes):
                if not work.is_needed(sha256):
                    self._files.remove(sha256)
                    self._forget(sha256)
            held = [pack.id for pack in work.all(PackRecord) if any(map(is_gone, pack.sent))]
        for pack_id in held:
            (self._packs / f"{pack_id}.zip").unlink(missing_ok=True)

    def finish(self) -> bool:
        """Remove the last traces: words in the index, rows in the gaps of the catalogue's file and in its log.

        Returns whether nothing is left to do; otherwise somebody is reading or writing, or a pack is being made that
        may hold the document, and this is to be called again. Raises ``Unavailable`` when a disk is full.
        """
        gone = self.pending()
        if not gone:
            return True
        with self.everything.writing(LIBRARY) as work:
            if work.count(PackRecord, state="building"):
                return False
            # Once more, for a pack that was being made meanwhile.
            _forget_in_packs(work, {one.ref for one in gone})
        self.clear(gone)
        if not (self._indexing.forget_removed() and self.everything.rewrite()):
            return False
        with self.everything.writing(LIBRARY) as work:
            # Another process may have finished meanwhile.
            left = [one for one in work.all(Disposal, settled_at=None) if one.ref in {known.ref for known in gone}]
            for one in left:
                one.settled_at = self._clock.now()
                work.save(one, remembered=False)
            if left:
                work.record("remains removed", [one.ref for one in left], about={"documents": len(left)})
        return True
