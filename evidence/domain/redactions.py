"""Redactions: what somebody asks to be taken out of a copy of a version, and what is kept of how that went."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from evidence.domain.findings import Finding
from evidence.errors import Invalid

MOST_PHRASES = 200
LONGEST_PHRASE = 500
MOST_PAGES = 500
_WEAK = 4
"""Letters and figures; shorter words stand by chance all over a file, and are taken out on their page where it has
pages."""
_LONGEST_NUMBER = 6
_APART = re.compile(r"\s*[\n\r|\u2028\u2029]\s*")
"""Lines, and the cells of a row: words of two of them never stand together in a file."""

Piece = tuple[str, int | None]
"""Words that stand together in a file, and the page on which they are taken out; ``None`` for everywhere."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What shall be taken out: findings by their places, words as they are written, and whole pages of a PDF.

    Words go wherever they stand. What the file hides, and its name, are never in a copy.
    """

    places: tuple[int, ...] = ()
    phrases: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()

    def checked(self) -> "Asked":
        """Return it tidy, each thing once; raises ``Invalid`` for nothing, too much, and words without a letter."""
        phrases = tuple(dict.fromkeys(found for one in self.phrases if (found := " ".join(one.split()))))
        if not (self.places or phrases or self.pages):
            raise Invalid(
                "Choose what to take out: findings, words, or whole pages of a PDF.", details={"field": "findings"}
            )
        if len(phrases) > MOST_PHRASES or any(len(one) > LONGEST_PHRASE for one in phrases):
            raise Invalid(
                f"Give at most {MOST_PHRASES} words or phrases of up to {LONGEST_PHRASE} characters each. For more, "
                "make a copy, and then another with the rest.",
                details={"field": "phrases"},
            )
        bare = next((one for one in phrases if not any(letter.isalnum() for letter in one)), None)
        if bare is not None:
            raise Invalid(f"“{bare[:40]}” has no letter or figure to look for.", details={"field": "phrases"})
        if len(self.pages) > MOST_PAGES or any(page < 1 for page in self.pages):
            raise Invalid(f"Pages count from 1; give at most {MOST_PAGES}.", details={"field": "pages"})
        return replace(
            self, places=tuple(sorted(set(self.places))), phrases=phrases, pages=tuple(sorted(set(self.pages)))
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """One thing to take out: a finding by its place, words that somebody wrote, or a page; how it is looked for."""

    finding: int | None = None
    phrase: str | None = None
    page: int | None = None
    pieces: tuple[Piece, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of one wish.

    ``times`` is how many marks stand for it in the copy. ``left_out`` says that it stood nowhere but in parts that
    the copy does not have. ``inside`` are longer words that hold it and stay.
    """

    finding: int | None = None
    phrase: str | None = None
    page: int | None = None
    times: int = 0
    left_out: bool = False
    inside: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """What is kept of how a copy was made. Words of findings are not repeated; words that somebody wrote are.

    ``pages`` are those of a PDF with something covered, ``also`` names what else went, ``notes`` are sentences for
    whoever checks the copy. ``findings`` are the places of all that was decided as taken out.
    """

    taken: tuple[Taken, ...] = ()
    pages: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    findings: tuple[int, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return asdict(self)

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Redaction":
        """Return what ``to_dict`` wrote."""
        taken = tuple(Taken(**{**one, "inside": tuple(one["inside"])}) for one in data["taken"])
        others = {name: tuple(data[name]) for name in ("pages", "also", "notes", "findings")}
        return cls(taken=taken, **others)


def pieces(words: str, page: int | None = None) -> tuple[Piece, ...]:
    """Return what to look for in a file for words of its text: line by line and cell by cell.

    ``page`` is where they stand, in a file with pages; only short words are bound to it.

    >>> pieces("Ola Nordby | 3", 7)
    (('Ola Nordby', None), ('3', 7))
    """
    parts = (" ".join(part.split()) for part in _APART.split(words))
    sizes = ((part, sum(letter.isalnum() for letter in part)) for part in parts)
    return tuple((part, page if size < _WEAK else None) for part, size in sizes if size)


def pages_in(typed: str) -> tuple[int, ...]:
    """Read the numbers of pages as people write them. Raises ``Invalid``.

    >>> pages_in("3, 5-7")
    (3, 5, 6, 7)
    """
    found: set[int] = set()
    for part in filter(None, (one.strip() for one in re.split("[,;]", typed.replace("–", "-")))):
        first, dash, last = (one.strip() for one in part.partition("-"))
        numbers = (first, last) if dash else (first, first)
        if not all(one.isascii() and one.isdecimal() and len(one) < _LONGEST_NUMBER for one in numbers):
            raise Invalid(f"“{part[:40]}” is no page. Write pages such as 3, 5-7.", details={"field": "pages"})
        begin, end = map(int, numbers)
        if end - begin >= MOST_PAGES:
            raise Invalid(f"Give at most {MOST_PAGES} pages.", details={"field": "pages"})
        found |= set(range(begin, end + 1))
    return tuple(sorted(found))


def goes(finding: Finding, found: Sequence[Piece], gone: frozenset[Piece], pages: frozenset[int]) -> bool:
    """Whether a finding is no longer in a copy: it is never in one, stands on a covered page, or its words are gone.

    ``found`` are the pieces of its words, ``gone`` those that were taken out, in small letters.
    """
    if finding.part in {"hidden", "file-name"} or (finding.part == "text" and finding.page in pages):
        return True
    return finding.part == "text" and bool(found) and {plain(one) for one in found} <= gone


def plain(piece: Piece) -> Piece:
    """Return a piece as it is compared."""
    return piece[0].casefold(), piece[1]
