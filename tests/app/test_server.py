"""The server as people start it: a process of its own on a port of this machine."""

import json
import os
import queue
import random
import re
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx2
import pytest

from app.settings import Settings
from app.wiring import Library, open_library
from tests.app.forms import WAITS, parts, problem_in
from tests.conftest import cookie_for

EVIDENCE = Path(sys.executable).with_name("evidence")
STOPPED = {0, 143, -signal.SIGTERM}
ENOUGH = 90
"""Seconds after which a process that should have ended has hung."""


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return listening.getsockname()[1]


class Running:
    """A server that listens."""

    def __init__(self, home: Path, *options: str) -> None:
        cookies = cookie_for(home)
        environment = {**os.environ, "EVIDENCE_HOME": str(home), "EVIDENCE_ACTOR": "Asha"}
        self.process = subprocess.Popen(
            [EVIDENCE, "serve", "--port", str(free_port()), *options], env=environment, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        # Said once it listens: whoever calls from now on is answered.
        self.said = self.process.stderr.readline()
        found = re.search(r"http://\S+", self.said)
        assert found, self.said + self.process.stderr.read()
        self.http = httpx2.Client(base_url=found.group(), timeout=ENOUGH, trust_env=False, cookies=cookies)

    def end(self, how: signal.Signals) -> tuple[int, str]:
        """Send a signal, and return how the process ended and what it said on its way."""
        self.process.send_signal(how)
        _, said = self.process.communicate(timeout=ENOUGH)
        return self.process.returncode, said


@pytest.fixture
def serve(tmp_path) -> Iterator[Callable[..., Running]]:
    started: list[Running] = []

    def _serve(*options: str) -> Running:
        started.append(Running(tmp_path / "library", *options))
        return started[-1]

    yield _serve
    for running in started:
        running.http.close()
        running.end(signal.SIGKILL)


@pytest.fixture
def reopened(settings) -> Iterator[Callable[[], Library]]:
    """Open the home after the server ended, with all text read and searchable."""
    opened: list[Library] = []

    def _open() -> Library:
        library = open_library(settings)
        opened.append(library)
        assert list(library.texts.read_pending()) is not None
        library.indexing.keep_up()
        return library

    yield _open
    for library in opened:
        library.close()


def test_says_where_it_serves_and_answers_there(serve):
    running = serve()

    assert "http://127.0.0.1:" in running.said
    assert running.http.get("/healthz").json() == {"status": "alive"}
    assert running.http.get("/nowhere").status_code == 404


def test_json_names_the_address(serve):
    running = serve("--json")

    told = json.loads("".join(iter(running.process.stdout.readline, "}\n")) + "}")
    assert told["address"] in running.said
    assert running.http.get("/healthz").status_code == 200


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_ends_without_complaint_and_keeps_everything(serve, reopened, how):
    running = serve()
    answer = running.http.post("/api/v1/documents", files=parts(*((f"{n}.txt", f"{WAITS} {n}") for n in range(20))))
    assert answer.status_code == 201

    code, said = running.end(how)

    assert code in STOPPED | {130}
    assert "Traceback" not in said
    library = reopened()
    assert len(library.cards.documents()) == 20
    assert library.finding.search("review", on=library.clock.today()).total == 20


@pytest.mark.parametrize("seed", range(3))
def test_killed_in_the_middle_of_uploads_it_loses_nothing_acknowledged(serve, reopened, seed):
    running, chance = serve(), random.Random(seed)  # noqa: S311 - chooses when to kill
    acknowledged: queue.Queue[tuple[str, str, bytes]] = queue.Queue()

    def upload() -> None:
        number = 0
        while True:
            content = f"Paper canary{number} about reviews.\n\n{'Words. ' * chance.randrange(20_000)}".encode()
            try:
                answer = running.http.post(
                    "/api/v1/documents", files=parts((f"{number}.txt", content)), data={"tag": "QS7"}
                )  # fmt: skip
            except httpx2.HTTPError:
                return
            acknowledged.put((answer.json()["added"][0]["ref"], f"canary{number}", content))
            number += 1

    uploading = threading.Thread(target=upload)
    uploading.start()
    kept = [acknowledged.get(timeout=ENOUGH) for _ in range(chance.randrange(1, 12))]
    running.end(signal.SIGKILL)
    uploading.join(ENOUGH)
    while not acknowledged.empty():
        kept.append(acknowledged.get())

    library = reopened()
    for ref, word, content in kept:
        assert library.files.path(library.cards.version(ref).sha256).read_bytes() == content
        assert [tag.statement for tag in library.tagging.of(ref)] == ["QS7"]
        assert [found.ref for found in library.finding.search(word, on=library.clock.today()).documents] == [ref]
    *_, verified = library.upkeep.verify()
    assert verified.damage == []


def test_command_line_and_server_share_a_home(serve, tmp_path, cli):
    running = serve()
    (tmp_path / "a.txt").write_text(WAITS, encoding="utf-8")

    added = cli("add", tmp_path / "a.txt", "--json")

    assert (added.code, added.err) == (0, "")
    assert running.http.get("/api/v1/documents").json()["total"] == 1
    assert running.http.get("/api/v1/search?q=review").json()["total"] == 1


def test_a_request_of_two_lengths_is_refused(serve):
    """What a proxy and a server read differently could carry a second request past the proxy."""
    running = serve()
    host, port = running.http.base_url.host, running.http.base_url.port
    lengths = b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n"
    twice = b"Content-Length: 4\r\nContent-Length: 60\r\n"
    smuggled = b"0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
    for disputed in (twice, lengths):
        with socket.create_connection((host, port), timeout=ENOUGH) as speaking:
            speaking.sendall(b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\n" + disputed + b"\r\n" + smuggled)
            speaking.shutdown(socket.SHUT_WR)
            answered = b"".join(iter(lambda: speaking.recv(65_536), b""))
        # Either the request is refused, or the coding of the body goes before its length and nothing is hidden in it.
        assert answered.startswith((b"HTTP/1.1 400", b"HTTP/1.1 422")), disputed
        assert disputed is lengths or b"alive" not in answered


class TestRefusals:
    @pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.7", "::", "library.council.example"])  # noqa: S104 - refused
    def test_foreign_host_without_an_account_and_an_address(self, cli, host, monkeypatch):
        without = cli("serve", "--host", host, "--json")
        cli("user", "add", "asha@example.org", "--name", "Asha", "--role", "administrator")
        nowhere = cli("serve", "--host", host, "--json")

        monkeypatch.setenv("EVIDENCE_ADDRESS", "http://library.council.example")
        plainly = cli("serve", "--host", host, "--json")

        assert (without.code, without.err, nowhere.code, nowhere.err) == (3, "", 3, "")
        assert plainly.code == 3, "over plain HTTP a password could be read on its way"
        assert "evidence user add" in problem_in(without.json)["detail"]
        assert "EVIDENCE_ADDRESS" in problem_in(nowhere.json)["detail"]

    def test_port_in_use(self, cli):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            ran = cli("serve", "--port", taken.getsockname()[1], "--json")

        assert (ran.code, ran.err) == (6, "")
        assert "--port" in problem_in(ran.json)["detail"]

    @pytest.mark.parametrize("port", ["0", "70000", "http"])
    def test_impossible_port(self, cli, port):
        assert cli("serve", "--port", port).code == 2

    def test_damaged_catalogue(self, cli, settings: Settings):
        settings.home.mkdir()
        (settings.home / "catalogue.db").write_bytes(b"\x00garbage" * 1000)

        ran = cli("serve")

        assert (ran.code, ran.out) == (7, "")
        assert "Traceback" not in ran.err
