"""What reading a file gives: plain data that travels between processes as JSON.

Nothing here opens a file or knows a format. Services and the children that read files share it, so it
imports neither SQLModel nor the domain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

View = Literal["pages", "table", "text"]
"""What a file can be shown as: pictures of its pages, rows and columns, or the words that were read from it."""
PROPERTIES = ("title", "author", "created", "modified", "subject")


class Unreadable(Exception):
    """The text could not be read; ``reason`` is a plain sentence that says what to do next.

    ``detail`` is for the log: kinds of error and places in our code, never words of the document.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason = reason
        self.detail = detail


class Late(Exception):
    """Something was not done in the seconds that were given for it, and may be asked for again with more."""


class NoSuchPage(Exception):
    """The file has no page, frame or sheet of that number; ``pages`` says how many it has."""

    def __init__(self, pages: int) -> None:
        super().__init__(pages)
        self.pages = pages


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
    ``scanned_pages`` are PDF pages or picture frames, from 1, without text or mostly pictures, which OCR could read.
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


class Box(NamedTuple):
    """A place on a page as it is shown: parts of its width from the left and of its height from the top, 0 to 1."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Word:
    """A word on a page; more than one box where it is broken at a line's end, none where it lies off the page."""

    text: str
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of one page in reading order, and its size in points as it is shown (turned and cropped)."""

    width: float
    height: float
    words: tuple[Word, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "width": self.width,
            "height": self.height,
            "words": [[word.text, [list(box) for box in word.boxes]] for word in self.words],
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "PageWords":
        """Return the words that ``to_dict`` wrote."""
        words = (Word(text, tuple(Box(*box) for box in boxes)) for text, boxes in data["words"])
        return cls(data["width"], data["height"], tuple(words))


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet of a workbook; ``name`` is empty for a table that has no sheets. Hidden ones are kept from nobody."""

    name: str
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a sheet under its true number, from 1; its cells begin in the part's first column."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """Some of a sheet's rows, without empty ones.

    ``first_column`` counts from 0 (column A). ``next_row`` is where the rest begins, None at the sheet's end;
    ``more_columns`` is how many columns of these rows are left out on the right.
    """

    rows: tuple[Row, ...] = ()
    first_column: int = 0
    next_row: int | None = None
    more_columns: int = 0

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "rows": [[row.number, list(row.cells)] for row in self.rows],
            "first_column": self.first_column,
            "next_row": self.next_row,
            "more_columns": self.more_columns,
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Rows":
        """Return the rows that ``to_dict`` wrote."""
        rows = tuple(Row(number, tuple(cells)) for number, cells in data["rows"])
        return cls(rows, data["first_column"], data["next_row"], data["more_columns"])


@dataclass(frozen=True, slots=True)
class TakeOut:
    """One thing to redact: words, or whatever stands in a box.

    ``text`` is found as whole words, in any case and however its spaces, hyphens, accents and figures are
    written; on ``page`` only (from 1) where a PDF is given one, elsewhere wherever it stands. ``box`` is a
    place on ``page`` of a PDF; files of other kinds have none.
    """

    text: str = ""
    page: int | None = None
    box: Box | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"text": self.text, "page": self.page, "box": list(self.box) if self.box else None}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "TakeOut":
        """Return what ``to_dict`` wrote."""
        return cls(data["text"], data["page"], Box(*data["box"]) if data["box"] else None)


@dataclass(frozen=True, slots=True)
class TakenOut:
    """What became of one thing asked for.

    ``times`` is how often a mark stands in its place. ``left_out`` says that it stood nowhere but in parts that
    the copy does not have, such as comments. ``inside`` are longer words that hold it and stay ("smithson").
    """

    asked: TakeOut
    times: int = 0
    left_out: bool = False
    inside: tuple[str, ...] = ()

    @property
    def found(self) -> bool:
        """Whether it was anywhere in the file."""
        return bool(self.times) or self.left_out

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {"asked": self.asked.to_dict(), "times": self.times, "left_out": self.left_out,
                "inside": list(self.inside)}  # fmt: skip

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "TakenOut":
        """Return what ``to_dict`` wrote."""
        return cls(TakeOut.from_dict(data["asked"]), data["times"], data["left_out"], tuple(data["inside"]))


@dataclass(frozen=True, slots=True)
class Redacted:
    """A redacted copy: made anew, and searched for everything that was to be taken out of it.

    ``media_type`` is the copy's, without macros. ``taken`` follows the order of what was asked. ``pages`` are
    the pages of a PDF that were covered, from 1. ``also`` names what else went ("12 comments"), ``notes`` are
    sentences for whoever checks the copy before it leaves.
    """

    media_type: str
    taken: tuple[TakenOut, ...] = ()
    pages: tuple[int, ...] = ()
    also: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "media_type": self.media_type,
            "taken": [one.to_dict() for one in self.taken],
            "pages": list(self.pages),
            "also": list(self.also),
            "notes": list(self.notes),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> "Redacted":
        """Return what ``to_dict`` wrote."""
        taken = tuple(TakenOut.from_dict(one) for one in data["taken"])
        return cls(data["media_type"], taken, tuple(data["pages"]), tuple(data["also"]), tuple(data["notes"]))
