"""Asking for clearances, and a second person's answers: what may go to whom, what for, on which lawful basis."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from evidence.domain.assurance import PackRecord
from evidence.domain.clearances import (
    BASES,
    HELD_STATUSES,
    LONGEST_PURPOSE,
    LONGEST_REASON,
    REGULATOR,
    Basis,
    Clearance,
    Sending,
    State,
    is_overtaken,
    key_of,
    purpose_key,
    recipient_key,
    sendable,
)
from evidence.domain.documents import Document, Version
from evidence.domain.packing import LONGEST_RECIPIENT
from evidence.domain.people import Actor
from evidence.domain.release_checks import Outcome
from evidence.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.ports import Catalogue, Clock, Reading, Writing
from evidence.services.checking import Checking
from evidence.services.documents import document_in

_MOST_NAMED = 50
"""Recipients, and purposes, that a form offers."""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What a clearance rests on."""

    basis: str
    condition: str = ""
    """The condition for special category data, or whatever else must be met."""
    consent_kept: str = ""
    """Where the consent is kept; asked for when the basis is consent."""
    consent_on: date | None = None
    reason: str = ""
    """Why it goes all the same; asked for when it is an override."""


@dataclass(frozen=True, slots=True)
class Named:
    """To whom documents went or were cleared before, and what for: each once, as written last, the newest first."""

    recipients: tuple[str, ...]
    purposes: tuple[str, ...]


class Clearing:
    """Keeps what was asked, cleared, refused and withdrawn. Each is one event; many at once are one transaction."""

    def __init__(self, catalogue: Catalogue, checking: Checking, clock: Clock) -> None:
        self._catalogue = catalogue
        self._checking = checking
        self._clock = clock

    def ask(
        self, actor: Actor, refs: Sequence[str], *, recipient: str, purpose: str, because: str = "",
        override: bool = False, number: int | None = None,
    ) -> list[Clearance]:  # fmt: skip
        """Ask that documents may go to a recipient for a purpose; what was asked or cleared already is returned.

        But for what was cleared before a redacted copy was made: that counts no more, so it is asked for anew.

        The current version is meant, or ``number`` of one document: a redacted copy of it. Raises ``Invalid`` for
        what is missing, ``NotFound``, ``NotAllowed`` for what is restricted and would go to anybody but CQC.
        """
        sending = _sending(actor, recipient, purpose)
        because = _words(because, "because", "Say why it must go all the same." if override else None)
        if not refs:
            raise Invalid("Name the documents that should go.", details={"field": "refs"})
        with self._catalogue.writing(actor) as work:
            documents = [document_in(work, ref) for ref in dict.fromkeys(refs)]
            found = [self._asked(work, actor, one, sending, because, override, number) for one in documents]
            new = [one for one, is_new in found if is_new]
            if new:
                about = {"clearances": [one.id for one in new], "recipient": sending.recipient}
                work.record("clearance asked", [one.ref for one in new], about=about)
        return [one for one, _ in found]

    def clear(self, actor: Actor, ids: Collection[str], grounds: Grounds) -> list[Clearance]:
        """Clear what was asked, all or nothing.

        Raises ``NotAllowed`` for what one asked for oneself or what is restricted, ``Invalid`` for a basis that is
        missing or unknown, ``Conflict`` for what is decided already, of an older version, or has open findings.
        """
        basis = _checked_basis(grounds)
        with self._catalogue.writing(actor) as work:
            found = [self._open_in(work, actor, one) for one in dict.fromkeys(ids)]
            for one in found:
                self._refuse_unfit(work, one, grounds)
                one.state, one.basis = "cleared", basis
                one.condition, one.reason = grounds.condition.strip() or None, grounds.reason.strip() or None
                if basis == "consent":
                    one.consent_kept, one.consent_on = grounds.consent_kept.strip(), grounds.consent_on
                self._decide(work, actor, one)
            _record(work, "cleared", found)
        return found

    def refuse(self, actor: Actor, ids: Collection[str], because: str) -> list[Clearance]:
        """Say no, with a reason that whoever asked reads. Raises as ``clear`` does."""
        because = _words(because, "reason", "Say why it may not go, so that somebody can mend it.")
        with self._catalogue.writing(actor) as work:
            found = [self._open_in(work, actor, one) for one in dict.fromkeys(ids)]
            for one in found:
                one.state, one.reason = "refused", because
                self._decide(work, actor, one)
            _record(work, "clearance refused", found)
        return found

    def withdraw(self, actor: Actor, clearance_id: str, because: str) -> Clearance:
        """Take a clearance back, as when somebody withdraws their consent: nothing goes under it from now on.

        Raises ``NotFound``, ``Invalid`` without a reason, ``Conflict`` for one that was refused or ended.
        """
        because = _words(because, "because", "Say why, such as: consent was withdrawn on 3 March.")
        with self._catalogue.writing(actor) as work:
            found = _get_in(work, clearance_id)
            if found.state not in {"asked", "cleared"}:
                raise Conflict(f"{found.id} was {found.state} before; there is nothing to take back.")
            found.state, found.ended_because = "withdrawn", because
            found.ended_at, found.ended_by = self._clock.now(), actor.name
            work.save(found)
            _record(work, "clearance withdrawn", [found])
        return found

    def get(self, clearance_id: str) -> Clearance:
        """Return one; raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return _get_in(view, clearance_id)

    def known(self, *, state: State | None = None, ref: str | None = None) -> list[Clearance]:
        """Return clearances, the newest first: all, those of a state, those of a document."""
        wanted: dict[str, str] = {"state": state} if state else {}
        with self._catalogue.reading() as view:
            if ref is not None:
                wanted["ref"] = document_in(view, ref).ref
            return sorted(view.all(Clearance, **wanted), key=lambda one: (len(one.id), one.id), reverse=True)

    def checked(self, clearances: Sequence[Clearance]) -> tuple[dict[str, Document], dict[tuple[str, int], Outcome]]:
        """Return the documents of some clearances, and what the search of each version that they name found."""
        with self._catalogue.reading() as view:
            refs = sorted({one.ref for one in clearances})
            documents = {one.ref: one for one in view.all(Document, ref=refs)}
            versions = {(one.ref, one.number) for one in clearances if one.ref in documents}
            return documents, self._checking.outcomes_in(view, [(documents[ref], number) for ref, number in versions])

    def named(self) -> Named:
        """Return to whom and for what the clearances and packs seen here were meant; CQC is always among them."""
        with self._catalogue.reading() as view:
            said = [(one.asked_at, one.id, one.recipient, one.purpose) for one in view.all(Clearance)]
            said += [(one.made_at, one.id, one.recipient or "", one.purpose or "") for one in view.all(PackRecord)]
        newest = sorted(said, reverse=True)
        recipients = _each_once([*(to for _, _, to, _ in newest), REGULATOR], recipient_key)
        return Named(recipients, _each_once([what for _, _, _, what in newest], purpose_key))

    def numbers(self, ref: str) -> list[int]:
        """Return the versions of a document that can be asked about: the current one and redacted copies of it."""
        with self._catalogue.reading() as view:
            document = document_in(view, ref)
            return sendable(document, view.all(Version, ref=document.ref))

    def _asked(
        self, work: Writing, actor: Actor, document: Document, sending: Sending, because: str, override: bool,  # noqa: FBT001 - one of several facts of a clearance
        number: int | None,
    ) -> tuple[Clearance, bool]:  # fmt: skip
        if document.sensitivity == "restricted" and not sending.is_to_regulator:
            raise NotAllowed(_ONLY_REGULATOR.format(ref=document.ref), details={"ref": document.ref})
        if document.status in HELD_STATUSES and not override:
            raise Conflict(
                f"{document.ref} is {_a(document.status)}. Ask for an override with a reason, or leave it out.",
                details={"ref": document.ref},
            )
        number = document.current_version if number is None else number
        versions = work.all(Version, ref=document.ref)
        if number not in sendable(document, versions):
            raise Invalid(
                f"Version {number} of {document.ref} is not its current one, nor a redacted copy of that.",
                details={"field": "number"},
            )
        for known in work.all(Clearance, ref=document.ref):
            same = known.number == number and sending.matches(known) and known.override == override
            stands = known.state == "asked" or (known.state == "cleared" and not is_overtaken(known, versions))
            if same and stands:
                return known, False
        new = Clearance(
            id=work.next_id("CL"), ref=document.ref, number=number, recipient=sending.recipient,
            purpose=sending.purpose, override=override, asked_because=because or None, asked_at=self._clock.now(),
            asked_by=actor.name, asked_key=key_of(actor),
        )  # fmt: skip
        work.save(new)
        return new, True

    def _open_in(self, work: Writing, actor: Actor, clearance_id: str) -> Clearance:
        found = _get_in(work, clearance_id)
        if found.state != "asked":
            raise Conflict(f"{found.id} was {found.state} already, by {found.decided_by or found.ended_by}.")
        if found.asked_key == key_of(actor):
            raise NotAllowed(f"You asked for {found.id} yourself. Somebody else must decide on it.")
        return found

    def _refuse_unfit(self, work: Writing, one: Clearance, grounds: Grounds) -> None:
        document = document_in(work, one.ref)
        if document.sensitivity == "restricted" and not Sending(one.recipient, "", "").is_to_regulator:
            raise NotAllowed(_ONLY_REGULATOR.format(ref=one.ref), details={"ref": one.ref})
        if one.number not in sendable(document, work.all(Version, ref=one.ref)):
            raise Conflict(f"{one.ref} has a newer version now. Ask for that one.", details={"ref": one.ref})
        outcome = self._checking.outcome_in(work, document, one.number)
        if outcome.waits:
            raise Conflict(f"{one.ref}: {outcome.reasons[-1]}", details={"ref": one.ref})
        if one.override:
            if not grounds.reason.strip():
                raise Invalid(
                    f"{one.id} is an override. Say why {one.ref} goes all the same.", details={"field": "reason"}
                )
            return
        if outcome.check == "decide":
            raise Conflict(
                f"{one.ref}: {' '.join(outcome.reasons)} Decide on what was found first.", details={"ref": one.ref}
            )

    def _decide(self, work: Writing, actor: Actor, one: Clearance) -> None:
        one.decided_at, one.decided_by, one.decided_key = self._clock.now(), actor.name, key_of(actor)
        work.save(one)


_ONLY_REGULATOR = "{ref} is restricted. It may go to the Care Quality Commission alone."


def _record(work: Writing, verb: str, found: Sequence[Clearance]) -> None:
    if not found:
        raise Invalid("Choose what to decide on.", details={"field": "id"})
    work.record(verb, sorted({one.ref for one in found}), about={"clearances": [one.id for one in found]})


def _get_in(view: Reading, clearance_id: str) -> Clearance:
    found = view.find(Clearance, clearance_id.strip().upper())
    if found is None:
        raise NotFound(f"There is no clearance {clearance_id[:20]} in this library.")
    return found


def _sending(actor: Actor, recipient: str, purpose: str) -> Sending:
    recipient, purpose = " ".join(recipient.split()), " ".join(purpose.split())
    if not 1 <= len(recipient) <= LONGEST_RECIPIENT:
        raise Invalid(
            f"Say who will receive it, in up to {LONGEST_RECIPIENT} characters.", details={"field": "recipient"}
        )
    if not 1 <= len(purpose) <= LONGEST_PURPOSE:
        raise Invalid(f"Say what it is for, in up to {LONGEST_PURPOSE} characters.", details={"field": "purpose"})
    return Sending(recipient, purpose, key_of(actor))


def _words(given: str, field: str, needed: str | None) -> str:
    words = given.strip()
    if len(words) > LONGEST_REASON:
        raise Invalid(f"Say it in up to {LONGEST_REASON:,} characters.", details={"field": field})
    if needed and not words:
        raise Invalid(needed, details={"field": field})
    return words


def _checked_basis(grounds: Grounds) -> Basis:
    basis = next((one for one in BASES if one == grounds.basis.strip()), None)
    if basis is None:
        raise Invalid(f"Choose the lawful basis: {', '.join(BASES)}.", details={"field": "basis"})
    for name in ("condition", "consent_kept", "reason"):
        _words(getattr(grounds, name), name, None)
    if basis == "consent":
        _words(grounds.consent_kept, "consent_kept", "Say where the consent is kept.")
        if grounds.consent_on is None:
            raise Invalid("Give the day of the consent.", details={"field": "consent_on"})
    return basis


def _each_once(written: Iterable[str], key: Callable[[str], str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for words in filter(None, written):
        found.setdefault(key(words), words)
    return tuple(found.values())[:_MOST_NAMED]


def _a(status: str) -> str:
    return "a draft" if status == "draft" else status
