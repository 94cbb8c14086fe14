"""Examples of a statement as the library holds them: which words, which page, whose."""

import random
from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import Any

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Invalid
from evidence.services.drafts import TagDraft
from evidence.services.examples import Examples
from tests.conftest import settle

ASHA = folder_owner("Asha")
Put = Callable[..., str]
TEXT = "Minutes of the carers’ forum.\n\nCarers said that breaks came sooner than last year."


@pytest.fixture
def tagged(library: Library, put: Put) -> Callable[..., str]:
    """Add a dated document and tag it; returns its reference."""
    made = iter(range(100))

    def _tagged(statement: str = "QS1", *, text: str | None = None, tag: dict[str, Any], **stated: Any) -> str:
        number = next(made)
        facts: dict[str, Any] = {"kind": "survey", "dated_on": date(2026, 9, 1), **stated}
        described = {name: facts.pop(name) for name in ("labels", "team", "status") if name in facts}
        ref = put(text or f"Paper {number} begins here.", f"paper{number}.txt", **facts)
        if described:
            library.documents.set(ASHA, ref, described)
        library.tagging.tag(ASHA, [ref], TagDraft(statement, **tag))
        return ref

    return _tagged


class TestBest:
    def test_a_quote_comes_with_its_words_and_a_document_with_its_opening(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        quoted = tagged(text=TEXT, tag={"quote": "breaks came sooner", "proof": "outcome", "category": "partners"})
        whole = tagged(tag={"proof": "practice", "category": "processes"}, labels=["locality:West"], team="Carers")

        first, second = library.examples.best("QS1")

        assert (first.ref, first.quote_or_opening, first.quoted) == (quoted, "breaks came sooner", True)
        assert first.locator
        assert (second.ref, second.quoted, second.locator, second.page) == (whole, False, None, None)
        assert second.quote_or_opening == "Paper 1 begins here."
        assert second.labels == ("locality:West", "team:Carers")
        assert (second.counts, second.dated_on, second.currency) == (True, date(2026, 9, 1), "in-date")

    def test_a_quote_that_the_new_version_lost_is_not_passed_off(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        ref = tagged(text=TEXT, tag={"quote": "breaks came sooner"})
        newer = BytesIO(b"Something else altogether, about quite another matter.")
        library.documents.add_version(ASHA, ref, newer, name="newer.txt")
        settle(library)

        (one,) = library.examples.best("QS1")

        assert (one.quoted, one.locator) == (False, None)
        assert one.quote_or_opening.startswith("Something else altogether")

    def test_what_does_not_count_comes_last_and_says_why(self, library: Library, tagged: Callable[..., str]) -> None:
        old = tagged(tag={"proof": "outcome"}, dated_on=date(2019, 1, 1))
        new = tagged(tag={"proof": "intention"})

        assert [(one.ref, one.why_not) for one in library.examples.best("QS1")] == [
            (new, None), (old, "out-of-date"),
        ]  # fmt: skip
        assert library.examples.best("QS1", on=date(2019, 2, 1))[0].ref == old

    def test_titles_name_a_statement_and_an_unknown_one_is_refused(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        tagged(tag={})

        assert len(library.examples.best("Assessing needs")) == 1
        assert library.examples.best("QS2") == ()
        with pytest.raises(Invalid, match="no quality statement"):
            library.examples.best("QS99")

    def test_withdrawn_documents_and_other_frameworks_are_left_out(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        library.documents.withdraw(ASHA, tagged(tag={}))
        assert library.examples.best("QS1") == ()
        tagged(tag={})
        library.frameworks.put_in_force(ASHA, "apa-2009-10")

        assert library.examples.best(library.frameworks.in_force().in_force[0].ref) == ()

    def test_a_category_is_presumed_as_readiness_presumes_it(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        tagged(tag={}, source="partners")

        (one,) = library.examples.best("QS1")
        cell = library.assurance.readiness().statement("QS1").cell("partners")
        assert (one.category, one.tag) == ("partners", cell.documents[0].tags[0])


class TestAfterAChange:
    def test_what_readiness_does_not_look_at_is_read_again_too(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        changed, other = tagged(tag={}), tagged(tag={})
        library.examples.warm()
        library.documents.set(ASHA, changed, {"team": "Carers"})

        assert {one.ref: one.labels for one in library.examples.best("QS1")} == {changed: ("team:Carers",), other: ()}

    def test_a_removed_document_and_a_new_one_are_noticed(self, library: Library, tagged: Callable[..., str]) -> None:
        gone = tagged(tag={})
        library.examples.warm()
        library.documents.discard(ASHA, gone)
        new = tagged(tag={})

        assert [one.ref for one in library.examples.best("QS1")] == [new]


class TestByCategory:
    def test_every_category_of_the_map_stands_in_its_order(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        refs = [tagged(tag={"category": "partners", "proof": proof}) for proof in ("policy", "outcome", "result")]
        unsorted = tagged(tag={}, kind="other")

        found = library.examples.by_category("QS1", each=2)

        counted = [category.ref for category in library.frameworks.in_force().counted_categories()]
        assert list(found) == [*counted, ""]
        assert [one.ref for one in found["partners"]] == [refs[1], refs[2]]
        assert [one.ref for one in found[""]] == [unsorted]
        assert all(one.quote_or_opening for some in found.values() for one in some)
        assert found["processes"] == ()


class TestGaps:
    def test_gaps_challenges_plans_and_what_is_being_done(self, library: Library, tagged: Callable[..., str]) -> None:
        gap = tagged(tag={"stance": "gap"})
        challenge = tagged(tag={"stance": "challenge"})
        plan = tagged(tag={"stance": "planned"})
        tagged(tag={"stance": "strength"})
        library.assurance.add_action(ASHA, "QS1", "Later", due=date(2027, 5, 1))
        library.assurance.add_action(ASHA, "QS1", "Sooner", due=date(2027, 1, 1), answers=["T-00001"])
        library.assurance.add_action(ASHA, "QS1", "Some day")
        library.assurance.add_action(ASHA, "QS2", "Elsewhere")

        found = library.examples.gaps("QS1")

        assert [(one.example.ref, [a.id for a in one.actions]) for one in found.gaps] == [
            (challenge, []), (gap, ["A-0002"]),
        ]  # fmt: skip
        assert [one.ref for one in found.planned] == [plan]
        assert [action.id for action in found.actions] == ["A-0002", "A-0001", "A-0003"]
        assert all(one.example.quote_or_opening for one in found.gaps)

    def test_a_closed_action_still_answers_but_is_not_being_done(
        self, library: Library, tagged: Callable[..., str]
    ) -> None:
        ref = tagged(tag={"stance": "gap"})
        library.assurance.add_action(ASHA, "QS1", "Done", answers=["T-00001"])
        library.assurance.close_action(ASHA, "A-0001", effect=[ref])

        found = library.examples.gaps("QS1")
        assert (found.gaps[0].answered, found.actions) == (True, ())


@pytest.mark.parametrize("seed", range(4))
def test_what_was_kept_is_as_if_all_were_read_anew(library: Library, tagged: Callable[..., str], seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same changes each run, no secret
    proofs = ("intention", "practice", "outcome")
    refs = [tagged(tag={"proof": chance.choice(proofs)}, team=chance.choice("ABC")) for _ in range(6)]
    library.examples.best("QS1")
    for _ in range(14):
        ref = chance.choice(refs)
        change = chance.choice(("dated", "dated", "team", "tag", "tag", "untag", "visit", "withdraw"))
        if change == "dated":
            library.documents.set(ASHA, ref, {"dated_on": f"20{chance.randint(18, 26)}-03-01"})
        elif change == "team":
            library.documents.set(ASHA, ref, {"team": chance.choice("ABC")})
        elif change == "tag":
            library.tagging.tag(ASHA, [ref], TagDraft("QS1", proof=chance.choice(proofs)))
        elif change == "untag" and (tags := library.tagging.of(ref)):
            library.tagging.untag(ASHA, chance.choice(tags).id)
        elif change == "visit":
            library.facts.set(ASHA, {"visit_on": f"2027-0{chance.randint(1, 9)}-01"})
        elif change == "withdraw" and len(refs) > 2:
            library.documents.withdraw(ASHA, refs.pop())
        anew = Examples(library.catalogue, library.frameworks, library.shelf, library.clock)
        assert library.examples.best("QS1", limit=50) == anew.best("QS1", limit=50), change


def test_what_changes_is_seen_at_once(library: Library, tagged: Callable[..., str]) -> None:
    first = tagged(tag={})
    assert [one.ref for one in library.examples.best("QS1")] == [first]

    second = tagged(tag={"proof": "outcome"})
    assert [one.ref for one in library.examples.best("QS1")] == [second, first]
    assert [one.counts for one in library.examples.best("QS1", on=date(2019, 1, 1))] == []

    library.documents.withdraw(ASHA, second)
    assert [one.ref for one in library.examples.best("QS1")] == [first]


class TestLabels:
    def test_numbers_and_examples_of_one_locality_or_team(self, library: Library, tagged: Callable[..., str]) -> None:
        west = tagged(tag={}, labels=["locality:West"], team="Carers")
        library.tagging.tag(ASHA, [west], TagDraft("QS1", sub_topic="advocacy"))
        tagged(tag={}, labels=["locality:East"], status="draft")

        numbers = library.examples.numbers("QS1", label="locality: west")

        assert (numbers.documents, numbers.counting, numbers.tags) == (1, 1, 2)
        assert library.examples.numbers("QS1", label="locality:East").counting == 0
        assert library.examples.label_values("QS1") == {"locality": {"East": 1, "West": 1}, "team": {"Carers": 1}}
        assert [one.ref for one in library.examples.best("QS1", label="team:carers")] == [west]
        assert library.examples.best("QS1", label="locality:North") == ()

    @pytest.mark.parametrize("wrong", ["West", ":", "locality:", ":West"])
    def test_what_is_no_label_is_refused(self, library: Library, wrong: str) -> None:
        with pytest.raises(Invalid, match="is not a label"):
            library.examples.numbers("QS1", label=wrong)
