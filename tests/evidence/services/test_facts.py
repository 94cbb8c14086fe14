"""The library's own facts."""

from datetime import date

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.errors import Invalid

ASHA = folder_owner("Asha")


def test_nothing_is_known_of_a_new_library(library: Library) -> None:
    assert (library.facts.all(), library.facts.council(), library.facts.visit_on()) == ({}, "Our council", None)


def test_facts_are_kept_in_their_own_order(library: Library) -> None:
    known = library.facts.set(ASHA, {"return_due": "2027-01-15", "visit_on": "2027-02-01", "council": " Ashmere "})

    assert list(known.items()) == [("council", "Ashmere"), ("visit_on", "2027-02-01"), ("return_due", "2027-01-15")]
    assert (library.facts.council(), library.facts.visit_on()) == ("Ashmere", date(2027, 2, 1))


def test_empty_value_clears_a_fact(library: Library) -> None:
    library.facts.set(ASHA, {"council": "Ashmere", "visit_on": "2027-02-01"})

    assert library.facts.set(ASHA, {"visit_on": ""}) == {"council": "Ashmere"}


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"mayor": "Ben"}, "no fact “mayor”"),
        ({"framework": "apa-2009-10"}, "no fact “framework”"),
        ({"visit_on": "1 February"}, "visit_on: write the date"),
        ({"return_due": "2027-02-30"}, "return_due: write the date"),
    ],
)
def test_wrong_fact_changes_nothing(library: Library, facts: dict[str, str], said: str) -> None:
    with pytest.raises(Invalid, match=said):
        library.facts.set(ASHA, {"council": "Ashmere", **facts})

    assert (library.facts.all(), library.shelf.last_event()) == ({}, 0)


def test_framework_in_force_is_not_shown_as_a_fact(library: Library) -> None:
    library.frameworks.put_in_force(ASHA, "apa-2009-10")

    assert library.facts.all() == {}
