"""``score``, ``action``, ``assign`` and ``about``."""

import pytest

from tests.app.forms import problem_in


class TestScore:
    def test_recorded_with_judge_day_and_reason(self, cli):
        ran = cli("score", "qs1", "3", "--by", "peer", "--on", "2026-05-01", "--because", "Good plans", "--json")

        assert ran.code == 0
        named = ("id", "statement", "value", "by", "on", "because")
        assert {name: ran.json[name] for name in named} == {
            "id": "S-0001", "statement": "QS1", "value": 3, "by": "peer", "on": "2026-05-01", "because": "Good plans",
        }  # fmt: skip

    def test_percentage_and_band_follow_from_nine_scores(self, cli):
        for number in range(1, 10):
            cli("score", f"QS{number}", "3" if number < 6 else "2")

        score = cli("readiness", "--json").json["score"]

        assert (score["total"], score["percentage"], score["exact"]) == (23, 64, "63.89")
        assert (score["band"], score["provisional"]) == ("good", False)

    def test_judges_stand_beside_one_another(self, cli):
        cli("score", "QS1", "3")
        cli("score", "QS1", "1", "--by", "cqc")

        answer = cli("readiness", "--json").json
        assert [(s["by"], s["value"]) for s in answer["statements"][0]["scores"]] == [("council", 3), ("cqc", 1)]

    @pytest.mark.parametrize(
        "wrong",
        [("QS1", "0"), ("QS1", "5"), ("QS1", "good"), ("QS77", "2"), ("QS1", "2", "--by", "mayor"),
         ("QS1", "2", "--on", "May"), ("QS1",)],
        ids=" ".join,
    )  # fmt: skip
    def test_wrong_score_is_refused(self, cli, wrong):
        ran = cli("score", *wrong, "--json")

        assert (ran.code, ran.err) == (2, "")
        problem_in(ran.json)


@pytest.mark.usefixtures("two_papers")
class TestAction:
    def test_action_answers_a_gap_and_closes_with_its_effect(self, cli):
        cli("tag", "E-0001", "QS7", "--stance", "gap")
        added = cli(
            "action", "add", "QS7", "Hire two reviewers", "--owner", "Ben", "--due", "2026-12-31",
            "--answers", "T-00001", "--json",
        )  # fmt: skip
        assert (added.json["id"], added.json["answers"], added.json["due"]) == ("A-0001", ["T-00001"], "2026-12-31")

        closed = cli("action", "close", "a-0001", "--effect", "E-0002", "--json")

        assert (closed.json["state"], closed.json["effect"]) == ("closed", ["E-0002"])
        assert cli("action", "list", "--json").json == {"actions": []}
        assert [a["id"] for a in cli("action", "list", "--closed", "--json").json["actions"]] == ["A-0001"]

    def test_words_list_owner_and_day(self, cli):
        cli("action", "add", "QS7", "Hire", "--owner", "Ben", "--due", "2026-12-31")

        assert cli("action", "list").out == "A-0001  QS7: Hire  (Ben, due 31 December 2026)\n"
        assert cli("action", "list", "--closed").out == "There are none.\n"

    def test_closing_needs_evidence_of_the_effect(self, cli):
        cli("action", "add", "QS7", "Hire")

        ran = cli("action", "close", "A-0001", "--json")

        assert ran.code == 2
        assert "--effect" in problem_in(ran.json)["detail"]

    def test_closing_twice_is_a_conflict(self, cli):
        cli("action", "add", "QS7", "Hire")
        cli("action", "close", "A-0001", "--effect", "E-0001")

        assert cli("action", "close", "A-0001", "--effect", "E-0001").code == 5

    @pytest.mark.parametrize(
        ("arguments", "code"),
        [
            (("add", "QS77", "x"), 2), (("add", "QS7", " "), 2), (("add", "QS7", "x", "--due", "soon"), 2),
            (("add", "QS7", "x", "--answers", "T-00077"), 4), (("close", "A-0077", "--effect", "E-0001"), 4),
            ((), 2),
        ],
    )  # fmt: skip
    def test_wrong_action_is_refused(self, cli, arguments, code):
        ran = cli("action", *arguments, "--json")

        assert (ran.code, ran.err) == (code, "")
        problem_in(ran.json)


class TestAssign:
    def test_lead_and_deputy_show_in_readiness(self, cli):
        assert cli("assign", "QS1", "Asha Patel", "--since", "2026-01-01").out == (
            "Asha Patel leads QS1 from 1 January 2026.\n"
        )
        cli("assign", "QS1", "Ben", "--deputy", "--since", "2026-01-01")

        statement = cli("readiness", "--on", "2026-02-01", "--json").json["statements"][0]
        assert (statement["lead"], statement["deputy"]) == ("Asha Patel", "Ben")

    def test_nobody_is_refused(self, cli):
        assert cli("assign", "QS1", " ").code == 2


class TestAbout:
    def test_facts_are_kept_and_cleared(self, cli):
        assert cli("about", "--json").json == {}
        assert cli("about", "council=Ashmere", "visit_on=2027-02-01", "--json").json == {
            "council": "Ashmere", "visit_on": "2027-02-01",
        }  # fmt: skip
        assert cli("about", "visit_on=", "--json").json == {"council": "Ashmere"}
        assert cli("about", "visit_on=", "--json").code == 0

    @pytest.mark.parametrize("wrong", ["visit_on=soon", "mayor=Ben", "council"])
    def test_wrong_fact_is_refused(self, cli, wrong):
        ran = cli("about", wrong, "--json")

        assert ran.code == 2
        problem_in(ran.json)
