"""Boards: what a picture keeps of a day, and what is said to have moved between two of them."""

import json
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.domain.assurance import Action, Assignment
from evidence.domain.assurance import Score as Given
from evidence.domain.boards import compare, picture, read, trend
from evidence.domain.evidence_rows import EvidenceRow
from evidence.domain.frameworks import PROOFS, Band, Category, Framework, Score, Statement, SubTopic, Theme
from evidence.domain.needs import Need
from evidence.domain.readiness import assess
from evidence.errors import Damaged, Invalid

ON = date(2026, 6, 1)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
TOPICS = (SubTopic(ref="a", title="A"), SubTopic(ref="b", title="B"))
TOY = Framework(
    ref="toy", version="1", title="Toy", dated_on=ON, provider="-", source_address="-", rights="-",
    themes=(Theme(number=1, ref="one", title="One"),),
    statements=tuple(
        Statement(ref=ref, title=f"About {ref}", theme=1, asks="?", sub_topics=TOPICS, required=("people",))
        for ref in ("QS1", "QS2")
    ),
    categories=(Category(ref="people", title="People"),),
    scale=tuple(Score(value=value, meaning="-") for value in (1, 2, 3, 4)),
    bands=(
        Band(ref="low", title="Requires improvement", at_least=0, at_most=62),
        Band(ref="good", title="Good", at_least=63, at_most=100),
    ),
)  # fmt: skip
ROW = EvidenceRow(
    tag="T-1", ref="E-0001", title="A title that is nobody's business", statement="QS1", sub_topic="a",
    category="people", category_presumed=False, stance="strength", proof="practice", source="people",
    status="final", form="held", currency="in-date", currency_at_visit=None, date_presumed=False,
)  # fmt: skip


def scored(statement: str, value: int, by: str = "council") -> Given:
    given_ = {"id": f"S-{statement}-{by}", "framework": "toy", "statement": statement, "value": value, "by": by}
    return Given.model_validate({**given_, "on": ON - timedelta(days=9), "added_at": NOW, "added_by": "A"})


def action(number: int, **stated: Any) -> Action:
    facts: dict[str, Any] = {
        "id": f"A-{number:04}",
        "text": "Do it",
        "framework": "toy",
        "statement": "QS1",
        **stated,
    }
    return Action.model_validate({**facts, "added_at": NOW, "added_by": "A"})


def taken(
    rows: Iterable[EvidenceRow] = (), *, on: date = ON, scores: Iterable[Given] = (), actions: Iterable[Action] = (),
    needs: dict[str, dict[Need, int]] | None = None,
) -> dict[str, object]:  # fmt: skip
    lead = Assignment(id="L-1", framework="toy", statement="QS1", name="Asha Lead", since=date(2025, 1, 1))
    found = assess(list(rows), TOY, on=on, scores=list(scores), actions=list(actions), assignments=[lead])
    return picture(found, actions=actions, needs_by_owner=needs or {})


def practices(count: int, **fields: Any) -> list[EvidenceRow]:
    return [ROW._replace(tag=f"T-{n}", ref=f"E-{n:04}", **fields) for n in range(1, count + 1)]


pictures = st.builds(
    lambda rows, scores, actions: taken(
        [
            ROW._replace(tag=f"T-{n}", ref=f"E-{n}", statement=ref, sub_topic=topic, proof=proof, status=status)
            for n, (ref, topic, proof, status) in enumerate(rows)
        ],
        scores=[scored(ref, value) for ref, value in scores.items()],
        actions=[action(n, due=due, state=state, closed_on=ON) for n, (due, state) in actions.items()],
    ),
    st.lists(
        st.tuples(
            st.sampled_from(["QS1", "QS2"]), st.sampled_from([None, "a", "b"]), st.sampled_from([None, *PROOFS]),
            st.sampled_from(["final", "draft"]),
        ),
        max_size=6,
    ),
    st.dictionaries(st.sampled_from(["QS1", "QS2"]), st.integers(1, 4)),
    st.dictionaries(
        st.integers(1, 4),
        st.tuples(st.none() | st.dates(date(2026, 5, 1), date(2026, 7, 1)), st.sampled_from(["open", "closed"])),
    ),
)  # fmt: skip


class TestAPicture:
    def test_it_keeps_counts_scores_and_leads_of_each_statement(self) -> None:
        kept = read(taken(practices(2), scores=[scored("QS1", 3), scored("QS1", 2, "peer")]))

        one = kept.statement("QS1")
        assert one is not None
        assert (one.verdict, one.evidenced, one.of, one.lead, one.score) == ("adequate", 1, 2, "Asha Lead", 3)
        assert {judge: given_.value for judge, given_ in one.scores.items()} == {"council": 3, "peer": 2}
        assert [(cell.category, cell.verdict, cell.counted, cell.documents) for cell in one.cells] == [
            ("people", "adequate", 2, 2)
        ]
        assert "no-carers-voice" in one.flags

    def test_it_keeps_the_councils_rating(self) -> None:
        rating = read(taken(scores=[scored("QS1", 3)])).rating

        assert rating is not None
        assert (rating.total, rating.most, rating.shown, rating.band_title) == (3, 4, 75, "Good")
        assert rating.provisional
        assert read(taken()).rating is None

    def test_it_is_plain_json_and_holds_no_title_of_a_document(self) -> None:
        kept = taken(practices(3), actions=[action(1, due=ON)], needs={"Ben": {"due": 1}})

        text = json.dumps(kept)
        assert read(json.loads(text)) == read(kept)
        assert ROW.title not in text
        assert "Do it" not in text

    def test_an_action_stands_as_on_that_day(self) -> None:
        later, before = ON + timedelta(days=1), ON - timedelta(days=1)
        actions = [
            action(1, due=later), action(2, due=before), action(3, due=ON),
            action(4, due=before, state="closed", closed_on=later), action(5, state="closed", closed_on=ON),
            action(6, framework="another"),
        ]  # fmt: skip

        kept = read(taken(actions=actions))

        assert {one.id: one.state for one in kept.actions} == {
            "A-0001": "open", "A-0002": "overdue", "A-0003": "open", "A-0004": "overdue", "A-0005": "closed",
        }  # fmt: skip
        assert [one.closed_on for one in kept.actions] == [None, None, None, None, ON]

    def test_owners_and_needs_without_a_document_are_left_out(self) -> None:
        kept = read(taken(needs={"Ben": {"due": 2, "unowned": 0}, "Asha": {"due": 0}, "": {"unowned": 1}}))

        assert kept.needs_by_owner == {"Ben": {"due": 2}, "": {"unowned": 1}}

    def test_a_form_of_later_days_and_what_is_no_picture_are_named(self) -> None:
        with pytest.raises(Invalid, match="newer version"):
            read({**taken(), "form": 2})
        with pytest.raises(Damaged):
            read({"form": 1, "on": "2026-06-01"})


class TestWhatMoved:
    def test_verdict_sub_topics_and_score_in_sentences(self) -> None:
        before = taken(practices(1), scores=[scored("QS1", 3)])
        rows = [*practices(2), ROW._replace(tag="T-9", ref="E-0009", sub_topic="b")]
        after = taken(rows, on=ON + timedelta(days=30), scores=[scored("QS1", 2)])

        found = compare(before, after)

        assert (found.since, found.on) == (ON, ON + timedelta(days=30))
        assert [(one.ref, [move.sentence for move in one.moves]) for one in found.statements] == [
            (
                "QS1",
                [
                    "Evidence rose from weak to adequate.",
                    "Sub-topics evidenced rose from 1 to 2.",
                    "The council’s score fell from 3 to 2.",
                ],
            )
        ]
        assert found.rating is not None
        assert found.rating.sentence == (
            "The council’s own scores come to 50% (Requires improvement); before it was 75% (Good)."
        )

    def test_a_first_score_is_neither_better_nor_worse(self) -> None:
        found = compare(taken(), taken(scores=[scored("QS2", 4)])).of("QS2")

        assert found is not None
        assert found.score is not None
        assert (found.score.better, found.score.sentence) == (None, "The council gave its first score, 4.")

    def test_one_more_score_of_the_same_rating_is_said_too(self) -> None:
        found = compare(taken(scores=[scored("QS1", 3)]), taken(scores=[scored("QS1", 3), scored("QS2", 3)]))

        assert found.rating is not None
        assert found.rating.sentence.endswith("75% (Good), as before (2 of 2 statements scored, 1 before).")

    def test_actions_opened_closed_and_overdue(self) -> None:
        day = ON + timedelta(days=30)
        before = [action(1, due=ON), action(2), action(3, due=date(2026, 5, 1))]
        after = [
            action(1, due=ON), action(2, state="closed", closed_on=day), action(3, due=date(2026, 5, 1)), action(4),
            action(5, state="closed", closed_on=day),
        ]  # fmt: skip

        found = compare(taken(actions=before), taken(actions=after, on=day))

        assert [one.id for one in found.opened] == ["A-0004", "A-0005"]
        assert [one.id for one in found.closed] == ["A-0002", "A-0005"]
        assert [one.id for one in found.overdue] == ["A-0001"]

    def test_an_action_open_again_is_opened(self) -> None:
        before = taken(actions=[action(1, state="closed", closed_on=ON)])

        found = compare(before, taken(actions=[action(1)]))

        assert [one.id for one in found.opened] == ["A-0001"]

    def test_statements_that_came_and_went_are_named_not_compared(self) -> None:
        kept = read(taken(practices(2)))
        old = kept.model_copy(update={"statements": kept.statements[:1]})

        assert (compare(old, kept).came, compare(kept, old).went) == (("QS2",), ("QS2",))
        assert compare(old, kept).statements == ()

    def test_nothing_to_compare_with_is_no_change(self) -> None:
        found = compare(None, taken(practices(2)))

        assert (found.since, found.is_empty) == (None, True)

    def test_pictures_of_two_frameworks_are_not_compared(self) -> None:
        with pytest.raises(ValueError, match="cannot be compared"):
            compare({**taken(), "framework": "another"}, taken())

    @given(pictures)
    def test_a_picture_differs_in_nothing_from_itself(self, one: dict[str, object]) -> None:
        assert compare(one, one).is_empty

    @given(pictures, pictures)
    def test_there_and_back_says_the_opposite(self, one: dict[str, object], other: dict[str, object]) -> None:
        there, back = compare(one, other), compare(other, one)

        def moves(found: Any, *, turned: bool) -> list[tuple[object, ...]]:
            return [
                (s.ref, m.what, m.after if turned else m.before, m.before if turned else m.after,
                 m.better if m.better is None else m.better != turned)
                for s in found.statements for m in s.moves
            ]  # fmt: skip

        assert moves(there, turned=False) == moves(back, turned=True)
        assert (there.rating is None) == (back.rating is None)

    @given(pictures, pictures)
    def test_only_what_moved_is_named(self, one: dict[str, object], other: dict[str, object]) -> None:
        found = compare(one, other)

        assert all(change.moves for change in found.statements)
        assert all(move.before != move.after for change in found.statements for move in change.moves)


class TestTrend:
    def test_points_stand_in_the_order_of_days(self) -> None:
        later = taken(practices(2), on=ON + timedelta(days=30), scores=[scored("QS1", 3)])

        found = trend([later, taken(practices(1))])

        assert list(found) == ["QS1", "QS2"]
        assert [(p.on, p.verdict, p.rank, p.evidenced, p.of, p.score) for p in found["QS1"]] == [
            (ON, "weak", 1, 1, 2, None),
            (ON + timedelta(days=30), "adequate", 2, 1, 2, 3),
        ]

    def test_the_last_picture_of_a_day_stands(self) -> None:
        found = trend([taken(), taken(practices(2))])

        assert [point.verdict for point in found["QS1"]] == ["adequate"]
        assert trend([]) == {}
