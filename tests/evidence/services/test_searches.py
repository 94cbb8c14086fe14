"""Kept searches belong to everyone, have names of their own, and can be brought back."""

import json

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Conflict, Invalid, NotFound

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")


class TestKeeping:
    def test_search_is_kept_as_it_was_asked(self, library: Library) -> None:
        kept = library.searches.keep(
            ASHA, "  Carers,\n out of date ", " carers ", {"currency": ["out-of-date", ""], "kind": []}, "-dated_on"
        )

        assert (kept.id, kept.name, kept.query, kept.sort) == ("Q-0001", "Carers, out of date", "carers", "-dated_on")
        assert kept.filters == {"currency": ["out-of-date"]}
        assert library.searches.get("q-0001") == kept

    def test_searches_are_listed_by_name_whoever_kept_them(self, library: Library) -> None:
        for actor, name in ((ASHA, "waiting"), (BEN, "Carers"), (ASHA, "reviews")):
            library.searches.keep(actor, name, "words")

        assert [(one.name, one.added_by) for one in library.searches.list()] == [
            ("Carers", "Ben"), ("reviews", "Asha"), ("waiting", "Asha"),
        ]  # fmt: skip

    def test_name_is_given_once(self, library: Library) -> None:
        library.searches.keep(ASHA, "Carers", "carers")

        with pytest.raises(Conflict, match="called “CARERS” already"):
            library.searches.keep(BEN, "CARERS ", "other")
        assert len(library.searches.list()) == 1

    @pytest.mark.parametrize(
        ("name", "query", "field"),
        [
            (" ", "words", "name"),
            ("n" * 101, "words", "name"),
            ("Carers", "w" * 2_001, "query"),
            ("Carers", " ", "query"),
        ],
    )
    def test_what_will_not_do_names_its_field(self, library: Library, name: str, query: str, field: str) -> None:
        with pytest.raises(Invalid) as refused:
            library.searches.keep(ASHA, name, query, {"kind": [""]})

        assert refused.value.details["field"] == field
        assert library.searches.list() == []


class TestRemoving:
    def test_removed_search_is_gone_and_comes_back_when_undone(self, library: Library) -> None:
        kept = library.searches.keep(ASHA, "Carers", "carers", {"kind": ["audit"]})
        library.searches.remove(ASHA, kept.id)
        with pytest.raises(NotFound, match="no kept search"):
            library.searches.get(kept.id)

        library.undoing.undo(ASHA)
        assert library.searches.list() == [kept]
        library.undoing.undo(ASHA)
        assert library.searches.list() == []

    def test_removing_twice_is_not_found(self, library: Library) -> None:
        kept = library.searches.keep(ASHA, "Carers", "carers")
        library.searches.remove(ASHA, kept.id)

        with pytest.raises(NotFound):
            library.searches.remove(ASHA, kept.id)

    def test_history_names_searches_by_id_only(self, library: Library) -> None:
        kept = library.searches.keep(ASHA, "Mrs Hall", "hall")
        library.searches.remove(BEN, kept.id)

        with library.catalogue.reading() as view:
            events = view.events()
        assert [(event.actor, event.verb) for event in events] == [("Asha", "search kept"), ("Ben", "search removed")]
        assert "hall" not in json.dumps([event.about for event in events]).casefold()
