"""Disposing of documents: who may, when, and that no byte of them stays anywhere in the home."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest

from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.documents import Document
from evidence.domain.events import START, Event, broken_links
from evidence.domain.people import Actor, folder_owner
from evidence.domain.retention import Disposal
from evidence.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.services.disposing import ClockInDoubt, NotDue
from evidence.services.removing import OnHold
from tests.conftest import NOW, settle
from tests.evidence.services.canaries import CANARY, fill_with_canaries, traces

ASHA = folder_owner("Asha")
Put = Callable[..., str]
WHY = "Its time is over"
OLD = date(2010, 1, 1)


@pytest.fixture
def old(put: Put) -> str:
    """Minutes of 2010, kept six years."""
    return put("Old words", kind="minutes", dated_on=OLD)


class TestWhatMayGo:
    def test_what_is_due_goes_and_its_record_says_by_which_rule(self, library: Library, old: str) -> None:
        sha256 = library.cards.version(old).sha256

        (gone,) = library.disposing.dispose(ASHA, [old], because=WHY)

        assert (gone.ref, gone.kind, gone.rule) == (old, "minutes", "6 years from the date of the document")
        assert (gone.because, gone.sha256, gone.by) == (WHY, [sha256], "Asha")
        with pytest.raises(NotFound):
            library.documents.get(old)
        assert not library.files.holds(sha256 or "")
        with library.catalogue.reading() as view:
            last = view.history(old)[-1]
        assert (last.verb, last.about["rule"], last.about["sha256"]) == ("disposed", gone.rule, [sha256])

    def test_what_is_not_due_stays_and_it_says_until_when(self, library: Library, put: Put, old: str) -> None:
        young = put("New words", kind="minutes", dated_on=date(2026, 1, 1))

        with pytest.raises(NotDue, match="until 1 January 2032"):
            library.disposing.dispose(ASHA, [old, young], because=WHY)

        assert library.documents.get(old).ref == old, "all that are named, or none"

    def test_a_reason_is_asked_and_may_not_name_the_document(self, library: Library, put: Put) -> None:
        ref = put("Words", title="The review of Mr Placeholder", kind="minutes", dated_on=OLD)

        for because in ("", "no", "x" * 501, "We had the review  of mr placeholder long enough"):
            with pytest.raises(Invalid):
                library.disposing.dispose(ASHA, [ref], because=because)

    @pytest.mark.parametrize("role", ["reader", "contributor", "governance", "administrator"])
    def test_only_a_lead_may(self, library: Library, old: str, role: Any) -> None:
        somebody = Actor("Somebody", frozenset({role}), "page", "P-0009")

        with pytest.raises(NotAllowed):
            library.disposing.dispose(somebody, [old], because=WHY)

        assert library.documents.get(old).ref == old

    def test_it_cannot_be_undone(self, library: Library, old: str) -> None:
        library.disposing.dispose(ASHA, [old], because=WHY)
        settle(library)
        library.removing.finish()

        with pytest.raises(Conflict, match="gone for good"):
            library.undoing.undo(ASHA)

    def test_bytes_that_another_document_shares_stay_until_the_last_one_goes(
        self, library: Library, put: Put, old: str
    ) -> None:
        other = put("Other words", kind="minutes", dated_on=OLD)
        sha256 = library.cards.version(old).sha256 or ""
        with library.catalogue.writing(ASHA) as work:
            work.save(library.cards.version(other).model_copy(update={"number": 2, "sha256": sha256}))
            work.record("version added", [other])

        library.disposing.dispose(ASHA, [old], because=WHY)
        assert library.files.holds(sha256)

        library.disposing.dispose(ASHA, [other], because=WHY)
        assert not library.files.holds(sha256)

    def test_bytes_of_a_version_that_was_taken_back_go_too(self, library: Library, old: str) -> None:
        library.documents.add_version(ASHA, old, BytesIO(b"newer"), name="newer.txt")
        sha256 = library.cards.version(old).sha256 or ""
        library.undoing.undo(ASHA)

        library.disposing.dispose(ASHA, [old], because=WHY)

        assert not library.files.holds(sha256)


class TestHolds:
    def test_a_hold_stops_disposal_and_discard_until_every_one_is_lifted(self, library: Library, old: str) -> None:
        one = library.retention.place_hold(ASHA, old, "Letter before action")
        two = library.retention.place_hold(ASHA, old, "Inquiry")

        for hold in (one, two):
            for remove in (
                lambda: library.disposing.dispose(ASHA, [old], because=WHY),
                lambda: library.documents.discard(ASHA, old),
            ):
                with pytest.raises(OnHold, match=hold.id):
                    remove()
            library.retention.lift_hold(ASHA, hold.id, "The matter is closed")

        assert library.disposing.dispose(ASHA, [old], because=WHY)

    def test_a_version_of_a_held_document_cannot_be_taken_back(self, library: Library, old: str) -> None:
        library.documents.add_version(ASHA, old, BytesIO(b"newer"), name="newer.txt")
        governance = Actor("Gail", frozenset({"governance"}), "page", "P-0009")
        library.retention.place_hold(governance, old, "Letter before action")

        with pytest.raises(OnHold):
            library.undoing.undo(ASHA)

    def test_a_hold_needs_a_reason_and_so_does_lifting_it(self, library: Library, old: str) -> None:
        with pytest.raises(Invalid):
            library.retention.place_hold(ASHA, old, " ")
        hold = library.retention.place_hold(ASHA, old, "Inquiry")
        with pytest.raises(Invalid):
            library.retention.lift_hold(ASHA, hold.id, "")
        with pytest.raises(Conflict, match="Lift it with a reason"):
            library.undoing.undo(ASHA)
        lifted = library.retention.lift_hold(ASHA, hold.id, "The inquiry ended")
        with pytest.raises(Conflict, match="lifted already"):
            library.retention.lift_hold(ASHA, hold.id, "Again")

        assert (lifted.because, lifted.lifted_because) == ("Inquiry", "The inquiry ended")
        assert [one.stands for one in library.retention.holds(old)] == [False]

    def test_a_contributor_may_not_place_one(self, library: Library, old: str) -> None:
        with pytest.raises(NotAllowed):
            library.retention.place_hold(Actor("C", frozenset({"contributor"}), "page"), old, "Because I say so")


class TestClock:
    @pytest.mark.parametrize("jump", [timedelta(hours=25), timedelta(days=5 * 365), timedelta(days=-10)])
    def test_a_clock_that_jumped_must_be_confirmed(
        self, library: Library, clock: FixedClock, old: str, jump: timedelta
    ) -> None:
        clock.at = NOW + jump
        library.searches.keep(ASHA, "An event by the wrong clock", "carers")

        with pytest.raises(ClockInDoubt, match="set right"):
            library.disposing.dispose(ASHA, [old], because=WHY)

        library.disposing.dispose(ASHA, [old], because=WHY, clock_is_right=True)
        assert library.disposing.clock_is_believed(), "it is not asked again"

    def test_a_day_without_events_is_believed(self, library: Library, clock: FixedClock, old: str) -> None:
        clock.at = NOW + timedelta(hours=24)

        assert library.disposing.dispose(ASHA, [old], because=WHY)


class TestNothingStays:
    @pytest.mark.parametrize("way", ["dispose", "discard"])
    def test_no_byte_of_it_stays_in_the_home(self, library: Library, clock: FixedClock, way: str) -> None:
        ref = fill_with_canaries(library)
        assert {"files", "catalogue.db", "index", "packs", "staging", "cache"} <= {
            one.split("/")[0] for one in traces(library)
        }

        self.remove(library, ref, way)
        settle(library)
        assert library.removing.finish()

        assert traces(library) == []
        *_, checked = library.upkeep.verify()
        assert checked.damage == []

    def test_a_machine_that_stops_right_after_the_commit_leaves_nothing_after_the_next_start(
        self, library: Library, settings: Any, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ref = fill_with_canaries(library)
        settle(library)

        class Stopped(BaseException):
            pass

        def stop(*_: object) -> None:
            raise Stopped

        with monkeypatch.context() as patch:
            patch.setattr(type(library.files), "remove", stop)
            with pytest.raises(Stopped):
                library.disposing.dispose(ASHA, [ref], because=WHY)
        library.close()
        again = open_library(settings, clock=clock)
        with pytest.raises(NotFound):
            again.documents.get(ref)
        assert traces(again) != []

        again.tidy()

        assert traces(again) == []
        assert again.removing.pending() == []
        again.close()

    def test_words_are_dropped_also_where_the_index_took_the_removal_in_and_was_then_stopped(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        ref = fill_with_canaries(library)
        library.disposing.dispose(ASHA, [ref], because=WHY)
        with monkeypatch.context() as patch:
            patch.setattr(type(library.index), "compact", lambda _: False)
            library.indexing.keep_up()
        assert any(one.startswith("index") for one in traces(library))

        assert library.removing.finish()

        assert traces(library) == []

    def test_while_somebody_reads_it_is_left_to_a_later_try(self, library: Library, old: str) -> None:
        library.disposing.dispose(ASHA, [old], because=WHY)
        library.catalogue._patience = 0.1

        with library.catalogue.reading() as view:
            view.count(Document)
            assert not library.removing.finish()
            assert [one.ref for one in library.removing.pending()] == [old]
        assert library.removing.finish()

    def test_it_is_finished_once_and_repeating_changes_nothing(self, library: Library, old: str) -> None:
        library.disposing.dispose(ASHA, [old], because=WHY)
        assert library.removing.finish()
        before = library.histories.last()

        assert library.removing.finish()

        assert library.histories.last() == before

    def test_the_history_stays_whole(self, library: Library) -> None:
        library.disposing.dispose(ASHA, [fill_with_canaries(library)], because=WHY)
        library.removing.finish()

        with library.catalogue.reading() as view:
            events = view.all(Event)
        assert broken_links(events, START) == []
        assert [event.verb for event in events][-2:] == ["disposed", "remains removed"]

    def test_a_pack_keeps_hashes_and_no_more(self, library: Library) -> None:
        ref = fill_with_canaries(library)
        (pack,) = library.packs.list()
        (sent,) = [one for one in pack.sent if one["ref"] == ref]
        assert CANARY in str(sent["path"]).casefold()

        library.disposing.dispose(ASHA, [ref], because=WHY)

        (left,) = [one for one in library.packs.get(pack.id).sent if one["ref"] == ref]
        assert left == {"ref": ref, "version": 3, "sha256": sent["sha256"], "disposed": True}
        assert library.packs.get(pack.id).digest == pack.digest
        with pytest.raises(NotFound, match="not kept here"):
            library.packs.file(pack.id)

    def remove(self, library: Library, ref: str, way: str) -> None:
        if way == "discard":
            library.documents.discard(ASHA, ref)
        else:
            library.disposing.dispose(ASHA, [ref], because=WHY)


class TestWhatOthersWrote:
    def test_titles_give_way_to_the_reference_and_common_words_stay(self, library: Library, put: Put) -> None:
        kept = put("One", title="Plan for carers and cared for", dated_on=OLD)
        gone = put("Two", title="The case of Mr Placeholder", kind="minutes", dated_on=OLD)
        board = library.boards.take(
            ASHA, note="See the case of Mr Placeholder, and the Plan for carers and cared for"
        )

        library.disposing.dispose(ASHA, [gone], because=WHY)

        assert library.boards.get(board.id).note == f"See {gone}, and the Plan for carers and cared for"
        assert library.documents.get(kept).title == "Plan for carers and cared for"

    def test_a_title_that_another_document_has_too_stays(self, library: Library, put: Put) -> None:
        title = "Minutes of the carers board"
        gone, _ = (put(words, title=title, kind="minutes", dated_on=OLD) for words in ("One", "Two"))
        board = library.boards.take(ASHA, note=f"See the {title}")

        library.disposing.dispose(ASHA, [gone], because=WHY)

        assert library.boards.get(board.id).note == f"See the {title}"


class TestAgain:
    def test_an_older_backup_is_disposed_of_again(self, library: Library, put: Put, old: str) -> None:
        other = put("Another paper", kind="minutes", dated_on=OLD)
        held = put("A held paper", kind="minutes", dated_on=OLD)
        library.retention.place_hold(ASHA, held, "Inquiry")
        listed = [{"ref": ref, "sha256": [library.cards.version(ref).sha256]} for ref in (old, held)]
        listed += [{"ref": other, "sha256": ["0" * 64]}, {"ref": "E-0099", "sha256": []}]

        found = library.disposing.again(ASHA, listed)

        assert (found.gone, found.held, found.other) == ((old,), (held,), (other,))
        with pytest.raises(NotFound):
            library.documents.get(old)
        assert library.disposing.again(ASHA, listed).gone == ()

    @pytest.mark.parametrize("listed", [[{}], [{"ref": 1, "sha256": []}], [{"ref": "E-0001", "sha256": "x"}]])
    def test_what_is_no_record_is_refused(self, library: Library, listed: Any) -> None:
        with pytest.raises(Invalid, match="no record"):
            library.disposing.again(ASHA, listed)


class TestRestricted:
    def test_what_stays_of_a_restricted_document_is_as_hidden_as_it_was(self, library: Library, put: Put) -> None:
        ref = put("Secret words", kind="minutes", dated_on=OLD)
        library.documents.set(ASHA, ref, {"sensitivity": "restricted"})
        library.restricting.give(ASHA, ref, "role:lead", because=CANARY)
        shut = library.within(frozenset())
        with pytest.raises(NotFound):
            shut.disposing.dispose(ASHA, [ref], because=WHY)
        assert shut.retention.due() == ()

        library.disposing.dispose(ASHA, [ref], because=WHY)

        with shut.catalogue.within(frozenset()).reading() as view:
            assert (view.count(Disposal), view.history(ref)) == (0, [])
            assert all(ref not in event.refs for event in view.all(Event))
        assert [one.ref for one in library.within(frozenset({ref})).retention.record()] == [ref]
        assert {one.because for one in self.access(library, ref)} == {None}

    def access(self, library: Library, ref: str) -> Iterator[Any]:
        from evidence.domain.people import Access  # noqa: PLC0415 - of this test alone

        with library.catalogue.reading() as view:
            yield from view.all(Access, ref=ref)
