"""``access``: who may see a restricted document, by command."""

import pytest

from tests.app.forms import problem_in

FIRST = ["role:governance", "role:lead"]
"""Who is named on a document when it becomes restricted."""


@pytest.fixture(autouse=True)
def _people(cli, two_papers):
    cli("user", "add", "dev@example.org", "--name", "Dev", "--team", "Carers team")
    cli("set", "E-0001", "sensitivity=restricted")


def named_on(cli, ref="E-0001"):
    (one,) = cli("access", "list", ref, "--json").json
    return [entry["who"] for entry in one["access"]]


def test_every_restricted_document_is_listed_with_who_may_see_it(cli):
    (one,) = cli("access", "list", "--json").json

    assert (one["ref"], one["sensitivity"]) == ("E-0001", "restricted")
    assert [entry["who"] for entry in one["access"]] == FIRST
    assert "governance, lead" in cli("access", "list").out


def test_nothing_restricted_is_said(cli):
    cli("set", "E-0001", "sensitivity=internal")

    assert cli("access", "list").out == "No document is restricted.\n"


@pytest.mark.parametrize(
    ("who", "key"),
    [("Dev@example.org", "P-0001"), ("p-0001", "P-0001"), ("team:Carers  Team", "team:carers team"),
     ("role:reader", "role:reader")],
)  # fmt: skip
def test_opened_and_closed_again(cli, who, key):
    opened = cli("access", "open", "E-0001", who, "--because", "Wrote it", "--json")

    assert (opened.code, opened.json["who"], opened.json["because"]) == (0, key, "Wrote it")
    assert sorted(named_on(cli)) == sorted([*FIRST, key])
    assert cli("access", "close", "E-0001", who, "--json").json == {"ref": "E-0001", "who": key}
    assert named_on(cli) == FIRST
    events = [event["what"] for event in cli("show", "E-0001", "--json").json["history"]]
    assert events[-2:] == ["access given", "access taken"]


def test_opening_what_is_not_restricted_says_so(cli):
    assert "not restricted, so everybody else may too" in cli("access", "open", "E-0002", "dev@example.org").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("open", "E-0001", "nobody@example.org"), 2, "evidence user list"),
        (("open", "E-0001", "role:king"), 2, "evidence user list"),
        (("open", "E-0009", "dev@example.org"), 4, "E-0009"),
        (("close", "E-0001", "dev@example.org"), 5, "not named"),
        (("list", "E-0009"), 4, "E-0009"),
    ],
)
def test_what_cannot_be_done_says_why_and_changes_nothing(cli, arguments, code, said):
    ran = cli("access", *arguments, "--json")

    assert ran.code == code
    assert said in problem_in(ran.json)["detail"]
    assert named_on(cli) == FIRST


def test_the_last_name_stays(cli):
    cli("access", "close", "E-0001", "role:lead")

    ran = cli("access", "close", "E-0001", "role:governance")

    assert ran.code == 5
    assert "Nobody could see this document" in ran.err
    assert named_on(cli) == ["role:governance"]
