"""``register``: out to a spreadsheet and back, each difference shown first."""

import csv

import pytest

from tests.app.forms import CARERS, WAITS, file_in, problem_in


@pytest.fixture
def exported(cli, tmp_path):
    """Two documents in a CSV register."""
    cli("add", file_in(tmp_path, "a.txt", WAITS), file_in(tmp_path, "b.txt", CARERS))
    out = tmp_path / "register.csv"
    assert cli("register", "export", "--out", out).code == 0
    return out


def change(path, ref, **cells):
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["Reference"] == ref:
            row.update({name.replace("_", " "): value for name, value in cells.items()})
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


def test_unchanged_register_changes_nothing(cli, exported):
    ran = cli("register", "import", exported, "--json")

    assert (ran.code, ran.json["applied"]) == (0, False)


def test_dry_run_shows_each_difference_and_changes_nothing(cli, exported):
    change(exported, "E-0001", Owner="Asha Patel", Tags="QS7/processes/practice")

    ran = cli("register", "import", exported, "--dry-run")

    assert ran.code == 0
    assert "E-0001 Owner: (blank) -> Asha Patel" in ran.out
    assert cli("show", "E-0001", "--json").json["owner"] is None


def test_import_is_one_step_that_undo_takes_back(cli, exported):
    change(exported, "E-0001", Owner="Asha Patel")
    change(exported, "E-0002", Tags="QS1; QS5/partners")

    ran = cli("register", "import", exported)

    assert ran.code == 0
    assert cli("show", "E-0001", "--json").json["owner"] == "Asha Patel"
    assert [tag["statement"] for tag in cli("show", "E-0002", "--json").json["tags"]] == ["QS1", "QS5"]
    assert cli("undo").code == 0
    assert cli("show", "E-0001", "--json").json["owner"] is None
    assert cli("show", "E-0002", "--json").json["tags"] == []


def test_wrong_cells_are_named_with_what_to_write_and_nothing_is_imported(cli, exported):
    change(exported, "E-0001", Owner="Asha Patel", Dated_on="31/02/2025", Kind="polcy")

    ran = cli("register", "import", exported, "--json")

    wrong = problem_in(ran.json)["details"]["wrong"]
    assert ran.code == 2
    assert {(row["row"], row["column"]) for row in wrong} == {(2, "Dated on"), (2, "Kind")}
    assert all(row["advice"] for row in wrong)
    assert cli("show", "E-0001", "--json").json["owner"] is None


def test_right_rows_are_imported_when_asked(cli, exported):
    change(exported, "E-0001", Kind="polcy")
    change(exported, "E-0002", Owner="Ben Okafor")

    assert cli("register", "import", exported, "--only-right").code == 0

    assert cli("show", "E-0002", "--json").json["owner"] == "Ben Okafor"


def test_row_that_somebody_changed_since_is_refused(cli, exported):
    change(exported, "E-0001", Owner="Asha Patel")
    cli("set", "E-0001", "owner=Cleo Marsh")

    ran = cli("register", "import", exported, "--json")

    assert ran.code in {2, 5}
    assert cli("show", "E-0001", "--json").json["owner"] == "Cleo Marsh"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("gone.csv", None, 4), ("empty.csv", "", 2), ("wrong.csv", "a,b\n1,2\n", 2), ("no.docx", "text", 2)],
)
def test_file_that_is_no_register_is_refused_in_words(cli, tmp_path, name, content, code):
    path = tmp_path / name
    if content is not None:
        path.write_text(content)

    ran = cli("register", "import", path, "--json")

    assert ran.code == code
    problem_in(ran.json)


def test_export_to_another_format_names_those_there_are(cli, tmp_path):
    ran = cli("register", "export", "--out", tmp_path / "register.pdf", "--json")

    assert ran.code == 2
    assert ".xlsx" in problem_in(ran.json)["detail"]
