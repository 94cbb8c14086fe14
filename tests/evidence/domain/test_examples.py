"""The order of examples: what is told first in an interview, and what never is."""

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.assurance import Action
from evidence.domain.examples import (
    Example,
    best_of,
    by_category,
    carrying,
    count_labelled,
    gaps_in,
    label_values,
    opening,
    rank,
    showable,
)
from evidence.domain.frameworks import PROOFS

VOICES = ("people", "unpaid-carers")
STANCES = ("strength", "gap", "planned", "challenge", "context")


def example(tag: str, **stated: object) -> Example:
    plain = {
        "tag": tag, "ref": f"E-{tag}", "title": "Paper", "statement": "QS1", "sub_topic": None,
        "category": "processes", "stance": "strength", "proof": "practice", "impact": None, "source": "data",
        "status": "final", "currency": "in-date", "why_not": None, "dated_on": date(2026, 1, 1), "labels": (),
        "quoted": False,
    }  # fmt: skip
    return Example(**{**plain, **stated})  # type: ignore[arg-type]  # every test states what it is about


def ranked(*examples: Example) -> list[str]:
    return [one.tag for one in rank(examples, peoples_sources=VOICES)]


examples = st.lists(
    st.builds(
        lambda ref, category, proof, why_not, stance, impact, tag: example(
            f"{tag:03}", ref=f"E-{ref}", category=category, proof=proof, why_not=why_not, stance=stance, impact=impact
        ),
        st.integers(1, 5),
        st.sampled_from([None, "people-experience", "processes", "partners"]),
        st.sampled_from([None, *PROOFS]),
        st.sampled_from([None, "draft", "out-of-date", "date-not-known", "wanted", "superseded"]),
        st.sampled_from(STANCES),
        st.sampled_from([None, "People wait less."]),
        st.integers(0, 999),
    ),
    max_size=12,
)


class TestOrder:
    def test_what_counts_comes_before_any_difference_made_that_does_not(self) -> None:
        assert ranked(example("1", proof="outcome", why_not="out-of-date"), example("2", proof="intention")) == [
            "2", "1",
        ]  # fmt: skip

    def test_what_it_shows_then_key_evidence_then_voice_then_passage_then_day(self) -> None:
        order = [
            example("6", proof="outcome"),
            example("5", proof="result", impact="People wait less."),
            example("4", proof="result", source="people"),
            example("3", proof="result", quoted=True),
            example("2", proof="result", dated_on=date(2026, 5, 1)),
            example("1", proof="result"),
            example("0", proof="result", dated_on=None),
        ]

        assert ranked(*reversed(order)) == [one.tag for one in order]

    def test_unknown_proof_ranks_as_the_framework_says(self) -> None:
        both = (example("1", proof=None), example("2", proof="policy", dated_on=date(2020, 1, 1)))

        assert [one.tag for one in rank(both, peoples_sources=VOICES, unknown_proof="policy")] == ["1", "2"]
        assert [one.tag for one in rank(both, peoples_sources=VOICES, unknown_proof="intention")] == ["2", "1"]

    def test_context_comes_after_strengths(self) -> None:
        assert ranked(example("1", stance="context", proof="outcome"), example("2", proof="policy")) == ["2", "1"]

    @given(examples, st.randoms())
    def test_the_order_does_not_hang_on_how_they_came(self, found: list[Example], chance: object) -> None:
        shuffled = list(found)
        chance.shuffle(shuffled)

        assert ranked(*shuffled) == ranked(*found)


class TestBest:
    def test_one_of_each_document(self) -> None:
        both = (example("1", ref="E-1", proof="outcome"), example("2", ref="E-1", category="partners"))

        assert [one.tag for one in best_of(rank(both, peoples_sources=VOICES), 3)] == ["1"]

    def test_another_category_goes_before_the_same_again(self) -> None:
        found = rank(
            [example("1", proof="outcome"), example("2", proof="outcome"), example("3", category="partners")],
            peoples_sources=VOICES,
        )

        assert [one.tag for one in best_of(found, 3)] == ["1", "3", "2"]

    def test_a_mere_policy_is_not_preferred_for_its_category(self) -> None:
        found = rank(
            [example("1", proof="outcome"), example("2", proof="result"), example("3", proof="policy", category="x")],
            peoples_sources=VOICES,
        )

        assert [one.tag for one in best_of(found, 2)] == ["1", "2"]

    @given(examples, st.integers(0, 6))
    def test_what_does_not_count_never_comes_before_what_does(self, found: list[Example], limit: int) -> None:
        best = best_of(rank(showable(found), peoples_sources=VOICES), limit)

        counting = [one.counts for one in best]
        assert counting == sorted(counting, reverse=True)
        refs = [one.ref for one in best]
        assert len(refs) == len(set(refs)) <= limit
        available = {one.ref for one in showable(found) if one.counts}
        assert sum(counting) == min(limit, len(available))

    @given(examples)
    def test_gaps_plans_wanted_and_superseded_are_never_examples(self, found: list[Example]) -> None:
        shown = best_of(rank(showable(found), peoples_sources=VOICES), 99)

        assert {one.stance for one in shown} <= {"strength", "context"}
        assert {one.why_not for one in shown}.isdisjoint({"wanted", "superseded"})


def test_each_category_has_its_best_and_each_document_once() -> None:
    found = rank(
        [
            example("1"), example("2", proof="outcome"), example("3", ref="E-2", proof="result"),
            example("4", category=None),
        ],
        peoples_sources=VOICES,
    )  # fmt: skip

    assert {name: [one.tag for one in some] for name, some in by_category(found, 2).items()} == {
        "processes": ["2", "1"], "": ["4"],
    }  # fmt: skip


def test_gaps_stand_with_the_actions_that_answer_them_unanswered_first() -> None:
    answering = Action(
        id="A-0001", text="Do it", framework="toy", statement="QS1", answers=["1"],
        added_at=datetime(2026, 1, 1, tzinfo=UTC), added_by="A",
    )  # fmt: skip
    found = [
        example("1", stance="gap"), example("2", stance="challenge", why_not="out-of-date"), example("3"),
        example("4", stance="gap", why_not="superseded"), example("5", stance="gap", why_not="wanted"),
    ]  # fmt: skip

    gaps = gaps_in(found, [answering])

    assert [(gap.example.tag, gap.answered, gap.actions) for gap in gaps] == [
        ("2", False, ()), ("1", True, (answering,)),
    ]  # fmt: skip


class TestLabels:
    found = (
        example("1", ref="E-1", labels=("locality:West", "team:Carers")),
        example("2", ref="E-1", labels=("locality:West", "team:Carers")),
        example("3", ref="E-2", labels=("locality:West",), why_not="draft"),
        example("4", ref="E-3", labels=("locality:East", "service:reablement: home")),
    )

    def test_documents_and_tags_are_counted_apart(self) -> None:
        west = count_labelled(self.found, "Locality:WEST")

        assert (west.documents, west.counting, west.tags) == (2, 1, 3)
        assert [one.tag for one in carrying(self.found, "team:carers")] == ["1", "2"]

    def test_values_of_each_group_with_the_most_first(self) -> None:
        assert label_values(self.found) == {
            "locality": {"West": 2, "East": 1}, "service": {"reablement: home": 1}, "team": {"Carers": 1},
        }  # fmt: skip
        assert list(label_values(self.found)["locality"]) == ["West", "East"]


@given(st.text(max_size=80), st.integers(5, 40))
def test_an_opening_is_short_and_on_one_line(text: str, longest: int) -> None:
    found = opening(text, longest=longest)

    assert len(found) <= longest + 2
    assert "\n" not in found
