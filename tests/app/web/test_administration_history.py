"""The history of the whole library and the health of it as a browser sees them."""

import ast
import csv
import io
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from fastapi.testclient import TestClient

import evidence.services
from app.web.administration.history_words import VERBS
from app.wiring import Library
from evidence.domain.people import Actor, folder_owner
from tests.app.web.picking import pick
from tests.app.web.reading_builder import ASHA, BEN, PAGE, filed, said, sent, shown, words

HISTORY = "/administration/history"
HEALTH = "/administration/health"


def library_of(client: TestClient) -> Library:
    library: Library = client.app.state.library
    return library


SIGNED_IN = 2
"""Steps that made the account and signed it in."""


def numbers(page: object) -> list[int]:
    return [int(row.get("id").removeprefix("step-")) for row in pick(page, "table tbody tr")]


def taken(client: TestClient, query: str = "", form: str = "csv") -> Any:
    """Take the history away as a file, as the form of the page does."""
    return client.post(f"{HISTORY}/export", data={**dict(parse_qsl(query)), "form": form}, headers=PAGE)


def happen(library: Library, actor: Actor, times: int) -> None:
    for number in range(times):
        library.facts.set(actor, {"council": f"Council {number}"})


# History


def test_every_step_is_reached_once_by_going_to_older_ones_and_back(client: TestClient) -> None:
    happen(library_of(client), ASHA, 120)
    address, seen = HISTORY, []
    while address:
        page = shown(client, address)
        seen += numbers(page)
        address = next((link.get("href") for link in pick(page, "[rel='next']")), "")

    assert seen == list(range(SIGNED_IN + 120, 0, -1))
    back = shown(client, pick(page, "[rel='prev']")[0].get("href"))
    assert numbers(back) == list(range(SIGNED_IN + 70, SIGNED_IN + 20, -1))
    assert pick(shown(client, HISTORY), "[rel='prev']") == []


def test_a_narrowed_history_keeps_its_question_on_every_link(client: TestClient) -> None:
    library = library_of(client)
    happen(library, ASHA, 60)
    happen(library, BEN, 60)

    page = shown(client, f"{HISTORY}?person=Ben&verb=facts+set")

    assert numbers(page) == list(range(SIGNED_IN + 120, SIGNED_IN + 70, -1))
    assert "person=Ben" in pick(page, "[rel='next']")[0].get("href")
    sent_along = {one.get("name"): one.get("value") for one in pick(page, ".administration-export input")}
    assert sent_along == {"person": "Ben", "verb": "facts set"}
    assert [one.get("value") for one in pick(page, "#person option") if one.get("selected") is not None] == ["Ben"]


def test_one_document_and_one_day(client: TestClient) -> None:
    library, one, other = library_of(client), filed(client), filed(client, "Another paper.", "b.txt")
    today = library.clock.today()

    page = shown(client, f"{HISTORY}?document={one.lower()}&since={today.isoformat()}&until={today.isoformat()}")
    texts = " ".join(words(row) for row in pick(page, "table tbody tr"))

    assert one in texts
    assert other not in texts
    assert (
        shown(client, f"{HISTORY}?since-day={today.day}&since-month={today.month}&since-year={today.year}")
        is not None
    )
    assert pick(shown(client, f"{HISTORY}?until=2001-01-01"), "table") == []


@pytest.mark.parametrize(
    "query",
    [
        "until=soon",
        "until-day=31&until-month=2&until-year=2026",
        "until=9999-12-31",
        "until=0001-01-01",
        "since=2026-11-02&until=2026-11-01",
    ],
)
def test_a_day_that_is_none_is_said_at_its_field(client: TestClient, query: str) -> None:
    happen(library_of(client), ASHA, 1)
    page = shown(client, f"{HISTORY}?{query}", status=422)

    assert [link.get("href") for link in pick(page, ".govuk-error-summary a")] == ["#until"]
    assert taken(client, query).status_code == 422


@pytest.mark.parametrize("query", ["before=x", "before=-1", "before=9" + "9" * 30, "after=1e9"])
def test_a_number_that_is_none_is_refused(client: TestClient, query: str) -> None:
    assert client.get(f"{HISTORY}?{query}", headers=PAGE).status_code == 422


@pytest.mark.parametrize(
    "query", ["person=%25", "document=%25", "document=E-", "verb=zzz", "before=0", "after=99999"]
)
def test_what_nothing_answers_finds_nothing(client: TestClient, query: str) -> None:
    happen(library_of(client), ASHA, 1)

    assert numbers(shown(client, f"{HISTORY}?{query}")) == []


def test_names_are_escaped_and_documents_that_are_gone_are_named_still(client: TestClient) -> None:
    library, ref = library_of(client), filed(client)
    happen(library, folder_owner("<b>Mallory</b> & co"), 1)
    library.documents.discard(ASHA, ref)

    page = shown(client, HISTORY)

    assert any(words(link) == "<b>Mallory</b> & co" for link in pick(page, "table a"))
    assert any(f"{ref} held no more" in words(row) for row in pick(page, "table tbody tr"))
    assert pick(page, f"table [href='/documents/{ref}']") == []


def test_the_file_holds_every_step_and_no_formula(client: TestClient) -> None:
    library, ref = library_of(client), filed(client)
    happen(library, folder_owner("=HYPERLINK(1)"), 1)
    happen(library, folder_owner('@Asha, "the lead"'), 1)

    answer = taken(client)
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert answer.headers["content-disposition"].startswith("attachment;")
    assert [int(row[0]) for row in rows[1:]] == list(range(library.histories.last() - 1, 0, -1))
    assert [row[2] for row in rows[1:3]] == ['\'@Asha, "the lead"', "'=HYPERLINK(1)"]
    assert any(ref in row[5] for row in rows)
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)


def test_the_file_holds_what_the_page_was_narrowed_to(client: TestClient) -> None:
    library = library_of(client)
    happen(library, ASHA, 2)
    happen(library, BEN, 3)

    answer = taken(client, "person=Ben")

    assert len(answer.content.decode().splitlines()) == 4


def test_every_step_that_services_record_has_words() -> None:
    recorded = set()
    for path in Path(evidence.services.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "record":
                recorded |= {one.value for one in node.args[:1] if isinstance(one, ast.Constant)}

    assert len(recorded) > 20
    assert recorded - set(VERBS) == set()


# Health


def test_a_check_is_begun_and_its_outcome_stands_on_the_page(client: TestClient) -> None:
    filed(client)

    sent(client, f"{HEALTH}/check")
    client.app.state.chores.wait(60)

    text = words(pick(shown(client, HEALTH), "#check-state")[0])
    assert "Everything is whole." in text
    assert "1 document," in text


def test_what_a_check_found_leads_to_its_document_and_names_no_command(client: TestClient) -> None:
    library, ref = library_of(client), filed(client)
    sha256, _ = next(library.files.all())
    library.files.remove(sha256)

    sent(client, f"{HEALTH}/check")
    client.app.state.chores.wait(60)
    page = shown(client, HEALTH)

    (part,) = pick(page, "#check-state")
    assert "1 thing to put right." in words(part)
    assert pick(part, f"[href='/documents/{ref}']")
    assert "evidence" not in words(part).casefold()
    overview = words(pick(shown(client, "/administration"), ".administration-health")[0])
    assert "Put right" in overview


def test_the_search_index_is_built_anew_only_when_asked_by_a_form(client: TestClient) -> None:
    filed(client)
    page = shown(client, f"{HEALTH}/reindex")
    assert "1 document" in words(pick(page, "main")[0])
    assert client.app.state.chores.last_rebuilding is None

    page = sent(client, f"{HEALTH}/reindex", read_again="yes")
    assert "being built anew" in said(page)
    client.app.state.chores.wait(60)

    text = words(pick(shown(client, HEALTH), "#index-state")[0])
    assert "built anew: 1 document; 1 text to be read again" in text


def test_health_says_what_cannot_be_read_and_what_waits(client: TestClient) -> None:
    filed(client, b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "broken.png")

    page = shown(client, HEALTH)

    assert pick(page, "[href='/documents?need=unreadable']")


@pytest.mark.parametrize("path", [f"{HEALTH}/check", f"{HEALTH}/reindex", "/administration/rules"])
def test_another_site_can_begin_nothing(client: TestClient, path: str) -> None:
    answer = client.post(path, headers={**PAGE, "origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert client.app.state.chores.last_check is None
