"""Who may see a restricted document, why somebody opened it, and the record of every reading."""

from collections.abc import Collection, Mapping
from datetime import timedelta

from evidence.domain.documents import Document
from evidence.domain.people import ROLES, Access, Actor, Opening, Person, role_key, team_key
from evidence.errors import Conflict, Invalid, NotAllowed
from evidence.ports import Catalogue, Clock, Reading
from evidence.services.documents import document_in

OPENED_FOR = timedelta(hours=8)
"""How long a reason stands: a working day."""
_LONGEST_REASON = 500


class NotOpened(NotAllowed):
    """The document is restricted and this person has not said why they open it; they may."""

    code = "not-opened"


class Restricting:
    """Names who may see what is restricted, and keeps the record of who read it."""

    def __init__(self, catalogue: Catalogue, clock: Clock) -> None:
        self._catalogue = catalogue
        self._clock = clock

    def access(self, ref: str) -> list[Access]:
        """Return who is named on a document, in order."""
        with self._catalogue.reading() as view:
            return view.all(Access, ref=document_in(view, ref).ref)

    def restricted(self, ref: str | None = None) -> list[tuple[Document, list[Access]]]:
        """Return every restricted document, or one document, each with who is named on it, in order."""
        with self._catalogue.reading() as view:
            found = [document_in(view, ref)] if ref else view.all(Document, sensitivity="restricted")
            return [(document, view.all(Access, ref=document.ref)) for document in found]

    def give(self, actor: Actor, ref: str, who: str, *, because: str = "") -> Access:
        """Name a person (by account or e-mail address), a team (``team:Carers``) or a role (``role:governance``).

        Raises ``Invalid`` for who cannot be named.
        """
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            key = _key(work, who)
            found = work.find(Access, document.ref, key)
            if found is None:
                found = Access(
                    ref=document.ref, who=key, because=because.strip()[:_LONGEST_REASON] or None,
                    given_at=self._clock.now(), given_by=actor.name,
                )  # fmt: skip
                work.save(found)
                work.record("access given", [document.ref], about={"who": key})
        return found

    def take(self, actor: Actor, ref: str, who: str) -> Access:
        """Take somebody's name off a document, and return what was taken: for them it is gone at once.

        Raises ``Conflict`` for the last one named: nobody could see it any more.
        """
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            named = work.all(Access, ref=document.ref)
            keys = {who, *_known_keys(work, who)}
            found = next((one for one in named if one.who in keys), None)
            if found is None:
                raise Conflict("They are not named on this document.")
            if len(named) == 1 and document.sensitivity == "restricted":
                raise Conflict("Nobody could see this document any more. Name somebody else first.")
            work.remove(found)
            work.record("access taken", [document.ref], about={"who": found.who})
        return found

    def open(self, actor: Actor, ref: str, because: str) -> Opening:
        """Say why one opens a restricted document; it is open to them for ``OPENED_FOR``. Raises ``Invalid``."""
        because = " ".join(because.split())
        with self._catalogue.writing(actor) as work:
            document = document_in(work, ref)
            if not 3 <= len(because) <= _LONGEST_REASON:  # noqa: PLR2004 - the shortest word that says anything
                raise Invalid("Say why you open it, in up to 500 characters.", details={"field": "because"})
            opening = Opening(
                id=work.next_id("O"), ref=document.ref, by=actor.person or actor.name, because=because,
                at=self._clock.now(),
            )  # fmt: skip
            work.save(opening)
            work.record("opened", [document.ref], about={"opening": opening.id})
        return opening

    def read(self, actor: Actor, ref: str, what: str) -> bool:
        """Record that somebody reads a document, where it is restricted; ``what`` names the part, such as ``p. 4``.

        Returns whether it is, for then nothing of it may be kept. Raises ``NotOpened`` where they have not said
        why. To be called before anything of it is shown.
        """
        return self.read_all(actor, {ref: what})

    def read_all(self, actor: Actor, parts: Mapping[str, str]) -> bool:
        """Record that somebody reads parts of several documents at once, reference -> part, as ``read`` does.

        All of them, or none where one of them is not open to them.
        """
        with self._catalogue.reading() as view:
            documents = [(document_in(view, ref), what) for ref, what in parts.items()]
            restricted = [(one.ref, what) for one, what in documents if one.sensitivity == "restricted"]
            abouts = [(ref, {"what": what, **self._why(view, actor, ref)}) for ref, what in restricted]
        if abouts:
            with self._catalogue.writing(actor) as work:
                for ref, about in abouts:
                    work.record("read", [ref], about=about)
        return bool(abouts)

    def _why(self, view: Reading, actor: Actor, ref: str) -> dict[str, str]:
        """Return under which reason somebody reads a restricted document; raises ``NotOpened``."""
        now = self._clock.now()
        openings = view.all(Opening, ref=ref, by=actor.person or actor.name)
        reason = next((one for one in openings[::-1] if one.at <= now < one.at + OPENED_FOR), None)
        if not (reason or actor.sees_everything):
            raise NotOpened(
                f"{ref} is restricted. Say why you open it; that is kept with your name.", details={"ref": ref}
            )
        return {"opening": reason.id} if reason else {}

    def read_if_open(self, actor: Actor, ref: str, what: str) -> bool:
        """Record a reading as ``read`` does where the document is open to them; returns whether it is."""
        try:
            self.read(actor, ref, what)
        except NotOpened:
            return False
        return True

    def openings(self, ref: str) -> list[Opening]:
        """Return who opened a document and why, the newest first."""
        with self._catalogue.reading() as view:
            found = view.all(Opening, ref=document_in(view, ref).ref)
        return sorted(found, key=lambda one: one.at, reverse=True)


def _key(view: Reading, who: str) -> str:
    key = next(iter(_known_keys(view, who)), "")
    person = view.find(Person, key)
    if not key or (person and person.state == "disabled"):
        raise Invalid(
            "Name an account or its e-mail address, team:NAME or role:NAME. `evidence user list` shows who there is.",
            details={"field": "who"},
        )
    return key


def _known_keys(view: Reading, who: str) -> list[str]:
    """Return how access names whoever somebody named; nothing where there is nobody such."""
    kind, colon, name = who.partition(":")
    if colon and kind == "team" and name.strip():
        return [team_key(name)]
    if colon and kind == "role" and name in ROLES:
        return [role_key(next(role for role in ROLES if role == name))]
    person = view.find(Person, who.strip().upper())
    found = [person] if person else view.all(Person, email=who.strip().casefold())
    return [one.id for one in found]


def named(keys: Collection[str], people: Collection[Person]) -> list[str]:
    """Return how pages call those who are named: people by name, teams and roles by theirs."""
    names = {person.id: person.name for person in people}
    return [names.get(key, key.partition(":")[2] or key) for key in keys]
