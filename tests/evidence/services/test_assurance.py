"""Scores by several judges, actions closed only with evidence, and who leads what."""

from collections.abc import Callable
from datetime import date

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Conflict, Invalid, NotFound, StaleEdit
from evidence.services.drafts import TagDraft

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]


def flags(library: Library) -> dict[str, tuple[str, ...]]:
    return {flag.code: flag.refs for flag in library.assurance.readiness().statements[0].flags}


class TestScores:
    def test_scores_stand_beside_one_another(self, library: Library) -> None:
        library.assurance.score(ASHA, "QS1", 2)
        library.assurance.score(ASHA, "Assessing needs", 3, by="peer", on=date(2026, 5, 1), because="Two audits")
        library.assurance.score(ASHA, "QS1", 3)

        assert [(s.id, s.statement, s.value, s.by, s.on, s.because) for s in library.assurance.scores()] == [
            ("S-0001", "QS1", 2, "council", date(2026, 11, 23), None),
            ("S-0002", "QS1", 3, "peer", date(2026, 5, 1), "Two audits"),
            ("S-0003", "QS1", 3, "council", date(2026, 11, 23), None),
        ]

    def test_newest_score_of_each_judge_counts_on_the_day(self, library: Library) -> None:
        library.assurance.score(ASHA, "QS1", 2, on=date(2026, 1, 1))
        library.assurance.score(ASHA, "QS1", 4, on=date(2026, 6, 1))
        library.assurance.score(ASHA, "QS1", 1, by="cqc", on=date(2026, 3, 1))

        def values(on: date) -> list[tuple[str, int]]:
            return [(s.by, s.value) for s in library.assurance.readiness(on=on).statements[0].scores]

        assert values(date(2025, 12, 31)) == []
        assert values(date(2026, 3, 1)) == [("council", 2), ("cqc", 1)]
        assert values(date(2026, 7, 1)) == [("council", 4), ("cqc", 1)]

    @pytest.mark.parametrize(
        ("statement", "value", "by", "said"),
        [
            ("QS99", 3, "council", "no quality statement"),
            ("QS1", 0, "council", "from 1 to 4"),
            ("QS1", 5, "council", "from 1 to 4"),
            ("QS1", 3, "the mayor", "“the mayor” is not a judge"),
        ],
    )
    def test_wrong_score_is_refused(self, library: Library, statement: str, value: int, by: str, said: str) -> None:
        with pytest.raises(Invalid, match=said):
            library.assurance.score(ASHA, statement, value, by=by)

        assert (library.assurance.scores(), library.shelf.last_event()) == ([], 0)

    def test_scores_of_another_framework_are_not_shown(self, library: Library) -> None:
        library.assurance.score(ASHA, "QS1", 2)
        library.frameworks.put_in_force(ASHA, "apa-2009-10")

        assert library.assurance.scores() == []


class TestActions:
    def test_action_answers_a_gap(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.tagging.tag(ASHA, [ref], TagDraft("QS1", stance="gap"))
        assert "gap-without-action" in flags(library)

        action = library.assurance.add_action(
            ASHA, "QS1", " Shorten the form ", owner="Ben", due=date(2027, 1, 31), answers=["t-00001"]
        )

        assert (action.id, action.text, action.owner, action.due) == (
            "A-0001",
            "Shorten the form",
            "Ben",
            date(2027, 1, 31),
        )
        assert (action.answers, action.state) == (["T-00001"], "open")
        assert "gap-without-action" not in flags(library)

    def test_action_is_closed_with_evidence_of_its_effect(self, library: Library, put: Put) -> None:
        put("words")
        library.assurance.add_action(ASHA, "QS1", "Shorten the form")
        library.assurance.add_action(ASHA, "QS2", "Ask carers")

        closed = library.assurance.close_action(ASHA, "a-0001", effect=["e1"])

        assert (closed.state, closed.effect, closed.closed_on) == ("closed", ["E-0001"], date(2026, 11, 23))
        assert [action.id for action in library.assurance.actions()] == ["A-0001", "A-0002"]
        assert [action.id for action in library.assurance.actions("open")] == ["A-0002"]

    def test_action_without_evidence_of_its_effect_stays_open(self, library: Library) -> None:
        library.assurance.add_action(ASHA, "QS1", "Shorten the form")
        with pytest.raises(Invalid, match="evidence of its effect"):
            library.assurance.close_action(ASHA, "A-0001", effect=[])
        with pytest.raises(NotFound, match="E-0099"):
            library.assurance.close_action(ASHA, "A-0001", effect=["E-0099"])

        assert [action.state for action in library.assurance.actions()] == ["open"]

    def test_closing_twice_and_closing_what_is_not_there_are_refused(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.assurance.add_action(ASHA, "QS1", "Shorten the form")
        library.assurance.close_action(ASHA, "A-0001", effect=[ref])
        with pytest.raises(Conflict, match="closed already"):
            library.assurance.close_action(ASHA, "A-0001", effect=[ref])
        with pytest.raises(NotFound, match="no action A-0009"):
            library.assurance.close_action(ASHA, "A-0009", effect=[ref])

    def test_action_is_changed_and_saying_the_same_is_no_step(self, library: Library) -> None:
        read = library.assurance.add_action(ASHA, "QS1", "Shorten the form", owner="Ben", due=date(2027, 1, 31))
        changed = library.assurance.change_action(
            BEN, "a-0001", text=" Shorten both forms ", owner=None, due=date(2027, 2, 1), seen=read.mark
        )
        last = library.shelf.last_event()
        library.assurance.change_action(BEN, "A-0001", text="Shorten both forms", owner=None, due=date(2027, 2, 1))

        assert (changed.text, changed.owner, changed.due) == ("Shorten both forms", None, date(2027, 2, 1))
        assert library.assurance.action("a-0001") == changed
        assert library.shelf.last_event() == last
        with library.catalogue.reading() as view:
            event = view.events(newest_first=True, limit=1)[0]
        assert (event.verb, event.refs, event.about) == ("action changed", [], {"action": "A-0001"})

    def test_action_that_somebody_changed_since_it_was_read_stays(self, library: Library) -> None:
        read = library.assurance.add_action(ASHA, "QS1", "Shorten the form")
        library.assurance.change_action(BEN, "A-0001", text="Shorten the form", owner="Cleo", due=None)
        with pytest.raises(StaleEdit, match="Somebody changed A-0001"):
            library.assurance.change_action(
                ASHA, "A-0001", text="Drop the form", owner=None, due=None, seen=read.mark
            )

        assert library.assurance.action("A-0001").owner == "Cleo"

    def test_closed_unknown_and_empty_actions_are_not_changed(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.assurance.add_action(ASHA, "QS1", "Shorten the form")
        with pytest.raises(Invalid, match="what will be done"):
            library.assurance.change_action(ASHA, "A-0001", text=" ", owner=None, due=None)
        with pytest.raises(NotFound, match="no action A-0009"):
            library.assurance.change_action(ASHA, "A-0009", text="Do", owner=None, due=None)
        library.assurance.close_action(ASHA, "A-0001", effect=[ref])
        with pytest.raises(Conflict, match="is closed"):
            library.assurance.change_action(ASHA, "A-0001", text="Do", owner=None, due=None)

        assert library.assurance.action("A-0001").text == "Shorten the form"

    def test_wrong_action_is_refused(self, library: Library) -> None:
        with pytest.raises(Invalid, match="what will be done"):
            library.assurance.add_action(ASHA, "QS1", "  ")
        with pytest.raises(Invalid, match="no quality statement"):
            library.assurance.add_action(ASHA, "QS99", "Do it")
        with pytest.raises(NotFound, match="no tag T-00009"):
            library.assurance.add_action(ASHA, "QS1", "Do it", answers=["T-00009"])

        assert library.assurance.actions() == []


class TestAssignments:
    def test_newest_lead_and_deputy_in_force_on_the_day_are_named(self, library: Library) -> None:
        library.assurance.assign(ASHA, "QS1", "Ben", since=date(2026, 1, 1))
        library.assurance.assign(ASHA, "QS1", " Cleo ", since=date(2026, 6, 1))
        library.assurance.assign(ASHA, "QS1", "Dev", leading="deputy", since=date(2026, 3, 1))

        def led(on: date) -> tuple[str | None, str | None]:
            statement = library.assurance.readiness(on=on).statements[0]
            return statement.lead, statement.deputy

        assert led(date(2025, 12, 31)) == (None, None)
        assert led(date(2026, 2, 1)) == ("Ben", None)
        assert led(date(2026, 7, 1)) == ("Cleo", "Dev")
        assert library.assurance.leads(on=date(2026, 2, 1)) == {"QS1": "Ben"}
        assert library.assurance.leads() == {"QS1": "Cleo"}

    def test_assignment_needs_a_name(self, library: Library) -> None:
        with pytest.raises(Invalid, match="name of the person"):
            library.assurance.assign(ASHA, "QS1", " ")


class TestReadiness:
    def test_out_of_date_evidence_is_named_and_does_not_count(self, library: Library, put: Put) -> None:
        ref = put("minutes", kind="minutes", dated_on=date(2020, 1, 1), tags=(TagDraft("QS1"),))

        (cell,) = [c for c in library.assurance.readiness().statements[0].cells if c.category == "processes"]

        assert cell.verdict == "weak"
        assert [one.ref for one in cell.documents] == [ref]

    def test_evidence_that_will_be_out_of_date_at_the_visit_is_flagged(self, library: Library, put: Put) -> None:
        ref = put("minutes", kind="minutes", dated_on=date(2026, 6, 1), tags=(TagDraft("QS1"),))
        before = flags(library)
        library.facts.set(ASHA, {"visit_on": "2027-09-01"})

        assert "out-of-date-at-visit" not in before
        assert flags(library)["out-of-date-at-visit"] == (ref,)
