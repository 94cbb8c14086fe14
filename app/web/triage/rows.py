"""What waits for a look: which documents, narrowed how, and what is shown and asked of each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends, Query

from app.web import wording
from app.web.forms import FieldError, day_values
from app.wiring import Library
from evidence.domain.documents import Document
from evidence.domain.needs import NEED_TITLES, Need
from evidence.domain.suggesting import Suggestion
from evidence.services.documents import spelled
from evidence.services.listing import Row

PER_PAGE = 10
ASKED = ("title", "kind", "dated_on", "owner")
"""What every row asks for; saving a row confirms these."""
NEEDS: tuple[Need, ...] = ("untagged", "presumed", "unowned", "date-not-known")
_NOBODY = "none"
_LONDON = ZoneInfo("Europe/London")
_WEEK = timedelta(days=6)
Added = Literal["", "today", "week"]


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What the address narrows the list to; empty where it does not."""

    need: str = ""
    owner: str = ""
    added: str = ""
    first: str = ""
    last: str = ""
    page: int = 1

    @property
    def is_open(self) -> bool:
        """Whether nothing is narrowed."""
        return not (self.need or self.owner or self.added or self.first or self.last)

    def address(self, page: int | None = None) -> str:
        """Return the address of a page of this list; of the page shown unless told."""
        kept = {"need": self.need, "owner": self.owner, "added": self.added, "first": self.first, "last": self.last}
        page = page or self.page
        asked = {name: value for name, value in kept.items() if value} | ({"page": str(page)} if page > 1 else {})
        return f"/triage?{urlencode(asked)}" if asked else "/triage"

    def keeps(self, row: Row, today: date) -> bool:
        """Whether a row is in the list."""
        number = (len(row.ref), row.ref)
        return (
            (not self.need or self.need in row.needs)
            and (not self.owner or self.owner == (row.owner or _NOBODY))
            and (not self.added or _day(row) >= (today if self.added == "today" else today - _WEEK))
            and (not self.first or number >= (len(self.first), self.first))
            and (not self.last or number <= (len(self.last), self.last))
        )


def _day(row: Row) -> date:
    return row.added_at.astimezone(_LONDON).date()


def narrowing_of(
    need: Annotated[str, Query(max_length=40)] = "", owner: Annotated[str, Query(max_length=300)] = "",
    added: Annotated[str, Query(max_length=20)] = "", first: Annotated[str, Query(max_length=20)] = "",
    last: Annotated[str, Query(max_length=20)] = "", page: Annotated[int, Query(ge=1, le=100_000)] = 1,
) -> Narrowing:  # fmt: skip
    """Read the address; what it says that there is not narrows nothing."""
    return Narrowing(
        need=need if need in NEEDS else "", owner=owner.strip(), added=added if added in {"today", "week"} else "",
        first=spelled(first) if first else "", last=spelled(last) if last else "", page=page,
    )  # fmt: skip


NarrowingDep = Annotated[Narrowing, Depends(narrowing_of)]


@dataclass(frozen=True, slots=True)
class Hint:
    """A statement that the text of a document points to."""

    statement: str
    title: str
    locator: str
    quote: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of which two people said different things."""

    field: str
    theirs: str
    yours: str


@dataclass(frozen=True, slots=True)
class Filled:
    """One document that waits, with what its form shows."""

    ref: str
    title: str
    revision: int
    about: str
    """File, when it was added and by whom, in a line."""
    needs: tuple[str, ...]
    """What it waits for, in words."""
    note: str
    """How its text fares, where that matters."""
    values: Mapping[str, Any]
    """Field -> what it shows."""
    guessed: frozenset[str]
    """Fields of the form that are guesses."""
    others: tuple[tuple[str, str], ...]
    """Guesses that the form does not ask about: field and value, in words."""
    tagged: tuple[str, ...]
    """Quality statements it is tagged to, in words."""
    hints: tuple[Hint, ...]
    errors: Mapping[str, str] = field(default_factory=dict)
    """Field -> what is wrong with it."""
    theirs: tuple[Difference, ...] = ()
    """Where somebody else changed the document meanwhile."""
    saved: str = ""
    """What was just saved, in a sentence; the form is gone then."""
    undo: int | None = None
    """The event that takes the saving back."""

    def sent_back(
        self, values: Mapping[str, Any], errors: Iterable[FieldError], theirs: tuple[Difference, ...] = ()
    ) -> "Filled":
        """Return the row with what was typed, and what is wrong with it."""
        wrong = {error.field.removeprefix(f"{self.ref}-"): error.message for error in errors}
        return replace(self, values=values, errors=wrong, theirs=theirs)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One page of what waits."""

    rows: tuple[Row, ...]
    total: int
    """In this list."""
    everything: int
    """In the unnarrowed list."""
    page: int
    pages: int
    needs: tuple[tuple[str, str], ...]
    """Need, and its words with how many of all that wait have it."""
    owners: tuple[tuple[str, str], ...]
    """Owner as the address has it, and in words."""


def waiting(rows: Iterable[Row], narrowing: Narrowing, today: date) -> Waiting:
    """Return the page of untagged or unconfirmed documents, the newest first; past the end, the last page."""
    every = [row for row in rows if "untagged" in row.needs or "presumed" in row.needs]
    found = [row for row in reversed(every) if narrowing.keeps(row, today)]
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(narrowing.page, pages)
    needs = tuple((need, f"{NEED_TITLES[need]} ({sum(need in row.needs for row in every):,})") for need in NEEDS)
    owners = sorted({row.owner for row in every if row.owner}, key=str.casefold)
    return Waiting(
        rows=tuple(found[(page - 1) * PER_PAGE : page * PER_PAGE]), total=len(found), everything=len(every),
        page=page, pages=pages, needs=needs, owners=((_NOBODY, "Nobody"), *((owner, owner) for owner in owners)),
    )  # fmt: skip


def filled(library: Library, rows: Sequence[Row]) -> tuple[Filled, ...]:
    """Return rows with all that is shown and asked of them."""
    refs = [row.ref for row in rows]
    hints = library.cards.suggestions(refs) if refs else {}
    titles = {one.ref: one.title for one in library.frameworks.in_force().statements}
    return tuple(
        _filled(row, library.documents.get(row.ref), hints.get(row.ref, []), titles, library) for row in rows
    )


def _filled(
    row: Row, document: Document, hints: Sequence[Suggestion], titles: Mapping[str, str], library: Library
) -> Filled:
    return Filled(
        ref=row.ref, title=document.title, revision=document.revision, about=_about(row),
        needs=tuple(NEED_TITLES[need] for need in row.needs), note=_note(row),
        values={"title": document.title, "kind": document.kind, "owner": document.owner or ""}
        | day_values("dated_on", document.dated_on),
        guessed=frozenset(document.presumed) & frozenset(ASKED),
        others=tuple(
            (wording.FIELD_TITLES.get(name, name), words_of(library, name, getattr(document, name)))
            for name in document.presumed if name not in ASKED
        ),
        tagged=tuple(f"{ref} {titles.get(ref, '')}".strip() for ref in row.statements),
        hints=tuple(Hint(one.statement, titles.get(one.statement, ""), one.locator, one.quote) for one in hints),
    )  # fmt: skip


def _about(row: Row) -> str:
    parts = [row.file_name or wording.FORM_TITLES[row.form], f"added {wording.day(row.added_at)} by {row.added_by}"]
    return " · ".join(parts)


def _note(row: Row) -> str:
    if row.text_state == "pending":
        return "Its text is still being read, so better guesses may follow."
    if row.text_state == "unreadable":
        return f"Its text could not be read. {wording.for_pages(row.text_reason or '')}".strip()
    return ""


def words_of(library: Library, name: str, value: Any) -> str:
    """Say the value of a field as people read it."""
    if value in (None, "", []):
        return "nothing"
    if isinstance(value, date):
        return wording.day(value)
    if name == "kind":
        kind = library.vocabulary.find_kind(value)
        return kind.title if kind else str(value)
    titles: dict[str, Mapping[Any, str]] = {
        "status": wording.STATUS_TITLES, "sensitivity": wording.SENSITIVITY_TITLES,
        "source": wording.SOURCE_TITLES, "line": wording.LINE_TITLES,
    }  # fmt: skip
    return titles.get(name, {}).get(value, str(value))
