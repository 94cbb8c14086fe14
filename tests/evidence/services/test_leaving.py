"""What may leave is asked again whenever something leaves: what was true when a pack was made is not enough."""

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain.assurance import PackRecord
from evidence.domain.clearances import Clearance
from evidence.domain.events import Event, Narrowing
from evidence.domain.packing import Choice
from evidence.domain.people import Actor
from evidence.errors import Conflict
from evidence.services.clearing import Grounds
from evidence.services.restricting import NotOpened
from tests.conftest import settle
from tests.evidence.services.clearing_builder import TASK, ask, choice, cleared, stopped, went

PARTNERS = "Ashmere Partnership"
HOUR = timedelta(hours=1)
ALL_THE_SAME = Grounds("public-task", reason="They asked for it as it is")
Change = Callable[[Library, Actor, str], object]

WHY = {
    "restricted": ("It is restricted. It may go to the Care Quality Commission alone", "It is restricted, and needs"),
    "withdrawn": ("It was withdrawn", "It was withdrawn"),
    "no more public": ("Nobody has cleared it", ""),
    "a draft": ("It is a draft. Leave it out", "It is a draft, and packs hold final documents"),
    "replaced": ("It has a newer version", ""),
}
"""Why a pack may not leave any more, and why one that stays within may not; empty where it may."""
CHANGES: dict[str, Change] = {
    "restricted": lambda lib, who, ref: lib.documents.set(who, ref, {"sensitivity": "restricted"}),
    "withdrawn": lambda lib, who, ref: lib.documents.withdraw(who, ref),
    "no more public": lambda lib, who, ref: lib.documents.set(who, ref, {"sensitivity": "internal"}),
    "a draft": lambda lib, who, ref: lib.documents.set(who, ref, {"status": "draft"}),
    "replaced": lambda lib, who, ref: lib.documents.add_version(who, ref, io.BytesIO(b"Newer words."), name="b.txt"),
}


def made(library: Library, actor: Actor, chosen: Choice) -> PackRecord:
    record = library.packs.run(actor, library.packs.start(actor, chosen).id)
    assert record.state == "complete"
    return record


def overridden(library: Library, asha: Actor, cleo: Actor, ref: str) -> Clearance:
    asked = ask(library, asha, ref, override=True, because="They need it")
    return library.clearing.clear(cleo, [one.id for one in asked], ALL_THE_SAME)[0]


def cleo_as_lead(cleo: Actor) -> Actor:
    return replace(cleo, roles=frozenset({"lead"}))


def asha_as_governance(asha: Actor) -> Actor:
    return replace(asha, roles=frozenset({"governance"}))


def looked_through(library: Library) -> None:
    settle(library)
    for _ in library.checking.look_pending():
        pass


def readings(library: Library) -> list[Event]:
    with library.catalogue.reading() as view:
        return list(view.events(newest_first=True, limit=9, narrowed=Narrowing(verbs=frozenset({"read"}))))


@pytest.mark.parametrize("what", CHANGES)
def test_a_pack_that_waits_stays_once_something_in_it_may_not_leave(
    library: Library, asha: Actor, plan: str, what: str
) -> None:
    library.documents.set(asha, plan, {"sensitivity": "public"})
    record = made(library, asha, choice(plan, recipient=PARTNERS))
    assert library.packs.file(record.id)

    CHANGES[what](library, asha, plan)
    looked_through(library)

    with pytest.raises(Conflict, match=f"may not leave any more.* E-0001: {WHY[what][0]}"):
        library.packs.file(record.id)


@pytest.mark.parametrize("what", CHANGES)
def test_a_pack_for_within_stays_only_where_none_could_be_made(
    library: Library, asha: Actor, plan: str, what: str
) -> None:
    record = made(library, asha, Choice(refs=(plan,), internal=True))

    CHANGES[what](library, asha, plan)

    if WHY[what][1]:
        with pytest.raises(Conflict, match=f"may not leave any more.* E-0001: {WHY[what][1]}"):
            library.packs.file(record.id)
    else:
        assert library.packs.file(record.id)


def test_what_was_not_looked_through_goes_by_no_clearance(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    asked = ask(library, asha, plan, override=True, because="They need it")
    library.documents.set(asha, plan, {"title": "Another plan"})
    with pytest.raises(Conflict, match="not been looked through"):
        library.clearing.clear(cleo, [asked[0].id], ALL_THE_SAME)
    looked_through(library)
    library.clearing.clear(cleo, [asked[0].id], ALL_THE_SAME)
    assert went(library.packs.preview(asha, choice(plan))) == [plan]

    library.documents.set(asha, plan, {"title": "A third plan"})

    assert stopped(library.packs.preview(asha, choice(plan))) == {plan: "unlooked"}
    looked_through(library)
    assert went(library.packs.preview(asha, choice(plan))) == [plan]


def test_an_override_does_not_speak_of_what_was_found_after_it(
    library: Library, asha: Actor, cleo: Actor, plan: str, clock: FixedClock
) -> None:
    first = overridden(library, asha, cleo, plan)
    clock.at += HOUR
    library.documents.set(asha, plan, {"title": "Plan of Mrs Ann Thornfell, NHS number: 943 476 5919"})
    looked_through(library)
    assert stopped(library.packs.preview(asha, choice(plan))) == {plan: "findings"}

    library.clearing.withdraw(cleo, first.id, "More was found")
    overridden(library, asha, cleo, plan)
    assert went(library.packs.preview(asha, choice(plan))) == [plan]
    clock.at += HOUR
    library.facts.set(library.actor, {"own_domains": "ashmere.example"})
    looked_through(library)

    assert went(library.packs.preview(asha, choice(plan))) == [plan]


def test_an_override_does_not_speak_of_what_was_reopened_after_it(
    library: Library, asha: Actor, cleo: Actor, plan: str, clock: FixedClock
) -> None:
    library.documents.set(asha, plan, {"title": "Plan of Mrs Ann Thornfell, NHS number: 943 476 5919"})
    looked_through(library)
    places = [one.place for one in library.checking.of(plan)[2]]
    library.checking.decide(asha, plan, places, "stays", "It is made up")
    overridden(library, asha, cleo, plan)
    assert went(library.packs.preview(asha, choice(plan))) == [plan]
    clock.at += HOUR

    library.checking.reopen(asha, plan, places)

    assert stopped(library.packs.preview(asha, choice(plan))) == {plan: "findings"}


def test_an_override_does_not_speak_of_what_was_undone_after_it(
    library: Library, asha: Actor, cleo: Actor, plan: str, clock: FixedClock
) -> None:
    library.documents.set(library.actor, plan, {"title": "Plan of Mrs Ann Thornfell, NHS number: 943 476 5919"})
    looked_through(library)
    (number,) = [one.place for one in library.checking.of(plan)[2] if one.kind == "nhs-number"]
    library.checking.decide(library.actor, plan, [number], "stays", "It is made up")
    overridden(library, asha, cleo, plan)
    assert went(library.packs.preview(asha, choice(plan))) == [plan]
    clock.at += HOUR

    undone = library.undoing.undo(library.actor)

    assert undone.verb == "findings decided"
    assert stopped(library.packs.preview(asha, choice(plan))) == {plan: "findings"}


def test_what_waits_to_be_read_again_stays(library: Library, asha: Actor, cleo: Actor, plan: str) -> None:
    cleared(library, asha, cleo, plan)

    library.texts.forget_all(library.actor)

    assert stopped(library.packs.preview(asha, choice(plan))) == {plan: "unlooked"}
    looked_through(library)
    assert went(library.packs.preview(asha, choice(plan))) == [plan]


def test_a_pack_goes_under_no_other_clearance_than_its_own(
    library: Library, asha: Actor, cleo: Actor, plan: str
) -> None:
    (first,) = cleared(library, asha, cleo, plan)
    record = made(library, asha, choice(plan))
    library.clearing.withdraw(cleo, first.id, "They asked for less")
    # Asha made the pack: nobody must be able to clear what they send, not even afterwards.
    (other,) = ask(library, cleo_as_lead(cleo), plan)
    library.clearing.clear(asha_as_governance(asha), [other.id], TASK)

    with pytest.raises(Conflict, match="They asked for less"):
        library.packs.file(record.id)


def test_a_clearance_that_a_newer_version_voided_lets_no_older_one_out(
    library: Library, asha: Actor, cleo: Actor, plan: str, clock: FixedClock
) -> None:
    cleared(library, asha, cleo, plan)
    before = clock.at
    clock.at += HOUR
    library.documents.add_version(asha, plan, io.BytesIO(b"Newer words."), name="b.txt")
    looked_through(library)

    assert stopped(library.packs.preview(asha, choice(plan, as_at=before))) == {plan: "uncleared"}


def test_fetching_a_pack_is_reading_what_is_restricted_in_it(
    library: Library, asha: Actor, cleo: Actor, plan: str, put: Callable[..., str]
) -> None:
    other = put("Another plan.")
    for ref in (plan, other):
        library.documents.set(asha, ref, {"sensitivity": "restricted"})
    cleared(library, asha, cleo, plan, other)
    record = made(library, asha, choice(plan, other))

    library.restricting.open(asha, plan, "To send it to the regulator")
    with pytest.raises(NotOpened, match=other):
        library.fetching.pack(asha, record.id)
    assert readings(library) == []

    library.restricting.open(asha, other, "To send it to the regulator")
    library.fetching.pack(asha, record.id)

    assert {(*one.refs, one.person) for one in readings(library)} == {(plan, asha.person), (other, asha.person)}
