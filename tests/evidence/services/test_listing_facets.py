"""What a facet counts is what choosing it would find."""

from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.settings import Settings
from app.wiring import Library, open_library
from evidence.adapters.clock import FixedClock
from evidence.services.listing import FACETS, NONE, Row
from tests.conftest import NOW
from tests.evidence.services.listing_builder import counts, fill, refs

VALUES: dict[str, Callable[[Row], set[str]]] = {
    "status": lambda row: {row.status},
    "kind": lambda row: {row.kind},
    "owner": lambda row: {row.owner or NONE},
    "statement": lambda row: set(row.statements) or {NONE},
    "currency": lambda row: {row.currency},
    "need": lambda row: set(row.needs),
    "sensitivity": lambda row: {row.sensitivity},
    "form": lambda row: {row.form},
}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    home = tmp_path_factory.mktemp("many") / "library"
    opened = open_library(Settings(home=home, actor="Asha"), clock=FixedClock(NOW))
    fill(opened)
    yield opened
    opened.close()


class TestFacets:
    @settings(max_examples=150, deadline=None)
    @given(data=st.data())
    def test_counts_are_those_of_a_recount(self, filled: Library, data: st.DataObject) -> None:
        rows = filled.listing.rows()
        filters = {
            facet: data.draw(st.lists(st.sampled_from(sorted({v for row in rows for v in VALUES[facet](row)})),
                                      max_size=3), label=facet)
            for facet in data.draw(st.sets(st.sampled_from(FACETS), max_size=4), label="facets")
        }  # fmt: skip
        text = data.draw(st.sampled_from(["", "paper", "e-000", "FILE-1 paper", "nowhere"]), label="text")

        page = filled.listing.page(filters=filters, text=text, per_page=1_000)

        def kept(row: Row, but: str | None = None) -> bool:
            words = f"{row.ref} {row.title} {row.file_name}".lower()
            chosen = {"status": ["draft", "final", "superseded"]} | {f: v for f, v in filters.items() if v}
            return all(word in words for word in text.lower().split()) and all(
                facet == but or VALUES[facet](row) & set(values) for facet, values in chosen.items()
            )

        assert refs(page) == [row.ref for row in rows if kept(row)]
        for facet in FACETS:
            recount = Counter(value for row in rows if kept(row, but=facet) for value in VALUES[facet](row))
            assert counts(page, facet) == dict(recount), facet
            assert {one.value for one in page.facets[facet] if one.chosen} == set(filters.get(facet, ()))

    def test_values_are_named_as_people_say_them(self, filled: Library) -> None:
        page = filled.listing.page()
        titles = {name: {one.value: one.title for one in facet} for name, facet in page.facets.items()}

        assert tuple(titles) == FACETS
        assert titles["currency"]["unknown"] == "Date not known"
        assert titles["statement"]["QS1"] == filled.frameworks.in_force().statement("QS1").title
        assert (titles["owner"][NONE], titles["statement"][NONE]) == ("No owner", "Not tagged yet")
        assert titles["need"]["presumed"] == "To confirm"

    def test_only_kinds_and_owners_that_are_there_are_listed(self, filled: Library) -> None:
        page = filled.listing.page(filters={"status": ["draft"]})

        assert {one.value for one in page.facets["kind"]} == {row.kind for row in page.items}
        assert len(page.facets["statement"]) == len(filled.frameworks.in_force().in_force) + 1
