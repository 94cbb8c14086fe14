"""Reading only what changed gives what reading everything gives, whatever people do."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.vocabulary import Vocabulary
from evidence.errors import EvidenceError
from evidence.services.drafts import Draft, TagDraft
from evidence.services.following import touched
from evidence.services.listing import Listing
from evidence.services.shelf import Shelf
from tests.conftest import ASHA, BEN, NOW, settle

DAY = date(2026, 11, 23)
VISIT = date(2027, 3, 1)
REFS = ("E-0001", "E-0002", "E-0003")


def add(library: Library, number: int) -> None:
    outcome = library.adding.add(ASHA, Draft(), BytesIO(f"Waiting list {number}".encode()), name=f"{number}.txt")
    assert outcome.added or outcome.held


def supersede(library: Library, ref: str) -> None:
    library.documents.relate(ASHA, ref, "supersedes", REFS[0])


STEPS: dict[str, Callable[[Library, str], Any]] = {
    "add": lambda library, ref: add(library, int(ref[-1]) + 3),
    "read": lambda library, _ref: settle(library),
    "owner": lambda library, ref: library.documents.set(ASHA, ref, {"owner": "Ben", "dated_on": "2025-01-01"}),
    "kind": lambda library, ref: library.documents.set(BEN, ref, {"kind": "policy"}),
    "tag": lambda library, ref: library.tagging.tag(ASHA, [ref], TagDraft(statement="QS7")),
    "untag": lambda library, ref: library.tagging.untag(ASHA, library.tagging.of(ref)[0].id),
    "withdraw": lambda library, ref: library.documents.withdraw(ASHA, ref),
    "reinstate": lambda library, ref: library.documents.reinstate(ASHA, ref),
    "discard": lambda library, ref: library.documents.discard(ASHA, ref),
    "version": lambda library, ref: library.documents.add_version(ASHA, ref, BytesIO(b"Newer"), name="newer.txt"),
    "supersede": supersede,
    "undo": lambda library, _ref: library.undoing.undo(ASHA),
    "visit": lambda library, _ref: library.facts.set(ASHA, {"visit_on": "2027-03-01"}),
    "score": lambda library, _ref: library.assurance.score(ASHA, "QS7", 3),
    "all again": lambda library, _ref: library.texts.forget_all(ASHA),
}


def fresh(library: Library, vocabulary: Vocabulary) -> list[object]:
    shelf = Shelf(library.catalogue, vocabulary)
    listing = Listing(library.catalogue, library.frameworks, vocabulary, library.facts, library.clock)
    return looked(shelf, listing)


def looked(shelf: Shelf, listing: Listing) -> list[object]:
    return [list(shelf.findable(DAY)), list(shelf.evidence(DAY, VISIT)), list(listing.rows(DAY))]


@pytest.mark.parametrize("step", STEPS)
def test_after_any_step_what_is_read_again_is_enough(library: Library, step: str) -> None:
    for number in (1, 2, 3):
        add(library, number)
    settle(library)
    library.tagging.tag(ASHA, ["E-0002"], TagDraft(statement="QS1"))
    library.documents.withdraw(ASHA, "E-0003")
    looked(library.shelf, library.listing)

    STEPS[step](library, "E-0003" if step == "reinstate" else "E-0002")

    assert looked(library.shelf, library.listing) == fresh(library, library.vocabulary)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.sampled_from(REFS)), max_size=12))
def test_after_any_steps_what_is_kept_equals_what_is_read_anew(
    steps: list[tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    library = open_library(Settings(home=tmp_path_factory.mktemp("home"), actor="Asha"), clock=FixedClock(NOW))
    try:
        for number in (1, 2, 3):
            add(library, number)
        for name, ref in steps:
            try:
                STEPS[name](library, ref)
            except (EvidenceError, IndexError):
                continue
            assert looked(library.shelf, library.listing) == fresh(library, library.vocabulary)
    finally:
        library.close()


def test_only_the_document_that_changed_is_read_again(library: Library) -> None:
    for number in (1, 2, 3):
        add(library, number)
    with library.catalogue.reading() as view:
        before = view.last_event()
    library.documents.set(ASHA, "E-0002", {"owner": "Ben"})
    library.assurance.score(ASHA, "QS7", 3)

    with library.catalogue.reading() as view:
        assert touched(view, before) == {"E-0002"}
        assert touched(view, view.last_event()) == set()


def test_what_names_no_document_may_have_changed_all_of_them(library: Library) -> None:
    add(library, 1)
    with library.catalogue.reading() as view:
        before = view.last_event()
    library.texts.forget_all(ASHA)

    with library.catalogue.reading() as view:
        assert touched(view, before) is None
