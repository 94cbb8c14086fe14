"""``verify``, ``reindex``, ``backup`` and ``restore``."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.app.forms import problem_in

pytestmark = pytest.mark.usefixtures("two_papers")


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "library"


def a_file_of(home: Path) -> Path:
    return next(path for path in sorted((home / "files").rglob("*")) if path.is_file())


class TestVerify:
    def test_sound_library(self, cli):
        ran = cli("verify", "--json")

        assert (ran.code, ran.err) == (0, "")
        assert (ran.json["sound"], ran.json["damage"]) == (True, [])
        assert {"files": 2, "documents": 2, "indexed": 2}.items() <= ran.json["checked"].items()
        assert cli("verify").out.endswith("Everything is whole.\n")

    def test_changed_file_is_named(self, cli, home):
        a_file_of(home).write_bytes(b"x")

        ran = cli("verify", "--json")

        assert (ran.code, ran.json["sound"]) == (7, False)
        assert len(ran.json["damage"]) == 1
        assert "its file was changed" in ran.json["damage"][0]
        assert "damage: E-000" in cli("verify").out

    def test_missing_file_is_named_and_others_are_unaffected(self, cli, home):
        a_file_of(home).unlink()

        assert [line.split(": ")[1][:8] for line in cli("verify", "--json").json["damage"]] == ["its file"]
        assert cli("search", "people OR carers", "--json").json["total"] == 2

    def test_history_changed_by_hand_is_named(self, cli, home):
        with closing(sqlite3.connect(home / "catalogue.db")) as catalogue:
            catalogue.execute("UPDATE event SET actor = 'Dev' WHERE seq = 1")
            catalogue.commit()

        ran = cli("verify", "--json")

        assert ran.code == 7
        assert any(line.startswith("History:") for line in ran.json["damage"])

    def test_a_cut_history_is_told_by_a_head_with_a_copy_and_key_kept_apart(self, cli, home, tmp_path):
        signed = cli("audit", "head", "--json").json
        copy = shutil.copytree(tmp_path / "library-heads", tmp_path / "copy")
        (copy / "signing.pem").unlink()
        assert cli("verify", "--audit").out.endswith("The history is whole.\n")
        with closing(sqlite3.connect(home / "catalogue.db")) as catalogue:
            catalogue.execute("DELETE FROM event WHERE seq = ?", (signed["event"],))
            catalogue.commit()
        (home / "history.head").unlink()
        shutil.rmtree(tmp_path / "library-heads")

        ran = cli("verify", "--audit", "--heads", copy, "--key", signed["key"], "--json")

        assert (ran.code, ran.json["sound"], ran.json["notes"]) == (7, False, [])
        assert ran.json["damage"][0].startswith("History: the history was cut: it ends at event ")
        assert ran.json["checked"] == {"events": signed["event"] - 1, "heads": 1}
        beside = cli("verify", "--audit", "--heads", copy, "--json")
        assert beside.json["damage"] == ran.json["damage"]
        assert "lay beside the heads" in beside.json["notes"][0]

    def test_what_cannot_be_compared_is_said(self, cli, tmp_path):
        assert "No head was signed yet" in cli("verify", "--audit").out
        assert problem_in(cli("verify", "--heads", tmp_path, "--json").json)["detail"] == (
            "--heads and --key go with --audit."
        )
        nowhere = cli("verify", "--audit", "--heads", tmp_path, "--json")
        assert (nowhere.code, "it has no heads.jsonl" in nowhere.json["detail"]) == (4, True)
        no_key = cli("verify", "--audit", "--key", tmp_path / "none.pem", "--json")
        assert (no_key.code, "is no public key" in no_key.json["detail"]) == (2, True)

    def test_pending_text_is_a_note(self, cli, tmp_path):
        (tmp_path / "late.txt").write_text("Later.", encoding="utf-8")
        cli("add", tmp_path / "late.txt", "--no-wait")

        ran = cli("verify", "--json")

        assert (ran.code, ran.json["damage"]) == (0, [])
        assert any("wait for their text" in note for note in ran.json["notes"])


class TestReindex:
    def test_index_is_built_anew_and_answers_the_same(self, cli, home):
        before = cli("search", "people OR carers", "--json").json
        shutil.rmtree(home / "index")

        assert cli("reindex", "--json").json == {"documents": 2, "read_again": 0}
        assert cli("search", "people OR carers", "--json").json == before

    def test_text_is_read_again_when_asked(self, cli):
        before = cli("search", "people OR carers", "--json").json

        assert cli("reindex", "--read-again", "--json").json == {"documents": 2, "read_again": 2}
        assert cli("search", "people OR carers", "--json").json == before


class TestBackupAndRestore:
    def test_restored_library_is_the_same_and_verified(self, cli, tmp_path):
        cli("tag", "E-0001", "QS7", "--quote", "wait too long")
        before = cli("show", "E-0001", "--json").json
        made = cli("backup", tmp_path / "copy", "--json")
        assert (made.code, made.json["files"], made.json["damage"]) == (0, 2, [])

        ran = cli("--home", tmp_path / "other", "restore", tmp_path / "copy", "--json")

        assert (ran.code, ran.json["sound"]) == (0, True)
        assert ran.json["restored"] == str(tmp_path / "other")
        assert cli("--home", tmp_path / "other", "show", "E-0001", "--json").json == before
        assert cli("--home", tmp_path / "other", "search", "review", "--json").json["total"] == 1
        assert '"why":"restored"' in (tmp_path / "other-heads" / "heads.jsonl").read_text()

    def test_second_backup_to_the_same_folder_is_refused_and_changes_nothing(self, cli, tmp_path):
        cli("backup", tmp_path / "copy")
        before = {path.name: path.read_bytes() for path in (tmp_path / "copy").iterdir() if path.is_file()}

        ran = cli("backup", tmp_path / "copy", "--json")

        assert ran.code == 5
        assert "copy-2" in problem_in(ran.json)["detail"]
        assert {path.name: path.read_bytes() for path in (tmp_path / "copy").iterdir() if path.is_file()} == before

    def test_home_that_holds_something_is_not_restored_into(self, cli, tmp_path):
        cli("backup", tmp_path / "copy")

        ran = cli("restore", tmp_path / "copy", "--json")

        assert ran.code == 5
        assert "--home NEW" in problem_in(ran.json)["detail"]
        assert cli("list", "--json").json["total"] == 2

    def test_folder_that_is_no_backup_is_not_found(self, cli, tmp_path):
        ran = cli("--home", tmp_path / "other", "restore", tmp_path, "--json")

        assert ran.code == 4
        assert not (tmp_path / "other").exists()

    @pytest.mark.parametrize("part", ["catalogue.db", "a file", "a missing file"])
    def test_damaged_backup_is_refused_and_the_home_stays_absent(self, cli, tmp_path, part):
        cli("backup", tmp_path / "copy")
        place = (
            tmp_path / "copy" / "catalogue.db"
            if part == "catalogue.db"
            else next((tmp_path / "copy/files").iterdir())
        )
        place.unlink() if part == "a missing file" else place.write_bytes(place.read_bytes()[:-1] + b"~")

        ran = cli("--home", tmp_path / "other", "restore", tmp_path / "copy", "--json")

        assert ran.code == 7
        (finding,) = problem_in(ran.json)["details"]["findings"]
        assert finding.endswith(place.name)
        assert not [path for path in tmp_path.iterdir() if "other" in path.name]

    def test_list_that_names_other_places_is_refused(self, cli, tmp_path):
        cli("backup", tmp_path / "copy")
        listed = json.loads((tmp_path / "copy" / "backup.json").read_text(encoding="utf-8"))
        listed["files"] = {"../" * 21 + "x": 1}
        (tmp_path / "copy" / "backup.json").write_text(json.dumps(listed), encoding="utf-8")

        ran = cli("--home", tmp_path / "other", "restore", tmp_path / "copy", "--json")

        assert ran.code == 2
        assert not (tmp_path / "other").exists()

    def test_backup_into_a_place_that_cannot_be_written_leaves_nothing(self, cli, tmp_path):
        (tmp_path / "file").write_text("x", encoding="utf-8")

        ran = cli("backup", tmp_path / "file" / "copy", "--json")

        assert ran.code == 6
        problem_in(ran.json)
