"""``pack``: the right pages leave, nothing else does, and what was sent can be proved."""

import zipfile

import pytest

from tests.app.forms import CARERS, STAFF, WAITS, file_in, problem_in


@pytest.fixture
def filed(cli, tmp_path):
    """Three documents: two tagged to QS7, one of them a draft; one tagged to QS1."""
    for name, text, tag in (("a.txt", WAITS, "QS7"), ("b.txt", CARERS, "QS1"), ("c.txt", STAFF, "QS7")):
        assert cli("add", file_in(tmp_path, name, text), "--tag", tag).code == 0
    cli("set", "E-0003", "status=draft")


def names_in(path):
    with zipfile.ZipFile(path) as opened:
        return opened.namelist()


class TestBuild:
    def test_pack_of_a_statement_holds_its_documents_and_says_what_stayed(self, cli, filed, tmp_path):
        out = tmp_path / "pack.zip"

        ran = cli("pack", "build", "--statement", "QS7", "--to", "CQC", "--out", out, "--json")

        assert ran.code == 0
        assert [sent["ref"] for sent in ran.json["sent"]] == ["E-0001"]
        assert [left["ref"] for left in ran.json["left_out"]] == ["E-0003"]
        assert ran.json["verified"]["ok"] is True
        assert ran.json["recipient"] == "CQC"
        assert [name for name in names_in(out) if name.startswith("evidence/")] == [ran.json["sent"][0]["path"]]

    @pytest.mark.parametrize(
        ("chosen", "refs"),
        [
            (["--refs", "E-0001,E-0002"], ["E-0001", "E-0002"]),
            (["--theme", "3"], ["E-0001"]),
            (["--query", "breaks weekends"], ["E-0002"]),
            (["--statement", "QS1", "--statement", "QS7"], ["E-0002", "E-0001"]),
        ],
    )
    def test_documents_are_chosen_in_several_ways(self, cli, filed, tmp_path, chosen, refs):
        ran = cli("pack", "build", *chosen, "--out", tmp_path / "pack.zip", "--json")

        assert sorted(sent["ref"] for sent in ran.json["sent"]) == sorted(refs)

    def test_words_say_what_stayed_and_the_digest(self, cli, filed, tmp_path):
        ran = cli("pack", "build", "--statement", "QS7", "--out", tmp_path / "pack.zip")

        assert "1 document," in ran.out
        assert "left out: E-0003" in ran.out
        assert "Digest to keep beside it: " in ran.out

    @pytest.mark.parametrize(
        ("chosen", "code"),
        [
            ([], 2),
            (["--refs", "E-0099"], 4),
            (["--statement", "QS77"], 2),
            (["--refs", "E-0003"], 2),
            (["--refs", "E-0001", "--as-at", "yesterday"], 2),
        ],
    )
    def test_choice_that_gives_no_pack_is_refused_and_leaves_nothing(self, cli, filed, tmp_path, chosen, code):
        out = tmp_path / "pack.zip"

        ran = cli("pack", "build", *chosen, "--out", out, "--json")

        assert ran.code == code
        assert problem_in(ran.json)["detail"]
        assert not out.exists()

    def test_file_that_exists_is_not_overwritten(self, cli, filed, tmp_path):
        out = file_in(tmp_path, "pack.zip", "mine")

        ran = cli("pack", "build", "--refs", "E-0001", "--out", out, "--json")

        assert (ran.code, problem_in(ran.json)["code"]) == (5, "conflict")
        assert out.read_text() == "mine"

    def test_packs_built_are_listed_with_their_recipient(self, cli, filed, tmp_path):
        cli("pack", "build", "--refs", "E-0001", "--to", "The board", "--out", tmp_path / "pack.zip")

        listed = cli("pack", "list", "--json").json["packs"]

        assert [(pack["recipient"], pack["state"], pack["made_by"]) for pack in listed] == [
            ("The board", "complete", "Asha")
        ]
        assert "The board" in cli("pack", "list").out

    def test_preview_builds_nothing(self, cli, filed):
        ran = cli("pack", "preview", "--statement", "QS7", "--json")

        assert [document["ref"] for document in ran.json["going"]] == ["E-0001"]
        assert [document["ref"] for document in ran.json["left_out"]] == ["E-0003"]
        assert cli("pack", "list", "--json").json["packs"] == []
        assert "stays: E-0003" in cli("pack", "preview", "--statement", "QS7").out


class TestVerify:
    def test_pack_as_it_was_built_is_whole(self, cli, filed, tmp_path):
        out = tmp_path / "pack.zip"
        cli("pack", "build", "--refs", "E-0001", "--out", out)

        ran = cli("pack", "verify", out, "--json")

        assert (ran.code, ran.json["findings"], ran.json["checked"]["documents"]) == (0, [], 1)

    def test_added_and_missing_files_are_named(self, cli, filed, tmp_path):
        out, changed = tmp_path / "pack.zip", tmp_path / "changed.zip"
        cli("pack", "build", "--refs", "E-0001", "--out", out)
        with zipfile.ZipFile(out) as before, zipfile.ZipFile(changed, "w") as after:
            for name in before.namelist():
                if name != "register.xlsx":
                    after.writestr(name, before.read(name))
            after.writestr("evidence/extra.txt", "slipped in")

        ran = cli("pack", "verify", changed, "--json")

        assert ran.code == 7
        assert {(f["path"], f["what"]) for f in ran.json["findings"]} == {
            ("register.xlsx", "missing"),
            ("evidence/extra.txt", "added"),
        }

    def test_another_digest_than_the_one_noted_is_told(self, cli, filed, tmp_path):
        out = tmp_path / "pack.zip"
        cli("pack", "build", "--refs", "E-0001", "--out", out)

        assert cli("pack", "verify", out, "--digest", "0" * 64).code == 7

    @pytest.mark.parametrize(("content", "code"), [(None, 4), ("no zip", 2)])
    def test_what_is_no_pack_is_refused(self, cli, tmp_path, content, code):
        path = tmp_path / "pack.zip"
        if content:
            path.write_text(content)

        ran = cli("pack", "verify", path, "--json")

        assert ran.code == code
        problem_in(ran.json)


def test_what_is_restricted_in_a_pack_is_on_record_as_read(cli, filed, tmp_path, monkeypatch):
    assert cli("user", "add", "asha@example.org", "--name", "Asha", "--role", "administrator").code == 0
    assert cli("set", "E-0001", "sensitivity=restricted").code == 0
    assert cli("clearance", "ask", "E-0001", "--to", "CQC", "--for", "Return").code == 0
    with monkeypatch.context() as other:
        other.setenv("EVIDENCE_ACTOR", "Cleo")
        assert cli("clearance", "clear", "CL-0001", "--basis", "public-task").code == 0

    sent = ("--to", "CQC", "--for", "Return", "--out", tmp_path / "pack.zip")
    ran = cli("pack", "build", "--refs", "E-0001", *sent)

    assert ran.code == 0, ran.err
    told = cli("audit", "list", "--what", "read", "--json").json
    assert [(one["documents"], one["about"]["what"].partition(",")[0]) for one in told] == [
        (["E-0001"], "the file of version 1")
    ]
