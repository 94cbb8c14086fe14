"""``framework list|show|check|use|rules``."""

import os

import pytest

from tests.app.forms import REPOSITORY, file_in, problem_in

CURRENT = REPOSITORY / "schemas" / "frameworks" / "cqc-local-authority.yaml"


def test_list_marks_the_one_in_force(cli):
    rows = cli("framework", "list", "--json").json["frameworks"]

    assert [(row["ref"], row["retired"], row["in_force"]) for row in rows] == [
        ("cqc-local-authority", False, True), ("apa-2009-10", True, False),
    ]  # fmt: skip
    assert cli("framework", "list").out.startswith("* cqc-local-authority ")


def test_show_gives_statements_sub_topics_and_rules(cli):
    shown = cli("framework", "show", "--json").json

    assert len(shown["statements"]) == 9
    assert all(statement["sub_topics"] for statement in shown["statements"])
    assert "QS7  Safeguarding" in cli("framework", "show").out


def test_unknown_framework_names_those_there_are(cli):
    ran = cli("framework", "show", "nope", "--json")

    assert ran.code == 4
    assert "apa-2009-10" in problem_in(ran.json)["detail"]


class TestCheck:
    def test_shipped_file_is_sound(self, cli):
        ran = cli("framework", "check", CURRENT)

        assert (ran.code, ran.out) == (0, f"{CURRENT} is sound.\n")

    def test_wrong_file_is_explained_by_line(self, cli, tmp_path):
        lines = CURRENT.read_text(encoding="utf-8").splitlines()
        wrong = next(number for number, line in enumerate(lines) if line.strip().startswith("theme:"))
        lines[wrong] = lines[wrong].split(":")[0] + ": 77"

        ran = cli("framework", "check", file_in(tmp_path, "wrong.yaml", "\n".join(lines)), "--json")

        assert ran.code == 2
        assert wrong + 1 in [finding["line"] for finding in ran.json["findings"]]
        assert set(ran.json["findings"][0]) == {"line", "column", "where", "problem", "advice"}

    @pytest.mark.parametrize(
        "content",
        [b"", b"- a\n- b\n", b"title: [1\n", b"\xff\xfe\x00", b"a: &a [*a]\n", b"!!python/object:os.system x\n"],
        ids=["empty", "list", "broken yaml", "no text", "itself", "code"],
    )
    def test_no_framework_at_all_is_explained(self, cli, tmp_path, content):
        ran = cli("framework", "check", file_in(tmp_path, "wrong.yaml", content), "--json")

        assert (ran.code, ran.err) == (2, "")
        assert ran.json["findings"][0]["line"] >= 1

    def test_missing_file_folder_and_pipe(self, cli, tmp_path):
        os.mkfifo(tmp_path / "pipe")

        for path in (tmp_path / "gone.yaml", tmp_path, tmp_path / "pipe"):
            ran = cli("framework", "check", path, "--json")
            assert ran.code == 4
            problem_in(ran.json)


class TestUse:
    def test_retired_framework_can_be_put_in_force_and_taken_back(self, cli):
        cli("add", "--wanted", "A", "--tag", "QS1")

        assert cli("framework", "use", "apa-2009-10", "--json").json["in_force"] == "apa-2009-10"
        answer = cli("readiness", "--json").json
        assert answer["framework"] == "apa-2009-10"
        assert [one["ref"] for one in answer["unplaced"]] == ["E-0001"]
        cli("undo")
        assert cli("readiness", "--json").json["framework"] == "cqc-local-authority"

    def test_unknown_one_is_not_found(self, cli):
        assert cli("framework", "use", "nope").code == 4


class TestRules:
    def verdict(self, cli) -> str:
        cells = cli("readiness", "--json").json["statements"][6]["cells"]
        return next(cell["verdict"] for cell in cells if cell["category"] == "processes")

    @pytest.fixture(autouse=True)
    def _two_documents_of_practice(self, cli, two_papers):
        for ref in ("E-0001", "E-0002"):
            cli("set", ref, "dated_on=2026-10-01", "review_by=2100-01-01")
        cli("tag", "E-0001,E-0002", "QS7", "--category", "processes", "--proof", "practice")

    def test_changed_cells_are_shown_before_anything_is_saved(self, cli):
        assert self.verdict(cli) == "adequate"

        ran = cli("framework", "rules", "adequate.documents=3")

        assert "QS7 processes: adequate -> weak\n" in ran.out
        assert ran.out.endswith("Nothing is saved. Repeat with --save to keep these rules.\n")
        assert self.verdict(cli) == "adequate"

    def test_saved_rule_decides_and_an_empty_value_goes_back(self, cli):
        saved = cli("framework", "rules", "adequate.documents=3", "--save", "--json").json
        changed = {"statement": "QS7", "category": "processes", "before": "adequate", "after": "weak"}
        assert saved["saved"]
        assert changed in saved["changes"]
        assert self.verdict(cli) == "weak"

        back = cli("framework", "rules", "adequate.documents=", "--save", "--json").json

        assert changed | {"before": "weak", "after": "adequate"} in back["changes"]
        assert self.verdict(cli) == "adequate"

    @pytest.mark.parametrize("wrong", ["nope=1", "adequate.documents=many", "adequate.documents=0", "adequate"])
    def test_wrong_rule_is_refused(self, cli, wrong):
        ran = cli("framework", "rules", wrong, "--save", "--json")

        assert (ran.code, ran.err) == (2, "")
        problem_in(ran.json)
