"""Undo: the newest step of whoever asks is put back, and nobody else's work is lost by it."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from app.wiring import Library
from evidence.domain.assurance import Action, Assignment, RuleChange, Score
from evidence.domain.documents import Fact, Relation
from evidence.domain.findings import Finding
from evidence.domain.offers import SavedSearch
from evidence.domain.people import MAY, Access, folder_owner
from evidence.domain.retention import RetentionChange
from evidence.domain.vocabulary import RetentionRule
from evidence.errors import Conflict
from evidence.services.drafts import Draft, TagDraft

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]
Step = Callable[[Library, str], object]
SECRET = "Of Mrs Ann Thornfell, NHS number: 943 476 5919."
MINUTES = "Adults board\nMinutes of the meeting held on 4 March 2026\n\nPeople wait too long for a review.\n" + SECRET


def tag(library: Library, ref: str) -> object:
    return library.tagging.tag(ASHA, [ref], TagDraft("QS1"))


STEPS: dict[str, Step] = {
    "details set": lambda lib, ref: lib.documents.set(ASHA, ref, {"title": "Other", "owner": "Ben", "line": "3"}),
    "details confirmed": lambda lib, ref: lib.documents.confirm(ASHA, ref),
    "withdrawn": lambda lib, ref: lib.documents.withdraw(ASHA, ref),
    "related": lambda lib, ref: lib.documents.relate(ASHA, ref, "refers-to", "E-0002"),
    "tagged": lambda lib, ref: lib.tagging.tag(ASHA, [ref, "E-0002"], TagDraft("QS3")),
    "untagged": lambda lib, _: lib.tagging.untag(ASHA, "T-00001"),
    "scored": lambda lib, _: lib.assurance.score(ASHA, "QS1", 2),
    "action added": lambda lib, _: lib.assurance.add_action(ASHA, "QS1", "Shorten the form"),
    "action changed": lambda lib, _: lib.assurance.change_action(ASHA, "A-0001", text="Do", owner="Ben", due=None),
    "action closed": lambda lib, ref: lib.assurance.close_action(ASHA, "A-0001", effect=[ref]),
    "assigned": lambda lib, _: lib.assurance.assign(ASHA, "QS1", "Ben"),
    "facts set": lambda lib, _: lib.facts.set(ASHA, {"council": "Other", "visit_on": "2027-02-01"}),
    "framework put in force": lambda lib, _: lib.frameworks.put_in_force(ASHA, "apa-2009-10"),
    "rules changed": lambda lib, _: lib.frameworks.save_rules(ASHA, {"strong.documents": "4"}),
    "version added": lambda lib, ref: lib.documents.add_version(ASHA, ref, BytesIO(b"A second"), name="b.txt"),
    "access given": lambda lib, ref: lib.restricting.give(ASHA, ref, "role:reader"),
    "access taken": lambda lib, ref: lib.restricting.take(ASHA, ref, "team:carers"),
    "findings decided": lambda lib, ref: lib.checking.decide(ASHA, ref, [1], "restricted", "It tells of a person"),
    "findings reopened": lambda lib, _: lib.checking.reopen(ASHA, "E-0002", [1]),
    "retention changed": lambda lib, _: lib.retention.set_rules(ASHA, {"minutes": RetentionRule(months=480)}),
    "search kept": lambda lib, _: lib.searches.keep(ASHA, "Waiting", "waiting list"),
    "search removed": lambda lib, _: lib.searches.remove(ASHA, "Q-0001"),
}
ELSEWHERE = frozenset({"reinstated", "register imported", "board taken", "board changed", "undone"})
"""Verbs that can be undone too, which other tests show."""


def state(library: Library) -> dict[str, object]:
    """Everything people can see, but for how often it was changed."""
    with library.catalogue.reading() as view:
        kinds = (
            Score, Action, Assignment, RuleChange, Fact, Relation, Access, Finding, RetentionChange, SavedSearch,
        )  # fmt: skip
        rows = {kind.__name__: [row.model_dump() for row in view.all(kind)] for kind in kinds}
    for document in library.cards.documents():
        rows[document.ref] = [document.model_dump(exclude={"revision"})]
        rows[f"tags of {document.ref}"] = [tag.model_dump() for tag in library.tagging.of(document.ref)]
        rows[f"text of {document.ref}"] = [p.model_dump() for p in library.cards.passages(document.ref)]
    return rows


class TestEveryVerb:
    @pytest.mark.parametrize("verb", STEPS)
    def test_step_is_put_back(self, library: Library, prepared: str, verb: str) -> None:
        before = state(library)
        STEPS[verb](library, prepared)
        after = state(library)

        undone = library.undoing.undo(ASHA)

        assert (undone.verb, after != before) == (verb, True)
        assert state(library) == before
        with library.catalogue.reading() as view:
            (event,) = view.events(newest_first=True, limit=1)
        assert (event.verb, event.undoes, event.about) == ("undone", undone.seq, {"verb": verb})

    def test_reinstated_document_is_withdrawn_again(self, library: Library, prepared: str) -> None:
        library.documents.withdraw(ASHA, prepared)
        library.documents.reinstate(ASHA, prepared)

        library.undoing.undo(ASHA)

        assert library.documents.get(prepared).is_withdrawn

    def test_history_stays_whole(self, library: Library, prepared: str) -> None:
        for step in STEPS.values():
            step(library, prepared)
            library.undoing.undo(ASHA)
        library.indexing.keep_up()

        *_, checked = library.upkeep.verify()
        assert checked.damage == []

    @pytest.fixture
    def prepared(self, library: Library, put: Put) -> str:
        ref = put(MINUTES)
        put(SECRET, title="another")
        tag(library, ref)
        library.restricting.give(BEN, ref, "team:Carers")
        library.checking.decide(BEN, "E-0002", [1], "stays", "It is made up")
        library.searches.keep(BEN, "Carers", "carers")
        library.facts.set(ASHA, {"council": "Ashmere"})
        library.assurance.add_action(ASHA, "QS2", "Ask carers")
        return ref


class TestOrder:
    def test_repeating_goes_further_back(self, library: Library, put: Put) -> None:
        ref = put("words")
        for owner in ("One", "Two", "Three"):
            library.documents.set(ASHA, ref, {"owner": owner})

        owners = [library.undoing.undo(ASHA) and library.documents.get(ref).owner for _ in range(3)]

        assert owners == ["Two", "One", None]

    def test_step_after_an_undo_is_undone_first(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.documents.set(ASHA, ref, {"owner": "One"})
        library.documents.set(ASHA, ref, {"owner": "Two"})
        library.undoing.undo(ASHA)
        library.documents.set(ASHA, ref, {"team": "Reviews"})

        library.undoing.undo(ASHA)
        library.undoing.undo(ASHA)

        document = library.documents.get(ref)
        assert (document.team, document.owner) == (None, None)

    def test_other_peoples_steps_are_not_taken(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.documents.set(ASHA, ref, {"owner": "Asha"})
        library.documents.set(BEN, ref, {"team": "Reviews"})

        library.undoing.undo(ASHA)

        document = library.documents.get(ref)
        assert (document.owner, document.team) == (None, "Reviews")

    def test_nothing_to_undo_is_said(self, library: Library) -> None:
        with pytest.raises(Conflict, match="nothing to undo"):
            library.undoing.undo(ASHA)

    def test_what_the_library_does_by_itself_is_no_step(self, library: Library, put: Put, tmp_path: Path) -> None:
        ref = put("words")
        library.documents.set(ASHA, ref, {"owner": "Asha"})
        for _ in library.backups.back_up(ASHA, tmp_path / "backup"):
            pass
        library.texts.forget_all(ASHA)

        assert library.undoing.undo(ASHA).verb == "details set"

    def test_far_step_is_found_behind_many_of_others(self, library: Library, put: Put) -> None:
        ref = put("words")
        tag(library, ref)
        for number in range(210):
            library.documents.set(BEN, ref, {"owner": f"Ben {number}"})

        library.undoing.undo(ASHA)

        assert library.tagging.of(ref) == []

    @pytest.mark.parametrize("verb", sorted(MAY.keys() - STEPS.keys() - ELSEWHERE))
    def test_no_other_verb_is_put_back(self, library: Library, verb: str) -> None:
        """A new verb is either shown to be put back, or Undo says why not or passes over it."""
        with library.catalogue.writing(ASHA) as work:
            work.record(verb, ["E-0001"])

        with pytest.raises(Conflict):
            library.undoing.undo(ASHA)


class TestRefusals:
    def test_clearance_is_not_undone_but_withdrawn(self, library: Library, put: Put) -> None:
        ref = put("words", kind="policy")
        library.clearing.ask(ASHA, [ref], recipient="CQC", purpose="Return")

        with pytest.raises(Conflict, match="Withdraw it with a reason"):
            library.undoing.undo(ASHA)

    def test_added_document_is_not_undone_but_discarded(self, library: Library, put: Put) -> None:
        put("words")

        with pytest.raises(Conflict, match="evidence discard E-0001"):
            library.undoing.undo(ASHA)

    def test_discard_cannot_be_undone(self, library: Library, put: Put) -> None:
        library.documents.discard(ASHA, put("words"))

        with pytest.raises(Conflict, match="cannot be undone"):
            library.undoing.undo(ASHA)

    def test_value_that_somebody_changed_since_stays(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.documents.set(ASHA, ref, {"owner": "Asha", "team": "Reviews"})
        library.documents.set(BEN, ref, {"owner": "Ben"})
        last = library.shelf.last_event()

        with pytest.raises(Conflict, match="Somebody has changed E-0001 since"):
            library.undoing.undo(ASHA)

        document = library.documents.get(ref)
        assert (document.owner, document.team, library.shelf.last_event()) == ("Ben", "Reviews", last)

    def test_action_that_somebody_closed_since_is_not_taken_away(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.assurance.add_action(ASHA, "QS1", "Shorten the form")
        library.assurance.close_action(BEN, "A-0001", effect=[ref])

        with pytest.raises(Conflict, match="Somebody has changed"):
            library.undoing.undo(ASHA)

        assert library.assurance.actions("closed")[0].id == "A-0001"

    def test_step_on_a_document_discarded_since_is_refused(self, library: Library, put: Put) -> None:
        one, two = put("one"), put("two")
        library.tagging.tag(ASHA, [one, two], TagDraft("QS1"))
        library.documents.discard(BEN, one)

        with pytest.raises(Conflict, match="Somebody has changed E-0001 since"):
            library.undoing.undo(ASHA)

        assert len(library.tagging.of(two)) == 1

    def test_tag_that_somebody_removed_since_is_refused(self, library: Library, put: Put) -> None:
        tag(library, put("words"))
        library.tagging.untag(BEN, "T-00001")

        with pytest.raises(Conflict, match="Somebody has changed"):
            library.undoing.undo(ASHA)


class TestTextReadMeanwhile:
    def test_reading_the_text_is_no_clash(self, library: Library) -> None:
        library.adding.want(ASHA, Draft(), title="Wanted")
        library.documents.add_version(BEN, "E-0001", BytesIO(MINUTES.encode()), name="minutes.txt")
        library.documents.set(ASHA, "E-0001", {"kind": "audit", "note": "look"})
        read_all(library)
        guessed = set(library.documents.get("E-0001").presumed)

        library.undoing.undo(ASHA)

        document = library.documents.get("E-0001")
        assert (document.kind, document.note) == ("other", None)
        assert "dated_on" in guessed
        assert guessed <= set(document.presumed)

    def test_guesses_from_a_version_taken_back_go_with_it(self, library: Library, put: Put) -> None:
        ref = put(MINUTES)
        before = library.documents.get(ref)
        library.documents.add_version(ASHA, ref, BytesIO(MINUTES.replace("4 March", "9 June").encode()), name="b.txt")
        read_all(library)
        assert library.documents.get(ref).dated_on == date(2026, 6, 9)

        library.undoing.undo(ASHA)

        after = library.documents.get(ref)
        assert after.model_dump(exclude={"revision"}) == before.model_dump(exclude={"revision"})

    def test_quote_is_where_it_was_when_a_version_is_taken_back(self, library: Library, put: Put) -> None:
        ref = put(MINUTES)
        library.tagging.tag(ASHA, [ref], TagDraft("QS1", quote="People wait too long"))
        library.documents.add_version(ASHA, ref, BytesIO(b"Other words entirely."), name="b.txt")
        read_all(library)
        lost = library.tagging.of(ref)[0].anchoring

        library.undoing.undo(ASHA)

        (after,) = library.tagging.of(ref)
        assert (lost, after.anchoring, after.number, after.place) == ("lost", "kept", 1, 0)

    def test_tag_put_back_is_looked_for_in_the_version_in_use(self, library: Library, put: Put) -> None:
        ref = put(MINUTES)
        library.tagging.tag(BEN, [ref], TagDraft("QS1", quote="People wait too long"))
        library.tagging.untag(ASHA, "T-00001")
        library.documents.add_version(BEN, ref, BytesIO(b"Other words entirely."), name="b.txt")
        read_all(library)

        library.undoing.undo(ASHA)

        assert [(tag.anchoring, tag.number) for tag in library.tagging.of(ref)] == [("lost", 2)]


def read_all(library: Library) -> None:
    for _ in library.texts.read_pending():
        pass
