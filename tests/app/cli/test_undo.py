"""``undo``: the last step, then the one before."""

import pytest

from tests.app.forms import problem_in

pytestmark = pytest.mark.usefixtures("two_papers")


@pytest.mark.parametrize(
    "step",
    [("set", "E-0001", "owner=Ben"), ("tag", "E-0001", "QS7"), ("withdraw", "E-0001"), ("confirm", "E-0001"),
     ("relate", "E-0001", "refers-to", "E-0002")],
    ids=lambda step: step[0],
)  # fmt: skip
def test_step_is_put_back_and_the_undoing_is_history(cli, history, step):
    before = cli("show", "E-0001", "--json").json
    cli(*step)

    assert cli("undo").code == 0

    after = cli("show", "E-0001", "--json").json
    volatile = {"history", "revision"}
    assert {k: v for k, v in after.items() if k not in volatile} == {
        k: v for k, v in before.items() if k not in volatile
    }
    assert history("E-0001")[-1] == "undone"


def test_what_was_undone_is_said(cli):
    cli("tag", "E-0001,E-0002", "QS7")

    assert cli("undo").out == "Undone: tagged (E-0001, E-0002).\n"


def test_json_names_event_step_and_references(cli):
    cli("tag", "E-0001", "QS7")

    undone = cli("undo", "--json").json["undone"]

    assert (undone["what"], undone["refs"]) == ("tagged", ["E-0001"])
    assert isinstance(undone["event"], int)


def test_repeating_goes_further_back(cli):
    cli("set", "E-0001", "owner=Ben")
    cli("set", "E-0001", "owner=Asha")

    cli("undo")
    assert cli("show", "E-0001", "--json").json["owner"] == "Ben"
    cli("undo")
    assert cli("show", "E-0001", "--json").json["owner"] is None


def test_removed_tag_comes_back_under_its_own_id(cli):
    cli("tag", "E-0001", "QS7", "--quote", "wait too long")
    before = cli("show", "E-0001", "--json").json["tags"]
    cli("untag", "T-00001")

    cli("undo")

    assert cli("show", "E-0001", "--json").json["tags"] == before


def test_newer_version_is_taken_back_with_its_text(cli, tmp_path):
    (tmp_path / "v2.txt").write_text("Entirely about reablement now.", encoding="utf-8")
    cli("version", "add", "E-0001", tmp_path / "v2.txt")

    cli("undo")

    assert cli("show", "E-0001", "--json").json["current_version"] == 1
    assert cli("search", "reablement", "--json").json["total"] == 0
    assert cli("search", "review", "--json").json["total"] == 1


def test_adding_is_not_undone_but_says_what_to_do(cli):
    ran = cli("undo", "--json")

    assert ran.code == 5
    assert "evidence discard E-0002" in problem_in(ran.json)["detail"]


def test_discard_is_for_good(cli):
    cli("discard", "E-0002")

    assert cli("undo").code == 5


def test_empty_library_has_nothing_to_undo(cli, tmp_path):
    ran = cli("--home", tmp_path / "other", "undo")

    assert (ran.code, ran.out) == (5, "")
    assert ran.err == "There is nothing to undo.\n"


def test_the_step_of_another_person_is_left_alone(cli, monkeypatch):
    cli("set", "E-0001", "owner=Ben")
    monkeypatch.setenv("EVIDENCE_ACTOR", "Ben")

    assert cli("undo").code == 5
    assert cli("show", "E-0001", "--json").json["owner"] == "Ben"
