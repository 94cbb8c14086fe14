"""The index follows the events; losing it, or building it anew, changes no answer."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from threading import Event

import pytest

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.people import folder_owner
from evidence.services.drafts import Draft

ASHA = folder_owner("Asha")
Put = Callable[..., str]
QUERIES = ("review", "waiting list", '"waiting list"', "carer*", "review -staff", "board OR plan", "people")


def answers(library: Library) -> list[object]:
    today = library.clock.today()
    return [
        [(one.ref, round(one.score, 9), one.passages) for one in library.finding.search(query, on=today).documents]
        for query in QUERIES
    ]


@pytest.fixture
def busy(library: Library, put: Put) -> Library:
    """A library whose index caught up bit by bit with everything that can happen to documents."""
    for number in range(12):
        put(
            f"The waiting list for a review, part {number}. " + "People and carers wait. " * number,
            f"paper{number}.txt",
        )
    put("Staff plan for the board and the carers.")
    library.documents.withdraw(ASHA, "E-0002")
    library.indexing.keep_up()
    library.documents.withdraw(ASHA, "E-0003")
    library.documents.reinstate(ASHA, "E-0003")
    library.documents.set(ASHA, "E-0004", {"title": "The review of the board"})
    library.indexing.keep_up()
    library.documents.discard(ASHA, "E-0005")
    library.documents.add_version(ASHA, "E-0006", BytesIO(b"A new plan for carers under review"), name="new.txt")
    for _ in library.texts.read_pending():
        library.indexing.keep_up()
    library.indexing.keep_up()
    return library


class TestFollowing:
    def test_what_happened_since_is_counted(self, library: Library) -> None:
        library.indexing.keep_up()
        library.adding.add(ASHA, Draft(), BytesIO(b"one"), name="one.txt")
        library.adding.add(ASHA, Draft(), BytesIO(b"two"), name="two.txt")

        before = library.indexing.behind()
        steps = list(library.indexing.catch_up())

        assert (before, sum(steps), library.indexing.behind()) == (2, 2, 0)

    def test_document_is_found_by_title_before_its_text_is_read(self, library: Library) -> None:
        library.adding.add(ASHA, Draft(title="Marigold strategy"), BytesIO(b"words"), name="m.txt")
        library.indexing.keep_up()

        found = library.finding.search("marigold", on=library.clock.today())
        assert [document.ref for document in found.documents] == ["E-0001"]

    def test_withdrawn_and_discarded_documents_leave_the_index(self, busy: Library) -> None:
        held = {document.ref for document in busy.cards.documents() if document.status != "withdrawn"}

        assert busy.index.refs() == held
        assert {"E-0002", "E-0005"}.isdisjoint(held)

    def test_words_of_an_earlier_version_are_not_found(self, busy: Library) -> None:
        found = busy.finding.search('"part 5"', on=busy.clock.today())

        assert "E-0006" not in [document.ref for document in found.documents]

    def test_empty_library_is_not_behind(self, library: Library) -> None:
        assert list(library.indexing.catch_up()) == []
        assert library.indexing.behind() == 0


class TestLosingIt:
    def test_building_anew_gives_the_answers_of_catching_up(self, busy: Library) -> None:
        before = answers(busy)

        busy.indexing.rebuild()

        assert answers(busy) == before
        assert all(before)

    def test_deleted_folder_changes_no_answer(self, busy: Library) -> None:
        before = answers(busy)

        shutil.rmtree(busy.home / "index")
        busy.indexing.keep_up()

        assert answers(busy) == before
        assert busy.indexing.behind() == 0

    def test_deleted_folder_changes_no_answer_of_the_next_process(
        self, busy: Library, settings: Settings, clock: FixedClock
    ) -> None:
        before = answers(busy)
        busy.close()
        shutil.rmtree(busy.home / "index")

        again = open_library(settings, clock=clock)
        again.indexing.keep_up()
        try:
            assert answers(again) == before
        finally:
            again.close()

    @pytest.mark.parametrize("damage", [b"", b"\x00" * 64, b"cos\nsystem\n(S'touch pwned'\ntR."])
    def test_damaged_files_are_built_anew_and_change_no_answer(self, busy: Library, damage: bytes) -> None:
        before = answers(busy)
        for path in (busy.home / "index").rglob("*"):
            if path.is_file() and path.name != "lock":
                path.write_bytes(damage)

        busy.indexing.keep_up()

        assert answers(busy) == before

    def test_index_that_knows_a_longer_history_is_built_anew(self, busy: Library) -> None:
        before = answers(busy)
        busy.index.update([], removed=["E-0001"], cursor=busy.shelf.last_event() + 50)

        busy.indexing.keep_up()

        assert answers(busy) == before
        assert busy.index.cursor() == busy.shelf.last_event()


class TestTogether:
    def test_who_keeps_up_leaves_it_to_whoever_is_at_it(self, library: Library) -> None:
        library.adding.add(ASHA, Draft(), BytesIO(b"one"), name="one.txt")

        with library.index.writing(), ThreadPoolExecutor(1) as other:
            other.submit(library.indexing.keep_up).result(timeout=60)
            behind = library.indexing.behind()

        assert behind == 1

    def test_who_catches_up_waits_for_whoever_is_at_it(self, library: Library) -> None:
        library.adding.add(ASHA, Draft(), BytesIO(b"one"), name="one.txt")
        started = Event()

        def wait_for_it() -> int:
            started.set()
            list(library.indexing.catch_up())
            return library.indexing.behind()

        with ThreadPoolExecutor(1) as other:
            with library.index.writing():
                waiting = other.submit(wait_for_it)
                started.wait(60)
            assert waiting.result(timeout=60) == 0

    def test_many_at_once_end_with_everything_found(self, library: Library) -> None:
        def work(number: int) -> None:
            library.adding.add(ASHA, Draft(), BytesIO(f"marigold {number}".encode()), name=f"{number}.txt")
            for _ in library.texts.read_pending():
                library.indexing.keep_up()
            list(library.indexing.catch_up())

        with ThreadPoolExecutor(4) as threads:
            list(threads.map(work, range(12)))

        found = library.finding.search("marigold", on=library.clock.today())
        assert (found.total, library.indexing.behind()) == (12, 0)
