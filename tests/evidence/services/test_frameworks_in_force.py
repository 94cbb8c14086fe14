"""Which framework is in force, and readiness rules that a library keeps differently."""

from collections.abc import Callable

import pytest

from app.wiring import Library
from evidence.domain.assurance import RuleChange
from evidence.domain.people import folder_owner
from evidence.domain.rules import rule_values
from evidence.errors import Invalid, NotFound
from evidence.services.drafts import TagDraft

ASHA = folder_owner("Asha")
Put = Callable[..., str]


def kept(library: Library) -> dict[str, str]:
    with library.catalogue.reading() as view:
        return {row.rule: row.value for row in view.all(RuleChange)}


class TestInForce:
    def test_first_framework_is_in_force_until_another_is_put_there(self, library: Library) -> None:
        before = library.frameworks.in_force().ref
        library.frameworks.put_in_force(ASHA, "apa-2009-10")

        assert (before, library.frameworks.in_force().ref) == ("cqc-local-authority", "apa-2009-10")

    def test_unknown_framework_changes_nothing(self, library: Library) -> None:
        with pytest.raises(NotFound, match="apa-2009-10"):
            library.frameworks.put_in_force(ASHA, "iso-9001")

        assert library.frameworks.in_force().ref == "cqc-local-authority"

    def test_tags_of_the_old_framework_are_named_and_none_is_lost(self, library: Library, put: Put) -> None:
        one, two = put("one", tags=(TagDraft("QS1"),)), put("two", tags=(TagDraft("QS7"),))

        library.frameworks.put_in_force(ASHA, "apa-2009-10")
        library.tagging.tag(ASHA, [one], TagDraft("O1"))

        readiness = library.assurance.readiness()
        assert [(u.ref, u.statement, u.framework) for u in readiness.unplaced] == [
            (one, "QS1", "cqc-local-authority"), (two, "QS7", "cqc-local-authority"),
        ]  # fmt: skip
        assert all("another framework" in u.reason for u in readiness.unplaced)

    def test_going_back_brings_everything_back(self, library: Library, put: Put) -> None:
        put("one", tags=(TagDraft("QS1"),), kind="minutes", dated_on=library.clock.today())
        before = library.assurance.readiness()

        library.frameworks.put_in_force(ASHA, "apa-2009-10")
        library.frameworks.put_in_force(ASHA, "cqc-local-authority")

        assert library.assurance.readiness() == before

    def test_readiness_of_another_framework_is_shown_without_putting_it_in_force(
        self, library: Library, put: Put
    ) -> None:
        put("one", tags=(TagDraft("QS1"),))

        other = library.assurance.readiness(framework="apa-2009-10")

        assert (other.framework_ref, len(other.unplaced)) == ("apa-2009-10", 1)
        assert library.frameworks.in_force().ref == "cqc-local-authority"


class TestRules:
    def test_change_is_shown_before_it_is_saved(self, library: Library, put: Put) -> None:
        for number in range(2):
            put(
                f"minutes {number}",
                kind="minutes",
                dated_on=library.clock.today(),
                tags=(TagDraft("QS1", "processes"),),
            )

        changes = library.assurance.compare_rules({"adequate.documents": "3"})

        assert [(c.statement, c.category, c.before, c.after) for c in changes if c.category == "processes"] == [
            ("QS1", "processes", "adequate", "weak")
        ]
        assert kept(library) == {}
        assert library.assurance.compare_rules({"adequate.documents": "3"}) == changes

    def test_saved_rule_decides_from_then_on(self, library: Library, put: Put) -> None:
        for number in range(2):
            put(
                f"minutes {number}",
                kind="minutes",
                dated_on=library.clock.today(),
                tags=(TagDraft("QS1", "processes"),),
            )
        library.frameworks.save_rules(ASHA, {"adequate.documents": "3", "QS3.required": "partners"})

        framework = library.frameworks.in_force()
        assert (framework.rules.adequate.documents, framework.statement("QS3").required) == (3, ("partners",))
        (cell,) = [c for c in library.assurance.readiness().statements[0].cells if c.category == "processes"]
        assert cell.verdict == "weak"
        assert library.assurance.compare_rules({"adequate.documents": "3"}) == []

    def test_file_of_the_framework_is_not_touched(self, library: Library) -> None:
        library.frameworks.save_rules(ASHA, {"strong.documents": "9"})

        assert library.frameworks.load("cqc-local-authority").rules.strong.documents == 3

    def test_empty_value_goes_back_to_the_file(self, library: Library) -> None:
        original = library.frameworks.in_force()
        library.frameworks.save_rules(ASHA, {"strong.documents": "9", "QS3.required": "partners"})

        library.frameworks.save_rules(ASHA, {"strong.documents": "", "QS3.required": ""})

        assert kept(library) == {}
        assert rule_values(library.frameworks.in_force()) == rule_values(original)

    def test_going_back_is_shown_before_it_is_saved(self, library: Library, put: Put) -> None:
        for number in range(2):
            put(
                f"minutes {number}",
                kind="minutes",
                dated_on=library.clock.today(),
                tags=(TagDraft("QS1", "processes"),),
            )
        library.frameworks.save_rules(ASHA, {"adequate.documents": "3"})

        changes = library.assurance.compare_rules({"adequate.documents": ""})

        assert ("processes", "weak", "adequate") in [(c.category, c.before, c.after) for c in changes]

    @pytest.mark.parametrize(
        ("changes", "said"),
        [
            ({"strongest.documents": "4"}, "no readiness rule “strongest.documents”"),
            ({"strongest.documents": ""}, "no readiness rule “strongest.documents”"),
            ({"strong.documents": "many"}, "whole number"),
            ({"strong.documents": "0"}, "whole number"),
            ({"strong.proof": "vibes"}, "not a value for strong.proof"),
            ({"QS3.required": "gossip"}, "not a value for QS3.required"),
            ({}, "at least one rule"),
        ],
    )
    def test_wrong_rule_is_named_and_nothing_saved(
        self, library: Library, changes: dict[str, str], said: str
    ) -> None:
        with pytest.raises(Invalid, match=said):
            library.frameworks.save_rules(ASHA, {"adequate.documents": "3", **changes} if changes else changes)

        assert (kept(library), library.shelf.last_event()) == ({}, 0)

    def test_rules_of_one_framework_do_not_touch_another(self, library: Library) -> None:
        library.frameworks.save_rules(ASHA, {"strong.documents": "9"})

        other = library.frameworks.put_in_force(ASHA, "apa-2009-10")

        assert library.frameworks.in_force().rules == other.rules
