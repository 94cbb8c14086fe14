"""What should not leave is found in every version, kept without being repeated, and decided by people."""

import io
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from app.wiring import Library
from evidence.domain.documents import Document
from evidence.domain.findings import Finding, Look
from evidence.domain.people import Actor
from evidence.errors import Conflict, Invalid, NotAllowed, NotFound
from evidence.services.drafts import Draft
from evidence.services.texts import Patience, Texts
from tests.conftest import ASHA, settle
from tests.evidence.extractors import making_hidden
from tests.evidence.extractors.making_packages import docx, word_paragraph

Put = Callable[..., str]
SECRET = "NHS number: 943 476 5919"
TEXT = f"Charging policy\n\n{SECRET}\n\nIn the year two people died while waiting.\n"
LEAD = Actor("Lena", frozenset({"lead"}), "page", "P-0001")
READER = Actor("Dev", frozenset({"contributor"}), "page", "P-0002")


def found(library: Library, ref: str, number: int | None = None) -> list[Finding]:
    return library.checking.of(ref, number)[2]


def check(library: Library, ref: str, number: int | None = None) -> str:
    return library.checking.outcome(ref, number).check


class TestLooking:
    def test_text_is_looked_through_when_it_was_read(self, library: Library, put: Put) -> None:
        ref = put(TEXT, name="policy.txt", title="Charging policy", kind="policy")

        assert [(one.kind, one.part, one.decision) for one in found(library, ref)] == [
            ("nhs-number", "text", None), ("small-count", "text", None)
        ]  # fmt: skip
        outcome = library.checking.outcome(ref)
        assert outcome.check == "decide"
        assert "NHS numbers: 1." in outcome.reasons
        assert library.checking.pending() == []

    def test_nothing_of_what_was_found_is_kept_in_findings(self, library: Library, put: Put) -> None:
        ref = put(TEXT)
        with library.catalogue.reading() as view:
            rows = [row.model_dump(mode="json") for kind in (Finding, Look) for row in view.all(kind)]
            events = [event.about for event in view.history(ref)]

        assert len(rows) == 3
        assert "5919" not in json.dumps([rows, events])

    def test_hidden_content_is_found(self, library: Library) -> None:
        parts = making_hidden.word_comments("Asha Quill", "Is Mrs Thornfell named?")
        content = making_hidden.changed(docx(word_paragraph("Charging policy for all.")), parts)
        ref = library.adding.add(ASHA, Draft(kind="policy"), io.BytesIO(content), name="a.docx").added[0].ref
        settle(library)

        (comment,) = [one for one in found(library, ref) if one.kind == "comment"]
        assert (comment.part, comment.start) == ("hidden", 0)
        assert "Comments: 1." in library.checking.outcome(ref).reasons
        assert "Thornfell" not in comment.reason

    def test_what_takes_too_long_is_kept_first_and_looked_through_later(self, library: Library, put: Put) -> None:
        ref = put(TEXT, name="policy.txt", title="Charging policy", kind="policy")
        library.checking.decide(LEAD, ref, [1], "stays", "It is made up")
        hasty = Texts(
            library.catalogue, library.files, library.reader, library.adding, library.vocabulary, library.clock,
            library.checking, Patience(looking_seconds=0.0),
        )  # fmt: skip
        library.texts.forget_all(ASHA)
        list(hasty.read_pending())

        assert library.cards.version(ref).text_state == "read"
        assert library.checking.pending() == [(ref, 1)]
        assert any("not been looked through" in reason for reason in library.checking.outcome(ref).reasons)

        list(library.checking.look_pending())

        assert library.checking.pending() == []
        assert [(one.kind, one.decision) for one in found(library, ref)] == [
            ("nhs-number", "stays"), ("small-count", None)
        ]  # fmt: skip

    def test_title_and_file_name_are_looked_through_also_when_the_title_changes(
        self, library: Library, put: Put
    ) -> None:
        ref = put("Words for all.", name="NHS_number_9434765919.txt", title="Policy", kind="policy")
        assert [one.part for one in found(library, ref)] == ["file-name"]

        library.documents.set(ASHA, ref, {"title": f"Policy, {SECRET}"})
        assert library.checking.pending() == [(ref, 1)]
        assert "not been looked through yet" in library.checking.outcome(ref).reasons[-1]
        assert list(library.checking.look_pending()) == [ref]

        assert [one.part for one in found(library, ref)] == ["file-name", "title"]
        assert list(library.checking.look_pending()) == []

    def test_a_version_that_was_not_looked_through_is_never_clear(self, library: Library, put: Put) -> None:
        ref = put("Words for all.", name="policy.txt", title="Charging policy", kind="policy")
        assert check(library, ref) == "nothing-spotted"
        with closing(sqlite3.connect(library.home / "catalogue.db")) as raw, raw:
            raw.execute("DELETE FROM look")

        assert check(library, ref) == "read"
        library.checking.look(ref, 1)
        assert check(library, ref) == "nothing-spotted"

    @pytest.mark.parametrize("kind", ["case-study", "audit", "complaint-learning", "peer-review"])
    def test_nothing_found_never_means_clear_for_papers_about_people(
        self, library: Library, put: Put, kind: str
    ) -> None:
        assert check(library, put("Words for all.", kind=kind, title="Paper")) == "read"

    def test_a_file_whose_text_cannot_be_read_must_be_looked_at(self, library: Library) -> None:
        ref = library.adding.add(ASHA, Draft(kind="policy"), io.BytesIO(b"%PDF-1.4\n"), name="a.pdf").added[0].ref
        settle(library)

        outcome = library.checking.outcome(ref)
        assert outcome.check == "read"
        assert any("Not all of its text could be read" in reason for reason in outcome.reasons)

    def test_what_the_council_calls_its_cases_is_found_at_once_in_what_is_held(
        self, library: Library, put: Put
    ) -> None:
        ref = put("The case LAS-1234567 was closed.", name="policy.txt", title="Charging policy", kind="policy")
        assert found(library, ref) == []

        library.facts.set(ASHA, {"case_references": "LAS-#######"})
        assert check(library, ref) == "read"
        assert list(library.checking.look_pending()) == [ref]

        assert [one.kind for one in found(library, ref)] == ["case-reference"]
        assert list(library.checking.look_pending()) == []

    def test_a_pattern_that_will_not_do_changes_nothing(self, library: Library) -> None:
        with pytest.raises(Invalid, match="such as LAS-#######"):
            library.facts.set(ASHA, {"case_references": "CASE", "council": "Ashmere"})
        assert library.facts.all() == {}

    def test_a_link_holds_back_nothing_but_its_title(self, library: Library) -> None:
        ref = library.adding.link(
            ASHA,
            Draft(title="Our charging policy"),
            address="https://ashmere.example/x",
            checked_on=None,
            text=SECRET,
        ).ref
        settle(library)
        list(library.checking.look_pending())

        assert (found(library, ref), check(library, ref)) == ([], "nothing-spotted")


class TestDeciding:
    def test_what_may_stay_no_longer_holds_it_back(self, library: Library, put: Put) -> None:
        ref = put(TEXT, name="policy.txt", title="Charging policy", kind="policy")

        library.checking.decide(LEAD, ref, [1, 2], "stays", " An  invented number ")

        first = found(library, ref)[0]
        assert (first.decision, first.because, first.decided_by) == ("stays", "An invented number", "Lena")
        assert check(library, ref) == "nothing-spotted"
        assert library.checking.undecided() == []

    def test_deciding_part_leaves_the_rest(self, library: Library, put: Put) -> None:
        ref = put(TEXT, name="policy.txt", title="Charging policy", kind="policy")
        library.checking.decide(LEAD, ref, [1], "stays", "Invented")

        assert [(document.ref, kinds) for document, kinds in library.checking.undecided()] == [
            (ref, {"small-count": 1})
        ]  # fmt: skip
        assert library.checking.outcome(ref).reasons == ("Counts under five: 1.",)

    def test_restricting_is_one_step_and_undo_takes_all_of_it_back(self, library: Library, put: Put) -> None:
        ref = put(TEXT, name="policy.txt", title="Charging policy", kind="policy")

        library.checking.decide(LEAD, ref, [1], "restricted", "Tells of a person")
        assert library.documents.get(ref).sensitivity == "restricted"
        with pytest.raises(NotFound):
            library.within(frozenset()).checking.of(ref)

        library.undoing.undo(LEAD)
        assert library.documents.get(ref).sensitivity != "restricted"
        assert found(library, ref)[0].decision is None

    def test_deciding_again_restricts_again_what_was_opened_up_since(self, library: Library, put: Put) -> None:
        ref = put(TEXT, kind="policy")
        library.checking.decide(LEAD, ref, [1], "restricted", "Tells of a person")
        library.documents.set(LEAD, ref, {"sensitivity": "internal"})

        library.checking.decide(LEAD, ref, [1], "restricted", "Tells of a person")

        assert library.documents.get(ref).sensitivity == "restricted"
        last = library.shelf.last_event()
        library.checking.decide(LEAD, ref, [1], "restricted", "Tells of a person")
        assert library.shelf.last_event() == last

    def test_reopened_it_holds_back_again(self, library: Library, put: Put) -> None:
        ref = put(TEXT, kind="policy")
        library.checking.decide(LEAD, ref, [1, 2], "stays", "Invented")
        library.checking.reopen(LEAD, ref, [2])

        assert [one.decision for one in found(library, ref)] == ["stays", None]
        assert check(library, ref) == "decide"

    def test_decisions_stay_when_it_is_looked_through_and_read_again(self, library: Library, put: Put) -> None:
        ref = put(TEXT, kind="policy")
        library.checking.decide(LEAD, ref, [2], "stays", "Published figures")
        library.facts.set(ASHA, {"own_domains": "ashmere.example"})
        list(library.checking.look_pending())
        library.texts.forget_all(ASHA)
        settle(library)

        assert [(one.place, one.decision) for one in found(library, ref)] == [(1, None), (2, "stays")]

    def test_a_place_is_never_given_to_something_else(self, library: Library, put: Put) -> None:
        ref = put(TEXT, title=f"Policy, {SECRET}")
        places = {one.place: one.key for one in found(library, ref)}
        for title in ("Policy", "Policy of Mrs Ann Thornfell, NHS number: 943 476 5919"):
            library.documents.set(ASHA, ref, {"title": title})
            list(library.checking.look_pending())
            for one in found(library, ref):
                assert places.setdefault(one.place, one.key) == one.key

    def test_a_new_version_has_findings_of_its_own(self, library: Library, put: Put) -> None:
        ref = put(TEXT, kind="policy", title="Policy")
        library.checking.decide(LEAD, ref, [1, 2], "stays", "Invented")
        library.documents.add_version(ASHA, ref, io.BytesIO(f"{TEXT} More.".encode()), name="b.txt")
        settle(library)

        assert [check(library, ref, number) for number in (1, 2)] == ["nothing-spotted", "decide"]
        library.undoing.undo(ASHA)
        with library.catalogue.reading() as view:
            assert (view.count(Finding, number=2), view.count(Look, number=2)) == (0, 0)

    def test_a_discard_removes_them(self, library: Library, put: Put) -> None:
        ref = put(TEXT)
        library.checking.decide(LEAD, ref, [1], "stays", "Because of Thornfell")
        library.documents.discard(ASHA, ref)

        with library.catalogue.reading() as view:
            assert (view.count(Finding), view.count(Look)) == (0, 0)
        assert b"Thornfell" not in (library.home / "catalogue.db").read_bytes()

    @pytest.mark.parametrize(
        ("places", "decision", "because", "error"),
        [
            ([1], "stays", " ", Invalid), ([1], "stays", "x" * 501, Invalid), ([], "stays", "Why not", Invalid),
            ([1, 9], "stays", "Why not", NotFound), ([1], "taken-out", "Why not", Invalid),
            ([1], "nonsense", "Why not", Invalid), ([2], "restricted", "Why not", Conflict),
        ],
    )  # fmt: skip
    def test_what_cannot_be_decided_changes_nothing(
        self, library: Library, put: Put, places: list[int], decision: object, because: str, error: type[Exception]
    ) -> None:
        ref = put(TEXT)
        library.checking.decide(LEAD, ref, [2], "stays", "Published")
        before = found(library, ref)
        with pytest.raises(error):
            library.checking.decide(LEAD, ref, places, decision, because)  # type: ignore[arg-type]  # also wrong ones
        assert found(library, ref) == before
        assert library.documents.get(ref).sensitivity != "restricted"

    def test_only_leads_and_information_governance_decide(self, library: Library, put: Put) -> None:
        ref = put(TEXT)
        for attempt in (
            lambda: library.checking.decide(READER, ref, [1], "stays", "Why not"),
            lambda: library.checking.decide(READER, ref, [1], "restricted", "Why not"),
        ):
            with pytest.raises(NotAllowed):
                attempt()
        assert library.checking.decide(
            Actor("Gwen", frozenset({"governance"}), "page", "P-3"), ref, [1], "stays", "Invented"
        )


def test_many_versions_are_answered_at_once(library: Library, put: Put) -> None:
    texts = ["Words for all.", TEXT, "Other words.", f"{TEXT} More."]
    refs = [put(text, name=f"{at}.txt", title=f"Policy {at}", kind="policy") for at, text in enumerate(texts)]
    with library.catalogue.reading() as view:
        documents = view.all(Document)
        together = library.checking.outcomes_in(view, [(one, 1) for one in documents])
        alone = {(one.ref, 1): library.checking.outcome_in(view, one, 1) for one in documents}

    assert together == alone
    assert [together[ref, 1].check for ref in refs] == ["nothing-spotted", "decide"] * 2
