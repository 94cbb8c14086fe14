"""``search``."""

import shutil

import pytest

from tests.app.forms import STAFF, file_in, problem_in

pytestmark = pytest.mark.usefixtures("two_papers")


def refs(ran) -> list[str]:
    return [document["ref"] for document in ran.json["documents"]]


def test_found_passages_are_answered_in_the_promised_form(cli):
    ran = cli("search", "review", "--json")

    assert (ran.code, ran.err) == (0, "")
    answer = ran.json
    assert {"query", "expanded", "behind", "total", "documents", "facets"} <= set(answer)
    assert (answer["query"], answer["behind"], answer["total"]) == ("review", 0, 1)
    document = answer["documents"][0]
    assert (document["ref"], document["title"]) == ("E-0001", "Minutes of the safeguarding board.")
    assert document["score"] > 0
    assert set(document["passages"][0]) == {"locator", "snippet", "place", "page"}
    assert "<mark>review</mark>" in document["passages"][0]["snippet"]


def test_words_show_the_hit_between_stars(cli):
    ran = cli("search", "review")

    assert "*review*" in ran.out
    assert ran.out.endswith("1 document.\n")


def test_words_of_one_query_need_no_quotes(cli):
    assert cli("search", "too", "long", "--json").json["query"] == "too long"


def test_excluded_word_after_the_end_of_options(cli):
    assert refs(cli("search", "--json", "--", "people OR carers", "-weekends")) == ["E-0001"]


def test_markup_of_a_document_is_escaped_in_snippets(cli, tmp_path):
    cli("add", file_in(tmp_path, "x.txt", "Advocacy <script>alert(1)</script> & more"))

    snippet = cli("search", "advocacy", "--json").json["documents"][0]["passages"][0]["snippet"]

    assert "<script>" not in snippet
    assert "&lt;script&gt;" in snippet
    assert "<script>alert(1)</script> & more" in cli("search", "advocacy").out


def test_without_a_query_everything_is_listed_with_counts(cli):
    answer = cli("search", "--json").json

    assert answer["total"] == 2
    assert {"theme", "statement", "category", "kind", "team", "year", "currency", "sensitivity", "label"} == set(
        answer["facets"]
    )


def test_filters_narrow(cli):
    cli("tag", "E-0001", "QS7", "--category", "processes")
    cli("tag", "E-0002", "QS1")

    assert refs(cli("search", "--statement", "QS7", "--json")) == ["E-0001"]
    assert refs(cli("search", "--category", "processes", "--json")) == ["E-0001"]
    assert refs(cli("search", "--theme", "1", "--json")) == ["E-0002"]
    assert refs(cli("search", "--kind", "minutes", "--json")) == ["E-0001"]
    assert refs(cli("search", "--statement", "QS1", "--statement", "QS7", "--json")) == ["E-0001", "E-0002"]


def test_sort_by_date_puts_the_newest_first(cli):
    cli("set", "E-0001", "dated_on=2024-01-01")
    cli("set", "E-0002", "dated_on=2025-01-01")

    assert refs(cli("search", "--sort", "date", "--json")) == ["E-0002", "E-0001"]


def test_more_like_a_document_leaves_itself_out(cli, tmp_path):
    cli("add", file_in(tmp_path, "more.txt", "Carers said breaks at weekends were rare, and hard to arrange."))

    found = refs(cli("search", "--like", "E-0002", "--json"))

    assert found[0] == "E-0003"
    assert "E-0002" not in found


def test_limit_bounds_what_is_shown_and_not_the_total(cli):
    answer = cli("search", "--limit", "1", "--json").json

    assert (answer["total"], len(answer["documents"])) == (2, 1)


def test_nothing_found_is_explained_and_no_failure(cli):
    ran = cli("search", "rewiev", "--json")

    assert (ran.code, ran.json["total"]) == (0, 0)
    assert ran.json["did_you_mean"] == ["review"]
    assert "Did you mean: review?" in cli("search", "rewiev").out


def test_withdrawn_document_is_not_found(cli):
    cli("withdraw", "E-0001")

    assert cli("search", "review", "--json").json["total"] == 0


def test_index_deleted_between_two_searches_changes_no_answer(cli, tmp_path):
    cli("add", file_in(tmp_path, "audit.txt", STAFF))
    before = cli("search", "people OR staff OR carers", "--json").json
    shutil.rmtree(tmp_path / "library" / "index")

    assert cli("search", "people OR staff OR carers", "--json").json == before


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--sort", "colour"), 2), (("--limit", "0"), 2), (("--limit", "201"), 2), (("--limit", "many"), 2),
        (("--like", "E-0077"), 4), (("--nothing", "x"), 2),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else None,
)  # fmt: skip
def test_wrong_option_is_a_problem_document(cli, arguments, code):
    ran = cli("search", *arguments, "--json")

    assert (ran.code, ran.err) == (code, "")
    problem_in(ran.json)
