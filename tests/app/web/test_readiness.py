"""The readiness map and its cells: reasons for every number, on any day, under any framework."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.web.readiness.words import names_all, with_links
from app.wiring import Library
from evidence.reports import REPORTS
from evidence.services.drafts import TagDraft
from tests.app.web.picking import pick
from tests.app.web.test_home import ASHA, PAGE, file, library, links, shown, words

__all__ = ["file", "library"]
File = Callable[..., str]


@pytest.fixture
def tagged(library: Library, file: File) -> str:
    ref = file("One paper <b>", title="A <b>bold</b> title", kind="policy", dated_on=str(library.clock.today()))
    library.tagging.tag(ASHA, [ref], TagDraft("QS7", category="processes"))
    return ref


class TestMap:
    def test_every_cell_is_a_word_a_count_and_a_link_that_opens(self, client: TestClient, tagged: str) -> None:
        page = shown(client, "/readiness")

        cells = pick(page, ".map__cell")
        assert len(cells) == 36
        (held,) = [one for one in cells if "1 document," in words(one)]
        assert words(held) == "QS7, Processes: weak 1 document, required"
        assert "not a judgement of the service" in words(page)
        for cell in cells[::5]:
            assert shown(client, pick(cell, "a")[0].get("href")) is not None

    def test_a_day_and_a_framework_stay_in_every_address(self, client: TestClient, tagged: str) -> None:
        page = shown(client, "/readiness?on=2027-02-01&framework=cqc-local-authority")

        asked = "?on=2027-02-01&framework=cqc-local-authority"
        assert "1 February 2027" in words(page)
        assert all(pick(one, "a")[0].get("href").endswith(asked) for one in pick(page, ".map__cell"))
        assert all(
            address.endswith(asked) for address in links(page).values() if address.startswith("/readiness/report/")
        )
        cell = shown(client, f"/readiness/QS7/processes{asked}")
        assert f"/readiness{asked}" in links(cell).values()

    def test_the_form_asks_by_three_boxes(self, client: TestClient, tagged: str) -> None:
        page = shown(client, "/readiness?on-day=1&on-month=2&on-year=2027&framework=cqc-local-authority")

        assert "on 1 February 2027" in words(page)

    @pytest.mark.parametrize(
        ("query", "field"),
        [
            ("on=soon", "on"),
            ("on=2026-02-31", "on"),
            ("on=0001-01-01", "on"),
            ("on=9999-12-31", "on"),
            ("on-day=31&on-month=2&on-year=2026", "on"),
            ("framework=none", "framework"),
            ("framework=../../etc/passwd", "framework"),
        ],
    )
    def test_what_cannot_be_asked_is_said_beside_its_field(
        self, client: TestClient, tagged: str, query: str, field: str
    ) -> None:
        page = shown(client, f"/readiness?{query}", status=422)

        assert words(pick(page, "title")[0]).startswith("Error:")
        (link,) = pick(page, ".govuk-error-summary__list a")
        assert link.get("href") == f"#{field}"
        assert len(pick(page, f"#{field}[name]")) == 1

    def test_what_was_typed_is_shown_again(self, client: TestClient) -> None:
        page = shown(client, "/readiness?on-day=31&on-month=2&on-year=2026", status=422)

        assert [pick(page, f"input[name='on-{part}']")[0].get("value") for part in ("day", "month", "year")] == [
            "31", "2", "2026",
        ]  # fmt: skip

    def test_an_empty_library_is_no_map_of_failures(self, client: TestClient) -> None:
        page = shown(client, "/readiness")

        assert pick(page, ".map") == []
        assert {"/add", "/triage"} <= set(links(page).values())

    def test_tags_of_another_framework_are_named(self, client: TestClient, library: Library, tagged: str) -> None:
        page = shown(client, "/readiness?framework=apa-2009-10")

        assert f"{tagged} A <b>bold</b> title" in links(page)
        assert "Tagged under another framework" in words(page)

    def test_no_page_calls_an_area_for_improvement_a_gap(
        self, client: TestClient, library: Library, tagged: str
    ) -> None:
        library.tagging.tag(ASHA, [tagged], TagDraft("QS7", category="partners", stance="gap"))

        for address in ("/", "/readiness", "/readiness/QS7/partners"):
            said = words(shown(client, address).get_element_by_id("main-content")).lower()
            assert " gap" not in said
        assert "areas for improvement with no action" in words(shown(client, "/readiness")).lower()


class TestReports:
    @pytest.mark.parametrize("report", REPORTS, ids=lambda one: one.name)
    def test_each_is_sent_as_a_file(self, client: TestClient, tagged: str, report: Any) -> None:
        answer = client.get(f"/readiness/report/{report.name}?on=2027-02-01", headers=PAGE)

        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(report.media_type.partition(";")[0])
        assert answer.headers["content-disposition"] == f'attachment; filename="readiness-2027-02-01{report.suffix}"'
        assert answer.content

    def test_another_is_not_found(self, client: TestClient) -> None:
        assert "no such report" in words(shown(client, "/readiness/report/none", status=404))

    def test_of_a_day_that_is_none_there_is_no_report(self, client: TestClient) -> None:
        assert "Enter a real date" in words(shown(client, "/readiness/report/readiness-csv?on=soon", status=422))


class TestCell:
    def test_it_gives_the_rule_the_reasons_and_the_documents(self, client: TestClient, tagged: str) -> None:
        page = shown(client, "/readiness/QS7/processes")

        said = words(page)
        assert "Evidence: weak" in said
        assert "Weak: something is held, but not what adequate takes" in said
        assert "not a judgement of the service" in said
        assert f"1 document counts ({tagged})" in said
        assert links(page)[tagged] == f"/documents/{tagged}"
        (row,) = pick(page, "#main-content tbody tr")
        assert words(row).startswith(f"{tagged} A <b>bold</b> title")

    def test_what_does_not_count_says_why_and_comes_last(
        self, client: TestClient, library: Library, file: File, tagged: str
    ) -> None:
        draft = file("A draft", name="draft.txt", status="draft", dated_on=str(library.clock.today()))
        library.tagging.tag(ASHA, [draft], TagDraft("QS7", category="processes"))
        library.documents.set(ASHA, tagged, {"status": "draft"})
        library.documents.set(ASHA, draft, {"status": "final"})

        rows = [words(row) for row in pick(shown(client, "/readiness/QS7/processes"), "#main-content tbody tr")]

        assert rows[0].startswith(draft)
        assert "Counts" in rows[0]
        assert "Does not count: still a draft" in rows[1]

    def test_unsorted_documents_have_a_place_without_a_verdict(
        self, client: TestClient, library: Library, file: File
    ) -> None:
        ref = file("Words about nothing much", name="thing.txt", kind="other")
        library.tagging.tag(ASHA, [ref], TagDraft("QS2"))
        where = "/readiness/QS2/unsorted"
        assert where in links(shown(client, "/readiness")).values()

        page = shown(client, where)

        assert ref in words(page)
        assert pick(page, ".verdict") == []
        assert "Say which category" in words(page)

    def test_documents_of_a_category_outside_the_map_have_one_too(
        self, client: TestClient, library: Library, tagged: str
    ) -> None:
        library.tagging.tag(ASHA, [tagged], TagDraft("QS2", category="outcomes"))

        assert "/readiness/QS2/outside" in links(shown(client, "/readiness/QS2/processes")).values()
        assert tagged in words(shown(client, "/readiness/QS2/outside"))

    @pytest.mark.parametrize("address", ["/readiness/QS99/processes", "/readiness/QS7/none", "/readiness/%3Cb%3E/x"])
    def test_one_that_is_not_there_is_not_found(self, client: TestClient, address: str) -> None:
        assert "readiness map shows those there are" in words(shown(client, address, status=404))

    def test_small_letters_will_do(self, client: TestClient) -> None:
        assert "QS7" in words(shown(client, "/readiness/qs7/processes"))

    def test_a_long_list_pages_and_keeps_the_day(
        self, client: TestClient, library: Library, upload: Callable[..., Any], settled: Callable[[], None]
    ) -> None:
        made = upload(*[(f"paper-{number}.txt", f"Paper {number}") for number in range(60)]).json()["added"]
        settled()
        library.tagging.tag(ASHA, [one["ref"] for one in made], TagDraft("QS7", category="processes"))
        day = str(library.clock.today() + timedelta(1))

        first = shown(client, f"/readiness/QS7/processes?on={day}")
        last = shown(client, f"/readiness/QS7/processes?on={day}&page=99")

        assert len(pick(first, "#main-content tbody tr")) == 50
        assert len(pick(last, "#main-content tbody tr")) == 10
        assert f"/readiness/QS7/processes?on={day}&page=2" in [one.get("href") for one in pick(first, "nav a")]

    def test_a_page_that_is_no_number_is_the_first(self, client: TestClient, tagged: str) -> None:
        assert tagged in words(shown(client, "/readiness/QS7/processes?page=many"))


def test_references_become_links_and_everything_else_is_escaped() -> None:
    said = str(with_links("<b> E-0001, E-12345 and XE-0001"))

    assert said.count("<a ") == 2
    assert said.startswith("&lt;b&gt;")
    assert names_all("E-0001 and E-0002", ("E-0001", "E-0002"))
    assert not names_all("E-0001 and 5 more", ("E-0001", "E-0002"))
