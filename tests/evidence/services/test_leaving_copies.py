"""Which of a version and its redacted copies may leave, and what an override does not speak of."""

import io
from datetime import timedelta

import pytest

from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.domain.clearances import Clearance
from evidence.domain.people import Actor
from evidence.domain.redactions import Asked
from evidence.services.clearing import Grounds
from tests.conftest import settle
from tests.evidence.extractors.making_packages import docx, word_paragraph
from tests.evidence.services.clearing_builder import TASK, ask, choice, cleared, stopped, went

HOUR = timedelta(hours=1)
CONSENTED = docx(word_paragraph("A plan with words of Margaret Ellison in it.") + word_paragraph("Words for all."))


@pytest.fixture
def paper(library: Library, asha: Actor, plan: str) -> str:
    """A plan in which a carer is named, who agreed to that."""
    library.documents.add_version(asha, plan, io.BytesIO(CONSENTED), name="plan.docx")
    looked_through(library)
    settled(library, asha, plan)
    return plan


def looked_through(library: Library) -> None:
    settle(library)
    for _ in library.checking.look_pending():
        pass


def settled(library: Library, asha: Actor, ref: str, number: int | None = None) -> None:
    places = [one.place for one in library.checking.of(ref, number)[2]]
    if places:
        library.checking.decide(asha, ref, places, "stays", "Nobody minds", number=number)


def redacted(library: Library, asha: Actor, ref: str, clock: FixedClock, phrase: str = "Margaret Ellison") -> int:
    clock.at += HOUR
    made = library.redacting.redact(asha, ref, Asked(phrases=(phrase,)), "She changed her mind")
    looked_through(library)
    settled(library, asha, ref, made.copy.number)
    clock.at += HOUR
    return made.copy.number


def clear_copy(library: Library, asha: Actor, cleo: Actor, ref: str, number: int) -> Clearance:
    (one,) = ask(library, asha, ref, number=number)
    return library.clearing.clear(cleo, [one.id], TASK)[0]


def versions(library: Library, asha: Actor, ref: str) -> list[int]:
    return [one.version for one in library.packs.preview(asha, choice(ref)).going]


def test_what_was_cleared_before_a_copy_was_made_goes_no_more(
    library: Library, asha: Actor, cleo: Actor, paper: str, clock: FixedClock
) -> None:
    cleared(library, asha, cleo, paper)
    assert went(library.packs.preview(asha, choice(paper))) == [paper]

    redacted(library, asha, paper, clock)

    preview = library.packs.preview(asha, choice(paper))
    assert stopped(preview) == {paper: "uncleared"}
    assert [one.reason for one in preview.left_out] == [
        "It has a redacted copy. Somebody must clear the copy, or this version after the copy was made."
    ]


def test_a_withdrawn_copy_does_not_send_the_original(
    library: Library, asha: Actor, cleo: Actor, paper: str, clock: FixedClock
) -> None:
    cleared(library, asha, cleo, paper)
    number = redacted(library, asha, paper, clock)
    one = clear_copy(library, asha, cleo, paper, number)
    assert versions(library, asha, paper) == [number]

    library.clearing.withdraw(cleo, one.id, "She withdrew all of it")

    assert stopped(library.packs.preview(asha, choice(paper))) == {paper: "uncleared"}


def test_a_withdrawn_copy_does_not_send_one_with_less_taken_out(
    library: Library, asha: Actor, cleo: Actor, paper: str, clock: FixedClock
) -> None:
    first = redacted(library, asha, paper, clock)
    clear_copy(library, asha, cleo, paper, first)
    second = redacted(library, asha, paper, clock, "Words for all")
    one = clear_copy(library, asha, cleo, paper, second)
    assert versions(library, asha, paper) == [second]

    library.clearing.withdraw(cleo, one.id, "Not that one either")

    assert stopped(library.packs.preview(asha, choice(paper))) == {paper: "uncleared"}


def test_the_original_goes_when_it_was_cleared_knowing_of_the_copy(
    library: Library, asha: Actor, cleo: Actor, paper: str, clock: FixedClock
) -> None:
    redacted(library, asha, paper, clock)

    cleared(library, asha, cleo, paper)

    assert went(library.packs.preview(asha, choice(paper))) == [paper]


def test_what_was_cleared_before_a_copy_was_made_can_be_cleared_again(
    library: Library, asha: Actor, cleo: Actor, paper: str, clock: FixedClock
) -> None:
    before = clear_copy(library, asha, cleo, paper, 2)
    redacted(library, asha, paper, clock)
    assert stopped(library.packs.preview(asha, choice(paper))) == {paper: "uncleared"}

    again = clear_copy(library, asha, cleo, paper, 2)

    assert again.id != before.id
    assert versions(library, asha, paper) == [2]
    assert ask(library, asha, paper, number=2) == [again], "what stands is not asked for twice"


def test_a_published_paper_with_a_copy_needs_somebody_to_say_which(
    library: Library, asha: Actor, cleo: Actor, paper: str, clock: FixedClock
) -> None:
    library.documents.set(asha, paper, {"sensitivity": "public"})
    assert went(library.packs.preview(asha, choice(paper))) == [paper]

    number = redacted(library, asha, paper, clock)

    assert stopped(library.packs.preview(asha, choice(paper))) == {paper: "uncleared"}
    clear_copy(library, asha, cleo, paper, number)
    assert versions(library, asha, paper) == [number]


@pytest.mark.parametrize("status", ["draft", "superseded"])
def test_an_override_does_not_speak_of_what_became_of_the_document_later(
    library: Library, asha: Actor, cleo: Actor, plan: str, clock: FixedClock, status: str
) -> None:
    def override() -> Clearance:
        (one,) = ask(library, asha, plan, override=True, because="They need it")
        return library.clearing.clear(cleo, [one.id], Grounds("public-task", reason="They asked for it"))[0]

    first = override()
    assert went(library.packs.preview(asha, choice(plan))) == [plan]
    clock.at += HOUR

    library.documents.set(asha, plan, {"status": status})

    assert stopped(library.packs.preview(asha, choice(plan))) == {plan: status}
    clock.at += HOUR
    library.clearing.withdraw(cleo, first.id, "It was called something else")
    override()
    assert went(library.packs.preview(asha, choice(plan))) == [plan]
