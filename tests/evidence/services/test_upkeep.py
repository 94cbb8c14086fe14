"""Verify names every damage, and nothing that is none."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from io import BytesIO
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Damaged
from evidence.services.drafts import Draft, TagDraft
from evidence.services.upkeep import Verification, checked_path

ASHA = folder_owner("Asha")
Put = Callable[..., str]


def verify(library: Library) -> Verification:
    *_, result = library.upkeep.verify()
    return result


def file_of(library: Library, ref: str) -> Path:
    return library.files.path(library.cards.version(ref).sha256)


def alter(library: Library, *statements: str) -> None:
    with closing(sqlite3.connect(library.home / "catalogue.db")) as connection, connection:
        for statement in statements:
            connection.execute(statement)


@pytest.fixture
def sound(library: Library, put: Put) -> Library:
    for number in range(1, 4):
        put(f"The board met, part {number}.", tags=(TagDraft("QS1"),))
    library.documents.relate(ASHA, "E-0001", "refers-to", "E-0002")
    library.adding.want(ASHA, Draft(), title="Carers strategy")
    library.adding.link(ASHA, Draft(), address="https://ashmere.example", checked_on=None, text="")
    library.documents.withdraw(ASHA, "E-0003")
    library.indexing.keep_up()
    return library


class TestSound:
    def test_sound_library_has_no_damage_and_says_what_was_checked(self, sound: Library) -> None:
        result = verify(sound)

        assert (result.damage, result.notes, result.sound) == ([], [], True)
        assert result.checked == {
            "files": 3, "bytes": 66, "documents": 5, "passages": 3, "tags": 3, "events": sound.shelf.last_event(),
            "indexed": 4, "heads": 0,
        }  # fmt: skip
        assert result.engine.startswith("SQLite 3")

    def test_empty_library_is_sound(self, library: Library) -> None:
        assert verify(library).sound

    def test_verifying_changes_nothing(self, sound: Library) -> None:
        before = sound.shelf.last_event()

        assert verify(sound) == verify(sound)
        assert sound.shelf.last_event() == before

    def test_progress_has_a_step_for_each_file(self, sound: Library) -> None:
        assert len(list(sound.upkeep.verify())) == sound.upkeep.files_to_check() + 1


class TestNotes:
    def test_pending_text_unread_files_late_index_and_spare_bytes_are_no_damage(self, sound: Library) -> None:
        sound.adding.add(ASHA, Draft(), BytesIO(b"%PDF-1.7\nno pages"), name="broken.pdf")
        for _ in sound.texts.read_pending():
            pass
        sound.adding.add(ASHA, Draft(), BytesIO(b"not read yet"), name="new.txt")
        sound.files.keep(sound.files.stage(BytesIO(b"left over"), max_bytes=100))

        result = verify(sound)

        assert result.damage == []
        assert [note.split(";")[0].split(":")[0] for note in result.notes] == [
            "1 stored file (9 bytes) belong to no document",
            "1 versions wait for their text to be read.",
            "The text of 1 versions could not be read",
            "The search index is 3 events behind",
        ]


class TestDamage:
    def test_missing_file_is_named(self, sound: Library) -> None:
        file_of(sound, "E-0002").unlink()

        assert verify(sound).damage == [
            "E-0002 version 1: its file is missing. Bring it back from a backup, or add it again."
        ]

    @pytest.mark.parametrize("damage", [b"", b"The board met", b"The board met, part 7."])
    def test_truncated_or_changed_file_is_named(self, sound: Library, damage: bytes) -> None:
        file_of(sound, "E-0002").write_bytes(damage)

        assert verify(sound).damage == ["E-0002 version 1: its file was changed. Bring it back from a backup."]

    def test_swapped_files_are_both_named(self, sound: Library) -> None:
        one, two = file_of(sound, "E-0001"), file_of(sound, "E-0002")
        first = one.read_bytes()
        one.write_bytes(two.read_bytes())
        two.write_bytes(first)

        assert sorted(line[:6] for line in verify(sound).damage) == ["E-0001", "E-0002"]

    @pytest.mark.parametrize(
        ("statement", "named"),
        [
            ("DELETE FROM passage WHERE ref = 'E-0001'", "E-0001 version 1: its text is missing"),
            ("DELETE FROM version WHERE ref = 'E-0001'", "E-0001: its current version is missing"),
            ("DELETE FROM document WHERE ref = 'E-0001'", "E-0001 version 1 belongs to no document"),
            ("UPDATE tag SET ref = 'E-0077' WHERE id = 'T-00001'", "A tag belongs to E-0077, which is not held"),
            ("UPDATE relation SET ref = 'E-0077'", "A relation belongs to E-0077, which is not held"),
            ("UPDATE passage SET number = 9 WHERE ref = 'E-0001'", "E-0001 version 9: text without a version"),
            ("UPDATE event SET actor = 'Nobody' WHERE seq = 2", "History: event 2 was changed"),
            ("DELETE FROM event WHERE seq = 2", "History: event 2 is missing"),
            ("DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)", "History: it ends at event"),
        ],
    )
    def test_rows_changed_by_hand_are_named(self, sound: Library, statement: str, named: str) -> None:
        alter(sound, statement)

        assert named in "\n".join(verify(sound).damage)

    def test_document_missing_from_the_index_is_named(self, sound: Library) -> None:
        sound.index.update([], removed=["E-0001"], cursor=sound.index.cursor())

        assert verify(sound).damage == ["E-0001 is missing from the search index. Run `evidence reindex`."]
        sound.indexing.rebuild()
        assert verify(sound).sound

    def test_withdrawn_document_in_the_index_is_named(self, sound: Library) -> None:
        alter(sound, "UPDATE document SET status = 'withdrawn' WHERE ref = 'E-0001'")

        assert verify(sound).damage == ["E-0001 should not be in the search index. Run `evidence reindex`."]

    def test_everything_damaged_is_named_at_once(self, sound: Library) -> None:
        file_of(sound, "E-0001").unlink()
        file_of(sound, "E-0002").write_bytes(b"changed")
        alter(sound, "DELETE FROM passage WHERE ref = 'E-0003'", "UPDATE event SET verb = 'x' WHERE seq = 1")

        assert [line.split(" ")[0] for line in verify(sound).damage] == ["E-0001", "E-0002", "E-0003", "History:"]

    def test_file_that_is_not_what_was_added_is_not_handed_out(self, sound: Library) -> None:
        sha256 = sound.cards.version("E-0001").sha256
        assert checked_path(sound.files, sha256).read_bytes() == b"The board met, part 1."
        file_of(sound, "E-0001").write_bytes(b"The board met, part 7.")

        with pytest.raises(Damaged, match="not handed out") as refused:
            checked_path(sound.files, sha256)

        assert refused.value.details == {"findings": [f"changed: {sha256}"]}
