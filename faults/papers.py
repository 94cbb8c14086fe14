"""Made-up documents, each with a word that is in no other."""

import hashlib
import random
from dataclasses import dataclass
from pathlib import Path

COMMON = "quarterly"
"""A word that every paper has."""
_SENTENCES = (
    "Waiting lists and reviews were looked at again this month.",
    "People who draw on care said what had changed for them.",
    "The panel asked for the figures of the next quarter.",
    "Partners agreed to share what they learn from complaints.",
)
_SIZES = (1, 1, 1, 40, 40, 2_000)
"""How many sentences a paper has: a note, some pages, a long report."""


@dataclass(frozen=True, slots=True)
class Paper:
    """One file to add, and the word to find it by."""

    name: str
    word: str
    content: bytes

    @property
    def sha256(self) -> str:
        """The SHA-256 of its bytes."""
        return hashlib.sha256(self.content).hexdigest()


def paper(chance: random.Random, *, sentences: int | None = None) -> Paper:
    """Make up a paper; of a size by chance unless told."""
    word = f"q{chance.getrandbits(48):012x}z"
    length = chance.choice(_SIZES) if sentences is None else sentences
    text = " ".join(chance.choice(_SENTENCES) for _ in range(length))
    return Paper(f"{word}.txt", word, f"{COMMON} {word} was written here.\n\n{text}\n".encode())


def papers(chance: random.Random, number: int, *, sentences: int | None = None) -> list[Paper]:
    """Make up several papers."""
    return [paper(chance, sentences=sentences) for _ in range(number)]


def write(folder: Path, made: list[Paper]) -> None:
    """Write papers into a folder, which is made."""
    folder.mkdir(parents=True)
    for one in made:
        (folder / one.name).write_bytes(one.content)
