"""The history of the whole library: who did what, when and to which documents, narrowed through the address."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, ClassVar, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request
from starlette.datastructures import FormData
from starlette.responses import Response, StreamingResponse

from app.api.resources import LibraryDep
from app.web.administration.history_words import said, verb_title
from app.web.asking import needs
from app.web.forms import Form, day_values
from app.web.pages import Page
from app.web.rendering import show
from app.web.wording import day as day_words
from app.wiring import Library
from evidence.domain.events import Event, Narrowing
from evidence.domain.register_cells import guard
from evidence.errors import Invalid

router = APIRouter(dependencies=[needs("governance", "administrator")])
ADDRESS = "/administration/history"
_LONDON = ZoneInfo("Europe/London")
_PER_PAGE = 50
_MOST_DOCUMENTS = 4
_FIRST_YEAR, _LAST_YEAR = 2000, 2100
_HEADINGS = ("Number", "When (UTC)", "Who", "What", "Kind of step", "Documents", "Takes back number")
Number = Annotated[int | None, Query(ge=0, le=10**12)]


class Step(NamedTuple):
    """One event in words."""

    seq: int
    at: datetime
    by: str
    by_address: str
    """What else this person did."""
    what: str
    documents: tuple[tuple[str, str | None], ...]
    """The first documents it concerned: reference, and title as it is now or nothing when it is held no more."""
    more: int
    """How many more documents it concerned."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What an address asks of the history."""

    person: str = ""
    verb: str = ""
    document: str = ""
    on: date | None = None

    @property
    def narrowing(self) -> Narrowing:
        """The same for the services; a day is London's."""
        since = until = None
        if self.on:
            since = datetime.combine(self.on, time(), _LONDON).astimezone(UTC)
            until = datetime.combine(self.on + timedelta(days=1), time(), _LONDON).astimezone(UTC)
        return Narrowing(self.person or None, self.verb or None, self.document or None, since, until)

    def at(self, address: str, **more: int | str) -> str:
        """Return an address that asks the same."""
        on = self.on.isoformat() if self.on else ""
        pairs = {"person": self.person, "verb": self.verb, "document": self.document, "on": on, **more}
        said_there = urlencode([(name, value) for name, value in pairs.items() if value != ""])
        return f"{address}?{said_there}" if said_there else address


@dataclass(frozen=True, kw_only=True)
class HistoryPage(Page):
    """A stretch of the history, the newest first."""

    template: ClassVar[str] = "administration/history.html"

    steps: tuple[Step, ...]
    """The events of this page."""
    total: int
    """How many events there are in all."""
    narrowed: str
    """What the list is narrowed to, in words; empty when it is not."""
    people: tuple[tuple[str, str], ...]
    """Everybody who appears in the history, for the choice."""
    verbs: tuple[tuple[str, str], ...]
    """Every kind of step there has been, for the choice."""
    newer: str
    """The address of the events after these; empty where there are none."""
    older: str
    """The address of the events before these; empty where there are none."""
    newest: str
    """The address of the first page; empty on it."""
    download: str
    """The address of the same events as a file."""


@router.get(ADDRESS)
def show_history(request: Request, library: LibraryDep, before: Number = None, after: Number = None) -> Response:
    """Show a stretch of the history."""
    form = Form(FormData([*request.query_params.multi_items()]))
    asked = _asked(form)
    found = library.histories.stretch(asked.narrowing, before=before, after=after, limit=_PER_PAGE)
    doings, events = library.histories.doings(), found.events
    return show(request, HistoryPage(
        title="History", errors=tuple(form.errors), values=_values(form, asked), steps=_steps(library, events),
        total=library.histories.last(), narrowed=_narrowed(asked), people=_choice(doings.actors, asked.person),
        verbs=tuple(sorted(((one, verb_title(one)) for one in doings.verbs), key=lambda pair: pair[1])),
        newer=asked.at(ADDRESS, after=events[0].seq) if events and found.newer else "",
        older=asked.at(ADDRESS, before=events[-1].seq) if events and found.older else "",
        newest=asked.at(ADDRESS) if found.newer or (not events and (before or after)) else "",
        download=asked.at(f"{ADDRESS}/export.csv"),
    ))  # fmt: skip


@router.get(f"{ADDRESS}/export.csv")
def export_history(request: Request, library: LibraryDep) -> Response:
    """Send every event that is asked for as a CSV, the newest first."""
    form = Form(FormData([*request.query_params.multi_items()]))
    asked = _asked(form)
    if form.errors:
        raise Invalid(form.errors[0].message)
    name = f"history {library.clock.today().isoformat()}.csv"
    headers = {
        "content-disposition": f'attachment; filename="{name}"',
        "x-content-type-options": "nosniff",
        "cache-control": "no-store",
    }
    lines = csv_lines(library.histories.all(asked.narrowing))
    return StreamingResponse(lines, media_type="text/csv; charset=utf-8", headers=headers)


def csv_lines(events: Iterator[Event]) -> Iterator[bytes]:
    """Yield the lines of the file; no cell begins with what a spreadsheet takes for a formula."""
    yield "\N{BYTE ORDER MARK}".encode() + _line(_HEADINGS)
    for event in events:
        takes_back = str(event.undoes) if event.undoes else ""
        yield _line((
            str(event.seq), event.at.astimezone(UTC).isoformat(timespec="seconds"), event.actor, said(event),
            event.verb, " ".join(event.refs), takes_back,
        ))  # fmt: skip


def _line(cells: Sequence[str]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerow([guard(cell) for cell in cells])
    return out.getvalue().encode()


def _asked(form: Form) -> Asked:
    on = form.day("on")
    if on and not _FIRST_YEAR <= on.year <= _LAST_YEAR:
        form.wrong("on", f"Enter a date between {_FIRST_YEAR} and {_LAST_YEAR}.")
        on = None
    return Asked(form.text("person"), form.text("verb"), form.text("document").upper(), on)


def _values(form: Form, asked: Asked) -> dict[str, str]:
    days = day_values("on", asked.on)
    if form.errors:
        days |= {name: value for name, value in form.values.items() if name in days}
    return {"person": asked.person, "verb": asked.verb, "document": asked.document, **days}


def _narrowed(asked: Asked) -> str:
    parts = [
        f"by {asked.person}" if asked.person else "",
        f"“{verb_title(asked.verb)}”" if asked.verb else "",
        f"about {asked.document}" if asked.document else "",
        f"on {day_words(asked.on)}" if asked.on else "",
    ]
    return ", ".join(part for part in parts if part)


def _choice(known: Sequence[str], chosen: str) -> tuple[tuple[str, str], ...]:
    names = [*known, *([chosen] if chosen and chosen not in known else [])]
    return tuple((name, name) for name in names)


def _steps(library: Library, events: Sequence[Event]) -> tuple[Step, ...]:
    refs = [ref for event in events for ref in event.refs[:_MOST_DOCUMENTS]]
    titles = library.cards.titles(list(dict.fromkeys(refs)))
    return tuple(
        Step(
            seq=event.seq, at=event.at, by=event.actor, by_address=Asked(person=event.actor).at(ADDRESS),
            what=said(event), documents=tuple((ref, titles.get(ref)) for ref in event.refs[:_MOST_DOCUMENTS]),
            more=max(0, len(event.refs) - _MOST_DOCUMENTS),
        )
        for event in events
    )  # fmt: skip
