"""``retention``: what is due, disposing, holds, the record and doing it again after an older backup."""

import json

import pytest

from tests.app.forms import problem_in


@pytest.fixture
def old(cli, tmp_path):
    paper = tmp_path / "old minutes.txt"
    paper.write_text("Words of long ago")
    cli("add", paper, "--kind", "minutes", "--dated-on", "2010-01-01", "--json")
    return "E-0001"


def test_due_is_listed_and_disposed_of_with_a_reason_and_the_record_stays(cli, old):
    (due,) = cli("retention", "due", "--json").json["due"]
    assert (due["ref"], due["rule"], due["due_on"]) == (old, "6 years from the date of the document", "2016-01-02")

    ran = cli("retention", "dispose", old, "--json")
    assert ran.code == 2
    assert "Say why" in problem_in(ran.json)["detail"]
    ran = cli("retention", "dispose", old, "--because", "Time is over", "--json")

    assert (ran.code, ran.json["traces_left"]) == (0, [])
    assert cli("show", old).code == 4
    (record,) = cli("retention", "record", "--json").json["disposals"]
    assert (record["because"], record["settled_at"] is None) == ("Time is over", False)
    assert "minutes" not in json.dumps(cli("list", "--json").json)


def test_a_hold_keeps_it_until_it_is_lifted(cli, old):
    assert cli("retention", "hold", old, "--because", "A claim", "--json").json["id"] == "H-0001"
    assert "H-0001" in cli("retention", "holds").out

    for command in (("retention", "dispose", old, "--because", "Over"), ("discard", old)):
        ran = cli(*command, "--json")
        assert ran.code == 5
        assert problem_in(ran.json)["code"] == "on-hold"
    assert cli("retention", "lift", "H-0001", "--because", "Settled").code == 0

    assert cli("retention", "dispose", old, "--because", "Over").code == 0


def test_what_an_older_backup_brings_back_goes_again(cli, old, tmp_path, monkeypatch):
    cli("backup", tmp_path / "backup")
    cli("retention", "dispose", old, "--because", "Over")
    record = tmp_path / "record.json"
    record.write_text(cli("retention", "record", "--json").out)
    monkeypatch.setenv("EVIDENCE_HOME", str(tmp_path / "restored"))
    cli("restore", tmp_path / "backup")
    assert cli("show", old).code == 0

    ran = cli("retention", "again", record, "--json")

    assert (ran.code, ran.json) == (0, {"gone": [old], "held": [], "other": []})
    assert cli("show", old).code == 4


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"disposals": [1]}', '{"disposals": [{"ref": 1}]}'])
def test_what_is_no_record_is_refused(cli, old, tmp_path, content):
    record = tmp_path / "record.json"
    record.write_text(content)

    ran = cli("retention", "again", record, "--json")

    assert ran.code == 2
    assert "no record" in problem_in(ran.json)["detail"]


def test_a_rule_is_changed_and_taken_back(cli):
    changed = cli("retention", "keep", "minutes", "--months", "24", "--since", "added", "--json").json["rules"]
    assert [(one["kind"], one["months"], one["changed"]) for one in changed] == [("minutes", 24, True)]

    assert "minutes: 6 years from the date" in cli("retention", "keep", "minutes", "--as-shipped").out
    assert len(cli("retention", "rules", "--json").json["rules"]) > 20
    assert cli("retention", "keep", "minutes", "--months", "0", "--json").code == 2
