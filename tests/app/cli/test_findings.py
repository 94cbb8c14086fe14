"""``findings``: what was found before a document leaves, by command."""

import pytest

TEXT = "Charging policy\n\nNHS number: 943 476 5919\n\nIn the year two people died while waiting.\n"


@pytest.fixture(autouse=True)
def _paper(cli, tmp_path):
    path = tmp_path / "policy.txt"
    path.write_text(TEXT)
    assert cli("add", path, "--kind", "policy", "--title", "Charging policy").code == 0


def test_findings_are_shown_with_their_words_and_place(cli):
    shown = cli("findings", "show", "E-0001", "--json").json

    assert (shown["check"], shown["version"]) == ("decide", 1)
    assert [(one["kind"], one["words"]) for one in shown["findings"]] == [
        ("nhs-number", "943 476 5919"), ("small-count", "two people")
    ]  # fmt: skip
    assert "NHS numbers, " in cli("findings", "show", "E-0001").out


def test_documents_that_wait_are_listed(cli):
    (one,) = cli("findings", "list", "--json").json
    assert one == {"ref": "E-0001", "title": "Charging policy", "findings": {"nhs-number": 1, "small-count": 1}}

    cli("findings", "decide", "E-0001", "--all", "--because", "Invented")
    assert cli("findings", "list").out == "Nothing waits for a decision.\n"


def test_decided_and_reopened(cli):
    decided = cli("findings", "decide", "E-0001", "1", "--because", "Invented", "--json").json
    assert decided == {"ref": "E-0001", "check": "decide", "reasons": ["Counts under five: 1."]}
    assert "It may stay: Invented" in cli("findings", "show", "E-0001").out

    assert cli("findings", "reopen", "E-0001", "1", "--json").json["reasons"][0] == "NHS numbers: 1."


def test_restricted_by_the_same_act(cli):
    assert cli("findings", "decide", "E-0001", "1", "--restrict", "--because", "Tells of a person").code == 0
    assert cli("show", "E-0001", "--json").json["sensitivity"] == "restricted"


def test_nothing_spotted_is_never_said_to_be_clear(cli, tmp_path):
    (tmp_path / "plain.txt").write_text("Words for all.")
    cli("add", tmp_path / "plain.txt", "--kind", "case-study", "--title", "Paper")

    out = cli("findings", "show", "E-0002").out
    assert "somebody must read it" in out
    assert "proves nothing clear" in out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("decide", "E-0001", "1", "--because", " "), 2, "Say why"),
        (("decide", "E-0001", "--because", "Invented"), 2, "Choose at least one"),
        (("decide", "E-0001", "7", "--because", "Invented"), 4, "no finding 7"),
        (("show", "E-0009"), 4, "no document E-0009"),
        (("show", "E-0001", "--version", "4"), 4, "no version 4"),
    ],
)
def test_what_cannot_be_done_is_said(cli, arguments, code, said):
    ran = cli("findings", *arguments)

    assert (ran.code, said in ran.err, "Traceback" in ran.err) == (code, True, False)
