"""What may have to stay here before a version leaves: looked for in every version, decided by people."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from evidence.domain.documents import Document, Passage, Version
from evidence.domain.findings import DECISIONS, KIND_NAMES, NOTED, Decision, Finding, Look
from evidence.domain.looking_through import Rules, Spot, counts, listed
from evidence.domain.people import LIBRARY, Actor
from evidence.domain.release_checks import Outcome, outcome
from evidence.errors import Conflict, EvidenceError, Invalid, NotFound
from evidence.ports import Catalogue, Clock, FileStore, Reading, TextReader, Writing
from evidence.services.documents import Documents, document_in, version_in
from evidence.services.following import touched
from evidence.services.looking import Looked, Looking, rules_in

_NOT_YET = "It has not been looked through yet by the rules in force. Wait a moment, then look again."
_ONLY_IN_COPY = "findings that were taken out in a redacted copy only; let that copy leave"
_MOST_NAMED = 500
"""Documents asked for by name in one query; for more of them all rows are read."""
_SHORTEST_REASON, _LONGEST_REASON = 3, 500


class Checking:
    """Looks through versions, keeps what was found without repeating it, and what people decided."""

    def __init__(
        self, catalogue: Catalogue, files: FileStore, reader: TextReader, documents: Documents, clock: Clock
    ) -> None:
        self._catalogue = catalogue
        self.looking = Looking(catalogue, files, reader)
        self._documents = documents
        self._clock = clock
        self._settled: tuple[int, str] | None = None
        """The last event after which nothing waited to be looked through, and the mark of the rules then."""

    def pending(self) -> list[tuple[str, int]]:
        """Return the versions with a text that were not looked through by the rules in force, in order."""
        with self._catalogue.reading() as view:
            return self._pending(view)

    def look_pending(self) -> Iterator[str]:
        """Look through every version that waits for it, yielding each reference; quick where there is none.

        One over which the program itself stumbles waits on, so that nothing lets it out, and keeps no other waiting;
        the first such failure is raised at the end.
        """
        broke: Exception | None = None
        with self._catalogue.reading() as view:
            now = view.last_event(), rules_in(view).mark("")
            known = self._settled
            refs = touched(view, known[0]) if known and known[1] == now[1] else None
            waiting = self._pending(view, refs) if now != known else []
        for ref, number in waiting:
            try:
                self.look(ref, number)
            except EvidenceError:
                raise
            except Exception as error:  # noqa: BLE001 - it is raised once all others were looked through
                broke = broke or error
            yield ref
        if broke:
            raise broke
        if not waiting:
            self._settled = now

    def _pending(self, view: Reading, refs: Collection[str] | None = None) -> list[tuple[str, int]]:
        """Return what waits among these documents, among all of them unless told."""
        named = {} if refs is None else {"ref": sorted(refs)}
        rules = rules_in(view)
        marks = {ref: rules.mark(title) for ref, title in view.columns(Document, "ref", "title", **named)}
        done = {(ref, number): mark for ref, number, mark in view.columns(Look, "ref", "number", "rules", **named)}
        read = view.columns(Version, "ref", "number", text_state=["read", "unreadable"], **named)
        return [(ref, number) for ref, number in read if done.get((ref, number)) != marks.get(ref)]

    def look(self, ref: str, number: int) -> None:
        """Look through one version whose text was read before; harmless to repeat, and while others do the same.

        Raises ``Unavailable`` when its file cannot be searched just now.
        """
        with self._catalogue.reading() as view:
            version = view.find(Version, ref, number)
            passages = view.all(Passage, ref=ref, number=number)
        if version is None or version.text_state == "pending":
            return
        try:
            looked = self.looking.through(version, passages)
        except FileNotFoundError:
            return  # a discard took it away
        with self._catalogue.writing(LIBRARY) as work:
            version, document = work.find(Version, ref, number), work.find(Document, ref)
            if version is None or document is None or version.text_state == "pending":
                return
            known = work.find(Look, ref, number)
            if known is None or known.rules != looked.rules.mark(document.title):
                found = self.keep(work, document, version, looked, {passage.page for passage in passages})
                work.record("looked through", [ref], about={"version": number, "findings": found})

    def postpone(self, work: Writing, version: Version) -> None:
        """Have a version looked through later, by ``look_pending``, as its text is another one now."""
        known = work.find(Look, version.ref, version.number)
        if known is not None:
            known.rules = ""
            work.save(known, remembered=False)

    def keep(
        self, work: Writing, document: Document, version: Version, looked: Looked, pages: Collection[int | None],
        *, pictured: Collection[int] | None = None,
    ) -> int:  # fmt: skip
        """Keep what was found, inside the transaction of whoever calls; returns how many there are.

        Findings that stand where they stood keep their places and what was decided; all others that were known
        are forgotten. ``pages`` are the pages that have words; ``pictured`` those with pictures that nothing read,
        which only whoever has just read the text can tell.
        """
        title = looked.rules.in_name(document.title, "title")
        spots = listed([*title, *looked.spots])
        known = {one.key: one for one in work.all(Finding, ref=version.ref, number=version.number)}
        before = work.find(Look, version.ref, version.number)
        given = before.given if before else 0
        for gone in set(known) - {spot.key for spot in spots}:
            work.remove(known[gone], remembered=False)
        for spot in spots:
            given += spot.key not in known
            work.save(_finding(version, spot, known.get(spot.key), given), remembered=False)
        without_words = set(range(1, (version.pages or 0) + 1)) - set(pages) if set(pages) - {None} else set()
        known_since = before.looked_at if before and given == before.given else self._clock.now()
        look = Look(
            ref=version.ref, number=version.number, rules=looked.rules.mark(document.title), given=given,
            whole_text_read=(not pictured if pictured is not None else before is None or before.whole_text_read)
            and (version.form != "held" or (version.text_state == "read" and not without_words)),
            searched_inside=not looked.hidden.unsearched, unsearched=list(looked.hidden.unsearched),
            counts=counts(spots), looked_at=known_since,
        )  # fmt: skip
        work.save(look, remembered=False)
        return sum(look.counts.values())

    def of(self, ref: str, number: int | None = None) -> tuple[Document, int, list[Finding], Look | None]:
        """Return a document, a version's number (the current one unless told), its findings and how it was looked at.

        Raises ``NotFound``.
        """
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            number = document.current_version if number is None else number
            version_in(view, document, number)
            return (
                document,
                number,
                view.all(Finding, ref=document.ref, number=number),
                view.find(Look, document.ref, number),
            )

    def outcome(self, ref: str, number: int | None = None) -> Outcome:
        """Return what must happen before a version leaves; the current one unless told."""
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            return self.outcome_in(view, document, document.current_version if number is None else number)

    def outcome_in(self, view: Reading, document: Document, number: int) -> Outcome:
        """Return what must happen before one version leaves, as a transaction sees it."""
        return self.outcomes_in(view, [(document, number)])[document.ref, number]

    def outcomes_in(self, view: Reading, versions: Iterable[tuple[Document, int]]) -> dict[tuple[str, int], Outcome]:
        """Return what must happen before each version leaves, by reference and number, in a few queries for all.

        Only findings that hold a version back count. A version that was not looked through by the rules in force
        is never ``nothing-spotted``.
        """
        asked = list(versions)
        refs = sorted({document.ref for document, _ in asked})
        named = {"ref": refs} if len(refs) <= _MOST_NAMED else {}
        rules = rules_in(view)
        looks = {(one.ref, one.number): one for one in view.all(Look, **named)}
        spotted = _holding_back(view, named)
        for version in view.columns(Version, "ref", "number", text_state="pending", **named):
            looks.pop(version, None)  # what was found in it before is not all that will be
        return {
            (document.ref, number): _outcome(
                document, looks.get((document.ref, number)), spotted.get((document.ref, number), {}), rules
            )
            for document, number in asked
        }

    def undecided(self) -> list[tuple[Document, dict[str, int]]]:
        """Return the documents whose current version has undecided findings, with how many of each kind, in order."""
        with self._catalogue.reading() as view:
            found = view.columns(Finding, "ref", "number", "kind", "part", "end", decision=None)
            refs = sorted({ref for ref, *_ in found})
            documents = {
                one.ref: one for one in view.all(Document, **({"ref": refs} if len(refs) <= _MOST_NAMED else {}))
            }
        by_document: dict[str, Counter[str]] = {}
        for ref, number, kind, part, end in found:
            document = documents.get(ref)
            counts_now = document and number == document.current_version and not document.is_withdrawn
            if counts_now and kind not in NOTED:
                by_document.setdefault(ref, Counter())[kind] += end if part == "rest" else 1
        return [(documents[ref], dict(kinds)) for ref, kinds in by_document.items()]

    def decide(
        self, actor: Actor, ref: str, places: Collection[int], decision: Decision, because: str,
        *, number: int | None = None,
    ) -> list[Finding]:  # fmt: skip
        """Decide about findings of one version, with one reason: they may stay, or the document is restricted.

        Restricting sets the document restricted in the same step. What was decided so already is left as it is.
        Raises ``Invalid`` without a reason, ``NotFound`` for a place where nothing was found, ``Conflict`` for a
        finding about which something else was decided: reopen it first.
        """
        because = reason_of(because)
        if decision not in {"stays", "restricted"}:
            known = ", ".join(one for one in DECISIONS if one != "taken-out")
            raise Invalid(f"Decide one of {known}. Redact the document to take something out.",
                          details={"field": "decision"})  # fmt: skip
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            number = document.current_version if number is None else number
            chosen = _chosen(work, document, number, places)
            fresh = [one for one in chosen if one.decision != decision]
            self.decided(work, fresh, decision, because)
            restricting = {"sensitivity": "restricted"} if decision == "restricted" else {}
            if self._documents.apply(work, document, restricting) or fresh:
                about = {"version": number, "decision": decision, "findings": len(fresh)}
                work.record("findings decided", [document.ref], about=about)
        return chosen

    def decided(
        self, work: Writing, findings: Sequence[Finding], decision: Decision, because: str,
        *, copy_number: int | None = None,
    ) -> None:  # fmt: skip
        """Note a decision inside a transaction, whose event whoever calls records. Raises ``Conflict``."""
        for finding in findings:
            if finding.decision is not None:
                raise Conflict(
                    f"Finding {finding.place} of {finding.ref} was decided already by {finding.decided_by}. Reopen "
                    "it to decide otherwise.",
                    details={"ref": finding.ref, "place": finding.place},
                )
            finding.decision, finding.because, finding.copy_number = decision, because, copy_number
            finding.decided_at, finding.decided_by = self._clock.now(), work.actor.name
            work.save(finding)

    def reopen(self, actor: Actor, ref: str, places: Collection[int], *, number: int | None = None) -> list[Finding]:
        """Take decisions back, so that these findings hold the version back again. Raises ``NotFound``.

        A document that was restricted stays so: who it is open to is decided on its own page.
        """
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            number = document.current_version if number is None else number
            chosen = _chosen(work, document, number, places)
            reopened = self.reopened(work, chosen)
            if reopened:
                about = {"version": number, "findings": reopened}
                work.record("findings reopened", [document.ref], about=about)
        return chosen

    def reopened(self, work: Writing, findings: Sequence[Finding]) -> int:
        """Take decisions back inside a transaction, whose event whoever calls records; return how many there were."""
        decided = [one for one in findings if one.decision is not None]
        for finding in decided:
            finding.decision, finding.because, finding.copy_number = None, None, None
            finding.decided_at, finding.decided_by = None, None
            work.save(finding)
        hold_back_again(work, decided, self._clock.now())
        return len(decided)


def hold_back_again(work: Writing, findings: Iterable[Finding], now: datetime) -> None:
    """Note that decisions on findings were taken back: an override given while they were settled ends with that."""
    for ref, number in {(one.ref, one.number) for one in findings}:
        look = work.find(Look, ref, number)
        if look:
            look.looked_at = now
            work.save(look, remembered=False)


def forget_findings(work: Writing, ref: str, number: int) -> None:
    """Forget what was found in a version that is being removed."""
    for kind in (Finding, Look):
        for row in work.all(kind, ref=ref, number=number):
            work.remove(row, remembered=False)


def _finding(version: Version, spot: Spot, known: Finding | None, given: int) -> Finding:
    finding = known or Finding(
        ref=version.ref, number=version.number, place=given, kind=spot.kind, part=spot.part, passage=spot.passage,
        start=spot.start, end=spot.end, reason=spot.reason,
    )  # fmt: skip
    finding.page, finding.certainty, finding.reason = spot.page, spot.certainty, spot.reason
    return finding


def _holding_back(view: Reading, named: Mapping[str, list[str]]) -> dict[tuple[str, int], Counter[str]]:
    found: dict[tuple[str, int], Counter[str]] = {}
    wanted = ("ref", "number", "kind", "part", "end")
    for decision in (None, "taken-out"):
        for ref, number, kind, part, end in view.columns(Finding, *wanted, decision=decision, **named):
            if kind in NOTED:
                continue
            what = KIND_NAMES.get(kind, kind) if decision is None else _ONLY_IN_COPY
            found.setdefault((ref, number), Counter())[what] += end if part == "rest" else 1
    return found


def _outcome(document: Document, look: Look | None, spotted: Mapping[str, int], rules: Rules) -> Outcome:
    found = outcome(
        document.kind, document.title, whole_text_read=look is None or look.whole_text_read,
        searched_inside=look is None or look.searched_inside, spotted=spotted,
    )  # fmt: skip
    found = replace(found, found_at=look.looked_at if look else None)
    if look is not None and look.rules == rules.mark(document.title):
        return found
    check = "read" if found.check == "nothing-spotted" else found.check
    return replace(found, check=check, reasons=(*found.reasons, _NOT_YET), waits=True)


def _chosen(view: Reading, document: Document, number: int, places: Collection[int]) -> list[Finding]:
    version_in(view, document, number)
    if not places:
        raise Invalid("Choose at least one finding.", details={"field": "findings"})
    chosen = view.all(Finding, ref=document.ref, number=number, place=sorted(set(places)))
    missing = set(places) - {one.place for one in chosen}
    if missing:
        raise NotFound(
            f"{document.ref} version {number} has no finding {min(missing)} any more. Look at its findings again.",
            details={"ref": document.ref, "places": sorted(missing)},
        )
    return chosen


def reason_of(because: str) -> str:
    """Return a reason on one line; raises ``Invalid`` for none, or one that is too long."""
    because = " ".join(because.split())
    if not _SHORTEST_REASON <= len(because) <= _LONGEST_REASON:
        raise Invalid("Say why, in up to 500 characters.", details={"field": "because"})
    return because
