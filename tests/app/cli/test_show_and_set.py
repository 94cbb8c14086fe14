"""``list``, ``show``, ``set``, ``confirm``, ``relate``, ``withdraw``, ``reinstate`` and ``discard``."""

from io import StringIO

import pytest

from tests.app.forms import problem_in

pytestmark = pytest.mark.usefixtures("two_papers")


class Terminal(StringIO):
    """A keyboard on which something has been typed."""

    def isatty(self) -> bool:
        return True


class TestList:
    def test_documents_in_order_of_reference(self, cli):
        ran = cli("list", "--json")

        assert (ran.code, ran.json["total"]) == (0, 2)
        assert [document["ref"] for document in ran.json["documents"]] == ["E-0001", "E-0002"]

    def test_words_count_what_is_shown(self, cli):
        assert cli("list").out.endswith("\n2 documents.\n")
        assert cli("list", "--limit", "1").out.endswith("\n2 documents, 1 shown.\n")

    def test_narrowed_by_status_owner_tags_and_guesses(self, cli):
        cli("set", "E-0001", "owner=Ben", "status=draft")
        cli("confirm", "E-0001")
        cli("tag", "E-0001", "QS1")

        for option in (("--status", "draft"), ("--owner", "Ben")):
            assert [d["ref"] for d in cli("list", *option, "--json").json["documents"]] == ["E-0001"]
        for option in ("--presumed", "--untagged"):
            assert [d["ref"] for d in cli("list", option, "--json").json["documents"]] == ["E-0002"]

    def test_unknown_status_names_those_there_are(self, cli):
        ran = cli("list", "--status", "lost", "--json")

        assert ran.code == 2
        assert "superseded" in problem_in(ran.json)["detail"]


class TestShow:
    def test_everything_known_in_one_document(self, cli):
        card = cli("show", "e2", "--json").json

        assert {"ref", "title", "kind", "status", "presumed", "revision", "currency", "versions", "tags", "relations",
                "suggested", "history"} <= set(card)  # fmt: skip
        assert [event["what"] for event in card["history"]] == ["added", "text read"]
        assert [event["by"] for event in card["history"]] == ["Asha", "the library"]
        assert card["versions"][0]["file_name"] == "survey.txt"

    def test_words_mark_what_is_to_confirm(self, cli):
        assert "  kind: minutes  (to confirm)\n" in cli("show", "E-0001").out
        cli("confirm", "E-0001", "kind")
        assert "  kind: minutes\n" in cli("show", "E-0001").out

    @pytest.mark.parametrize("ref", ["E-0099", "E-", "", "../../etc/passwd", "E-0001'; --"])
    def test_unknown_reference_is_not_found(self, cli, ref):
        ran = cli("show", ref, "--json")

        assert ran.code == 4
        assert problem_in(ran.json)["code"] == "not-found"


class TestSet:
    def test_set_value_is_no_longer_presumed(self, cli):
        ran = cli("set", "E-0001", "kind=audit", "dated_on=2026-01-31", "labels=locality:Northside", "--json")

        assert ran.code == 0
        answer = {name: ran.json[name] for name in ("kind", "dated_on", "labels", "revision")}
        assert answer == {"kind": "audit", "dated_on": "2026-01-31", "labels": ["locality:Northside"], "revision": 1}
        assert "kind" not in ran.json["presumed"]

    def test_empty_value_clears(self, cli):
        cli("set", "E-0001", "owner=Ben")

        assert cli("set", "E-0001", "owner=", "--json").json["owner"] is None

    def test_value_may_hold_an_equals_sign(self, cli):
        assert cli("set", "E-0001", "note=a=b", "--json").json["note"] == "a=b"

    def test_new_title_is_found_by_search(self, cli):
        cli("set", "E-0001", "title=Zebra crossings")

        assert cli("search", "zebra", "--json").json["documents"][0]["ref"] == "E-0001"

    @pytest.mark.parametrize(
        ("field", "said"),
        [
            ("colour=red", "Fields: title"), ("ref=E-0009", "no field “ref”"), ("sha256=00", "no field “sha256”"),
            ("added_by=Dev", "no field “added_by”"), ("revision=9", "no field “revision”"), ("title=", "always has"),
            ("kind=novel", "novel"), ("status=withdrawn", "evidence withdraw"), ("status=lost", "superseded"),
            ("dated_on=31/01/2026", "year-month-day"), ("line=4", "1 (management)"), ("owner", "FIELD=VALUE"),
            ("=x", "FIELD=VALUE"), ("sensitivity=secret", "sensitive"), ("labels=colour:red", "colour"),
            (f"title={'x' * 501}", "between 1 and 500"),
        ],
        ids=lambda value: value[:20],
    )  # fmt: skip
    def test_wrong_value_says_what_is_accepted_and_changes_nothing(self, cli, field, said):
        before = cli("show", "E-0001", "--json").json

        ran = cli("set", "E-0001", "owner=Ben", field, "--json")

        assert ran.code == 2
        assert said in problem_in(ran.json)["detail"]
        assert cli("show", "E-0001", "--json").json == before

    def test_period_that_ends_before_it_begins_is_refused(self, cli):
        assert cli("set", "E-0001", "covers_from=2026-02-01", "covers_to=2026-01-01").code == 2


class TestConfirm:
    def test_all_guesses_are_confirmed_at_once(self, cli):
        assert cli("show", "E-0001", "--json").json["presumed"] != []

        assert cli("confirm", "E-0001", "--json").json["presumed"] == []

    def test_only_the_named_ones(self, cli):
        before = set(cli("show", "E-0001", "--json").json["presumed"])

        assert set(cli("confirm", "E-0001", "title", "--json").json["presumed"]) == before - {"title"}


class TestRelate:
    def test_relation_shows_on_both(self, cli):
        ran = cli("relate", "E-0002", "appendix-of", "E-0001", "--json")

        assert ran.json == {"ref": "E-0002", "kind": "appendix-of", "to_ref": "E-0001"}
        assert cli("show", "E-0001", "--json").json["relations"] == [ran.json]
        assert cli("show", "E-0002", "--json").json["relations"] == [ran.json]

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("E-0001", "cousin-of", "E-0002"), 2), (("E-0001", "supersedes", "E-0001"), 2),
            (("E-0001", "supersedes", "E-0009"), 4),
        ],
    )  # fmt: skip
    def test_wrong_relation_is_refused(self, cli, arguments, code):
        assert cli("relate", *arguments).code == code


class TestWithdraw:
    def test_withdrawn_document_is_kept_and_comes_back_as_it_was(self, cli):
        cli("set", "E-0001", "status=draft")

        assert cli("withdraw", "E-0001", "--json").json["status"] == "withdrawn"
        assert "withdrawn)" in cli("list").out
        assert cli("reinstate", "E-0001", "--json").json["status"] == "draft"

    def test_twice_is_a_conflict(self, cli):
        cli("withdraw", "E-0001")

        assert cli("withdraw", "E-0001").code == 5
        assert cli("reinstate", "E-0002").code == 5


class TestDiscard:
    def test_bytes_text_and_tags_are_gone_and_the_reference_is_not_used_again(self, cli, tmp_path):
        cli("tag", "E-0002", "QS1")
        ran = cli("discard", "E-0002", "--json")

        assert ran.code == 0
        assert ran.json["discarded"] == {"ref": "E-0002", "title": "Survey of unpaid carers.", "files": 1}
        assert cli("show", "E-0002").code == 4
        assert cli("search", "weekends", "--json").json["total"] == 0
        assert len([path for path in (tmp_path / "library" / "files").rglob("*") if path.is_file()]) == 1
        assert cli("add", tmp_path / "survey.txt", "--json").json["added"][0]["ref"] == "E-0003"
        assert cli("verify", "--json").json["damage"] == []

    @pytest.mark.parametrize(("said", "code", "left"), [("n\n", 130, 1), ("", 130, 1), ("y\n", 0, 0)])
    def test_a_person_is_asked_and_may_say_no(self, cli, monkeypatch, said, code, left):
        monkeypatch.setattr("sys.stdin", Terminal(said))
        monkeypatch.setattr("sys.stdout.isatty", lambda: True)

        ran = cli("discard", "E-0002")

        assert ran.code == code
        assert ran.out.startswith("Remove E-0002, Survey of unpaid carers., for good?")
        assert cli("search", "weekends", "--json").json["total"] == left

    @pytest.mark.parametrize("quiet", [(), ("--yes",), ("--json",)], ids=["no terminal", "--yes", "--json"])
    def test_a_program_is_not_asked(self, cli, quiet):
        assert cli("discard", "E-0002", *quiet).code == 0
