"""Sends hostile files to a server, one after another, and says of each what is not as it must be."""

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.hostile.sample import EXPANDED, Ending, Hostile, Traps
from tests.hostile.serving import API, Served

_PASSAGES_LOOKED_AT = 300


@dataclass
class Fate:
    """What became of one hostile file."""

    file: Hostile
    ends: set[Ending] = field(default_factory=set)
    seconds: float = 0.0
    """From the end of its upload until all that came of it was settled."""
    refs: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def complain(self, what: str) -> None:
        """Say that something is not as it must be."""
        self.wrong.append(f"{self.file.threat} {self.file.name}: {what}")


def settle(server: Served, files: Sequence[Hostile], traps: Traps) -> Iterator[Fate]:
    """Send each file and wait until it is settled; yield what became of it."""
    for one in files:
        fate = Fate(one)
        content = one.make(traps)
        answer = server.upload(content, one.file_name)
        begun = time.monotonic()
        _received(server, fate, answer.status, answer.json)
        fate.seconds = time.monotonic() - begun
        for ref in fate.refs:
            _looked_at(server, fate, ref, traps)
        if len(fate.refs) == 1 and not one.file_name.endswith(".zip"):
            _kept(server, fate, content)
        if not fate.ends & one.ends:
            fate.complain(f"it ended {sorted(fate.ends)} and should have ended {sorted(one.ends)}")
        if server.process.poll() is not None:
            fate.complain("the server ended")
        if traps.canary.exists():
            fate.complain("the canary was made")
            traps.canary.unlink()
        yield fate


def _received(server: Served, fate: Fate, status: int, body: dict[str, Any]) -> None:
    if status >= 500 or (status not in {200, 201} and not status >= 400):
        fate.complain(f"the upload was answered {status}: {body.get('detail')}")
        return
    lists = body if status in {200, 201} else body.get("details", {})
    if status not in {200, 201} or lists.get("refused"):
        fate.ends.add("refused")
        reasons = [bad["reason"] for bad in lists.get("refused", ())] or [body.get("detail", "")]
        if not all(reasons):
            fate.complain("it was refused without a reason")
    fate.refs = [added["ref"] for added in lists.get("added", ())] + [held["ref"] for held in lists.get("held", ())]
    for ref in fate.refs:
        version = server.settled(ref)["versions"][0]
        fate.ends.add("read" if version["text_state"] == "read" else "unread")
        if version["text_state"] != "read" and not version.get("text_reason"):
            fate.complain("it was not read, and nothing says why")


def _looked_at(server: Served, fate: Fate, ref: str, traps: Traps) -> None:
    """Look at what pages and programs are given of the document."""
    shown = [
        server.ask("GET", f"{API}/documents/{ref}"),
        *(
            server.ask("GET", f"{API}/documents/{ref}/passages?page={n}")
            for n in range(1, _PASSAGES_LOOKED_AT // 100 + 1)
        ),
        server.ask("GET", f"/documents/{ref}", page=True),
        server.ask("GET", f"/documents/{ref}/p/1", page=True),
        server.ask("GET", f"/documents/{ref}/picture/1?width=800", page=True),
    ]
    for answer in shown:
        if answer.status >= 500:
            fate.complain(f"a page of it was answered {answer.status}")
        for what, words in (("a local file's words", traps.secret_words), ("an expanded entity", EXPANDED)):
            if words.encode() in answer.body:
                fate.complain(f"{what} can be read in it")


def _kept(server: Served, fate: Fate, content: bytes) -> None:
    """Fetch the file again: it is what was sent, and no browser will show it as a page."""
    answer = server.ask("GET", f"{API}/documents/{fate.refs[0]}/file")
    if hashlib.sha256(answer.body).digest() != hashlib.sha256(content).digest():
        fate.complain("its bytes were not kept as they were")
    wanted = {
        "content-disposition": answer.headers.get("content-disposition", "").startswith("attachment"),
        "x-content-type-options": answer.headers.get("x-content-type-options") == "nosniff",
        "content-security-policy": "sandbox" in answer.headers.get("content-security-policy", ""),
    }
    for name, held in wanted.items():
        if not held:
            fate.complain(f"its file was sent with {name}: {answer.headers.get(name)}")
    if any("\n" in value or "\r" in value for value in answer.headers.values()) or "set-cookie" in answer.headers:
        fate.complain("its name got into the headers")
