"""What every catalogue promises about rows, transactions, ids and events."""

import sqlite3
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import DatabaseCatalogue
from evidence.domain.assurance import PackRecord
from evidence.domain.documents import Document, Passage, Relation, Version
from evidence.domain.events import START, Change, broken_links
from evidence.domain.people import folder_owner
from evidence.domain.tags import Tag

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASHA = folder_owner("Asha")


def document(ref: str = "E-0001", **fields: object) -> Document:
    return Document(**{"ref": ref, "title": "Charging policy", "added_at": NOW, "added_by": "Asha", **fields})


def tag(number: int, ref: str = "E-0001") -> Tag:
    return Tag(
        id=f"T-{number:05d}", ref=ref, framework="cqc", framework_version="1", statement="QS1", added_at=NOW,
        added_by="Asha",
    )  # fmt: skip


def keep(catalogue: DatabaseCatalogue, *rows: object, verb: str = "added", refs: tuple[str, ...] = ()) -> int:
    with catalogue.writing(ASHA) as work:
        for row in rows:
            work.save(row)
        return work.record(verb, refs).seq


class TestRows:
    def test_row_is_found_again_as_it_was_saved(self, catalogue: DatabaseCatalogue) -> None:
        saved = document(
            dated_on=date(2026, 2, 28), labels=["locality:Northside"], presumed=["kind"], line=2, note="a\nb “c”"
        )
        keep(catalogue, saved)

        with catalogue.reading() as view:
            found = view.find(Document, "E-0001")

        assert type(found) is Document
        assert found.model_dump() == saved.model_dump()
        with catalogue.reading() as view:
            assert view.find(Document, "E-0009") is None

    def test_a_moment_keeps_its_time_zone(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document())

        with catalogue.reading() as view:
            assert view.find(Document, "E-0001").added_at.utcoffset().total_seconds() == 0

    def test_rows_come_in_order_of_key(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document("E-0003"), document("E-0001"), document("E-0002"))

        with catalogue.reading() as view:
            assert [row.ref for row in view.all(Document)] == ["E-0001", "E-0002", "E-0003"]

    def test_rows_are_narrowed_by_values_and_lists_of_values(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document("E-0001"), document("E-0002", status="draft"), document("E-0003", owner="Ben"))

        with catalogue.reading() as view:
            assert [row.ref for row in view.all(Document, status="final")] == ["E-0001", "E-0003"]
            assert [row.ref for row in view.all(Document, status="final", owner="Ben")] == ["E-0003"]
            assert [row.ref for row in view.all(Document, ref=["E-0002", "E-0003", "E-0009"])] == ["E-0002", "E-0003"]
            assert view.all(Document, ref=[]) == []

    def test_columns_are_plain_tuples_in_order_of_key(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document("E-0002", labels=["voice:staff"]), document("E-0001"))

        with catalogue.reading() as view:
            found = view.columns(Document, "title", "labels", "dated_on")

        assert found == [("Charging policy", [], None), ("Charging policy", ["voice:staff"], None)]

    def test_rows_are_counted(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document("E-0001"), document("E-0002", status="draft"))

        with catalogue.reading() as view:
            assert (view.count(Document), view.count(Document, status="draft"), view.count(Tag)) == (2, 1, 0)

    def test_row_read_is_no_live_row(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document())

        with catalogue.writing(ASHA) as work:
            work.find(Document, "E-0001").title = "Changed and not saved"
            work.record("nothing")

        with catalogue.reading() as view:
            assert view.find(Document, "E-0001").title == "Charging policy"

    def test_removed_row_is_gone(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document(), tag(1), tag(2))

        with catalogue.writing(ASHA) as work:
            work.remove(tag(1))
            work.record("untagged", ["E-0001"])

        with catalogue.reading() as view:
            assert [row.id for row in view.all(Tag)] == ["T-00002"]

    def test_passages_of_a_version_are_replaced_whole(self, catalogue: DatabaseCatalogue) -> None:
        def passages(number: int, *texts: str) -> list[Passage]:
            return [
                Passage(ref="E-0001", number=number, place=place, locator=f"p. {place + 1}", text=text)
                for place, text in enumerate(texts)
            ]

        with catalogue.writing(ASHA) as work:
            work.store_passages("E-0001", 1, passages(1, "one", "two", "three"))
            work.store_passages("E-0001", 2, passages(2, "other"))
            work.store_passages("E-0001", 1, passages(1, "anew"))
            work.record("text read", ["E-0001"])

        with catalogue.reading() as view:
            assert view.columns(Passage, "number", "text") == [(1, "anew"), (2, "other")]


class TestValidation:
    @pytest.mark.parametrize(
        ("field", "value"),
        [("status", "finished"), ("sensitivity", "secret"), ("line", 4), ("title", ""), ("dated_on", "last May")],
    )
    def test_wrong_value_is_refused_when_saved(self, catalogue: DatabaseCatalogue, field: str, value: object) -> None:
        wrong = document()
        setattr(wrong, field, value)

        with pytest.raises(ValidationError), catalogue.writing(ASHA) as work:
            work.save(wrong)

        with catalogue.reading() as view:
            assert (view.count(Document), view.last_event()) == (0, 0)

    def test_every_kind_of_row_can_be_saved_and_found(self, catalogue: DatabaseCatalogue) -> None:
        version = Version(
            ref="E-0001", number=1, properties={"author": "Ben"}, notes=["Hidden sheet"], added_at=NOW, added_by="A"
        )
        relation = Relation(ref="E-0001", kind="refers-to", to_ref="E-0002")
        pack = PackRecord(
            id="P-0001", made_at=NOW, made_by="Asha", as_at=NOW, framework="cqc", framework_version="1",
            sent=[{"ref": "E-0001"}],
        )  # fmt: skip
        keep(catalogue, version, relation, pack)

        with catalogue.reading() as view:
            assert view.find(Version, "E-0001", 1).model_dump() == version.model_dump()
            assert view.find(Relation, "E-0001", "refers-to", "E-0002") is not None
            assert view.find(PackRecord, "P-0001").sent == [{"ref": "E-0001"}]


class TestTransactions:
    def test_failure_in_the_middle_leaves_nothing(self, catalogue: DatabaseCatalogue) -> None:
        def fail() -> None:
            with catalogue.writing(ASHA) as work:
                work.save(document())
                work.record("added", ["E-0001"])
                work.store_passages("E-0001", 1, [])
                raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            fail()

        with catalogue.reading() as view:
            assert (view.count(Document), view.count(Change), view.last_event()) == (0, 0, 0)

    def test_rows_changed_without_an_event_are_refused(self, catalogue: DatabaseCatalogue) -> None:
        with pytest.raises(RuntimeError, match="without an event"), catalogue.writing(ASHA) as work:
            work.save(document())

        with catalogue.reading() as view:
            assert view.count(Document) == 0

    def test_rows_changed_after_the_event_are_refused(self, catalogue: DatabaseCatalogue) -> None:
        def change_late() -> None:
            with catalogue.writing(ASHA) as work:
                work.record("added")
                work.save(document())

        with pytest.raises(RuntimeError, match="without an event"):
            change_late()

        with catalogue.reading() as view:
            assert (view.count(Document), view.last_event()) == (0, 0)

    def test_saving_what_is_there_already_is_no_change(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document())

        with catalogue.writing(ASHA) as work:
            work.save(document())

        with catalogue.reading() as view:
            assert view.count(Change) == 1

    def test_reading_sees_one_moment(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document("E-0001"))

        with catalogue.reading() as view:
            first = view.count(Document)
            keep(catalogue, document("E-0002"))
            second = view.count(Document)

        assert (first, second) == (1, 1)


class TestIds:
    def test_ids_count_up_by_series(self, catalogue: DatabaseCatalogue) -> None:
        with catalogue.writing(ASHA) as work:
            assert [work.next_id("E"), work.next_id("T", 5), work.next_id("E")] == ["E-0001", "T-00001", "E-0002"]

    def test_id_is_not_given_again_when_its_row_is_gone(self, catalogue: DatabaseCatalogue) -> None:
        with catalogue.writing(ASHA) as work:
            work.save(document(work.next_id("E")))
            work.record("added", ["E-0001"])
        with catalogue.writing(ASHA) as work:
            work.purge("E-0001")
            work.record("discarded", ["E-0001"])

        with catalogue.writing(ASHA) as work:
            assert work.next_id("E") == "E-0002"

    def test_id_of_a_transaction_that_never_happened_was_never_given(self, catalogue: DatabaseCatalogue) -> None:
        with pytest.raises(ZeroDivisionError), catalogue.writing(ASHA) as work:
            raise ZeroDivisionError(work.next_id("E"))

        with catalogue.writing(ASHA) as work:
            assert work.next_id("E") == "E-0001"


class TestEvents:
    def test_event_says_who_did_what_to_what_and_when(self, catalogue: DatabaseCatalogue) -> None:
        with catalogue.writing(folder_owner("Ben")) as work:
            work.save(document())
            work.record("added", ["E-0001"], about={"size": 12})

        with catalogue.reading() as view:
            (event,) = view.events()
        assert (event.seq, event.at, event.actor, event.verb) == (1, NOW, "Ben", "added")
        assert (event.refs, event.about, event.undoes) == (["E-0001"], {"size": 12}, None)

    def test_event_carries_the_rows_before_and_after(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, document())
        keep(catalogue, document(title="Charging policy 2026"))

        with catalogue.reading() as view:
            first, second = view.all(Change)
        assert (first.seq, first.kind, first.key, first.ref, first.before) == (
            1,
            "Document",
            ["E-0001"],
            "E-0001",
            None,
        )
        assert (second.seq, second.before["title"], second.after["title"]) == (
            2, "Charging policy", "Charging policy 2026",
        )  # fmt: skip

    def test_row_that_is_no_part_of_the_history_is_not_remembered(self, catalogue: DatabaseCatalogue) -> None:
        with catalogue.writing(ASHA) as work:
            work.save(document(), remembered=False)

        with catalogue.reading() as view:
            assert (view.count(Document), view.count(Change)) == (1, 0)

    def test_events_are_read_in_pieces_either_way(self, catalogue: DatabaseCatalogue) -> None:
        for _ in range(5):
            keep(catalogue, verb="tagged")

        with catalogue.reading() as view:
            assert [event.seq for event in view.events(after=1, limit=2)] == [2, 3]
            assert [event.seq for event in view.events(before=5, newest_first=True, limit=3)] == [4, 3, 2]
            assert view.last_event() == 5

    def test_history_of_a_document_holds_its_events_only(self, catalogue: DatabaseCatalogue) -> None:
        keep(catalogue, verb="added", refs=("E-0001",))
        keep(catalogue, verb="added", refs=("E-00012",))
        keep(catalogue, verb="related", refs=("E-0002", "E-0001"))

        with catalogue.reading() as view:
            assert [event.seq for event in view.history("E-0001")] == [1, 3]


class TestChain:
    def test_untouched_history_is_whole(self, catalogue: DatabaseCatalogue) -> None:
        self.write(catalogue)

        assert self.broken(catalogue) == []

    @pytest.mark.parametrize(
        ("damage", "named"),
        [
            ("UPDATE event SET actor = 'Nobody' WHERE seq = 3", "event 3 was changed"),
            ("UPDATE event SET about = '{\"size\": 1}' WHERE seq = 3", "event 3 was changed"),
            ("UPDATE event SET at = '2020-01-01 00:00:00.000000' WHERE seq = 3", "event 3 was changed"),
            ("DELETE FROM event WHERE seq = 3", "event 3 is missing"),
            ("DELETE FROM event WHERE seq = 1", "event 1 is missing"),
            ("UPDATE event SET seq = 99 WHERE seq = 2", "event 2 is missing"),
        ],
    )
    def test_damage_is_named(self, catalogue: DatabaseCatalogue, tmp_path: Path, damage: str, named: str) -> None:
        self.write(catalogue)
        alter(tmp_path, damage)

        assert named in self.broken(catalogue)[0]

    def test_swapped_events_are_named(self, catalogue: DatabaseCatalogue, tmp_path: Path) -> None:
        self.write(catalogue)
        alter(
            tmp_path,
            "UPDATE event SET seq = 100 WHERE seq = 2",
            "UPDATE event SET seq = 2 WHERE seq = 3",
            "UPDATE event SET seq = 3 WHERE seq = 100",
        )

        assert self.broken(catalogue)[:2] == [
            "event 2 was changed after it was written",
            "event 3 was changed after it was written",
        ]

    def write(self, catalogue: DatabaseCatalogue) -> None:
        for number in range(1, 6):
            keep(catalogue, verb="added", refs=(f"E-{number:04d}",))

    def broken(self, catalogue: DatabaseCatalogue) -> list[str]:
        with catalogue.reading() as view:
            return broken_links(view.events(), START, 1)


def alter(folder: Path, *statements: str) -> None:
    connection = sqlite3.connect(folder / "catalogue.db")
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[DatabaseCatalogue]:
    opened = DatabaseCatalogue(tmp_path / "catalogue.db", FixedClock(NOW))
    yield opened
    opened.close()
