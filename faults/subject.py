"""One library under fault: its home, the processes that use it, and the notes of what they acknowledged."""

import json
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from faults.asking import API, Answer, Asking, NoAnswer, free_port
from faults.launching import Order, Ran, Running
from faults.notes import Notes
from faults.papers import COMMON, Paper, papers, write
from faults.waiting import Overdue, until

STATEMENT = "QS1"
_FIELDS = {"tag": STATEMENT, "kind": "minutes", "dated_on": "2010-01-01"}
"""How every paper is filed: so that packs take it, and that it is old enough to be disposed of."""
FILED = tuple(word for name, value in _FIELDS.items() for word in (f"--{name.replace('_', '-')}", value))
READY_SECONDS = 10.0
SETTLED_SECONDS = 60.0
COMMAND_SECONDS = 60.0
_STANDSTILL_SECONDS = 5.0
_TEMPLATE_PAPERS = 8
_SETTINGS = {"EVIDENCE_ACTOR": "Asha", "EVIDENCE_IDLE_MINUTES": "1440"}
_EMAIL = "asha@council.example"
_ROLES = ("lead", "contributor", "administrator")


class Server:
    """``evidence serve`` on a port of this machine. Made by ``Subject.serve``, which waits until it is ready."""

    def __init__(self, subject: "Subject", running: Running, ask: Asking) -> None:
        self.subject = subject
        self.running = running
        self.ask = ask

    def answers(self) -> bool:
        """Whether it answers at all."""
        try:
            return self.ask.get("/healthz").status == 200
        except NoAnswer:
            return False

    def is_ready(self) -> bool:
        """Whether it says that it can do its work."""
        if self.running.ended:
            return True
        try:
            return self.ask.get("/readyz").status == 200
        except NoAnswer:
            return False

    def settled(self, *, within: float = SETTLED_SECONDS) -> None:
        """Wait until all text is read, the index is up to date and all disposals are settled. Raises ``Overdue``."""

        def is_settled() -> bool:
            said = self.ask.get("/readyz").json
            return (said.get("behind"), said.get("pending")) == (0, 0) and not self._disposing()

        until(is_settled, within=within, what="text read, index up to date, last traces removed")

    def _disposing(self) -> bool:
        listed = self.ask.get(f"{API}/retention/disposals?per_page=500")
        return any(not one["settled_at"] for one in listed.json["items"])

    def add(self, made: Sequence[Paper]) -> Answer | None:
        """Add papers, noting what was tried and what was acknowledged; ``None`` when no answer came.

        The same papers go under the same idempotency key.
        """
        subject = self.subject
        key = made[0].word
        subject.notes.note("trying", key=key, papers=[[one.word, one.sha256] for one in made])
        try:
            answer = self.ask.upload(made, fields=_FIELDS, key=key)
        except NoAnswer:
            subject.unanswered.append(list(made))
            return None
        if answer.status in {200, 201}:
            subject.acknowledged(answer.json, made)
        return answer

    def sign_in_again(self) -> None:
        """Sign in anew, where it was signed out."""
        self.subject.sign_in(self)

    def kill(self) -> None:
        """End it at once, wherever it is."""
        self.running.kill()

    def stop(self) -> Ran:
        """Ask it to end, and wait until it has."""
        self.running.send(signal.SIGTERM)
        return self.running.result(within=COMMAND_SECONDS)


@dataclass
class Subject:
    """A library in ``folder``: ``home``, ``out`` for packs, ``papers``, ``tmp`` and ``notes``."""

    folder: Path
    chance: random.Random
    bug: str | None = None
    """What is planted in every process that uses it."""
    clock: Path | None = None
    home: Path = field(init=False)
    notes: Notes = field(init=False)
    unanswered: list[list[Paper]] = field(default_factory=list)
    """Uploads that got no answer: nobody can say whether they were taken."""
    _says_in: Path = field(init=False)
    _cookie: Path = field(init=False)
    """Holds what signs the harness in, once it is."""
    _running: list[Running] = field(default_factory=list)
    _starting: threading.Lock = field(default_factory=threading.Lock)
    _standing: bool = False

    def __post_init__(self) -> None:
        self.home = self.folder / "home"
        self.notes = Notes(self.folder / "notes")
        self._says_in = self.folder / "said"
        self._cookie = self.folder / "cookie"
        for name in ("out", "tmp", "said"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)

    def start(self, *arguments: object, held: bool = False) -> Running:
        """Start a command on this library. Raises ``Overdue`` while everything is made to stand still."""
        with self._starting:
            if self._standing:
                raise Overdue("nothing begins any more")
            order = Order(
                ("--home", str(self.home), *map(str, arguments)), self._says_in / f"{len(self._running)}.out",
                self.folder / "tmp", _SETTINGS, self.bug, self.clock,
            )  # fmt: skip
            running = Running(order, held=held)
            self._running.append(running)
        return running

    def run(self, *arguments: object) -> Ran:
        """Run a command to its end. Raises ``Overdue``."""
        return self.start(*arguments).result(within=COMMAND_SECONDS)

    def serve(self) -> Server:
        """Start a server and wait until it is ready, or has ended.

        Raises ``Overdue`` after ten seconds, not counting those in which a busy machine gave it no processor.
        """
        server = self.begin_to_serve()
        late = partial(self._is_late, server.running, time.monotonic())
        until(lambda: server.is_ready() or late(), within=COMMAND_SECONDS, what="a server ready")
        if late() and not server.is_ready():
            raise Overdue(f"a server ready within {READY_SECONDS:g} s")
        if not (server.running.ended or self._cookie.exists()):
            self.sign_in(server)
        return server

    @staticmethod
    def _is_late(running: Running, begun: float) -> bool:
        return time.monotonic() - begun - running.starved() > READY_SECONDS

    def begin_to_serve(self) -> Server:
        """Start a server and do not wait for it."""
        port = free_port()
        cookie = {"Cookie": self._cookie.read_text("ascii")} if self._cookie.exists() else {}
        return Server(self, self.start("serve", "--port", port), Asking(port, cookie))

    def sign_in(self, server: Server) -> None:
        """Sign in by a link that a command gives, making the account where there is none."""
        roles = [word for role in _ROLES for word in ("--role", role)]
        ran = self.run("user", "link", _EMAIL, "--json")
        if ran.code:
            ran = self.run("user", "add", _EMAIL, "--name", "Asha", *roles, "--json")
        link = str(json.loads(ran.out)["link"])
        answer = server.ask.send_form("/sign-in/link", {"key": link.partition("key=")[2]})
        cookie = next(one for one in answer.cookies if one.startswith("evidence="))
        self._cookie.write_text(cookie, "ascii")
        server.ask = Asking(server.ask.port, {"Cookie": cookie})

    def papers(self, number: int, *, sentences: int | None = None) -> list[Paper]:
        """Make up papers that nobody has seen."""
        return papers(self.chance, number, sentences=sentences)

    def put(self, made: list[Paper], *, within: Path | None = None) -> Path:
        """Write papers into a new folder, noting that they are about to be added."""
        # The folder is not named like the paper: its name stays with the others when that one is gone.
        place = (within or self.folder) / "papers" / made[0].word.strip("qz")
        write(place, made)
        self.notes.note("trying", key=made[0].word, papers=[[one.word, one.sha256] for one in made])
        return place

    def add(self, made: list[Paper]) -> Ran:
        """Add papers by command line, noting what was tried and what was acknowledged."""
        ran = self.run("add", self.put(made), *FILED, "--json")
        self.take(ran, made)
        return ran

    def add_link(self) -> Ran:
        """Add a link with words of its own by command line, noting it when it was acknowledged."""
        word = f"q{self.chance.getrandbits(48):012x}z"
        address = f"https://council.example/{word}"
        ran = self.run("add", "--link", address, "--text", f"{COMMON} {word}", "--tag", STATEMENT, "--json")
        if not ran.code:
            self.notes.note("added", ref=json.loads(ran.out)["added"][0]["ref"], sha256=None, word=word)
        return ran

    def forgetting(self, ref: str) -> tuple[str, ...]:
        """Return one of the two commands that forget a document for good, by chance, noting that it is tried."""
        return self.disposing(ref) if self.chance.randrange(2) else self._discarding(ref)

    def disposing(self, ref: str) -> tuple[str, ...]:
        """Return the command that disposes of a document whose time is over, noting that it is tried."""
        self.notes.note("discarding", ref=ref)
        return ("retention", "dispose", ref, "--because", "Its time is over", "--yes", "--json")

    def _discarding(self, ref: str) -> tuple[str, ...]:
        self.notes.note("discarding", ref=ref)
        return ("discard", ref, "--yes", "--json")

    def forgotten(self, ref: str) -> None:
        """Note that a document was acknowledged to be disposed of or discarded."""
        self.notes.note("discarded", ref=ref)

    def take(self, ran: Ran, made: list[Paper]) -> None:
        """Note what a command that added papers acknowledged."""
        with suppress(ValueError):
            said = json.loads(ran.out)
            if "added" in said:
                self.acknowledged(said, made)

    def take_files(self, ran: Ran, place: Path) -> None:
        """Note what a command acknowledged that added the papers in a folder."""
        self.take(ran, [Paper(path.name, path.stem, path.read_bytes()) for path in place.iterdir()])

    def acknowledged(self, said: dict[str, Any], made: Sequence[Paper]) -> None:
        """Note the documents that an answer names."""
        words = {one.sha256: one.word for one in made}
        names = {one.name: one for one in made}
        for one in said["added"]:
            self.notes.note("added", ref=one["ref"], sha256=one["sha256"], word=words[one["sha256"]])
        for one in said["held"]:
            held = names[one["file"]]
            self.notes.note("added", ref=one["ref"], sha256=held.sha256, word=held.word)

    def words(self) -> dict[str, str]:
        """Return the documents that were acknowledged and not discarded: reference -> word, in order."""
        held: dict[str, str] = {}
        for line in self.notes.all():
            if line["what"] == "added":
                held[line["ref"]] = line["word"]
            elif line["what"] in {"discarding", "discarded"}:
                held.pop(line["ref"], None)
        return held

    def documents(self) -> list[str]:
        """Return the references that were acknowledged and not discarded, in order."""
        return list(self.words())

    def keep_notes_in(self, folder: Path) -> None:
        """Keep notes, and what processes say, elsewhere from now on."""
        self.notes = Notes(Path(shutil.copy(self.notes.path, folder / "notes")))
        self._says_in = folder / "said"
        self._says_in.mkdir()

    @contextmanager
    def standing_still(self) -> Iterator[None]:
        """Have every process stand still where it is, and let none begin; in the end they are killed.

        Raises ``Overdue`` when one does not stand.
        """
        with self._starting:
            self._standing = True
            running = [one for one in self._running if not one.ended]
        for one in running:
            one.send(signal.SIGSTOP)
        try:
            until(lambda: all(one.stands for one in running), within=_STANDSTILL_SECONDS, what="everything still")
            yield
        finally:
            self.end()

    def end(self) -> None:
        """End every process that uses the library, wherever it is."""
        for running in self._running:
            running.kill()

    def go_on(self) -> None:
        """Let processes begin again."""
        self._standing = False

    def close(self) -> None:
        """End every process that still runs, and remove everything."""
        self.end()
        shutil.rmtree(self.folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class ByCommand:
    """Answers for a library by command; see ``checker_answers.Asked``."""

    subject: Subject

    def trouble(self) -> str | None:
        """Say why no command can do its work, or nothing."""
        ran = self.subject.run("list", "--json")
        return f"{ran.code}: {ran.err}{ran.out}" if ran.code else None

    def search(self, word: str) -> set[str]:
        """Return the references that a search for a word finds. Raises ``NoAnswer``."""
        ran = self.subject.run("search", word, "--limit", 200, "--json")
        if ran.code:
            raise NoAnswer(f"`evidence search` ended with {ran.code}: {ran.err}{ran.out}")
        return {one["ref"] for one in json.loads(ran.out)["documents"]}

    def sha256(self, _ref: str) -> None:
        """No command hands out files: they are looked at where they lie."""


def make_template(folder: Path) -> Path:
    """Make a small library that others are copied from, with its notes; returns its folder."""
    subject = Subject(folder, random.Random(0))
    made = subject.papers(_TEMPLATE_PAPERS, sentences=20)
    ran = subject.add(made)
    if ran.code:
        raise RuntimeError(f"the library to begin with could not be made: {ran.err or ran.out}")
    server = subject.serve()
    server.settled()
    server.stop()
    return folder


def copy_of(template: Path, folder: Path, chance: random.Random, *, bug: str | None = None) -> Subject:
    """Copy the library made by ``make_template``."""
    folder.mkdir(parents=True)
    for name in ("home", "home-heads"):
        if (template / name).exists():
            shutil.copytree(template / name, folder / name)
    for name in ("notes", "cookie"):
        shutil.copy(template / name, folder / name)
    return Subject(folder, chance, bug)
