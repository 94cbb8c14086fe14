"""Redacted copies: a version made anew without what was chosen, held beside the one it was made from."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from evidence.domain.clearances import Clearance
from evidence.domain.documents import Document, Version
from evidence.domain.findings import Finding
from evidence.domain.people import Actor, may, refusal
from evidence.domain.redactions import Asked, Redaction, Taken, Wish, goes, pieces, plain
from evidence.errors import Conflict, EvidenceError, Invalid, NotAllowed, NotFound
from evidence.ports import Catalogue, Clock, FileStore, Staged, TextReader, Writing
from evidence.readings import Box, Redacted, TakeOut, Unreadable
from evidence.services.adding import Adding
from evidence.services.checking import Checking, forget_findings, reason_of
from evidence.services.documents import document_in, next_version, version_in
from evidence.services.found_words import Found, FoundWords, VersionFindings
from evidence.services.removing import Removing, refuse_held

REDACTED, REMOVED = "redacted", "redacted copy removed"
_PDF = "application/pdf"
_WHOLE_PAGE = Box(0, 0, 1, 1)
_MOST_NAMED = 10
_NOT_CHOSEN = {
    "title": "stands in the title. A copy goes under it too: change the title in the details.",
    "rest": "counts what is too much to list. Give those words as they are written.",
}


@dataclass(frozen=True, slots=True)
class Made:
    """A copy and how it was made, with the words of the findings that were chosen, by place."""

    document: Document
    copy: Version
    redaction: Redaction
    words: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class _Work:
    """What one copy is made from, and what is to be gone from it."""

    version: Version
    found: tuple[Found, ...]
    wishes: tuple[Wish, ...]
    asked: Asked
    because: str


class Redacting:
    """Makes redacted copies and removes those that are not good; the version they are made from is only read.

    Whoever calls has seen to it that the document may be read and was opened.
    """

    def __init__(
        self, catalogue: Catalogue, files: FileStore, reader: TextReader, adding: Adding, checking: Checking,
        found_words: FoundWords, removing: Removing, clock: Clock,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._files = files
        self._reader = reader
        self._adding = adding
        self._checking = checking
        self._found_words = found_words
        self._removing = removing
        self._clock = clock

    def redact(
        self, actor: Actor, ref: str, asked: Asked, because: str, *, number: int | None = None,
        allowed: Callable[[], None] = lambda: None,
    ) -> Made:  # fmt: skip
        """Make a redacted copy of a version, the current one unless told; the copy is never the version in use.

        Its text is read and looked through like any other's. Findings that it is without are decided as taken out.
        Raises ``Invalid`` for kinds of file that cannot be redacted, for words that stand nowhere in the file, and
        where it cannot be shown that everything is gone from the copy: then no copy is kept. Raises ``Conflict`` for
        what is withdrawn, for copies of copies and for a copy that is held already; ``NotFound``; ``Unavailable``.
        ``allowed`` raises when the actor may no more; it is called before the copy is kept.
        """
        if not may(actor, REDACTED):
            raise NotAllowed(refusal(REDACTED))
        because, asked = reason_of(because), asked.checked()
        found = self._found_words.of(ref, number)
        version = self._version(found)
        wishes = _wishes(found.found, asked, version)
        work = _Work(version, found.found, wishes, asked, because)
        with self._files.folder() as staging:
            target = staging / "copy"
            done = self._made(version, wishes, target)
            redaction = _redaction(work, done)
            with target.open("rb") as stream:
                staged = self._adding.stage(stream)
        try:
            allowed()
            copy = self._kept(actor, work, done.media_type, redaction, staged)
        finally:
            self._files.drop(staged)
        return self.of(copy.ref, copy.number)

    def why_not(self, ref: str, number: int | None = None) -> str:
        """Return why no copy can be made of a version, the current one unless told; empty where one can."""
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            version = version_in(view, document, document.current_version if number is None else number)
        try:
            _refuse_unfit(document, version)
        except EvidenceError as error:
            return error.message
        return self._reader.why_not_redacted(version.media_type or "")

    def of(self, ref: str, number: int) -> Made:
        """Return a copy and how it was made. Raises ``NotFound`` for a version that is no redacted copy."""
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            copy = version_in(view, document, number)
        if copy.redacted_from is None:
            raise NotFound(
                f"Version {number} of {document.ref} is no redacted copy.",
                details={"ref": document.ref, "version": number},
            )
        redaction = Redaction.from_dict(copy.redaction) if copy.redaction else Redaction()
        words = self._found_words.words(document.ref, copy.redacted_from)
        chosen = [one.finding for one in redaction.taken if one.finding is not None]
        return Made(document, copy, redaction, {place: words.get(place, "") for place in chosen})

    def remove(self, actor: Actor, ref: str, number: int) -> Version:
        """Remove a redacted copy for good; what was taken out in it holds the other version back again.

        What another copy of that version is without too stays decided. Clearances of the copy end with it, and packs
        with it that wait to be fetched go. Raises ``Conflict`` for a version that is no copy, ``OnHold``.
        """
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            version = version_in(work, document, number)
            if version.redacted_from is None:
                raise Conflict(f"Version {number} of {document.ref} is no redacted copy, so it stays.")
            refuse_held(work, document.ref)
            reopened = self._reopened(work, version)
            ended = self._end_clearances(work, version)
            work.store_passages(document.ref, number, [])
            forget_findings(work, document.ref, number)
            work.remove(version, remembered=False)
            about = {"version": version.redacted_from, "copy": number, "findings": reopened, "clearances": ended}
            # By these hashes a sweep tells what was removed from what an addition has left.
            work.record(REMOVED, [document.ref], about={**about, "sha256": [version.sha256]})
        # After the commit, so that a crash leaves bytes too many rather than too few.
        self._removing.clear_version(version)
        return version

    def _version(self, found: VersionFindings) -> Version:
        with self._catalogue.reading() as view:
            version = version_in(view, found.document, found.number)
        _refuse_unfit(found.document, version)
        return version

    def _made(self, version: Version, wishes: Sequence[Wish], target: Path) -> Redacted:
        path = self._files.path(version.sha256 or "")
        asked = list(dict.fromkeys(one for wish in wishes for one in _take_outs(wish)))
        try:
            done = self._reader.redact(path, version.media_type or "", asked, target=target)
        except Unreadable as error:
            raise Invalid(error.reason, details={"ref": version.ref}) from error
        missing = [one.asked for one in done.taken if not one.found]
        if missing:
            raise Invalid(_not_found(missing), details={"field": "phrases", "missing": [one.text for one in missing]})
        return done

    def _kept(self, actor: Actor, made: _Work, media_type: str, redaction: Redaction, staged: Staged) -> Version:
        version, asked = made.version, made.asked
        with self._catalogue.writing(actor) as work:
            document = document_in(work, version.ref)
            version_in(work, document, version.number)
            held = work.columns(Version, "number", ref=document.ref, sha256=staged.sha256)
            if held:
                raise Conflict(
                    f"Exactly this copy is here already, as version {held[0][0]}. Nothing was changed.",
                    details={"ref": document.ref, "version": held[0][0]},
                )
            self._files.keep(staged)
            number = next_version(work, document.ref)
            # The name that the file arrived under may hold what was taken out.
            name = f"{version.ref} version {version.number} redacted{self._reader.suffix(media_type)}"
            copy = Version(
                ref=version.ref, number=number, sha256=staged.sha256, file_name=name, media_type=media_type,
                size=staged.size, redacted_from=version.number, added_at=self._clock.now(), added_by=actor.name,
            )  # fmt: skip
            work.save(copy)
            copy.redaction = redaction.to_dict()
            # It repeats words that somebody wrote, which go with the copy and so are no part of the history.
            work.save(copy, remembered=False)
            still = work.all(Finding, ref=version.ref, number=version.number, decision=None)
            taken = [one for one in still if one.place in redaction.findings]
            self._checking.decided(work, taken, "taken-out", made.because, copy_number=number)
            work.record(REDACTED, [version.ref], about={
                "version": version.number, "copy": number, "sha256": staged.sha256, "findings": len(taken),
                "phrases": len(asked.phrases), "pages": len(asked.pages),
            })  # fmt: skip
        return copy

    def _reopened(self, work: Writing, copy: Version) -> int:
        """Open the findings again that were taken out in this copy alone, and return how many."""
        others = [one for one in work.all(Version, ref=copy.ref, redacted_from=copy.redacted_from) if one != copy]
        kept = [(one.number, Redaction.from_dict(one.redaction)) for one in others if one.redaction]
        without = {place: number for number, redaction in kept for place in redaction.findings}
        taken = work.all(Finding, ref=copy.ref, number=copy.redacted_from, copy_number=copy.number)
        for finding in (one for one in taken if one.place in without):
            finding.copy_number = without[finding.place]
            work.save(finding)
        return self._checking.reopened(work, [one for one in taken if one.place not in without])

    def _end_clearances(self, work: Writing, copy: Version) -> list[str]:
        ended = [
            one for one in work.all(Clearance, ref=copy.ref, number=copy.number) if one.state in {"asked", "cleared"}
        ]
        for one in ended:
            one.state, one.ended_because = "withdrawn", "The redacted copy was removed."
            one.ended_at, one.ended_by = self._clock.now(), work.actor.name
            work.save(one)
        return [one.id for one in ended]


def _refuse_unfit(document: Document, version: Version) -> None:
    """Raise where no copy can be made of a version, whatever its file."""
    if document.is_withdrawn:
        raise Conflict(f"{document.ref} is withdrawn, so nothing of it leaves. Reinstate it first.")
    if version.redacted_from is not None:
        raise Conflict(
            f"Version {version.number} is a redacted copy itself. Make another copy of version "
            f"{version.redacted_from}, and choose what is still in this one as well.",
            details={"ref": document.ref, "version": version.redacted_from},
        )
    if not version.sha256:
        raise Invalid(
            f"{document.ref} holds no file: it is {'a link' if version.form == 'link' else 'wanted'}. Add the "
            "file as a new version, and redact that.",
            details={"ref": document.ref},
        )


def _wishes(found: Sequence[Found], asked: Asked, version: Version) -> tuple[Wish, ...]:
    by_place = {one.finding.place: one for one in found}
    unknown = sorted(set(asked.places) - set(by_place))
    if unknown:
        raise NotFound(
            f"{version.ref} version {version.number} has no finding {unknown[0]} any more. Look at what was found "
            "again.",
            details={"ref": version.ref, "places": unknown},
        )
    chosen = [by_place[place] for place in asked.places]
    for one in (one.finding for one in chosen if one.finding.part in _NOT_CHOSEN):
        raise Invalid(f"Finding {one.place} {_NOT_CHOSEN[one.part]}", details={"field": "findings"})
    if asked.pages and version.media_type != _PDF:
        raise Invalid("Only pages of a PDF can be covered. Give the words instead.", details={"field": "pages"})
    return (
        *(Wish(finding=one.finding.place, pieces=_pieces(one, version)) for one in chosen),
        *(Wish(phrase=one, pieces=pieces(one)) for one in asked.phrases),
        *(Wish(page=one) for one in asked.pages),
    )


def _pieces(found: Found, version: Version) -> tuple[tuple[str, int | None], ...]:
    """What to look for in the file for a finding: nothing for what no copy has."""
    if found.finding.part != "text":
        return ()
    return pieces(found.words, found.finding.page if version.media_type == _PDF else None)


def _take_outs(wish: Wish) -> list[TakeOut]:
    if wish.page is not None:
        return [TakeOut(page=wish.page, box=_WHOLE_PAGE)]
    return [TakeOut(words, page) for words, page in wish.pieces]


def _redaction(work: _Work, done: Redacted) -> Redaction:
    became = {one.asked: one for one in done.taken}
    taken = []
    for wish in work.wishes:
        parts = [became[one] for one in _take_outs(wish)]
        times = max((one.times for one in parts), default=0)
        inside = tuple(dict.fromkeys(word for one in parts for word in one.inside))
        taken.append(Taken(wish.finding, wish.phrase, wish.page, times, not times, inside))
    gone = frozenset(plain(piece) for wish in work.wishes for piece in wish.pieces)
    pages = frozenset(work.asked.pages)
    findings = (one.finding.place for one in work.found if goes(one.finding, _pieces(one, work.version), gone, pages))
    return Redaction(tuple(taken), done.pages, done.also, done.notes, tuple(sorted(findings)))


def _not_found(missing: Sequence[TakeOut]) -> str:
    pages = [one.page for one in missing if one.box]
    if pages:
        return f"There is no page {pages[0]} in this file, so no copy was kept. Look at its pages again."
    shown = ", ".join(f"“{one.text[:80]}”" for one in missing[:_MOST_NAMED])
    more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
    return (
        f"Not found in the file as whole words, so no copy was kept: {shown}{more}. Write the words as they stand on "
        "the page. Words in pictures and on scanned pages cannot be looked for: of a PDF, cover those pages whole."
    )
