"""Many documents are set one by one: what fails stops no other, and each can be undone."""

from collections.abc import Callable

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Conflict, Invalid, NotFound, StaleEdit
from evidence.services.drafts import TagDraft

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]


@pytest.fixture
def three(library: Library, put: Put) -> list[str]:
    return [put(f"words {number}", f"{number}.txt") for number in range(3)]


class TestSettingMany:
    def test_each_document_is_set_to_its_own(self, library: Library, three: list[str]) -> None:
        one, two, other = three

        done = library.documents.set_many(ASHA, {one: {"owner": "Ben"}, two: {"kind": "policy", "owner": "Asha"}})

        assert (done.changed, done.refused) == ((one, two), ())
        assert [library.documents.get(ref).owner for ref in three] == ["Ben", "Asha", None]
        assert library.documents.get(two).kind == "policy"
        assert library.documents.get(other).revision == 0

    def test_what_fails_stops_no_other_and_says_why(self, library: Library, three: list[str]) -> None:
        one, two, third = three
        read = {ref: library.documents.get(ref).revision for ref in three}
        library.documents.set(BEN, two, {"team": "Reviews"})

        done = library.documents.set_many(
            ASHA,
            {"E-0099": {"owner": "Ben"}, one: {"dated_on": "soon"}, two: {"owner": "Ben"}, third: {"owner": "Ben"}},
            revisions=read,
        )

        assert done.changed == (third,)
        assert [(ref, type(error)) for ref, error in done.refused] == [
            ("E-0099", NotFound), (one, Invalid), (two, StaleEdit),
        ]  # fmt: skip
        assert [library.documents.get(ref).owner for ref in three] == [None, None, "Ben"]

    def test_each_is_a_step_of_its_own(self, library: Library, three: list[str]) -> None:
        library.documents.set_many(ASHA, {ref: {"owner": "Ben"} for ref in three})

        library.undoing.undo(ASHA)

        assert [library.documents.get(ref).owner for ref in three] == ["Ben", "Ben", None]


class TestUndoingOneStep:
    def test_last_step_is_the_one_that_undo_takes_back(self, library: Library, three: list[str]) -> None:
        library.documents.set(ASHA, three[0], {"owner": "Ben"})
        step = library.undoing.last_step(ASHA)
        library.documents.set(BEN, three[1], {"owner": "Ben"})

        assert step is not None
        assert (step.verb, step.refs) == ("details set", [three[0]])
        assert library.undoing.last_step(ASHA) == step
        assert library.undoing.undo(ASHA, only=step.seq) == step
        assert library.documents.get(three[0]).owner is None

    def test_only_that_step_is_undone(self, library: Library, three: list[str]) -> None:
        library.documents.set(ASHA, three[0], {"owner": "Ben"})
        step = library.undoing.last_step(ASHA)
        library.tagging.tag(ASHA, [three[1]], TagDraft("QS1"))
        before = library.shelf.last_event()

        with pytest.raises(Conflict, match="Something else happened since"):
            library.undoing.undo(ASHA, only=step.seq)
        assert library.shelf.last_event() == before
        assert library.documents.get(three[0]).owner == "Ben"

    def test_pressing_undo_twice_undoes_once(self, library: Library, three: list[str]) -> None:
        for owner in ("Ben", "Asha"):
            library.documents.set(ASHA, three[0], {"owner": owner})
        step = library.undoing.last_step(ASHA)
        library.undoing.undo(ASHA, only=step.seq)

        with pytest.raises(Conflict):
            library.undoing.undo(ASHA, only=step.seq)
        assert library.documents.get(three[0]).owner == "Ben"

    def test_nobody_undoes_the_step_of_another(self, library: Library, three: list[str]) -> None:
        library.documents.set(ASHA, three[0], {"owner": "Ben"})
        step = library.undoing.last_step(ASHA)

        with pytest.raises(Conflict):
            library.undoing.undo(BEN, only=step.seq)
        assert library.undoing.last_step(BEN) is None

    def test_new_library_has_no_last_step(self, library: Library) -> None:
        assert library.undoing.last_step(ASHA) is None
        with pytest.raises(Conflict, match="nothing to undo"):
            library.undoing.undo(ASHA)


class TestSettingAlike:
    def test_all_are_set_in_one_step_that_one_undo_takes_back(self, library: Library, three: list[str]) -> None:
        one, two, third = three
        library.documents.set(ASHA, two, {"owner": "Cleo"})
        read = {ref: library.documents.get(ref).revision for ref in three}

        assert library.documents.set_alike(ASHA, read, {"owner": "Cleo"}) == [one, third]

        library.undoing.undo(ASHA)
        assert [library.documents.get(ref).owner for ref in three] == [None, "Cleo", None]

    def test_one_that_somebody_changed_since_stops_all_and_is_named(self, library: Library, three: list[str]) -> None:
        read = {ref: library.documents.get(ref).revision for ref in three}
        library.documents.set(BEN, three[1], {"team": "Reviews"})

        with pytest.raises(StaleEdit) as refused:
            library.documents.set_alike(ASHA, read, {"owner": "Cleo"})

        assert refused.value.details["refs"] == [three[1]]
        assert [library.documents.get(ref).owner for ref in three] == [None, None, None]

    def test_nothing_wrong_is_set_and_nothing_new_is_no_step(self, library: Library, three: list[str]) -> None:
        read = {ref: library.documents.get(ref).revision for ref in three}

        with pytest.raises(Invalid):
            library.documents.set_alike(ASHA, read, {"dated_on": "soon"})
        with pytest.raises(NotFound):
            library.documents.set_alike(ASHA, {**read, "E-0099": 0}, {"owner": "Cleo"})
        before = library.shelf.last_event()
        assert library.documents.set_alike(ASHA, read, {"owner": ""}) == []
        assert library.shelf.last_event() == before
