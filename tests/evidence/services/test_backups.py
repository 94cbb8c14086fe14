"""Backups are whole or absent, made while others work, and never bring back what is damaged."""

import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest

from app.restoring import restore_into
from app.settings import Settings
from app.wiring import Library
from evidence.adapters.clock import FixedClock
from evidence.errors import Conflict, Unavailable
from evidence.services.drafts import Draft
from tests.conftest import ASHA, NOW
from tests.evidence.services.backups_builder import back_up, restored

Put = Callable[..., str]


def contents(library: Library) -> list[object]:
    documents = [document.model_dump() for document in library.cards.documents()]
    refs = [document["ref"] for document in documents]
    return [
        documents,
        [[tag.model_dump() for tag in library.tagging.of(ref)] for ref in refs],
        [[passage.model_dump() for passage in library.cards.passages(ref)] for ref in refs],
        [library.files.path(sha256).read_bytes() for sha256, _ in library.files.all()],
    ]


class TestBackingUp:
    def test_backup_holds_everything_and_no_index_or_key(self, filled: Library, tmp_path: Path) -> None:
        result = back_up(filled, tmp_path / "backup")

        assert (result.files, result.size, result.damage) == (5, 5 * 22, [])
        assert sorted(path.name for path in (tmp_path / "backup").iterdir()) == [
            "backup.json",
            "catalogue.db",
            "files",
        ]
        assert {path.name for path in (tmp_path / "backup" / "files").iterdir()} == dict(filled.files.all()).keys()

    def test_only_the_owner_may_look(self, backup: Path) -> None:
        assert {stat.S_IMODE(path.stat().st_mode) for path in (backup, backup / "files")} == {0o700}

    def test_backup_is_an_event(self, backup: Path, filled: Library) -> None:
        with filled.catalogue.reading() as view:
            (event,) = view.events(newest_first=True, limit=1)
        assert (event.verb, event.about, backup.is_dir()) == (
            "backed up", {"whole": True, "last_event": event.seq - 1}, True,
        )  # fmt: skip

    def test_empty_folder_is_taken_and_any_other_refused(self, filled: Library, tmp_path: Path) -> None:
        (tmp_path / "empty").mkdir()
        (tmp_path / "full").mkdir()
        (tmp_path / "full" / "letter.txt").write_text("mine")
        (tmp_path / "file").write_text("mine")

        assert back_up(filled, tmp_path / "empty").files == 5
        for taken in ("full", "file", "empty"):
            with pytest.raises(Conflict, match="is not empty"):
                back_up(filled, tmp_path / taken)
        assert (tmp_path / "full" / "letter.txt").read_text() == "mine"

    def test_folder_that_cannot_be_made_is_told_in_plain_words(self, filled: Library, tmp_path: Path) -> None:
        (tmp_path / "file").write_text("no folder")

        with pytest.raises(Unavailable, match="could not be written"):
            back_up(filled, tmp_path / "file" / "backup")

    def test_who_breaks_it_off_leaves_nothing(self, filled: Library, tmp_path: Path) -> None:
        steps = filled.backups.back_up(ASHA, tmp_path / "backup")
        next(steps)
        steps.close()

        assert [path.name for path in tmp_path.iterdir()] == ["library"]

    def test_damaged_files_are_named_and_the_rest_is_kept(self, filled: Library, tmp_path: Path) -> None:
        missing, changed = (filled.cards.version(ref).sha256 for ref in ("E-0001", "E-0002"))
        filled.files.path(missing).unlink()
        filled.files.path(changed).write_bytes(b"changed")

        result = back_up(filled, tmp_path / "backup")

        assert sorted(result.damage) == sorted(f"file {sha}: missing or changed" for sha in (missing, changed))
        assert len(list((tmp_path / "backup" / "files").iterdir())) == 3

    def test_document_discarded_meanwhile_is_not_in_it(
        self, filled: Library, tmp_path: Path, clock: FixedClock
    ) -> None:
        steps = filled.backups.back_up(ASHA, tmp_path / "backup")
        next(steps)
        for ref in ("E-0001", "E-0002", "E-0003"):
            filled.documents.discard(ASHA, ref)
        *_, result = steps

        assert result.damage == []
        copy = restored(tmp_path / "backup", tmp_path / "restored", clock)
        copy.indexing.keep_up()
        *_, checked = copy.upkeep.verify()
        copy.close()
        assert checked.damage == []

    def test_backups_made_while_others_write_are_each_whole(
        self, filled: Library, tmp_path: Path, clock: FixedClock
    ) -> None:
        stop = threading.Event()

        def write() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                stream = BytesIO(f"written meanwhile {number}".encode())
                ref = filled.adding.add(ASHA, Draft(), stream, name="x.txt").added[0].ref
                if number % 3 == 0:
                    filled.documents.discard(ASHA, ref)

        writer = threading.Thread(target=write)
        writer.start()
        try:
            results = [back_up(filled, tmp_path / f"backup{number}") for number in range(4)]
        finally:
            stop.set()
            writer.join()

        assert [result.damage for result in results] == [[]] * 4
        for number in range(4):
            copy = restored(tmp_path / f"backup{number}", tmp_path / f"restored{number}", clock)
            *_, checked = copy.upkeep.verify()
            copy.close()
            assert checked.damage == []


class TestRestoring:
    def test_restored_library_equals_the_one_backed_up(
        self, backup: Path, filled: Library, tmp_path: Path, clock: FixedClock
    ) -> None:
        copy = restored(backup, tmp_path / "restored", clock)
        copy.indexing.keep_up()
        *_, checked = copy.upkeep.verify()

        assert contents(copy) == contents(filled)
        assert (checked.damage, checked.notes) == ([], [])
        found = copy.finding.search("board", on=clock.today())
        copy.close()
        assert found.total == 5

    def test_numbers_given_out_after_the_backup_are_not_given_again(
        self, backup: Path, tmp_path: Path, clock: FixedClock
    ) -> None:
        copy = restored(backup, tmp_path / "restored", clock)
        added = copy.adding.add(ASHA, Draft(), BytesIO(b"new"), name="new.txt").added
        copy.close()

        assert [one.ref for one in added] == ["E-1006"]

    def test_home_that_holds_something_is_refused(self, backup: Path, filled: Library) -> None:
        with pytest.raises(Conflict, match="is not empty"):
            list(restore_into(Settings(home=filled.home), backup))


class TestAge:
    def test_the_newest_whole_backup_counts_and_what_is_restored_knows_its_age(
        self, filled: Library, tmp_path: Path, clock: FixedClock
    ) -> None:
        assert (filled.backups.last_whole(), filled.backups.without_since()) == (None, NOW)
        back_up(filled, tmp_path / "backup")
        clock.at += timedelta(days=3)
        filled.files.path(filled.cards.version("E-0001").sha256 or "").unlink()

        assert back_up(filled, tmp_path / "damaged").damage
        assert filled.backups.last_whole() == NOW
        copy = restored(tmp_path / "backup", tmp_path / "restored", clock)
        assert copy.backups.last_whole() == copy.backups.without_since() == NOW
        with copy.catalogue.reading() as view:
            (event,) = view.events(newest_first=True, limit=1)
        copy.close()
        assert (event.verb, event.actor, event.about["made_at"]) == (
            "restored from a backup",
            "Asha",
            NOW.isoformat(),
        )

    def test_a_library_never_used_lacks_no_backup(self, library: Library) -> None:
        assert library.backups.without_since() is None


class TestKilled:
    def test_backup_killed_in_the_middle_never_looks_complete(self, filled: Library, tmp_path: Path) -> None:
        """Killed after its first step, after its fourth, and not at all."""
        for steps in (0, 3, 6):
            target = tmp_path / f"killed{steps}" / "backup"
            target.parent.mkdir()
            ran = subprocess.run(
                [sys.executable, "-c", BACKING_UP, str(filled.home), str(target), str(steps)],
                check=False,
                timeout=300,
            )
            finished = ran.returncode == 0

            assert finished or ran.returncode == -signal.SIGKILL
            assert target.exists() == finished
        assert finished

    def test_what_a_killed_backup_left_is_swept_by_the_next(self, filled: Library, tmp_path: Path) -> None:
        target = tmp_path / "backup"
        subprocess.run(
            [sys.executable, "-c", BACKING_UP, str(filled.home), str(target), "1"], check=False, timeout=300
        )
        assert [path for path in tmp_path.iterdir() if path.name.startswith(".backup.partial-")]

        assert back_up(filled, target).files == 5
        assert sorted(path.name for path in tmp_path.iterdir()) == ["backup", "library"]

    def test_who_is_at_work_is_not_swept_and_comes_too_late(self, filled: Library, tmp_path: Path) -> None:
        first = filled.backups.back_up(ASHA, tmp_path / "backup")
        next(first)

        assert back_up(filled, tmp_path / "backup").files == 5
        with pytest.raises(Conflict, match="meanwhile"):
            list(first)
        assert len(list((tmp_path / "backup" / "files").iterdir())) == 5

    def test_restore_killed_in_the_middle_leaves_no_library_and_begins_anew(
        self, backup: Path, tmp_path: Path, clock: FixedClock
    ) -> None:
        place = tmp_path / "other" / "restored"
        place.parent.mkdir()
        for step in (1, 3, 5):
            ran = subprocess.run(
                [sys.executable, "-c", RESTORING, str(place), str(backup), str(step)], check=False, timeout=300
            )
            assert ran.returncode == -signal.SIGKILL
            assert [path.name.partition("-")[0] for path in place.parent.iterdir()] == [".restored.restoring"]

        copy = restored(backup, place, clock)
        assert len(copy.cards.documents()) == 5
        copy.close()
        assert [path.name for path in place.parent.iterdir()] == ["restored"]


RESTORING = """
import os, signal, sys
from pathlib import Path
from app.restoring import restore_into
from app.settings import Settings
for done in restore_into(Settings(home=Path(sys.argv[1]), actor="Asha"), Path(sys.argv[2])):
    if done == int(sys.argv[3]):
        os.kill(os.getpid(), signal.SIGKILL)
"""

BACKING_UP = """
import os, signal, sys
from pathlib import Path
from app.settings import Settings
from app.wiring import open_library
library = open_library(Settings(home=Path(sys.argv[1]), actor="Asha"))
for done, _ in enumerate(library.backups.back_up(library.actor, Path(sys.argv[2])), start=1):
    if done > int(sys.argv[3]) and done <= 5:
        os.kill(os.getpid(), signal.SIGKILL)
os._exit(0)
"""
