"""Lists are right after every change, and what they count is what there is."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from app.wiring import Library
from evidence.domain.documents import Document, Version
from evidence.domain.needs import NEEDS
from evidence.domain.people import folder_owner
from evidence.errors import Invalid
from evidence.services.drafts import Draft, TagDraft
from evidence.services.listing import NONE, Row
from tests.evidence.services.listing_builder import counts, fill, refs, write

ASHA, BEN = folder_owner("Asha"), folder_owner("Ben")
Put = Callable[..., str]
TODAY = date(2026, 11, 23)


@pytest.fixture
def filled(library: Library) -> Library:
    fill(library)
    return library


class TestRows:
    def test_row_says_what_is_held(self, library: Library, put: Put) -> None:
        ref = put("Board papers\n\nwords", "board.txt", title="Board", owner="Ben", kind="minutes",
                  dated_on=date(2026, 3, 4), source="leaders", tags=(TagDraft("QS7"), TagDraft("QS1")))  # fmt: skip
        library.documents.set(ASHA, ref, {"team": "Reviews", "labels": "locality: Northside"})
        library.facts.set(ASHA, {"visit_on": "2027-04-01"})

        (row,) = library.listing.rows()

        assert row._replace(added_at=None) == Row(
            ref=ref, title="Board", kind="minutes", kind_title=library.vocabulary.kind("minutes").title,
            status="final", owner="Ben", team="Reviews", source="leaders", sensitivity="internal",
            dated_on=date(2026, 3, 4), covers_to=None, review_by=None, currency="in-date",
            in_date_until=date(2027, 3, 4), currency_at_visit="out-of-date", presumed=row.presumed,
            statements=("QS1", "QS7"), tags=2, form="held", wanted_from=None, text_state="read", text_reason=None,
            file_name="board.txt", media_type="text/plain", size=19, pages=row.pages, version=1, added_at=None,
            added_by="Asha", labels=("locality:Northside",), revision=row.revision, needs=("out-at-visit",),
        )  # fmt: skip
        assert row.added_at == library.clock.now()

    def test_rows_are_the_same_object_until_something_happens(self, library: Library, put: Put) -> None:
        put("words")

        assert library.listing.rows() is library.listing.rows()

    def test_every_change_is_seen(self, library: Library, put: Put) -> None:
        ref = put("words")
        listing = library.listing
        seen = [listing.rows()[0].owner]
        library.documents.set(ASHA, ref, {"owner": "Ben"})
        seen.append(listing.rows()[0].owner)
        library.undoing.undo(ASHA)
        seen.append(listing.rows()[0].owner)
        (tag,) = library.tagging.tag(ASHA, [ref], TagDraft("QS2"))
        seen.append(listing.rows()[0].statements)
        library.tagging.untag(ASHA, tag.id)
        seen.append(listing.rows()[0].statements)
        library.documents.withdraw(ASHA, ref)
        seen.append(listing.rows()[0].status)
        library.documents.discard(ASHA, ref)
        seen.append(len(listing.rows()))

        assert seen == [None, "Ben", None, ("QS2",), (), "withdrawn", 0]

    def test_newer_version_is_the_one_listed(self, library: Library, put: Put) -> None:
        ref = put("words", "one.txt")
        library.documents.add_version(ASHA, ref, BytesIO(b"newer words"), name="two.txt")

        (row,) = library.listing.rows()
        assert (row.version, row.file_name, row.size) == (2, "two.txt", 11)

    def test_day_and_visit_decide_the_currency(self, library: Library) -> None:
        write(library, kind="minutes", dated_on=date(2026, 3, 4))
        row = library.listing.rows(date(2027, 3, 5))[0]
        assert (row.currency, row.currency_at_visit) == ("out-of-date", None)

        library.facts.set(ASHA, {"visit_on": "2027-04-01"})
        assert library.listing.rows()[0].currency_at_visit == "out-of-date"
        assert library.listing.rows(date(2027, 4, 2))[0].currency_at_visit is None, "the visit is over by then"

    def test_references_are_in_order_of_number(self, library: Library) -> None:
        made = {"added_at": library.clock.now(), "added_by": "Asha"}
        with library.catalogue.writing(ASHA) as work:
            for ref in ("E-10000", "E-0002", "E-9999"):
                work.save(Document(ref=ref, title="Paper", **made))
                work.save(Version(ref=ref, number=1, **made))
            work.record("added", [])

        assert [row.ref for row in library.listing.rows()] == ["E-0002", "E-9999", "E-10000"]
        assert refs(library.listing.page(sort="-ref")) == ["E-10000", "E-9999", "E-0002"]


class TestPages:
    def test_withdrawn_documents_are_shown_only_when_asked_for(self, filled: Library) -> None:
        plain, asked = filled.listing.page(), filled.listing.page(filters={"status": ["withdrawn", "draft"]})

        assert "withdrawn" not in {row.status for row in plain.items}
        assert {row.status for row in asked.items} == {"withdrawn", "draft"}
        assert counts(plain, "status")["withdrawn"] == sum(row.status == "withdrawn" for row in filled.listing.rows())

    def test_values_of_one_facet_are_any_and_facets_are_all(self, filled: Library) -> None:
        page = filled.listing.page(
            filters={"kind": ["policy", "audit"], "owner": ["Asha"], "form": [""]}, per_page=99
        )

        expected = [row.ref for row in filled.listing.rows() if row.kind in {"policy", "audit"} and
                    row.owner == "Asha" and row.status != "withdrawn"]  # fmt: skip
        assert refs(page) == expected != []

    def test_documents_without_an_owner_or_a_statement_can_be_asked_for(self, filled: Library) -> None:
        page = filled.listing.page(filters={"owner": [NONE], "statement": [NONE]}, per_page=99)

        assert page.items
        assert {(row.owner, row.statements) for row in page.items} == {(None, ())}

    @pytest.mark.parametrize(
        ("text", "found"),
        [
            ("", ["E-0001", "E-0002", "E-0003"]),
            ("CARERS strategy", ["E-0001"]),
            ("strategy carers", ["E-0001"]),
            ("carers", ["E-0001", "E-0002"]),
            ("e2", ["E-0002"]),
            ("e-0003", ["E-0003"]),
            ("nine.PDF", ["E-0003"]),
            ("carers nine", []),
            ("  ", ["E-0001", "E-0002", "E-0003"]),
        ],
    )
    def test_words_are_looked_for_in_title_reference_and_file_name(
        self, library: Library, text: str, found: list[str]
    ) -> None:
        write(library, title="Carers’ strategy")
        write(library, title="Survey of carers")
        write(library, title="Minutes", version={"file_name": "Nine.pdf"})

        assert refs(library.listing.page(text=text)) == found

    def test_page_past_the_end_is_the_last_page(self, filled: Library) -> None:
        whole = filled.listing.page(per_page=1_000)
        last, first = filled.listing.page(page=99, per_page=25), filled.listing.page(page=-3, per_page=25)

        assert (last.page, last.pages, first.page) == (2, 2, 1)
        assert refs(first) + refs(last) == refs(whole)
        assert whole.total == last.total == len(whole.items)

    def test_empty_library_has_one_empty_page(self, library: Library) -> None:
        page = library.listing.page(page=7)

        assert (page.items, page.total, page.page, page.pages) == ((), 0, 1, 1)
        assert counts(page, "status") == {}

    @pytest.mark.parametrize(
        ("asked", "said"),
        [
            ({"filters": {"colour": ["red"]}}, "status, kind, owner, statement"),
            ({"filters": {"status": ["lost"]}}, "draft, final, superseded, withdrawn"),
            ({"filters": {"statement": ["QS99"]}}, "QS1, QS2"),
            ({"filters": {"need": ["love"]}}, "out-of-date, due"),
            ({"sort": "colour"}, "ref, title, dated_on"),
            ({"sort": "--ref"}, "ref, title, dated_on"),
            ({"per_page": 0}, "between 1 and"),
        ],
    )
    def test_what_does_not_exist_is_refused_naming_what_does(
        self, library: Library, asked: dict[str, object], said: str
    ) -> None:
        with pytest.raises(Invalid, match=said):
            library.listing.page(**asked)

    def test_statement_without_documents_and_owner_of_none_may_be_asked_for(self, filled: Library) -> None:
        nothing = filled.listing.page(filters={"statement": ["QS8"]})
        gone = filled.listing.page(filters={"owner": ["Somebody who left"]})

        assert (nothing.total, gone.total) == (0, 0)
        assert [(one.value, one.count) for one in gone.facets["owner"] if one.chosen] == [("Somebody who left", 0)]

    @pytest.mark.parametrize("sort", ["title", "dated_on", "added_at", "owner", "kind", "until"])
    def test_both_orders_hold_the_same_with_blanks_last(self, filled: Library, sort: str) -> None:
        name = {"until": "in_date_until", "kind": "kind_title"}.get(sort, sort)
        up = [getattr(row, name) for row in filled.listing.page(sort=sort, per_page=99).items]
        down = [getattr(row, name) for row in filled.listing.page(sort=f"-{sort}", per_page=99).items]
        known = [value for value in up if value is not None]

        assert known == sorted(known, key=lambda value: value.casefold() if isinstance(value, str) else value)
        assert up == known + [None] * (len(up) - len(known))
        assert down == known[::-1] + [None] * (len(down) - len(known))

    def test_equal_ones_go_by_reference_either_way(self, filled: Library) -> None:
        for sort in ("added_at", "-added_at"):
            page = filled.listing.page(sort=sort, per_page=99)
            assert refs(page) == sorted(refs(page))


class TestNeeds:
    def test_owners_add_up_to_the_whole(self, filled: Library) -> None:
        whole, by_owner = filled.listing.needs(), filled.listing.needs_by_owner()

        assert tuple(whole) == NEEDS
        assert sum((Counter(found) for found in by_owner.values()), Counter()) == Counter(
            {need: count for need, count in whole.items() if count}
        )
        assert list(by_owner) == ["Asha", "ben", "Zoë", "Čeněk", ""]
        assert set(by_owner[""]) >= {"unowned"}

    def test_owners_documents_come_the_most_urgent_first(self, filled: Library) -> None:
        rows = filled.listing.of_owner("Asha")
        urgency = [NEEDS.index(row.needs[0]) for row in rows]

        assert urgency == sorted(urgency)
        assert {row.ref for row in rows} == {row.ref for row in filled.listing.rows()
                                             if row.owner == "Asha" and row.needs}  # fmt: skip
        assert {row.owner for row in filled.listing.of_owner("")} == {None}
        assert filled.listing.of_owner("Nobody here") == []

    def test_owners_are_counted_without_what_is_at_rest(self, filled: Library) -> None:
        found = {one.name: one for one in filled.listing.owners()}

        mine = [row for row in filled.listing.rows() if row.owner == "Asha" and row.status in {"final", "draft"}]
        assert (found["Asha"].documents, found["Asha"].in_need) == (len(mine), sum(bool(row.needs) for row in mine))
        assert list(found)[-1] == ""

    def test_wanted_documents_await_whoever_will_get_them(self, library: Library) -> None:
        first = library.adding.want(ASHA, Draft(), title="Survey", wanted_from="Ben").ref
        library.adding.want(ASHA, Draft(), title="Audit", wanted_from="Asha")
        gone = library.adding.want(ASHA, Draft(), title="Plan", wanted_from="Ben").ref
        library.documents.withdraw(ASHA, gone)

        assert [row.ref for row in library.listing.awaiting(" ben ")] == [first]
        assert library.listing.awaiting("") == []
