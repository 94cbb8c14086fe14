"""Compares what a library answers with what its catalogue holds (I1, I5, I9)."""

import hashlib
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Protocol

from faults.asking import API, Asking, NoAnswer
from faults.checker_rows import Rows
from faults.papers import COMMON

_AT_ONCE = 200
_OK = 200


class Asked(Protocol):
    """Whoever answers for a library: a server, or a command. Each question raises ``NoAnswer`` where it gets none."""

    def trouble(self) -> str | None:
        """Say why it cannot do its work, or nothing."""

    def search(self, word: str) -> set[str]:
        """Return the references that a search for a word finds."""

    def sha256(self, ref: str) -> str | None:
        """Return the SHA-256 of a document's file as it is handed out; nothing where nobody hands it out."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers."""

    ask: Asking

    def trouble(self) -> str | None:
        """See ``Asked``."""
        ready = self.ask.get("/readyz")
        return None if ready.status == _OK else ready.said

    def search(self, word: str) -> set[str]:
        """See ``Asked``."""
        found: set[str] = set()
        while True:
            answer = self.ask.search(word, limit=_AT_ONCE, offset=len(found))
            if answer.status != _OK:
                raise NoAnswer(f"search: {answer.status} {answer.said}")
            some = {one["ref"] for one in answer.json["documents"]}
            found |= some
            if len(some) < _AT_ONCE:
                return found

    def sha256(self, ref: str) -> str | None:
        """See ``Asked``."""
        got = self.ask.get(f"{API}/documents/{ref}/file")
        if got.status != _OK:
            raise NoAnswer(f"download of {ref}: {got.status} {got.said}")
        return hashlib.sha256(got.body).hexdigest()


def complaints(
    asked: Asked, rows: Rows, added: Mapping[str, tuple[str | None, str]], discarding: AbstractSet[str]
) -> Iterator[str]:
    """Yield what is answered wrongly by a library that has settled; ``added`` are SHA-256 and word by reference."""
    try:
        if trouble := asked.trouble():
            yield f"I9: the server is not ready: {trouble}"
            return
        yield from _index(asked.search(COMMON), rows)
        for ref, (sha256, word) in added.items():
            if ref in rows.documents or ref in discarding:
                yield from _one(asked, ref, word, sha256, there=ref in rows.documents)
    except NoAnswer as error:
        yield f"I9: no answer: {error}"


def _index(found: AbstractSet[str], rows: Rows) -> Iterator[str]:
    held = {row["ref"] for row in rows.versions if row["text_state"] == "read"} & rows.searchable()
    for ref in sorted(held - found):
        yield f"I5: {ref} is held and not found by search"
    for ref in sorted(found - rows.searchable()):
        yield f"I5: {ref} is found by search and not held"
    for row in rows.versions:
        if row["text_state"] != "read" and row["form"] == "held":
            yield f"I5: the text of {row['ref']} is {row['text_state']}: {row['text_reason']}"


def _one(asked: Asked, ref: str, word: str, sha256: str | None, *, there: bool) -> Iterator[str]:
    found = asked.search(word)
    if found != ({ref} if there else set()):
        yield f"I5: the word of {ref} finds {sorted(found) or 'nothing'}"
    if there and sha256 and asked.sha256(ref) not in {sha256, None}:
        yield f"I1: {ref} was acknowledged and is handed out changed"
