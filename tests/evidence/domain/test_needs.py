"""What a document needs follows from how it stands, and nothing is asked of what is at rest."""

from itertools import product

import pytest

from evidence.domain.needs import NEED_STEPS, NEED_TITLES, NEEDS, Standing, needs_of

SOUND = Standing(
    status="final", form="held", currency="in-date", currency_at_visit="in-date", text_state="read", has_owner=True,
    is_tagged=True, has_presumed=False,
)  # fmt: skip


class TestEachNeed:
    def test_sound_document_needs_nothing(self) -> None:
        assert needs_of(SOUND) == ()

    @pytest.mark.parametrize(
        ("changed", "need"),
        [
            ({"currency": "out-of-date"}, "out-of-date"),
            ({"currency": "due"}, "due"),
            ({"currency_at_visit": "out-of-date"}, "out-at-visit"),
            ({"currency": "unknown"}, "date-not-known"),
            ({"has_owner": False}, "unowned"),
            ({"is_tagged": False}, "untagged"),
            ({"text_state": "unreadable"}, "unreadable"),
            ({"form": "wanted"}, "wanted"),
            ({"has_presumed": True}, "presumed"),
        ],
    )
    def test_one_thing_wrong_is_one_need(self, changed: dict[str, object], need: str) -> None:
        assert needs_of(SOUND._replace(**changed)) == (need,)

    @pytest.mark.parametrize(
        "changed",
        [
            {"currency": "not-yet"},
            {"currency_at_visit": "due"},
            {"currency_at_visit": None},
            {"text_state": "pending"},
            {"form": "link"},
            {"status": "draft"},
        ],
    )
    def test_what_is_in_order_is_no_need(self, changed: dict[str, object]) -> None:
        assert needs_of(SOUND._replace(**changed)) == ()


class TestSeveral:
    def test_all_are_named_the_most_urgent_first(self) -> None:
        row = SOUND._replace(
            status="draft", currency="due", currency_at_visit="out-of-date", text_state="unreadable", has_owner=False,
            is_tagged=False, has_presumed=True,
        )  # fmt: skip

        assert needs_of(row) == ("due", "out-at-visit", "unowned", "untagged", "unreadable", "presumed")

    def test_what_is_out_of_date_now_is_not_named_again_for_the_visit(self) -> None:
        row = SOUND._replace(currency="out-of-date", currency_at_visit="out-of-date")

        assert needs_of(row) == ("out-of-date",)

    def test_wanted_document_is_not_asked_for_its_dates_and_text(self) -> None:
        row = SOUND._replace(
            form="wanted",
            currency="unknown",
            currency_at_visit="out-of-date",
            text_state="unreadable",
            has_owner=False,
        )

        assert needs_of(row) == ("unowned", "wanted")

    @pytest.mark.parametrize("status", ["withdrawn", "superseded"])
    def test_what_is_at_rest_needs_nothing_whatever_it_lacks(self, status: str) -> None:
        lacking = product(
            ("held", "link", "wanted"), ("out-of-date", "due", "unknown"), ("out-of-date", None), ("unreadable",),
            (False,), (False,), (True,),
        )  # fmt: skip

        assert {needs_of(Standing(status, *rest)) for rest in lacking} == {()}


def test_every_need_has_a_title_and_one_sentence_that_says_what_to_do() -> None:
    assert tuple(NEED_TITLES) == tuple(NEED_STEPS) == NEEDS
    assert all(step.endswith(".") and step.count(". ") == 0 for step in NEED_STEPS.values())
