"""Undo does what its step did, backwards: it asks for the same roles, and opens nothing to anybody."""

from collections.abc import Callable

import pytest

from app.wiring import Library
from evidence.domain.people import Actor, Role, folder_owner
from evidence.errors import Conflict, NotAllowed

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]


def test_step_of_a_role_that_was_taken_away_stays(library: Library, put: Put) -> None:
    ref = put("words")
    library.documents.set(BEN, ref, {"sensitivity": "restricted"})
    library.restricting.give(person("lead"), ref, "role:reader")
    library.restricting.take(person("lead"), ref, "role:reader")

    with pytest.raises(NotAllowed, match="access taken"):
        library.undoing.undo(person("contributor"))

    assert "role:reader" not in {one.who for one in library.restricting.access(ref)}


def test_restriction_is_not_taken_off_by_who_may_not_take_it_off(library: Library, put: Put) -> None:
    ref = put("words")
    library.documents.set(person("contributor"), ref, {"sensitivity": "restricted"})

    with pytest.raises(NotAllowed, match="take the restriction off"):
        library.undoing.undo(person("contributor"))

    assert library.documents.get(ref).sensitivity == "restricted"


def test_restricting_is_undone_by_who_may_take_it_off(library: Library, put: Put) -> None:
    ref = put("words")
    before = library.documents.get(ref).sensitivity
    library.documents.set(person("lead"), ref, {"sensitivity": "restricted"})

    library.undoing.undo(person("lead"))

    assert (library.documents.get(ref).sensitivity, library.restricting.access(ref)) == (before, [])


def test_restricted_document_stays_in_somebodys_sight(library: Library, put: Put) -> None:
    ref = put("words")
    library.documents.set(BEN, ref, {"sensitivity": "restricted"})
    library.restricting.give(ASHA, ref, "role:reader")
    for who in ("role:lead", "role:governance"):
        library.restricting.take(BEN, ref, who)

    with pytest.raises(Conflict, match="Nobody could see E-0001 any more"):
        library.undoing.undo(ASHA)

    assert [one.who for one in library.restricting.access(ref)] == ["role:reader"]


def test_whoever_may_do_a_step_may_undo_it(library: Library) -> None:
    library.searches.keep(person("reader"), "waiting", "Waiting")

    assert library.undoing.undo(person("reader")).verb == "search kept"

    assert library.searches.list() == []


def person(role: Role) -> Actor:
    """One person, who has this role now."""
    return Actor("Dev", frozenset({role}), "page", "P-0007")
