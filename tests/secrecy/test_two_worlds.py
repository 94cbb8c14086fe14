"""A library with restricted documents answers who may not see them byte for byte as one that never held them."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from app.main import PREFIX, RESOURCES, create_app
from app.settings import Settings
from app.web import routes
from evidence.domain.people import Access, opened_to
from evidence.domain.retention import Disposal
from evidence.domain.tags import Tag
from tests.conftest import LOCAL
from tests.secrecy.two_worlds import CANARY, ROLES, SHARED, fill, opened, restricted_in, without_restricted

FEWEST = 400
"""Sets of parameters that are asked, as the two-world test must."""
_ASKED_ALL = {"lead", "administrator"}
"""Who may open the most is asked every set, everybody else some of each route."""
HTML = {"accept": "text/html"}
_MOVING = re.compile(r"(?i)^(date|set-cookie)$")


@dataclass(frozen=True)
class Worlds:
    """Both libraries as one role sees them, and what to ask for."""

    held: TestClient
    never: TestClient
    cookies: dict[str, str]
    secret: list[str]
    values: dict[str, list[str]] = field(default_factory=dict)


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Worlds]:
    home, other = (tmp_path_factory.mktemp("world") / name for name in ("held", "never"))
    cookies = fill(home)
    without_restricted(home, other)
    secret = sorted(restricted_in(home))
    held, never = opened(home), opened(other)
    one, two = next(held), next(never)
    packs = [record.id for record in one.packs.list()]
    with one.catalogue.reading() as view:
        tags = [tag for ref in ("E-0001", secret[0]) for (tag,) in view.columns(Tag, "id", ref=ref)][:4]
    settings = Settings(home=home, actor="Asha")
    with (
        TestClient(create_app(settings, library=one), base_url=LOCAL) as first,
        TestClient(create_app(settings, library=two), base_url=LOCAL) as second,
    ):
        yield Worlds(first, second, cookies, secret, _values(secret, packs, tags))


def _values(secret: list[str], packs: list[str], tags: list[str]) -> dict[str, list[str]]:
    """What each parameter of a path is given: something open, something restricted, something that never was."""
    return {
        "ref": ["E-0001", *secret[:3], secret[-1], "E-9999"], "tag_id": [*tags, "T-99999"],
        "pack_id": [*packs, "0" * 32], "offer_id": ["C-0001", "C-0002", "C-0099"], "action_id": ["A-0001", "A-0099"],
        "board_id": ["B-0001", "B-0099"], "search_id": ["Q-0001", "Q-0099"], "page": ["1", "2"],
        "statement": ["QS1", "QS9"], "category": ["processes", "partners"], "sha256": ["0" * 64], "key": ["none"],
        "kind": ["csv", "xlsx"], "form": ["docx", "pdf"], "sign_in": ["none"],
        "clearance_id": ["CL-0001", "CL-0002", "CL-0099"], "token": ["K-0099"],
        "name": ["QS1", "QS2", "Ben Okoro", f"{CANARY.title()} Owner", "html", "csv", "nobody"],
        "person": ["P-0001", "P-0099"], "who": ["P-0001"],
        "hold_id": ["H-0001", "H-0002", "H-0099"], "kind_ref": ["minutes"], "number": ["1", "2", "9"],
    }  # fmt: skip


WORDS = (
    CANARY,
    CANARY[:5] + "*",
    f'"{CANARY} safeguarding"',
    CANARY[:-1] + "k",
    f"-{CANARY}",
    f"{CANARY} OR {SHARED}",
    SHARED,
    f"{SHARED} -{CANARY}",
    SHARED[:-1] + "x",
    "carers",
    "waiting list",
    "title:case",
    "E-0002",
    "the",
    f"owner:{CANARY}",
    "sensitivity:restricted",
    "statement:QS1 review",
    "review*",
    "carers wait",
    "",
)
FILTERS = (
    "", "kind=case-study", "statement=QS1", "sensitivity=restricted", f"owner={CANARY.title()}+Owner", "sort=date",
    f"team={CANARY}+team", "label=locality:Northside", "limit=3&offset=2", "page=2", "like=E-0001", "like={secret}",
    "year=2026", "currency=in-date", "category=people-experience",
)  # fmt: skip
QUERIES: dict[str, list[str]] = {
    "/search": [f"q={word.replace(' ', '+')}&{more}" for word, more in product(WORDS, FILTERS)],
    "/documents": [
        "",
        "page=2",
        "sort=-dated_on",
        "sort=owner",
        "sensitivity=restricted",
        f"q={CANARY}",
        "q=paper",
        "kind=case-study",
        "statement=QS1",
        "need=unowned",
        f"owner={CANARY.title()}+Owner",
        "per_page=2&page=3",
        "untagged=true",
        "status=final",
        "presumed=true",
    ],
    "/upkeep": ["", "need=presumed", "need=untagged", "sort=owner"],
    "/triage": ["", "page=2", "owner=none", f"owner={CANARY.title()}+Owner"],
    "/owners": ["", f"q={CANARY}", "page=2"],
    "/contributions": ["", "state=accepted", "state=offered", "state=declined"],
    "/statements/{name}/brief": ["", "label=locality:Northside", f"team={CANARY}+team"],
    "/readiness": ["", "on=2026-11-23", "on=2027-02-01", "form=csv"],
    "/packs/preview": [
        f"{what}&recipient=CQC&purpose=Information+return"
        for what in ("statement=QS1", "ref=E-0001", "ref={secret}", f"query={CANARY}", f"query={SHARED}", "theme=1")
    ],
    "/clearances": ["", "state=asked", "ref={secret}", "ref=E-0001"],
    "/upkeep/hand-over": ["refs=E-0001", "refs={secret}", f"owner={CANARY.title()}+Owner"],
    "/register/import/{sha256}": ["", "page=2"],
    "/administration/history": ["", "person=Asha", "verb=added", "document={secret}", "document=E-0001"],
    "/administration/vocabulary": ["", "q=care"],
    "/retention/dispose": ["", "ref=E-0001", "ref={secret}"],
}
SENT: dict[str, list[dict[str, str]]] = {
    "/documents/{ref}/tags": [{"statement": "QS1"}, {}],
    "/documents/{ref}/edit": [{"title": "Mine", "revision": "0"}, {}],
    "/documents/{ref}/relations": [{"kind": "refers-to", "to": "{secret}"}, {"kind": "refers-to", "to": "E-0002"}],
    "/packs/preview": [{"query": CANARY}, {"refs": "{secret}"}, {}],
    "/clearances": [{"asked": "E-0001", "recipient": "CQC", "purpose": "Return"}, {"asked": "{secret}"}, {}],
    "/clearances/decide": [{"id": "CL-0002", "decision": "refuse", "reason": "No"}, {}],
    "/documents/{ref}/clearances": [{"recipient": "CQC", "purpose": "Return"}, {}],
    "/documents/{ref}/clearances/withdraw": [{"clearance": "CL-0002", "ended": "No"}, {}],
    "/retention/dispose": [{"ref": "{secret}", "because": "Time is over"}, {"ref": "E-9999", "because": "Time"}, {}],
    "/documents/{ref}/holds/lift": [{"hold": "H-0002", "lifted-H-0002": "It is over"}],
    "/undo": [{"event": "1"}, {}],
    "/searches": [{"name": "Mine", "q": SHARED}, {}],
}
LEFT_OUT = {
    "/administration/health": "tells of disk space and processes, which move by themselves",
    "/administration/health/check": "starts work in the background", "/administration/health/reindex": "likewise",
    "/sign-out": "would end the role's own sign-in",
    **dict.fromkeys(
        ("/you/app", "/you/app/confirm", "/you/app/codes", "/you/app/remove", "/you/tokens",
         "/administration/people/{person}/link"),
        "draws a secret at random, or shows the one it drew",
    ),
    "/readiness/report/{name}": "asked with the rest where it is text; its Word file holds the moment it was made",
}  # fmt: skip
LEFT_OUT_FOR = {("administrator", "/administration"): "tells how much of the disk everything takes, hidden or not"}


def _leaves(router: APIRouter) -> Iterator[APIRoute]:
    for route in router.routes:
        if isinstance(route, APIRoute):
            yield route
        else:
            yield from _leaves(route.original_router)


def every_route() -> list[tuple[str, str]]:
    """Method and path of every route of the application."""
    found = [(PREFIX, route) for module in RESOURCES for route in _leaves(module.router)]
    found += [("", route) for route in _leaves(routes.router)]
    return sorted({(method, prefix + route.path) for prefix, route in found for method in route.methods})


def asked(worlds: Worlds, method: str, path: str) -> Iterator[tuple[str, dict[str, str] | None]]:
    """Every address of a route with every set of parameters, and what is sent to it."""
    short = path.removeprefix(PREFIX)
    names = [name.partition(":")[0] for name in re.findall(r"{([^}]+)}", path)]
    for given in product(*(worlds.values[name] for name in names)):
        address = path
        for name, value in zip(names, given, strict=True):
            address = re.sub(rf"{{{name}(:path)?}}", value.replace(" ", "%20"), address)
        queries = QUERIES.get(short, [""]) if method == "GET" else [""]
        bodies: list[dict[str, str] | None] = [None] if method == "GET" else [*SENT.get(short, [{}])]
        for query, body in product(queries, bodies):
            named = f"{address}?{query}" if query else address
            sent = body and {name: value.replace("{secret}", worlds.secret[0]) for name, value in body.items()}
            yield named.replace("{secret}", worlds.secret[0]), sent


def answer(client: TestClient, cookie: str | None, method: str, address: str, body: dict[str, str] | None) -> Any:
    client.cookies.clear()
    if cookie:
        client.cookies.set("evidence", cookie, domain="127.0.0.1")
    sent: dict[str, Any] = {"headers": {} if "/api/" in address else HTML, "follow_redirects": False}
    if method not in {"GET", "DELETE"}:
        sent["json" if "/api/" in address else "data"] = body
    found = client.request(method, address, **sent)
    headers = sorted((name, value) for name, value in found.headers.items() if not _MOVING.match(name))
    return found.status_code, headers, found.content


@pytest.mark.parametrize("role", [*ROLES, "nobody"])
def test_who_may_not_see_it_is_answered_as_if_it_had_never_been(
    worlds: Worlds, role: str, record_property: Callable[[str, object], None]
) -> None:
    chance, cookie, told = random.Random(role), worlds.cookies.get(role), []  # noqa: S311 - the same choice each run
    sets = 0
    for method, path in every_route():
        if path.removeprefix(PREFIX) in LEFT_OUT or (role, path) in LEFT_OUT_FOR:
            continue
        every = list(asked(worlds, method, path))

        chosen = every if role in _ASKED_ALL else chance.sample(every, min(len(every), 4))
        for address, body in chosen:
            sets += 1
            here, there = (answer(world, cookie, method, address, body) for world in (worlds.held, worlds.never))
            if here != there or CANARY in _without_echo(here[2], f"{address} {body}"):
                told.append((method, address, body, here[0], there[0]))

    record_property("parameter sets", sets)
    assert told == [], "\n".join(map(str, told))
    assert sets >= (FEWEST if role in _ASKED_ALL else 100), sets


def _without_echo(content: bytes, address: str) -> str:
    """What an answer tells beside repeating what was asked: an answer to a question about a word names the word."""
    return "" if CANARY[:4] in address.casefold() else content.decode("utf-8", "replace").casefold()


@pytest.mark.parametrize("role", ROLES)
def test_an_uploaded_register_tells_nothing_of_it(worlds: Worlds, role: str) -> None:
    rows = [f"{ref},Mine" for ref in ("E-0001", worlds.secret[0], "E-9999")]
    told = []
    for world in (worlds.held, worlds.never):
        world.cookies.clear()
        world.cookies.set("evidence", worlds.cookies[role], domain="127.0.0.1")
        file = {"file": ("register.csv", "\r\n".join(["Reference,Title", *rows]).encode())}
        found = world.post("/register/import", files=file, headers=HTML)
        told.append((found.status_code, found.url.path, found.text))

    assert told[0] == told[1]
    assert told[0][0] == 200
    assert len(told[0][1]) > len("/register/import/"), "it was looked at"
    assert CANARY not in told[0][2].casefold()


def test_who_is_named_does_see_it(worlds: Worlds) -> None:
    """The test above would pass on an empty library: this is the proof that there is something to hide."""
    library = worlds.held.app.state.library
    ruth = next(person for person in library.people.all() if person.name == "Ruth Named")
    with library.catalogue.reading() as view:
        opened_to_her = opened_to(ruth.acting("page").keys, view.columns(Access, "ref", "who"))

    with library.catalogue.reading() as view:
        gone = {ref for (ref,) in view.columns(Disposal, "ref", apart=True)}
    assert gone
    assert opened_to_her == set(worlds.secret) | gone
    hers = library.within(opened_to_her)
    assert CANARY in hers.documents.get(worlds.secret[0]).title
    assert hers.finding.search(CANARY, on=library.clock.today()).total == len(worlds.secret)


def test_every_path_parameter_has_values(worlds: Worlds) -> None:
    names = {name.partition(":")[0] for _, path in every_route() for name in re.findall(r"{([^}]+)}", path)}

    assert names <= set(worlds.values)
    assert set(LEFT_OUT) <= {path.removeprefix(PREFIX) for _, path in every_route()}


def test_nothing_of_it_is_in_what_the_index_of_everybody_holds(worlds: Worlds) -> None:
    home: Path = worlds.held.app.state.library.home
    apart = home / "index" / "restricted"
    everyones = [path for path in (home / "index").rglob("*") if path.is_file() and apart not in path.parents]

    assert everyones
    assert not any(CANARY.encode() in path.read_bytes().lower() for path in everyones)
    assert any(CANARY.encode() in path.read_bytes().lower() for path in apart.rglob("*") if path.is_file())
