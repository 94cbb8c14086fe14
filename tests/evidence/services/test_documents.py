"""Details, status, versions, relations and discarding of documents."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from app.wiring import Library
from evidence.domain.documents import Answer, Document, Passage, Relation, Version
from evidence.domain.events import Change
from evidence.domain.people import LIBRARY, Actor
from evidence.domain.tags import Tag
from evidence.errors import AlreadyHeld, Conflict, Invalid, NotFound, StaleEdit, TooLarge, UnsupportedType
from evidence.services.documents import spelled
from evidence.services.drafts import Draft, TagDraft

ASHA, BEN = Actor("Asha"), Actor("Ben")
Put = Callable[..., str]
CANARY = "zebrafinch7731"


def verbs(library: Library, ref: str) -> list[str]:
    return [event.verb for event in library.cards.card(ref).history]


def words_of(library: Library, query: str) -> list[str]:
    return [document.ref for document in library.finding.search(query, on=library.clock.today()).documents]


class TestReferences:
    @pytest.mark.parametrize("said", ["E-0042", "e42", " E42 ", "42", "e-42", "E-00042"])
    def test_reference_is_understood_as_people_say_it(self, said: str) -> None:
        assert spelled(said) == "E-0042"

    @pytest.mark.parametrize("ref", ["E-0009", "", "policy", "E-" + "9" * 40, "../../etc"])
    def test_unknown_reference_is_not_found(self, library: Library, ref: str) -> None:
        with pytest.raises(NotFound, match="There is no document"):
            library.documents.get(ref)


class TestDetails:
    def test_details_are_set_in_the_librarys_own_types(self, library: Library, put: Put) -> None:
        ref = put("words")

        library.documents.set(
            ASHA, ref, {"dated_on": "2026-02-28", "kind": "Policy", "line": "2", "labels": "locality: Northside", "owner": " Ben "}
        )  # fmt: skip

        document = library.documents.get(ref)
        assert (document.dated_on, document.kind, document.line, document.labels, document.owner) == (
            date(2026, 2, 28), "policy", 2, ["locality:Northside"], "Ben",
        )  # fmt: skip
        assert document.revision == 1

    def test_what_is_set_is_no_longer_presumed(self, library: Library, put: Put) -> None:
        ref = put("Charging policy\n\nwords")
        assert "title" in library.documents.get(ref).presumed

        library.documents.set(ASHA, ref, {"title": library.documents.get(ref).title})

        assert "title" not in library.documents.get(ref).presumed
        assert library.cards.card(ref).history[-1].about == {"fields": ["title"]}

    def test_empty_value_clears_a_detail(self, library: Library, put: Put) -> None:
        ref = put("words", owner="Ben")

        library.documents.set(ASHA, ref, {"owner": ""})

        assert library.documents.get(ref).owner is None

    def test_setting_what_is_there_is_no_event(self, library: Library, put: Put) -> None:
        ref = put("words", owner="Ben")
        before = library.shelf.last_event()

        library.documents.set(ASHA, ref, {"owner": "Ben"})

        assert (library.shelf.last_event(), library.documents.get(ref).revision) == (before, 0)

    @pytest.mark.parametrize(
        ("fields", "said"),
        [
            ({"colour": "red"}, "no field “colour”"),
            ({"ref": "E-0009"}, "no field “ref”"),
            ({"revision": 7}, "no field “revision”"),
            ({"title": " "}, "always has a title"),
            ({"title": "x" * 501}, "between 1 and 500"),
            ({"status": "withdrawn"}, "evidence withdraw"),
            ({"status": "done"}, "“done” is not a status"),
            ({"sensitivity": ["restricted"]}, "is not a sensitivity"),
            ({"kind": "novel"}, "no kind of document"),
            ({"kind": 5}, "no kind of document"),
            ({"kind": ["policy"]}, "no kind of document"),
            ({"labels": 5}, "labels: give text"),
            ({"labels": [{"a": 1}]}, "labels: give text"),
            ({"labels": "colour: red"}, "is not a label"),
            ({"dated_on": "28/02/2026"}, "year-month-day"),
            ({"dated_on": "2026-02-30"}, "year-month-day"),
            ({"line": "4"}, "1 .management., 2 .oversight. or 3"),
            ({"owner": {"name": "Ben"}}, "owner"),
            ({"covers_from": "2026-02-01", "covers_to": "2026-01-01"}, "ends before it begins"),
        ],
    )
    def test_wrong_detail_is_named_and_nothing_changes(
        self, library: Library, put: Put, fields: dict[str, object], said: str
    ) -> None:
        ref = put("words")
        before = library.documents.get(ref).model_dump()

        with pytest.raises(Invalid, match=said):
            library.documents.set(ASHA, ref, {"team": "Reviews", **fields})

        assert library.documents.get(ref).model_dump() == before

    def test_stale_change_is_refused(self, library: Library, put: Put) -> None:
        ref = put("words")
        seen = library.documents.get(ref).revision
        library.documents.set(BEN, ref, {"owner": "Ben"})

        with pytest.raises(StaleEdit) as refused:
            library.documents.set(ASHA, ref, {"owner": "Asha"}, revision=seen)

        assert refused.value.details == {"ref": ref, "revision": 1}
        assert library.documents.get(ref).owner == "Ben"

    def test_change_of_the_revision_read_is_taken(self, library: Library, put: Put) -> None:
        ref = put("words")

        assert library.documents.set(ASHA, ref, {"owner": "Asha"}, revision=0).revision == 1

    def test_confirmed_values_stay_and_are_no_longer_marked(self, library: Library, put: Put) -> None:
        ref = put("Minutes of the board held on 4 March 2026\n\nwords")
        guessed = library.documents.get(ref)

        library.documents.confirm(ASHA, ref, ["title"])
        assert set(library.documents.get(ref).presumed) == set(guessed.presumed) - {"title"}
        library.documents.confirm(ASHA, ref)

        confirmed = library.documents.get(ref)
        assert confirmed.presumed == []
        assert (confirmed.dated_on, confirmed.kind, confirmed.title) == (
            guessed.dated_on,
            guessed.kind,
            guessed.title,
        )

    def test_confirming_what_is_confirmed_is_no_event(self, library: Library, put: Put) -> None:
        ref = put("words")
        library.documents.confirm(ASHA, ref)
        before = library.shelf.last_event()

        library.documents.confirm(ASHA, ref)

        assert library.shelf.last_event() == before


class TestWithdrawing:
    def test_withdrawn_document_is_kept_and_counts_nowhere(self, library: Library, put: Put) -> None:
        ref = put("words", tags=(TagDraft("QS1"),))

        library.documents.withdraw(ASHA, ref)

        today = library.clock.today()
        assert library.documents.get(ref).status == "withdrawn"
        assert (library.shelf.findable(today), library.shelf.evidence(today)) == ((), [])

    @pytest.mark.parametrize("status", ["draft", "final", "superseded"])
    def test_reinstated_document_is_as_it_was(self, library: Library, put: Put, status: str) -> None:
        ref = put("words")
        library.documents.set(ASHA, ref, {"status": status})

        library.documents.withdraw(ASHA, ref)
        library.documents.reinstate(ASHA, ref)

        document = library.documents.get(ref)
        assert (document.status, document.status_before) == (status, None)
        assert verbs(library, ref)[-2:] == ["withdrawn", "reinstated"]

    def test_withdrawing_twice_and_reinstating_what_is_in_use_are_refused(self, library: Library, put: Put) -> None:
        ref = put("words")
        with pytest.raises(Conflict, match="is not withdrawn"):
            library.documents.reinstate(ASHA, ref)
        library.documents.withdraw(ASHA, ref)
        with pytest.raises(Conflict, match="withdrawn already"):
            library.documents.withdraw(ASHA, ref)


class TestRelations:
    def test_relation_said_twice_is_one(self, library: Library, put: Put) -> None:
        one, other = put("one"), put("other")

        library.documents.relate(ASHA, one, "supersedes", other)
        library.documents.relate(ASHA, one, "supersedes", other)

        assert [(r.ref, r.kind, r.to_ref) for r in library.cards.card(other).relations] == [
            (one, "supersedes", other)
        ]

    def test_wrong_relation_is_refused(self, library: Library, put: Put) -> None:
        ref = put("one")
        with pytest.raises(Invalid, match="related to itself"):
            library.documents.relate(ASHA, ref, "supersedes", ref)
        with pytest.raises(Invalid, match="“eats” is not a relation"):
            library.documents.relate(ASHA, ref, "eats", ref)
        with pytest.raises(NotFound):
            library.documents.relate(ASHA, ref, "supersedes", "E-0099")


class TestVersions:
    def add(self, library: Library, ref: str, content: bytes, name: str = "new.txt") -> Version:
        return library.documents.add_version(ASHA, ref, BytesIO(content), name=name)

    def test_new_version_is_in_use_and_the_old_one_stays(self, library: Library, put: Put) -> None:
        ref = put("first")

        self.add(library, ref, b"second")

        versions = library.cards.card(ref).versions
        assert [(version.number, version.file_name) for version in versions] == [(1, "paper.txt"), (2, "new.txt")]
        assert library.documents.get(ref).current_version == 2
        assert [library.files.path(version.sha256).read_bytes() for version in versions] == [b"first", b"second"]

    def test_wanted_document_is_held_once_it_has_a_file(self, library: Library) -> None:
        ref = library.adding.want(ASHA, Draft(), title="Carers strategy").ref

        self.add(library, ref, b"The strategy")

        card = library.cards.card(ref)
        assert (card.version.form, card.document.title) == ("held", "Carers strategy")

    def test_bytes_that_are_held_are_refused_with_their_document(self, library: Library, put: Put) -> None:
        first, second = put("one"), put("two")

        with pytest.raises(AlreadyHeld) as refused:
            self.add(library, first, b"two")

        assert refused.value.details == {"ref": second}
        assert library.documents.get(first).current_version == 1

    @pytest.mark.parametrize(
        ("content", "kind"),
        [(b"", Invalid), (b"MZ\x90" + bytes(99), UnsupportedType), (b"x" * 250_000_001, TooLarge)],
        ids=["empty", "program", "too large"],
    )
    def test_file_that_cannot_be_taken_changes_nothing(
        self, library: Library, put: Put, content: bytes, kind: type[Exception]
    ) -> None:
        ref = put("one")

        with pytest.raises(kind):
            self.add(library, ref, content)

        assert (library.documents.get(ref).current_version, len(list(library.files.all()))) == (1, 1)
        assert not list((library.home / "staging").glob("upload-*"))


class TestDiscarding:
    def test_discarded_document_leaves_nothing_but_its_number(self, library: Library, put: Put) -> None:
        ref = put(f"About {CANARY}", f"{CANARY}.txt", tags=(TagDraft("QS1", impact=CANARY),))
        other = put("other words")
        library.documents.relate(ASHA, other, "refers-to", ref)
        library.documents.set(ASHA, ref, {"title": CANARY, "note": CANARY, "owner": CANARY})
        body = {"added": [{"ref": ref, "title": CANARY}]}
        library.answers.keep(ASHA, "key", "request", status=201, body=body)
        sha256 = library.cards.version(ref).sha256

        removed = library.documents.discard(BEN, ref)
        library.indexing.keep_up()

        assert (removed.ref, removed.title, removed.files) == (ref, CANARY, 1)
        with library.catalogue.reading() as view:
            rows = [view.count(kind, ref=ref) for kind in (Document, Version, Passage, Tag)]
            assert (rows, view.count(Relation), view.count(Answer)) == ([0, 0, 0, 0], 0, 0)
            assert all(change.before is None and change.after is None for change in view.all(Change, ref=ref))
            assert view.history(ref)[-1].about == {"sha256": [sha256]}
        assert not library.files.holds(sha256)
        assert self.files_with_canary(library) == []
        *_, checked = library.upkeep.verify()
        assert checked.sound

    def test_no_file_of_the_home_holds_a_word_of_it_after_closing(self, library: Library, put: Put) -> None:
        put("other words that stay")
        ref = put(f"About {CANARY} and {CANARY}s", f"{CANARY}.txt")
        library.documents.discard(ASHA, ref)
        library.indexing.keep_up()
        library.close()

        assert self.files_with_canary(library) == []

    def test_words_of_a_discarded_document_find_nothing(self, library: Library, put: Put) -> None:
        ref = put(f"About {CANARY}")
        library.documents.discard(ASHA, ref)
        library.indexing.keep_up()

        assert library.index.refs() == set()
        assert library.index.near_words(CANARY + "x", among={ref}) == []

    def test_its_reference_is_never_given_again(self, library: Library, put: Put) -> None:
        library.documents.discard(ASHA, put("mistake"))

        assert put("mistake") == "E-0002"

    def test_same_bytes_can_be_added_again(self, library: Library, put: Put) -> None:
        library.documents.discard(ASHA, put("mistake"))
        again = put("mistake")

        assert library.files.path(library.cards.version(again).sha256).read_bytes() == b"mistake"

    def test_bytes_that_another_document_holds_stay(self, library: Library, put: Put) -> None:
        ref, other = put("one"), put("two")
        sha256 = library.cards.version(ref).sha256
        self.give_bytes(library, other, sha256)

        library.documents.discard(ASHA, ref)

        assert library.files.holds(sha256)

    def test_every_version_goes(self, library: Library, put: Put) -> None:
        ref = put("one")
        library.documents.add_version(ASHA, ref, BytesIO(b"two"), name="two.txt")

        assert library.documents.discard(ASHA, ref).files == 2
        assert list(library.files.all()) == []

    def test_discarding_twice_is_not_found(self, library: Library, put: Put) -> None:
        ref = put("one")
        library.documents.discard(ASHA, ref)

        with pytest.raises(NotFound):
            library.documents.discard(ASHA, ref)

    def files_with_canary(self, library: Library) -> list[str]:
        return [
            str(path.relative_to(library.home))
            for path in library.home.rglob("*")
            if path.is_file() and (CANARY.encode() in path.read_bytes() or CANARY in path.name)
        ]

    def give_bytes(self, library: Library, ref: str, sha256: str) -> None:
        with library.catalogue.writing(LIBRARY) as work:
            version = work.find(Version, ref, 1)
            work.save(version.model_copy(update={"number": 2, "sha256": sha256}))
            work.record("version added", [ref])
