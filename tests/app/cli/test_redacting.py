"""``redact`` and ``version remove`` by command."""

import pytest

from tests.evidence.extractors.making_packages import docx, word_paragraph

NUMBER = "943 476 5919"


@pytest.fixture(autouse=True)
def _paper(cli, tmp_path):
    path = tmp_path / "review.docx"
    path.write_bytes(docx(word_paragraph(f"NHS number: {NUMBER}.") + word_paragraph("Words for all.")))
    assert cli("add", path, "--kind", "policy", "--title", "Charging review").code == 0


def test_a_copy_is_made_shown_and_removed(cli):
    made = cli("redact", "E-0001", "--finding", 1, "--phrase", "Words for all", "--because", "It goes", "--json").json

    assert (made["version"], made["copy"]["number"], made["findings"]) == (1, 2, [1, 2]), "and the author"
    assert [one["words"] for one in made["taken"]] == [NUMBER, "Words for all"]
    assert (
        "version 2: E-0001 version 1 redacted.docx, redacted copy of version 1, text read"
        in cli("show", "E-0001").out
    )
    assert cli("findings", "show", "E-0001", "--version", 2, "--json").json["findings"] == []

    gone = cli("version", "remove", "E-0001", 2, "--yes", "--json").json
    assert (gone["removed"]["version"], len(cli("show", "E-0001", "--json").json["versions"])) == (2, 1)


def test_in_words(cli):
    out = cli("redact", "E-0001", "--finding", 1, "--because", "It goes").out

    assert "E-0001 version 2 is a redacted copy of version 1" in out
    assert f"“{NUMBER}”: 1 place" in out
    assert "Also gone: properties and names of authors" in out
    assert "nothing of this is in it" in out
    assert "removed for good" in cli("version", "remove", "E-0001", 2).out


def test_what_cannot_be_done_is_said(cli):
    for arguments, code, said in (
        (("redact", "E-0001", "--because", "It goes"), 2, "Choose what to take out"),
        (("redact", "E-0001", "--finding", 1, "--because", " "), 2, "Say why"),
        (("redact", "E-0001", "--finding", 9, "--because", "It goes"), 4, "no finding 9"),
        (("redact", "E-0001", "--phrase", "Zebra", "--because", "It goes"), 2, "Not found in the file"),
        (("redact", "E-0009", "--phrase", "Zebra", "--because", "It goes"), 4, "no document E-0009"),
        (("version", "remove", "E-0001", 1), 4, "no redacted copy"),
        (("version", "remove", "E-0001", 7), 4, "no version 7"),
    ):
        ran = cli(*arguments)
        assert (ran.code, said in ran.err, "Traceback" in ran.err) == (code, True, False), (arguments, ran)
