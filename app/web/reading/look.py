"""Where in a document somebody looks: what stands in the address, and addresses that go on from there."""

from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query

_FAR = 10_000_000
Number = Annotated[int | None, Query(ge=0, le=_FAR)]


@dataclass(frozen=True, slots=True)
class Look:
    """What the address of a document's page asks to see."""

    ref: str
    q: str = ""
    """Words to mark."""
    tag: str | None = None
    """A tag whose quote is shown."""
    place: int | None = None
    """A passage to show."""
    page: int | None = None
    """A page to show, from 1."""
    view: str = ""
    """``pages``, ``table`` or ``text``; the best one where it says nothing."""
    part: int | None = None
    """Which part of a long text, from 1."""
    sheet: int = 1
    """Which sheet of a workbook, from 1."""
    row: int = 1
    """The first row of it to show."""
    version: int | None = None
    """A version that is not the one in use."""
    tagging: str = ""
    """A passage that is about to be tagged, or ``whole``."""
    statement: str = ""
    """The quality statement that the tag form begins with."""
    history: str = ""
    """``all`` for every event."""

    def address(self, *, page: int | None = None, to: str = "", **more: object) -> str:
        """Return an address in this document that keeps the words and the version looked at.

        >>> Look("E-0042", q="waiting list").address(page=4, to="document")
        '/documents/E-0042/p/4?q=waiting+list#document'
        """
        kept = {"q": self.q, "version": self.version, **more}
        query = urlencode({name: value for name, value in kept.items() if value not in (None, "")})
        path = f"/documents/{self.ref}" + (f"/p/{page}" if page else "")
        return path + (f"?{query}" if query else "") + (f"#{to}" if to else "")

    def again(self) -> str:
        """Return the address that asks the same.

        >>> Look("E-0042", page=4, sheet=2).again()
        '/documents/E-0042/p/4?sheet=2'
        """
        asked: dict[str, Any] = {
            "tag": self.tag, "place": self.place, "view": self.view, "part": self.part, "tagging": self.tagging,
            "statement": self.statement, "history": self.history,
            "sheet": self.sheet if self.sheet > 1 else None, "row": self.row if self.row > 1 else None,
        }  # fmt: skip
        return self.address(page=self.page, **asked)

    def what(self) -> str:
        """Name the part that is asked for, as the record of readings tells it; nothing in it was typed."""
        part = "its beginning"
        if self.page:
            part = f"p. {self.page}"
        elif self.tag:
            part = "the words of a tag"
        elif self.place is not None:
            part = f"passage {self.place + 1}"
        elif self.sheet > 1 or self.row > 1:
            part = f"sheet {self.sheet} from row {self.row}"
        elif self.part:
            part = f"part {self.part}"
        return f"version {self.version}, {part}" if self.version else part


def look_of(
    ref: str, q: Annotated[str, Query(max_length=500)] = "", tag: Annotated[str | None, Query(max_length=20)] = None,
    place: Number = None, view: Annotated[str, Query(max_length=10)] = "", part: Number = None, sheet: Number = None,
    row: Number = None, version: Annotated[int | None, Query(ge=1, le=1_000_000)] = None,
    tagging: Annotated[str, Query(max_length=12)] = "", statement: Annotated[str, Query(max_length=40)] = "",
    history: Annotated[str, Query(max_length=4)] = "",
) -> Look:  # fmt: skip
    """Read what an address asks to see."""
    return Look(
        ref=ref, q=q.strip(), tag=tag, place=place, view=view, part=part, sheet=sheet or 1, row=row or 1,
        version=version, tagging=tagging, statement=statement, history=history,
    )  # fmt: skip


LookDep = Annotated[Look, Depends(look_of)]
