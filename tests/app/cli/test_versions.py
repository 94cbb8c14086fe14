"""``version add``: a newer file, tags kept and quotes found again."""

import os

import pytest

from tests.app.forms import CARERS, WAITS, file_in, problem_in, zipped

pytestmark = pytest.mark.usefixtures("two_papers")
NEWER = (
    "Minutes of the safeguarding board.\n\nNothing new.\n\n# Reviews\n\nPeople wait too long for a review of care."
)


def test_newer_file_is_in_use_and_the_older_is_kept(cli, tmp_path):
    ran = cli("version", "add", "E-0001", file_in(tmp_path, "minutes v2.txt", NEWER), "--json")

    assert (ran.code, ran.json["version"]["number"]) == (0, 2)
    card = cli("show", "E-0001", "--json").json
    assert [version["file_name"] for version in card["versions"]] == ["minutes.txt", "minutes v2.txt"]
    assert card["current_version"] == 2


def test_quotes_are_found_again_and_their_fate_is_told(cli, tmp_path):
    cli("tag", "E-0001", "QS1", "--quote", "wait too long for a review")
    cli("tag", "E-0001", "QS7", "--quote", "review of their care")
    cli("tag", "E-0001", "QS8")

    ran = cli("version", "add", "E-0001", file_in(tmp_path, "v2.txt", NEWER))
    tags = {tag["statement"]: tag for tag in cli("show", "E-0001", "--json").json["tags"]}

    assert ran.out.startswith("E-0001 is now at version 2: v2.txt\n")
    assert tags["QS1"]["anchoring"] in {"kept", "moved"}
    assert tags["QS7"]["anchoring"] in {"changed", "lost"}
    assert tags["QS8"]["anchoring"] is None
    assert [tag["number"] for tag in tags.values()] == [2, 2, None]


def test_words_of_the_older_version_are_found_no_more(cli, tmp_path):
    cli("version", "add", "E-0001", file_in(tmp_path, "v2.txt", "Entirely about reablement now."))

    assert cli("search", "safeguarding", "--json").json["total"] == 0
    assert cli("search", "reablement", "--json").json["total"] == 1


def test_stated_details_survive_a_newer_file(cli, tmp_path):
    cli("set", "E-0001", "title=Board minutes", "kind=audit")
    cli("version", "add", "E-0001", file_in(tmp_path, "v2.txt", NEWER))

    card = cli("show", "E-0001", "--json").json
    assert (card["title"], card["kind"]) == ("Board minutes", "audit")


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [(WAITS, 5, "already-held"), (CARERS, 5, "already-held"), (b"", 2, "invalid"), (zipped(a="x"), 2, "invalid")],
    ids=["its own bytes", "bytes of another", "empty", "archive"],
)
def test_file_that_is_no_newer_version_is_refused(cli, tmp_path, content, code, kind):
    ran = cli("version", "add", "E-0001", file_in(tmp_path, "v2", content), "--json")

    assert (ran.code, ran.err) == (code, "")
    assert problem_in(ran.json)["code"] == kind
    assert cli("show", "E-0001", "--json").json["current_version"] == 1


def test_unknown_document_or_file_is_not_found(cli, tmp_path):
    assert cli("version", "add", "E-0009", file_in(tmp_path, "v2.txt", NEWER)).code == 4
    assert cli("version", "add", "E-0001", tmp_path / "gone.txt").code == 4


def test_folder_or_pipe_is_refused_and_not_waited_for(cli, tmp_path):
    os.mkfifo(tmp_path / "pipe")

    assert cli("version", "add", "E-0001", tmp_path / "pipe").code == 2
    assert cli("version", "add", "E-0001", tmp_path).code == 2
