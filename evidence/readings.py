"""What reading a file gives: plain data that travels between processes as JSON.

Nothing here opens a file or knows a format. Services and the children that read files share it, so it
imports neither SQLModel nor the domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

PROPERTIES = ("title", "author", "created", "modified", "subject")


class Unreadable(Exception):
    """The text could not be read; ``reason`` is a plain sentence that says what to do next.

    ``detail`` is for the log: kinds of error and places in our code, never words of the document.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Passage:
    """A located part of a file's text, whole paragraphs or rows of about 300 words at most.

    ``locator`` is how people would say the place: ``p. 4``, ``slide 7``, ``sheet Waiting list, rows 2-14``,
    ``section Areas to improve``. It need not be unique within the file. ``page`` counts from 1 and is None
    where the format has no pages or slides.
    """

    locator: str
    text: str
    page: int | None = None
    heading: str | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"locator": self.locator, "text": self.text, "page": self.page, "heading": self.heading}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Passage":
        """Return the passage that ``to_dict`` wrote."""
        return cls(data["locator"], data["text"], data["page"], data["heading"])


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file found inside another, written to the staging folder.

    ``name`` is as found and must not be trusted as a path; ``path`` is where its bytes are now.
    """

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that was read from one file.

    ``properties`` has any of title, author, created, modified and subject; dates are ISO 8601.
    ``scanned_pages`` are PDF pages or picture frames, from 1, without text, which OCR could read.
    ``notes`` are sentences for the people who filed the document.
    """

    pages: int | None = None
    passages: tuple[Passage, ...] = ()
    properties: Mapping[str, str] = field(default_factory=dict)
    attachments: tuple[Attachment, ...] = ()
    scanned_pages: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "pages": self.pages,
            "passages": [passage.to_dict() for passage in self.passages],
            "properties": dict(self.properties),
            "attachments": [[found.name, found.path] for found in self.attachments],
            "scanned_pages": list(self.scanned_pages),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Reading":
        """Return the reading that ``to_dict`` wrote."""
        return cls(
            data["pages"],
            tuple(Passage.from_dict(passage) for passage in data["passages"]),
            data["properties"],
            tuple(Attachment(name, path) for name, path in data["attachments"]),
            tuple(data["scanned_pages"]),
            tuple(data["notes"]),
        )


@dataclass(frozen=True, slots=True)
class Refused:
    """A member of an archive that was not taken, with the reason in a plain sentence."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Unpacked:
    """The members of an archive that were written to the staging folder, and those refused."""

    members: tuple[Attachment, ...] = ()
    refused: tuple[Refused, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "members": [[member.name, member.path] for member in self.members],
            "refused": [[refused.name, refused.reason] for refused in self.refused],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Unpacked":
        """Return what ``to_dict`` wrote."""
        return cls(
            tuple(Attachment(name, path) for name, path in data["members"]),
            tuple(Refused(name, reason) for name, reason in data["refused"]),
        )
