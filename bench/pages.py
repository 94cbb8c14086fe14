"""Pages: server time of each at 600 and at 10,000 documents, beside a page that FastAPI sends without any work."""

import http.client
import json
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from app.settings import Settings
from app.wiring import open_library
from bench import readiness
from bench.adding import write_files
from bench.entering import cookie_for
from bench.rows import Row
from bench.serving import free_port, until, upload
from evidence.domain.documents import Document, Passage, Version

OWNERS = ("Asha Patel", "Ben Okoro", "Cleo Marsh", "Dev Lindqvist", "Efa Price")
WORDS = ("waiting", "list", "review", "carers", "audit", "safeguarding", "team", "delay", "board", "plan", "risk")
_BARE = """
import sys, fastapi, uvicorn
from fastapi.responses import HTMLResponse
app = fastapi.FastAPI()
page = "<!DOCTYPE html><title>Bare</title><p>" + "word " * 4000
@app.get("/")
def show(): return HTMLResponse(page)
uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
"""
_SERVE = "from app.cli.main import run; run()"
_PICTURES = 21
_AIMS = {600: 0.150, 10_000: 0.300}
PAGES: tuple[tuple[str, Callable[[random.Random, int], str]], ...] = (
    ("/", lambda _chance, _most: "/"),
    ("/readiness", lambda _chance, _most: "/readiness"),
    ("/statements/QS7", lambda chance, _most: f"/statements/QS{chance.randint(1, 9)}"),
    ("/statements/QS7/brief", lambda chance, _most: f"/statements/QS{chance.randint(1, 9)}/brief"),
    ("/search?q=", lambda chance, _most: f"/search?q={chance.choice(WORDS)}+{chance.choice(WORDS)}"),
    ("/documents", lambda chance, most: f"/documents?page={chance.randint(1, most // 25)}&sort=-dated_on"),
    ("/documents/E-0042", lambda chance, most: f"/documents/E-{chance.randint(1, most):04d}"),
    ("/documents/E-0042/edit", lambda chance, most: f"/documents/E-{chance.randint(1, most):04d}/edit"),
    ("/triage", lambda chance, most: f"/triage?page={chance.randint(1, most // 50)}"),
    ("/upkeep", lambda _chance, _most: "/upkeep"),
    ("/owners/NAME", lambda chance, _most: f"/owners/{chance.choice(OWNERS).replace(' ', '%20')}"),
    ("/packs", lambda _chance, _most: "/packs"),
    ("/scores", lambda _chance, _most: "/scores"),
    ("/board", lambda _chance, _most: "/board"),
    ("/administration", lambda _chance, _most: "/administration"),
)


def fill(home: Path, documents: int) -> None:
    """Write documents with owners, three tags and three passages of text each, indexed and looked through."""
    library = open_library(Settings(home=home))
    readiness.fill(library, documents, 3)
    chance = random.Random(7)  # noqa: S311 - the same library each run, no secret
    with library.catalogue.writing(readiness.ACTOR) as work:
        for document in work.all(Document):
            document.owner = chance.choice(OWNERS)
            document.presumed = ["kind"] if chance.random() < 0.2 else []
            work.save(document, remembered=False)
            text = [" ".join(chance.choices(WORDS, k=120)) for _ in range(3)]
            passages = [
                Passage(
                    ref=document.ref, number=1, place=place, locator=f"p. {place + 1}", page=place + 1, text=words
                )
                for place, words in enumerate(text)
            ]
            work.store_passages(document.ref, 1, passages)
        for version in work.all(Version):
            version.pages, version.file_name, version.size = 3, f"{version.ref}.txt", 2_000
            version.media_type = "text/plain"
            work.save(version, remembered=False)
        work.record("filled")
    library.indexing.keep_up()
    for _ in library.checking.look_pending():
        pass
    library.close()


def measure(place: Path, *, sizes: tuple[int, ...] = (600, 10_000), repeats: int = 40) -> list[Row]:
    """Measure every page on the real server, and the first view of home after somebody changed something."""
    rows: list[Row] = []
    with _served([sys.executable, "-c", _BARE]) as bare:
        reference = _times(bare, lambda: "/", repeats, {})
        for documents in sizes:
            home = place / f"pages-{documents}"
            fill(home, documents)
            cookie = cookie_for(home)
            command = [sys.executable, "-W", "ignore", "-c", _SERVE, "--home", str(home), "serve", "--port"]
            with _served(command, ready="/readyz") as port:
                rows += _rows(port, documents, reference, repeats, cookie)
                if documents == sizes[0]:
                    rows += _pictures(port, place, cookie)
    return rows


def _pictures(port: int, place: Path, cookie: dict[str, str]) -> list[Row]:
    """Measure pages of a PDF drawn for the first time and then again; one before them, to start the child."""
    folder = place / "pictures"
    folder.mkdir()
    (path,) = write_files(folder, 1, pages=_PICTURES)
    upload(f"http://127.0.0.1:{port}/api/v1/documents", path, cookie)
    until(f"http://127.0.0.1:{port}/readyz", '"behind":0,"pending":0', cookie)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", "/api/v1/documents?per_page=1", headers=cookie)
    ref = f"E-{json.loads(connection.getresponse().read())['total']:04d}"
    numbers = iter([*range(1, _PICTURES + 1), *range(2, _PICTURES + 1)])
    times = _times(port, lambda: f"/documents/{ref}/picture/{next(numbers)}", 2 * _PICTURES - 1, cookie)
    cold, cached = times[1:_PICTURES], times[_PICTURES:]
    return [
        _row("a page of a PDF as a picture, drawn for the first time, p50 / p95", cold, "", 0.150),
        _row("the same, kept", cached, "", 0.150),
    ]


def _rows(port: int, documents: int, reference: list[float], repeats: int, cookie: dict[str, str]) -> list[Row]:
    aim = _AIMS.get(documents, 0.300)
    beside = f"a bare FastAPI page: {_middle(reference) * 1000:.1f} / {_late(reference) * 1000:.1f} ms"
    chance = random.Random(3)  # noqa: S311 - the same requests each run
    rows = []
    for name, address in PAGES:
        asked = partial(address, chance, documents)
        _times(port, asked, 2, cookie)
        times = _times(port, asked, repeats, cookie)
        rows.append(_row(f"page {name}, {documents:,} documents, p50 / p95", times, beside, aim))
    changed = [_after_a_change(port, number, cookie) for number in range(1, 11)]
    rows.append(_row(f"page / just after a change, {documents:,} documents, p50 / p95", changed, beside, aim))
    return rows


def _row(what: str, times: list[float], beside: str, aim: float) -> Row:
    figure = f"{_middle(times) * 1000:.0f} / {_late(times) * 1000:.0f} ms"
    return Row(what, figure, beside, f"p95 {aim * 1000:.0f} ms", _late(times) <= aim, "rendering and reading rows")


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def _late(times: list[float]) -> float:
    return sorted(times)[min(len(times) - 1, round(len(times) * 0.95))]


def _times(port: int, address: Callable[[], str], repeats: int, cookie: dict[str, str]) -> list[float]:
    times = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    for _ in range(repeats):
        path = address()
        started = time.perf_counter()
        connection.request("GET", path, headers={"Accept": "text/html", **cookie})
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - started)
        if answer.status != http.client.OK:
            raise RuntimeError(f"{path} answered {answer.status}")
    connection.close()
    return times


def _after_a_change(port: int, number: int, cookie: dict[str, str]) -> float:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    body = f'{{"owner": "{OWNERS[number % len(OWNERS)]}", "team": "Team {number}"}}'
    connection.request(
        "PATCH", f"/api/v1/documents/E-{number:04d}", body, {"Content-Type": "application/json", **cookie}
    )
    connection.getresponse().read()
    connection.close()
    return _times(port, lambda: "/", 1, cookie)[0]


@contextmanager
def _served(command: list[str], ready: str = "/") -> Iterator[int]:
    port = free_port()
    with subprocess.Popen([*command, str(port)], stderr=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as server:
        try:
            until(f"http://127.0.0.1:{port}{ready}")
            yield port
        finally:
            server.terminate()
            server.wait(60)
