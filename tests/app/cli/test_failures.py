"""What every command does when something goes wrong: one problem document or one sentence, never a traceback."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typer.main import get_command

from app.cli import commands as _registered  # noqa: F401 - registers them
from app.cli.main import app
from tests.app.forms import CARERS, file_in, problem_in

EVIDENCE = Path(sys.executable).with_name("evidence")


def commands() -> list[tuple[str, ...]]:
    """Every command there is, groups opened."""

    def below(group, path):
        for name, command in group.commands.items():
            inner = getattr(command, "commands", None)
            yield from below(command, (*path, name)) if inner else [(*path, name)]

    return sorted(below(get_command(app), ()))


@pytest.mark.parametrize("command", commands(), ids=" ".join)
class TestEveryCommand:
    def test_help_says_in_a_sentence_what_it_does_and_that_it_takes_json(self, cli, command):
        ran = cli(*command, "--help")

        assert (ran.code, ran.err) == (0, "")
        sentence = " ".join(ran.out.split("\n\n")[1].split())
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "With --json" in ran.out

    @pytest.mark.parametrize("first", [True, False], ids=["--json first", "--json last"])
    def test_unknown_option_is_a_problem_document(self, cli, command, first):
        arguments = ("--json", *command, "--colour") if first else (*command, "--colour", "--json")

        ran = cli(*arguments)

        assert (ran.code, ran.err) == (2, "")
        assert "--colour" in problem_in(ran.json)["detail"]

    def test_misuse_in_words_goes_to_the_error_stream(self, cli, command):
        ran = cli(*command, "--colour")

        assert (ran.code, ran.out) == (2, "")
        assert ran.err.startswith(f"Usage: evidence {' '.join(command)}")


class TestUsage:
    def test_without_a_command_help_is_shown(self, cli):
        assert cli().out == cli("--help").out
        assert cli().code == 0

    @pytest.mark.parametrize("arguments", [(), ("bogus",), ("action",), ("action", "bogus"), ("x" * 5000,)])
    def test_no_such_command_with_json(self, cli, arguments):
        ran = cli("--json", *arguments)

        assert (ran.code, ran.err) == (2, "")
        problem_in(ran.json)

    def test_json_before_the_command_and_after_its_arguments_is_the_same(self, cli):
        assert cli("--json", "list").json == cli("list", "--json").json == {"total": 0, "documents": []}

    def test_json_is_a_word_like_others_after_the_end_of_options(self, cli):
        assert cli("search", "--json", "--", "--json").code == 0
        assert cli("list", "--", "--json").code == 2

    def test_home_option_goes_before_the_environment(self, cli, tmp_path):
        file_in(tmp_path, "a.txt")
        cli("--home", tmp_path / "other", "add", tmp_path / "a.txt")

        assert cli("list", "--json").json["total"] == 0
        assert cli("--home", tmp_path / "other", "list", "--json").json["total"] == 1


class TestFaults:
    def test_home_that_is_a_file(self, cli, tmp_path):
        ran = cli("--home", file_in(tmp_path, "a.txt"), "list", "--json")

        assert (ran.code, ran.err) == (6, "")
        assert "Choose another" in problem_in(ran.json)["detail"]

    @pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("READERS", "0"), ("MAX_UPLOAD_MB", "-1")])
    def test_wrong_setting_is_named(self, cli, monkeypatch, name, value):
        monkeypatch.setenv(f"EVIDENCE_{name}", value)

        ran = cli("list", "--json")

        assert (ran.code, ran.err) == (2, "")
        assert f"EVIDENCE_{name}" in problem_in(ran.json)["detail"]

    def test_damaged_catalogue_says_what_to_do(self, cli, tmp_path):
        file_in(tmp_path, "library/catalogue.db", b"\x00garbage" * 1000)

        ran = cli("list", "--json")

        assert (ran.code, ran.err) == (7, "")
        assert "evidence restore" in problem_in(ran.json)["detail"]
        assert cli("list").err.endswith("\n  - file is not a database\n")

    def test_surprise_is_answered_with_an_id_and_noted_without_words_of_documents(self, cli, tmp_path):
        secret = tmp_path / "library" / "Mrs Jones"
        secret.parent.mkdir(parents=True)
        secret.write_text("a file where the folder of files should be", encoding="utf-8")
        (tmp_path / "library" / "files").symlink_to(secret)

        ran = cli("list", "--json")

        problem = problem_in(ran.json)
        noted = (tmp_path / "library" / "failures.log").read_text(encoding="utf-8")
        assert (ran.code, problem["code"], ran.err) == (1, "unexpected", "")
        assert noted.startswith(f"{problem['details']['id']} FileExistsError\n")
        assert "Mrs Jones" not in noted + ran.out

    def test_surprise_in_words_names_the_id_and_where_to_look(self, cli, tmp_path):
        file_in(tmp_path, "library/files", b"a file where the folder of files should be")

        ran = cli("list")

        assert (ran.code, ran.out) == (1, "")
        assert "failures.log" in ran.err
        assert "Traceback" not in ran.err

    def test_surprise_that_cannot_be_noted_is_answered_all_the_same(self, cli, tmp_path):
        (tmp_path / "library" / "failures.log").mkdir(parents=True)
        file_in(tmp_path, "library/files", b"a file where the folder of files should be")

        ran = cli("list", "--json")

        assert (ran.code, ran.err) == (1, "")
        assert problem_in(ran.json)["code"] == "unexpected"

    def test_index_that_cannot_be_written_does_not_hide_what_was_added(self, cli, tmp_path):
        cli("add", file_in(tmp_path, "a.txt"))
        (tmp_path / "library" / "index").rename(tmp_path / "moved")
        (tmp_path / "library" / "index").write_text("a file where the folder should be", encoding="utf-8")

        ran = cli("add", file_in(tmp_path, "b.txt", CARERS), "--json")

        assert (ran.code, [added["ref"] for added in ran.json["added"]]) == (0, ["E-0002"])
        assert "Traceback" not in ran.err
        assert ran.err != ""


class TestProcess:
    def run(self, home: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess:
        known = {**os.environ, "EVIDENCE_HOME": str(home), "EVIDENCE_ACTOR": "Asha", **environment}
        return subprocess.run(
            [EVIDENCE, *map(str, arguments)], env=known, capture_output=True, check=False, timeout=60
        )

    def test_json_is_utf_8_whatever_the_terminal(self, tmp_path):
        paper = file_in(tmp_path, "café.txt")

        ran = self.run(tmp_path / "library", "add", paper, "--json", PYTHONIOENCODING="ascii")

        assert (ran.returncode, ran.stderr) == (0, b"")
        assert '"café.txt"' in ran.stdout.decode()

    def test_bytes_that_are_no_text_are_refused_and_change_nothing(self, tmp_path):
        home = tmp_path / "library"
        self.run(home, "add", file_in(tmp_path, "a.txt"))

        ran = self.run(home, "set", "E-0001", os.fsdecode(b"owner=caf\xe9"), "--json")

        assert (ran.returncode, ran.stderr) == (2, b"")
        assert problem_in(json.loads(ran.stdout))["code"] == "invalid"
        assert json.loads(self.run(home, "show", "E-0001", "--json").stdout)["owner"] is None

    def test_terminal_that_lacks_a_character_shows_another(self, tmp_path):
        ran = self.run(tmp_path / "library", "show", "E-“9”", PYTHONIOENCODING="ascii")

        assert (ran.returncode, b"Traceback" in ran.stderr) == (4, False)

    def test_reader_who_stops_reading_is_no_failure(self, tmp_path):
        command = [EVIDENCE, "--home", str(tmp_path / "library"), "framework", "show", "--json"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
            running.stdout.read(1)
            running.stdout.close()

            assert (running.stderr.read(), running.wait(60)) == (b"", 0)
