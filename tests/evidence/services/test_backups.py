"""Backups are whole or absent, made while others work, and never bring back what is damaged."""

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest

from app.restoring import restore_into
from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.domain.people import folder_owner
from evidence.errors import Conflict, Damaged, EvidenceError, Invalid, NotFound, Unavailable
from evidence.services.backups import BackupResult
from evidence.services.drafts import Draft, TagDraft

ASHA = folder_owner("Asha")
Put = Callable[..., str]


def back_up(library: Library, folder: Path) -> BackupResult:
    *_, result = library.backups.back_up(ASHA, folder)
    return result


def restored(backup: Path, home: Path, clock: FixedClock) -> Library:
    settings = Settings(home=home, actor="Asha")
    for _ in restore_into(settings, backup):
        pass
    return open_library(settings, clock=clock)


def contents(library: Library) -> list[object]:
    documents = [document.model_dump() for document in library.cards.documents()]
    refs = [document["ref"] for document in documents]
    return [
        documents,
        [[tag.model_dump() for tag in library.tagging.of(ref)] for ref in refs],
        [[passage.model_dump() for passage in library.cards.passages(ref)] for ref in refs],
        [library.files.path(sha256).read_bytes() for sha256, _ in library.files.all()],
    ]


@pytest.fixture
def filled(library: Library, put: Put) -> Library:
    for number in range(5):
        put(f"The board met, part {number}.", tags=(TagDraft("QS1"),))
    return library


@pytest.fixture
def backup(filled: Library, tmp_path: Path) -> Path:
    back_up(filled, tmp_path / "backup")
    return tmp_path / "backup"


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
        assert (event.verb, event.about["files"], backup.is_dir()) == ("backed up", 5, True)

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
        copy.backups.note_restored(ASHA)
        copy.indexing.keep_up()
        *_, checked = copy.upkeep.verify()

        assert contents(copy) == contents(filled)
        assert (checked.damage, checked.notes) == ([], [])
        found = copy.finding.search("board", on=clock.today())
        copy.close()
        assert found.total == 5

    def test_numbers_go_on_where_they_were(self, backup: Path, tmp_path: Path, clock: FixedClock) -> None:
        copy = restored(backup, tmp_path / "restored", clock)
        added = copy.adding.add(ASHA, Draft(), BytesIO(b"new"), name="new.txt").added
        copy.close()

        assert [one.ref for one in added] == ["E-0006"]

    def test_home_that_holds_something_is_refused(self, backup: Path, filled: Library) -> None:
        with pytest.raises(Conflict, match="is not empty"):
            list(restore_into(Settings(home=filled.home), backup))

    @pytest.mark.parametrize(
        ("damage", "kind", "said"),
        [
            ("no list", NotFound, "is not a backup"),
            ("list cut", Invalid, "cannot be understood"),
            ("list of another format", Invalid, "cannot be understood"),
            ("name outside", Invalid, "cannot be understood"),
            ("name too short", Invalid, "cannot be understood"),
            ("catalogue changed", Damaged, "catalogue of this backup was changed"),
            ("catalogue gone", Damaged, "catalogue of this backup was changed"),
            ("file gone", Damaged, "lacks the file"),
            ("file flipped", Damaged, "was changed"),
            ("file cut", Damaged, "was changed"),
            ("file longer", Damaged, "was changed"),
            ("file a link", Damaged, "lacks the file"),
        ],
    )
    def test_damaged_backup_is_refused_and_the_home_stays_absent(
        self, backup: Path, tmp_path: Path, damage: str, kind: type[EvidenceError], said: str
    ) -> None:
        DAMAGES[damage](backup)
        before = sorted(path.name for path in tmp_path.iterdir())

        with pytest.raises(kind, match=said):
            list(restore_into(Settings(home=tmp_path / "restored"), backup))

        assert sorted(path.name for path in tmp_path.iterdir()) == before

    def test_other_files_of_the_folder_are_not_brought_along(
        self, backup: Path, tmp_path: Path, clock: FixedClock
    ) -> None:
        (backup / "index").mkdir()
        (backup / "index" / "evil.pickle").write_bytes(b"cos\nsystem\n.")
        (backup / "files" / "..evil").write_text("evil")

        copy = restored(backup, tmp_path / "restored", clock)
        copy.close()

        assert not list((tmp_path / "restored").rglob("*evil*"))


class TestKilled:
    def test_backup_killed_in_the_middle_never_looks_complete(self, filled: Library, tmp_path: Path) -> None:
        """Killed after its first step, after its fourth, and not at all."""
        for steps in (0, 3, 6):
            target = tmp_path / f"killed{steps}" / "backup"
            target.parent.mkdir()
            ran = subprocess.run(
                [sys.executable, "-c", BACKING_UP, str(filled.home), str(target), str(steps)], check=False, timeout=60
            )
            finished = ran.returncode == 0

            assert finished or ran.returncode == -signal.SIGKILL
            assert target.exists() == finished
        assert finished

    def test_leftovers_of_a_killed_backup_do_not_stop_the_next(self, filled: Library, tmp_path: Path) -> None:
        target = tmp_path / "backup"
        subprocess.run(
            [sys.executable, "-c", BACKING_UP, str(filled.home), str(target), "1"], check=False, timeout=60
        )

        assert back_up(filled, target).files == 5


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


def _list(backup: Path, change: Callable[[dict[str, object]], object]) -> None:
    body = json.loads((backup / "backup.json").read_text())
    change(body)
    (backup / "backup.json").write_text(json.dumps(body))


def _first(backup: Path) -> Path:
    return min((backup / "files").iterdir())


def _link(backup: Path) -> None:
    first = _first(backup)
    shutil.move(first, backup / "aside")
    first.symlink_to(backup / "aside")


def _flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


DAMAGES: dict[str, Callable[[Path], object]] = {
    "no list": lambda backup: (backup / "backup.json").unlink(),
    "list cut": lambda backup: os.truncate(backup / "backup.json", 100),
    "list of another format": lambda backup: _list(backup, lambda body: body.update(format="evidence-backup/9")),
    "name outside": lambda backup: _list(backup, lambda body: body["files"].update({"../../" + "a" * 58: 1})),
    "name too short": lambda backup: _list(backup, lambda body: body["files"].update({"abc": 1})),
    "catalogue changed": lambda backup: _flip(backup / "catalogue.db"),
    "catalogue gone": lambda backup: (backup / "catalogue.db").unlink(),
    "file gone": lambda backup: _first(backup).unlink(),
    "file flipped": lambda backup: _flip(_first(backup)),
    "file cut": lambda backup: os.truncate(_first(backup), 3),
    "file longer": lambda backup: _first(backup).write_bytes(_first(backup).read_bytes() + b"x" * 99),
    "file a link": _link,
}
