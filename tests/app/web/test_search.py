"""Finding an example in the browser: what is shown, what is said when something is amiss, and kept searches."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from lxml import html

from app.main import create_app
from app.settings import Settings
from tests.app.forms import CARERS, STAFF, WAITS, parts
from tests.app.web.picking import pick
from tests.conftest import LOCAL, sign_in_first
from tests.evidence.extractors import making_pdf

PEOPLE = {"accept": "text/html"}
HOSTILE = "<script>alert('q')</script> waits"
MANY = [(f"note-{number}.txt", f"Note {number}.\n\nOn reablement at home, number {number}.") for number in range(23)]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """One library for every question: searching changes nothing."""
    settings = Settings(home=tmp_path_factory.mktemp("search"), actor="Asha")
    with TestClient(create_app(settings), base_url=LOCAL, headers=PEOPLE) as client:
        sign_in_first(client)
        put(client, ("minutes.txt", WAITS), tag="QS7/processes")
        put(client, ("survey.txt", CARERS), tag="QS1")
        put(client, ("audit.txt", STAFF), kind="policy", dated_on="2015-01-01")
        put(client, ("report.pdf", making_pdf.pdf([["Opening."], ["Section 42 enquiries grew."]])), tag="QS7")
        put(client, ("hostile.txt", f"Hostile.\n\n{HOSTILE} <b>bold</b>"), title="<i>Hostile</i>")
        put(client, *MANY)
        assert client.app.state.background.wait_until_settled(120)  # type: ignore[attr-defined]  # Starlette's app
        yield client


@pytest.fixture
def library(client: TestClient) -> TestClient:
    """A library of one document, to be changed."""
    client.headers.update(PEOPLE)
    put(client, ("minutes.txt", WAITS), tag="QS7/processes")
    assert client.app.state.background.wait_until_settled(60)  # type: ignore[attr-defined]  # Starlette's app
    return client


def put(client: TestClient, *files: tuple[str, str | bytes], **fields: str) -> None:
    assert client.post("/api/v1/documents", files=parts(*files), data=fields).status_code in {200, 201}


def page(client: TestClient, address: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(address)
    assert answer.status_code == status, answer.text
    return html.fromstring(answer.text)


def texts(found: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(one.text_content().split()) for one in pick(found, path)]


def refs(found: html.HtmlElement) -> list[str]:
    return texts(found, ".search-result__title .ref")


def links(found: html.HtmlElement, path: str) -> dict[str, str]:
    return {" ".join(one.text_content().split()): one.get("href") for one in pick(found, path)}


def asks(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)


def errors(found: html.HtmlElement) -> dict[str, str]:
    return links(found, ".govuk-error-summary a")


class TestResults:
    def test_a_document_is_shown_with_its_passage_marked_and_where_it_opens(self, served: TestClient) -> None:
        found = page(served, "/search?q=review")
        (result,) = pick(found, ".search-result")

        assert texts(found, "#found") == ["1 document for “review”"]
        assert texts(result, "mark") == ["review"]
        assert texts(result, ".search-result__statements") == ["QS7 Safeguarding"]
        assert texts(result, ".search-citation") == ["E-0001, lines 1-3"]
        (opens,) = pick(result, ".search-passage__place a")
        assert opens.get("href") == "/documents/E-0001?q=review&place=0#passage-0"
        assert texts(result, ".search-result__why") == ["Why this result: it has “review”."]

    def test_a_passage_on_a_page_opens_at_that_page(self, served: TestClient) -> None:
        found = page(served, "/search?q=enquiries")

        assert links(found, ".search-passage__place a") == {
            "Open at p. 2 of E-0004": "/documents/E-0004/p/2?q=enquiries"
        }
        assert texts(found, ".search-citation") == ["E-0004, p. 2"]

    def test_what_people_wrote_is_escaped(self, served: TestClient) -> None:
        answer = served.get("/search", params={"q": HOSTILE})

        assert "<script>alert" not in answer.text
        assert "<b>bold" not in answer.text
        assert "<i>Hostile" not in answer.text
        assert pick(html.fromstring(answer.text), "#q")[0].get("value") == HOSTILE

    def test_one_document_out_of_date_says_so_once(self, served: TestClient) -> None:
        (result,) = pick(page(served, "/search?q=supervision"), ".search-result")

        assert result.text_content().count("Out of date") == 1

    def test_pages_turn_through_the_address_and_keep_the_question(self, served: TestClient) -> None:
        first = page(served, "/search?q=reablement&sort=date")
        forward = links(first, ".govuk-pagination__next a")["Next page"]
        second = page(served, forward)

        assert texts(first, "#found") == ["23 documents for “reablement”"]
        assert asks(forward) == {"q": ["reablement"], "sort": ["date"], "page": ["2"]}
        assert pick(second, "ol.search-results")[0].get("start") == "11"
        assert set(refs(first)).isdisjoint(refs(second))
        assert "page 2 of 3" in texts(second, "title")[0]

    @pytest.mark.parametrize("number", ["99", "0", "-1", "x", "9" * 40])
    def test_a_page_that_is_not_there_is_the_nearest_one(self, served: TestClient, number: str) -> None:
        found = page(served, f"/search?q=reablement&page={number}")

        assert texts(found, "[aria-current=page].govuk-pagination__link") == ["3" if number == "99" else "1"]

    def test_documents_alike_can_be_looked_for_and_the_likeness_taken_away(self, served: TestClient) -> None:
        found = page(served, "/search?like=E-0006&q=home")

        assert "E-0006" not in refs(found)
        assert asks(links(found, ".search-chip")["Remove the filter Like E-0006×"]) == {"q": ["home"]}
        assert served.get("/search?like=E-0999").status_code == 404

    def test_orders_are_links_that_keep_filters(self, served: TestClient) -> None:
        found = page(served, "/search?q=people&statement=QS7")

        assert asks(links(found, ".search-tools__sorts a")["Newest first"]) == {
            "q": ["people"], "statement": ["QS7"], "sort": ["date"],
        }  # fmt: skip

    def test_without_words_there_is_no_best_match(self, served: TestClient) -> None:
        assert pick(page(served, "/search?statement=QS7"), ".search-tools__sorts") == []


class TestFilters:
    def test_filters_count_are_chosen_and_can_be_taken_away(self, served: TestClient) -> None:
        found = page(served, "/search?statement=QS7&statement=QS1&kind=survey")
        boxes = {one.get("value"): one for one in pick(found, "input[type=checkbox][name=statement]")}

        assert {value for value, box in boxes.items() if box.get("checked") is not None} == {"QS1", "QS7"}
        assert {box.get("form") for box in boxes.values()} == {"search"}
        chips = links(found, ".search-chip")
        assert asks(chips["Remove the filter Quality statement: QS1 Assessing needs×"]) == {
            "statement": ["QS7"], "kind": ["survey"],
        }  # fmt: skip
        assert links(found, ".search-clear") == {"Clear all filters": "/search"}

    def test_the_form_keeps_what_it_does_not_offer(self, served: TestClient) -> None:
        found = page(served, "/search?q=reablement&owner=nobody&sort=date&as_typed=1")
        hidden = {one.get("name"): one.get("value") for one in pick(found, "form#search input[type=hidden]")}

        assert hidden == {"owner": "nobody", "sort": "date", "as_typed": "1"}

    def test_each_choice_has_an_id_of_its_own(self, served: TestClient) -> None:
        found = page(served, "/search?q=people")
        ids = [one.get("id") for one in pick(found, "[id]")]

        assert len(ids) == len(set(ids))

    def test_a_filter_that_makes_no_sense_is_named_and_left_out(self, served: TestClient) -> None:
        found = page(served, "/search?q=review&statement=QS99&kind=nonsense")

        assert refs(found) == ["E-0001"]
        assert len(errors(found)) == 2
        assert all("This filter was left out." in said for said in errors(found))
        assert texts(found, "title")[0].startswith("Error:")


class TestQuestions:
    def test_an_open_quotation_mark_is_an_error_at_the_box_and_is_answered(self, served: TestClient) -> None:
        found = page(served, '/search?q="a review of')

        assert list(errors(found).values()) == ["#q"]
        assert pick(found, "#q")[0].get("value") == '"a review of'
        assert "q-error" in pick(found, "#q")[0].get("aria-describedby")
        assert refs(found) == ["E-0001"]

    def test_what_an_abbreviation_also_found_is_told_and_can_be_left_alone(self, served: TestClient) -> None:
        found = page(served, "/search?q=s42")
        exactly = links(found, "#also a")["Search for exactly what was typed"]
        alone = page(served, exactly)

        assert refs(found) == ["E-0004"]
        assert "“section 42”" in texts(found, "#also")[0]
        assert refs(alone) == []
        back = links(alone, ".search-note a")["Search for what abbreviations stand for as well"]
        assert asks(back) == {"q": ["s42"]}

    def test_an_abbreviation_of_several_meanings_offers_each(self, served: TestClient) -> None:
        meanings = links(page(served, "/search?q=SAR+learning"), ".search-note a")

        assert asks(meanings["safeguarding adults review"]) == {"q": ['"safeguarding adults review" learning']}
        assert asks(meanings["all of these"]) == {"q": ["SAR learning"], "ambiguous": ["1"]}

    def test_a_misspelt_word_leads_to_the_right_one(self, served: TestClient) -> None:
        found = page(served, "/search?q=reablment&kind=other")

        assert any(asks(address)["q"] == ["reablement"] for address in links(found, "a.search-other").values())

    def test_nothing_found_leads_to_a_question_that_finds_something_and_to_who_knows(
        self, served: TestClient
    ) -> None:
        library = served.app.state.library  # type: ignore[attr-defined]  # Starlette's app
        library.assurance.assign(library.actor, "QS1", "Cleo <Shaw>")
        found = page(served, "/search?q=carers+astronaut")
        nearest = links(found, "a.search-nearest")

        assert texts(found, "#found") == ["Nothing found for “carers astronaut”"]
        assert "carers" in {asks(address)["q"][0] for address in nearest.values()}
        assert texts(found, ".search-leads li")[0] == "QS1 Assessing needs: Cleo <Shaw>"

    def test_a_filter_to_lift_is_offered(self, served: TestClient) -> None:
        found = page(served, "/search?q=weekends&statement=QS7")
        (nearest,) = links(found, "a.search-nearest").values()

        assert asks(nearest) == {"q": ["weekends"]}
        assert "Without the filter “Quality statement”" in found.text_content()

    @pytest.mark.parametrize("q", ["((((", "-a -b", "a " * 3_000, '"', "OR", "\x00", "%", "x" * 5_000, "E-²"])
    def test_odd_questions_are_answered(self, served: TestClient, q: str) -> None:
        assert served.get("/search", params={"q": q}).status_code == 200


class TestStart:
    def test_before_anything_is_typed_there_is_where_to_start(self, served: TestClient) -> None:
        found = page(served, "/search")

        assert len(pick(found, ".search-starts__item")) == 9
        assert links(found, ".search-starts__item h3 a")["QS7 Safeguarding"] == "/search?statement=QS7"
        assert len(pick(found, ".search-recent li")) == 5
        assert texts(found, ".search-result") == []

    def test_an_empty_library_says_what_to_do_first(self, client: TestClient) -> None:
        client.headers.update(PEOPLE)
        start, asked = page(client, "/search"), page(client, "/search?q=anything")

        assert "/add" in links(start, "main a").values()
        assert "/add" in links(asked, "main a").values()


class TestKept:
    def keep(self, client: TestClient, **fields: str | list[str]) -> html.HtmlElement:
        answer = client.post("/searches", data={"q": "review", "name": "Reviews", **fields})
        assert answer.status_code in {200, 422}
        return html.fromstring(answer.text)

    def test_a_search_is_kept_listed_run_and_undone(self, library: TestClient) -> None:
        told = self.keep(library, statement=["QS7"], sort="date")
        start = page(library, "/search")

        assert "Kept as “Reviews”" in texts(told, "#said")[0]
        assert refs(told) == ["E-0001"]
        kept = links(start, ".search-kept a")["Reviews"]
        assert asks(kept) == {"q": ["review"], "statement": ["QS7"], "sort": ["date"]}
        assert "Kept as “Reviews”" in page(library, kept).text_content()

        form = pick(told, "#said form")[0]
        sent = {one.get("name"): one.get("value") for one in pick(form, "input")}
        assert library.post("/undo", data=sent).status_code == 200
        assert pick(page(library, "/search"), ".search-kept") == []

    @pytest.mark.parametrize("name", ["", "  ", "n" * 101])
    def test_a_name_that_will_not_do_is_told_beside_the_results(self, library: TestClient, name: str) -> None:
        told = self.keep(library, name=name)

        assert list(errors(told).values()) == ["#name"]
        assert pick(told, "#keep")[0].get("open") is not None
        assert pick(told, "#name")[0].get("value") == name
        assert refs(told) == ["E-0001"]
        assert library.app.state.library.searches.list() == []  # type: ignore[attr-defined]  # Starlette's app

    def test_a_name_that_is_taken_is_told(self, library: TestClient) -> None:
        self.keep(library)
        told = self.keep(library, q="people", name="reviews")

        assert "There is a search called" in next(iter(errors(told)))

    def test_a_search_for_nothing_is_not_kept(self, library: TestClient) -> None:
        told = self.keep(library, q="  ")

        assert list(errors(told).values()) == ["#q"]

    def test_a_kept_search_is_removed_and_a_second_removal_is_told(self, library: TestClient) -> None:
        self.keep(library, name="<b>Mine</b>")
        listed = library.get("/search").text
        (form,) = pick(html.fromstring(listed), ".search-kept form")

        assert "<b>Mine" not in listed
        removed = html.fromstring(library.post(form.get("action")).text)
        assert "is no longer kept" in texts(removed, "#said")[0]
        again = html.fromstring(library.post(form.get("action")).text)
        assert "There is no kept search" in texts(again, "#said")[0]

    def test_nothing_is_removed_by_following_a_link(self, library: TestClient) -> None:
        self.keep(library)

        assert library.get("/searches/Q-0001/remove").status_code == 405
        assert len(library.app.state.library.searches.list()) == 1  # type: ignore[attr-defined]  # Starlette's app

    def test_a_search_kept_under_a_framework_that_has_changed_still_answers(self, library: TestClient) -> None:
        core = library.app.state.library  # type: ignore[attr-defined]  # Starlette's app
        core.searches.keep(core.actor, "Old", "review", {"statement": ["O1"]})
        found = page(library, links(page(library, "/search"), ".search-kept a")["Old"])

        assert refs(found) == ["E-0001"]
        assert errors(found)


def test_changes_that_search_does_not_know_yet_are_told(library: TestClient) -> None:
    core = library.app.state.library  # type: ignore[attr-defined]  # Starlette's app
    library.app.state.background.stop()  # type: ignore[attr-defined]  # Starlette's app
    core.documents.set(core.actor, "E-0001", {"owner": "Cleo"})

    found = page(library, "/search?q=review")
    assert "1 change is not searchable yet" in texts(found, ".search-note")[0]
    assert links(found, ".search-note a")["Search again"] == "/search?q=review"
