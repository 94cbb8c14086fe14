"""What a file holds besides what its reader sees: plain data that travels between processes as JSON.

As in ``evidence.readings``, nothing here opens a file or knows a format, and it imports nothing of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

HiddenKind = Literal[
    "comment", "tracked-change", "author", "property", "hidden-sheet", "hidden-cells", "hidden-slide", "notes",
    "hidden-text", "scanned-words", "embedded-file", "kept-data", "earlier-state", "cropped-picture", "place",
    "picture-details", "folder-path",
]  # fmt: skip
HIDDEN_KINDS: tuple[HiddenKind, ...] = get_args(HiddenKind)
HIDDEN_TITLES: Mapping[HiddenKind, str] = {
    "comment": "Comments",
    "tracked-change": "Tracked changes",
    "author": "Names of authors",
    "property": "Document properties",
    "hidden-sheet": "Hidden sheets",
    "hidden-cells": "Hidden rows, columns and cells",
    "hidden-slide": "Hidden slides",
    "notes": "Speaker's notes",
    "hidden-text": "Words that cannot be seen",
    "scanned-words": "Words behind a scanned picture",
    "embedded-file": "Files inside the file",
    "kept-data": "Data kept behind tables and charts",
    "earlier-state": "Earlier states of the file",
    "cropped-picture": "Cut-off parts of pictures",
    "place": "Where a picture was taken",
    "picture-details": "Details kept in pictures",
    "folder-path": "Paths of folders and servers",
}


@dataclass(frozen=True, slots=True)
class Hidden:
    """One thing that a reader does not see, or may not think of.

    ``where`` is how people would say the place (``p. 4``, ``sheet Workings``, ``document properties``); ``what``
    says what stands there, quoting at most a line of it; ``page`` counts pages or slides from 1.
    """

    kind: HiddenKind
    where: str
    what: str
    page: int | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"kind": self.kind, "where": self.where, "what": self.what, "page": self.page}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Hidden":
        """Return what ``to_dict`` wrote."""
        return cls(data["kind"], data["where"], data["what"], data["page"])


@dataclass(frozen=True, slots=True)
class HiddenContent:
    """All hidden content that was found in one file.

    ``more`` is how many finds of each kind were left out of a very long list. ``unsearched`` are sentences about
    what could not be searched, wholly or in part; while there are any, finding nothing means nothing.
    """

    found: tuple[Hidden, ...] = ()
    more: Mapping[HiddenKind, int] | None = None
    unsearched: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "found": [one.to_dict() for one in self.found],
            "more": dict(self.more or {}),
            "unsearched": list(self.unsearched),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "HiddenContent":
        """Return what ``to_dict`` wrote."""
        found = tuple(Hidden.from_dict(one) for one in data["found"])
        return cls(found, data["more"] or None, tuple(data["unsearched"]))
