"""Disposing of documents whose time is over: a decision of a person, with a reason, that cannot be undone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from evidence.domain.documents import Document, Version
from evidence.domain.events import Event
from evidence.domain.people import Actor
from evidence.domain.retention import CLOCK_CONFIRMED, Disposal, Phrases, clock_is_believed, rule_words
from evidence.errors import Conflict, Invalid
from evidence.ports import Catalogue, Clock, Reading, Writing
from evidence.services.documents import document_in
from evidence.services.removing import Going, OnHold, Removing, refuse_held, remove
from evidence.services.retention import Retention, reason

MOST_AT_ONCE = 200
_EVENTS_AT_ONCE = 200
_REPEATED = "disposed of before; brought back by a backup"


class ClockInDoubt(Conflict):
    """The clock does not agree with the history, so that what is due may not be due."""

    code = "clock-in-doubt"


class NotDue(Conflict):
    """The document must be kept for longer."""

    code = "not-due"


@dataclass(frozen=True, slots=True)
class Repeated:
    """What became of disposals that were done again after an older backup was brought back."""

    gone: tuple[str, ...]
    """Documents that were here again, and are gone again."""
    held: tuple[str, ...]
    """Documents that are on legal hold here and stay."""
    other: tuple[str, ...]
    """References under which something else is held here: somebody must look."""


class Disposing:
    """Removes documents for good: by their rule, as a mistake, or again after a backup brought them back."""

    def __init__(self, catalogue: Catalogue, retention: Retention, removing: Removing, clock: Clock) -> None:
        self._catalogue = catalogue
        self._retention = retention
        self._removing = removing
        self._clock = clock

    def clock_is_believed(self) -> bool:
        """Whether the clock agrees with the history, so that nobody need confirm it."""
        with self._catalogue.reading() as view:
            return clock_is_believed(self._clock.now(), _newest_first(view))

    def dispose(
        self, actor: Actor, refs: Sequence[str], *, because: str, clock_is_right: bool = False
    ) -> list[Disposal]:
        """Remove documents that are due: all that are named, or none. Returns what stays of each.

        Raises ``NotFound``; ``NotDue`` for one that must be kept longer; ``OnHold``; ``ClockInDoubt`` where the clock
        is more than a day away from the last event and nobody says that it is right; ``Invalid`` for no reason, for
        one that names the document, and for more than ``MOST_AT_ONCE`` at a time.
        """
        said = reason(because, "Say why they may go now.")
        if not 1 <= len(refs) <= MOST_AT_ONCE:
            raise Invalid(f"Name from 1 to {MOST_AT_ONCE} documents at a time.", details={"field": "refs"})
        with self._catalogue.reading() as view:
            seen = dict.fromkeys(document_in(view, ref).ref for ref in refs)
            confirm = self._in_doubt(view, clock_is_right=clock_is_right)
        with self._removing.everything.writing(actor) as work:
            going = [
                (document, self._due_by(work, document)) for document in (document_in(work, ref) for ref in seen)
            ]
            _refuse_naming(said, [document for document, _ in going])
            if confirm:
                work.record(CLOCK_CONFIRMED)
            gone = self._remove(work, going, said)
        self._removing.clear(gone)
        return gone

    def again(self, actor: Actor, listed: Sequence[Mapping[str, object]]) -> Repeated:
        """Dispose again of what an older backup brought back, from the record of disposals kept elsewhere.

        A document is the same when every file it has here is named in the record; one without files cannot be told
        and is left to people. Raises ``Invalid`` for a list that is none.
        """
        known = [_entry(one) for one in listed]
        found: dict[str, list[str]] = {"gone": [], "held": [], "other": []}
        gone: list[Disposal] = []
        for ref, hashes in known:
            with self._removing.everything.writing(actor) as work:
                document = work.find(Document, ref)
                if document is None:
                    continue
                here = {sha for (sha,) in work.columns(Version, "sha256", ref=ref) if sha}
                try:
                    refuse_held(work, ref)
                except OnHold:
                    found["held"].append(ref)
                    continue
                if not here or not here <= hashes:
                    found["other"].append(ref)
                    continue
                gone += self._remove(work, [(document, _REPEATED)], "")
                found["gone"].append(ref)
        self._removing.clear(gone)
        return Repeated(**{name: tuple(refs) for name, refs in found.items()})

    def _in_doubt(self, view: Reading, *, clock_is_right: bool) -> bool:
        now = self._clock.now()
        if clock_is_believed(now, _newest_first(view)):
            return False
        if not clock_is_right:
            raise ClockInDoubt(
                f"This computer says it is {now:%A} {now.day} {now:%B %Y}, {now:%H:%M} UTC, more than a day away "
                "from what the history says happened last. If its clock is wrong, have it set right; if it is right, "
                "confirm it and try again. With `evidence retention dispose` that is --clock-is-right.",
                details={"field": "clock_is_right", "now": now.isoformat()},
            )
        return True

    def _due_by(self, work: Writing, document: Document) -> str:
        refuse_held(work, document.ref)
        kept = self._retention.keeping_in(work, document)
        if not kept.is_due(self._clock.today()):
            until = f"It is kept until {kept.until.day} {kept.until:%B %Y}." if kept.until else kept.why_not
            raise NotDue(
                f"{document.ref} is not due for disposal. {until} Use `evidence "
                "discard` for what was filed by mistake.",
                details={"ref": document.ref},
            )
        return rule_words(kept.rule)

    def _remove(self, work: Writing, going: Sequence[Going], because: str) -> list[Disposal]:
        gone = remove(work, going, because=because, at=self._clock.now())
        for one in gone:
            work.record("disposed", [one.ref], about={"kind": one.kind, "rule": one.rule, "sha256": one.sha256})
        return gone


def _newest_first(view: Reading) -> Iterator[Event]:
    before: int | None = None
    while events := view.events(newest_first=True, before=before, limit=_EVENTS_AT_ONCE):
        yield from events
        before = events[-1].seq


def _refuse_naming(because: str, documents: Sequence[Document]) -> None:
    """The reason stays for ever: it must not keep the title that is to go."""
    if Phrases({one.title: one.ref for one in documents}).without(because) != because:
        raise Invalid(
            "The reason stays on record, so it may not name the document. Leave its title out.",
            details={"field": "because"},
        )


def _entry(listed: Mapping[str, object]) -> tuple[str, set[str]]:
    ref, hashes = listed.get("ref"), listed.get("sha256")
    if not isinstance(ref, str) or not isinstance(hashes, list) or not all(isinstance(one, str) for one in hashes):
        raise Invalid("This is no record of disposals. Give the one that `evidence retention record --json` wrote.")
    return ref, set(hashes)
