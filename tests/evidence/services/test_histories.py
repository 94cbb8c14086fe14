"""The history of the whole library, narrowed and turned by the numbers of its events."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain.events import Narrowing
from evidence.domain.people import Actor
from tests.conftest import ASHA, BEN

EVERYTHING = Narrowing()


def numbers(library: Library, asked: Narrowing, **where: int) -> list[int]:
    return [event.seq for event in library.histories.stretch(asked, **where).events]


def happen(library: Library, actor: Actor, times: int) -> None:
    """Let somebody set a fact so many times."""
    for number in range(times):
        library.facts.set(actor, {"council": f"{actor.name} {number}"})


def test_the_newest_come_first_and_pages_meet_without_overlap(library: Library) -> None:
    happen(library, ASHA, 7)

    first = library.histories.stretch(EVERYTHING, limit=3)
    second = library.histories.stretch(EVERYTHING, before=first.events[-1].seq, limit=3)
    third = library.histories.stretch(EVERYTHING, before=second.events[-1].seq, limit=3)

    assert [[event.seq for event in one.events] for one in (first, second, third)] == [[7, 6, 5], [4, 3, 2], [1]]
    assert [(one.newer, one.older) for one in (first, second, third)] == [(False, True), (True, True), (True, False)]


def test_going_back_up_reaches_the_same_pages(library: Library) -> None:
    happen(library, ASHA, 7)

    up = library.histories.stretch(EVERYTHING, after=1, limit=3)

    assert [event.seq for event in up.events] == [4, 3, 2]
    assert (up.newer, up.older) == (True, True)
    assert library.histories.stretch(EVERYTHING, after=7).events == ()


def test_it_is_narrowed_by_person_and_kind_of_step(library: Library) -> None:
    happen(library, ASHA, 2)
    happen(library, BEN, 3)
    library.assurance.assign(BEN, "QS1", "Ben")

    assert numbers(library, Narrowing(actor="Ben")) == [6, 5, 4, 3]
    assert numbers(library, Narrowing(actor="Ben", verbs=frozenset({"assigned"}))) == [6]
    assert numbers(library, Narrowing(actor="ben")) == []
    assert [one.newer for one in (library.histories.stretch(Narrowing(actor="Asha"), before=3),)] == [False]


def test_it_is_narrowed_to_one_document_and_no_other_of_like_name(library: Library, put: Callable[..., str]) -> None:
    one, other = put("First."), put("Second, which is another.", "b.txt")

    concerned = {ref for event, _ in library.histories.all(Narrowing(ref=one)) for ref in event.refs}

    assert one in concerned
    assert other not in concerned
    assert numbers(library, Narrowing(ref="E-%")) == []
    assert numbers(library, Narrowing(ref=one[:-1])) == []


def test_it_is_narrowed_to_a_stretch_of_time(library: Library, clock: FixedClock) -> None:
    start = clock.now()
    happen(library, ASHA, 1)
    clock.at = start + timedelta(days=1)
    happen(library, ASHA, 1)

    day = Narrowing(since=start + timedelta(days=1), until=start + timedelta(days=2))

    assert numbers(library, day) == [2]
    assert numbers(library, Narrowing(until=start + timedelta(days=1))) == [1]
    assert numbers(library, Narrowing(since=datetime(2000, 1, 1, tzinfo=UTC))) == [2, 1]


def test_all_of_them_come_once_however_many_there_are(library: Library) -> None:
    with library.catalogue.writing(ASHA) as work:
        for _ in range(2_003):
            work.record("backed up")

    found = [event.seq for event, _ in library.histories.all(EVERYTHING)]

    assert found == list(range(2_003, 0, -1))


def test_who_and_what_is_known_and_kept_up(library: Library) -> None:
    assert library.histories.doings().people == ()

    happen(library, BEN, 1)
    assert library.histories.doings().people == (("Ben", "Ben"),)
    library.assurance.assign(ASHA, "QS1", "Ben")

    doings = library.histories.doings()
    assert doings.people == (("Asha", "Asha"), ("Ben", "Ben"))
    assert doings.verbs == ("assigned", "facts set")
