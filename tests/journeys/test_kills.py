"""A real adding process is killed at random moments: nothing that it acknowledged is ever lost.

One process imports the program and forks the processes to be killed, so that each kill costs a moment.
"""

import hashlib
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from app.settings import Settings
from app.wiring import Library, open_library

SEED = 20_261_123
ADDING_KILLS = 80
INDEXING_KILLS = 12
TODAY = date(2026, 11, 23)

SERVER = """
import os, random, sys, time
from io import BytesIO
from pathlib import Path
from app.settings import Settings
from app.wiring import open_library
from evidence.services.drafts import Draft, TagDraft
import evidence.adapters.database.migrating

home = Path(sys.argv[1])

def say(*words):
    os.write(1, (" ".join(words) + "\\n").encode())

def adding(seed):
    chance = random.Random(seed)
    library = open_library(Settings(home=home, actor="Asha"))
    say("open")
    for number in range(10_000):
        word = f"word{seed}x{number}"
        text = f"{word} was written here.\\n\\n" + "Waiting lists and reviews. " * chance.choice((1, 40, 2_000))
        draft = Draft(tags=(TagDraft("QS1"),))
        added = library.adding.add(library.actor, draft, BytesIO(text.encode()), name=f"{word}.txt").added[0]
        say("added", added.ref, word, added.sha256)
        if number % 2:
            for _ in library.texts.read_pending():
                list(library.indexing.catch_up())
            say("settled")

def indexing(seed):
    library = open_library(Settings(home=home, actor="Asha"))
    say("open")
    while True:
        library.indexing.rebuild()
        say("built")

say("ready")
for line in sys.stdin:
    work, seed = line.split()
    pid = os.fork()
    if not pid:
        try:
            {"adding": adding, "indexing": indexing}[work](int(seed))
        except BaseException as error:
            say("failed", repr(error))
        os._exit(1)
    say("pid", str(pid))
    os.waitpid(pid, 0)
    say("ended")
"""


class Killer:
    """Starts processes, reads what they say, and kills them."""

    def __init__(self, home: Path) -> None:
        self._server = subprocess.Popen(
            [sys.executable, "-c", SERVER, str(home)], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
        )  # fmt: skip
        self._rest = b""
        self.acknowledged: dict[str, tuple[str, str]] = {}
        """Reference -> word and SHA-256."""
        self.moments: list[str] = []
        """What each process had said last when it was killed."""
        assert self._line() == ["ready"]

    def kill_one(self, work: str, seed: int, *, lines: int, moment: float) -> None:
        """Start a process and kill it ``moment`` seconds after it said ``lines`` lines."""
        self._server.stdin.write(f"{work} {seed}\n".encode())
        self._server.stdin.flush()
        pid = int(self._line()[1])
        last = "started"
        for _ in range(lines):
            last = self._heard()
        until = time.perf_counter() + moment
        while (left := until - time.perf_counter()) > 0 and select.select([self._server.stdout], [], [], left)[0]:
            last = self._heard()
        os.kill(pid, signal.SIGKILL)
        self.moments.append(last)
        while self._heard() != "ended":
            pass

    def _heard(self) -> str:
        said = self._line()
        assert said[0] != "failed", f"the process failed by itself: {said}; seed {SEED}"
        if said[0] == "added":
            _, ref, word, sha256 = said
            self.acknowledged[ref] = (word, sha256)
        return said[0]

    def _line(self) -> list[str]:
        while b"\n" not in self._rest:
            self._rest += os.read(self._server.stdout.fileno(), 65_536)
        line, _, self._rest = self._rest.partition(b"\n")
        return line.decode().split()

    def close(self) -> None:
        self._server.stdin.close()
        self._server.wait(timeout=60)
        self._server.stdout.close()


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "library"


@pytest.fixture
def killer(home: Path) -> Iterator[Killer]:
    made = Killer(home)
    yield made
    made.close()


def reopened(home: Path, check: Callable[[Library], None]) -> None:
    library = open_library(Settings(home=home, actor="Asha"))
    try:
        check(library)
    finally:
        library.close()


def settled_and_sound(library: Library) -> None:
    for _ in library.texts.read_pending():
        pass
    list(library.indexing.catch_up())
    *_, found = library.upkeep.verify()
    assert found.damage == [], f"seed {SEED}"
    assert library.indexing.behind() == 0
    assert library.texts.pending() == []


def test_every_acknowledged_document_survives_kills_of_the_adding_process(home: Path, killer: Killer) -> None:
    chance = random.Random(SEED)  # noqa: S311 - repeatable on purpose
    for number in range(ADDING_KILLS):
        killer.kill_one("adding", number, lines=chance.choice((0, 1, 2, 3, 3, 4, 6)), moment=chance.uniform(0, 0.05))
        if number % 20 == 19:
            reopened(home, settled_and_sound)

    def whole_tagged_and_searchable(library: Library) -> None:
        settled_and_sound(library)
        held = {document.ref: document for document in library.cards.documents()}
        assert killer.acknowledged.keys() <= held.keys(), f"seed {SEED}"
        for ref, (word, sha256) in killer.acknowledged.items():
            content = library.files.path(sha256).read_bytes()
            assert hashlib.sha256(content).hexdigest() == sha256, ref
            found = library.finding.search(word, on=TODAY)
            assert [one.ref for one in found.documents] == [ref], ref
        # What was not acknowledged is wholly there or wholly absent.
        assert [ref for ref in held if [tag.statement for tag in library.tagging.of(ref)] != ["QS1"]] == []
        library.files.sweep_staging()
        assert not [path for path in (home / "staging").iterdir() if path.name.startswith(("upload-", "unpacked-"))]

    reopened(home, whole_tagged_and_searchable)
    assert len(killer.moments) >= 50
    assert len(killer.acknowledged) > 50, "the processes were killed before they did anything"
    assert {"open", "added", "settled"} <= set(killer.moments), "the kills were not spread over the work"


def test_index_survives_kills_of_the_process_that_builds_it(home: Path, killer: Killer) -> None:
    killer.kill_one("adding", 0, lines=31, moment=0)
    chance = random.Random(SEED)  # noqa: S311 - repeatable on purpose

    def answers(library: Library) -> object:
        settled_and_sound(library)
        asked = (library.finding.search(query, on=TODAY) for query in ("waiting lists", "reviews", "word0x3"))
        return [[(one.ref, one.score, one.passages) for one in found.documents] for found in asked]

    seen: list[object] = []
    reopened(home, lambda library: seen.append(answers(library)))
    for number in range(INDEXING_KILLS):
        killer.kill_one("indexing", number, lines=chance.choice((0, 1, 2)), moment=chance.uniform(0, 0.3))
    reopened(home, lambda library: seen.append(answers(library)))

    assert seen[0] == seen[1]
    assert len(killer.moments) == INDEXING_KILLS + 1
