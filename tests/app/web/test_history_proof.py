"""Who saw, changed or sent what: every reading of restricted material once, with its reason; nothing taken unseen."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO
from itertools import product
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.main import PREFIX
from app.settings import Settings
from evidence.adapters.clock import FixedClock
from evidence.domain.deeds import DEEDS, verbs_of
from evidence.domain.events import Event, Narrowing
from evidence.domain.packing import Choice
from evidence.domain.people import MAY
from evidence.services.drafts import Draft
from evidence.services.indexing import Indexing
from tests.app.web.account_builder import OWNER, as_somebody, library_of, post, standing_still
from tests.app.web.picking import pick
from tests.app.web.reading_builder import PAGE, shown, words
from tests.app.web.restricted_builder import CANARY, WHY, opened, restricted
from tests.secrecy.test_two_worlds import every_route

HISTORY = "/administration/history"
MOST = 5


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"most_downloads": MOST})


@pytest.fixture
def nobody(begun: Settings, clock: FixedClock) -> Iterator[TestClient]:
    yield from standing_still(begun, clock)


def events(client: TestClient, verb: str) -> list[Event]:
    with library_of(client).catalogue.reading() as view:
        return view.events(narrowed=Narrowing(verbs=frozenset({verb})))


def addresses(ref: str) -> Iterator[str]:
    """Every address that is read and names a document, in every way that shows more of it."""
    paths = sorted(path for method, path in every_route() if method == "GET" and "{ref}" in path)
    more = ("", f"?q={CANARY}", "?view=text", "?view=pages", "?tagging=1", "?tag=T-00001&view=text")
    for path, query in product(paths, more):
        yield path.replace("{ref}", ref).replace("{page}", "1") + query


ELSEWHERE = (
    f"/search?q={CANARY}", f"{PREFIX}/search?q={CANARY}", "/statements/QS7", "/statements/QS7/brief", "/",
    "/documents",
    "/register", "/register/download.csv", "/triage", f"{PREFIX}/documents", f"{PREFIX}/history", HISTORY,
)  # fmt: skip


def test_every_way_to_its_words_is_recorded_once_with_the_reason(client: TestClient) -> None:
    ref = restricted(client)
    opened(client, ref)
    told, seen = [], 0
    for address in (*addresses(ref), *ELSEWHERE):
        library_of(client).scopes.downloads._fetched.clear()
        before = len(events(client, "read"))
        answer = client.get(address, headers={} if PREFIX in address else PAGE, follow_redirects=False)
        asked_with = CANARY in address
        shows = (
            CANARY in answer.text.replace(f"q={CANARY}", "") if not asked_with else "asked what they" in answer.text
        )
        fresh = events(client, "read")[before:]
        reasons = {one.about.get("opening") for one in fresh}
        seen += shows
        if len(fresh) > 1 or (shows and len(fresh) != 1) or (fresh and reasons != {"O-0001"}):
            told.append((address, answer.status_code, shows, len(fresh), reasons))

    assert told == []
    assert seen >= 12


def test_a_reading_takes_nothing_into_the_index_again(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    ref, library = restricted(client), library_of(client)
    opened(client, ref)
    for _ in library.indexing.catch_up():
        pass
    taken: list[object] = []
    compacted: list[bool] = []
    update = library.index.update
    monkeypatch.setattr(library.index, "update", lambda changed, **more: (taken.extend(changed), update([], **more)))
    monkeypatch.setattr(library.index, "compact", lambda: compacted.append(True))
    client.get(f"/documents/{ref}", headers=PAGE)

    for _ in Indexing(library.catalogue, library.index).catch_up():
        pass

    assert events(client, "read")
    assert (taken, compacted, library.indexing.behind()) == ([], [], 0)


def test_the_page_says_who_saw_it_why_and_how(client: TestClient) -> None:
    ref = restricted(client)
    opened(client, ref)
    client.get(f"/documents/{ref}", headers=PAGE)

    rows = [words(row) for row in pick(shown(client, f"{HISTORY}?verb=saw&way=page&document={ref}"), "tbody tr")]

    assert len(rows) == 2
    assert all("Asha" in row and "On a page" in row and f"Because: {WHY}" in row and ref in row for row in rows)
    assert pick(shown(client, f"{HISTORY}?verb=saw&way=api"), "tbody tr") == []
    others = shown(client, f"{HISTORY}?verb=came-in")
    assert {words(row.find("th")) for row in pick(others, "tbody tr")} == {"Signed in"}


def test_who_is_not_named_is_told_nothing_of_it(client: TestClient) -> None:
    ref = restricted(client)
    opened(client, ref)
    client.get(f"/documents/{ref}", headers=PAGE)
    stranger = as_somebody(client, "administrator", email="stranger@example.org")

    told = stranger.get(f"{HISTORY}", headers=PAGE).text + stranger.get(f"{PREFIX}/history").text
    told += post(stranger, f"{HISTORY}/export", form="json").text

    assert ref not in told
    assert WHY not in told
    assert "Stranger" in told or "Somebody" in told or "signed in" in told


@pytest.mark.parametrize("roles", [("reader",), ("contributor",), ("lead",)])
def test_only_administrators_and_information_governance_see_the_history(
    client: TestClient, roles: tuple[str]
) -> None:
    somebody = as_somebody(client, *roles, email="somebody@example.org")

    answers = [
        somebody.get(f"{PREFIX}/history"), somebody.post(f"{PREFIX}/history/exports", json={}),
        post(somebody, f"{HISTORY}/export", form="csv"), somebody.get(HISTORY, headers=PAGE),
    ]  # fmt: skip

    assert [one.status_code for one in answers] == [403] * 4
    assert events(client, "history exported") == []


def test_taking_the_history_away_is_an_event_of_its_own(client: TestClient) -> None:
    governance = as_somebody(client, "governance", email="gov@example.org")

    by_page = post(governance, f"{HISTORY}/export", form="json", verb="came-in")
    by_program = client.post(f"{PREFIX}/history/exports", json={"what": "came-in"})

    assert by_page.headers["content-disposition"].startswith("attachment;")
    assert {one["what"] for one in by_page.json()} == {"signed in"}
    assert by_program.json() == by_page.json()
    assert [one.about for one in events(client, "history exported")] == [{"form": "json", "narrowed": ["verbs"]}] * 2


def test_the_api_goes_through_the_whole_history_a_page_at_a_time(client: TestClient) -> None:
    library = library_of(client)
    for number in range(12):
        library.facts.set(OWNER, {"council": f"Council {number}"})
    found: list[int] = []
    before: Any = ""
    while before is not None:
        page = client.get(f"{PREFIX}/history", params={"limit": 5, **({"before": before} if before else {})}).json()
        found += [one["seq"] for one in page["items"]]
        before = page["next"]

    assert found == list(range(library.histories.last(), 0, -1))
    assert client.get(f"{PREFIX}/history?since=soon").status_code == 422
    assert client.get(f"{PREFIX}/history?colour=red").status_code == 422


def test_who_fetches_too_many_files_is_stopped_and_the_history_tells_once(
    client: TestClient, clock: FixedClock
) -> None:
    reader = as_somebody(client, "lead", email="lead@example.org")
    ref = library_of(client).adding.add(OWNER, Draft(kind="audit"), BytesIO(b"One."), name="one.txt").added[0].ref
    fetch: Callable[[], int] = lambda: reader.get(f"{PREFIX}/documents/{ref}/file").status_code  # noqa: E731 - short

    assert [fetch() for _ in range(MOST)] == [200] * MOST
    stopped = [reader.get(f"/documents/{ref}/original"), reader.get("/register/download.csv")]
    assert [one.status_code for one in stopped] == [429, 429]
    assert "the most there may be" in stopped[0].json()["detail"]
    assert [one.about for one in events(client, "downloads stopped")] == [{"downloads": MOST, "minutes": 10}]
    assert client.get(f"{PREFIX}/documents/{ref}/file").status_code == 200
    clock.at += timedelta(minutes=11)
    assert fetch() == 200
    health = shown(client, "/administration/health")
    assert pick(health, f"[href='{HISTORY}?verb=downloads+stopped']")


def test_packs_and_registers_that_leave_are_recorded(client: TestClient) -> None:
    client.get("/register/download.xlsx")
    library = library_of(client)
    library.adding.add(OWNER, Draft(kind="audit"), BytesIO(b"One."), name="one.txt")
    pack = library.packs.run(OWNER, library.packs.start(OWNER, Choice(refs=("E-0001",), internal=True)).id)
    for address in (f"/packs/{pack.id}/file", f"{PREFIX}/packs/{pack.id}/file"):
        assert client.get(address).status_code == 200

    assert [(one.actor, one.about) for one in events(client, "register exported")] == [("Asha", {"form": "xlsx"})]
    assert [(one.way, one.about) for one in events(client, "pack fetched")] == [("page", {"pack": pack.id})] * 2


def test_every_kind_of_step_is_in_one_group() -> None:
    found = [verb for deed in DEEDS for verb in verbs_of(deed)]

    assert sorted(found) == sorted(MAY)
    assert verbs_of("tagged") == {"tagged"}
