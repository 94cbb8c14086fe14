"""Asking, clearing and choosing, as the tests of what leaves do it."""

from app.wiring import Library
from evidence.domain.clearances import Clearance
from evidence.domain.packing import Choice
from evidence.domain.people import Actor
from evidence.services.clearing import Grounds
from evidence.services.packs import Preview

CQC, RETURN = "Care Quality Commission", "Information return 2026"
TASK = Grounds("public-task")


def ask(library: Library, actor: Actor, *refs: str, recipient: str = CQC, **more: object) -> list[Clearance]:
    return library.clearing.ask(actor, refs, recipient=recipient, purpose=RETURN, **more)  # type: ignore[arg-type]  # whatever a test asks for


def cleared(library: Library, asha: Actor, cleo: Actor, *refs: str, recipient: str = CQC) -> list[Clearance]:
    asked = ask(library, asha, *refs, recipient=recipient)
    return library.clearing.clear(cleo, [one.id for one in asked], TASK)


def choice(*refs: str, recipient: str | None = CQC, purpose: str | None = RETURN, **more: object) -> Choice:
    return Choice(refs=refs, recipient=recipient, purpose=purpose, **more)  # type: ignore[arg-type]  # as above


def went(preview: Preview) -> list[str]:
    return [one.ref for one in preview.going]


def stopped(preview: Preview) -> dict[str, str]:
    return {one.ref: one.code for one in preview.left_out if one.stops}
