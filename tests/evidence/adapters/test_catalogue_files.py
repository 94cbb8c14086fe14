"""What the catalogue promises about its file: schema, settings of the engine, damage, copies, forgetting."""

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from evidence.adapters.clock import FixedClock
from evidence.adapters.database.catalogue import HEAD, DatabaseCatalogue
from evidence.adapters.database.migrating import configuration
from evidence.adapters.database.tables import METADATA
from evidence.domain.documents import Answer, Document, Passage, Version
from evidence.domain.events import START, Change, broken_links
from evidence.domain.people import folder_owner
from evidence.errors import Damaged, Unavailable

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ASHA = folder_owner("Asha")
CLOCK = FixedClock(NOW)
CANARY = "Zebrafinch-7731"


def document(ref: str, title: str = "Charging policy") -> Document:
    return Document(ref=ref, title=title, added_at=NOW, added_by="Asha")


def pragma(catalogue: DatabaseCatalogue, name: str) -> object:
    with catalogue._engine.connect() as connection:
        return connection.exec_driver_sql(f"PRAGMA {name}").scalar()


def run(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


class TestSchema:
    @pytest.mark.usefixtures("catalogue")
    def test_migrations_make_the_tables_that_the_classes_say(self, path: Path) -> None:
        engine = create_engine(f"sqlite:///{path}")
        with engine.connect() as connection:
            differences = compare_metadata(MigrationContext.configure(connection), METADATA)
        engine.dispose()

        assert differences == []

    def test_head_names_the_newest_migration(self, catalogue: DatabaseCatalogue) -> None:
        with catalogue._engine.connect() as connection:
            heads = ScriptDirectory.from_config(configuration(connection)).get_heads()

        assert heads == [HEAD]

    def test_opening_again_changes_nothing(self, path: Path, catalogue: DatabaseCatalogue) -> None:
        with catalogue.writing(ASHA) as work:
            work.save(document("E-0001"))
            work.record("added", ["E-0001"])
        catalogue.close()

        with closing(DatabaseCatalogue(path, CLOCK)) as again, again.reading() as view:
            assert [row.ref for row in view.all(Document)] == ["E-0001"]

    def test_newer_schema_is_refused_in_plain_words_and_left_alone(
        self, path: Path, catalogue: DatabaseCatalogue
    ) -> None:
        catalogue.close()
        run(path, "UPDATE alembic_version SET version_num = '9999'")
        before = path.read_bytes()

        with pytest.raises(Unavailable, match="newer version of the program") as refused:
            DatabaseCatalogue(path, CLOCK)

        assert refused.value.details == {"schema": "9999", "known": HEAD}
        assert path.read_bytes() == before

    def test_home_with_signs_in_its_name_is_used_as_it_is(self, tmp_path: Path) -> None:
        folder = tmp_path / "100% ours? #1 & more"
        folder.mkdir()

        DatabaseCatalogue(folder / "catalogue.db", CLOCK).close()

        assert (folder / "catalogue.db").is_file()


class TestEngine:
    @pytest.mark.parametrize(
        ("name", "value"),
        [("journal_mode", "wal"), ("synchronous", 2), ("foreign_keys", 1), ("secure_delete", 1)],
    )
    def test_every_connection_is_set_for_keeping(
        self, catalogue: DatabaseCatalogue, name: str, value: object
    ) -> None:
        with catalogue.reading(), catalogue.writing(ASHA):
            # Two connections are in use, so that a third is opened for this.
            assert pragma(catalogue, name) == value

    def test_engine_says_its_version(self, catalogue: DatabaseCatalogue) -> None:
        assert catalogue.engine_version() == f"SQLite {sqlite3.sqlite_version}"


class TestDamage:
    def test_sound_file_has_no_problems(self, catalogue: DatabaseCatalogue) -> None:
        assert catalogue.problems() == []

    def test_file_that_is_no_database_is_damaged(self, path: Path) -> None:
        path.write_bytes(b"Not a database at all. " * 400)

        with pytest.raises(Damaged, match="catalogue file is damaged"):
            DatabaseCatalogue(path, CLOCK)

        assert path.read_bytes().startswith(b"Not a database")

    def test_overwritten_pages_are_named_and_never_read_as_sound(
        self, path: Path, catalogue: DatabaseCatalogue
    ) -> None:
        with catalogue.writing(ASHA) as work:
            for number in range(400):
                work.save(document(f"E-{number:04d}", "A title that fills pages " * 10))
            work.record("added")
        catalogue.close()
        damage_pages(path)

        with closing(DatabaseCatalogue(path, CLOCK)) as damaged:
            assert damaged.problems() != []
            with pytest.raises(Damaged), damaged.reading() as view:
                view.all(Document)

    def test_file_damaged_all_over_is_refused_when_opened(self, path: Path, catalogue: DatabaseCatalogue) -> None:
        catalogue.close()
        path.write_bytes(path.read_bytes()[:100] + b"\xa5" * 40_000)

        with pytest.raises(Damaged, match="restore the newest backup"):
            DatabaseCatalogue(path, CLOCK)

    def test_folder_in_place_of_the_file_is_unavailable(self, path: Path) -> None:
        path.mkdir()

        with pytest.raises(Unavailable, match="cannot be used now"):
            DatabaseCatalogue(path, CLOCK)


class TestForgetting:
    def test_purge_leaves_no_word_of_the_document_in_any_file(self, path: Path, catalogue: DatabaseCatalogue) -> None:
        self.put_canaries(catalogue)
        assert CANARY.encode() in all_bytes(path)

        with catalogue.writing(ASHA) as work:
            work.purge("E-0001")
            work.record("discarded", ["E-0001"])

        assert CANARY.encode() not in all_bytes(path)

    def test_purge_while_somebody_reads_does_not_wait_and_is_finished_by_closing(
        self, path: Path, catalogue: DatabaseCatalogue
    ) -> None:
        self.put_canaries(catalogue)

        with catalogue.reading() as view:
            view.count(Document)
            with catalogue.writing(ASHA) as work:
                work.purge("E-0001")
                work.record("discarded", ["E-0001"])
            assert view.find(Document, "E-0001") is not None
        catalogue.close()

        assert CANARY.encode() not in all_bytes(path)

    def test_purge_leaves_other_documents_and_the_chain_whole(self, catalogue: DatabaseCatalogue) -> None:
        self.put_canaries(catalogue)

        with catalogue.writing(ASHA) as work:
            work.purge("E-0001")
            work.record("discarded", ["E-0001"])

        with catalogue.reading() as view:
            assert [row.ref for row in view.all(Document)] == ["E-0002"]
            assert [row.key for row in view.all(Answer)] == ["key-2"]
            assert broken_links(view.events(), START, 1) == []
            assert {change.kind for change in view.all(Change, ref="E-0001")} == {"purged"}
            assert [(change.before, change.after) for change in view.all(Change, ref="E-0001")] == [(None, None)] * 3

    def put_canaries(self, catalogue: DatabaseCatalogue) -> None:
        with catalogue.writing(ASHA) as work:
            work.save(document("E-0002"))
            work.save(document("E-0001", f"Title {CANARY}"))
            work.save(
                Version(ref="E-0001", number=1, file_name=f"{CANARY}.pdf", added_at=NOW, added_by="Asha")
            )  # fmt: skip
            text = f"{CANARY} " * 2000
            work.store_passages("E-0001", 1, [Passage(ref="E-0001", number=1, place=0, locator="p. 1", text=text)])
            work.record("added", ["E-0001"])
            for key, ref, title in (("key-1", "E-0001", CANARY), ("key-2", "E-0002", "Other")):
                body = {"added": [{"ref": ref, "title": title}]}
                work.save(Answer(key=key, request="r", status=201, body=body, at=NOW), remembered=False)
            work.save(document("E-0001", f"Second {CANARY}"))
            work.record("details set", ["E-0001"])


class TestCopies:
    def test_copy_stands_alone_and_holds_everything(self, catalogue: DatabaseCatalogue, tmp_path: Path) -> None:
        with catalogue.writing(ASHA) as work:
            work.save(document("E-0001"))
            work.record("added", ["E-0001"])

        catalogue.copy_to(tmp_path / "copy" / "catalogue.db")

        assert [file.name for file in (tmp_path / "copy").iterdir()] == ["catalogue.db"]
        with closing(DatabaseCatalogue(tmp_path / "copy" / "catalogue.db", CLOCK)) as copy, copy.reading() as view:
            assert [row.ref for row in view.all(Document)] == ["E-0001"]
            assert copy.problems() == []

    def test_copies_made_while_somebody_writes_are_each_one_moment(
        self, catalogue: DatabaseCatalogue, tmp_path: Path
    ) -> None:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                with catalogue.writing(ASHA) as work:
                    work.save(document(f"E-{number:04d}", "A long title " * 30))
                    work.record("added", [f"E-{number:04d}"])

        writer = threading.Thread(target=write)
        writer.start()
        try:
            for number in range(10):
                catalogue.copy_to(tmp_path / "copy" / f"{number}.db")
        finally:
            stop.set()
            writer.join()

        for number in range(10):
            with (
                closing(DatabaseCatalogue(tmp_path / "copy" / f"{number}.db", CLOCK)) as copy,
                copy.reading() as view,
            ):
                assert copy.problems() == []
                assert view.count(Document) == view.last_event()
                assert broken_links(view.events(limit=100_000), START, 1) == []

    def test_copy_that_cannot_be_written_is_unavailable(self, catalogue: DatabaseCatalogue, tmp_path: Path) -> None:
        with pytest.raises(Unavailable, match="catalogue cannot be used now"):
            catalogue.copy_to(tmp_path / "nowhere" / "catalogue.db")


def damage_pages(path: Path) -> None:
    """Overwrite every page that holds titles; the schema and all else stay."""
    pages = path.read_bytes()
    with path.open("r+b") as file:
        for start in range(0, len(pages), 4096):
            if b"fills pages" in pages[start : start + 4096]:
                file.seek(start)
                file.write(b"\xa5" * 4096)


def all_bytes(path: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(path.parent.glob(f"{path.name}*")))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "copy").mkdir()
    return tmp_path / "catalogue.db"


@pytest.fixture
def catalogue(path: Path) -> Iterator[DatabaseCatalogue]:
    opened = DatabaseCatalogue(path, CLOCK)
    yield opened
    opened.close()
