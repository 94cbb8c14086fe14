"""Who is named first on a document that becomes restricted, and who may take the restriction off."""

from evidence.domain.documents import Document
from evidence.domain.people import LIBRARY, Access, Actor, role_key
from evidence.errors import NotAllowed
from evidence.ports import Clock, Writing


def name_first(work: Writing, document: Document, clock: Clock) -> None:
    """Name the first people on a document that has just become restricted, so that it is not lost to everyone.

    They are whoever restricts it, or added it where the library presumes so, assurance leads and information
    governance; whoever knows better names others and takes these off.
    """
    if document.sensitivity != "restricted" or work.all(Access, ref=document.ref):
        return
    first = {role_key("lead"), role_key("governance")} | ({work.actor.person} if work.actor.person else set())
    if work.actor == LIBRARY:
        first |= {event.person for event in work.history(document.ref)[:1] if event.person}
    for who in sorted(first):
        work.save(Access(ref=document.ref, who=who, given_at=clock.now(), given_by=work.actor.name))


def refuse_opening_up(actor: Actor, before: str, after: str) -> None:
    """Refuse to take the restriction off to who may not; raises ``NotAllowed``."""
    if before == "restricted" != after and not (actor.roles & {"lead", "governance"}):
        raise NotAllowed("Only an assurance lead or information governance may take the restriction off a document.")
