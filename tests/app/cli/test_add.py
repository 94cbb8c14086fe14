"""``add``: files, folders, links and wanted documents."""

import hashlib
import os

import pytest

from tests.app.forms import CARERS, STAFF, WAITS, file_in, problem_in, zipped


def test_added_file_is_answered_in_the_promised_form(cli, tmp_path):
    paper = file_in(tmp_path, "board minutes.txt")

    ran = cli("add", paper, "--json")

    assert (ran.code, ran.err) == (0, "")
    assert list(ran.json) == ["added", "held", "refused"]
    added = ran.json["added"][0]
    suggested = added.pop("suggested")
    assert added == {
        "ref": "E-0001", "title": "Minutes of the safeguarding board.", "file": "board minutes.txt",
        "sha256": hashlib.sha256(WAITS.encode()).hexdigest(), "pages": None, "text": "read", "reason": None,
    }  # fmt: skip
    assert {"statement", "locator", "quote"} <= set(suggested[0])


def test_words_name_the_reference_and_the_count(cli, tmp_path):
    ran = cli("add", file_in(tmp_path, "a.txt"))

    assert ran.code == 0
    assert ran.out.startswith("E-0001  Minutes of the safeguarding board.\n")
    assert ran.out.endswith("1 added.\n")


def test_stated_fields_and_tags_are_kept_and_not_presumed(cli, tmp_path):
    stated = ("--owner", "Ben", "--kind", "audit", "--dated-on", "2026-03-01", "--source", "auditors")
    cli("add", file_in(tmp_path, "a.txt"), *stated, "--tag", "QS7/processes/practice", "--tag", "QS9")

    card = cli("show", "E-0001", "--json").json

    assert {name: card[name] for name in ("owner", "kind", "dated_on", "source")} == {
        "owner": "Ben", "kind": "audit", "dated_on": "2026-03-01", "source": "auditors",
    }  # fmt: skip
    assert not {"owner", "kind", "dated_on", "source"} & set(card["presumed"])
    tags = [(tag["statement"], tag["category"], tag["proof"]) for tag in card["tags"]]
    assert tags == [("QS7", "processes", "practice"), ("QS9", None, None)]


def test_folder_added_twice_adds_nothing_twice(cli, tmp_path):
    file_in(tmp_path, "papers/a.txt")
    file_in(tmp_path, "papers/deep/er/b.txt", CARERS)

    first = cli("add", tmp_path / "papers", "--json")
    second = cli("add", tmp_path / "papers", "--json")

    assert [added["file"] for added in first.json["added"]] == ["a.txt", "b.txt"]
    assert (second.code, second.json["added"], second.json["refused"]) == (0, [], [])
    assert second.json["held"] == [{"file": "a.txt", "ref": "E-0001"}, {"file": "b.txt", "ref": "E-0002"}]


def test_the_same_bytes_under_another_name_are_held(cli, tmp_path):
    ran = cli("add", file_in(tmp_path, "a.txt"), file_in(tmp_path, "b.txt"))

    assert ran.code == 0
    assert "already held as E-0001: b.txt" in ran.out
    assert ran.out.endswith("1 added, 1 already held.\n")


def test_hidden_and_system_files_of_a_folder_are_left_alone(cli, tmp_path):
    for name in (".hidden.txt", ".git/config.txt", "Thumbs.db", "desktop.ini", ".DS_Store", "~$draft.docx"):
        file_in(tmp_path, f"papers/{name}")
    file_in(tmp_path, "papers/a.txt", STAFF)

    ran = cli("add", tmp_path / "papers", "--json")

    assert ran.code == 0
    assert [added["file"] for added in ran.json["added"]] == ["a.txt"]
    assert ran.json["refused"] == []


def test_hidden_file_named_by_itself_is_added(cli, tmp_path):
    ran = cli("add", file_in(tmp_path, ".hidden.txt"), "--json")

    assert [added["file"] for added in ran.json["added"]] == [".hidden.txt"]


def test_empty_folder_is_no_failure(cli, tmp_path):
    (tmp_path / "empty").mkdir()

    assert cli("add", tmp_path / "empty", "--json").json == {"added": [], "held": [], "refused": []}
    assert cli("add", tmp_path / "empty").out == "nothing to add.\n"


def test_mixed_outcome_ends_with_2_and_names_every_file(cli, tmp_path):
    cli("add", file_in(tmp_path, "known.txt", STAFF))
    offered = [
        tmp_path / "known.txt", file_in(tmp_path, "new.txt"), file_in(tmp_path, "empty.txt", b""),
        tmp_path / "gone.txt",
    ]  # fmt: skip

    ran = cli("add", *offered, "--json")

    assert (ran.code, ran.err) == (2, "")
    assert [added["file"] for added in ran.json["added"]] == ["new.txt"]
    assert ran.json["held"] == [{"file": "known.txt", "ref": "E-0001"}]
    refused = {bad["file"]: bad for bad in ran.json["refused"]}
    assert list(refused) == ["empty.txt", str(tmp_path / "gone.txt")]
    assert refused[str(tmp_path / "gone.txt")]["code"] == "not-found"


def test_archive_gives_its_members(cli, tmp_path):
    ran = cli("add", file_in(tmp_path, "all.zip", zipped(a=WAITS, b=CARERS)), "--json")

    assert ran.code == 0
    assert [added["file"] for added in ran.json["added"]] == ["all.zip/a.txt", "all.zip/b.txt"]


def test_no_wait_returns_before_the_text_is_read(cli, tmp_path):
    ran = cli("add", file_in(tmp_path, "a.txt"), "--no-wait", "--json")

    assert ran.code == 0
    assert (ran.json["added"][0]["text"], ran.json["added"][0]["suggested"]) == ("pending", [])


def test_what_was_left_waiting_is_found_by_the_next_search(cli, tmp_path):
    cli("add", file_in(tmp_path, "a.txt"), "--no-wait")

    found = cli("search", "review", "--json").json

    assert (found["total"], found["behind"]) == (1, 0)


def test_link_keeps_its_address_and_is_found_by_the_words_given(cli):
    address = "https://www.example.gov.uk/strategy"
    added = cli("add", "--link", address, "--title", "Carers strategy", "--text", "Respite for carers", "--json").json

    assert added["added"][0] | {"suggested": []} == {
        "ref": "E-0001", "title": "Carers strategy", "file": address, "sha256": None, "pages": None, "text": "read",
        "reason": None, "suggested": [],
    }  # fmt: skip
    assert cli("search", "respite", "--json").json["total"] == 1
    assert cli("show", "E-0001", "--json").json["versions"][0]["address"] == address


def test_wanted_document_is_listed_and_never_held(cli):
    cli("add", "--wanted", "Direct payments policy", "--wanted-from", "Ben", "--tag", "QS1")

    card = cli("show", "E-0001", "--json").json
    cells = cli("readiness", "--json").json["statements"][0]["cells"]

    assert (card["title"], card["versions"][0]["form"]) == ("Direct payments policy", "wanted")
    assert card["versions"][0]["wanted_from"] == "Ben"
    assert {cell["verdict"] for cell in cells} == {"missing"}


@pytest.mark.parametrize(
    "wrong",
    [
        ("--kind", "novel"), ("--source", "gossip"), ("--dated-on", "1st May"), ("--tag", "QS77"),
        ("--tag", "QS7/nowhere"), ("--tag", "QS7/processes/proof/more"), ("--tag", "/"), ("--title", "T", "more.txt"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_detail_is_refused_before_anything_is_added(cli, tmp_path, monkeypatch, wrong):
    monkeypatch.chdir(tmp_path)
    file_in(tmp_path, "more.txt", STAFF)

    ran = cli("add", file_in(tmp_path, "a.txt"), *wrong, "--json")

    assert ran.code == 2
    assert problem_in(ran.json)["code"] == "invalid"
    assert cli("list", "--json").json["total"] == 0


@pytest.mark.parametrize(
    "arguments",
    [(), ("--link", "https://a.example/b", "--wanted", "T"), ("a.txt", "--wanted", "T")],
    ids=["nothing", "link and wanted", "file and wanted"],
)
def test_one_way_of_adding_at_a_time(cli, arguments):
    ran = cli("add", *arguments, "--json")

    assert ran.code == 2
    assert "Say what to add" in problem_in(ran.json)["detail"]


@pytest.mark.parametrize("address", ["ftp://a.example/b", "javascript:alert(1)", "https://", "a b"])
def test_link_that_is_no_web_address_is_refused(cli, address):
    assert cli("add", "--link", address, "--json").code == 2


class TestPathsThatAreNoFiles:
    def test_missing_path(self, cli, tmp_path):
        ran = cli("add", tmp_path / "gone.txt")

        assert ran.code == 2
        assert "There is no file" in ran.out
        assert ran.out.endswith("1 refused.\n")

    def test_pipe_is_refused_and_not_waited_for(self, cli, tmp_path):
        os.mkfifo(tmp_path / "pipe")

        ran = cli("add", tmp_path / "pipe", file_in(tmp_path, "a.txt"), "--json")

        assert (ran.code, len(ran.json["added"])) == (2, 1)
        assert ran.json["refused"][0]["reason"].startswith("This is not a file.")

    def test_broken_symbolic_link_inside_a_folder(self, cli, tmp_path):
        file_in(tmp_path, "papers/a.txt")
        (tmp_path / "papers" / "b.txt").symlink_to(tmp_path / "gone")

        ran = cli("add", tmp_path / "papers", "--json")

        assert (ran.code, len(ran.json["added"])) == (2, 1)
        assert ran.json["refused"][0]["file"].endswith("papers/b.txt")

    def test_name_longer_than_the_system_allows(self, cli, tmp_path):
        ran = cli("add", tmp_path / ("x" * 300), "--json")

        assert ran.code == 2
        assert "could not be read" in ran.json["refused"][0]["reason"]

    @pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
    def test_file_and_folder_that_may_not_be_read(self, cli, tmp_path):
        file_in(tmp_path, "papers/a.txt").chmod(0)
        file_in(tmp_path, "papers/closed/b.txt")
        (tmp_path / "papers" / "closed").chmod(0)

        ran = cli("add", tmp_path / "papers", "--json")

        (tmp_path / "papers" / "closed").chmod(0o700)
        assert ran.code == 2
        assert len(ran.json["refused"]) == 2


class TestNames:
    def test_line_break_and_direction_mark_are_not_shown(self, cli, tmp_path):
        file_in(tmp_path, "papers/line\nbreak \u202egnp.txt")

        ran = cli("add", tmp_path / "papers", "--json")

        assert ran.json["added"][0]["file"] == "linebreak gnp.txt"

    def test_refused_name_cannot_steer_the_terminal(self, cli, tmp_path):
        ran = cli("add", tmp_path / "gone\x1b[31m\u202e.txt")

        assert ran.code == 2
        assert "\x1b" not in ran.out + ran.err
        assert "\u202e" not in ran.out + ran.err

    def test_name_that_is_no_text_is_added_and_printed(self, cli, tmp_path):
        (tmp_path / "papers").mkdir()
        with open(os.fsencode(tmp_path / "papers") + b"/caf\xe9.txt", "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib takes no bytes
            file.write(WAITS)

        ran = cli("add", tmp_path / "papers", "--json")

        assert ran.code == 0
        assert ran.json["added"][0]["file"] == "caf\ufffd.txt"

    def test_folder_of_a_file_is_remembered_as_it_was_named(self, cli, tmp_path):
        file_in(tmp_path, "papers/deep/a.txt")
        cli("add", tmp_path / "papers")

        assert cli("show", "E-0001", "--json").json["versions"][0]["folder"] == "papers/deep"
