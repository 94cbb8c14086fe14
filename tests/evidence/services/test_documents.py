"""Details, status, versions and relations of documents."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from app.wiring import Library
from evidence.domain.documents import Version
from evidence.domain.people import folder_owner
from evidence.errors import AlreadyHeld, Conflict, Invalid, NotFound, StaleEdit, TooLarge, UnsupportedType
from evidence.services.documents import spelled
from evidence.services.drafts import Draft, TagDraft

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]


def verbs(library: Library, ref: str) -> list[str]:
    return [event.verb for event in library.cards.card(ref).history]


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
            ASHA, ref, {"dated_on": "2026-02-28", "kind": "Policy", "line": "2", "labels": "locality: Northside",
                        "owner": " Ben "},
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
        assert (library.shelf.findable(today), library.shelf.evidence(today)) == ((), ())

    def test_withdrawn_document_is_not_found_by_search_until_it_is_reinstated(
        self, library: Library, put: Put
    ) -> None:
        def found() -> list[str]:
            library.indexing.keep_up()
            return [one.ref for one in library.finding.search("marigold", on=library.clock.today()).documents]

        ref = put("The marigold project")
        before = found()
        library.documents.withdraw(ASHA, ref)
        withdrawn = found()
        library.documents.reinstate(ASHA, ref)

        assert (before, withdrawn, found()) == ([ref], [], [ref])

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
