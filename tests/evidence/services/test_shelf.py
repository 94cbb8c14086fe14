"""The library as search and readiness see it: every guess made, the same object until something happens."""

from collections.abc import Callable
from datetime import date
from io import BytesIO

import pytest

from app.wiring import Library
from evidence.domain.people import folder_owner
from evidence.services.drafts import Draft, TagDraft
from evidence.services.shelf import presumed_category

ASHA = folder_owner("Asha")
Put = Callable[..., str]
TODAY = date(2026, 11, 23)


class TestPresumedCategory:
    @pytest.mark.parametrize(
        ("kind", "source", "category"),
        [
            ("policy", None, "processes"),
            ("policy", "leaders", "processes"),
            ("minutes", "staff", "processes"),
            ("audit", "auditors", "processes"),
            ("audit", "people", "people-experience"),
            ("survey", None, None),
            ("survey", "people", "people-experience"),
            ("survey", "unpaid-carers", "people-experience"),
            ("survey", "staff", "staff-leaders"),
            ("survey", "partners", "partners"),
            ("survey", "data", None),
            ("case-study", None, "people-experience"),
            ("case-study", "staff", "staff-leaders"),
            ("performance-data", "data", "processes"),
        ],
    )
    def test_category_follows_from_kind_and_source(
        self, library: Library, kind: str, source: str | None, category: str | None
    ) -> None:
        assert presumed_category(library.vocabulary.kind(kind), source) == category

    def test_search_and_readiness_presume_alike_for_every_kind_and_source(self, library: Library, put: Put) -> None:
        ref = put("words", tags=(TagDraft("QS1"),))
        differing = []
        for kind in library.vocabulary.kinds:
            for source in ("", "people", "staff", "leaders", "partners", "auditors", "data"):
                library.documents.set(ASHA, ref, {"kind": kind.ref, "source": source})
                (found,), (row,) = library.shelf.findable(TODAY), library.shelf.evidence(TODAY)
                if found.tags != (("QS1", row.category),):
                    differing.append((kind.ref, source, found.tags, row.category))

        assert differing == []


class TestFindable:
    def test_facts_of_a_document_are_those_that_search_filters_by(self, library: Library, put: Put) -> None:
        ref = put("words", "board.txt", title="Board", owner="Ben", kind="minutes", dated_on=date(2026, 3, 4))
        library.documents.set(
            ASHA, ref, {"team": "Reviews", "labels": "locality: Northside", "sensitivity": "restricted"}
        )

        (found,) = library.shelf.findable(TODAY)
        assert (found.ref, found.title, found.kind, found.owner, found.team) == (
            ref,
            "Board",
            "minutes",
            "Ben",
            "Reviews",
        )
        assert (found.file_name, found.labels, found.sensitivity) == (
            "board.txt",
            ("locality:Northside",),
            "restricted",
        )
        assert (found.year, found.currency, found.text_reason) == (2026, "in-date", None)

    @pytest.mark.parametrize(
        ("on", "currency"),
        [
            (date(2026, 3, 3), "not-yet"),
            (date(2026, 3, 4), "in-date"),
            (date(2027, 1, 3), "in-date"),
            (date(2027, 1, 4), "due"),
            (date(2027, 3, 4), "due"),
            (date(2027, 3, 5), "out-of-date"),
        ],
    )
    def test_currency_is_that_of_the_day_asked_about(
        self, library: Library, put: Put, on: date, currency: str
    ) -> None:
        put("words", kind="minutes", dated_on=date(2026, 3, 4))

        assert library.shelf.findable(on)[0].currency == currency

    def test_year_is_that_of_the_period_covered(self, library: Library, put: Put) -> None:
        ref = put("words", dated_on=date(2026, 3, 4))
        library.documents.set(ASHA, ref, {"covers_from": "2024-04-01", "covers_to": "2025-03-31"})

        assert library.shelf.findable(TODAY)[0].year == 2025

    def test_same_object_answers_until_something_happens(self, library: Library, put: Put) -> None:
        put("words")
        first = library.shelf.findable(TODAY)

        assert library.shelf.findable(TODAY) is first
        put("more")
        second = library.shelf.findable(TODAY)
        assert (second is first, len(second)) == (False, 2)

    def test_another_day_is_another_object(self, library: Library, put: Put) -> None:
        put("words", kind="minutes", dated_on=date(2020, 1, 1))

        old = library.shelf.findable(date(2020, 2, 1))
        assert (old[0].currency, library.shelf.findable(TODAY)[0].currency) == ("in-date", "out-of-date")

    def test_unreadable_document_says_why(self, library: Library) -> None:
        library.adding.add(ASHA, Draft(), BytesIO(b"%PDF-1.7\nno pages"), name="x.pdf")
        for _ in library.texts.read_pending():
            pass

        (found,) = library.shelf.findable(TODAY)
        assert found.text_reason == library.cards.version("E-0001").text_reason


class TestEvidence:
    def test_tag_overrides_what_the_document_says(self, library: Library, put: Put) -> None:
        ref = put("words", kind="policy", source="leaders")
        library.tagging.tag(ASHA, [ref], TagDraft("QS1", "partners", proof="outcome", source="people"))

        (row,) = library.shelf.evidence(TODAY)
        assert (row.category, row.proof, row.source, row.category_presumed) == (
            "partners",
            "outcome",
            "people",
            False,
        )

    def test_wanted_document_is_marked_as_not_held(self, library: Library) -> None:
        library.adding.want(ASHA, Draft(tags=(TagDraft("QS1"),)), title="Carers strategy")

        assert [row.form for row in library.shelf.evidence(TODAY)] == ["wanted"]

    def test_presumed_date_is_marked_until_it_is_confirmed(self, library: Library, put: Put) -> None:
        ref = put("Minutes of the meeting held on 4 March 2026\n\nwords", tags=(TagDraft("QS1"),))
        before = library.shelf.evidence(TODAY)[0].date_presumed
        library.documents.confirm(ASHA, ref)

        assert (before, library.shelf.evidence(TODAY)[0].date_presumed) == (True, False)

    def test_currency_at_the_visit_stands_beside_todays(self, library: Library, put: Put) -> None:
        put("words", kind="minutes", dated_on=date(2026, 3, 4), tags=(TagDraft("QS1"),))

        (row,) = library.shelf.evidence(TODAY, date(2027, 6, 1))
        assert (row.currency, row.currency_at_visit) == ("in-date", "out-of-date")


class TestPassageTexts:
    def test_text_of_the_version_in_use_is_given_and_absent_places_left_out(self, library: Library, put: Put) -> None:
        ref = put("first words")
        library.documents.add_version(ASHA, ref, BytesIO(b"second words"), name="b.txt")
        for _ in library.texts.read_pending():
            pass

        found = library.shelf.passage_texts([(ref, 0), (ref, 7), ("E-0099", 0)])
        assert {key: passage.text for key, passage in found.items()} == {(ref, 0): "second words"}
