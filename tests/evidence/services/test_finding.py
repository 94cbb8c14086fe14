"""What somebody who searches gets: documents, passages, counts, notes, and a way on when there is nothing."""

import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.errors import Invalid, NotFound
from evidence.ports import Findable
from evidence.services.finding import FILTERS, Finding, Found
from tests.evidence.services.finding_builder import HELD, ON, Make, doc, make_finding


class TestAnswers:
    def test_passage_is_shown_with_its_place_and_marked(self, finding: Finding) -> None:
        (found,) = finding.search("waiting list", on=ON).documents
        assert found.as_json() == {
            "ref": "E-0001",
            "title": "Waiting list report",
            "score": found.score,
            "passages": [
                {
                    "locator": "p. 2",
                    "snippet": "The <mark>waiting</mark> <mark>list</mark> &lt;b&gt; fell by 60.7%.",
                    "place": 1,
                    "page": None,
                }
            ],
            "kind": "report",
            "status": "final",
            "currency": "in-date",
            "dated_on": "2025-05-01",
            "statements": ["QS1"],
            "scattered": False,
            "why": [],
        }

    def test_outside_form_is_json(self, finding: Finding) -> None:
        answer = finding.search("carers nothingness", on=ON).as_json()
        assert list(json.loads(json.dumps(answer))) == [
            "query", "expanded", "behind", "total", "documents", "facets", "did_you_mean", "notes", "nearest",
        ]  # fmt: skip

    def test_empty_query_lists_documents_newest_first(self, finding: Finding) -> None:
        assert refs(finding.search("", on=ON)) == ["E-0001", "E-0002", "E-0042", "E-0003"]

    def test_sorted_by_date_when_asked(self, finding: Finding) -> None:
        assert refs(finding.search("carers", on=ON, sort="date")) == ["E-0001", "E-0002", "E-0042"]

    def test_page_and_total_are_told_apart(self, finding: Finding) -> None:
        answer = finding.search("", on=ON, limit=2, offset=1)
        assert (refs(answer), answer.total) == (["E-0002", "E-0042"], 4)

    def test_out_of_date_document_comes_after_an_equal_one_in_date(self, make: "Make") -> None:
        finding = make(
            (doc("E-0001", "x", currency="out-of-date"), ["carers"]),
            (doc("E-0002", "x", currency="in-date"), ["carers"]),
        )
        answer = finding.search("carers", on=ON)
        assert refs(answer) == ["E-0002", "E-0001"]
        assert answer.documents[1].why == ("Out of date.",)

    def test_number_of_events_behind_is_told(self, make: "Make") -> None:
        assert make((doc("E-0001", "x"), ["carers"]), last=5).search("carers", on=ON).behind == 4

    @pytest.mark.parametrize("typed", ["E-0042", "e42", "e-42", "E 42"])
    def test_reference_finds_its_document_first(self, finding: Finding, typed: str) -> None:
        assert refs(finding.search(typed, on=ON))[0] == "E-0042"

    def test_unreadable_document_is_found_by_its_title(self, finding: Finding) -> None:
        (found,) = finding.search("scanned letter", on=ON).documents
        assert (found.ref, found.passages) == ("E-0003", ())
        assert found.why == (
            "Found by its title, file name or reference.",
            "Its text could not be read: pictures only.",
        )

    def test_abbreviation_finds_what_it_stands_for_and_says_so(self, finding: Finding) -> None:
        answer = finding.search("S42", on=ON)
        assert (refs(answer), answer.expanded) == (["E-0042"], (("S42", ("section 42",)),))
        assert "<mark>section 42</mark>" in answer.documents[0].passages[0].snippet

    def test_abbreviation_is_left_alone_when_asked(self, finding: Finding) -> None:
        answer = finding.search("S42", on=ON, as_typed=True)
        assert (refs(answer), answer.expanded) == ([], ())

    def test_scattered_words_are_said_to_be(self, finding: Finding) -> None:
        (found,) = finding.search("breaks 60.7", on=ON).documents
        assert (found.scattered, found.why) == (True, ("The words stand in different passages.",))

    def test_only_excluded_words_list_all_others(self, finding: Finding) -> None:
        assert set(refs(finding.search("-carers", on=ON))) == {"E-0003"}

    def test_documents_alike(self, finding: Finding) -> None:
        assert refs(finding.search("", on=ON, like="e1"))[0] in {"E-0002", "E-0042"}

    def test_nothing_is_like_a_document_nobody_may_see(self, finding: Finding) -> None:
        with pytest.raises(NotFound):
            finding.search("", on=ON, like="E-0099")


class TestFilters:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("kind:report", ["E-0001"]),
            ("kind:Report", ["E-0001"]),
            ("-kind:report", ["E-0002", "E-0042", "E-0003"]),
            ("kind:report OR kind:policy", ["E-0001", "E-0002"]),
            ("statement:QS1", ["E-0001"]),
            ('statement:"assessing needs"', ["E-0001"]),
            ("theme:1", ["E-0001", "E-0002"]),
            ("category:people", ["E-0001"]),
            ('team:"front door"', ["E-0001"]),
            ("owner:asha", ["E-0002"]),
            ("year:2024", ["E-0002"]),
            ("currency:out-of-date", ["E-0042"]),
            ('currency:"out of date"', ["E-0042"]),
            ("label:north", ["E-0001"]),
            ("label:locality:north", ["E-0001"]),
            ("status:draft", ["E-0002"]),
            ("sensitivity:sensitive", ["E-0042"]),
            ("ref:e42", ["E-0042"]),
            ("title:policy", ["E-0002"]),
            ("carers kind:report", ["E-0001"]),
            ("carers -kind:report", ["E-0002", "E-0042"]),
        ],
    )
    def test_field_narrows(self, finding: Finding, text: str, expected: list[str]) -> None:
        assert sorted(refs(finding.search(text, on=ON))) == sorted(expected)

    @pytest.mark.parametrize(
        "text", ["carers kind:polcy", "carers team:nobody", "carers year:1066", "carers theme:9"]
    )
    def test_unknown_value_is_noted_and_left_out(self, finding: Finding, text: str) -> None:
        answer = finding.search(text, on=ON)
        assert answer.total == 3
        assert "left out" in answer.notes[0]

    def test_one_of_several_values_is_enough(self, finding: Finding) -> None:
        answer = finding.search("", on=ON, filters={"kind": ["report", "policy"], "status": ["final"]})
        assert refs(answer) == ["E-0001"]

    @pytest.mark.parametrize(
        "filters",
        [{"statement": ["QS99"]}, {"category": ["x"]}, {"theme": ["x"]}, {"kind": ["x"]}, {"colour": ["x"]}],
    )
    def test_unknown_filter_is_an_error(self, finding: Finding, filters: dict[str, list[str]]) -> None:
        with pytest.raises(Invalid):
            finding.search("", on=ON, filters=filters)

    def test_facet_is_not_narrowed_by_its_own_filter(self, finding: Finding) -> None:
        facets = finding.search("carers", on=ON, filters={"kind": ["report"]}).as_json()["facets"]
        assert {value["value"]: value["count"] for value in facets["kind"]} == {"report": 1, "policy": 1, "audit": 1}
        assert facets["status" if "status" in facets else "year"] == [{"value": "2025", "count": 1, "chosen": False}]

    def test_facets_carry_titles_and_the_schemes_order(self, finding: Finding) -> None:
        facets = finding.search("", on=ON).as_json()["facets"]
        assert [(v["value"], v["title"]) for v in facets["statement"]] == [
            ("QS1", "Assessing needs"),
            ("QS2", "Supporting people"),
        ]

    def test_a_later_document_is_counted_before_those_of_no_date(self, make: "Make") -> None:
        found = make(
            (doc("E-0001", "x", currency="unknown"), ["carers"]),
            (doc("E-0002", "x", currency="not-yet"), ["carers"]),
            (doc("E-0003", "x", currency="out-of-date"), ["carers"]),
        )
        facets = found.search("carers", on=ON).as_json()["facets"]["currency"]
        assert [value["value"] for value in facets] == ["out-of-date", "not-yet", "unknown"]
        assert refs(found.search("carers currency:not-yet", on=ON)) == ["E-0002"]


class TestNothingFound:
    def test_absent_word_is_named_with_the_nearest_question(self, finding: Finding) -> None:
        answer = finding.search("waiting zebras", on=ON)
        assert answer.notes == ("No document has “zebras”.",)
        assert answer.nearest is not None
        assert answer.nearest.as_json() == {
            "query": "waiting", "total": 1, "dropped": ["zebras"], "without_filters": [],
        }  # fmt: skip

    def test_misspelt_word_is_corrected_within_the_question(self, finding: Finding) -> None:
        assert finding.search("carrers kind:report", on=ON).did_you_mean == ("carers kind:report",)

    def test_misspelt_words_are_corrected_together(self, finding: Finding) -> None:
        assert finding.search("waitng lisst", on=ON).did_you_mean[0] == "waiting list"

    def test_filter_that_excludes_everything_is_named(self, finding: Finding) -> None:
        answer = finding.search("waiting", on=ON, filters={"kind": ["policy"]})
        assert answer.notes[0] == "Without the filter kind = policy, one document answers."
        assert answer.nearest is not None
        assert (answer.nearest.without_filters, answer.nearest.total) == (("kind",), 1)

    def test_words_that_never_meet_drop_the_rarest(self, finding: Finding) -> None:
        answer = finding.search("carers letter", on=ON)
        assert answer.nearest is not None
        assert (answer.nearest.query, answer.nearest.dropped) == ("carers", ("letter",))

    def test_excluded_word_that_takes_everything_is_named(self, finding: Finding) -> None:
        answer = finding.search("waiting -carers", on=ON)
        assert answer.nearest is not None
        assert (answer.nearest.query, answer.nearest.dropped) == ("waiting", ("-carers",))


class TestWhatMayBeSeen:
    """Two worlds: the same library with and without a hidden document; whoever may not see it is told the same."""

    @pytest.mark.parametrize(
        "text",
        ["canary", "canry", "canary*", '"canary words"', "carers canary", "carers", "", "E-0099", "ref:E-0099",
         "-canary", "team:hidden", "label:hidden", "canary OR carers", "title:canary", "year:1999", "carers kind:zz"],
    )  # fmt: skip
    def test_hidden_document_changes_nothing(self, make: "Make", text: str) -> None:
        seen = [(doc("E-0001", "Carers"), ["carers wait", "more of carers here"])]
        hidden = (
            doc("E-0099", "canary words", team="hidden", year=1999, labels=("hidden:canary",)),
            ["canary carers"] * 3,
        )
        with_hidden = make(*seen, hidden, shown=1).search(text, on=ON)
        without = make(*seen).search(text, on=ON)
        assert without_scores(with_hidden) == without_scores(without)

    def test_nothing_is_like_a_hidden_document(self, make: "Make") -> None:
        hidden = (doc("E-0099", "carers"), ["carers"])
        with pytest.raises(NotFound):
            make((doc("E-0001", "Carers"), ["carers"]), hidden, shown=1).search("", on=ON, like="E-0099")


@settings(max_examples=120, deadline=None)
@given(
    st.lists(
        st.sampled_from(["carers", "OR", "-", "zzz", "kind:report", '"waiting list"', "(", "car*", "S42?"]),
        max_size=7,
    )
)
def test_every_query_is_answered(pieces: list[str]) -> None:
    answer = SHARED.search(" ".join(pieces), on=ON)
    assert answer.total >= len(answer.documents)
    json.dumps(answer.as_json())


def refs(answer: Found) -> list[str]:
    return [document.ref for document in answer.documents]


def without_scores(answer: Found) -> dict[str, Any]:
    """The answer as told, without the scores, which follow the statistics of the whole index."""
    told = answer.as_json()
    for document in told["documents"]:
        del document["score"]
    return told


@pytest.fixture
def make(tmp_path_factory: pytest.TempPathFactory) -> Make:
    def made(*held: tuple[Findable, Sequence[str]], shown: int | None = None, last: int = 1) -> Finding:
        return make_finding(tmp_path_factory.mktemp("index"), held, shown=shown, last=last)

    return made


@pytest.fixture
def finding(make: Make) -> Finding:
    return make(*HELD)


@pytest.fixture(scope="module", autouse=True)
def _shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    global SHARED  # noqa: PLW0603 - hypothesis takes no function-scoped fixture
    SHARED = make_finding(tmp_path_factory.mktemp("shared"), HELD)


SHARED: Finding
assert set(FILTERS) > {"owner", "status"}
