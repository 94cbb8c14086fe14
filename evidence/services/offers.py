"""What staff and partners offer for the library: files, links and examples, until the lead decides.

An offer is no document: search, readiness and packs do not see it. Its bytes are kept like a document's and
verified and backed up with them. Its values are not remembered in the history, so that a discard of the
document that it became takes them away for good; for the same reason no step here can be undone.
"""

import re
import threading
from dataclasses import replace
from io import BytesIO
from typing import Any, BinaryIO, NoReturn

from evidence.domain.documents import Version
from evidence.domain.offers import Offer, OfferForm, OfferState
from evidence.domain.people import Actor, may, refusal
from evidence.errors import (
    AlreadyHeld,
    Conflict,
    EvidenceError,
    Invalid,
    NotAllowed,
    NotFound,
    TooLarge,
    Unavailable,
    UnsupportedType,
)
from evidence.ports import Catalogue, Clock, FileStore, Reading, Staged, TextReader, Writing
from evidence.services.adding import Adding, Outcome, holder_of, shown_name
from evidence.services.drafts import Draft, TagDraft, one_of
from evidence.services.frameworks import Frameworks
from evidence.services.upkeep import checked_path

LONGEST_TITLE = 500
LONGEST_NAME = 200
LONGEST_TEXT = 20_000
"""Characters of an example, or of what a file or link shows."""
LONGEST_ANSWER = 2_000
STATES: tuple[OfferState, ...] = ("offered", "accepted", "declined")
_ADDRESS = re.compile(r"https?://[^\s<>\"]{3,2000}")
_NOT_IN_NAMES = re.compile(r"[^\w -]+")
_SERIES = "C"
_REFUSALS: dict[str, type[EvidenceError]] = {
    "too-large": TooLarge, "unsupported-type": UnsupportedType, "unavailable": Unavailable,
}  # fmt: skip


class Offers:
    """Takes offers in, and lets the lead accept or decline each of them once."""

    def __init__(
        self, catalogue: Catalogue, files: FileStore, reader: TextReader, adding: Adding, frameworks: Frameworks,
        clock: Clock, *, max_bytes: int,
    ) -> None:  # fmt: skip
        self._catalogue = catalogue
        self._files = files
        self._reader = reader
        self._adding = adding
        self._frameworks = frameworks
        self._clock = clock
        self._max_bytes = max_bytes
        # Accepting takes two transactions; two leads who press at once must not both make a document.
        self._deciding = threading.Lock()

    def offer_file(
        self, actor: Actor, stream: BinaryIO, *, name: str, title: str, text: str, given_by: str,
        statement: str | None = None,
    ) -> Offer:  # fmt: skip
        """Take a file in, on disk with its row when this returns.

        Raises ``AlreadyHeld`` naming the document that has the same bytes, ``Conflict`` naming the offer that
        has them, ``Invalid`` with the field that is wrong (an archive is refused), ``TooLarge`` and
        ``UnsupportedType``; then nothing is kept.
        """
        fields = self._checked(title=title, text=text, given_by=given_by, statement=statement)
        if not name.strip():
            raise Invalid("Choose a file to offer.", details={"field": "file"})
        file = shown_name(name)
        staged = self._staged(stream)
        try:
            media_type = self._type_of(staged, file)
            with self._catalogue.writing(actor) as work:
                _refuse_known(work, staged.sha256)
                # Under the writer's lock, so that no discard or decline of the same bytes takes them away again.
                self._files.keep(staged)
                return self._save(
                    work, actor, "file", fields, sha256=staged.sha256, size=staged.size, file_name=file,
                    media_type=media_type,
                )  # fmt: skip
        finally:
            self._files.drop(staged)

    def offer_link(
        self, actor: Actor, *, address: str, title: str, text: str, given_by: str, statement: str | None = None
    ) -> Offer:
        """Take in where something is published; the library fetches nothing.

        Raises as ``offer_file`` does: ``AlreadyHeld`` or ``Conflict`` where this address is known.
        """
        fields = self._checked(title=title, text=text, given_by=given_by, statement=statement)
        address = address.strip()
        if not _ADDRESS.fullmatch(address):
            raise Invalid(
                f"“{address[:80]}” is not a web address. Give one that starts with https://.",
                details={"field": "address"},
            )
        with self._catalogue.writing(actor) as work:
            if held := _linked_as(work, address):
                raise _already_held(held, "link")
            if known := work.columns(Offer, "id", address=address, state="offered"):
                raise _already_offered(known[0][0], "link")
            return self._save(work, actor, "link", fields, address=address)

    def offer_example(
        self, actor: Actor, *, title: str, text: str, given_by: str, statement: str | None = None
    ) -> Offer:
        """Take in an example in words; raises ``Invalid`` with the field that is wrong."""
        fields = self._checked(title=title, text=text, given_by=given_by, statement=statement)
        if not fields["text"]:
            raise Invalid("Tell the example: what happened, and what it changed.", details={"field": "text"})
        with self._catalogue.writing(actor) as work:
            return self._save(work, actor, "example", fields)

    def list(self, state: OfferState | None = None) -> list[Offer]:
        """Return offers, oldest first, those of one state where one is given."""
        one_of("state", state, STATES)
        with self._catalogue.reading() as view:
            return view.all(Offer, state=state) if state else view.all(Offer)

    def get(self, offer_id: str) -> Offer:
        """Return an offer by its id (``C-0003``); raises ``NotFound``."""
        with self._catalogue.reading() as view:
            return _offer_in(view, offer_id)

    def accept(self, actor: Actor, offer_id: str, *, draft: Draft | None = None, answer: str = "") -> Offer:
        """Make the document that is offered, and say so; returns the offer with its ``ref``.

        ``draft`` states what is known of the document, tags included; its title is the offer's unless it
        gives one, and without a draft the statement that the giver named is its tag. Where the library has
        the same bytes or address by now, the offer is accepted as that document, which stays as it is.
        Raises ``NotAllowed``, ``NotFound``, ``Conflict`` when it was decided before, and ``Invalid`` for a wrong
        draft; then nothing is added.

        The document is added first and the offer closed after it: if the machine stops in between, the offer
        is still open, and accepting it again finds the document by its bytes or address instead of a second.
        """
        if not may(actor, "offer accepted"):
            # Asked here already: whoever may not accept may yet add, and the document is added first.
            raise NotAllowed(refusal("offer accepted"))
        thanks = _within("answer", answer, LONGEST_ANSWER)
        with self._deciding:
            offer = self.get(offer_id)
            _refuse_decided(offer)
            ref = self._add(actor, offer, self._stated(offer, draft))
            with self._catalogue.writing(actor) as work:
                offer = _offer_in(work, offer.id)
                _refuse_decided(offer)
                self._decide(offer, actor, "accepted", thanks)
                offer.ref = ref
                work.save(offer, remembered=False)
                work.record("offer accepted", [ref], about={"offer": offer.id})
        return offer

    def decline(self, actor: Actor, offer_id: str, *, answer: str = "") -> Offer:
        """Close an offer without making a document of it; its file is removed for good, the rest stays.

        Raises ``NotFound``, and ``Conflict`` when it was decided before.
        """
        thanks = _within("answer", answer, LONGEST_ANSWER)
        with self._deciding, self._catalogue.writing(actor) as work:
            offer = _offer_in(work, offer_id)
            _refuse_decided(offer)
            self._decide(offer, actor, "declined", thanks)
            work.save(offer, remembered=False)
            work.record("offer declined", about={"offer": offer.id})
        if offer.sha256:
            # After the commit, so that a crash leaves bytes too many rather than too few; holding the
            # writer's lock, which whoever keeps the same bytes anew must hold too.
            with self._catalogue.writing(actor) as work:
                if not work.is_needed(offer.sha256):
                    self._files.remove(offer.sha256)
        return offer

    def _checked(self, *, title: str, text: str, given_by: str, statement: str | None) -> dict[str, Any]:
        fields: dict[str, Any] = {
            "title": " ".join(_within("title", title, LONGEST_TITLE).split()),
            "text": _within("text", text, LONGEST_TEXT),
            "given_by": " ".join(_within("given_by", given_by, LONGEST_NAME).split()),
            "statement": None,
        }
        if not fields["title"]:
            raise Invalid("Say in a few words what it is.", details={"field": "title"})
        if not fields["given_by"]:
            raise Invalid("Give your name, so that we can thank you and ask back.", details={"field": "given_by"})
        if statement and statement.strip():
            try:
                fields["statement"] = self._frameworks.in_force().statement(statement.strip()).ref
            except Invalid as error:
                error.details["field"] = "statement"
                raise
        return fields

    def _staged(self, stream: BinaryIO) -> Staged:
        try:
            return self._files.stage(stream, max_bytes=self._max_bytes)
        except TooLarge as error:
            error.details["field"] = "file"
            raise

    def _type_of(self, staged: Staged, file: str) -> str:
        try:
            media_type = self._reader.media_type(staged.path, file)
        except (Invalid, UnsupportedType) as error:
            error.details["field"] = "file"
            raise
        if self._reader.is_archive(media_type):
            raise Invalid(
                "An offer is one file. Unpack the archive and offer the files in it one by one.",
                details={"field": "file"},
            )
        return media_type

    def _save(self, work: Writing, actor: Actor, form: OfferForm, fields: dict[str, Any], **given: Any) -> Offer:
        offer = Offer(
            **fields, **given, id=work.next_id(_SERIES), form=form, added_at=self._clock.now(), added_by=actor.name
        )
        work.save(offer, remembered=False)
        about = {"offer": offer.id, "form": form, "sha256": offer.sha256, "size": offer.size}
        work.record("offered", about={name: value for name, value in about.items() if value is not None})
        return offer

    def _stated(self, offer: Offer, draft: Draft | None) -> Draft:
        if draft is None:
            # The framework may have been changed since the statement was named.
            known = offer.statement and self._frameworks.in_force().has_statement(offer.statement)
            draft = Draft(tags=(TagDraft(offer.statement),) if offer.statement and known else ())
        return draft if draft.title else replace(draft, title=offer.title)

    def _add(self, actor: Actor, offer: Offer, draft: Draft) -> str:
        if offer.form == "link" and offer.address:
            with self._catalogue.reading() as view:
                held = _linked_as(view, offer.address)
            # What the giver says about it is not what it says itself, and must not be quoted as if it were.
            return held or self._adding.link(actor, draft, address=offer.address, checked_on=None, text="").ref
        if offer.sha256 and offer.file_name:
            with checked_path(self._files, offer.sha256).open("rb") as stream:
                return _ref_in(self._adding.add(actor, draft, stream, name=offer.file_name))
        return _ref_in(self._adding.add(actor, draft, BytesIO(_as_file(offer)), name=_file_name(offer)))

    def _decide(self, offer: Offer, actor: Actor, state: OfferState, answer: str) -> None:
        offer.state, offer.answer = state, answer or None
        offer.decided_at, offer.decided_by = self._clock.now(), actor.name


def _offer_in(view: Reading, offer_id: str) -> Offer:
    offer = view.find(Offer, offer_id.strip().upper())
    if offer is None:
        raise NotFound(f"There is no offer {offer_id[:40]}.", details={"offer": offer_id[:40]})
    return offer


def _linked_as(view: Reading, address: str) -> str | None:
    found = view.columns(Version, "ref", address=address, form="link")
    return found[0][0] if found else None


def _refuse_known(work: Writing, sha256: str) -> None:
    if held := holder_of(work, sha256):
        raise _already_held(held, "file")
    if known := work.columns(Offer, "id", sha256=sha256, state="offered"):
        raise _already_offered(known[0][0], "file")


def _already_held(ref: str, what: str) -> AlreadyHeld:
    return AlreadyHeld(
        f"Thank you. The library holds this {what} already, as {ref}, so there is nothing more to do.",
        details={"ref": ref},
    )


def _already_offered(offer_id: str, what: str) -> Conflict:
    return Conflict(
        f"Thank you. Somebody has offered this {what} already ({offer_id}), so there is nothing more to do.",
        details={"offer": offer_id},
    )


def _refuse_decided(offer: Offer) -> None:
    if offer.state == "offered":
        return
    became = f", as {offer.ref}" if offer.ref else ""
    raise Conflict(
        f"{offer.decided_by} has {offer.state} the offer {offer.id} already{became}. Nothing was changed.",
        details={"offer": offer.id, "state": offer.state, "ref": offer.ref},
    )


def _within(field: str, given: str, longest: int) -> str:
    """Return what was typed without blanks around it; raises ``Invalid`` when it is too long."""
    text = given.replace("\r\n", "\n").strip()
    if len(text) > longest:
        raise Invalid(
            f"This is {len(text):,} characters long; at most {longest:,} fit. Shorten it.",
            details={"field": field, "longest": longest},
        )
    return text


def _ref_in(outcome: Outcome) -> str:
    if outcome.added:
        return outcome.added[0].ref
    if outcome.held:
        return outcome.held[0].ref
    return _refuse(outcome)


def _refuse(outcome: Outcome) -> NoReturn:
    refused = outcome.refused[0]
    raise _REFUSALS.get(refused.code, Invalid)(refused.reason, details={"field": "file"})


def _as_file(offer: Offer) -> bytes:
    """Return an example as a text file: the same bytes whenever it is asked for."""
    given = f"Given by {offer.given_by} on {offer.added_at.day} {offer.added_at:%B %Y}"
    return f"{offer.title}\n\n{offer.text}\n\n{given}\n".encode()


def _file_name(offer: Offer) -> str:
    plain = " ".join(_NOT_IN_NAMES.sub(" ", offer.title).split())
    return shown_name(f"{plain[:80].strip() or 'Example'}.txt")
