"""``tag`` and ``untag``."""

import pytest

from tests.app.forms import problem_in

pytestmark = pytest.mark.usefixtures("two_papers")


def test_only_the_statement_is_obligatory(cli):
    ran = cli("tag", "E-0001", "QS7", "--json")

    assert ran.code == 0
    tag = ran.json["tags"][0]
    assert {name: tag[name] for name in ("id", "ref", "statement", "stance", "category", "proof", "quote")} == {
        "id": "T-00001", "ref": "E-0001", "statement": "QS7", "stance": "strength", "category": None, "proof": None,
        "quote": None,
    }  # fmt: skip


def test_every_detail_of_a_tag_is_kept(cli):
    details = {"category": "processes", "sub_topic": "enquiries", "proof": "practice", "stance": "gap",
               "source": "staff", "impact": "People are safer."}  # fmt: skip
    sub_topics = cli("framework", "show", "--json").json["statements"][6]["sub_topics"]
    details["sub_topic"] = sub_topics[0]["ref"]
    options = [part for name, value in details.items() for part in (f"--{name.replace('_', '-')}", value)]

    cli("tag", "e1", "qs7", *options)

    tag = cli("show", "E-0001", "--json").json["tags"][0]
    assert {name: tag[name] for name in details} == details


def test_several_documents_are_tagged_in_one_step(cli):
    ran = cli("tag", "E-0001, e2", "QS1")

    assert ran.out == "T-00001  E-0001 tagged to QS1\nT-00002  E-0002 tagged to QS1\n"
    cli("undo")
    assert cli("show", "E-0001", "--json").json["tags"] == cli("show", "E-0002", "--json").json["tags"] == []


def test_the_very_same_tag_is_made_once(cli):
    cli("tag", "E-0001", "QS1")
    again = cli("tag", "E-0001", "QS1", "--json")

    assert [tag["id"] for tag in again.json["tags"]] == ["T-00001"]
    assert len(cli("show", "E-0001", "--json").json["tags"]) == 1


def test_quote_is_anchored_where_it_stands(cli):
    tag = cli("tag", "E-0001", "QS1", "--quote", "wait too  long", "--json").json["tags"][0]

    locator = cli("search", "wait", "--json").json["documents"][0]["passages"][0]["locator"]
    assert (tag["quote"], tag["locator"]) == ("wait too long", locator)


def test_passage_is_tagged_by_its_locator(cli):
    locator = cli("search", "weekends", "--json").json["documents"][0]["passages"][0]["locator"]

    tag = cli("tag", "E-0002", "QS1", "--passage", locator.upper(), "--json").json["tags"][0]

    assert tag["locator"] == locator
    assert "weekends" in tag["quote"]


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("E-0009", "QS1"), 4, "There is no document E-0009"),
        (("E-0001,E-0009", "QS1"), 4, "There is no document E-0009"),
        ((",", "QS1"), 2, "Name the document to tag"),
        (("E-0001", "QS99"), 2, "QS1, QS2"),
        (("E-0001", "QS1", "--category", "gossip"), 2, "gossip"),
        (("E-0001", "QS1", "--proof", "gossip"), 2, "practice"),
        (("E-0001", "QS1", "--stance", "gossip"), 2, "challenge"),
        (("E-0001", "QS1", "--source", "gossip"), 2, "unpaid-carers"),
        (("E-0001", "QS1", "--sub-topic", "gossip"), 2, "gossip"),
        (("E-0001", "QS1", "--passage", "p. 99"), 2, "It has:"),
        (("E-0001", "QS1", "--quote", "wait too short"), 2, "The nearest words are: “wait too”"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)
def test_wrong_tag_says_what_is_accepted_and_tags_nothing(cli, arguments, code, said):
    ran = cli("tag", *arguments, "--json")

    assert (ran.code, ran.err) == (code, "")
    assert said in problem_in(ran.json)["detail"]
    assert cli("show", "E-0001", "--json").json["tags"] == []


def test_untag_removes_one_tag_and_says_how_to_bring_it_back(cli):
    cli("tag", "E-0001", "QS1")
    cli("tag", "E-0001", "QS2")

    ran = cli("untag", "t-00001")

    assert ran.out == "T-00001 removed from E-0001. `evidence undo` brings it back.\n"
    assert [tag["id"] for tag in cli("show", "E-0001", "--json").json["tags"]] == ["T-00002"]


def test_unknown_tag_is_not_found(cli):
    assert cli("untag", "T-00077").code == 4
